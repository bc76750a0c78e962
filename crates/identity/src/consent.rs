//! Consents: what a person allowed a service to receive.
