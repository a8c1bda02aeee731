//! Renditions: a picture at a width, cut to what an editor chose, upright, and without anything that its camera noted.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits};

use super::shrink::shrunk;
use super::{Facts, Kind, MAX_MEMORY, MAX_SIDE, av1, broken, strip};
use crate::Result;
use crate::document::{Crop, Focal, WHOLE};

/// Quality of JPEG, of 100: differences are not seen at the sizes of a page.
const QUALITY: u8 = 84;

/// What is asked of a picture. The default is all of it at its own size.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    /// Pixels across at most; never more than the picture has.
    pub width: Option<u32>,
    /// The part that is shown.
    pub crop: Option<Crop>,
    /// A shape to cut to, as width to height, e.g. 1200 to 630 for a card.
    pub ratio: Option<(u32, u32)>,
    /// What stays in sight when a shape cuts something off; the middle where nobody chose.
    pub focal: Option<Focal>,
    /// Whether one frame is enough of a moving picture.
    pub still: bool,
}

/// What a [`Cut`] will give, known before anything is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Its kind.
    pub kind: Kind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Left, top, width and height of what is shown, in pixels of the upright picture.
    part: (u32, u32, u32, u32),
    /// Whether the file's own picture goes out as it is.
    is_whole: bool,
}

/// A picture made ready to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// Its kind.
    pub kind: Kind,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Returns what `cut` makes of a picture. Moving pictures go out whole.
pub fn plan(facts: &Facts, cut: &Cut) -> Planned {
    let whole = (0, 0, facts.width, facts.height);
    if facts.frames > 1 && !cut.still {
        return Planned { kind: facts.kind, width: facts.width, height: facts.height, part: whole, is_whole: true };
    }
    let part = cut.ratio.map_or_else(|| shown(facts, cut.crop), |ratio| shaped(shown(facts, cut.crop), facts, ratio, cut.focal));
    let (_, _, width, height) = part;
    let across = cut.width.unwrap_or(width).clamp(1, width);
    let down = (u64::from(height) * u64::from(across) + u64::from(width) / 2) / u64::from(width);
    let down = u32::try_from(down).unwrap_or(height).clamp(1, height);
    // What the window shows is of a kind that every system's window shows.
    let is_shown = facts.kind != Kind::Avif || !cut.still;
    let is_whole = part == whole && across == width && facts.turned == 1 && facts.frames == 1 && is_shown;
    let kind = match facts.kind {
        kind if is_whole => kind,
        Kind::Jpeg => Kind::Jpeg,
        Kind::WebP | Kind::Avif if !facts.alpha => Kind::Jpeg,
        _ => Kind::Png,
    };
    Planned { kind, width: across, height: down, part, is_whole }
}

/// Makes what [`plan`] said. Errors: PictureBroken, PictureDimensions.
pub fn render(bytes: &[u8], facts: &Facts, cut: &Cut, name: &str) -> Result<Rendition> {
    let planned = plan(facts, cut);
    let Planned { kind, width, height, .. } = planned;
    if planned.is_whole {
        // Decoded all the same when it comes in small: what is kept must be a picture.
        if cut.still {
            open(bytes, facts.kind, name)?;
        }
        return Ok(Rendition { kind, width, height, bytes: strip::strip(bytes, facts.kind) });
    }
    let (mut picture, profile) = open(bytes, facts.kind, name)?;
    let turn = Orientation::from_exif(facts.turned).unwrap_or(Orientation::NoTransforms);
    let (x, y, part_width, part_height) = planned.part;
    let is_cut = (part_width, part_height) != (facts.width, facts.height);
    if is_cut || facts.turned == 1 {
        // A part is cut out of the upright picture.
        if facts.turned != 1 {
            picture.apply_orientation(turn);
        }
        if is_cut {
            picture = picture.crop_imm(x, y, part_width, part_height);
        }
        picture = resized(picture, width, height);
    } else {
        // Turned when it is small: the same picture, many times sooner.
        let (across, down) = if facts.turned >= 5 { (height, width) } else { (width, height) };
        picture = resized(picture, across, down);
        picture.apply_orientation(turn);
    }
    let bytes = encode(picture, kind, profile, facts.alpha).map_err(|error| broken(name, error.to_string()))?;
    Ok(Rendition { kind, width, height, bytes })
}

/// Opens a decoder under the limits. Errors: those of the header.
pub(super) fn decoder(bytes: &[u8], kind: Kind) -> image::ImageResult<impl ImageDecoder + '_> {
    let format = match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::WebP => ImageFormat::WebP,
        Kind::Gif => ImageFormat::Gif,
        Kind::Avif => ImageFormat::Avif,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.into_decoder()
}

