-- What is kept whole leaves the rows of snapshots, so that these stay small and dense, and is packed together at idle
-- (docs/adr/0013-packs.md). A pack of one, as every whole snapshot becomes here, waits in the queue for others.

CREATE TABLE pack (
    key   INTEGER PRIMARY KEY,
    size  INTEGER NOT NULL,                            -- bytes of its contents, one after another
    guard BLOB    NOT NULL,                            -- what mends a damaged stretch of bytes; empty: nothing does
    bytes BLOB    NOT NULL                             -- zstd of its contents
) STRICT;
CREATE TABLE pack_queue (
    pack INTEGER PRIMARY KEY REFERENCES pack (key)
) STRICT;
INSERT INTO pack (key, size, guard, bytes) SELECT key, size, x'', bytes FROM snapshot WHERE codec = 1 ORDER BY key;
INSERT INTO pack_queue (pack) SELECT key FROM pack;

CREATE TABLE snapshot_packed (
    key   INTEGER PRIMARY KEY,
    hash  BLOB    NOT NULL,                            -- BLAKE3 of the content, whatever its coding
    codec INTEGER NOT NULL,                            -- 0: thinned out · 1: in a pack · 2: zstd with the base's content as prefix · 3: lost, before a recovery
    base  INTEGER REFERENCES snapshot (key),           -- for codec 2
    size  INTEGER NOT NULL,                            -- bytes of the content
    bytes BLOB    NOT NULL,                            -- for codec 2
    pack  INTEGER REFERENCES pack (key),               -- for codec 1
    start INTEGER                                      -- where it begins among the contents of its pack
) STRICT;
INSERT INTO snapshot_packed (key, hash, codec, base, size, bytes, pack, start)
    SELECT key, hash, codec, base, size, iif(codec = 1, x'', bytes), iif(codec = 1, key, NULL), iif(codec = 1, 0, NULL)
    FROM snapshot ORDER BY key;
DROP TABLE snapshot;
ALTER TABLE snapshot_packed RENAME TO snapshot;
CREATE INDEX snapshot_hash ON snapshot (substr(hash, 1, 4));
CREATE INDEX snapshot_base ON snapshot (base) WHERE base IS NOT NULL;
CREATE INDEX snapshot_gone ON snapshot (key) WHERE codec = 0;
CREATE INDEX snapshot_pack ON snapshot (pack) WHERE pack IS NOT NULL;

-- What revisions say again and again is said in a number: reasons and statuses in the order of their lists in the code.
CREATE TABLE revision_packed (
    key           INTEGER PRIMARY KEY,
    article       INTEGER NOT NULL REFERENCES article (key),
    number        INTEGER NOT NULL,
    parent        INTEGER,
    reason        INTEGER NOT NULL,                    -- 0 created · 1 saved · 2 autosaved · 3 status · 4 published · 5 imported · 6 restored
    status        INTEGER NOT NULL,                    -- 0 draft · 1 review · 2 ready · 3 published · 4 spiked
    name          TEXT,
    author        TEXT    NOT NULL,
    time          INTEGER NOT NULL,
    snapshot      INTEGER NOT NULL REFERENCES snapshot (key),
    chain_hash    BLOB    NOT NULL,
    added         INTEGER NOT NULL,
    removed       INTEGER NOT NULL,
    words         INTEGER NOT NULL,
    restored_from INTEGER,
    restored_part TEXT,
    seal          INTEGER NOT NULL,                    -- a hash of what the chain does not cover; 0: none yet
    UNIQUE (article, number)
) STRICT;
INSERT INTO revision_packed
    SELECT key, article, number, parent,
        CASE reason WHEN 'created' THEN 0 WHEN 'saved' THEN 1 WHEN 'autosaved' THEN 2 WHEN 'status' THEN 3 WHEN 'published' THEN 4
            WHEN 'imported' THEN 5 WHEN 'restored' THEN 6 ELSE -1 END,
        CASE status WHEN 'draft' THEN 0 WHEN 'review' THEN 1 WHEN 'ready' THEN 2 WHEN 'published' THEN 3 WHEN 'spiked' THEN 4 ELSE -1 END,
        name, author, time, snapshot, chain_hash, added, removed, words, restored_from, restored_part, seal
    FROM revision ORDER BY key;
DROP TABLE revision;
ALTER TABLE revision_packed RENAME TO revision;
CREATE INDEX revision_snapshot ON revision (snapshot);
