//! For whom Markdown is written: Stet's own dialect, or the strict one of a site generator.
//!
//! A preset is a row of tables: what its Markdown can say ([`Dialect`]), how its front matter is spelt and which field stands
//! where, and which file and folder a story and its pictures go to ([`layout`]). What it cannot carry, [`reduce`] takes out of a
//! story and names; what is left is written and read back equal.

pub(super) mod layout;
pub(super) mod reduce;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::Piece;
use super::front_matter::{Field, Spelling};

/// A dialect of Markdown, with the file names, folders and front matter that its readers expect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// Stet's own: carries every story whole.
    #[default]
    Stet,
    /// Hugo.
    Hugo,
    /// Jekyll.
    Jekyll,
    /// Zola.
    Zola,
    /// Eleventy.
    Eleventy,
    /// Astro.
    Astro,
    /// CommonMark without front matter.
    CommonMark,
    /// Markdown as GitHub reads it, without front matter.
    Gfm,
}

impl Preset {
    /// Every preset, in the order in which they are offered.
    pub const ALL: [Self; 8] = [Self::Stet, Self::Hugo, Self::Jekyll, Self::Zola, Self::Eleventy, Self::Astro, Self::CommonMark, Self::Gfm];

    /// Returns the preset's name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stet => "stet",
            Self::Hugo => "hugo",
            Self::Jekyll => "jekyll",
            Self::Zola => "zola",
            Self::Eleventy => "eleventy",
            Self::Astro => "astro",
            Self::CommonMark => "commonmark",
            Self::Gfm => "gfm",
        }
    }

    /// Reads what [`Preset::as_str`] wrote; `plain` is an older name of Stet's own.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "plain" {
            return Some(Self::Stet);
        }
        Self::ALL.into_iter().find(|preset| preset.as_str() == text)
    }

    /// Returns the preset's row of the table.
    pub(super) fn profile(self) -> &'static Profile {
        match self {
            Self::Stet => &STET,
            Self::Hugo => &HUGO,
            Self::Jekyll => &JEKYLL,
            Self::Zola => &ZOLA,
            Self::Eleventy => &ELEVENTY,
            Self::Astro => &ASTRO,
            Self::CommonMark => &COMMON_MARK,
            Self::Gfm => &GFM,
        }
    }
}

/// What a dialect of Markdown can say. What it cannot goes out as HTML where it takes that, and else is a loss.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    /// Tables of bars.
    pub(super) tables: bool,
    /// `~~struck~~`.
    pub(super) strike: bool,
    /// `[^1]`.
    pub(super) notes: bool,
    /// `- [x]`.
    pub(super) tasks: bool,
    /// HTML among the Markdown.
    pub(super) html: bool,
    /// Markdown between the tags of an HTML block.
    pub(super) mixed: bool,
    /// kramdown reads bars as tables anywhere, braces after a colon as attributes, and has its own view of emphasis in words.
    pub(super) kramdown: bool,
    /// Pairs of signs in which the generator's templates begin; they must not stand in the text.
    pub(super) templates: &'static [&'static str],
    /// `{{< figure … >}}`.
    pub(super) figures: bool,
}

/// A preset's row of the table.
pub(super) struct Profile {
    pub(super) preset: Preset,
    pub(super) dialect: Dialect,
    /// Whether the file begins with front matter.
    pub(super) has_matter: bool,
    pub(super) spelling: Spelling,
    /// Which field stands under which name, in order; `box.name` stands in a table, `name[]` is a list. [`OWN`] follows.
    fields: &'static [(Field, &'static str)],
    /// What follows [`OWN`].
    last: &'static [(Field, &'static str)],
    /// The table for what a story has no field for; empty for none.
    pub(super) rest: &'static str,
    /// Whether a name of that kind, with its value, stands outside the table.
    pub(super) top_level: fn(&str, &Value) -> bool,
    /// Names that the generator keeps for itself and refuses: they go into a box of Stet's own.
    pub(super) reserved: &'static [&'static str],
    /// A name that would hide a story where it says `false`.
    pub(super) hides: Option<&'static str>,
    /// Whether only a draft says what it is.
    pub(super) draft_only_if_true: bool,
    /// The address of an old slug.
    pub(super) alias: fn(Piece<'_>, &str) -> String,
    /// What makes the generator leave the text's braces alone, where there are any that it would read.
    pub(super) braces: Option<(&'static str, &'static str)>,
}

