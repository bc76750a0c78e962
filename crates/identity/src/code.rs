//! One-time codes of six digits, sent by SMS or e-mail.
