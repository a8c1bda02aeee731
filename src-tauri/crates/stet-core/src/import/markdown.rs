//! Markdown in: CommonMark and GFM by comrak, behind YAML, TOML or JSON front matter.