impl Profile {
    /// Returns the fields in order: each with the table that it stands in (empty for none), its name, and whether it is a list.
    pub(super) fn fields(&'static self) -> impl Iterator<Item = (Field, &'static str, &'static str, bool)> {
        let placed = |&(field, path): &'static (Field, &'static str)| {
            let (place, name) = path.split_once('.').unwrap_or(("", path));
            let list = name.strip_suffix("[]");
            (field, place, list.unwrap_or(name), list.is_some())
        };
        let own = OWN.iter().map(|&(field, name)| (field, self.rest, name, false)).filter(|_| !self.fields.is_empty());
        self.fields.iter().map(placed).chain(own).chain(self.last.iter().map(placed))
    }
}

const GITHUB: Dialect = Dialect {
    tables: true,
    strike: true,
    notes: true,
    tasks: true,
    html: true,
    mixed: true,
    kramdown: false,
    templates: &[],
    figures: false,
};

use Field as F;

/// What no generator has a field of its own for; in every preset alike, in the table for such names.
const OWN: &[(Field, &str)] = &[
    (F::LeadAlt, "image_alt"),
    (F::LeadCaption, "image_caption"),
    (F::LeadCredit, "image_credit"),
    (F::LeadLicence, "image_licence"),
    (F::LeadFocal, "image_focal"),
    (F::LeadCrop, "image_crop"),
    (F::Kicker, "kicker"),
    (F::Dateline, "dateline"),
    (F::Language, "lang"),
    (F::SeoTitle, "seo_title"),
    (F::SeoDescription, "seo_description"),
];

static STET: Profile = Profile {
    preset: Preset::Stet,
    dialect: GITHUB,
    has_matter: true,
    spelling: Spelling::Yaml,
    fields: &[
        (F::Headline, "title"),
        (F::Slug, "slug"),
        (F::Date, "date"),
        (F::Draft, "draft"),
        (F::Byline, "authors[]"),
        (F::Standfirst, "summary"),
        (F::Section, "categories[]"),
        (F::Tags, "tags[]"),
        (F::Lead, "images[]"),
        (F::LeadAsset, "image_asset"),
    ],
    last: &[(F::Canonical, "canonical"), (F::Updated, "updated"), (F::Corrections, "corrections")],
    rest: "",
    top_level: |_, _| true,
    reserved: &[],
    hides: None,
    draft_only_if_true: false,
    alias: |_, slug| slug.to_owned(),
    braces: None,
};

/// Hugo reads no HTML in Markdown unless it is told to, but has a form for figures. Names of one's own belong in `params`.
static HUGO: Profile = Profile {
    preset: Preset::Hugo,
    dialect: Dialect { html: false, mixed: false, templates: &["{{<", "{{%"], figures: true, ..GITHUB },
    has_matter: true,
    spelling: Spelling::Toml,
    fields: &[
        (F::Headline, "title"),
        (F::Slug, "slug"),
        (F::Date, "date"),
        (F::Updated, "lastmod"),
        (F::Draft, "draft"),
        (F::Standfirst, "description"),
        (F::Aliases, "aliases[]"),
        (F::Section, "categories[]"),
        (F::Tags, "tags[]"),
        (F::Lead, "images[]"),
        (F::Byline, "params.authors[]"),
    ],
    last: &[(F::Canonical, "params.canonical"), (F::Corrections, "params.corrections")],
    rest: "params",
    top_level: |name, _| HUGO_NAMES.contains(&name),
    reserved: &[],
    hides: None,
    draft_only_if_true: false,
    alias: |_, slug| format!("/posts/{slug}/"),
    braces: None,
};

/// Names that Hugo itself reads.
const HUGO_NAMES: [&str; 21] = [
    "build",
    "cascade",
    "expiryDate",
    "headless",
    "isCJKLanguage",
    "keywords",
    "layout",
    "linkTitle",
    "markup",
    "menu",
    "menus",
    "outputs",
    "resources",
    "series",
    "sitemap",
    "translationKey",
    "type",
    "url",
    "videos",
    "audio",
    "weight",
];

/// Drafts lie in a folder of their own; Liquid is told to leave a text alone that has its braces in it.
static JEKYLL: Profile = Profile {
    preset: Preset::Jekyll,
    dialect: Dialect { mixed: false, kramdown: true, ..GITHUB },
    has_matter: true,
    spelling: Spelling::Yaml,
    fields: &[
        (F::Headline, "title"),
        (F::Slug, "slug"),
        (F::Date, "date"),
        (F::Updated, "last_modified_at"),
        (F::Byline, "author"),
        (F::Standfirst, "description"),
        (F::Section, "categories[]"),
        (F::Tags, "tags[]"),
        (F::Lead, "image"),
    ],
    last: &[(F::Canonical, "canonical_url"), (F::Aliases, "redirect_from[]"), (F::Corrections, "corrections")],
    rest: "",
    top_level: |_, _| true,
    reserved: &[],
    hides: Some("published"),
    draft_only_if_true: true,
    alias: layout::jekyll_address,
    braces: Some(("render_with_liquid", "false")),
};

