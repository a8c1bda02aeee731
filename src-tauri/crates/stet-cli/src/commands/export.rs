//! Stories out, as files in a folder or on standard output.

use std::path::Path;

use stet_core::article::Status;
use stet_core::export::site::{self, SiteOptions};
use stet_core::export::{self, Format, Loss, Options, Preset, theme};
use stet_core::library::{Selection, StoryQuery};
use stet_core::{ArticleId, Library};

use super::{Desk, export_format};
use crate::args::Export;
use crate::failure::{Done, Failure};
use crate::interrupt::Interrupt;
use crate::output::Output;

pub(super) fn export(desk: &Desk, arguments: Export, output: &mut Output) -> Done {
    if arguments.format == "site" {
        return website(desk, &arguments, output);
    }
    let mut format = export_format(&arguments.format)?;
    if arguments.bare {
        if format != Format::Html {
            return Err(Failure::Usage("--bare goes with --format html".to_owned()));
        }
        format = Format::Bare;
    }
    let preset = arguments.preset.as_deref().map(preset).transpose()?.unwrap_or_default();
    let library = desk.open()?;
    let ids = chosen(&library, &arguments)?;
    let publication = said(&library, arguments.title.as_ref(), "publication")?;
    let options = Options { format, publication, preset, strict: arguments.strict, theme: arguments.theme.clone(), ..Options::default() };
    match &arguments.out {
        None => to_stream(&library, &ids, &options, output),
        Some(folder) => {
            let pieces = ids.iter().map(|id| library.outgoing(id));
            let bar = output.progress(ids.len(), "exporting");
            let interrupt = Interrupt::listen()?;
            let report = export::write_folder(pieces, &library, &options, folder, &mut |done, _| {
                bar.set_position(done as u64);
                interrupt.goes_on()
            });
            bar.finish_and_clear();
            let report = report?;
            warn(&report.losses, output);
            if output.json {
                return output.value(&report);
            }
            report.written.iter().try_for_each(|name| output.row(&[&folder.join(name).display().to_string()]))
        }
    }
}

fn to_stream(library: &Library, ids: &[ArticleId], options: &Options, output: &mut Output) -> Done {
    let [id] = ids else {
        return Err(Failure::Usage(format!("standard output takes one story, and these are {}; give --out DIR", ids.len())));
    };
    let mut bytes = Vec::new();
    let losses = export::write(library.outgoing(id)?.piece(library), options, &mut bytes)?;
    warn(&losses, output);
    std::io::Write::write_all(output.stream(), &bytes)?;
    Ok(())
}

/// Writes a website, or brings the one in the folder up to date.
fn website(desk: &Desk, arguments: &Export, output: &mut Output) -> Done {
    let Some(folder) = &arguments.out else {
        return Err(Failure::Usage("a website is a folder of files; give --out DIR".to_owned()));
    };
    let library = desk.open()?;
    let selection = match &arguments.story[..] {
        [] => Selection::Query(query(arguments)?),
        _ => Selection::Stories(chosen(&library, arguments)?),
    };
    let options = SiteOptions {
        title: said(&library, arguments.title.as_ref(), "publication")?,
        description: said(&library, arguments.description.as_ref(), "site_description")?,
        base_url: said(&library, arguments.base_url.as_ref(), "base_url")?,
        language: String::new(),
        theme: arguments.theme.clone(),
        fresh: arguments.fresh,
    };
    let bar = output.progress(usize::MAX, "making pages");
    let interrupt = Interrupt::listen()?;
    let report = site::export(&library, &selection, &options, folder, &mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
        interrupt.goes_on()
    });
    bar.finish_and_clear();
    let report = report?;
    if report.unpublished_changes > 0 {
        let count = report.unpublished_changes;
        output.warning("published stories", "unpublished", &format!("{count} changed since publication; the site shows what is out"));
    }
    if options.base_url.is_empty() {
        output.warning("addresses", "relative", "nobody said where the site will be (--base-url): feeds and maps begin at the root");
    }
    if output.json {
        return output.value(&report);
    }
    output.row(&[&folder.display().to_string(), &report.stories.to_string(), &report.written.to_string(), &report.removed.to_string()])
}

/// Returns what a flag says, else what the library keeps.
fn said(library: &Library, flag: Option<&String>, setting: &str) -> Done<String> {
    Ok(match flag {
        Some(text) => text.clone(),
        None => library.setting(setting)?.unwrap_or_default(),
    })
}

/// Copies the built-in theme out, to be changed.
pub(super) fn new_theme(folder: &Path, output: &mut Output) -> Done {
    let written = theme::write_new(folder)?;
    if output.json {
        return output.value(&written);
    }
    written.iter().try_for_each(|path| output.row(&[&folder.join(path).display().to_string()]))
}

/// Reads the name of a preset.
fn preset(name: &str) -> Done<Preset> {
    Preset::parse(name).ok_or_else(|| {
        let names: Vec<&str> = Preset::ALL.into_iter().map(Preset::as_str).collect();
        Failure::Usage(format!("{name:?} is not a preset; there are {}", names.join(", ")))
    })
}

/// Says what was not carried, and where; what is only written in another form goes without saying.
fn warn(losses: &[Loss], output: &Output) {
    for loss in losses.iter().filter(|loss| !loss.kept) {
        let places: Vec<String> =
            loss.places.iter().take(3).filter(|place| !place.excerpt.is_empty()).map(|place| format!("“{}”", place.excerpt)).collect();
        let at = if places.is_empty() { String::new() } else { format!(": {}", places.join(", ")) };
        output.warning(&loss.what, "loss", &format!("{} ({}×){at}", loss.becomes, loss.count));
    }
}

fn chosen(library: &Library, arguments: &Export) -> Done<Vec<ArticleId>> {
    if !arguments.story.is_empty() {
        let mut ids: Vec<ArticleId> = Vec::with_capacity(arguments.story.len());
        for given in &arguments.story {
            let id = library.resolve(given)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        return Ok(ids);
    }
    Ok(library.list_ids(&query(arguments)?)?)
}

fn query(arguments: &Export) -> Done<StoryQuery> {
    let asked = arguments.query.is_some() || arguments.tag.is_some() || arguments.status.is_some();
    if !arguments.all && !asked {
        return Err(Failure::Usage("name stories, or give --all, --query, --tag or --status".to_owned()));
    }
    Ok(StoryQuery {
        text: arguments.query.clone().unwrap_or_default(),
        status: arguments.status.map(Status::from),
        tag: arguments.tag.clone(),
        ..StoryQuery::default()
    })
}
