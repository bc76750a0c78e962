//! The whole program over real sockets: robots without JavaScript, foreign clients, browsers.

mod crash;
mod foreign;
mod party;
mod program;
mod road;
mod robot;
mod world;
