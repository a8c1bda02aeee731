//! Takes out of a file what is not the picture: place, device, author's tools, thumbnails, comments. The picture itself is
//! left byte for byte; colour profiles stay, because without them colours change.

use super::{Kind, avif};

/// Returns the file without what it notes beside its picture. Bytes that cannot be followed are dropped, never passed on.
pub(super) fn strip(bytes: &[u8], kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        Kind::WebP => webp(bytes),
        Kind::Gif => gif(bytes),
        Kind::Avif => avif::blanked(bytes),
    }
}

/// Keeps `JFIF`, the colour profile, Adobe's colour transform and all that decodes; drops the other `APPn`, comments, and
/// whatever follows the end of the picture (cameras append whole films).
fn jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&[0xff, 0xd8]);
    let mut at = 2_usize;
    while let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) {
        match marker {
            0xff => at += 1,
            0xd9 => break,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => {
                let length = bytes.get(at + 2..at + 4).map_or(0, |two| usize::from(u16::from_be_bytes([two[0], two[1]])));
                let Some(segment) = bytes.get(at..at + 2 + length).filter(|_| length >= 2) else { break };
                let says = &segment[4..];
                let is_kept = match marker {
                    0xe0 => says.starts_with(b"JFIF\0"),
                    0xe2 => says.starts_with(b"ICC_PROFILE\0"),
                    0xee => says.starts_with(b"Adobe"),
                    0xe1..=0xef | 0xfe => false,
                    _ => true,
                };
                if is_kept {
                    out.extend_from_slice(segment);
                }
                at += 2 + length;
                if marker == 0xda {
                    let end = scan_end(bytes, at);
                    out.extend_from_slice(&bytes[at..end]);
                    at = end;
                }
            }
        }
    }
    out.extend_from_slice(&[0xff, 0xd9]);
    out
}

/// Returns where the next marker stands after entropy-coded data, in which `FF 00` and restarts are no markers.
fn scan_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(pair) = bytes.get(at..at + 2) {
        if pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Keeps the chunks that a decoder needs and those of colour and movement; drops text, time, EXIF and private ones.
fn png(bytes: &[u8]) -> Vec<u8> {
    const KEPT: [&[u8; 4]; 14] =
        [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"pHYs", b"acTL", b"fcTL", b"fdAT"];
    let mut out = bytes.get(..8).unwrap_or_default().to_vec();
    let mut at = 8_usize;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(chunk) = at.checked_add(12 + length).and_then(|end| bytes.get(at..end)) else { break };
        if KEPT.iter().any(|kind| head[4..] == kind[..]) {
            out.extend_from_slice(chunk);
        }
        at += chunk.len();
        if &head[4..] == b"IEND" {
            break;
        }
    }
    out
}

/// Walks the chunks of a RIFF file: each one's kind and bytes, its head and padding with it.
pub(super) fn riff(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut at = 12_usize;
    std::iter::from_fn(move || {
        let head = bytes.get(at..at + 8)?;
        let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let end = at.checked_add(8)?.checked_add(length)?.checked_add(length & 1)?.min(bytes.len());
        let chunk = bytes.get(at..end)?;
        at = end;
        Some(([head[0], head[1], head[2], head[3]], chunk))
    })
}

fn webp(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
    for (kind, chunk) in riff(bytes) {
        match &kind {
            b"VP8X" => {
                let at = out.len();
                out.extend_from_slice(chunk);
                // The flags of the extended header: no EXIF and no XMP follow any more.
                if let Some(flags) = out.get_mut(at + 8) {
                    *flags &= !0x0c;
                }
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" | b"ANIM" | b"ANMF" => out.extend_from_slice(chunk),
            _ => {}
        }
    }
    let size = u32::try_from(out.len() - 8).unwrap_or(u32::MAX);
    out[4..8].copy_from_slice(&size.to_le_bytes());
    out
}

/// Keeps frames, their timing and looping; drops comments, text and what applications add.
fn gif(bytes: &[u8]) -> Vec<u8> {
    let blocks = GifBlocks::of(bytes);
    let mut out = bytes.get(..blocks.at).unwrap_or_default().to_vec();
    for block in blocks.flatten() {
        let is_kept = match block.get(..2) {
            Some([0x21, 0xf9]) => true,
            Some([0x21, 0xff]) => matches!(block.get(3..14), Some(b"NETSCAPE2.0" | b"ANIMEXTS1.0")),
            Some([0x21, _]) => false,
            _ => true,
        };
        if is_kept {
            out.extend_from_slice(block);
        }
    }
    out.push(0x3b);
    out
}

/// The blocks of a GIF after its header; a `None` where the file ends inside of one.
pub(super) struct GifBlocks<'a> {
    bytes: &'a [u8],
    at: usize,
    done: bool,
}

impl<'a> GifBlocks<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let at = 13 + bytes.get(10).map_or(0, |flags| colours(*flags));
        Self { bytes, at, done: false }
    }

    fn next_end(&self) -> Option<usize> {
        let mut at = match self.bytes.get(self.at)? {
            0x21 => self.at + 2,
            // An image: its place, its own colours, the size of its codes.
            0x2c => self.at + 10 + colours(*self.bytes.get(self.at + 9)?) + 1,
            _ => return None,
        };
        loop {
            match self.bytes.get(at)? {
                0 => return Some(at + 1),
                length => at += 1 + usize::from(*length),
            }
        }
    }
}

impl<'a> Iterator for GifBlocks<'a> {
    type Item = Option<&'a [u8]>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done || self.bytes.get(self.at) == Some(&0x3b) {
            return None;
        }
        let block = self.next_end().and_then(|end| self.bytes.get(self.at..end));
        match block {
            Some(block) => self.at += block.len(),
            None => self.done = true,
        }
        Some(block)
    }
}

/// Returns the bytes of a colour table that `flags` announce.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}
