//! The faces that the text of a drawing is set in: those of the desk, so that the same SVG becomes the same picture on every
//! machine. Faces of the machine are asked only for characters that none of the desk's has, for words are not left out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use resvg::usvg::fontdb::{Database, ID, Source, Stretch, Style};
use resvg::usvg::{FallbackSelectionFn, FontFamily, FontResolver};

/// A face in its two weights: regular and bold.
type Weights = [&'static [u8]; 2];

macro_rules! weights {
    ($name:literal) => {
        [include_bytes!(concat!("faces/", $name, "-regular.ttf")), include_bytes!(concat!("faces/", $name, "-bold.ttf"))]
    };
}

/// From this weight on a text is bold.
const BOLD: u16 = 600;
const SANS: usize = 0;
const SERIF: usize = 1;
const MONO: usize = 2;
const FACES: [Weights; 3] = [weights!("inter"), weights!("source-serif-4"), weights!("jetbrains-mono")];

/// Parts of names by which a face is known as one of letters of one width.
const MONO_NAMES: [&str; 6] = ["mono", "courier", "consol", "menlo", "monaco", "typewriter"];
/// As `MONO_NAMES`, of letters with serifs.
const SERIF_NAMES: [&str; 14] = [
    "serif",
    "times",
    "georgia",
    "garamond",
    "roman",
    "palatino",
    "baskerville",
    "bodoni",
    "caslon",
    "didot",
    "cambria",
    "century",
    "slab",
    "minion",
];
/// As `MONO_NAMES`, of letters without; asked before serifs are, for the sake of “sans-serif”.
const SANS_NAMES: [&str; 8] = ["sans", "arial", "helvetica", "verdana", "tahoma", "roboto", "inter", "segoe"];

/// Returns the desk's faces, and how one is chosen for a text.
pub(super) fn faces() -> (Arc<Database>, FontResolver<'static>) {
    let mut database = Database::new();
    let own = FACES.map(|weights| weights.map(|face| database.load_font_source(Source::Binary(Arc::new(face))).first().copied()));
    // Takes the first face of the database that has the character and was not tried: the desk's own were loaded first.
    let any = FontResolver::default_fallback_selector();
    let is_asked = AtomicBool::new(false);
    let resolver = FontResolver {
        select_font: Box::new(move |font, _| own[kind(font.families())][usize::from(font.weight() >= BOLD)]),
        select_fallback: Box::new(move |character, tried, database| {
            if !is_asked.load(Ordering::Relaxed) {
                if let Some(found) = like(character, tried, database, &any) {
                    return Some(found);
                }
                is_asked.store(true, Ordering::Relaxed);
                Arc::make_mut(database).load_system_fonts();
            }
            like(character, tried, database, &any).or_else(|| any(character, tried, database))
        }),
    };
    (Arc::new(database), resolver)
}

/// Returns a face that has a character, upright and as bold as the first that was tried.
fn like(character: char, tried: &[ID], database: &mut Arc<Database>, any: &FallbackSelectionFn<'_>) -> Option<ID> {
    let weight = database.face(*tried.first()?)?.weight;
    let unlike = database.faces().filter(|face| face.style != Style::Normal || face.stretch != Stretch::Normal || face.weight != weight);
    let passed_over: Vec<ID> = tried.iter().copied().chain(unlike.map(|face| face.id)).collect();
    any(character, &passed_over, database)
}

/// Returns which face stands for the families that a text asks for: the first that says what kind it is decides.
fn kind(families: &[FontFamily]) -> usize {
    let known = families.iter().find_map(|family| match family {
        FontFamily::Serif => Some(SERIF),
        FontFamily::Monospace => Some(MONO),
        FontFamily::SansSerif | FontFamily::Cursive | FontFamily::Fantasy => Some(SANS),
        FontFamily::Named(name) => {
            let name = name.to_lowercase();
            let is = |names: &[&str]| names.iter().any(|part| name.contains(part));
            [(MONO, &MONO_NAMES[..]), (SANS, &SANS_NAMES), (SERIF, &SERIF_NAMES)]
                .into_iter()
                .find(|(_, names)| is(names))
                .map(|(kind, _)| kind)
        }
    });
    known.unwrap_or(SANS)
}

#[cfg(test)]
mod tests {
    use resvg::usvg::{Options, Tree};

    use super::*;

    fn faces_after(text: &str) -> usize {
        let (fontdb, font_resolver) = faces();
        let options = Options { fontdb, font_resolver, ..Options::default() };
        let drawing =
            format!("<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'><text y='20' font-family='Arial'>{text}</text></svg>");
        Tree::from_str(&drawing, &options).expect("a drawing").fontdb().faces().count()
    }

    #[test]
    fn the_machine_is_asked_only_for_what_the_desk_has_not() {
        for text in ["Ferries, 12 %", "Dvořák, Łódź", "Київ, Ελλάδα, Tiếng Việt"] {
            assert_eq!(faces_after(text), 6, "{text}");
        }
    }

    #[test]
    fn a_family_is_known_by_its_name() {
        let named = |names: &[&str]| kind(&names.iter().map(|name| FontFamily::Named((*name).to_owned())).collect::<Vec<_>>());
        assert_eq!(named(&["Times New Roman"]), SERIF, "what a text is set in that asks for nothing");
        assert_eq!(named(&["Helvetica Neue", "serif"]), SANS);
        assert_eq!(named(&["PT Sans Serif"]), SANS);
        assert_eq!(named(&["DejaVu Sans Mono"]), MONO);
        assert_eq!(named(&["Guardian Egyptian", "Georgia"]), SERIF);
        assert_eq!(named(&["Guardian Egyptian"]), SANS);
        assert_eq!(kind(&[FontFamily::Monospace]), MONO);
    }
}
