//! Plain text in: paragraphs, and its encoding.
