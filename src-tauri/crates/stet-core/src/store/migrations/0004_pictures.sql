-- What a picture is, beside its bytes: a row of `asset` is long, and whoever asks for a width should not walk through it.
CREATE TABLE picture (
    asset  TEXT    PRIMARY KEY REFERENCES asset (hash) ON DELETE CASCADE,
    name   TEXT    NOT NULL,                           -- of the file that it came as
    width  INTEGER NOT NULL,                           -- once upright, as is height
    height INTEGER NOT NULL,
    turned INTEGER NOT NULL,                           -- how it must be turned to be upright, as EXIF counts
    frames INTEGER NOT NULL,
    alpha  INTEGER NOT NULL CHECK (alpha IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Smaller forms of pictures, which can be made again from their bytes at any time.
CREATE TABLE rendition (
    asset      TEXT    NOT NULL REFERENCES asset (hash) ON DELETE CASCADE,
    form       TEXT    NOT NULL,                       -- `preview`
    media_type TEXT    NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    bytes      BLOB    NOT NULL,
    PRIMARY KEY (asset, form)
) STRICT;
