//! The whole program over real sockets: robots without JavaScript, foreign clients, browsers.

mod browser;
mod crash;
mod desk;
mod disk;
mod employer;
mod flows;
mod foreign;
mod help;
mod hostile;
mod nodes;
mod outage;
mod party;
mod passport;
mod postgres;
mod program;
mod provider;
mod restore;
mod road;
mod robot;
mod sending;
mod sql;
mod submissions;
mod twice;
mod verify;
mod world;
