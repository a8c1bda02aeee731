//! The coder of history: zstd's own, with another content as prefix where that helps. Nothing is patched by code of ours.

use std::io::Write;

use zstd::stream::write::Encoder;
use zstd::zstd_safe::{DCtx, get_frame_content_size};

use crate::{Error, Result};

/// The level for content that will be coded again soon; fast.
pub(crate) const QUICK: i32 = 3;
/// The level for content that rests; about 3 ms for 10 kB.
const TIGHT: i32 = 19;
/// The level for content that rests and is longer than [`LONG`], for which [`TIGHT`] would take seconds.
const PATIENT: i32 = 12;
/// In bytes.
const LONG: usize = 1024 * 1024;

/// Returns the level for so many bytes that rest.
pub(crate) fn tight(bytes: usize) -> i32 {
    if bytes > LONG { PATIENT } else { TIGHT }
}

/// Codes `content`, with `base` as prefix where there is one. Errors: LibraryDamaged, where zstd fails.
pub(crate) fn encode(content: &[u8], base: Option<&[u8]>, level: i32) -> Result<Vec<u8>> {
    let code = || -> std::io::Result<Vec<u8>> {
        let prefix = base.unwrap_or_default();
        let mut encoder = Encoder::with_ref_prefix(Vec::new(), level, prefix)?;
        // The window must reach over the prefix; a small one also keeps the tables, and so the time, small.
        encoder.window_log(window(content.len() + prefix.len()))?;
        encoder.set_pledged_src_size(Some(content.len() as u64))?;
        encoder.include_checksum(false)?;
        encoder.write_all(content)?;
        encoder.finish()
    };
    code().map_err(|error| Error::LibraryDamaged { reason: format!("zstd: {error}") })
}

/// Decodes; one for a whole way of deltas, so that its tables are made once.
pub(crate) struct Decoder(DCtx<'static>);

impl Decoder {
    pub(crate) fn new() -> Self {
        Self(DCtx::create())
    }

    /// Returns what [`encode`] coded, `size` bytes; none where it cannot be.
    pub(crate) fn decode(&mut self, bytes: &[u8], size: usize, base: Option<&[u8]>) -> Option<Vec<u8>> {
        // Both the row and the frame say how much it is: no flipped byte makes room for gigabytes.
        if get_frame_content_size(bytes).ok()?? != size as u64 {
            return None;
        }
        let mut content = Vec::new();
        content.try_reserve_exact(size).ok()?;
        self.0.decompress_using_dict(&mut content, bytes, base.unwrap_or_default()).ok()?;
        (content.len() == size).then_some(content)
    }
}

/// Returns the logarithm of the window that reaches over `bytes`, within what zstd allows.
fn window(bytes: usize) -> u32 {
    (usize::BITS - bytes.leading_zeros()).clamp(10, 27)
}
