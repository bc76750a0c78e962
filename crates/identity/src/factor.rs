//! Second factors: codes by SMS and e-mail, the authenticator app.
