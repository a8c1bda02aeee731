-- Where a story came from, so that importing the same thing again updates it and never doubles it.
CREATE TABLE import_source (
    origin       TEXT    PRIMARY KEY,                  -- 'file:/a/b.md', 'zip:/a.zip!/b.md', 'drop:a/b.md', 'stet:' and an id
    url          TEXT    NOT NULL,                     -- a web page's own address, or empty
    name         TEXT    NOT NULL,                     -- the path inside what was chosen
    article      INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    source_hash  BLOB    NOT NULL,                     -- BLAKE3 of what came in last
    content_hash BLOB    NOT NULL,                     -- of the story as that import left it: while it is the same, nobody edited it
    run          INTEGER NOT NULL                      -- when the import began that saw it last
) STRICT, WITHOUT ROWID;
CREATE INDEX import_source_article ON import_source (article);
CREATE INDEX import_source_hash    ON import_source (source_hash);
CREATE INDEX import_source_url     ON import_source (url) WHERE url <> '';
CREATE INDEX import_source_name    ON import_source (name);
