-- Saves write little, history takes less room, and what no hash covered is sealed.

-- The working copy as it was when it was last written whole; what differs since stands in its story's row, so that a save is one
-- small change however long the story is.
CREATE TABLE working_copy (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    content BLOB    NOT NULL                           -- canonical JSON; its tags are read from article_tag
) STRICT;
INSERT INTO working_copy (article, content) SELECT key, content FROM article ORDER BY key;
ALTER TABLE article DROP COLUMN content;
ALTER TABLE article ADD COLUMN patch_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN patch_cut   INTEGER NOT NULL DEFAULT 0;    -- so many bytes of content from patch_start on …
ALTER TABLE article ADD COLUMN patch       BLOB    NOT NULL DEFAULT x'';  -- … are these
ALTER TABLE article ADD COLUMN seal        INTEGER NOT NULL DEFAULT 0;    -- a hash of what the story's content does not say; 0: none yet

ALTER TABLE revision ADD COLUMN seal INTEGER NOT NULL DEFAULT 0;          -- a hash of what the chain does not cover; 0: none yet

-- Content is looked for by the beginning of its hash: an index over whole hashes takes more room than the deltas are long.
CREATE TABLE snapshot_lean (
    key   INTEGER PRIMARY KEY,
    hash  BLOB    NOT NULL,                            -- BLAKE3 of the content, whatever its coding
    codec INTEGER NOT NULL,                            -- 1: zstd of the whole · 2: zstd with the base's content as prefix
    base  INTEGER REFERENCES snapshot (key),           -- for codec 2
    size  INTEGER NOT NULL,                            -- bytes of the content
    bytes BLOB    NOT NULL
) STRICT;
INSERT INTO snapshot_lean (key, hash, codec, base, size, bytes) SELECT key, hash, codec, base, size, bytes FROM snapshot ORDER BY key;
DROP TABLE snapshot;
ALTER TABLE snapshot_lean RENAME TO snapshot;
CREATE INDEX snapshot_hash ON snapshot (substr(hash, 1, 4));
CREATE INDEX snapshot_base ON snapshot (base) WHERE base IS NOT NULL;

-- Hashes of small tables as this Stet wrote them last.
CREATE TABLE seal (
    name TEXT PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;
