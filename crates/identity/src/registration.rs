//! Registration: from a name to an account, one thing per page.
