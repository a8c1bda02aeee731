//! AVIF, the container: which coded pictures make up the picture, how it is turned, and where EXIF and XMP lie. It decodes
//! nothing ([`super::av1`] does) and follows only what ISO/IEC 23008-12 and the AV1 Image File Format say of still pictures.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::{MAX_PIXELS, MAX_SIDE};

/// The most tiles of a grid: 8 by 8 already makes pictures larger than any that is let in.
const MAX_TILES: usize = 256;
/// The most stretches of bytes that all items have together. A picture has one for each tile and each note; without a bound a few bytes could
/// say that there are millions.
const MAX_EXTENTS: usize = 4_096;

/// A coded picture: a stretch of the file, or several put together.
pub(super) type Tile<'a> = Cow<'a, [u8]>;

/// Tells whether the file says that it is an AVIF (ISO/IEC 14496-12, section 4.3; AV1 Image File Format, section 6).
pub(super) fn is_avif(bytes: &[u8]) -> bool {
    brands(bytes).is_some_and(|mut brands| brands.any(|brand| matches!(brand, b"avif" | b"avis")))
}

/// Tells whether the file is a moving picture: a sequence beside its still one.
pub(super) fn moves(bytes: &[u8]) -> bool {
    brands(bytes).is_some_and(|mut brands| brands.any(|brand| brand == b"avis")) && find(bytes, 0..bytes.len(), b"moov").is_some()
}

fn brands(bytes: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let (b"ftyp", body) = boxes(bytes, 0..bytes.len()).next()? else { return None };
    let body = bytes.get(body)?;
    Some(body.get(..4).into_iter().chain(body.get(8..).unwrap_or_default().chunks_exact(4)))
}

/// What the picture is made of.
#[derive(Debug, Default)]
pub(super) struct Layout<'a> {
    /// Pixels across and down, before it is turned.
    pub(super) size: (u32, u32),
    /// Coded pictures from left to right, from top to bottom.
    pub(super) tiles: Vec<Tile<'a>>,
    /// How many of them stand beside each other.
    pub(super) columns: usize,
    /// As `tiles`, of what shines through; empty where nothing does.
    pub(super) alpha: Vec<Tile<'a>>,
    /// As `columns`, of `alpha`, which may be cut into other tiles.
    pub(super) alpha_columns: usize,
    /// Whether the colours are multiplied by what shines through.
    pub(super) is_premultiplied: bool,
    /// Quarter turns anticlockwise.
    pub(super) turns: u8,
    /// Mirrored after turning: 0 top to bottom, 1 left to right.
    pub(super) mirrored: Option<u8>,
    /// How colours are coded, where the container says it: matrix (ITU-T H.273) and whether the full range is used.
    pub(super) coded: Option<(u16, bool)>,
    /// The colour profile.
    pub(super) profile: Option<Vec<u8>>,
}

impl Layout<'_> {
    /// Returns width and height once upright.
    pub(super) fn upright(&self) -> (u32, u32) {
        let (width, height) = self.size;
        if self.turns % 2 == 1 { (height, width) } else { (width, height) }
    }
}

/// Reads what the picture is made of; nothing where that cannot be followed.
pub(super) fn layout(bytes: &[u8]) -> Option<Layout<'_>> {
    let items = Items::read(bytes)?;
    let primary = items.primary;
    let mut layout = Layout::default();
    for (kind, property) in items.properties(primary) {
        let property = bytes.get(property)?;
        match kind {
            b"ispe" => layout.size = (be(property.get(4..8)?), be(property.get(8..12)?)),
            b"irot" => layout.turns = property.first()? & 3,
            b"imir" => layout.mirrored = Some(property.first()? & 1),
            b"colr" => match property.get(..4)? {
                b"nclx" => layout.coded = Some((u16::from_be_bytes(property.get(8..10)?.try_into().ok()?), property.get(10)? & 0x80 != 0)),
                b"prof" | b"rICC" => layout.profile = Some(property.get(4..)?.to_vec()),
                _ => {}
            },
            _ => {}
        }
    }
    let mut room = bytes.len();
    (layout.tiles, layout.columns) = items.tiles(primary, &mut room)?;
    if let Some(alpha) = items.alpha_of(primary) {
        (layout.alpha, layout.alpha_columns) = items.tiles(alpha, &mut room)?;
        layout.is_premultiplied =
            items.references.iter().any(|(kind, from, to)| kind == b"prem" && *from == primary && to.contains(&alpha));
    }
    Some(layout)
}

