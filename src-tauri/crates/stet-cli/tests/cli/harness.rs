//! A folder with a library in it, and `stet` run on that library.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Desk {
    folder: TempDir,
}

/// What a run of `stet` left.
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    /// A folder with an empty library.
    pub(crate) fn new() -> Self {
        let desk = Self::without_library();
        desk.ok(&["init"]);
        desk
    }

    pub(crate) fn without_library() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn library(&self) -> PathBuf {
        self.path("desk.stet")
    }

    /// Writes a file and returns its path as an argument.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name).display().to_string()
    }

    pub(crate) fn command(&self, library: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stet"));
        command.args(arguments).env("STET_AUTHOR", "Night Desk").env("STET_DATA_DIR", self.folder.path()).env_remove("STET_LIBRARY");
        if arguments.first().is_none_or(|first| !first.starts_with("--library")) {
            command.arg("--library").arg(library);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_on(&self.library(), arguments, "")
    }

    pub(crate) fn run_on(&self, library: &Path, arguments: &[&str], input: &str) -> Ran {
        let mut child =
            self.command(library, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing may have closed its input already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let done = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { exit: done.status.code().unwrap_or(-1), out: text(done.stdout), err: text(done.stderr) }
    }

    /// Runs what must succeed; returns its output without the last line end.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        self.ok_with(arguments, "")
    }

    #[track_caller]
    pub(crate) fn ok_with(&self, arguments: &[&str], input: &str) -> String {
        let ran = self.run_on(&self.library(), arguments, input);
        assert_eq!(ran.exit, 0, "stet {arguments:?} should succeed: {}", ran.err);
        ran.out.trim_end_matches('\n').to_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let mut with = arguments.to_vec();
        with.push("--json");
        serde_json::from_str(&self.ok(&with)).expect("JSON on standard output")
    }

    /// Runs what must fail with `code`, once for people and once as JSON; nothing may reach standard output.
    #[track_caller]
    pub(crate) fn fails(&self, exit: i32, code: &str, arguments: &[&str]) {
        self.fails_on(&self.library(), exit, code, arguments);
    }

    #[track_caller]
    pub(crate) fn fails_on(&self, library: &Path, exit: i32, code: &str, arguments: &[&str]) {
        let plain = self.run_on(library, arguments, "");
        assert_eq!((plain.exit, plain.out.as_str()), (exit, ""), "stet {arguments:?} should fail: {}", plain.err);
        assert!(!plain.err.trim().is_empty() && !plain.err.contains("panicked"), "a failure says a sentence: {:?}", plain.err);
        let mut with = vec!["--json"];
        with.extend(arguments);
        let ran = self.run_on(library, &with, "");
        assert_eq!(ran.exit, exit, "{}", ran.err);
        let last = ran.err.lines().last().unwrap_or_default();
        let error: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("JSON on standard error, not {:?}", ran.err));
        assert_eq!(error["error"]["code"], code, "{error}");
        assert!(error["error"]["message"].as_str().is_some_and(|message| message.len() > 10), "{error}");
    }

    /// Makes a story of one paragraph; returns its id.
    #[track_caller]
    pub(crate) fn story(&self, headline: &str, body: &str) -> String {
        self.ok_with(&["new", "--headline", headline, "--body", "-"], body)
    }
}

/// Splits output into rows of cells.
pub(crate) fn rows(out: &str) -> Vec<Vec<&str>> {
    out.lines().map(|line| line.split('\t').collect()).collect()
}
