//! Markdown out: CommonMark with tables, footnotes and strike-through, behind YAML front matter.
