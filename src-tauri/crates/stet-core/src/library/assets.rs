//! Pictures in the library: added once by their hash, read with that hash proved, shown small, and sent out without what
//! their camera noted. Nothing that any revision shows is ever removed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use rusqlite::Connection;
use serde::Serialize;
use ts_rs::TS;

use super::working_copy::{self, millis};
use super::{Fault, Library};
use crate::history::snapshots::Walk;
use crate::picture::{self, Cut, Facts, Kind, Planned, Rendition};
use crate::store::assets::{self, AssetRow, PictureRow, RenditionRow};
use crate::store::{articles, snapshots};
use crate::{Article, ArticleId, Error, Result, Stamp};

/// The name under which the form that the window shows is kept.
const KEPT_PREVIEW: &str = "preview";
/// How long a picture may be in the library before it counts as unused: what was just pasted is not saved yet.
const GRACE: TimeDelta = TimeDelta::days(1);

/// A picture of the library, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Asset {
    /// BLAKE3 of its bytes, in hex.
    pub hash: String,
    /// Its media type, e.g. `image/jpeg`.
    pub media_type: String,
    /// The name of the file that it came as; may be empty.
    pub name: String,
    /// Pixels across, once upright.
    pub width: u32,
    /// Pixels down, once upright.
    pub height: u32,
    /// Its bytes.
    #[ts(type = "number")]
    pub size: u64,
    /// Frames; 1 stands still.
    pub frames: u32,
}

/// A picture that a story has or once had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct StoryAsset {
    /// The picture.
    pub asset: Asset,
    /// Whether the story shows it now; otherwise an older revision does.
    pub used: bool,
}

/// What [`Library::remove_unused_assets`] took out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub struct Removed {
    /// Pictures.
    pub pictures: u32,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes: u64,
}

impl Library {
    /// Adds a picture, or finds it where its bytes are there already. `name` is that of the file it came as. An SVG is drawn
    /// and kept as PNG. On the disk when this returns. Errors: those of [`picture::take`], DiskFull, LibraryReadOnly.
    pub fn add_asset(&self, bytes: Vec<u8>, name: &str, stamp: &Stamp) -> Result<Asset> {
        let said = if name.is_empty() { "the picture" } else { name };
        picture::admit(bytes.len() as u64, said)?;
        if let Some(known) = self.known(&bytes)? {
            return Ok(known);
        }
        let taken = picture::take(bytes, said)?;
        let hash = blake3::hash(&taken.bytes).to_hex();
        let about = describe(&taken.facts, name);
        self.store.write(|connection| {
            assets::insert(connection, &hash, taken.facts.kind.media_type(), &taken.bytes, millis(stamp))?;
            assets::describe(connection, &hash, &about)?;
            assets::keep_rendition(connection, &hash, KEPT_PREVIEW, &kept(&taken.preview))?;
            let row = assets::info(connection, &hash)?.ok_or_else(|| Error::PictureUnknown { hash: hash.to_string() })?;
            Ok(view(row, &taken.facts))
        })
    }

