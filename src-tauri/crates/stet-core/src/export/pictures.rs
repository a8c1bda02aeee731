//! Where the pictures of a story and the stories it links to can be found by readers of a page. Page, site and preview say it each
//! in their own way; the writer of the body asks here and knows none of them.

use std::cell::Cell;

use super::assets::Assets;
use super::renditions::{self, Shown};
use crate::document::Crop;

/// A picture as a page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// The address of the largest size, as it stands in the page.
    pub url: String,
    /// The media type, e.g. `image/jpeg`.
    pub media_type: String,
    /// Width in pixels; 0 where nobody knows.
    pub width: u32,
    /// Height in pixels; 0 where nobody knows.
    pub height: u32,
    /// Smaller sizes: address and width in pixels, narrowest first.
    pub sizes: Vec<(String, u32)>,
}

/// Resolves the pictures that lie in the library.
pub trait Pictures {
    /// Returns where the asset with this hash, or the part of it that is shown, can be seen; `None` where its bytes are not at hand.
    fn picture(&self, asset: &str, crop: Option<Crop>) -> Option<Picture>;
}

/// No picture of the library can be seen: a page that stands alone shows what they say.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn picture(&self, _: &str, _: Option<Crop>) -> Option<Picture> {
        None
    }
}

/// Pictures inside the page itself, as `data:` addresses: for a page that stands alone.
#[derive(Debug)]
pub(super) struct Inside<'a> {
    pub(super) assets: &'a dyn Assets,
    /// Whether a picture was asked for that is not there.
    pub(super) has_missed: Cell<bool>,
}

impl Pictures for Inside<'_> {
    fn picture(&self, asset: &str, crop: Option<Crop>) -> Option<Picture> {
        let shown = Shown { asset, crop, focal: None };
        // A damaged picture is missed like one that is not there: the page says what it shows, and `check` names the damage.
        let found = renditions::single(&shown, Some(renditions::ALONE), self.assets).ok().flatten().and_then(|file| {
            let url = renditions::data_address(&shown, self.assets).ok().flatten()?;
            Some(Picture { url, media_type: file.media_type.to_owned(), width: file.width, height: file.height, sizes: Vec::new() })
        });
        if found.is_none() {
            self.has_missed.set(true);
        }
        found
    }
}

/// Resolves links to other stories.
pub trait Links {
    /// Returns the address of the story that a link `stet:ID` names; `None` where it is not to be had, and the link's text stands alone.
    fn story(&self, id: &str) -> Option<String>;

    /// Returns the address that stands in the place of one which names a story by an old page of it; `None` where it stays.
    fn address(&self, _url: &str) -> Option<String> {
        None
    }
}

/// No story has an address.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLinks;

impl Links for NoLinks {
    fn story(&self, _: &str) -> Option<String> {
        None
    }
}

/// What a page is surrounded by.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) pictures: &'a dyn Pictures,
    pub(super) links: &'a dyn Links,
}

/// A page by itself.
pub(super) const ALONE: Around<'static> = Around { pictures: &NoPictures, links: &NoLinks };