/// Decodes a picture, and its colour profile if pixels of it can be written under it.
fn open(bytes: &[u8], kind: Kind, name: &str) -> Result<(DynamicImage, Option<Vec<u8>>)> {
    let failed = |error: image::ImageError| broken(name, error.to_string());
    let (picture, profile) = if kind == Kind::Avif {
        av1::decode(bytes).map_err(|reason| broken(name, reason))?
    } else {
        let mut decoder = decoder(bytes, kind).map_err(failed)?;
        let profile = decoder.icc_profile().ok().flatten();
        (DynamicImage::from_decoder(decoder).map_err(failed)?, profile)
    };
    // What was CMYK is RGB now, and its profile speaks of inks.
    let suits = |profile: &Vec<u8>| profile.get(16..20) == Some(if picture.color().has_color() { b"RGB " } else { b"GRAY" });
    let profile = profile.filter(suits);
    Ok((picture, profile))
}

fn resized(picture: DynamicImage, width: u32, height: u32) -> DynamicImage {
    if (picture.width(), picture.height()) == (width, height) {
        return picture;
    }
    // Averages first, then a sharp filter over what is left: as good as the filter alone, and far sooner on large pictures.
    shrunk(picture, width, height).resize_exact(width, height, FilterType::CatmullRom)
}

fn encode(picture: DynamicImage, kind: Kind, profile: Option<Vec<u8>>, alpha: bool) -> image::ImageResult<Vec<u8>> {
    let has_colour = picture.color().has_color();
    let picture = match (kind, has_colour, alpha) {
        (Kind::Jpeg, false, _) | (_, false, false) => DynamicImage::ImageLuma8(picture.into_luma8()),
        (Kind::Jpeg, true, _) | (_, true, false) => DynamicImage::ImageRgb8(picture.into_rgb8()),
        (_, _, true) => DynamicImage::ImageRgba8(picture.into_rgba8()),
    };
    // A grey profile does not suit grey that became colour.
    let profile = profile.filter(|_| has_colour == picture.color().has_color());
    let mut out = Vec::new();
    if kind == Kind::Jpeg {
        let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
        if let Some(profile) = profile {
            // An encoder that cannot carry a profile says so; the picture is right but for its colours.
            let _ = encoder.set_icc_profile(profile);
        }
        picture.write_with_encoder(encoder)?;
    } else {
        let mut encoder = PngEncoder::new_with_quality(&mut out, CompressionType::Default, PngFilter::Adaptive);
        if let Some(profile) = profile {
            let _ = encoder.set_icc_profile(profile);
        }
        picture.write_with_encoder(encoder)?;
    }
    Ok(out)
}

/// Returns the part of the upright picture that a crop shows, in whole pixels, never empty.
fn shown(facts: &Facts, crop: Option<Crop>) -> (u32, u32, u32, u32) {
    let Some(crop) = crop else { return (0, 0, facts.width, facts.height) };
    let (x, y, width, height) = crop.parts();
    let at = |part: u16, whole: u32| {
        let product = u64::from(part) * u64::from(whole);
        u32::try_from((product + u64::from(WHOLE) / 2) / u64::from(WHOLE)).unwrap_or(whole)
    };
    let span = |from: u16, length: u16, whole: u32| {
        let start = at(from, whole).min(whole - 1);
        (start, at(from + length, whole).clamp(start + 1, whole) - start)
    };
    let ((left, across), (top, down)) = (span(x, width, facts.width), span(y, height, facts.height));
    (left, top, across, down)
}

/// Returns the largest part of `part` that has the shape, with the focal point as near its middle as can be.
fn shaped(part: (u32, u32, u32, u32), facts: &Facts, (wide, high): (u32, u32), focal: Option<Focal>) -> (u32, u32, u32, u32) {
    let (x, y, width, height) = part;
    let (wide, high) = (u64::from(wide.max(1)), u64::from(high.max(1)));
    let fit = |length: u64, limit: u32| u32::try_from(length).unwrap_or(limit).clamp(1, limit);
    let (across, down) = if u64::from(width) * high > u64::from(height) * wide {
        (fit(u64::from(height) * wide / high, width), height)
    } else {
        (width, fit(u64::from(width) * high / wide, height))
    };
    let (focus_x, focus_y) = focal.map_or_else(
        || (x + width / 2, y + height / 2),
        |focal| {
            let (focal_x, focal_y) = focal.point();
            let at = |part: u16, whole: u32| (u64::from(part) * u64::from(whole) / u64::from(WHOLE)) as u32;
            (at(focal_x, facts.width), at(focal_y, facts.height))
        },
    );
    let place = |focus: u32, from: u32, length: u32, all: u32| focus.saturating_sub(length / 2).clamp(from, from + all - length);
    (place(focus_x, x, across, width), place(focus_y, y, down, height), across, down)
}

/// Returns pixels as a PNG file; an opaque one where nothing shines through. None where there are too few or too many.
pub(super) fn png(pixels: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let picture = image::RgbaImage::from_raw(width, height, pixels.to_vec())?;
    let alpha = picture.pixels().any(|pixel| pixel.0[3] != u8::MAX);
    encode(DynamicImage::ImageRgba8(picture), Kind::Png, None, alpha).ok()
}
