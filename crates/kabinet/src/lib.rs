//! The program `kabinet`: command line, configuration, the table of sites, and the wiring.

pub mod assemble;
mod clients;
pub mod config;
pub mod control;
pub mod demo;
pub mod health;
mod help;
pub mod operate;
pub mod serve;
pub mod signature;
pub mod start;
mod texts;

pub use texts::load as texts;
