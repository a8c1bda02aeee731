//! What a generator made of a story, as words in order: to be held against the words of the story.

use html5ever::tendril::TendrilSink as _;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use stet_core::Article;
use stet_core::document::{Block, Inline};

/// A page that a generator made.
pub(crate) struct Page {
    /// What the layout of the test says in `<meta name="stet-slug">`.
    pub(crate) slug: Option<String>,
    /// Addresses of pictures, in order.
    pub(crate) pictures: Vec<String>,
    text: String,
}

impl Page {
    pub(crate) fn read(html: &str) -> Self {
        let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
        let mut page = Self { slug: None, pictures: Vec::new(), text: String::new() };
        page.walk(&dom.document);
        page.text = format!(" {} ", words(&page.text));
        page
    }

    /// Returns the words in order, in lower case, with one space around each.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    fn walk(&mut self, node: &Handle) {
        match &node.data {
            NodeData::Text { contents } => self.text.push_str(&contents.borrow()),
            NodeData::Element { name, attrs, .. } => {
                let get = |name: &str| attrs.borrow().iter().find(|attr| &*attr.name.local == name).map(|attr| attr.value.to_string());
                match &*name.local {
                    "meta" if get("name").as_deref() == Some("stet-slug") => self.slug = get("content").filter(|slug| !slug.is_empty()),
                    "img" => self.pictures.extend(get("src")),
                    "script" | "style" | "title" => return,
                    // The number of a footnote, and the way back from it.
                    "sup"
                        if get("id").is_some_and(|id| id.starts_with("fnref"))
                            || get("class").is_some_and(|class| class.contains("footnote")) =>
                    {
                        return;
                    }
                    "a" if get("class").is_some_and(|class| class.contains("footnote")) => return,
                    _ => {}
                }
                const IN_A_WORD: [&str; 16] =
                    ["a", "abbr", "b", "cite", "code", "del", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup"];
                let parts = !IN_A_WORD.contains(&&*name.local) && &*name.local != "u";
                self.text.push_str(if parts { " " } else { "" });
                node.children.borrow().iter().for_each(|child| self.walk(child));
                self.text.push_str(if parts { " " } else { "" });
            }
            _ => node.children.borrow().iter().for_each(|child| self.walk(child)),
        }
    }
}

/// Returns the words of a text: what stands between signs and spaces, in lower case, since generators set quotation marks and
/// dashes anew.
fn words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Returns the passages that a page must hold, each in one piece: the headline, every line of the body, every note.
pub(crate) fn expected(article: &Article) -> Vec<String> {
    let mut found = vec![article.headline.clone(), article.standfirst.clone()];
    blocks(&article.body.content, &mut found);
    found.iter().map(|passage| words(passage)).filter(|words| !words.is_empty()).map(|words| format!(" {words} ")).collect()
}

fn blocks(list: &[Block], found: &mut Vec<String>) {
    for block in list {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } => line(content, found),
            Block::PullQuote { attribution, content } => {
                line(content, found);
                found.push(attribution.clone());
            }
            Block::Figure(figure) => {
                line(&figure.caption, found);
                found.push(figure.credit.clone());
            }
            Block::Blockquote { content } => blocks(content, found),
            Block::FactBox { title, content } => {
                found.push(title.clone());
                blocks(content, found);
            }
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter().for_each(|item| blocks(&item.content, found))
            }
            Block::Table { content, .. } => content.iter().flat_map(|row| &row.content).for_each(|cell| blocks(&cell.content, found)),
            Block::CodeBlock { text, .. } => found.push(text.clone()),
            Block::Embed { title, .. } => found.push(title.clone()),
            Block::HorizontalRule => {}
        }
    }
}

/// Adds a line in one piece, and what its notes say apart.
fn line(content: &[Inline], found: &mut Vec<String>) {
    let mut text = String::new();
    for inline in content {
        match inline {
            Inline::Text { text: own, .. } => text.push_str(own),
            Inline::HardBreak { .. } | Inline::Image { .. } => text.push(' '),
            Inline::Footnote { content, .. } => blocks(content, found),
        }
    }
    found.push(text);
}
