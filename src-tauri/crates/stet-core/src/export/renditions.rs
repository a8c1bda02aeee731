//! The files that a figure becomes on its way out: names and sizes known before anything is decoded, bytes on demand. Every
//! exporter (page, site, Markdown) asks here, so that a picture has one name wherever it goes, and so that nothing that its
//! camera noted leaves with it.

use super::assets::{AssetBytes, Assets};
use crate::article::LeadImage;
use crate::document::{Crop, Figure, Focal};
use crate::library::{Library, PublicVersion};
use crate::picture::{Cut, Rendition};
use crate::{ArticleId, Error, Result};

/// The widths that pages are given to choose from, in pixels.
pub const WIDTHS: [u32; 4] = [480, 960, 1_440, 2_000];
/// The width inside a page that must stand alone.
pub const ALONE: u32 = 1_440;
/// The shape of the picture on a card of a social network.
pub const CARD: (u32, u32) = (1_200, 630);

/// A picture of the library as a figure shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a> {
    /// BLAKE3 of its bytes, in hex.
    pub asset: &'a str,
    /// The part that is shown.
    pub crop: Option<Crop>,
    /// What stays in sight.
    pub focal: Option<Focal>,
}

impl<'a> Shown<'a> {
    /// Returns the picture of a figure, where the library has it.
    pub fn of_figure(figure: &'a Figure) -> Option<Self> {
        (!figure.asset.is_empty()).then_some(Self { asset: &figure.asset, crop: figure.crop, focal: figure.focal })
    }

    /// Returns the picture above a story, where the library has it.
    pub fn of_lead(lead: &'a LeadImage) -> Option<Self> {
        (!lead.asset.is_empty()).then_some(Self { asset: &lead.asset, crop: lead.crop, focal: lead.focal })
    }

    /// Returns a picture inside a line.
    pub fn of_image(asset: &'a str) -> Option<Self> {
        (!asset.is_empty()).then_some(Self { asset, crop: None, focal: None })
    }
}

/// A file that a picture becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureFile {
    /// Its name, the same for the same picture, part and size: safe in every file system and address.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    asset: String,
    cut: Cut,
}

impl PictureFile {
    /// Returns the file's bytes. Errors: those of the library; none where `assets` has lost the picture meanwhile.
    pub fn bytes(&self, assets: &dyn Assets) -> Result<Option<Vec<u8>>> {
        Ok(assets.rendition(&self.asset, &self.cut)?.map(|rendition| rendition.bytes))
    }
}

/// Returns a picture's files in the widths of [`WIDTHS`] and its own (where it is no larger than the last), smallest first;
/// never one that is larger than the picture. A moving picture and an AVIF are one file. Empty where `assets` does not hold it.
pub fn sizes(shown: &Shown<'_>, assets: &dyn Assets) -> Result<Vec<PictureFile>> {
    let mut files: Vec<PictureFile> = Vec::new();
    for width in WIDTHS {
        let Some(file) = file(shown, Some(width), None, assets)? else { break };
        if files.last().is_none_or(|last| last.width < file.width) {
            files.push(file);
        }
    }
    Ok(files)
}

/// Returns the one file of a picture, at most `width` across (its own width where none is given). None where `assets` does
/// not hold it.
pub fn single(shown: &Shown<'_>, width: Option<u32>, assets: &dyn Assets) -> Result<Option<PictureFile>> {
    file(shown, width, None, assets)
}

/// Returns the picture cut to the shape of a card, its focal point in sight. None where `assets` does not hold it.
pub fn card(shown: &Shown<'_>, assets: &dyn Assets) -> Result<Option<PictureFile>> {
    file(shown, Some(CARD.0), Some(CARD), assets)
}

/// Returns the picture as a `data:` address, for a page that must stand alone. None where `assets` does not hold it.
pub fn data_address(shown: &Shown<'_>, assets: &dyn Assets) -> Result<Option<String>> {
    let Some(file) = single(shown, Some(ALONE), assets)? else { return Ok(None) };
    Ok(file.bytes(assets)?.map(|bytes| format!("data:{};base64,{}", file.media_type, base64(&bytes))))
}

/// Returns what stands in `srcset`: each file under `folder` (which ends in `/`, or is empty) with its width.
pub fn srcset(files: &[PictureFile], folder: &str) -> String {
    files.iter().map(|file| format!("{folder}{} {}w", file.name, file.width)).collect::<Vec<_>>().join(", ")
}

fn file(shown: &Shown<'_>, width: Option<u32>, ratio: Option<(u32, u32)>, assets: &dyn Assets) -> Result<Option<PictureFile>> {
    let cut = Cut { width, crop: shown.crop, ratio, focal: ratio.and(shown.focal), still: ratio.is_some() };
    let Some(planned) = assets.plan(shown.asset, &cut)? else { return Ok(None) };
    let start: String = shown.asset.chars().take(16).collect();
    let part = if cut.crop.is_some() || ratio.is_some() {
        let said = format!("{:?}", (cut.crop, ratio, cut.focal));
        format!("-{}", &blake3::hash(said.as_bytes()).to_hex()[..6])
    } else {
        String::new()
    };
    let name = format!("{start}{part}-{}.{}", planned.width, planned.kind.extension());
    let media_type = planned.kind.media_type();
    Ok(Some(PictureFile { name, media_type, width: planned.width, height: planned.height, asset: shown.asset.to_owned(), cut }))
}

impl Assets for Library {
    /// Returns the whole picture, upright and without what its camera noted; none where the library does not hold it.
    fn asset(&self, hash: &str) -> Result<Option<AssetBytes>> {
        let found = self.rendition(hash, &Cut::default())?;
        Ok(found.map(|rendition| AssetBytes { extension: rendition.kind.extension().to_owned(), bytes: rendition.bytes }))
    }

    fn extension(&self, hash: &str) -> Result<Option<String>> {
        Ok(self.plan(hash, &Cut::default())?.map(|planned| planned.kind.extension().to_owned()))
    }

    fn text(&self, hash: &str) -> Result<Option<Vec<u8>>> {
        Ok(held(Self::asset(self, hash))?.map(|(_, bytes)| bytes))
    }

    fn plan(&self, hash: &str, cut: &Cut) -> Result<Option<crate::picture::Planned>> {
        held(self.plan_picture(hash, cut))
    }

    fn rendition(&self, hash: &str, cut: &Cut) -> Result<Option<Rendition>> {
        held(self.export_picture(hash, cut))
    }

    fn public_history(&self, id: &str) -> Result<Vec<PublicVersion>> {
        Self::public_history(self, &ArticleId::from_row(id.to_owned()))
    }
}

/// A picture that the library does not hold is no failure of an export; one that is damaged is.
fn held<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::PictureUnknown { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Base64 (RFC 4648, section 4), padded.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place) & 63) as usize];
            out.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_rfc() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in pairs {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
