//! For whom Markdown is written: Stet's own dialect, or the strict one of a site generator.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
}
