//! Prepares the bundle: permissions of the desk's own commands, icons, and a word where the interface is not built yet.

use std::{fs, io, path::Path};

/// What a desk shows that was compiled before its interface.
const UNBUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Stet</title>\
<p>The interface is not built. Run <code>make build</code>, then start the desk again.</p></html>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=ui/dist");
    ensure_interface(Path::new("ui/dist"))?;
    // The package lies at the repository's root and its sources in src-tauri, so both patterns are given.
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .app_manifest(tauri_build::AppManifest::new().permissions_path_pattern("src-tauri/permissions/*.toml"))
            .capabilities_path_pattern("src-tauri/capabilities/*.json"),
    )?;
    Ok(())
}

/// `cargo check` and lints must work before the first `npm run build`; Tauri wants the folder.
fn ensure_interface(dist: &Path) -> io::Result<()> {
    let page = dist.join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(dist)?;
    fs::write(page, UNBUILT)
}
