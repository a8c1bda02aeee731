//! A measured figure and how it is told: a line of tabs on standard output, and all of them as JSON.

use std::fs;
use std::path::Path;

use serde::Serialize;

/// A figure beside what it is compared with.
#[derive(Debug, Serialize)]
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    /// What it stands beside, with its value.
    beside: String,
    ratio: Option<f64>,
    goal: String,
    met: Option<bool>,
}

/// All figures of a run.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    figures: Vec<Figure>,
    missing: Vec<String>,
}

impl Figures {
    /// Notes a figure whose goal is a ratio to `beside`, a name and a value in the same unit.
    pub(crate) fn ratio(&mut self, name: &str, value: f64, unit: &'static str, beside: (&str, f64), goal: f64) {
        let ratio = value / beside.1;
        let (beside, met) = (format!("{} {:.2} {unit}", beside.0, beside.1), Some(ratio <= goal));
        self.add(Figure {
            name: name.into(),
            value,
            unit,
            beside,
            ratio: Some(ratio),
            goal: format!("≤ {}×", (goal * 100.0).round() / 100.0),
            met,
        });
    }

    /// Notes a figure whose goal is a limit in its own unit; `beside` is told for comparison.
    pub(crate) fn limit(&mut self, name: &str, value: f64, unit: &'static str, beside: (&str, f64), goal: f64) {
        let ratio = (beside.1 > 0.0).then(|| value / beside.1);
        let (beside, met) = (format!("{} {:.2} {unit}", beside.0, beside.1), Some(value <= goal));
        self.add(Figure { name: name.into(), value, unit, beside, ratio, goal: format!("≤ {goal} {unit}"), met });
    }

    /// Names a part that could not be measured, and why.
    pub(crate) fn missing(&mut self, name: &str, why: &str) {
        println!("{name}\tnot measured: {why}");
        self.missing.push(format!("{name}: {why}"));
    }

    fn add(&mut self, figure: Figure) {
        let ratio = figure.ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = if figure.met == Some(true) { "met" } else { "short" };
        let Figure { name, value, unit, beside, goal, .. } = &figure;
        println!("{name}\t{value:.2}\t{unit}\t{beside}\t{ratio}\t{goal}\t{met}");
        self.figures.push(figure);
    }

    /// Writes all figures as JSON.
    pub(crate) fn write(&self, path: &Path) -> anyhow::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let all = serde_json::json!({ "figures": self.figures, "missing": self.missing });
        Ok(fs::write(path, serde_json::to_vec_pretty(&all)?)?)
    }
}

/// Returns the value below which `share` (0 to 1) of the values lie.
pub(crate) fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index within the list")]
    let index = (last as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}
