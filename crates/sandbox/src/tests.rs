//! Stories told over the wire.
