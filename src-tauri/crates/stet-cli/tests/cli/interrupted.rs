//! Ctrl+C in the middle of something long.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::Desk;

fn files(folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, out),
            false => drop(out.insert(path.display().to_string(), fs::read(&path).unwrap())),
        }
    }
}

#[test]
fn an_interrupted_website_leaves_the_old_one_whole() {
    let desk = Desk::new();
    let sources = desk.path("sources");
    fs::create_dir(&sources).unwrap();
    for n in 0..600 {
        let text = format!("---\ntitle: Story number {n}\ntags: [One, Two]\n---\n\n{}\n", "Some words of it. ".repeat(60));
        fs::write(sources.join(format!("{n}.md")), text).unwrap();
    }
    desk.ok(&["-q", "import", &sources.display().to_string()]);
    let site = desk.path("site");
    let out = site.display().to_string();
    let export = ["-q", "export", "--all", "--format", "site", "--out", &out];
    desk.ok(&export);
    let mut before = BTreeMap::new();
    files(&site, &mut before);
    let fresh = [&export[..], &["--fresh", "--title", "Another name"]].concat();
    let child = desk.command(&desk.library(), &fresh).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    while !site.join(".stet-site-new").exists() {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!((done.status.code(), said.trim()), (Some(130), "stet: stopped; what was finished before stays"));
    let mut after = BTreeMap::new();
    files(&site, &mut after);
    assert!(before == after, "the old site is whole, and nothing of the new one is left");
    desk.ok(&fresh);
}
