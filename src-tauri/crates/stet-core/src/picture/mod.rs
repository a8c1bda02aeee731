//! Pictures: which bytes may come in as one, how large it may be, and what goes out of it.
//!
//! Owns the limits, which are all checked on headers before anything is decoded; decoding, drawing of SVG, renditions, and
//! the removal of what a camera notes about place and device. It refuses to know the library, a network and a file: SVG is
//! drawn without scripts and without anything that lies elsewhere. Scripts never run, because nothing here could run one.

mod av1;
mod avif;
mod faces;
mod headers;
mod rendition;
mod shrink;
mod strip;
mod svg;

use crate::{Error, Result};

pub use headers::{Facts, Kind};
pub use rendition::{Cut, Planned, Rendition, plan, render};

/// The most bytes of a file.
pub const MAX_BYTES: u64 = 128 * 1024 * 1024;
/// The longest side, in pixels.
pub const MAX_SIDE: u32 = 30_000;
/// The most pixels; some 120 megapixels, as the largest cameras of the press take them.
pub const MAX_PIXELS: u64 = 120_000_000;
/// The most frames of a moving picture.
pub const MAX_FRAMES: u32 = 1_000;
/// The most memory that a decoder may ask for, in bytes.
const MAX_MEMORY: u64 = 768 * 1024 * 1024;

/// The width of the picture that the window shows in a page, in pixels; what is shown smaller is made from it.
pub const PREVIEW: u32 = 1_440;

/// A picture that was read and found sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What is kept: the file as it came, or the drawing of an SVG as PNG.
    pub bytes: Vec<u8>,
    /// What it is.
    pub facts: Facts,
    /// What the window shows of it.
    pub preview: Rendition,
}

/// Reads a file that came from outside: checks it against every limit, then decodes it once, so that what is kept can be
/// shown. `name` is for messages. Errors: PictureEmpty, PictureTooLarge, PictureFormat, PictureDimensions, PictureFrames,
/// PictureBroken.
pub fn take(bytes: Vec<u8>, name: &str) -> Result<Taken> {
    admit(bytes.len() as u64, name)?;
    let bytes = if svg::is_svg(&bytes) { svg::draw(&bytes, name)? } else { bytes };
    let facts = headers::read(&bytes, name)?;
    let preview = render(&bytes, &facts, &Cut { width: Some(PREVIEW), still: true, ..Cut::default() }, name)?;
    Ok(Taken { bytes, facts, preview })
}

/// Reads what a picture is from its headers alone. Errors: as [`take`].
pub fn inspect(bytes: &[u8], name: &str) -> Result<Facts> {
    headers::read(bytes, name)
}

/// Tells whether a file of so many bytes may be read at all. Errors: PictureEmpty, PictureTooLarge.
pub fn admit(bytes: u64, name: &str) -> Result<()> {
    match bytes {
        0 => Err(Error::PictureEmpty { name: name.into() }),
        bytes if bytes > MAX_BYTES => Err(Error::PictureTooLarge { name: name.into(), bytes, limit: MAX_BYTES }),
        _ => Ok(()),
    }
}

/// Returns pixels (red, green, blue, alpha; a byte each) as a PNG file. Errors: PictureDimensions, PictureBroken.
pub fn png(pixels: &[u8], width: u32, height: u32, name: &str) -> Result<Vec<u8>> {
    limit(name, width, height, 1)?;
    rendition::png(pixels, width, height).ok_or_else(|| broken(name, "it has not as many pixels as it says"))
}

/// Refuses what is larger than this desk works on. Errors: PictureDimensions, PictureFrames, PictureBroken.
fn limit(name: &str, width: u32, height: u32, frames: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(broken(name, "it says that it has no width or no height"));
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Error::PictureDimensions { name: name.into(), width, height });
    }
    if frames > MAX_FRAMES {
        return Err(Error::PictureFrames { name: name.into(), frames, limit: MAX_FRAMES });
    }
    Ok(())
}

fn broken(name: &str, reason: impl Into<String>) -> Error {
    Error::PictureBroken { name: name.into(), reason: reason.into() }
}

#[cfg(test)]
mod tests;
