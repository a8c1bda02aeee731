//! Stories out of another library's file: the newest text of each that is not spiked, with its pictures. A copy of the file is
//! opened, beside this library, so that the file itself stays as it is, whatever format it has.

use std::fs;
use std::sync::Arc;

use super::{Library, StoryQuery};
use crate::article::{Source, Status};
use crate::export::Assets as _;
use crate::import::Warning;
use crate::import::sources::{Elsewhere, LibraryFile, Sources, StoryElsewhere, Text};
use crate::store::file::{self, Draft};
use crate::store::upkeep;
use crate::{ArticleId, Error, Result};

/// A copy of another library, gone when nobody reads from it any more.
#[derive(Debug)]
struct Copy {
    library: Library,
    // After the library, so that the copy goes when nobody has it open.
    _draft: Draft,
}

impl Library {
    /// Returns, for each library among the sources, its place there and its stories as sources. One that cannot be read is a
    /// source that says so.
    pub(super) fn open_libraries(&self, sources: &Sources) -> Result<Vec<(usize, Sources)>> {
        let mut opened = Vec::new();
        for (at, source) in sources.all.iter().enumerate() {
            let Some(file) = source.library() else { continue };
            let stories = match self.stories_of(&file, &source.shown) {
                Ok(stories) => stories,
                Err(Error::DiskFull) => return Err(Error::DiskFull),
                Err(error) => {
                    Sources::refused(&source.shown, Error::ImportLibrary { name: source.shown.clone(), reason: error.to_string() })
                }
            };
            opened.push((at, stories));
        }
        Ok(opened)
    }

    fn stories_of(&self, file: &LibraryFile<'_>, shown: &str) -> Result<Sources> {
        let draft = Draft::beside(self.path())?;
        match file {
            LibraryFile::Bytes(bytes) => fs::write(&draft.0, bytes).map_err(|error| Error::of_file(&error, &draft.0))?,
            LibraryFile::Path(path) => {
                match file::inspect(path) {
                    Ok(()) | Err(Error::LibraryReadOnly { .. }) => {}
                    Err(error) => return Err(error),
                }
                upkeep::copy_of_another(path, &draft.0)?;
            }
        }
        let library = Self::open(&draft.0).map_err(|error| named(error, shown))?;
        let found = library.list_ids(&StoryQuery::default())?;
        let spiked = library.list_ids(&StoryQuery { status: Some(Status::Spiked), ..StoryQuery::default() })?.len();
        let copy: Arc<dyn Elsewhere> = Arc::new(Copy { library, _draft: draft });
        let mut sources = Sources { passed_over: u32::try_from(spiked).unwrap_or(u32::MAX), ..Sources::default() };
        for id in found {
            sources.story(shown, &copy, id.as_str());
        }
        Ok(sources)
    }
}

/// Returns an error that names the file rather than its copy.
fn named(error: Error, shown: &str) -> Error {
    let path = shown.into();
    match error {
        Error::NotALibrary { .. } => Error::NotALibrary { path },
        Error::OtherApplication { .. } => Error::OtherApplication { path },
        Error::NewerLibrary { found, known, .. } => Error::NewerLibrary { path, found, known },
        other => other,
    }
}

impl Elsewhere for Copy {
    fn story(&self, id: &str) -> Result<StoryElsewhere> {
        let story = self.library.story(&ArticleId::from_row(id.to_owned()))?;
        let mut article = story.article;
        let source = article.source.take();
        let text = match &source {
            Some(Source { asset, name, slug }) => {
                let has_own_slug = *slug != article.slug;
                self.library.text(asset)?.map(|bytes| Text { bytes, name: name.clone(), has_own_slug })
            }
            None => None,
        };
        let mut warnings = Vec::new();
        if story.status != Status::Draft {
            let detail = format!("In the other library the story is {}; here it begins as a draft.", story.status.as_str());
            warnings.push(Warning { code: "status".into(), detail });
        }
        Ok(StoryElsewhere { article, text, warnings })
    }

    fn picture(&self, hash: &str) -> Result<(String, Vec<u8>)> {
        Ok((self.library.asset_info(hash)?.name, self.library.asset(hash)?.1))
    }
}
