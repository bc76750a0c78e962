//! Proofs: what was shown in this transaction, as values that cannot leave it.
