//! Tags of a story, and of the library.

use serde_json::json;
use stet_core::library::Reason;

use super::Desk;
use crate::args::{Tag, Tags, TagsCommand};
use crate::failure::{Done, Failure};
use crate::output::Output;
use crate::place;

pub(super) fn tag(desk: &Desk, tag: &Tag, output: &mut Output) -> Done {
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    for change in &tag.change {
        match (change.strip_prefix('+'), change.strip_prefix('-')) {
            (Some(name), _) if !name.is_empty() => add.push(name.to_owned()),
            (_, Some(name)) if !name.is_empty() => remove.push(name.to_owned()),
            _ => return Err(Failure::Usage(format!("{change:?}: write +NAME to add a tag, -NAME to remove one"))),
        }
    }
    if add.is_empty() && remove.is_empty() {
        return Err(Failure::Usage("name at least one tag: +NAME or -NAME".to_owned()));
    }
    let library = desk.open()?;
    let id = library.resolve(&tag.story)?;
    let stamp = place::stamp();
    library.tag_stories(std::slice::from_ref(&id), &add, &remove, &stamp)?;
    // Tags are part of a revision, and a script has no sitting whose end would keep them.
    let saved = library.save_revision(&id, None, Reason::Saved, None, &stamp)?;
    if output.json {
        return output.value(&json!({ "id": id, "tags": saved.tags, "revision": saved.revision }));
    }
    let mut cells = vec![id.as_str()];
    cells.extend(saved.tags.iter().map(String::as_str));
    output.row(&cells)
}

pub(super) fn tags(desk: &Desk, tags: Tags, output: &mut Output) -> Done {
    let library = desk.open()?;
    match tags.command {
        None | Some(TagsCommand::List) => {}
        Some(TagsCommand::Rename { old, new }) => library.rename_tag(&old, &new)?,
        Some(TagsCommand::Merge { from, into }) => library.merge_tags(&from, &into)?,
        Some(TagsCommand::Move { name, parent }) => library.move_tag(&name, Some(parent.as_str()).filter(|parent| !parent.is_empty()))?,
        Some(TagsCommand::Delete { name }) => library.delete_tag(&name)?,
    }
    let tags = library.tags()?;
    if output.json {
        return output.value(&tags);
    }
    for tag in tags {
        let colour = tag.colour.map(|colour| json!(colour).as_str().unwrap_or_default().to_owned()).unwrap_or_default();
        output.row(&[&tag.name, tag.parent.as_deref().unwrap_or_default(), &tag.stories.to_string(), &colour])?;
    }
    Ok(())
}