    /// Adds the picture in a file, whose size is looked at before it is read. Errors: as [`Library::add_asset`], and
    /// ImportMissing, Io.
    pub fn add_asset_file(&self, path: &Path, stamp: &Stamp) -> Result<Asset> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::ImportMissing { path: path.to_owned() },
            _ => Error::of_file(&error, path),
        };
        let about = fs::metadata(path).map_err(failed)?;
        if about.is_dir() {
            return Err(Error::IsAFolder { path: path.to_owned() });
        }
        picture::admit(about.len(), &name)?;
        self.add_asset(fs::read(path).map_err(failed)?, &name, stamp)
    }

    /// Returns a picture's media type and its bytes as they came in, proved by their hash. What goes out is made by
    /// [`Library::export_picture`]. Errors: PictureUnknown, PictureDamaged.
    pub fn asset(&self, hash: &str) -> Result<(String, Vec<u8>)> {
        let found = self.store.read(|connection| assets::load(connection, hash))?;
        let (media_type, bytes) = found.ok_or_else(|| Error::PictureUnknown { hash: hash.into() })?;
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            return Err(Error::PictureDamaged { hash: hash.into() });
        }
        Ok((media_type, bytes))
    }

    /// Returns what is known of a picture. Errors: PictureUnknown, PictureDamaged.
    pub fn asset_info(&self, hash: &str) -> Result<Asset> {
        let (row, facts) = self.facts(hash)?;
        Ok(view(row, &facts))
    }

    /// Returns a picture as it goes out: cut as asked, upright, and without what its camera noted of place and device.
    /// Errors: PictureUnknown, PictureDamaged, PictureBroken.
    pub fn export_picture(&self, hash: &str, cut: &Cut) -> Result<Rendition> {
        let (row, facts) = self.facts(hash)?;
        let (_, bytes) = self.asset(hash)?;
        picture::render(&bytes, &facts, cut, &name_of(&row))
    }

    /// Returns what [`Library::export_picture`] will make, without decoding anything. Errors: PictureUnknown, PictureDamaged.
    pub fn plan_picture(&self, hash: &str, cut: &Cut) -> Result<Planned> {
        let (_, facts) = self.facts(hash)?;
        Ok(picture::plan(&facts, cut))
    }

    /// Returns a picture as the window shows it: small ones are made from the kept preview, in a few milliseconds. Errors: as
    /// [`Library::export_picture`].
    pub fn preview_picture(&self, hash: &str, cut: &Cut) -> Result<Rendition> {
        let (row, facts) = self.facts(hash)?;
        let kept = self.store.read(|connection| assets::rendition(connection, hash, KEPT_PREVIEW))?;
        let planned = picture::plan(&facts, cut);
        let small = kept.and_then(|kept| Some((preview_facts(&facts, &kept)?, kept)));
        if let Some((small, kept)) = small.filter(|(small, _)| picture::plan(small, cut).width >= planned.width) {
            if planned.width >= small.width && cut.crop.is_none() && cut.ratio.is_none() {
                return Ok(Rendition { kind: small.kind, width: small.width, height: small.height, bytes: kept.bytes });
            }
            return picture::render(&kept.bytes, &small, cut, &name_of(&row));
        }
        let (_, bytes) = self.asset(hash)?;
        picture::render(&bytes, &facts, cut, &name_of(&row))
    }

    /// Returns the pictures that a story has, and those that only its older revisions show. Errors: StoryUnknown.
    pub fn story_assets(&self, id: &ArticleId) -> Result<Vec<StoryAsset>> {
        let (rows, article) = self.store.read(|connection| {
            let row = articles::load(connection, id)?;
            Ok((assets::of_story(connection, row.key)?, working_copy::open(connection, &row)?))
        })?;
        let used = article.assets();
        let view_of = |row: AssetRow| {
            let facts = facts_of(&row).map_or_else(|| self.facts(&row.hash).map(|(_, facts)| facts), Ok);
            facts.map(|facts| StoryAsset { used: used.contains(row.hash.as_str()), asset: view(row, &facts) })
        };
        // One that is damaged must not hide the others; `check` names it.
        Ok(rows.into_iter().filter_map(|row| view_of(row).ok()).collect())
    }

    /// Says what [`Library::remove_unused_assets`] would take out; changes nothing. Errors: those of the file.
    pub fn unused_assets(&self, stamp: &Stamp) -> Result<Removed> {
        let unused = self.unused(stamp)?;
        self.store.read(|connection| {
            let mut found = Removed::default();
            for hash in &unused {
                if let Some(row) = assets::info(connection, hash)? {
                    found.pictures += 1;
                    found.bytes += row.size.unsigned_abs();
                }
            }
            Ok(found)
        })
    }

    /// Removes the pictures that no story and no revision shows, after stories were purged. What came in during the last day
    /// stays. Revisions that were thinned out, or lost before a recovery, show nothing and hold nothing back. But while one is damaged
    /// every picture stays: it may show any of them, and a revision that is read again from a backup should not come back to find
    /// its picture gone. `check` names what is damaged, and a recovery ends it. Errors: those of the file.
    pub fn remove_unused_assets(&self, stamp: &Stamp) -> Result<Removed> {
        let unused = self.unused(stamp)?;
        if unused.is_empty() {
            return Ok(Removed::default());
        }
        self.store.write(|connection| {
            let mut removed = Removed::default();
            // Again, for what was saved while all was looked through; every save notes its pictures.
            for hash in assets::unused(connection, millis(stamp) - GRACE.num_milliseconds())? {
                if unused.contains(&hash) {
                    removed.bytes += assets::delete(connection, &hash)?;
                    removed.pictures += 1;
                }
            }
            Ok(removed)
        })
    }

    /// Returns the pictures that nothing shows. Nobody who saves waits for it.
    fn unused(&self, stamp: &Stamp) -> Result<BTreeSet<String>> {
        self.store.read(|connection| {
            let mut unused: BTreeSet<String> = assets::unused(connection, millis(stamp) - GRACE.num_milliseconds())?.into_iter().collect();
            if unused.is_empty() {
                return Ok(unused);
            }
            // A story may name a picture that came in after it; so what is about to go is looked for in everything there is.
            match spare(connection, &mut unused) {
                Err(Error::RevisionDamaged { .. } | Error::LibraryDamaged { .. } | Error::DocumentInvalid { .. }) => {
                    tracing::warn!("something in the library is damaged, so no picture counts as unused");
                    Ok(BTreeSet::new())
                }
                other => other.map(|()| unused),
            }
        })
    }

    /// Finds the pictures whose bytes are no longer what their hash says.
    pub(super) fn prove_assets(&self, faults: &mut Vec<Fault>) -> Result<()> {
        for hash in self.store.read(assets::hashes)? {
            if let Err(error) = self.asset(&hash) {
                faults.push(Fault { kind: "picture".into(), story: None, revision: None, detail: error.to_string() });
            }
        }
        Ok(())
    }

    /// Returns the picture of these bytes, if the library has it.
    fn known(&self, bytes: &[u8]) -> Result<Option<Asset>> {
        let hash = blake3::hash(bytes).to_hex();
        let row = self.store.read(|connection| assets::info(connection, &hash))?;
        Ok(row.and_then(|row| facts_of(&row).map(|facts| view(row, &facts))))
    }

    /// Returns what is known of a picture; what is not is read from its bytes.
    fn facts(&self, hash: &str) -> Result<(AssetRow, Facts)> {
        let row = self.store.read(|connection| assets::info(connection, hash))?;
        let row = row.ok_or_else(|| Error::PictureUnknown { hash: hash.into() })?;
        if let Some(facts) = facts_of(&row) {
            return Ok((row, facts));
        }
        let (_, bytes) = self.asset(hash)?;
        let facts = picture::inspect(&bytes, &name_of(&row))?;
        Ok((row, facts))
    }
}

