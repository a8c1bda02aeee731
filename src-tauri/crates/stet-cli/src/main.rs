//! `stet`: the library for scripts, servers and tests. The same façade as the window, and no window.

mod args;
mod commands;
mod failure;
mod interrupt;
mod output;
mod place;
mod source;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Arguments;
use crate::failure::Failure;
use crate::output::Output;

/// Documents are many small pieces; an allocator made for that does what is done with them sooner (ADR 14).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return wrong_usage(&error),
    };
    arguments.take_trailing_globals();
    let mut output = Output::new(arguments.json, arguments.quiet);
    let done = commands::run(arguments, &mut output).and_then(|()| Ok(output.flush()?));
    match done {
        Ok(()) | Err(Failure::PipeClosed) => ExitCode::SUCCESS,
        Err(failure) => {
            // What came before the failure belongs on the page too; if that fails as well, the failure is said all the same.
            let _ = output.flush();
            output.failure(&failure);
            failure.exit_code()
        }
    }
}

/// Answers arguments that cannot be read, and `--help` and `--version`, which clap counts among them.
fn wrong_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() && std::env::args_os().any(|argument| argument == "--json") {
        let text = error.to_string();
        // The first paragraph says what is wrong, with what is missing on lines of its own; usage and hints come after it.
        let lines: Vec<&str> = text.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        Output::new(true, false).failure(&Failure::Usage(lines.join(" ").trim_start_matches("error: ").to_owned()));
    } else if let Err(problem) = error.print()
        && problem.kind() != std::io::ErrorKind::BrokenPipe
    {
        return ExitCode::FAILURE;
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}
