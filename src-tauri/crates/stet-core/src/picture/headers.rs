//! What a picture says of itself, read from its headers without decoding a pixel. The kind is told by the bytes; a file's
//! name may say anything.

use image::metadata::Orientation;

use super::{avif, broken, limit};
use crate::{Error, Result};

/// A kind of file that the library keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named after the formats")]
pub enum Kind {
    Jpeg,
    Png,
    WebP,
    Gif,
    Avif,
}

impl Kind {
    const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Jpeg, "image/jpeg", "jpg"),
        (Self::Png, "image/png", "png"),
        (Self::WebP, "image/webp", "webp"),
        (Self::Gif, "image/gif", "gif"),
        (Self::Avif, "image/avif", "avif"),
    ];

    /// Returns the kind's media type.
    pub fn media_type(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or("", |(_, media_type, _)| media_type)
    }

    /// Returns the extension of a file, without a dot.
    pub fn extension(self) -> &'static str {
        Self::ALL.into_iter().find(|(kind, ..)| *kind == self).map_or("", |(.., extension)| extension)
    }

    /// Returns the kind of a media type.
    pub fn of(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name, _)| *name == media_type).map(|(kind, ..)| kind)
    }
}

/// What a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Its kind.
    pub kind: Kind,
    /// Pixels across, once upright.
    pub width: u32,
    /// Pixels down, once upright.
    pub height: u32,
    /// How it must be turned to stand upright, as EXIF counts (1 to 8; 1 is upright).
    pub turned: u8,
    /// How many frames it has; 1 stands still.
    pub frames: u32,
    /// Whether something can shine through.
    pub alpha: bool,
}

/// What a header says before any turning.
struct Said {
    width: u32,
    height: u32,
    frames: u32,
    alpha: bool,
}

/// Reads the headers. Errors: PictureFormat, PictureDimensions, PictureFrames, PictureBroken.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Facts> {
    let (kind, said) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        (Kind::Png, png(bytes))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        (Kind::Jpeg, jpeg(bytes))
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        (Kind::Gif, gif(bytes))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        (Kind::WebP, webp(bytes))
    } else if avif::is_avif(bytes) {
        (Kind::Avif, avif(bytes))
    } else {
        return Err(Error::PictureFormat { name: name.into() });
    };
    let Said { width, height, frames, alpha } = said.map_err(|reason| broken(name, reason))?;
    limit(name, width, height, frames)?;
    if kind == Kind::Avif && u64::from(width) * u64::from(height) > avif::MOST_PIXELS {
        return Err(Error::PictureDimensions { name: name.into(), width, height });
    }
    // What turns an AVIF stands in its container, and is done when it is decoded.
    let turned = if kind == Kind::Avif { 1 } else { turned(bytes, kind) };
    let (width, height) = if turned >= 5 { (height, width) } else { (width, height) };
    Ok(Facts { kind, width, height, turned, frames, alpha })
}

/// Returns how the camera was held, from EXIF; upright where nothing can be read.
fn turned(bytes: &[u8], kind: Kind) -> u8 {
    let decoder = super::rendition::decoder(bytes, kind);
    let orientation = decoder.ok().and_then(|mut decoder| image::ImageDecoder::orientation(&mut decoder).ok());
    orientation.unwrap_or(Orientation::NoTransforms).to_exif()
}

fn u16_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

type Header = std::result::Result<Said, &'static str>;

/// AVIF: what its container says of the picture that it leads with; a moving one has more frames than can be told from outside.
fn avif(bytes: &[u8]) -> Header {
    let layout = avif::layout(bytes).ok_or("what it is made of cannot be followed")?;
    let (width, height) = layout.upright();
    let frames = if avif::moves(bytes) { 2 } else { 1 };
    Ok(Said { width, height, frames, alpha: !layout.alpha.is_empty() })
}

