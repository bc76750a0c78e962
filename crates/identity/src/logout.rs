//! Leaving: the end of a session here and at every service.
