//! One self-contained HTML page in the theme Broadsheet.
