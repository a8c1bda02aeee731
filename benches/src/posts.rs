//! Texts that people really wrote: the corpus of posts where it is there (`STET_CORPUS` names its folder, or it lies beside the
//! workspace), else text made here of the same kind.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::save::paragraphs;

/// As many as the corpus has.
const POSTS: usize = 672;

/// Markdown with front matter, each under a file's name, and what it is called in a figure.
pub(crate) struct Posts {
    pub(crate) of: &'static str,
    /// The newest text of each post.
    pub(crate) newest: Vec<(String, String)>,
    /// Older texts of the same, under other names.
    pub(crate) older: Vec<(String, String)>,
}

/// Returns the posts of the corpus, or made ones.
pub(crate) fn posts() -> anyhow::Result<Posts> {
    let given = std::env::var_os("STET_CORPUS").map(PathBuf::from);
    let folders = given.into_iter().chain(["../shared/corpus", "../../shared/corpus"].map(PathBuf::from));
    match folders.map(|folder| folder.join("18f-posts.jsonl.zst")).find(|file| file.is_file()) {
        Some(file) => corpus(&file),
        None => Ok(made()),
    }
}

fn corpus(file: &std::path::Path) -> anyhow::Result<Posts> {
    let text = String::from_utf8(zstd::decode_all(std::fs::File::open(file)?)?)?;
    let mut posts = Posts { of: "posts of the corpus", newest: Vec::new(), older: Vec::new() };
    for (number, line) in text.lines().enumerate() {
        let post: serde_json::Value = serde_json::from_str(line)?;
        let name = post["name"].as_str().context("a name")?.rsplit('/').next().unwrap_or_default();
        let revisions = post["revisions"].as_array().context("revisions")?;
        let texts = revisions.iter().rev().filter_map(|revision| revision["text"].as_str());
        for (turn, text) in texts.enumerate() {
            let named = (format!("{number:04}-{turn}-{name}"), text.to_owned());
            if turn == 0 { posts.newest.push(named) } else { posts.older.push(named) }
        }
    }
    Ok(posts)
}

/// Returns posts of 200 to 1,800 words, with front matter, a list, a quotation and a link each.
fn made() -> Posts {
    let post = |number: usize| {
        let body: Vec<String> = paragraphs(200 + number * 37 % 1_600).collect();
        let text = format!(
            "---\ntitle: Post {number} of many\ndate: 2020-01-{:02}\ntags:\n- one\n- tag {}\nauthors: [Ann Lee]\n---\n\n{}\n\n- a [link](https://example.org/{number})\n- *two*\n\n> A quotation.\n",
            1 + number % 28,
            number % 40,
            body.join("\n\n")
        );
        (format!("2020-01-{:02}-post-{number}.md", 1 + number % 28), text)
    };
    Posts { of: "posts made here", newest: (0..POSTS).map(post).collect(), older: (POSTS..2 * POSTS).map(post).collect() }
}
