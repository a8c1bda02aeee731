//! Side-by-side measurements of the desk: `bench [start|typing|save|diff|history …]`. Each figure stands beside a peer or a physical limit
//! that was measured in the same run, because the machine is noisy. Exit 0 whatever falls short.

mod diff;
mod figure;
mod history;
mod import;
mod markdown;
mod pictures;
mod posts;
mod save;
mod site;
mod start;
mod timeline;
mod typing;
mod window;

use std::path::PathBuf;

use anyhow::Context as _;

use figure::Figures;

/// A part of the run: its name, and what measures it.
type Part = (&'static str, fn(&Place, &mut Figures) -> anyhow::Result<()>);

const PARTS: &[Part] = &[
    ("save", save::measure),
    ("diff", diff::measure),
    ("history", history::measure),
    ("start", start::measure),
    ("import", import::measure),
    ("markdown", markdown::measure),
    ("site", site::measure),
    ("timeline", timeline::measure),
    ("pictures", pictures::measure),
    ("typing", typing::measure),
];

/// As in the programs that are measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Where the programs to be measured lie.
pub(crate) struct Place {
    /// Folder with `stet-desk` and `bare-window` of one build.
    pub(crate) programs: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let programs = std::env::current_exe()?.parent().context("a folder of programs")?.to_owned();
    let place = Place { programs };
    let mut figures = Figures::default();
    for &(name, measure) in PARTS {
        let asked = only.is_empty() || only.iter().any(|asked| asked == name);
        if asked && let Err(error) = measure(&place, &mut figures) {
            figures.missing(name, &format!("{error:#}"));
        }
    }
    figures.write(&PathBuf::from("target/bench/results.json"))
}