/// PNG (ISO/IEC 15948): the first chunk is `IHDR`; `acTL` counts frames.
fn png(bytes: &[u8]) -> Header {
    const SHORT: &str = "it ends before its picture begins";
    if bytes.get(12..16) != Some(b"IHDR") {
        return Err("its first part is not a header");
    }
    let (width, height) = (u32_be(bytes, 16).ok_or(SHORT)?, u32_be(bytes, 20).ok_or(SHORT)?);
    let mut said = Said { width, height, frames: 1, alpha: matches!(bytes.get(25), Some(4 | 6)) };
    let mut at = 8_usize;
    while let (Some(length), Some(kind)) = (u32_be(bytes, at), bytes.get(at + 4..at + 8)) {
        match kind {
            b"acTL" => said.frames = u32_be(bytes, at + 8).unwrap_or(1).max(1),
            b"tRNS" => said.alpha = true,
            b"IDAT" => return Ok(said),
            _ => {}
        }
        at = at.saturating_add(12).saturating_add(length as usize);
    }
    Err(SHORT)
}

/// JPEG (ITU T.81, annex B): segments up to the frame header, then up to the first scan; somewhere after it, the end.
fn jpeg(bytes: &[u8]) -> Header {
    const SHORT: &str = "it ends before its picture does";
    let mut size = None;
    let mut at = 2_usize;
    loop {
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else { return Err(SHORT) };
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            at += 2;
            continue;
        }
        let length = u16_be(bytes, at + 2).ok_or(SHORT)? as usize;
        match marker {
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                size = Some((u16_be(bytes, at + 7).ok_or(SHORT)?, u16_be(bytes, at + 5).ok_or(SHORT)?));
            }
            0xda => break,
            0xd9 => return Err(SHORT),
            _ => {}
        }
        at = at + 2 + length;
    }
    let (width, height) = size.ok_or("it says nothing of its size")?;
    let rest = bytes.get(at..).unwrap_or_default();
    if !rest.windows(2).rev().any(|pair| pair == [0xff, 0xd9]) {
        return Err(SHORT);
    }
    Ok(Said { width, height, frames: 1, alpha: false })
}

/// GIF (89a specification): a screen, then blocks; a frame is an image block.
fn gif(bytes: &[u8]) -> Header {
    const SHORT: &str = "it ends before its picture does";
    let le = |at: usize| bytes.get(at..at + 2).map(|two| u32::from(u16::from_le_bytes([two[0], two[1]]))).ok_or(SHORT);
    let mut said = Said { width: le(6)?, height: le(8)?, frames: 0, alpha: false };
    for block in super::strip::GifBlocks::of(bytes) {
        let block = block.ok_or(SHORT)?;
        match block.get(..2) {
            Some([0x2c, _]) => said.frames += 1,
            Some([0x21, 0xf9]) => said.alpha |= block.get(3).is_some_and(|flags| flags & 1 == 1),
            _ => {}
        }
        if said.frames > super::MAX_FRAMES {
            break;
        }
    }
    if said.frames == 0 { Err("it holds no picture") } else { Ok(said) }
}

/// WebP (RFC 9649): one chunk, or an extended header before several.
fn webp(bytes: &[u8]) -> Header {
    const SHORT: &str = "it ends before its picture begins";
    let u24 = |at: usize| bytes.get(at..at + 3).map(|b| u32::from_le_bytes([b[0], b[1], b[2], 0])).ok_or(SHORT);
    match bytes.get(12..16) {
        Some(b"VP8X") => {
            let flags = *bytes.get(20).ok_or(SHORT)?;
            let moving = flags & 0x02 != 0;
            let frames = if moving { super::strip::riff(bytes).filter(|(kind, _)| kind == b"ANMF").count() } else { 1 };
            let frames = u32::try_from(frames).unwrap_or(u32::MAX).max(1);
            Ok(Said { width: u24(24)? + 1, height: u24(27)? + 1, frames, alpha: flags & 0x10 != 0 })
        }
        Some(b"VP8L") => {
            let bits = u32_le(bytes, 21).ok_or(SHORT)?;
            Ok(Said { width: (bits & 0x3fff) + 1, height: (bits >> 14 & 0x3fff) + 1, frames: 1, alpha: bits >> 28 & 1 == 1 })
        }
        Some(b"VP8 ") => {
            let side = |at: usize| bytes.get(at..at + 2).map(|b| u32::from(u16::from_le_bytes([b[0], b[1]]) & 0x3fff)).ok_or(SHORT);
            Ok(Said { width: side(26)?, height: side(28)?, frames: 1, alpha: false })
        }
        _ => Err("its first part is not a picture"),
    }
}
