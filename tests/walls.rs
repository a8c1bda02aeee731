//! The walls of docs/ARCHITECTURE.md: which crates and modules may know which, and that names agree on both sides of the bridge.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns every crate that `package` is built from, itself left out.
fn crates_of(package: &str) -> BTreeSet<String> {
    let arguments = ["tree", "--offline", "--locked", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().filter_map(|line| line.split(' ').next()).filter(|name| *name != package).map(str::to_owned).collect()
}

fn check_without(package: &str, walled_off: &[&str]) {
    let found: Vec<_> = crates_of(package).into_iter().filter(|name| walled_off.iter().any(|wall| name.starts_with(wall))).collect();
    assert!(found.is_empty(), "{package} must not be built from {found:?}");
}

#[test]
fn core_knows_no_window() {
    check_without("stet-core", &["tauri", "wry", "tao", "webkit", "gtk", "stet-desk", "stet-cli"]);
}

#[test]
fn the_command_line_links_no_browser() {
    check_without("stet-cli", &["tauri", "wry", "tao", "webkit", "gtk", "stet-desk"]);
}

/// No file under `module` (of stet-core's sources) names one of the `strangers`, other than in its tests.
fn check_module(module: &str, strangers: &[&str]) {
    for path in rust_files(&root().join("src-tauri/crates/stet-core/src").join(module)) {
        let source = fs::read_to_string(&path).expect("a source");
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        for stranger in strangers {
            for form in [format!("crate::{stranger}::"), format!("crate::{stranger};"), format!("super::super::{stranger}")] {
                assert!(!code.contains(&form), "{} must not know {stranger}", path.display());
            }
        }
    }
}

#[test]
fn arrows_between_modules_of_core_run_one_way() {
    check_module("store", &["export", "import", "diff", "checks"]);
    check_module("document", &["store", "library", "history", "diff", "export", "import", "search"]);
    check_module("export", &["store", "history"]);
    check_module("import", &["store", "history"]);
    check_module("diff", &["store", "library", "history", "export", "import"]);
}

#[test]
fn core_reads_no_clock_and_no_environment() {
    for path in rust_files(&root().join("src-tauri/crates/stet-core/src")) {
        let source = fs::read_to_string(&path).expect("a source");
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        for form in ["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "env::var", "env::args", "static mut"] {
            assert!(!code.contains(form), "{} must not use {form}: time, author and paths are arguments", path.display());
        }
    }
}

/// Returns the first text between `open` and `close` on every line that has one.
fn quoted<'t>(text: &'t str, open: &'t str, close: char) -> impl Iterator<Item = &'t str> {
    text.match_indices(open).filter_map(move |(at, _)| text[at + open.len()..].split(close).next())
}

#[test]
fn the_page_may_call_exactly_what_it_calls() {
    let page = read("ui/src/backend/index.ts");
    let calls = page.lines().filter(|line| ["call<", "long<", "invoke<"].iter().any(|call| line.contains(call)));
    let called: BTreeSet<&str> = calls.flat_map(|line| quoted(line, ">('", '\'')).collect();
    let permissions = read("src-tauri/permissions/desk.toml");
    let allowed: BTreeSet<&str> = permissions.lines().filter_map(|line| line.trim().strip_prefix('"')?.split('"').next()).collect();
    assert_eq!(called, allowed, "src-tauri/permissions/desk.toml lists the commands of ui/src/backend/index.ts");
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the sources under `folder`, files of tests left out.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, &["rs"]).into_iter().filter(|path| !path.ends_with("tests.rs")).collect()
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.extension().and_then(|extension| extension.to_str()) {
            _ if path.is_dir() => files(&path, extensions),
            Some(extension) if extensions.contains(&extension) => vec![path],
            _ => Vec::new(),
        })
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie in the repository").to_owned()
}
