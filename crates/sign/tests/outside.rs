//! Time-stamps and seals in PDF files, both ways with other people's programs: OpenSSL, Poppler,
//! pyHanko, Apache PDFBox. Only with `KABINET_TEST_FOREIGN`; `cargo x setup` installs them.

#[path = "outside/folder.rs"]
mod folder;
#[path = "outside/pdf.rs"]
mod pdf;
#[path = "outside/stamp.rs"]
mod stamp;
#[path = "outside/world.rs"]
mod world;
