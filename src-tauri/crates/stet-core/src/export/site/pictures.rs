//! The library's pictures on a site: a file a size in `pictures/`, named after what it shows. Which there are is noted while pages are
//! rendered, for only then is it known.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::super::pictures::{Picture, Pictures};
use super::super::renditions::{self, PictureFile, Shown};
use crate::document::Crop;
use crate::{Error, Library};

/// The pictures of the pages that are rendered.
#[derive(Debug)]
pub(super) struct SitePictures<'a> {
    library: &'a Library,
    files: Mutex<BTreeMap<String, PictureFile>>,
    failure: Mutex<Option<Error>>,
}

impl<'a> SitePictures<'a> {
    pub(super) fn new(library: &'a Library) -> Self {
        Self { library, files: Mutex::new(BTreeMap::new()), failure: Mutex::new(None) }
    }

    /// Returns every file that was named, by its path; or the first failure.
    pub(super) fn take(&self) -> crate::Result<BTreeMap<String, PictureFile>> {
        match self.failure.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => Err(error),
            None => Ok(std::mem::take(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))),
        }
    }
}

/// A site's pictures as a page with this `root` names them.
pub(super) struct Rooted<'a> {
    pictures: &'a SitePictures<'a>,
    root: &'a str,
    /// Paths of the files that this page shows.
    pub(super) seen: RefCell<Vec<String>>,
}

impl<'a> Rooted<'a> {
    pub(super) fn new(pictures: &'a SitePictures<'a>, root: &'a str) -> Self {
        Self { pictures, root, seen: RefCell::new(Vec::new()) }
    }
}

impl Pictures for Rooted<'_> {
    fn picture(&self, asset: &str, crop: Option<Crop>) -> Option<Picture> {
        let files = match renditions::sizes(&Shown { asset, crop, focal: None }, self.pictures.library) {
            Ok(files) => files,
            Err(error) => {
                self.pictures.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                return None;
            }
        };
        let (largest, smaller) = files.split_last()?;
        let path = |file: &PictureFile| format!("pictures/{}", file.name);
        let url = |file: &PictureFile| format!("{}{}", self.root, path(file));
        let picture = Picture {
            url: url(largest),
            media_type: largest.media_type.to_owned(),
            width: largest.width,
            height: largest.height,
            sizes: smaller.iter().map(|file| (url(file), file.width)).collect(),
        };
        let mut seen = self.seen.borrow_mut();
        let mut all = self.pictures.files.lock().unwrap_or_else(PoisonError::into_inner);
        for file in files {
            seen.push(path(&file));
            all.insert(path(&file), file);
        }
        Some(picture)
    }
}
