//! Prepares the bare window that the desk is measured against.
fn main() {
    tauri_build::build();
}
