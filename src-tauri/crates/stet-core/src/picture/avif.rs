//! AVIF, read from outside only: its size, and where EXIF and XMP lie. This Stet holds no AV1 decoder (those in Rust are
//! either under another licence or bring more code than all of core), so that an AVIF is kept and shown by the window, goes
//! out as it came but for what it noted of place and device, and has no smaller sizes.

use std::ops::Range;

/// Tells whether the file says that it is an AVIF (ISO/IEC 14496-12, section 4.3; AV1 Image File Format, section 6).
pub(super) fn is_avif(bytes: &[u8]) -> bool {
    let Some((b"ftyp", body)) = boxes(bytes, 0..bytes.len()).next().map(|(kind, body)| (kind, &bytes[body])) else { return false };
    let brands = body.get(..4).into_iter().chain(body.get(8..).unwrap_or_default().chunks_exact(4));
    let mut brands = brands.filter(|brand| matches!(*brand, b"avif" | b"avis"));
    brands.next().is_some()
}

/// Returns width and height: of the largest image that it has, turned as it says.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let meta = meta(bytes)?;
    let properties = find(bytes, meta, b"iprp")?;
    let container = find(bytes, properties, b"ipco")?;
    let mut size = None;
    let mut is_turned = false;
    for (kind, body) in boxes(bytes, container) {
        let number = |at: usize| bytes.get(body.start + at..body.start + at + 4).map(be);
        match kind {
            b"ispe" => {
                let found = (number(4)?, number(8)?);
                if size.is_none_or(|(width, height): (u32, u32)| {
                    u64::from(found.0) * u64::from(found.1) > u64::from(width) * u64::from(height)
                }) {
                    size = Some(found);
                }
            }
            b"irot" => is_turned = bytes.get(body.start).is_some_and(|angle| angle & 1 == 1),
            _ => {}
        }
    }
    size.map(|(width, height)| if is_turned { (height, width) } else { (width, height) })
}

/// Returns the file with every byte of EXIF and XMP zero; nothing moves, so that every offset in it stays true.
pub(super) fn blanked(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for extent in noted(bytes).unwrap_or_default() {
        if let Some(extent) = out.get_mut(extent) {
            extent.fill(0);
        }
    }
    out
}

/// Returns where the items of EXIF and XMP lie.
fn noted(bytes: &[u8]) -> Option<Vec<Range<usize>>> {
    let meta = meta(bytes)?;
    let items = find(bytes, meta.clone(), b"iinf")?;
    let header = if *bytes.get(items.start)? == 0 { 6 } else { 8 };
    let mut wanted = Vec::new();
    for (kind, body) in boxes(bytes, items.start + header..items.end) {
        // infe, version 2 or 3: flags, id (2 or 4 bytes), protection, type.
        let version = *bytes.get(body.start)?;
        let (id, kind_at) = match (kind, version) {
            (b"infe", 2) => (u32::from(u16::from_be_bytes(bytes.get(body.start + 4..body.start + 6)?.try_into().ok()?)), body.start + 8),
            (b"infe", 3) => (be(bytes.get(body.start + 4..body.start + 8)?), body.start + 10),
            _ => continue,
        };
        if matches!(bytes.get(kind_at..kind_at + 4), Some(b"Exif" | b"mime")) {
            wanted.push(id);
        }
    }
    let mut extents = Vec::new();
    let data = find(bytes, meta.clone(), b"idat");
    let iloc = find(bytes, meta, b"iloc")?;
    let mut reader = Reader { bytes: &bytes[..iloc.end], at: iloc.start };
    let version = reader.number(1)?;
    reader.number(3)?;
    let sizes = reader.number(2)?;
    let [offset, length, base, index] = [sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15].map(|size| size as usize);
    let wide = if version < 2 { 2 } else { 4 };
    for _ in 0..reader.number(wide)? {
        let id = reader.number(wide)?;
        let method = if version > 0 { reader.number(2)? & 15 } else { 0 };
        reader.number(2)?;
        let from = reader.number(base)?;
        for _ in 0..reader.number(2)? {
            if version > 0 {
                reader.number(index)?;
            }
            let (start, size) = (from.checked_add(reader.number(offset)?)?, reader.number(length)?);
            let start = if method == 1 { start.checked_add(data.as_ref()?.start as u64)? } else { start };
            if wanted.contains(&u32::try_from(id).ok()?) {
                extents.push(usize::try_from(start).ok()?..usize::try_from(start.checked_add(size)?).ok()?.min(bytes.len()));
            }
        }
    }
    Some(extents)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads a number of so many bytes, none of which is 0.
    fn number(&mut self, size: usize) -> Option<u64> {
        let read = self.bytes.get(self.at..self.at + size)?;
        self.at += size;
        Some(read.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

/// Returns what the `meta` box holds, after its version and flags.
fn meta(bytes: &[u8]) -> Option<Range<usize>> {
    find(bytes, 0..bytes.len(), b"meta").map(|body| body.start + 4..body.end)
}

fn find(bytes: &[u8], within: Range<usize>, kind: &[u8; 4]) -> Option<Range<usize>> {
    boxes(bytes, within).find(|(found, _)| *found == kind).map(|(_, body)| body)
}

/// Walks the boxes of a stretch of the file: each one's kind and where its content lies.
fn boxes(bytes: &[u8], within: Range<usize>) -> impl Iterator<Item = (&[u8; 4], Range<usize>)> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        let size = be(bytes.get(at..at.checked_add(4)?)?) as usize;
        let kind: &[u8; 4] = bytes.get(at + 4..at + 8)?.try_into().ok()?;
        let (head, end) = match size {
            0 => (8, within.end),
            1 => (16, at.checked_add(usize::try_from(u64::from_be_bytes(bytes.get(at + 8..at + 16)?.try_into().ok()?)).ok()?)?),
            _ => (8, at.checked_add(size)?),
        };
        if end < at + head || end > within.end {
            return None;
        }
        let body = at + head..end;
        at = end;
        Some((kind, body))
    })
}

fn be(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
