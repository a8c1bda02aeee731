//! Bodies that come in through `--body FILE|-`.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use stet_core::Error;
use stet_core::document::Document;
use stet_core::import::{self, Format, MAX_BYTES};

use crate::failure::Done;
use crate::output::Output;

/// Reads a body from a file, or from standard input for `-`; says what was dropped or guessed.
pub(crate) fn body(given: &Path, format: Format, output: &Output) -> Done<Document> {
    let (name, bytes) = if given == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        // Scripts pipe Markdown; plain text is Markdown too.
        ("standard input.md".to_owned(), bytes)
    } else {
        (given.display().to_string(), file(given)?)
    };
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::ImportTooLarge { name, bytes: bytes.len() as u64, limit: MAX_BYTES }.into());
    }
    let (document, warnings) = import::body(&name, &bytes, format)?;
    warnings.iter().for_each(|warning| output.warning(&name, &warning.code, &warning.detail));
    Ok(document)
}

fn file(path: &Path) -> Done<Vec<u8>> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Error::ImportMissing { path: path.to_owned() },
        _ => Error::Io { path: path.to_owned(), reason: error.to_string() },
    };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > MAX_BYTES {
        return Err(Error::ImportTooLarge { name: path.display().to_string(), bytes: size, limit: MAX_BYTES }.into());
    }
    // A file that grows while it is read, or a device without a size, is cut off too.
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(failed)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
