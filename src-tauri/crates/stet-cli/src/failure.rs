//! Why a command failed: core's own codes, and the few that only a command line has.

use std::io;
use std::process::ExitCode;

use serde::Serialize;
use stet_core::Error;

use crate::interrupt::INTERRUPTED;

pub(crate) type Done<T = ()> = Result<T, Failure>;

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Core said so.
    Core(Error),
    /// The arguments make no sense together.
    Usage(String),
    /// Some of several things failed; each was said when it did.
    Partly { failed: usize, of: usize },
    /// Standard input or output failed.
    Stream(io::Error),
    /// Whoever read our output has gone; there is nothing to say and nobody to say it to.
    PipeClosed,
}

/// A failure as `--json` prints it.
#[derive(Serialize)]
pub(crate) struct Report<'a> {
    error: ReportBody<'a>,
}

#[derive(Serialize)]
struct ReportBody<'a> {
    code: &'a str,
    message: &'a str,
}

impl Failure {
    /// Returns the stable code.
    pub(crate) fn code(&self) -> String {
        match self {
            Self::Core(error) => match serde_json::to_value(error.code()) {
                Ok(serde_json::Value::String(code)) => code,
                _ => "io".to_owned(),
            },
            Self::Usage(_) => "usage".to_owned(),
            Self::Partly { .. } => "partly".to_owned(),
            Self::Stream(_) | Self::PipeClosed => "io".to_owned(),
        }
    }

    /// Returns the sentence for people.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Core(error) => error.to_string(),
            Self::Usage(text) => text.clone(),
            Self::Partly { failed, of } => format!("{failed} of {of} failed; the others are done"),
            Self::Stream(error) => error.to_string(),
            Self::PipeClosed => String::new(),
        }
    }

    /// Returns the failure as one line of JSON.
    pub(crate) fn json(&self) -> String {
        let (code, message) = (self.code(), self.message());
        serde_json::to_string(&Report { error: ReportBody { code: &code, message: &message } }).unwrap_or_default()
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Usage(_) => 2,
            Self::Core(Error::Cancelled) => INTERRUPTED,
            _ => 1,
        })
    }

    /// Says that something of the command line is for a later Stet.
    pub(crate) fn not_yet(what: impl Into<String>) -> Self {
        Self::Core(Error::FormatNotYet { format: what.into() })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Core(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::PipeClosed } else { Self::Stream(error) }
    }
}