/// Takes what any working copy or revision shows out of `unused`. Errors: RevisionDamaged, LibraryDamaged, DocumentInvalid where something
/// cannot be read, so that what it shows is not known.
fn spare(connection: &Connection, unused: &mut BTreeSet<String>) -> Result<()> {
    let mut spare = |article: &Article| {
        let used = article.assets();
        unused.retain(|hash| !used.contains(hash.as_str()));
    };
    for key in articles::keys(connection)? {
        if let Some(row) = articles::load_key(connection, key)? {
            spare(&working_copy::open(connection, &row)?);
        }
    }
    let mut walk = Walk::default();
    for key in snapshots::kept(connection)? {
        spare(&Article::from_bytes(walk.get(connection, key, 0)?)?);
    }
    Ok(())
}

fn describe(facts: &Facts, name: &str) -> PictureRow {
    let Facts { kind: _, width, height, turned, frames, alpha } = *facts;
    PictureRow { name: name.chars().take(255).collect(), width, height, turned, frames, alpha }
}

fn facts_of(row: &AssetRow) -> Option<Facts> {
    let PictureRow { name: _, width, height, turned, frames, alpha } = *row.picture.as_ref()?;
    Some(Facts { kind: Kind::of(&row.media_type)?, width, height, turned, frames, alpha })
}

fn preview_facts(facts: &Facts, kept: &RenditionRow) -> Option<Facts> {
    let kind = Kind::of(&kept.media_type)?;
    Some(Facts { kind, width: kept.width, height: kept.height, turned: 1, frames: 1, alpha: facts.alpha })
}

fn kept(preview: &Rendition) -> RenditionRow {
    let Rendition { kind, width, height, bytes } = preview;
    RenditionRow { media_type: kind.media_type().into(), width: *width, height: *height, bytes: bytes.clone() }
}

fn name_of(row: &AssetRow) -> String {
    row.picture.as_ref().map(|picture| picture.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| row.hash.clone())
}

fn view(row: AssetRow, facts: &Facts) -> Asset {
    Asset {
        name: row.picture.map(|picture| picture.name).unwrap_or_default(),
        hash: row.hash,
        media_type: row.media_type,
        width: facts.width,
        height: facts.height,
        size: row.size.unsigned_abs(),
        frames: facts.frames,
    }
}
