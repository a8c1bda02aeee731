//! The library file: SQLite, its pragmas, migrations and tables. Knows rows, not stories' meaning.
