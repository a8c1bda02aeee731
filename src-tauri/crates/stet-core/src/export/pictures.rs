//! Where the pictures of a story and the stories it links to can be found by readers of a page. Page, site and preview say it each
//! in their own way; the writer of the body asks here and knows none of them.

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
pub trait Pictures: Sync {
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

/// Resolves links to other stories (`stet:ID`).
pub trait Links: Sync {
    /// Returns the address of the story; `None` where it is not to be had, and the link's text stands alone.
    fn story(&self, id: &str) -> Option<String>;
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
