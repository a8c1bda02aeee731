//! How a picture is framed: the point that must stay in sight, and the part that is shown. The picture's bytes never change.
//!
//! Both are whole ten-thousandths of the upright picture's width and height, counted from its left top corner, so that they
//! compare exactly and hold whatever size the picture is shown at. As text they are percentages (`50% 33.5%`), as CSS has them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The whole of a side.
pub const WHOLE: u16 = 10_000;

/// The point that stays in sight when a picture is cut to another shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "[u16; 2]", into = "[u16; 2]")]
#[ts(type = "[number, number]")]
pub struct Focal {
    x: u16,
    y: u16,
}

/// The part of a picture that is shown; never empty and never outside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "[u16; 4]", into = "[u16; 4]")]
#[ts(type = "[number, number, number, number]")]
pub struct Crop {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
}

impl Focal {
    /// Returns the point, or nothing where it lies outside of the picture.
    pub fn new(x: u16, y: u16) -> Option<Self> {
        (x <= WHOLE && y <= WHOLE).then_some(Self { x, y })
    }

    /// Returns how far from the left and from the top.
    pub fn point(self) -> (u16, u16) {
        (self.x, self.y)
    }

    /// Returns the point as text, `50% 33.5%`.
    pub fn text(self) -> String {
        percentages(&[self.x, self.y])
    }

    /// Reads what [`Focal::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let [x, y] = parts(text)?;
        Self::new(x, y)
    }
}

impl Crop {
    /// Returns the part, or nothing where it is empty or reaches beyond the picture.
    pub fn new(x: u16, y: u16, width: u16, height: u16) -> Option<Self> {
        let fits = |from: u16, length: u16| length > 0 && u32::from(from) + u32::from(length) <= u32::from(WHOLE);
        (fits(x, width) && fits(y, height)).then_some(Self { x, y, width, height })
    }

    /// Returns left, top, width and height.
    pub fn parts(self) -> (u16, u16, u16, u16) {
        (self.x, self.y, self.width, self.height)
    }

    /// Returns the part as text: left, top, width, height, e.g. `10% 0% 80% 100%`.
    pub fn text(self) -> String {
        percentages(&[self.x, self.y, self.width, self.height])
    }

    /// Reads what [`Crop::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let [x, y, width, height] = parts(text)?;
        Self::new(x, y, width, height)
    }
}

impl TryFrom<[u16; 2]> for Focal {
    type Error = &'static str;

    fn try_from([x, y]: [u16; 2]) -> Result<Self, Self::Error> {
        Self::new(x, y).ok_or("a focal point lies inside its picture, in ten-thousandths")
    }
}

impl From<Focal> for [u16; 2] {
    fn from(focal: Focal) -> Self {
        [focal.x, focal.y]
    }
}

impl TryFrom<[u16; 4]> for Crop {
    type Error = &'static str;

    fn try_from([x, y, width, height]: [u16; 4]) -> Result<Self, Self::Error> {
        Self::new(x, y, width, height).ok_or("a crop lies inside its picture, in ten-thousandths")
    }
}

impl From<Crop> for [u16; 4] {
    fn from(crop: Crop) -> Self {
        [crop.x, crop.y, crop.width, crop.height]
    }
}

fn percentages(parts: &[u16]) -> String {
    let one = |part: &u16| {
        let (whole, rest) = (part / 100, part % 100);
        match (rest / 10, rest % 10) {
            (0, 0) => format!("{whole}%"),
            (tenth, 0) => format!("{whole}.{tenth}%"),
            _ => format!("{whole}.{rest:02}%"),
        }
    };
    parts.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn parts<const N: usize>(text: &str) -> Option<[u16; N]> {
    let read = |part: &str| -> Option<u16> {
        let value: f64 = part.strip_suffix('%')?.parse().ok()?;
        // Rounded to the nearest ten-thousandth; the range makes the cast exact.
        (0.0..=100.0).contains(&value).then(|| (value * 100.0).round() as u16)
    };
    let parts: Vec<u16> = text.split_whitespace().map(read).collect::<Option<_>>()?;
    parts.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framing_reads_back_what_it_wrote() {
        for x in 0..=WHOLE {
            let focal = Focal::new(x, WHOLE - x).expect("inside");
            assert_eq!(Focal::parse(&focal.text()), Some(focal), "{}", focal.text());
        }
        assert_eq!(Focal::new(5_000, 3_350).map(Focal::text).as_deref(), Some("50% 33.5%"));
        assert_eq!(Crop::new(1_005, 0, 8_000, WHOLE).map(Crop::text).as_deref(), Some("10.05% 0% 80% 100%"));
    }

    #[test]
    fn what_lies_outside_is_no_framing() {
        assert_eq!(Focal::new(10_001, 0), None);
        for (x, y, width, height) in [(0, 0, 0, 1), (1, 0, WHOLE, 1), (0, u16::MAX, 1, 1), (9_999, 9_999, 2, 1)] {
            assert_eq!(Crop::new(x, y, width, height), None);
        }
        for text in ["", "50%", "50 50", "50% 50% 50%", "-1% 0%", "101% 0%", "NaN% 0%", "1e9% 0%"] {
            assert_eq!(Focal::parse(text), None, "{text:?}");
        }
        assert_eq!(Crop::parse("0% 0% 100% 0%"), None);
    }
}
