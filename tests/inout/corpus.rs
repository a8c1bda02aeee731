//! Six hundred posts that people really wrote, as they lie beside the workspace or where `STET_CORPUS` says.

use std::io::Read as _;
use std::path::PathBuf;

use stet_core::export::{self, Options, Preset};
use stet_core::import::sources::Sources;
use stet_core::import::{self, Format};
use stet_core::library::ImportOptions;
use stet_testkit::TempLibrary;

/// The newest text of each post, by name.
pub(crate) fn posts() -> Option<Vec<(String, String)>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let given = std::env::var_os("STET_CORPUS").map(PathBuf::from);
    let places = given.into_iter().chain(["../shared/corpus", "../../shared/corpus"].map(|place| root.join(place)));
    let files = places.map(|place| if place.is_dir() { place.join("18f-posts.jsonl.zst") } else { place });
    let Some(file) = files.into_iter().find(|file| file.is_file()) else {
        eprintln!("skipped: the corpus is not here (STET_CORPUS names its folder)");
        return None;
    };
    let mut text = String::new();
    let packed = std::fs::File::open(&file).expect("readable");
    zstd::Decoder::new(packed).and_then(|mut decoder| decoder.read_to_string(&mut text)).expect("a corpus");
    let post = |line: &str| {
        let post: serde_json::Value = serde_json::from_str(line).expect("a post");
        let last = post["revisions"].as_array().and_then(|all| all.last()).expect("a revision");
        (post["name"].as_str().expect("a name").to_owned(), last["text"].as_str().expect("a text").to_owned())
    };
    Some(text.lines().map(post).collect())
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What comrak, asked directly, sees in a text: an account of it that no code of Stet's has touched.
fn spoken(markdown: &str) -> String {
    use comrak::nodes::NodeValue;
    let mut options = comrak::Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    let arena = comrak::Arena::new();
    let root = comrak::parse_document(&arena, markdown, &options);
    let mut out = String::new();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => out.push_str(&code.literal),
            NodeValue::CodeBlock(code) => out.push_str(&format!(" {} ", code.literal)),
            NodeValue::HtmlInline(tag) if tag.starts_with("<br") => out.push(' '),
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            NodeValue::HtmlBlock(html) => out.push_str(&format!(" {} ", untagged(&html.literal))),
            value if value.block() => out.push(' '),
            _ => {}
        }
    }
    out
}

/// Takes tags, comments, styles and scripts out of HTML.
fn untagged(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let skip = ["script", "style"].iter().find(|name| rest[1..].starts_with(*name));
        let end = match skip {
            Some(name) => rest.find(&format!("</{name}>")).map(|end| end + name.len() + 3),
            None if rest.starts_with("<!--") => rest.find("-->").map(|end| end + 3),
            None => rest.find('>').map(|end| end + 1),
        };
        rest = &rest[end.unwrap_or(rest.len())..];
        out.push(' ');
    }
    out.push_str(rest);
    let out = out
        .replace("&mdash;", "—")
        .replace("&#39;", "’")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&ldquo;", "“")
        .replace("&rdquo;", "”");
    out.replace("&nbsp;", " ").replace("&amp;", "&").replace("&quot;", "\"").replace("&rsquo;", "’").replace("&lsquo;", "‘")
}

#[test]
fn every_post_keeps_its_words_and_goes_out_as_it_came() {
    let Some(posts) = posts() else { return };
    let library = TempLibrary::new();
    let files = posts.iter().enumerate().map(|(at, (name, text))| (format!("{at:04}/{name}"), text.as_bytes().to_vec())).collect();
    let report = library.import(&Sources::of_bytes(files), &ImportOptions::default(), &library.stamp(), &mut |_, _, _| true);
    assert_eq!(report.files.len(), posts.len());
    let (mut same_bytes, mut same_words, mut in_order, mut edited) = (0, 0, 0, 0);
    let mut odd = Vec::new();
    for (at, (line, (name, text))) in report.files.iter().zip(&posts).enumerate() {
        let id = line.story.as_ref().unwrap_or_else(|| panic!("{name}: {:?}", line.error));
        let outgoing = library.outgoing(id).expect("a story");
        let out = export::preview(outgoing.piece(&*library), &Options::default()).expect("rendered").text;
        if out == *text {
            same_bytes += 1
        } else {
            odd.push(format!("{name}: {:?}", out.lines().zip(text.lines()).find(|(a, b)| a != b)))
        }

        let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")).map_or(text.as_str(), |(_, body)| body);
        assert_eq!(import::markdown::body(body), import::markdown::body_through_html(body), "{name}: both ways in are one");
        let headline = outgoing.article.headline.as_str();
        assert_eq!(line.name, format!("{at:04}/{name}"), "lines come in order");
        let mut expected = words(&spoken(body));
        let mut found = words(&format!("{headline} {} {}", outgoing.article.body.plain_text(), pictures(&outgoing.article.body)));
        in_order += usize::from(expected == words(&outgoing.article.body.plain_text()));
        // A note stands where it is referred to, a picture's text where the picture is: what counts is that each word is there.
        expected.sort();
        found.sort();
        let missing: Vec<&String> = expected.iter().filter(|word| found.binary_search(word).is_err()).collect();
        if missing.is_empty() {
            same_words += 1
        } else {
            odd.push(format!("{name}: without {:?}", &missing[..missing.len().min(8)]))
        }

        // One paragraph edited: the rest of the file is as it was.
        let mut changed = outgoing.clone();
        let plain = |block: &stet_core::document::Block| matches!(block, stet_core::document::Block::Paragraph { .. });
        if let Some(at) = changed.article.body.content.iter().rposition(plain) {
            changed.article.body.content[at] = stet_core::document::Block::paragraph("A paragraph of another hand.");
            let out = export::preview(changed.piece(&*library), &Options::default()).expect("rendered").text;
            let back = import::read(name, out.as_bytes(), Format::Markdown).expect("read").article;
            assert_eq!(back.body, changed.article.body, "{name}");
            let same_head = out.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
            let same_tail = out.bytes().rev().zip(text.bytes().rev()).take_while(|(a, b)| a == b).count();
            edited += usize::from(same_head + same_tail + "A paragraph of another hand.".len() + 8 >= out.len());
        }
        for preset in Preset::ALL.into_iter().filter(|_| at % 24 == 0) {
            let options = Options { preset, ..Options::default() };
            export::preview(outgoing.piece(&*library), &options).unwrap_or_else(|error| panic!("{name} {preset:?}: {error}"));
        }
    }
    println!(
        "{} posts: {same_bytes} go out byte for byte, {same_words} keep every word ({in_order} of them word for word in the very same order, as comrak alone reads them), {edited} change in one place after one edit",
        posts.len()
    );
    assert!(odd.is_empty(), "{} odd ones:\n{}", odd.len(), odd.join("\n"));
}

/// The texts of pictures and embeds, which are no part of the plain text.
fn pictures(body: &stet_core::Document) -> String {
    let json = body.to_json().to_string();
    let mut out = String::new();
    for key in ["\"alt\":\"", "\"title\":\"", "\"href\":\"", "\"text\":\""] {
        for rest in json.split(key).skip(1) {
            out.push_str(rest.split('"').next().unwrap_or_default());
            out.push(' ');
        }
    }
    out
}
