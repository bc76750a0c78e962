//! The OpenID Connect endpoints.
