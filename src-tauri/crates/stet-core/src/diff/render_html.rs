//! A difference as one page of HTML that can be sent to a writer: marked in the running text as a sub-editor marks a proof, light,
//! dark and on paper, no script, nothing fetched.
//!
//! What changed is written by [`super::markup`], which escapes all that a story holds; the page is closed by its own policy besides.

use super::markup::Out;
use super::{ArticleDiff, BlockDiff, Change, FieldDiff, LineOp, wording};
use crate::Article;

/// What the page says beside the difference.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The newer story.
    pub story: &'a Article,
    /// The older side, as people read it: `Rev 3, 4 May 2024`.
    pub from: &'a str,
    /// The newer side.
    pub to: &'a str,
}

const STYLE: &str = include_str!("redline.css");

/// Fields that stand in the page itself, above the body.
const IN_PAGE: [&str; 4] = ["headline", "standfirst", "byline", "dateline"];

/// Returns the whole page.
pub fn render(diff: &ArticleDiff, page: &Page<'_>) -> String {
    let mut out = Out { html: String::with_capacity(16 * 1024), is_part: false };
    let story = page.story;
    let title = if story.headline.is_empty() { "Untitled" } else { &story.headline };
    out.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    out.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>").text(title).raw(" – changes</title>\n");
    out.raw("<style>\n").raw(STYLE).raw("</style>\n</head>\n<body>\n<main>\n<header>\n<div class=\"about\"><p><strong>Changes</strong> ");
    out.text(page.from).raw(" → ").text(page.to).raw("</p><p>").text(&wording::totals(diff.summary)).raw("</p></div>\n");
    out.raw("<p class=\"legend\"><ins>added</ins> <del>removed</del> ");
    if diff.summary.moved > 0 {
        out.raw("<span class=\"went\">moved</span> ");
    }
    if has_form(&diff.blocks) {
        out.raw("<span class=\"fmt\">form changed</span> ");
    }
    if diff.summary.recut > 0 {
        out.raw("<span>¶ end of a paragraph</span>");
    }
    out.raw("</p>\n</header>\n");
    let others: Vec<&FieldDiff> = diff.fields.iter().filter(|field| !IN_PAGE.contains(&field.field.as_str())).collect();
    if !others.is_empty() {
        out.raw("<section aria-label=\"Changed fields\">\n");
        out.fields(others.into_iter());
        out.raw("</section>\n");
    }
    out.raw("<article");
    if !story.language.is_empty() {
        out.raw(" lang=\"").text(&story.language).raw("\"");
    }
    out.raw(" dir=\"auto\">\n");
    head(&mut out, diff, story);
    if diff.blocks.iter().all(|block| block.change == Change::Same) && diff.fields.is_empty() {
        out.raw("<p class=\"note\">Nothing differs between the two.</p>\n");
    }
    diff.blocks.iter().for_each(|block| out.block(block));
    out.raw("</article>\n<footer>").text(&wording::totals(diff.summary)).raw("</footer>\n</main>\n</body>\n</html>\n");
    out.html
}

fn has_form(blocks: &[BlockDiff]) -> bool {
    blocks.iter().any(|block| block.pieces.iter().any(|piece| piece.op == LineOp::Format) || has_form(&block.children))
}

/// Writes the fields above the body, with what changed in them.
fn head(out: &mut Out, diff: &ArticleDiff, story: &Article) {
    let byline = story.byline.join(", ");
    let texts =
        [("headline", story.headline.as_str()), ("standfirst", &story.standfirst), ("byline", &byline), ("dateline", &story.dateline)];
    for (name, whole) in texts {
        let change = diff.fields.iter().find(|field| field.field == name);
        if change.is_none() && whole.is_empty() {
            continue;
        }
        let (open, close) = match name {
            "headline" => ("<h1>", "</h1>\n"),
            "standfirst" => ("<p class=\"standfirst\">", "</p>\n"),
            _ => ("<p class=\"by\">", "</p>\n"),
        };
        out.raw(open);
        match change {
            Some(field) => out.change(&field.change),
            None => {
                out.text(whole);
            }
        }
        out.raw(close);
    }
    out.raw("<hr class=\"rule\">\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::tests::story;
    use crate::diff::{Budget, diff};

    fn page(a: &Article, b: &Article) -> String {
        render(&diff(a, b, Budget::default()), &Page { story: b, from: "r1", to: "r2 \"x\"" })
    }

    #[test]
    fn the_page_marks_changes_and_lets_no_markup_through() {
        let a = story("A <b>title</b>", &["It sails at nine.", "<script>alert(1)</script>"]);
        let mut b = story("A <b>title</b>!", &["It sails at ten.", "<script>alert(2)</script> \" onload='x'"]);
        b.language = "en\"><script>".into();
        let html = page(&a, &b);
        assert!(html.contains("It sails at <del>nine</del><ins>ten</ins>."), "{html}");
        assert!(!html.contains("<script") && !html.contains("onload='"), "{html}");
    }

    #[test]
    fn fields_stand_above_and_cuts_have_their_sign() {
        let (one, two) = ("The ferry sails at nine every morning.", "Councillors voted on Tuesday to keep it.");
        let mut a = story("The old headline", &[&format!("{one} {two}")]);
        a.tags = vec!["ferry".into()];
        let mut b = story("The new headline", &[one, two]);
        b.tags = vec!["ferry".into(), "sea".into()];
        let html = page(&a, &b);
        assert!(html.contains("<h1>The <del>old</del><ins>new</ins> headline</h1>"), "{html}");
        assert!(html.contains("<dt>Tags</dt><dd>ferry, <ins>sea</ins></dd>"), "{html}");
        assert!(html.contains("Split into 2 paragraphs"), "{html}");
        assert!(html.contains("morning.<ins class=\"cut\">¶</ins></p>\n<p>Councillors"), "{html}");
    }
}
