//! Which file and folder a story and its pictures go to.

use std::collections::BTreeMap;

use super::Preset;
use crate::article::Status;
use crate::export::{Piece, folder};

/// A picture to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::export) struct Copy {
    /// The asset's hash.
    pub(in crate::export) hash: String,
    /// Where it goes: from the folder of the export, or from the folder of the story's file.
    pub(in crate::export) path: String,
    /// Whether it lies beside the story's file, wherever that comes to lie.
    pub(in crate::export) beside: bool,
}

/// Pictures to be copied, by hash.
pub(in crate::export) type Copies = BTreeMap<String, Copy>;

/// Returns the path of a story's file in the folder of the export.
pub(in crate::export) fn path(piece: Piece<'_>, preset: Preset, has_pictures: bool) -> String {
    let stem = folder::stem(piece);
    match preset {
        Preset::Stet | Preset::CommonMark | Preset::Gfm => format!("{stem}.md"),
        Preset::Hugo if has_pictures => format!("content/posts/{stem}/index.md"),
        Preset::Hugo => format!("content/posts/{stem}.md"),
        Preset::Zola if has_pictures => format!("content/{stem}/index.md"),
        Preset::Zola => format!("content/{stem}.md"),
        Preset::Jekyll => match piece.article.published_at.filter(|_| piece.status == Status::Published) {
            Some(date) => format!("_posts/{}-{stem}.md", date.format("%Y-%m-%d")),
            None => format!("_drafts/{stem}.md"),
        },
        Preset::Eleventy => format!("posts/{stem}.md"),
        Preset::Astro => format!("src/content/posts/{stem}.md"),
    }
}

/// Returns where a picture of the story goes, and the address that the story knows it by.
pub(in crate::export) fn picture(piece: Piece<'_>, preset: Preset, hash: &str, extension: &str) -> (Copy, String) {
    let short: String = hash.chars().take(8).collect();
    let name = format!("{}-{short}.{extension}", folder::stem(piece));
    let (path, beside, address) = match preset {
        Preset::Stet => (format!("pictures/{hash}.{extension}"), true, format!("pictures/{hash}.{extension}")),
        Preset::CommonMark | Preset::Gfm => (format!("pictures/{name}"), true, format!("pictures/{name}")),
        Preset::Hugo | Preset::Zola => (name.clone(), true, name),
        Preset::Jekyll => (format!("assets/images/{name}"), false, format!("/assets/images/{name}")),
        Preset::Eleventy => (format!("img/{name}"), false, format!("/img/{name}")),
        Preset::Astro => (format!("public/images/{name}"), false, format!("/images/{name}")),
    };
    (Copy { hash: hash.to_owned(), path, beside }, encoded(&address))
}

/// Returns the address that Jekyll gives a post unless it is told otherwise.
pub(super) fn jekyll_address(piece: Piece<'_>, slug: &str) -> String {
    let section = crate::library::slug::slugify(&piece.article.section);
    let section = if section.is_empty() { String::new() } else { format!("{section}/") };
    match piece.article.published_at {
        Some(date) => format!("/{section}{}/{slug}.html", date.format("%Y/%m/%d")),
        None => format!("/{section}{slug}.html"),
    }
}

/// Encodes what an address may not hold: a slug may be in any script, but white space it has none.
fn encoded(address: &str) -> String {
    address.replace('%', "%25").replace(' ', "%20").replace('#', "%23").replace('?', "%3F")
}