/// TOML; taxonomies in a table, names of one's own in `extra`: Zola passes over others, and refuses its own with a value of another kind.
static ZOLA: Profile = Profile {
    preset: Preset::Zola,
    dialect: Dialect { templates: &["{{", "{%"], ..GITHUB },
    has_matter: true,
    spelling: Spelling::Toml,
    fields: &[
        (F::Headline, "title"),
        (F::Standfirst, "description"),
        (F::Date, "date"),
        (F::Updated, "updated"),
        (F::Draft, "draft"),
        (F::Slug, "slug"),
        (F::Aliases, "aliases[]"),
        (F::Byline, "authors[]"),
        (F::Section, "taxonomies.categories[]"),
        (F::Tags, "taxonomies.tags[]"),
        (F::Lead, "extra.image"),
    ],
    last: &[(F::Canonical, "extra.canonical"), (F::Corrections, "extra.corrections")],
    rest: "extra",
    top_level: |name, value| match name {
        "weight" => value.is_u64(),
        "path" | "template" => value.is_string(),
        "in_search_index" | "render" => value.is_boolean(),
        _ => false,
    },
    reserved: &[],
    hides: None,
    draft_only_if_true: true,
    alias: |_, slug| format!("/{slug}/"),
    braces: None,
};

/// markdown-it as Eleventy sets it up: HTML, no footnotes, no tasks. Its templates are told to leave braces alone.
static ELEVENTY: Profile = Profile {
    preset: Preset::Eleventy,
    dialect: Dialect { notes: false, tasks: false, ..GITHUB },
    has_matter: true,
    spelling: Spelling::Yaml,
    fields: &[
        (F::Headline, "title"),
        (F::Slug, "slug"),
        (F::Standfirst, "description"),
        (F::Date, "date"),
        (F::Updated, "updated"),
        (F::Draft, "draft"),
        (F::Byline, "author"),
        (F::Section, "categories[]"),
        (F::Tags, "tags[]"),
        (F::Lead, "image"),
    ],
    last: &[(F::Canonical, "canonical"), (F::Aliases, "aliases[]"), (F::Corrections, "corrections")],
    rest: "",
    top_level: |_, _| true,
    reserved: &["content", "page", "collections", "pkg", "eleventy"],
    hides: None,
    draft_only_if_true: true,
    alias: |_, slug| format!("/posts/{slug}/"),
    braces: Some(("templateEngineOverride", "md")),
};

/// The names of Astro's own blog template.
static ASTRO: Profile = Profile {
    preset: Preset::Astro,
    dialect: GITHUB,
    has_matter: true,
    spelling: Spelling::Yaml,
    fields: &[
        (F::Headline, "title"),
        (F::Slug, "slug"),
        (F::Standfirst, "description"),
        (F::Date, "pubDate"),
        (F::Updated, "updatedDate"),
        (F::Draft, "draft"),
        (F::Byline, "author"),
        (F::Section, "category"),
        (F::Tags, "tags[]"),
        (F::Lead, "heroImage"),
    ],
    last: &[(F::Canonical, "canonical"), (F::Aliases, "aliases[]"), (F::Corrections, "corrections")],
    rest: "",
    top_level: |_, _| true,
    reserved: &[],
    hides: None,
    draft_only_if_true: false,
    alias: |_, slug| format!("/posts/{slug}/"),
    braces: None,
};

/// Markdown alone, without front matter.
const PLAIN: Profile = Profile {
    preset: Preset::Gfm,
    dialect: GITHUB,
    has_matter: false,
    spelling: Spelling::Yaml,
    fields: &[],
    last: &[],
    rest: "",
    top_level: |_, _| true,
    reserved: &[],
    hides: None,
    draft_only_if_true: true,
    alias: |_, slug| slug.to_owned(),
    braces: None,
};

static GFM: Profile = PLAIN;

static COMMON_MARK: Profile = Profile {
    preset: Preset::CommonMark,
    dialect: Dialect { tables: false, strike: false, notes: false, tasks: false, ..GITHUB },
    ..PLAIN
};
