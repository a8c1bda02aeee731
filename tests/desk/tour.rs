//! The tour: walks an editor's main job through the real window and leaves pictures and exported pieces in `target/tour`.

mod harness;
