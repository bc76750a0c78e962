//! Stories about storage.
