-- Thinned snapshots: codec 0, no base, no bytes; only the hash is left, for the chain.
CREATE INDEX snapshot_gone ON snapshot (key) WHERE codec = 0;
