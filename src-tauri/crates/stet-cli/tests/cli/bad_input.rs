//! Every way to hold it wrong: its own code, a sentence, and nothing lost or half written.

use std::fs;
use std::path::Path;

use crate::harness::Desk;

#[test]
fn a_story_must_be_one_story() {
    let desk = Desk::new();
    let id = desk.story("One", "Words.\n");
    desk.story("Two", "Words.\n");
    desk.fails(1, "story_unknown", &["show", "no-such-story"]);
    desk.fails(1, "story_empty", &["show", ""]);
    // Both ids were made in the same hours, so they begin alike.
    desk.fails(1, "story_ambiguous", &["show", &id[..4]]);
    desk.fails(1, "revision_unknown", &["show", &id, "--revision", "9"]);
    desk.fails(1, "revision_unknown", &["restore", &id, "9"]);
}

/// An imported file may ask for any slug; one that is another story's id must not draw that story's saves to itself.
#[test]
fn a_storys_id_means_that_story_whatever_slugs_there_are() {
    let desk = Desk::new();
    let id = desk.story("Mine", "Words.\n");
    let impostor = desk.file("impostor.md", format!("---\ntitle: Impostor\nslug: {id}\n---\nOther words.\n"));
    desk.ok(&["import", &impostor]);
    assert!(desk.ok(&["show", &id]).contains("Mine"), "the id is the first story's");
    desk.ok_with(&["save", &id, "--body", "-"], "New words.\n");
    assert!(desk.ok(&["show", "mine"]).contains("New words."), "the save went to it");
}

#[test]
fn a_library_must_be_a_library() {
    let desk = Desk::without_library();
    desk.fails(1, "library_missing", &["list"]);
    fs::create_dir(desk.path("folder")).unwrap();
    desk.fails_on(&desk.path("folder"), 1, "is_a_folder", &["list"]);
    desk.fails_on(&desk.path("folder"), 1, "is_a_folder", &["init"]);
    desk.file("text.stet", "This is only text, and long enough to be read as a header of something.".repeat(40));
    desk.fails_on(&desk.path("text.stet"), 1, "not_a_library", &["list"]);
    desk.ok(&["init"]);
    desk.fails(1, "library_exists", &["init"]);
}

/// The header of an SQLite file keeps the user version at byte 60 and the application's id at byte 68, big-endian.
#[test]
fn a_newer_library_and_another_applications_file_are_left_untouched() {
    let desk = Desk::new();
    let sound = fs::read(desk.library()).unwrap();
    for (name, at, value, code) in [("newer.stet", 60, 9_999u32, "newer_library"), ("other.stet", 68, 0x0BAD_CAFE, "other_application")] {
        let mut bytes = sound.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        desk.file(name, &bytes);
        desk.fails_on(&desk.path(name), 1, code, &["list"]);
        desk.fails_on(&desk.path(name), 1, code, &["new", "--headline", "x"]);
        assert!(fs::read(desk.path(name)).unwrap() == bytes, "{name} was changed");
    }
}

/// A pipe, a socket, a device: reading one may wait for ever, so none is opened.
#[cfg(unix)]
#[test]
fn a_library_is_a_file_on_disk() {
    let desk = Desk::without_library();
    let _socket = std::os::unix::net::UnixListener::bind(desk.path("socket")).unwrap();
    desk.fails_on(&desk.path("socket"), 1, "not_a_library", &["list"]);
    desk.fails_on(Path::new("/dev/null"), 1, "not_a_library", &["list"]);
}

