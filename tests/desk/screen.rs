//! A screen and a session bus of a window's own, so that journeys run side by side and disturb neither each other nor whoever
//! sits at the machine.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// Runs until it is dropped.
pub(crate) struct Screen {
    xvfb: Child,
    bus: Child,
    display: String,
    address: String,
}

impl Screen {
    /// Starts both and waits until they listen.
    pub(crate) fn start() -> Self {
        let (xvfb, number) = begin("xvfb", "Xvfb", &["-displayfd", "1", "-terminate", "-nolisten", "tcp", "-screen", "0", "1600x1000x24"]);
        let (bus, address) = begin("dbus", "dbus-daemon", &["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        Self { xvfb, bus, display: format!(":{number}"), address }
    }

    /// Returns the screen's name, as X has it: `:7`.
    pub(crate) fn display(&self) -> &str {
        &self.display
    }

    /// Makes a program show itself here, and nowhere else.
    pub(crate) fn give<'c>(&self, program: &'c mut Command) -> &'c mut Command {
        program
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XAUTHORITY")
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for program in [&mut self.bus, &mut self.xvfb] {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// Starts a server that prints one line when it listens; returns it and the line.
fn begin(package: &str, program: &str, arguments: &[&str]) -> (Child, String) {
    let started = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut server = started.unwrap_or_else(|error| panic!("{program} (Debian package {package}): {error}; run `make setup`"));
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
    assert!(!line.trim().is_empty(), "{program} does not listen");
    (server, line.trim().to_owned())
}
