//! Every command once, doing what it is for.

use crate::harness::{Desk, rows};

const FIRST: &str = "The ferry sails at nine every morning.\n\nNobody came to the harbour on Tuesday.\n";
const SECOND: &str = "The ferry sails at ten every morning.\n\nNobody came to the harbour on Tuesday.\n";

#[test]
fn a_story_goes_from_nothing_to_a_published_page() {
    let desk = Desk::new();
    let id = desk.ok_with(
        &[
            "new",
            "--headline",
            "Winter ferry stays",
            "--standfirst",
            "For now.",
            "--byline",
            "Ines Duarte",
            "--section",
            "News",
            "--tag",
            "ferry",
            "--body",
            "-",
        ],
        FIRST,
    );
    assert_eq!(id.len(), 36, "an id is a UUID: {id}");

    let body = desk.file("second.md", SECOND);
    assert_eq!(desk.ok(&["save", &id, "--body", &body, "--name", "Later boat"]), "2");
    assert_eq!(desk.ok(&["save", "winter-ferry-stays", "--body", &body]), "2", "the same text makes no revision");

    let history = desk.ok(&["history", &id]);
    let history = rows(&history);
    assert_eq!(history.len(), 2);
    assert_eq!(
        (history[0][0], history[0][2], history[0][3], history[0][4], history[0][5], history[0][6]),
        ("2", "saved", "Night Desk", "+1", "-1", "Later boat")
    );
    assert_eq!((history[1][0], history[1][2]), ("1", "created"));
    assert!(history[0][1].ends_with('Z') && history[0][1].contains('T'), "times are RFC 3339: {}", history[0][1]);

    let diff = desk.ok(&["diff", &id]);
    assert!(diff.contains("sails at [-nine-]{+ten+} every"), "{diff}");
    assert!(desk.ok(&["diff", &id, "1", "r2", "--format", "html"]).contains("<del>nine</del><ins>ten</ins>"));
    assert_eq!(desk.json(&["diff", &id])["summary"]["words_added"], 1);

    let turns = desk.ok(&["history", &id, "--passage", "sails at NINE"]);
    let turns: Vec<_> = rows(&turns).into_iter().map(|row| (row[0].to_owned(), row[7].to_owned())).collect();
    assert_eq!(turns, [("2".into(), "changed".into()), ("1".into(), "came".into())]);

    assert_eq!(desk.ok(&["restore", &id, "1"]), "3");
    assert!(desk.ok(&["show", &id]).contains("sails at nine"));
    assert!(desk.ok(&["show", &id, "--revision", "2", "--format", "text"]).contains("sails at ten"));
    assert_eq!(desk.json(&["show", &id])["head"], 3);

    assert_eq!(desk.ok(&["status", &id, "ready"]), format!("{id}\tready"));
    desk.ok(&["publish", &id, "--at", "2024-04-04T15:47:00Z"]);
    let list = desk.ok(&["list", "--status", "published"]);
    assert_eq!(rows(&list)[0][..2], [id.as_str(), "published"]);
    assert_eq!(rows(&list)[0][4], "Winter ferry stays");
    assert_eq!(desk.json(&["show", &id])["article"]["published_at"], "2024-04-04T15:47:00Z");
}

#[test]
fn one_field_or_one_block_comes_back_alone() {
    let desk = Desk::new();
    let id = desk.story("First title", FIRST);
    desk.ok_with(&["save", &id, "--headline", "Second title", "--body", "-"], SECOND);
    desk.ok(&["restore", &id, "1", "--field", "headline"]);
    let shown = desk.json(&["show", &id]);
    assert_eq!(shown["article"]["headline"], "First title");
    assert!(shown["article"]["body"].to_string().contains("sails at ten"), "the body stays");
    desk.ok(&["restore", &id, "2", "--field", "headline"]);
    assert_eq!(desk.ok(&["restore", &id, "1", "--block", "0"]), "5");
    let shown = desk.json(&["show", &id]);
    assert_eq!(shown["article"]["headline"], "Second title", "the headline stays");
    assert!(shown["article"]["body"].to_string().contains("sails at nine"));
}

#[test]
fn tags_are_given_taken_and_arranged() {
    let desk = Desk::new();
    let id = desk.story("One", FIRST);
    assert_eq!(desk.ok(&["tag", &id, "+Politics", "+Nato"]), format!("{id}\tPolitics\tNato"));
    assert_eq!(desk.ok(&["tag", &id, "-Nato", "+Kyiv", "--quiet"]), format!("{id}\tPolitics\tKyiv"));
    desk.ok(&["tags", "rename", "Kyiv", "Ukraine"]);
    desk.ok(&["tags", "move", "Ukraine", "Politics"]);
    let tags = desk.ok(&["tags"]);
    assert!(rows(&tags).iter().any(|row| row[..2] == ["Ukraine", "Politics"]), "{tags}");
    desk.ok(&["tags", "merge", "Ukraine", "Nato"]);
    assert_eq!(desk.json(&["tags", "list"]).as_array().unwrap().iter().filter(|tag| tag["name"] == "Ukraine").count(), 0);
    desk.ok(&["tags", "delete", "Nato"]);
    assert_eq!(desk.ok(&["list", "--tag", "Politics"]).lines().count(), 1);
}