/// SQLite reads `:memory:` and `file:…` as something else than a file's name; a library there would be lost or half made.
#[cfg(unix)]
#[test]
fn a_library_may_have_a_name_that_means_something_to_sqlite() {
    for name in [":memory:", "file:desk?mode=memory", "file::memory:"] {
        let desk = Desk::without_library();
        let stet = |arguments: &[&str]| {
            let named = format!("--library={name}");
            let folder = desk.path("");
            desk.command(Path::new(""), &[&[named.as_str()], arguments].concat()).current_dir(folder).output().unwrap()
        };
        let made = stet(&["init"]);
        assert!(made.status.success(), "{name}: {}", String::from_utf8_lossy(&made.stderr));
        assert!(stet(&["new", "--headline", "Kept"]).status.success(), "{name}");
        assert!(String::from_utf8_lossy(&stet(&["list"]).stdout).contains("Kept"), "{name}");
        assert!(stet(&["backup", "file:copy?mode=ro"]).status.success(), "{name}");
        let mut names: Vec<_> = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        let mut expected = [name, "file:copy?mode=ro"];
        expected.sort_unstable();
        assert_eq!(names, expected, "nothing half made is left");
    }
}

/// A version that no Stet writes is damage, said in a sentence without the text of a migration in it.
#[test]
fn a_library_with_an_impossible_version_is_damaged_and_left_untouched() {
    let desk = Desk::new();
    let mut bytes = fs::read(desk.library()).unwrap();
    bytes[60..64].copy_from_slice(&(-5i32).to_be_bytes());
    desk.file("odd.stet", &bytes);
    desk.fails_on(&desk.path("odd.stet"), 1, "library_damaged", &["list"]);
    let said = desk.run_on(&desk.path("odd.stet"), &["list"], "").err;
    assert!(said.lines().count() == 1 && !said.contains("CREATE TABLE"), "{said}");
    assert!(fs::read(desk.path("odd.stet")).unwrap() == bytes, "the file was changed");
}

#[cfg(unix)]
#[test]
fn a_library_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let library = desk.library();
    fs::set_permissions(&library, fs::Permissions::from_mode(0o444)).unwrap();
    if fs::OpenOptions::new().write(true).open(&library).is_ok() {
        eprintln!("skipped: this user may write everything (root)");
        return;
    }
    desk.fails(1, "library_read_only", &["new", "--headline", "x"]);
}

#[test]
fn an_import_must_be_a_story() {
    let desk = Desk::new();
    let binary = desk.file("picture.md", [0u8, 159, 146, 150, 0, 1, 2, 3, 255, 254, 0, 0, 7]);
    desk.fails(1, "import_binary", &["import", &binary]);
    let empty = desk.file("empty.md", "");
    desk.fails(1, "import_empty", &["import", &empty]);
    desk.fails(1, "import_missing", &["import", &desk.path("nowhere.md").display().to_string()]);
    let large = desk.path("large.md");
    fs::File::create(&large).unwrap().set_len(50 * 1024 * 1024).unwrap();
    desk.fails(1, "import_too_large", &["import", &large.display().to_string()]);
    desk.fails(1, "import_too_large", &["new", "--headline", "x", "--body", &large.display().to_string()]);
    assert_eq!(desk.ok(&["list"]), "", "nothing came in");
}

