//! Work on all cores that begins without waiting for them.

use std::sync::{Mutex, PoisonError};

/// Fills `out` with what `make` gives for each place. This thread begins at once, the others help as soon as they are awake: a
/// difference of two stories is often done before that. They take `share` places at a time.
pub(super) fn fill<T: Send>(out: &mut [T], share: usize, make: impl Fn(usize) -> T + Sync) {
    let cores = rayon::current_num_threads().min(out.len().div_ceil(share));
    let shares = Mutex::new(out.chunks_mut(share).enumerate());
    let work = || {
        loop {
            let Some((turn, places)) = shares.lock().unwrap_or_else(PoisonError::into_inner).next() else { return };
            for (place, at) in places.iter_mut().zip(turn * share..) {
                *place = make(at);
            }
        }
    };
    rayon::in_place_scope(|scope| {
        (1..cores).for_each(|_| scope.spawn(|_| work()));
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_once() {
        for length in [0, 1, 15, 16, 17, 1_000] {
            let mut out = vec![usize::MAX; length];
            fill(&mut out, 16, |at| at * at);
            assert_eq!(out, (0..length).map(|at| at * at).collect::<Vec<_>>());
        }
    }
}
