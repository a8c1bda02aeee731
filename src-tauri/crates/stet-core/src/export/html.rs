//! One self-contained HTML page: its styles inside, no script, nothing fetched but the story's own pictures; and the body alone, to
//! paste into another system.
//!
//! Every field is escaped by the theme's engine, the body by its writer ([`super::body`]), which lets no address out that a story
//! may not point at. `tests/inout/pages.rs` holds the body against a sanitiser that knows nothing of it.

use std::cell::Cell;

use minijinja::{Value, context};

use super::pictures::{ALONE, Around, Inside, NoLinks};
use super::story_page::{self, Place};
use super::theme::Theme;
use super::{Loss, Piece, loss, versions};
use crate::Result;
use crate::library::PublicVersion;

/// Returns the story as a page of the theme, with the versions that readers saw. `publication` may be empty.
///
/// # Errors
/// [`crate::Error::TemplateInvalid`], [`crate::Error::TemplateEndless`] where the theme does not render.
pub fn render(piece: Piece<'_>, history: &[PublicVersion], publication: &str, theme: &Theme) -> Result<(String, Vec<Loss>)> {
    let pictures = Inside { assets: piece.assets, has_missed: Cell::new(false) };
    let around = Around { pictures: &pictures, links: &NoLinks };
    let article = piece.article;
    let standing = story_page::standing(article);
    let (title, description) = story_page::title_and_description(article);
    let canonical = story_page::canonical(article);
    let nowhere = |_: &str| String::new();
    let place = Place { publication, canonical: canonical.to_owned(), around, term: &|_| String::new(), absolute: &nowhere };
    let page = context! {
        site => context! { title => publication },
        root => "",
        title => title,
        description => description,
        canonical => canonical,
        story => story_page::story(article, &standing, &place),
        history => versions::inside(history),
        css => Value::from_safe_string(theme.style()),
    };
    let mut losses = loss::html(&standing).losses;
    if !pictures.has_missed.get() {
        losses.retain(|loss| loss.what != "asset");
    }
    Ok((theme.render("page.html", page)?, losses))
}

/// Returns the body alone, with its notes after it: no head, no styles, no headline.
pub(super) fn bare(piece: Piece<'_>) -> (String, Vec<Loss>) {
    let standing = story_page::standing(piece.article);
    let written = story_page::write(&standing, &piece.article.dateline, ALONE);
    let mut out = written.body;
    if !written.notes.is_empty() {
        out.push_str(&written.notes);
        out.push('\n');
    }
    (out, loss::html(&standing).losses)
}