#[test]
fn one_bad_file_stops_none_of_the_others() {
    let desk = Desk::new();
    let (good, empty) = (desk.file("good.md", "# Good\n\nWords.\n"), desk.file("empty.md", ""));
    let ran = desk.run(&["import", &empty, &good]);
    assert_eq!((ran.exit, ran.out.lines().count()), (1, 1), "{}", ran.err);
    assert!(ran.err.contains("1 of 2 failed"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_stops_none_of_the_others() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let (folder, locked) = (desk.path("in"), desk.path("in/locked"));
    fs::create_dir_all(&locked).unwrap();
    fs::write(folder.join("good.md"), "# Good\n\nWords.\n").unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let skipped = fs::read_dir(&locked).is_ok();
    let ran = desk.run(&["import", &folder.display().to_string()]);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    if skipped {
        eprintln!("skipped: this user may read everything (root)");
        return;
    }
    assert_eq!((ran.exit, ran.out.lines().count()), (1, 1), "{}", ran.err);
    assert!(ran.err.contains("locked") && ran.err.contains("1 of 2 failed"), "{}", ran.err);
}

/// A name on disk need not be text; the story comes in all the same, and its name is shown as well as can be.
#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_name_is_not_text_is_imported_like_any_other() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let folder = desk.path("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(std::ffi::OsStr::from_bytes(b"bad\xff.md")), "# One\n\nWords.\n").unwrap();
    let stories = desk.json(&["import", &folder.display().to_string()]);
    assert_eq!(stories[0]["headline"], "One", "{stories}");
    assert!(stories[0]["file"].as_str().is_some_and(|file| file.ends_with("bad\u{fffd}.md")), "{stories}");
}

#[cfg(unix)]
#[test]
fn a_body_without_an_end_is_cut_off() {
    let desk = Desk::new();
    let limit = ["--body", "/dev/zero"];
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -v 2000000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_stet"), "--json", "new", "--headline", "x"]);
    let ran = command.args(limit).arg("--library").arg(desk.library()).output().unwrap();
    let error = String::from_utf8(ran.stderr).unwrap();
    assert!(error.contains("import_too_large"), "{error}");
    assert_eq!(desk.ok(&["list"]), "", "nothing came in");
}

/// `stet import FOLDER | head -1`: that nobody reads the list is no reason to leave stories out.
#[test]
fn an_import_goes_on_when_nobody_reads_its_list() {
    let desk = Desk::new();
    let folder = desk.path("in");
    fs::create_dir(&folder).unwrap();
    // Far more rows than the buffer of standard output holds.
    let headline = "A headline that fills the buffer of standard output soon. ".repeat(30);
    for number in 0..12 {
        fs::write(folder.join(format!("{number}.md")), format!("# {headline}{number}\n\nWords.\n")).unwrap();
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = desk.command(&desk.library(), &["import", &folder.display().to_string()]).stdout(writer).status().unwrap();
    assert!(status.success(), "{status}");
    assert_eq!(desk.ok(&["list"]).lines().count(), 12);
}

#[test]
fn what_a_file_declares_is_decoded_and_said() {
    let desk = Desk::new();
    let page = b"<html><head><meta charset=\"iso-8859-1\"><title>Caf\xe9</title></head><body><p>Words about a caf\xe9.</p></body></html>";
    let path = desk.file("latin.html", page);
    let ran = desk.run(&["import", &path]);
    assert_eq!(ran.exit, 0, "{}", ran.err);
    assert!(ran.out.contains("Café"), "{}", ran.out);
    assert!(!ran.err.is_empty(), "the encoding is said");
    assert_eq!(desk.run(&["import", &path, "--quiet"]).err, "", "unless one asked for quiet");
}

#[test]
fn a_strict_export_writes_nothing_that_would_lose_something() {
    let desk = Desk::new();
    let id = desk.story("One", "Some <u>underlined</u> words.\n");
    let out = desk.path("out").display().to_string();
    let export = |preset: &'static str, rest: &[&'static str]| {
        [&["export", id.as_str(), "--format", "markdown", "--preset", preset, "--out", out.as_str()], rest].concat()
    };
    desk.fails(2, "usage", &export("hugoo", &[]));
    desk.fails(1, "export_lossy", &export("hugo", &["--strict"]));
    assert!(!desk.path("out").exists(), "nothing was made for it");
    let ran = desk.run(&export("hugo", &[]));
    assert_eq!((ran.exit, ran.out.ends_with("content/posts/one.md\n")), (0, true), "{}", ran.out);
    assert!(ran.err.contains("underline") && ran.err.contains("“underlined”"), "what was lost is said, and where: {}", ran.err);
    assert_eq!(desk.run(&export("jekyll", &["--strict"])).exit, 0, "HTML says it there");
}

#[test]
fn what_is_for_later_says_so() {
    let desk = Desk::new();
    let id = desk.story("One", "Words.\n");
    let out = desk.path("out").display().to_string();
    desk.fails(1, "format_not_yet", &["export", &id, "--format", "docx", "--out", &out]);
    let none = desk.path("none");
    std::fs::create_dir(&none).expect("a folder");
    for format in ["html", "site"] {
        desk.fails(1, "theme_missing", &["export", &id, "--format", format, "--theme", "x", "--out", &out]);
        desk.fails(1, "theme_invalid", &["export", &id, "--format", format, "--theme", &none.display().to_string(), "--out", &out]);
    }
    desk.fails(1, "field_invalid", &["export", &id, "--format", "site", "--base-url", "here", "--out", &out]);
    assert!(!desk.path("out").exists(), "nothing was made for it");
}

#[test]
fn recovery_needs_something_to_recover_and_a_free_place() {
    let desk = Desk::new();
    desk.story("One", "Words.\n");
    let (copy, out) = (desk.path("copy.stet").display().to_string(), desk.path("out.stet").display().to_string());
    desk.ok(&["backup", &copy]);
    desk.fails(1, "library_missing", &["recover", "x.stet", "--out", &out]);
    assert_eq!(desk.ok(&["recover", &copy, "--out", &out]), "recovered\t1\t1\t0");
    desk.fails(1, "library_exists", &["recover", &copy, "--out", &out]);
}

#[test]
fn wrong_usage_exits_with_2() {
    let desk = Desk::new();
    let id = desk.story("One", "Words.\n");
    desk.fails(2, "usage", &["frobnicate"]);
    desk.fails(2, "usage", &["new"]);
    assert!(desk.run(&["new", "--json"]).err.contains("--headline"), "what is missing is named");
    desk.fails(2, "usage", &["status", &id, "published"]);
    desk.fails(2, "usage", &["tag", &id, "name"]);
    desk.fails(2, "usage", &["export", &id, "--format", "banana", "--stdout"]);
    desk.fails(2, "usage", &["export", "--format", "markdown", "--stdout"]);
    desk.fails(2, "usage", &["export", &id, "--format", "markdown"]);
    desk.fails(2, "usage", &["diff", &id, "x"]);
    desk.fails(2, "usage", &["publish", &id, "--at", "yesterday"]);
}

#[test]
fn an_export_folder_that_cannot_be_written_leaves_nothing() {
    let desk = Desk::new();
    let id = desk.story("One", "Words.\n");
    let file = desk.file("a-file", "in the way");
    desk.fails(1, "export_unwritable", &["export", &id, "--format", "markdown", "--out", &format!("{file}/below")]);
    assert_eq!(fs::read_to_string(file).unwrap(), "in the way");
}

#[test]
fn tags_and_searches_that_make_no_sense_say_why() {
    let desk = Desk::new();
    let id = desk.story("One", "Words.\n");
    desk.ok(&["tag", &id, "+a", "+b"]);
    desk.fails(1, "tag_unknown", &["tags", "rename", "nope", "other"]);
    desk.fails(1, "tag_exists", &["tags", "rename", "a", "b"]);
    desk.ok(&["tags", "move", "a", "b"]);
    desk.fails(1, "tag_cycle", &["tags", "move", "b", "a"]);
    desk.fails(1, "query_invalid", &["search", "status:sideways"]);
    desk.fails(1, "field_invalid", &["restore", &id, "1", "--field", "nope"]);
    desk.fails(1, "field_invalid", &["restore", &id, "1", "--block", "9"]);
    desk.fails(2, "usage", &["restore", &id, "1", "--block", "x"]);
}

#[test]
fn damage_is_named_and_exits_with_1() {
    let desk = Desk::new();
    desk.story("One", "Words that are in the file more than once.\n");
    let mut bytes = fs::read(desk.library()).unwrap();
    let end = bytes.len();
    bytes[end / 2..end / 2 + 2_000].fill(0xA5);
    fs::write(desk.library(), bytes).unwrap();
    let ran = desk.run(&["check", "--deep", "--json"]);
    assert_eq!(ran.exit, 1, "{}{}", ran.out, ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}
