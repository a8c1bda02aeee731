//! Many sources at once: read side by side, a chunk at a time, so that memory stays bounded however many there are.
//!
//! Turns sources into stories and touches no library; [`crate::Library::import`] writes what comes out of here.

use rayon::prelude::*;

use super::sources::Source;
use super::{Format, Imported};
use crate::{Error, Result};

/// So many sources are read at once.
const CHUNK: usize = 64;
/// So many bytes of sources are read at once, but for one source that is larger by itself.
const CHUNK_BYTES: u64 = 64 * 1024 * 1024;

/// A source that was read.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) imported: Result<Imported>,
    /// BLAKE3 of the bytes and of the format that was asked for.
    pub(crate) hash: [u8; 32],
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
    let mut item = Item { imported: Err(Error::Cancelled), hash: [0; 32], url: String::new(), id: None, passed_over: false };
    let bytes = match source.bytes() {
        Ok(bytes) => bytes,
        Err(error) => {
            item.imported = Err(error);
            return item;
        }
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[format as u8]).update(&bytes);
    item.hash = hasher.finalize().into();
    match super::read_named(&source.telling_name(), &bytes, format) {
        Ok((imported, id)) => (item.imported, item.id) = (Ok(imported), id),
        Err(error) => item.imported = Err(error),
    }
    if !source.named && matches!(&item.imported, Err(Error::ImportFormat { .. } | Error::DocumentInvalid { .. })) {
        // A generator's own JSON among the stories of a folder.
        item.passed_over = !super::names_a_story(&bytes);
    }
    if let Ok(imported) = &item.imported {
        let address = &imported.article.canonical_url;
        let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path).unwrap_or_default();
        if !path.trim_matches('/').is_empty() {
            item.url = address.trim_end_matches('/').to_owned();
        }
    }
    item
}
