//! SVG, drawn once into a PNG when it comes in; the SVG itself is not kept. Nothing that lies elsewhere is read, scripts are
//! text, its own text is set in the desk's faces ([`super::faces`]), and drawings that grow without bound (a `use` of a `use` of a `use` …) are refused before they are built.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree, roxmltree};

use super::faces::faces;
use super::{MAX_PIXELS, broken, headers, limit};
use crate::{Error, Result};

/// The longest side of a drawing that says nothing larger, in pixels: sharp at twice the width of a page.
const DRAWN: f32 = 2_000.0;
/// The most bytes of an SVG.
const MAX_SVG: u64 = 16 * 1024 * 1024;
/// The most elements that a drawing may have once everything that is used again has been repeated.
const MAX_ELEMENTS: u64 = 200_000;
/// What a filter counts for: it costs a pass over the drawing.
const FILTER: u64 = 2_000;

/// Tells whether the bytes are an SVG: text whose first element is `svg`.
pub(super) fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<')
        && text.split('<').any(|piece| piece.starts_with("svg") || piece.split_once(':').is_some_and(|(_, rest)| rest.starts_with("svg")))
}

/// Draws an SVG as PNG. Errors: PictureTooLarge, PictureDimensions, PictureBroken.
pub(super) fn draw(bytes: &[u8], name: &str) -> Result<Vec<u8>> {
    let size = bytes.len() as u64;
    if size > MAX_SVG {
        return Err(Error::PictureTooLarge { name: name.into(), bytes: size, limit: MAX_SVG });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| broken(name, "its text is not UTF-8"))?;
    let parsing = roxmltree::ParsingOptions { allow_dtd: true, nodes_limit: MAX_ELEMENTS as u32 * 4, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(text, parsing).map_err(|error| broken(name, error.to_string()))?;
    if weigh(&document).is_none_or(|elements| elements > MAX_ELEMENTS) {
        return Err(broken(name, "it repeats itself without end"));
    }
    let mut options = Options { image_href_resolver: only_inside(), ..Options::default() };
    if document.descendants().any(|node| node.has_tag_name((namespace(&document), "text"))) {
        (options.fontdb, options.font_resolver) = faces();
    }
    let tree = Tree::from_xmltree(&document, &options).map_err(|error| broken(name, error.to_string()))?;
    let (width, height) = (tree.size().width(), tree.size().height());
    // Whole numbers of any size are exact enough here: what is too large is refused by them.
    limit(name, width.ceil() as u32, height.ceil() as u32, 1)?;
    let scale = DRAWN / width.max(height);
    let side = |length: f32| (length * scale).round().max(1.0) as u32;
    let mut pixels = Pixmap::new(side(width), side(height)).ok_or_else(|| broken(name, "it has no size that can be drawn"))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| broken(name, error.to_string()))
}

/// Returns the namespace of the drawing's own elements.
fn namespace<'a>(document: &'a roxmltree::Document<'_>) -> &'a str {
    document.root_element().tag_name().namespace().unwrap_or_default()
}

/// Lets in pictures that stand inside the SVG itself, up to the pixels of one picture in all; nothing by address.
fn only_inside() -> ImageHrefResolver<'static> {
    let left = AtomicU64::new(MAX_PIXELS);
    ImageHrefResolver {
        resolve_data: Box::new(move |_, data, _| {
            let facts = headers::read(&data, "").ok()?;
            let pixels = u64::from(facts.width) * u64::from(facts.height);
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(pixels)).ok()?;
            match facts.kind {
                super::Kind::Jpeg => Some(ImageKind::JPEG(data)),
                super::Kind::Png => Some(ImageKind::PNG(data)),
                super::Kind::Gif => Some(ImageKind::GIF(data)),
                super::Kind::WebP => Some(ImageKind::WEBP(data)),
                super::Kind::Avif => None,
            }
        }),
        resolve_string: Box::new(|_, _| None),
    }
}

/// Returns how many elements there are once every reference is followed, or nothing where one leads back to itself.
fn weigh(document: &roxmltree::Document<'_>) -> Option<u64> {
    let mut ids = HashMap::new();
    for node in document.descendants() {
        if let Some(id) = node.attribute("id") {
            ids.entry(id).or_insert(node);
        }
    }
    weight(document.root_element(), &ids, &mut HashMap::new(), 0)
}

fn weight<'a>(
    node: roxmltree::Node<'a, 'a>,
    ids: &HashMap<&str, roxmltree::Node<'a, 'a>>,
    known: &mut HashMap<roxmltree::NodeId, Option<u64>>,
    depth: u32,
) -> Option<u64> {
    if let Some(weight) = known.get(&node.id()) {
        return *weight;
    }
    if depth > 512 {
        return None;
    }
    // Until it is known: who comes by here again goes in a circle.
    known.insert(node.id(), None);
    let own = if node.tag_name().name().starts_with("fe") { FILTER } else { 1 };
    let mut sum = Some(own);
    let used = matches!(node.tag_name().name(), "use" | "feImage").then(|| href(node)).flatten().and_then(|id| ids.get(id));
    for next in node.children().filter(roxmltree::Node::is_element).chain(used.copied()) {
        sum = sum.and_then(|sum| weight(next, ids, known, depth + 1).map(|more| sum.saturating_add(more)));
    }
    known.insert(node.id(), sum);
    sum
}

fn href<'a>(node: roxmltree::Node<'a, 'a>) -> Option<&'a str> {
    let value = node.attribute("href").or_else(|| node.attribute(("http://www.w3.org/1999/xlink", "href")))?;
    value.trim().strip_prefix('#')
}