/// Returns the file with every byte of EXIF and XMP zero; nothing moves, so that every offset in it stays true.
pub(super) fn blanked(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let Some(items) = Items::read(bytes) else { return out };
    let notes: HashSet<u32> = items.kinds.iter().filter(|(_, kind)| matches!(kind, b"Exif" | b"mime")).map(|(id, _)| *id).collect();
    let mut extents: Vec<&Range<usize>> = items.extents.iter().filter(|(item, _)| notes.contains(item)).map(|(_, extent)| extent).collect();
    extents.sort_unstable_by_key(|extent| extent.start);
    // However often a byte is named, it is written once.
    let mut done = 0;
    for extent in extents {
        if let Some(note) = out.get_mut(extent.start.max(done)..extent.end) {
            note.fill(0);
            done = extent.end;
        }
    }
    out
}

/// A reference: its kind, the item that refers, and those that it refers to.
type Reference = ([u8; 4], u32, Vec<u32>);

/// The items of a file (ISO/IEC 14496-12, section 8.11).
struct Items<'a> {
    bytes: &'a [u8],
    primary: u32,
    kinds: Vec<(u32, [u8; 4])>,
    /// Where each item's bytes lie, in the order in which they are read.
    extents: Vec<(u32, Range<usize>)>,
    references: Vec<Reference>,
    /// What may be said of items, and which is said of which (from 1).
    known: Vec<([u8; 4], Range<usize>)>,
    said: Vec<(u32, usize)>,
}

impl<'a> Items<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let meta = find(bytes, 0..bytes.len(), b"meta").map(|body| body.start + 4..body.end)?;
        let part = |kind| find(bytes, meta.clone(), kind);
        let mut items = Self {
            bytes,
            primary: 0,
            kinds: kinds(bytes, part(b"iinf")?)?,
            extents: extents(bytes, part(b"iloc")?, part(b"idat"))?,
            references: part(b"iref").and_then(|body| references(bytes, body)).unwrap_or_default(),
            known: Vec::new(),
            said: Vec::new(),
        };
        let mut reader = Reader { bytes, at: part(b"pitm")?.start };
        let wide = reader.version()?;
        items.primary = reader.id(wide > 0)?;
        if let Some(properties) = part(b"iprp") {
            let container = find(bytes, properties.clone(), b"ipco")?;
            items.known = boxes(bytes, container).map(|(kind, body)| (*kind, body)).collect();
            items.said = said(bytes, find(bytes, properties, b"ipma")?)?;
        }
        Some(items)
    }

    fn kind(&self, id: u32) -> Option<[u8; 4]> {
        self.kinds.iter().find(|(item, _)| *item == id).map(|(_, kind)| *kind)
    }

    fn properties(&self, id: u32) -> impl Iterator<Item = (&[u8; 4], Range<usize>)> {
        let said = self.said.iter().filter(move |(item, _)| *item == id);
        said.filter_map(|(_, index)| self.known.get(index.checked_sub(1)?)).map(|(kind, body)| (kind, body.clone()))
    }

    /// Returns the item that says what of another shines through.
    fn alpha_of(&self, id: u32) -> Option<u32> {
        const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", b"urn:mpeg:hevc:2015:auxid:1\0"];
        let mut auxiliary = self.references.iter().filter(|(kind, _, to)| kind == b"auxl" && to.contains(&id)).map(|(_, from, _)| *from);
        auxiliary.find(|from| {
            self.properties(*from).any(|(kind, body)| {
                let says = self.bytes.get(body.start + 4..body.end).unwrap_or_default();
                kind == b"auxC" && ALPHA.iter().any(|name| says.starts_with(name))
            })
        })
    }

    /// Returns an item's bytes, which are copied only where they lie in several places; `room` is how many may still be copied. Without it
    /// a small file could make much of little, by naming the same bytes again and again.
    fn content(&self, id: u32, room: &mut usize) -> Option<Tile<'a>> {
        let mut extents = self.extents.iter().filter(|(item, _)| *item == id).map(|(_, extent)| extent);
        let mut content = Cow::Borrowed(extents.next().map_or(Some(&[][..]), |extent| self.bytes.get(extent.clone()))?);
        for extent in extents {
            let more = self.bytes.get(extent.clone())?;
            let copied = if matches!(content, Cow::Borrowed(_)) { content.len() + more.len() } else { more.len() };
            *room = room.checked_sub(copied)?;
            content.to_mut().extend_from_slice(more);
        }
        Some(content)
    }

    /// Returns the coded pictures of an item, and how many stand beside each other.
    fn tiles(&self, id: u32, room: &mut usize) -> Option<(Vec<Tile<'a>>, usize)> {
        match &self.kind(id)? {
            b"av01" => Some((vec![self.content(id, room)?], 1)),
            b"grid" => {
                let grid = self.content(id, room)?;
                let (rows, columns) = (usize::from(*grid.get(2)?) + 1, usize::from(*grid.get(3)?) + 1);
                let parts = self.references.iter().find(|(kind, from, _)| kind == b"dimg" && *from == id).map(|(.., to)| to)?;
                if parts.len() != rows * columns || parts.len() > MAX_TILES {
                    return None;
                }
                let coded = |part: &u32| self.kind(*part).filter(|kind| kind == b"av01").and_then(|_| self.content(*part, room));
                Some((parts.iter().map(coded).collect::<Option<_>>()?, columns))
            }
            _ => None,
        }
    }
}

