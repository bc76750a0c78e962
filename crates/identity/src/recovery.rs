//! Recovery: a new password for who proves two channels.
