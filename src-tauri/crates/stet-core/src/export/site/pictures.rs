//! The library's pictures on a site: one file a size, named after its hash.

use std::collections::{BTreeSet, HashMap};

use super::super::pictures::{Picture, Pictures};
use crate::document::Crop;

/// A picture, the part of it that is shown, and how wide it is to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cutting {
    pub(super) asset: String,
    pub(super) crop: Option<String>,
    pub(super) width: u32,
    pub(super) extension: String,
}

impl Cutting {
    /// Returns the path of the file.
    pub(super) fn path(&self) -> String {
        let mut name = self.asset.chars().take(20).collect::<String>();
        if let Some(crop) = &self.crop {
            name.push('-');
            name.push_str(&blake3::hash(crop.as_bytes()).to_hex()[..8]);
        }
        format!("pictures/{name}-{}.{}", self.width, self.extension)
    }
}

/// The pictures that a site has, each in its sizes, narrowest first.
#[derive(Debug, Default)]
pub(super) struct SitePictures {
    pub(super) known: HashMap<(String, Option<String>), Vec<(Cutting, u32)>>,
}

impl SitePictures {
    /// Returns every file of a picture.
    pub(super) fn cuttings(&self) -> Vec<Cutting> {
        self.known.values().flatten().map(|(cutting, _)| cutting.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// A site's pictures as a page with this `root` names them.
pub(super) struct Rooted<'a> {
    pub(super) pictures: &'a SitePictures,
    pub(super) root: &'a str,
}

impl Pictures for Rooted<'_> {
    fn picture(&self, asset: &str, crop: Option<Crop>) -> Option<Picture> {
        let sizes = self.pictures.known.get(&(asset.to_owned(), crop.map(Crop::text)))?;
        let (largest, height) = sizes.last()?;
        let url = |cutting: &Cutting| format!("{}{}", self.root, cutting.path());
        Some(Picture {
            url: url(largest),
            media_type: String::new(),
            width: largest.width,
            height: *height,
            sizes: sizes[..sizes.len() - 1].iter().map(|(cutting, _)| (url(cutting), cutting.width)).collect(),
        })
    }
}
