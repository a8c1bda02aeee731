//! A window under WebDriver: the desk's, or the bare one.

use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::Context as _;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

/// An open window. It closes when dropped, by the end of its driver.
pub(crate) struct Window {
    /// Speaks to the page.
    pub(crate) driver: WebDriver,
    process: Child,
    begun: PathBuf,
    /// Where the program's process is noted.
    own: PathBuf,
}

impl Window {
    /// Opens `program` with `arguments` and waits until it has marked its first settled paint.
    pub(crate) async fn open(program: &Path, arguments: &[&str], folder: &Path) -> anyhow::Result<Self> {
        Self::open_with(program, arguments, folder, &[]).await
    }

    /// As [`Window::open`], with variables of the environment that name files.
    pub(crate) async fn open_with(program: &Path, arguments: &[&str], folder: &Path, variables: &[(&str, &Path)]) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("STET_DATA_DIR", folder)
            .envs(variables.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("WebKitWebDriver (Debian package webkit2gtk-driver)")?;
        wait(Duration::from_secs(10), || TcpStream::connect(("127.0.0.1", port)).ok()).context("the driver does not answer")?;
        // The driver starts the program itself, so a small script notes when.
        let begun = folder.join("begun");
        let starter = folder.join("starter");
        let own = folder.join("process");
        let line =
            format!("#!/bin/sh\necho $$ > '{}'\ndate +%s%N > '{}'\nexec '{}' \"$@\"\n", own.display(), begun.display(), program.display());
        fs::write(&starter, line)?;
        fs::set_permissions(&starter, fs::Permissions::from_mode(0o755))?;
        let mut capabilities = Capabilities::new();
        capabilities.set("webkitgtk:browserOptions", json!({ "binary": starter, "args": arguments }))?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
        let window = Self { driver, process, begun, own };
        for _ in 0..200 {
            if window.ask("return performance.getEntriesByName('desk-ready').length").await?.as_u64() == Some(1) {
                return Ok(window);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("the page never marked its first settled paint")
    }

    /// Runs a script in the page and returns its value.
    pub(crate) async fn ask(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Returns the time from the start of the process to the first settled paint that takes a key, in milliseconds.
    pub(crate) async fn start_millis(&self) -> anyhow::Result<f64> {
        let ready = "return performance.timeOrigin + performance.getEntriesByName('desk-ready')[0].startTime";
        let ready = self.ask(ready).await?.as_f64().context("a time")?;
        let begun: f64 = fs::read_to_string(&self.begun)?.trim().parse()?;
        Ok(ready - begun / 1e6)
    }

    /// Closes the window and ends its driver. The program is ended by hand: one that the driver left behind would take the next start of
    /// the same library for itself.
    pub(crate) async fn close(mut self) -> anyhow::Result<()> {
        let closed = self.driver.clone().quit().await;
        let own = fs::read_to_string(&self.own)?;
        let _ = Command::new("kill").args(["-9", own.trim()]).stderr(Stdio::null()).status();
        let _ = self.process.kill();
        let _ = self.process.wait();
        Ok(closed?)
    }
}

/// Asks until there is an answer or the time is over.
fn wait<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if begun.elapsed() > limit {
            return None;
        }
        thread::sleep(Duration::from_millis(20));
    }
}
