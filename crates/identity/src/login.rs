//! Sign-in: a password, then a second factor of another kind.
