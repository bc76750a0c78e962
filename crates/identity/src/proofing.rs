//! Proofing: raising the level of an account.
