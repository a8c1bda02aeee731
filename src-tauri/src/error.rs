//! Core's errors as the window gets them: a code to act on, and details to fold open.

use stet_core::{Error, ErrorCode};

use crate::ipc::Failure;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let current = match error {
            Error::StaleSave { current, .. } => Some(current),
            _ => None,
        };
        Self { code: error.code(), detail: error.to_string(), current }
    }
}

impl Failure {
    /// Returns a failure of the system around the desk (a dialog, the clipboard, a thread), told as one of input and output.
    pub(crate) fn system(error: impl std::fmt::Display) -> Self {
        Self { code: ErrorCode::Io, detail: error.to_string(), current: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_save_tells_the_version_to_go_on_from() {
        let failure = Failure::from(Error::StaleSave { base: 3, current: 5 });
        assert_eq!((failure.code, failure.current), (ErrorCode::StaleSave, Some(5)), "the window rebases on `current`");
    }

    #[test]
    fn other_failures_carry_no_version() {
        assert_eq!(Failure::from(Error::LibraryBusy).current, None, "only a stale save has one");
    }
}