#[test]
fn files_come_in_and_go_out() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("in")).unwrap();
    let file = desk.file("in/one.md", "---\ntitle: A ferry\n---\nIt sails *today*.\n");
    desk.file("in/two.html", "<html><head><title>x</title></head><body><h1>Two</h1><p>Words of the second.</p></body></html>");
    let out = desk.ok(&["import", &desk.path("in").display().to_string(), "--tag", "wire"]);
    let imported = rows(&out);
    assert_eq!(imported.len(), 2);
    assert_eq!(imported[0][1], "A ferry");
    assert_eq!(desk.ok(&["list", "--tag", "wire"]).lines().count(), 2);
    let again = desk.json(&["import", &file]);
    assert_eq!(
        (again[0]["headline"].as_str(), again[0]["outcome"].as_str(), again[0]["id"].as_str()),
        (Some("A ferry"), Some("unchanged"), Some(imported[0][0]))
    );
    assert_eq!(desk.ok(&["list"]).lines().count(), 2, "the same again is not doubled");
    desk.file("in/three.md", "# Three\n\nNew words.\n");
    let would = desk.ok(&["import", &desk.path("in").display().to_string(), "--dry-run"]);
    let would = rows(&would);
    assert_eq!(would.iter().map(|row| row[0]).collect::<Vec<_>>(), ["unchanged", "new", "unchanged"]);
    assert_eq!(desk.ok(&["list"]).lines().count(), 2, "a dry run brings nothing in");

    let folder = desk.path("out").display().to_string();
    let written = desk.ok(&["export", "--tag", "wire", "--format", "markdown", "--out", &folder]);
    assert_eq!(written.lines().count(), 2);
    for path in written.lines() {
        assert!(std::fs::metadata(path).unwrap().len() > 0, "{path}");
    }
    let page = desk.ok(&["export", imported[0][0], "--format", "html", "--stdout"]);
    assert!(page.contains("<em>today</em>"), "{page}");
    assert!(desk.ok(&["export", imported[0][0], "--format", "markdown", "--stdout"]).contains("*today*"));
}

#[test]
fn stories_are_found() {
    let desk = Desk::new();
    let id = desk.story("Winter ferry", FIRST);
    desk.story("Something else", "Nothing to do with boats.\n");
    let found = desk.ok(&["search", "harbour"]);
    let found = rows(&found);
    assert_eq!((found.len(), found[0][0], found[0][1]), (1, id.as_str(), "Winter ferry"));
    assert!(found[0][2].contains("harbour"), "{found:?}");
    assert_eq!(desk.ok(&["search", "zeppelin"]), "");
    desk.ok_with(&["save", &id, "--body", "-"], "All of it is new.\n");
    assert_eq!(desk.ok(&["search", "harbour"]), "", "the story no longer says it");
    let once = desk.ok(&["search", "harbour", "--revisions"]);
    assert_eq!((rows(&once)[0][0], rows(&once)[0][3]), (id.as_str(), "1"));
    assert_eq!(desk.ok(&["list", "--limit", "1"]).lines().count(), 1);
    assert_eq!(desk.json(&["list", "--query", "ferry"]).as_array().unwrap().len(), 1);
}

#[test]
fn the_library_is_checked_copied_and_counted() {
    let desk = Desk::new();
    desk.story("One", FIRST);
    assert_eq!(rows(&desk.ok(&["check", "--deep"]))[0][..3], ["sound", "1", "1"]);
    let copy = desk.path("copy.stet");
    desk.ok(&["backup", &copy.display().to_string()]);
    assert_eq!(desk.run_on(&copy, &["list"], "").out.lines().count(), 1);
    assert_eq!(desk.ok(&["stats"]).lines().next(), Some("stories\t1"));
    let stats = desk.json(&["stats"]);
    assert!(stats["file_bytes"].as_u64().unwrap() > 0 && stats["history_bytes"].as_u64().is_some());
}

#[test]
fn the_default_library_lies_in_the_folder_for_data() {
    let desk = Desk::without_library();
    let run = |arguments: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_stet"))
            .args(arguments)
            .env("STET_DATA_DIR", desk.path("data"))
            .env_remove("STET_LIBRARY")
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(run(&["init"]).trim_end(), desk.path("data/stet/library.stet").display().to_string());
    assert_eq!(run(&["list"]), "");
}

#[test]
fn the_manual_and_completions_are_printed() {
    let desk = Desk::without_library();
    assert!(desk.ok(&["completions", "bash"]).contains("_stet"));
    assert!(desk.ok(&["man"]).contains(".TH stet"));
    let folder = desk.path("man");
    desk.ok(&["man", "--out", &folder.display().to_string()]);
    assert!(folder.join("stet-history.1").is_file());
    assert!(desk.ok(&["--version"]).starts_with("stet "));
}
