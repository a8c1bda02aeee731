//! Random choices that are the same on every run and every machine.

/// A small deterministic source of choices (SplitMix64), so that a failure names its seed.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// Returns the next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        usize::try_from((self.number() >> 33) % sides as u64).unwrap_or_default()
    }
}
