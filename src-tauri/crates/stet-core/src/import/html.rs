//! HTML in: a fragment or a whole page, through html5ever into the schema.
