-- The library file, first format. Once shipped this text is never edited; the next change is 0002.
-- Times are milliseconds since 1970 in UTC. `key` columns are for joins inside this file only and never leave it.

CREATE TABLE article (
    key                INTEGER PRIMARY KEY,
    id                 TEXT    NOT NULL UNIQUE,
    status             TEXT    NOT NULL CHECK (status IN ('draft', 'review', 'ready', 'published', 'spiked')),
    headline           TEXT    NOT NULL,
    headline_key       TEXT    NOT NULL,               -- folded, for the order A to Z
    summary            TEXT    NOT NULL,               -- first 200 characters of the standfirst, or of the body
    section            TEXT    NOT NULL,
    slug               TEXT    NOT NULL,
    language           TEXT    NOT NULL,
    byline             TEXT    NOT NULL,               -- a name a line
    words              INTEGER NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    published_at       INTEGER,                        -- what readers are told; the moment in the story's own fields
    version            INTEGER NOT NULL,               -- counts every change of the working copy
    head               INTEGER NOT NULL,               -- the newest revision's number
    published_revision INTEGER,
    published_hash     BLOB,                           -- content hash of what is out
    slug_kept          INTEGER NOT NULL,               -- whether a revision holds the slug, so that it no longer follows the headline
    content_hash       BLOB    NOT NULL,               -- BLAKE3 of content
    content            BLOB    NOT NULL                -- the working copy, canonical JSON; its tags are read from article_tag
) STRICT;

CREATE UNIQUE INDEX article_slug ON article (slug) WHERE slug <> '';
CREATE INDEX article_updated  ON article (updated_at DESC, key DESC) WHERE status <> 'spiked';
CREATE INDEX article_status   ON article (status, updated_at DESC, key DESC);
CREATE INDEX article_created  ON article (created_at DESC, key DESC, status);
CREATE INDEX article_headline ON article (headline_key, key, status);
CREATE INDEX article_words    ON article (words DESC, key DESC, status);
CREATE INDEX article_section  ON article (section) WHERE status <> 'spiked';

