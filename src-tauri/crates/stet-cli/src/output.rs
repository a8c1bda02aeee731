//! Where results and complaints go: results on standard output, with tabs or as JSON, everything else on standard error.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::json;

use crate::failure::{Done, Failure};

/// The two streams, and how much to say on them.
pub(crate) struct Output {
    /// Whether results and errors are JSON.
    pub(crate) json: bool,
    quiet: bool,
    out: BufWriter<Stdout>,
}

impl Output {
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { json, quiet, out: BufWriter::new(io::stdout()) }
    }

    /// Writes a line of cells with tabs between; tabs and line ends inside a cell become spaces.
    pub(crate) fn row(&mut self, cells: &[&str]) -> Done {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.out.write_all(b"\t")?;
            }
            let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            self.out.write_all(clean.as_bytes())?;
        }
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// Writes a value as JSON, one document on its own lines.
    pub(crate) fn value(&mut self, value: &impl Serialize) -> Done {
        serde_json::to_writer_pretty(&mut self.out, value).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    /// Writes text and a line end where it has none: as it is into a file or a pipe, and without control characters to a
    /// terminal, which a story must not steer.
    pub(crate) fn text(&mut self, text: &str) -> Done {
        if io::stdout().is_terminal() { self.styled(&harmless(text)) } else { self.styled(text) }
    }

    /// Writes text that carries its own colours, and a line end where it has none.
    pub(crate) fn styled(&mut self, text: &str) -> Done {
        self.out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Returns the stream itself, for what writes to one.
    pub(crate) fn stream(&mut self) -> &mut impl Write {
        &mut self.out
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Tells whether text may carry colours: a terminal, and nobody asked for none (<https://no-color.org>).
    pub(crate) fn colours(&self) -> bool {
        io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }

    /// Says something that is worth knowing but no failure.
    pub(crate) fn warning(&self, about: &str, code: &str, detail: &str) {
        if self.quiet {
            return;
        }
        // A closed standard error is no reason to stop.
        let _ = if self.json {
            writeln!(io::stderr(), "{}", json!({ "warning": { "code": code, "message": detail, "about": about } }))
        } else {
            writeln!(io::stderr(), "{}: {}", harmless(about), harmless(detail))
        };
    }

    /// Says in words what was done; nothing where results are JSON or one asked for quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet && !self.json {
            // A closed standard error is no reason to stop.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Says why something failed; also when asked to be quiet.
    pub(crate) fn failure(&self, failure: &Failure) {
        let _ = if self.json {
            writeln!(io::stderr(), "{}", failure.json())
        } else {
            writeln!(io::stderr(), "stet: {}", harmless(&failure.message()))
        };
    }

    /// Returns a bar of progress on standard error; hidden where nobody would see it.
    pub(crate) fn progress(&self, total: usize, doing: &'static str) -> ProgressBar {
        let seen = total > 1 && !self.quiet && !self.json && io::stderr().is_terminal();
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target).with_message(doing);
        if let Ok(style) = ProgressStyle::with_template("{msg} {pos}/{len} {wide_bar}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

/// Returns `text` with every control character but line feed and tab made visible as U+FFFD: an escape sequence in a story
/// could move the cursor, rename the window or fake a prompt.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_escape_reaches_a_terminal() {
        assert_eq!(harmless("a\tb\nc \u{1b}]0;x\u{7} \u{9b}31m é"), "a\tb\nc \u{FFFD}]0;x\u{FFFD} \u{FFFD}31m é");
    }
}
