//! Passwords: what is accepted, how they are hashed and compared.