-- Counters, kept by the triggers below, so that nothing is counted on start.
CREATE TABLE status_count (
    status  TEXT    PRIMARY KEY,
    stories INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO status_count VALUES ('draft', 0), ('review', 0), ('ready', 0), ('published', 0), ('spiked', 0);

-- Revisions: immutable but for the name, whose every change is kept in revision_name.
CREATE TABLE snapshot (
    key   INTEGER PRIMARY KEY,
    hash  BLOB    NOT NULL UNIQUE,                     -- BLAKE3 of the content, whatever its coding
    codec INTEGER NOT NULL,                            -- 1: zstd of the whole · 2: zstd with the base's content as prefix
    base  INTEGER REFERENCES snapshot (key),           -- for codec 2
    size  INTEGER NOT NULL,                            -- bytes of the content
    bytes BLOB    NOT NULL
) STRICT;
CREATE INDEX snapshot_base ON snapshot (base) WHERE base IS NOT NULL;

CREATE TABLE revision (
    key           INTEGER PRIMARY KEY,
    article       INTEGER NOT NULL REFERENCES article (key),
    number        INTEGER NOT NULL,
    parent        INTEGER,
    reason        TEXT    NOT NULL,
    status        TEXT    NOT NULL,
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
    UNIQUE (article, number)
) STRICT;
CREATE INDEX revision_snapshot ON revision (snapshot);

CREATE TABLE revision_name (
    key     INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (key),
    number  INTEGER NOT NULL,
    name    TEXT,                                      -- null: the name was taken away
    author  TEXT    NOT NULL,
    time    INTEGER NOT NULL,
    hash    BLOB    NOT NULL                           -- over the story's previous naming and the revision's chain hash
) STRICT;
CREATE INDEX revision_name_article ON revision_name (article, key);

-- Snapshots that are whole and need not be: coded against their newer neighbour when the desk is idle.
CREATE TABLE repack_queue (
    snapshot INTEGER PRIMARY KEY REFERENCES snapshot (key) ON DELETE CASCADE,
    newer    INTEGER NOT NULL
) STRICT;

-- Tags. article_tag has a row for each tag above a tag that a story carries too (direct = 0).
CREATE TABLE tag (
    key         INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL,
    folded      TEXT    NOT NULL UNIQUE,
    parent      INTEGER REFERENCES tag (key),
    colour      TEXT,
    description TEXT    NOT NULL DEFAULT '',
    stories     INTEGER NOT NULL DEFAULT 0             -- that are not spiked; kept by triggers
) STRICT;
CREATE INDEX tag_parent ON tag (parent) WHERE parent IS NOT NULL;

CREATE TABLE tag_alias (
    folded TEXT    PRIMARY KEY,
    name   TEXT    NOT NULL,
    tag    INTEGER NOT NULL REFERENCES tag (key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_alias_tag ON tag_alias (tag);

CREATE TABLE article_tag (
    article  INTEGER NOT NULL REFERENCES article (key),
    tag      INTEGER NOT NULL REFERENCES tag (key),
    position INTEGER NOT NULL,
    direct   INTEGER NOT NULL CHECK (direct IN (0, 1)),
    PRIMARY KEY (article, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_tag_tag ON article_tag (tag, article);

CREATE TRIGGER article_made AFTER INSERT ON article BEGIN
    UPDATE status_count SET stories = stories + 1 WHERE status = new.status;
END;
CREATE TRIGGER article_gone AFTER DELETE ON article BEGIN
    UPDATE status_count SET stories = stories - 1 WHERE status = old.status;
END;
CREATE TRIGGER article_moved AFTER UPDATE OF status ON article WHEN old.status <> new.status BEGIN
    UPDATE status_count SET stories = stories - 1 WHERE status = old.status;
    UPDATE status_count SET stories = stories + 1 WHERE status = new.status;
    UPDATE tag SET stories = stories + (old.status = 'spiked') - (new.status = 'spiked')
        WHERE (old.status = 'spiked') <> (new.status = 'spiked') AND key IN (SELECT tag FROM article_tag WHERE article = new.key);
END;
CREATE TRIGGER article_tag_made AFTER INSERT ON article_tag BEGIN
    UPDATE tag SET stories = stories + (SELECT status <> 'spiked' FROM article WHERE key = new.article) WHERE key = new.tag;
END;
CREATE TRIGGER article_tag_gone AFTER DELETE ON article_tag BEGIN
    UPDATE tag SET stories = stories - (SELECT status <> 'spiked' FROM article WHERE key = old.article) WHERE key = old.tag;
END;

-- Pictures and other files, by the BLAKE3 hash of their bytes in hex.
CREATE TABLE asset (
    hash       TEXT    PRIMARY KEY,
    media_type TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    bytes      BLOB    NOT NULL
) STRICT;
CREATE TABLE article_asset (
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    asset   TEXT    NOT NULL REFERENCES asset (hash),
    PRIMARY KEY (article, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_asset_asset ON article_asset (asset);

-- Old slugs of published stories.
CREATE TABLE redirect (
    slug    TEXT    PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    time    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX redirect_article ON redirect (article);

CREATE TABLE saved_search (
    folded TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    query  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Search. A save only marks its story in index_queue; the index is brought up to date before a search and at idle.
CREATE TABLE index_queue (
    article INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE article_text (
    article    INTEGER PRIMARY KEY,
    headline   TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    body       TEXT NOT NULL,
    byline     TEXT NOT NULL,
    cjk        TEXT NOT NULL                           -- pairs of neighbouring characters of scripts without spaces
) STRICT;
CREATE VIRTUAL TABLE article_fts USING fts5 (
    headline, standfirst, body, byline, cjk,
    content = 'article_text', content_rowid = 'article',
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TRIGGER article_text_made AFTER INSERT ON article_text BEGIN
    INSERT INTO article_fts (rowid, headline, standfirst, body, byline, cjk)
        VALUES (new.article, new.headline, new.standfirst, new.body, new.byline, new.cjk);
END;
CREATE TRIGGER article_text_gone AFTER DELETE ON article_text BEGIN
    INSERT INTO article_fts (article_fts, rowid, headline, standfirst, body, byline, cjk)
        VALUES ('delete', old.article, old.headline, old.standfirst, old.body, old.byline, old.cjk);
END;
CREATE TRIGGER article_text_changed AFTER UPDATE ON article_text BEGIN
    INSERT INTO article_fts (article_fts, rowid, headline, standfirst, body, byline, cjk)
        VALUES ('delete', old.article, old.headline, old.standfirst, old.body, old.byline, old.cjk);
    INSERT INTO article_fts (rowid, headline, standfirst, body, byline, cjk)
        VALUES (new.article, new.headline, new.standfirst, new.body, new.byline, new.cjk);
END;
