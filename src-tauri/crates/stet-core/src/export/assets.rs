//! What an export asks for beside a story: pictures and other bytes that it points at by hash, and the versions that readers saw.

use crate::Result;
use crate::library::PublicVersion;
use crate::picture::{Cut, Planned, Rendition};

/// Bytes of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetBytes {
    /// The extension that a file of it has, without a dot: `jpg`, `png`, `md` …
    pub extension: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Where an export finds assets, and what readers may see of a story's past.
pub trait Assets: std::fmt::Debug {
    /// Returns the asset of a hash (BLAKE3 in hex); none where it is not there.
    ///
    /// # Errors
    /// Those of the library that it lies in.
    fn asset(&self, hash: &str) -> Result<Option<AssetBytes>>;

    /// Returns the extension of the asset's file, without reading its bytes.
    ///
    /// # Errors
    /// As [`Assets::asset`].
    fn extension(&self, hash: &str) -> Result<Option<String>> {
        Ok(self.asset(hash)?.map(|asset| asset.extension))
    }

    /// Returns the text that a story came from, byte for byte; none where it is not there.
    ///
    /// # Errors
    /// As [`Assets::asset`].
    fn text(&self, _hash: &str) -> Result<Option<Vec<u8>>> {
        Ok(None)
    }

    /// Returns what a picture will be once it is cut so, without decoding it; none where it is not there or is no picture.
    ///
    /// # Errors
    /// As [`Assets::asset`].
    fn plan(&self, _hash: &str, _cut: &Cut) -> Result<Option<Planned>> {
        Ok(None)
    }

    /// Returns a picture as it goes out: cut so, upright, without what its camera noted; none where [`Assets::plan`] has none.
    ///
    /// # Errors
    /// As [`Assets::asset`].
    fn rendition(&self, _hash: &str, _cut: &Cut) -> Result<Option<Rendition>> {
        Ok(None)
    }

    /// Returns the versions of a story that readers saw, oldest first; empty where they may not see them.
    ///
    /// # Errors
    /// Those of the library that it lies in.
    fn public_history(&self, _id: &str) -> Result<Vec<PublicVersion>> {
        Ok(Vec::new())
    }
}

/// No assets at all: pictures that only the library has are named, not copied.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAssets;

impl Assets for NoAssets {
    fn asset(&self, _hash: &str) -> Result<Option<AssetBytes>> {
        Ok(None)
    }
}
