//! Revisions: content-addressed snapshots as zstd deltas, a hash chain over them, restore.
