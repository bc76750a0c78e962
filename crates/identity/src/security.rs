//! Security pages: two-step check, sessions, the journal.