fn kinds(bytes: &[u8], items: Range<usize>) -> Option<Vec<(u32, [u8; 4])>> {
    let header = if *bytes.get(items.start)? == 0 { 6 } else { 8 };
    let mut kinds = Vec::new();
    for (kind, body) in boxes(bytes, items.start + header..items.end) {
        // infe, version 2 or 3: flags, id (2 or 4 bytes), protection, type.
        let mut reader = Reader { bytes, at: body.start };
        let version = reader.version()?;
        if kind != b"infe" || !matches!(version, 2 | 3) {
            continue;
        }
        let id = reader.id(version == 3)?;
        reader.number(2)?;
        kinds.push((id, bytes.get(reader.at..reader.at + 4)?.try_into().ok()?));
    }
    Some(kinds)
}

fn extents(bytes: &[u8], iloc: Range<usize>, data: Option<Range<usize>>) -> Option<Vec<(u32, Range<usize>)>> {
    let mut extents = Vec::new();
    let mut reader = Reader { bytes: &bytes[..iloc.end], at: iloc.start };
    let version = reader.version()?;
    let sizes = reader.number(2)?;
    let [offset, length, base, index] = [sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15].map(|size| size as usize);
    let wide = if version < 2 { 2 } else { 4 };
    for _ in 0..reader.number(wide)? {
        let id = u32::try_from(reader.number(wide)?).ok()?;
        let method = if version > 0 { reader.number(2)? & 15 } else { 0 };
        reader.number(2)?;
        let from = reader.number(base)?;
        for _ in 0..reader.number(2)? {
            if version > 0 {
                reader.number(index)?;
            }
            let (start, size) = (from.checked_add(reader.number(offset)?)?, reader.number(length)?);
            let start = if method == 1 { start.checked_add(data.as_ref()?.start as u64)? } else { start };
            if extents.len() == MAX_EXTENTS {
                return None;
            }
            let end = usize::try_from(start.checked_add(size)?).ok()?.min(bytes.len());
            extents.push((id, usize::try_from(start).ok()?.min(end)..end));
        }
    }
    Some(extents)
}

fn references(bytes: &[u8], iref: Range<usize>) -> Option<Vec<Reference>> {
    let wide = *bytes.get(iref.start)? > 0;
    let mut references = Vec::new();
    for (kind, body) in boxes(bytes, iref.start + 4..iref.end) {
        let mut reader = Reader { bytes: &bytes[..body.end], at: body.start };
        let from = reader.id(wide)?;
        let count = reader.number(2)?;
        let to = (0..count).map(|_| reader.id(wide)).collect::<Option<_>>()?;
        references.push((*kind, from, to));
    }
    Some(references)
}

/// Reads which property is said of which item.
fn said(bytes: &[u8], ipma: Range<usize>) -> Option<Vec<(u32, usize)>> {
    let mut reader = Reader { bytes: &bytes[..ipma.end], at: ipma.start };
    let head = reader.number(4)?;
    let mut said = Vec::new();
    for _ in 0..reader.number(4)? {
        let id = reader.id(head >> 24 > 0)?;
        for _ in 0..reader.number(1)? {
            // The first bit says that it must be understood.
            let index = if head & 1 == 1 { reader.number(2)? & 0x7fff } else { reader.number(1)? & 0x7f };
            said.push((id, index as usize));
        }
    }
    Some(said)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    /// Reads a number of so many bytes, none of which is 0.
    fn number(&mut self, size: usize) -> Option<u64> {
        let read = self.bytes.get(self.at..self.at.checked_add(size)?)?;
        self.at += size;
        Some(read.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn version(&mut self) -> Option<u64> {
        self.number(4).map(|head| head >> 24)
    }

    fn id(&mut self, wide: bool) -> Option<u32> {
        self.number(if wide { 4 } else { 2 }).and_then(|id| u32::try_from(id).ok())
    }
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
        if end < at + head || end > within.end || within.end > bytes.len() {
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

/// The most pixels of an AVIF, which are fewer than of other kinds: its decoder holds the coded planes beside the pixels, of two
/// bytes each where it has more than 256 shades.
pub(super) const MOST_PIXELS: u64 = MAX_PIXELS / 3 * 2;

const _: () = assert!(MOST_PIXELS < u32::MAX as u64 && MAX_SIDE < 65_536);
