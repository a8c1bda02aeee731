//! The shell: a window, its commands and its menu around core. Thin on purpose.

pub mod ipc;

#[cfg(test)]
mod tests {
    #[test]
    fn bindings_are_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/backend/bindings.ts");
        let now = super::ipc::bindings();
        if std::env::var_os("STET_WRITE_BINDINGS").is_some() {
            std::fs::write(path, &now).expect("bindings can be written");
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), now, "run `make bindings`");
    }
}
