//! Many sources at once: read side by side, a chunk at a time, so that memory stays bounded however many there are.
//!
//! Turns sources into stories and touches no library; [`crate::Library::import`] writes what comes out of here.

use std::sync::Arc;

use rayon::prelude::*;

use super::sources::{Elsewhere, Source, Text};
use super::{Format, Imported};
use crate::{Article, Error, Result};

/// So many sources are read at once.
const CHUNK: usize = 64;
/// So many bytes of sources are read at once, but for one source that is larger by itself.
const CHUNK_BYTES: u64 = 64 * 1024 * 1024;

/// Pictures that come in beside one story, and their bytes altogether.
pub(crate) const MAX_PICTURES: usize = 500;
const MAX_PICTURE_BYTES: u64 = 96 * 1024 * 1024;

/// A source that was read.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) imported: Result<Imported>,
    /// The source itself, where it is Markdown that an export can give back.
    pub(crate) text: Option<Text>,
    /// BLAKE3 of the format that was asked for, of the bytes, and of the pictures beside them.
    pub(crate) hash: [u8; 32],
    /// Pictures that lie beside the source: the address under which the story has them, and their bytes.
    pub(crate) pictures: Vec<(String, Vec<u8>)>,
    /// The library that the story comes from; its pictures are read there when they are taken over, one by one.
    pub(crate) elsewhere: Option<Arc<dyn Elsewhere>>,
    /// The page's own address, where it names one that could only be its own.
    pub(crate) url: String,
    /// The id of the story, where Stet itself wrote the source.
    pub(crate) id: Option<String>,
    /// The file is none of a story after all, and nobody named it.
    pub(crate) passed_over: bool,
}

/// Parts sources into chunks that are read one after the other.
pub(crate) fn chunks(sources: &[Source]) -> Vec<&[Source]> {
    let mut chunks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, source) in sources.iter().enumerate() {
        if at > start && (at - start >= CHUNK || bytes + source.size > CHUNK_BYTES) {
            chunks.push(&sources[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += source.size;
    }
    if start < sources.len() {
        chunks.push(&sources[start..]);
    }
    chunks
}

/// Reads a chunk, its sources side by side.
pub(crate) fn read(sources: &[Source], format: Format) -> Vec<Item> {
    sources.par_iter().map(|source| read_one(source, format)).collect()
}

fn read_one(source: &Source, format: Format) -> Item {
    let mut item = Item {
        imported: Err(Error::Cancelled),
        text: None,
        hash: [0; 32],
        pictures: Vec::new(),
        elsewhere: None,
        url: String::new(),
        id: None,
        passed_over: false,
    };
    if let Some((library, id)) = source.elsewhere() {
        read_elsewhere(&mut item, library, id);
        return item;
    }
    let bytes = match source.bytes() {
        Ok(bytes) => bytes,
        Err(error) => {
            item.imported = Err(error);
            return item;
        }
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[format as u8]).update(&bytes);
    match super::read_named(&source.telling_name(), &bytes, format) {
        Ok((imported, id)) => (item.imported, item.id) = (Ok(imported), id),
        Err(error) => item.imported = Err(error),
    }
    if !source.named && matches!(&item.imported, Err(Error::ImportFormat { .. } | Error::DocumentInvalid { .. })) {
        // A generator's own JSON among the stories of a folder.
        item.passed_over = !super::names_a_story(&bytes);
    }
    if item.imported.is_ok() && item.id.is_none() && super::is_markdown(&source.telling_name(), &bytes, format) {
        item.text = Some(Text { bytes: bytes.clone(), name: source.telling_name(), has_own_slug: false });
    }
    if let Ok(imported) = &item.imported {
        let address = &imported.article.canonical_url;
        let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path).unwrap_or_default();
        if !path.trim_matches('/').is_empty() {
            item.url = address.trim_end_matches('/').to_owned();
        }
        let mut left = MAX_PICTURE_BYTES;
        for address in picture_addresses(&imported.article).into_iter().take(MAX_PICTURES) {
            if let Some(bytes) = source.beside(&address, left) {
                left -= bytes.len() as u64;
                hasher.update(&bytes);
                item.pictures.push((address, bytes));
            }
        }
    }
    item.hash = hasher.finalize().into();
    item
}

/// Reads a story of another library.
fn read_elsewhere(item: &mut Item, library: &Arc<dyn Elsewhere>, id: &str) {
    let story = match library.story(id) {
        Ok(story) => story,
        // A fault of the other library's file is none of this one's.
        Err(error) => {
            item.imported = Err(Error::ImportLibrary { name: id.to_owned(), reason: error.to_string() });
            return;
        }
    };
    item.hash = *blake3::hash(&serde_json::to_vec(&story.article).unwrap_or_default()).as_bytes();
    (item.id, item.text, item.elsewhere) = (Some(id.to_owned()), story.text, Some(Arc::clone(library)));
    item.imported = Ok(Imported { article: story.article, warnings: story.warnings });
}

/// Returns the relative addresses of a story's pictures that are not in the library, each once.
fn picture_addresses(article: &Article) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    article.each_picture(&mut |asset, src| {
        if asset.is_empty() && !src.is_empty() && !src.contains(':') && !found.iter().any(|other| other == src) {
            found.push(src.to_owned());
        }
    });
    found
}
