//! Stories out, as files in a folder or on standard output.

use stet_core::article::Status;
use stet_core::export::{self, Loss, NoAssets, Options, Preset};
use stet_core::library::StoryQuery;
use stet_core::{ArticleId, Library};

use super::{Desk, export_format};
use crate::args::Export;
use crate::failure::{Done, Failure};
use crate::output::Output;

pub(super) fn export(desk: &Desk, arguments: Export, output: &mut Output) -> Done {
    let format = export_format(&arguments.format)?;
    let preset = arguments.preset.as_deref().map(preset).transpose()?.unwrap_or_default();
    if arguments.theme.is_some() {
        return Err(Failure::not_yet("a theme of one's own"));
    }
    let library = desk.open()?;
    let ids = chosen(&library, &arguments)?;
    let publication = library.setting("publication")?.unwrap_or_default();
    let options = Options { format, publication, preset, strict: arguments.strict, ..Options::default() };
    match &arguments.out {
        None => to_stream(&library, &ids, &options, output),
        Some(folder) => {
            let pieces = ids.iter().map(|id| library.outgoing(id));
            let bar = output.progress(ids.len(), "exporting");
            let report = export::write_folder(pieces, &NoAssets, &options, folder, &mut |done, _| {
                bar.set_position(done as u64);
                true
            })?;
            bar.finish_and_clear();
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
    let losses = export::write(library.outgoing(id)?.piece(&NoAssets), options, &mut bytes)?;
    warn(&losses, output);
    std::io::Write::write_all(output.stream(), &bytes)?;
    Ok(())
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
    let asked = arguments.query.is_some() || arguments.tag.is_some() || arguments.status.is_some();
    if !arguments.all && !asked {
        return Err(Failure::Usage("name stories, or give --all, --query, --tag or --status".to_owned()));
    }
    let query = StoryQuery {
        text: arguments.query.clone().unwrap_or_default(),
        status: arguments.status.map(Status::from),
        tag: arguments.tag.clone(),
        ..StoryQuery::default()
    };
    Ok(library.list_ids(&query)?)
}
