//! Tags: the tree, its names and aliases, and which stories carry what.

use super::stories::as_it_is;
use super::{Library, working_copy};
use crate::store::{articles, tags};
use crate::tag::{Colour, Tag, clean_name, fold};
use crate::{ArticleId, Error, Result, Stamp};

impl Library {
    /// Returns the tag tree in display order (parents before children, A to Z).
    pub fn tags(&self) -> Result<Vec<Tag>> {
        self.store.read(tags::tree)
    }

    /// Adds and removes tags of stories' working copies, all or none; unknown names in `add` are made. Makes no revision by
    /// itself, but counts the version up of each story that it changes. Errors: StoryUnknown, TagUnknown for one in `remove`, TagInvalid.
    pub fn tag_stories(&self, ids: &[ArticleId], add: &[String], remove: &[String], stamp: &Stamp) -> Result<()> {
        self.store.write(|connection| {
            let gone = remove.iter().map(|name| tags::get(connection, name)).collect::<Result<Vec<_>>>()?;
            let come = tags::spell(connection, add)?;
            for id in ids {
                let row = articles::load(connection, id)?;
                let sealed = as_it_is(connection, &row)?;
                let mut carried = sealed.tags;
                carried.retain(|tag| gone.iter().all(|other| other.key != tag.key));
                for tag in &come {
                    if carried.iter().all(|other| other.key != tag.key) {
                        carried.push(tag.clone());
                    }
                }
                let mut article = sealed.article;
                let names: Vec<String> = carried.iter().map(|tag| tag.name.clone()).collect();
                if names != article.tags {
                    article.tags = names;
                    let mut sealed = working_copy::seal_as_is(article, carried)?;
                    working_copy::write(connection, &row, &mut sealed, stamp)?;
                }
            }
            Ok(())
        })
    }

    /// Makes a tag, under `parent` if given. Errors: TagInvalid, TagExists (an alias of that name too), TagUnknown for the parent.
    pub fn create_tag(&self, name: &str, parent: Option<&str>) -> Result<()> {
        let name = clean_name(name)?;
        self.store.write(|connection| {
            let parent = parent.map(|parent| tags::get(connection, parent)).transpose()?;
            if let Some(tag) = tags::find(connection, &name)? {
                return Err(Error::TagExists { name: tag.name });
            }
            tags::insert(connection, &name, parent.map(|tag| tag.key)).map(|_| ())
        })
    }

    /// Renames a tag everywhere at once; the old name stays as an alias. Errors: TagUnknown, TagInvalid, TagExists.
    pub fn rename_tag(&self, old: &str, new: &str) -> Result<()> {
        let new = clean_name(new)?;
        self.store.write(|connection| {
            let tag = tags::get(connection, old)?;
            match tags::find(connection, &new)? {
                Some(other) if other.key != tag.key => return Err(Error::TagExists { name: other.name }),
                // The tag's own name in another case, or its own alias come home.
                Some(_) => tags::drop_alias(connection, &fold(&new))?,
                None => {}
            }
            tags::set_name(connection, tag.key, &new)?;
            if tag.folded != fold(&new) {
                tags::add_alias(connection, &tag.name, tag.key)?;
            }
            Ok(())
        })
    }

    /// Hands the stories, aliases and children of `from` to `into`; `from` becomes an alias of it. Errors: TagUnknown.
    pub fn merge_tags(&self, from: &str, into: &str) -> Result<()> {
        self.store.write(|connection| {
            let (from, into) = (tags::get(connection, from)?, tags::get(connection, into)?);
            if from.key == into.key { Ok(()) } else { tags::merge(connection, &from, &into) }
        })
    }

    /// Puts a tag, with all under it, under `parent`, or at the top. Errors: TagUnknown, TagCycle.
    pub fn move_tag(&self, name: &str, parent: Option<&str>) -> Result<()> {
        self.store.write(|connection| {
            let tag = tags::get(connection, name)?;
            let parent = parent.map(|parent| tags::get(connection, parent)).transpose()?;
            if let Some(parent) = &parent
                && tags::is_under(connection, parent.key, tag.key)?
            {
                return Err(Error::TagCycle { name: tag.name, parent: parent.name.clone() });
            }
            tags::set_parent(connection, tag.key, parent.map(|tag| tag.key))
        })
    }

    /// Gives a tag a colour, or takes it away. Errors: TagUnknown.
    pub fn set_tag_colour(&self, name: &str, colour: Option<Colour>) -> Result<()> {
        self.store.write(|connection| tags::set_colour(connection, tags::get(connection, name)?.key, colour))
    }

    /// Says what a tag is for. Errors: TagUnknown.
    pub fn set_tag_description(&self, name: &str, description: &str) -> Result<()> {
        self.store.write(|connection| tags::set_description(connection, tags::get(connection, name)?.key, description.trim()))
    }

    /// Removes a tag from the tree and from every working copy; tags under it move up. Revisions keep its name. Errors: TagUnknown.
    pub fn delete_tag(&self, name: &str) -> Result<()> {
        self.store.write(|connection| tags::delete(connection, &tags::get(connection, name)?))
    }
}
