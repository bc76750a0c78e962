//! Stories over HTTP, and the world in which all stories of the protocol side happen.

mod endpoints;
mod exchange;
mod flows;
pub(crate) mod world;
