//! Completions and the manual page, made from the arguments themselves.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
use stet_core::Error;

use crate::args::Arguments;
use crate::failure::Done;
use crate::output::Output;

pub(super) fn completions(shell: Shell, output: &mut Output) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "stet", &mut script);
    output.text(&String::from_utf8_lossy(&script))
}

pub(super) fn man(folder: Option<&Path>, output: &mut Output) -> Done {
    match folder {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
            output.text(&String::from_utf8_lossy(&page))
        }
        Some(folder) => {
            let failed = |error: std::io::Error| Error::ExportUnwritable { path: folder.to_owned(), reason: error.to_string() };
            std::fs::create_dir_all(folder).map_err(failed)?;
            Ok(clap_mangen::generate_to(Arguments::command(), folder).map_err(failed)?)
        }
    }
}
