//! The desk's process: everything is in the library `stet_desk`, so that tests can reach it.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

fn main() -> anyhow::Result<()> {
    stet_desk::run()
}
