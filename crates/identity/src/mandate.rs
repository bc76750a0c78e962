//! Mandates: permission for work that outlives a sign-in.
