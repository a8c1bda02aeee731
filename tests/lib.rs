//! Tests across modules; each folder beside this file is a test binary of its own.
