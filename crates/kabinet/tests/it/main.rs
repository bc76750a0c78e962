//! The whole program over real sockets: robots without JavaScript, foreign clients, browsers.

mod road;
mod robot;
mod world;
