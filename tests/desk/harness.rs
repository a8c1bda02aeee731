//! Drives the real window: starts WebKitWebDriver, lets it start the desk on a library of its own, types, waits, looks.
//!
//! Nothing here sleeps for a fixed time in the hope that something happened: every wait names a condition and its limit.
//! Each window has a screen of its own, because two on one would take the keyboard from each other.

use std::fs;
use std::mem::ManuallyDrop;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use stet_core::Library;
use tempfile::TempDir;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{Capabilities, Key, WebDriver, WebElement};

use crate::screen::Screen;

/// How long a condition may take to come true on a slow machine.
const LIMIT: Duration = Duration::from_secs(30);

/// A person's folders, with a library in them: what outlives a window.
pub(crate) struct Home {
    folder: TempDir,
    answer: PathBuf,
}

impl Home {
    /// Makes an empty home. The first window in it makes the library and its welcome story.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("stet-desk").tempdir().expect("a temporary folder");
        let answer = folder.path().join("exported");
        Self::exporting_to(folder, answer)
    }

    /// Makes a home whose exports go to a folder that stays.
    pub(crate) fn with_exports(answer: PathBuf) -> Self {
        Self::exporting_to(tempfile::Builder::new().prefix("stet-desk").tempdir().expect("a temporary folder"), answer)
    }

    /// Makes a home in which native dialogs answer what lies under these names (see [`Home::put`]).
    pub(crate) fn choosing(names: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("stet-desk").tempdir().expect("a temporary folder");
        let answer = std::env::join_paths(names.iter().map(|name| folder.path().join(name))).expect("names without colons");
        Self { folder, answer: answer.into() }
    }

    fn exporting_to(folder: TempDir, answer: PathBuf) -> Self {
        fs::create_dir_all(&answer).expect("a folder to export to");
        Self { folder, answer }
    }

    /// Returns where the library lies.
    pub(crate) fn library(&self) -> PathBuf {
        self.folder.path().join("journey.stet")
    }

    /// Returns the path of a name in this home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into this home, and the folders above it.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    /// Returns the id of the story with this headline.
    pub(crate) fn id_of(&self, headline: &str) -> String {
        let list = self.printed(&["list", "--limit", "10000"]);
        let line = list.lines().find(|line| line.ends_with(&format!("\t{headline}")));
        line.unwrap_or_else(|| panic!("no story {headline:?} in\n{list}")).split('\t').next().unwrap_or_default().to_owned()
    }

    /// Reads a setting of the library.
    pub(crate) fn setting(&self, key: &str) -> Option<String> {
        Library::open(&self.library()).expect("the library opens beside the desk").setting(key).expect("settings can be read")
    }

    /// Reads the working copy of a story as JSON; that it can be read says that it is valid.
    pub(crate) fn saved(&self, id: &str) -> Value {
        let library = Library::open(&self.library()).expect("the library opens beside the desk");
        let story = library.story(&library.resolve(id).expect("the story")).expect("a valid story");
        serde_json::to_value(&story.article).expect("JSON")
    }

    /// Returns what native dialogs answer.
    pub(crate) fn answer(&self) -> &Path {
        &self.answer
    }

    /// Runs the command line on this library.
    pub(crate) fn stet(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(binary("stet"));
        command.arg("--library").arg(self.library()).args(arguments).env("STET_AUTHOR", "Command line");
        command.output().expect("`stet` is built: run `make build`")
    }

    /// Runs the command line and returns what it printed; fails where it failed.
    pub(crate) fn printed(&self, arguments: &[&str]) -> String {
        let output = self.stet(arguments);
        assert!(output.status.success(), "stet {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }
}

/// The real window and a hand on its keyboard.
pub(crate) struct Desk {
    /// Never dropped: thirtyfour would wait for an answer of the server that goes first.
    driver: ManuallyDrop<WebDriver>,
    server: Server,
    screen: Screen,
}

/// Paints one point of the window anew, over and over, in two greys that nobody tells apart.
const KEEP_BUSY: &str = "
  const dot = document.createElement('i')
  dot.id = 'busy-dot'
  dot.style.cssText = 'position: fixed; inset: 0 auto auto 0; width: 1px; height: 1px; z-index: 9999; pointer-events: none'
  document.body.append(dot)
  let turn = 0
  window.__busy = setInterval(() => { turn += 1; dot.style.background = turn % 2 ? '#808080' : '#818181' }, 16)
";

impl Desk {
    /// Opens the desk on the library of `home` and waits until it takes keys.
    pub(crate) async fn open(home: &Home) -> Self {
        let screen = Screen::start();
        let (server, port, capabilities) = serve(home, &screen);
        let driver = tokio::time::timeout(2 * LIMIT, connect(port, capabilities)).await.expect("the driver answers");
        let driver = ManuallyDrop::new(driver);
        let desk = Self { driver, server, screen };
        desk.until(
            "the desk takes keys",
            "return document.readyState === 'complete' && document.querySelector('[data-pane=page], main') !== null",
        )
        .await;
        desk
    }

    /// Runs a script in the page and returns what it returns.
    pub(crate) async fn js(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.driver.execute(script, arguments).await;
        answer.unwrap_or_else(|error| panic!("a script failed: {error}\n{script}")).json().clone()
    }

    /// Waits until a script returns something true; `what` says in words what is waited for.
    pub(crate) async fn until(&self, what: &str, script: &str) -> Value {
        self.until_with(what, script, Vec::new()).await
    }

    /// As [`Desk::until`], with arguments.
    pub(crate) async fn until_with(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.driver.execute(script, arguments.clone()).await.map(|answer| answer.json().clone());
            match answer {
                Ok(value) if truthy(&value) => return value,
                Ok(_) | Err(_) if begun.elapsed() < LIMIT => tokio::time::sleep(Duration::from_millis(40)).await,
                other => {
                    self.shot("failed").await;
                    panic!(
                        "waited {LIMIT:?} for: {what}\nlast answer: {other:?}\nscript: {script}\narguments: {arguments:?}\nthe window says:\n{}",
                        self.text().await
                    )
                }
            }
        }
    }

    /// Returns what the window says, or the dialog in front of it; its first 3,000 characters.
    async fn text(&self) -> String {
        let script = "return (document.querySelector('[role=dialog]') ?? document.body).innerText.slice(0, 3000)";
        let text = self.driver.execute(script, Vec::new()).await;
        text.map(|text| text.json().as_str().unwrap_or_default().to_owned()).unwrap_or_default()
    }

    /// Waits for text anywhere in the window.
    pub(crate) async fn says(&self, text: &str) {
        let script = "return document.body.innerText.replace(/\\s+/g, ' ').includes(arguments[0])";
        self.until_with(&format!("the window to say {text:?}"), script, vec![json!(text)]).await;
    }

    /// Waits for an element in sight and returns it.
    pub(crate) async fn find(&self, selector: &str) -> WebElement {
        let script = "return [...document.querySelectorAll(arguments[0])].find((e) => e.getClientRects().length > 0) ?? null";
        self.element(&format!("an element {selector}"), script, vec![json!(selector)]).await
    }

    /// Waits until a script returns an element, and returns it. One that is drawn anew meanwhile is looked for again.
    async fn element(&self, what: &str, script: &str, arguments: Vec<Value>) -> WebElement {
        loop {
            self.until_with(what, script, arguments.clone()).await;
            let answer = self.driver.execute(script, arguments.clone()).await;
            if let Ok(element) = answer.and_then(|answer| answer.element()) {
                return element;
            }
        }
    }

    /// Waits until no element in sight fits.
    pub(crate) async fn gone(&self, selector: &str) {
        let script = "return ![...document.querySelectorAll(arguments[0])].some((e) => e.getClientRects().length > 0)";
        self.until_with(&format!("{selector} to go"), script, vec![json!(selector)]).await;
    }

    /// Waits for an element by its role and accessible name, as a screen reader would find it.
    pub(crate) async fn named(&self, role: &str, name: &str) -> WebElement {
        let script = format!("{BY_ROLE} return find(arguments[0], arguments[1]) ?? null");
        self.element(&format!("a {role} named {name:?}"), &script, vec![json!(role), json!(name)]).await
    }

    /// Clicks on an element found by role and name; one that is drawn anew meanwhile is found again.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        let begun = Instant::now();
        while let Err(error) = self.try_click(&self.named(role, name).await).await {
            assert!(begun.elapsed() < LIMIT, "the {role} {name:?} cannot be clicked: {error}");
        }
    }

    /// Clicks in the middle of an element in sight; one that is drawn anew meanwhile is found again.
    pub(crate) async fn click_at(&self, selector: &str) {
        let begun = Instant::now();
        while let Err(error) = self.try_click(&self.find(selector).await).await {
            assert!(begun.elapsed() < LIMIT, "{selector} cannot be clicked: {error}");
        }
    }

    /// Begins a new story, and waits for the caret in its empty headline.
    pub(crate) async fn begin_story(&self) {
        self.press("Control+n").await;
        self.until(
            "the caret in an empty headline",
            "const h = document.querySelector('main [data-field=headline]'); return h?.textContent === '' && h.contains(getSelection().anchorNode)",
        )
        .await;
    }

    async fn try_click(&self, element: &WebElement) -> WebDriverResult<()> {
        element.scroll_into_view().await?;
        // What slides in is clicked where it comes to rest.
        let mut place = element.rect().await.ok().map(|rect| (rect.x, rect.y));
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(40)).await;
            let now = element.rect().await.ok().map(|rect| (rect.x, rect.y));
            if now.map(|(x, y)| (x.to_bits(), y.to_bits())) == place.map(|(x, y)| (x.to_bits(), y.to_bits())) {
                break;
            }
            place = now;
        }
        self.driver.action_chain().move_to_element_center(element).click().perform().await
    }

    /// Drags the `from_at`th element that fits `from` onto the `to_at`th that fits `to`, over a few places in between.
    pub(crate) async fn drag(&self, from: &str, from_at: usize, to: &str, to_at: usize) {
        let nth = "return [...document.querySelectorAll(arguments[0])][arguments[1]]";
        let found = "return [...document.querySelectorAll(arguments[0])].length > arguments[1]";
        let mut ends = Vec::new();
        for (selector, at) in [(from, from_at), (to, to_at)] {
            let arguments = vec![json!(selector), json!(at)];
            self.until_with(&format!("{selector} number {at}"), found, arguments.clone()).await;
            let answer = self.driver.execute(nth, arguments).await.expect("a script");
            ends.push(answer.element().unwrap_or_else(|error| panic!("{selector} number {at} is no element: {error}")));
        }
        let chain = self.driver.action_chain().move_to_element_center(&ends[0]).click_and_hold();
        let chain = chain.move_by_offset(2, 2).move_to_element_center(&ends[1]).move_by_offset(1, 1).release();
        chain.perform().await.unwrap_or_else(|error| panic!("dragging {from}: {error}"));
    }

    /// Makes the window as large as this, in pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        self.driver.set_window_rect(0, 0, width, height).await.expect("the window can be resized");
        self.until_with("the window's new size", "return Math.abs(innerWidth - arguments[0]) < 4", vec![json!(width)]).await;
    }

    /// Returns how high the page is, in pixels: the window less its menu bar.
    pub(crate) async fn inner_height(&self) -> u16 {
        u16::try_from(self.js("return innerHeight", Vec::new()).await.as_u64().unwrap_or_default()).expect("a height")
    }

    /// Types text, key by key.
    pub(crate) async fn type_text(&self, text: &str) {
        self.driver.action_chain().send_keys(text).perform().await.expect("keys");
    }

    /// Presses keys together: `Control+Shift+s`, `Enter`, `F7`.
    pub(crate) async fn press(&self, chord: &str) {
        self.try_press(chord).await.unwrap_or_else(|error| panic!("{chord}: {error}"));
    }

    async fn try_press(&self, chord: &str) -> WebDriverResult<()> {
        let keys: Vec<char> = chord.split('+').map(key).collect();
        let pressed = keys.iter().fold(self.driver.action_chain(), |chain, &key| chain.key_down(key));
        let released = keys.iter().rev().fold(pressed, |chain, &key| chain.key_up(key));
        released.perform().await
    }

    /// Moves the pointer through places of the window.
    pub(crate) async fn point(&self, places: &[(i64, i64)]) {
        let chain = places.iter().fold(self.driver.action_chain(), |chain, &(x, y)| chain.move_to(x, y));
        chain.perform().await.expect("the pointer moves");
    }

    /// Clicks twice at a place.
    pub(crate) async fn double_click(&self, (x, y): (i64, i64)) {
        self.driver.action_chain().move_to(x, y).double_click().perform().await.expect("two clicks");
    }

    /// Presses at a place, moves through others and lets go at the last one.
    pub(crate) async fn drag_through(&self, from: (i64, i64), through: &[(i64, i64)]) {
        let pressed = self.driver.action_chain().move_to(from.0, from.1).click_and_hold();
        through.iter().fold(pressed, |chain, &(x, y)| chain.move_to(x, y)).release().perform().await.expect("a drag");
    }

    /// Puts the caret at the end of a part of the page: `headline`, `standfirst`, `authors`, `body` …
    pub(crate) async fn caret_in(&self, field: &str) {
        if field == "body" {
            self.click_at("main .ProseMirror [data-field=body] > :last-child").await;
            self.press("Control+End").await;
        } else {
            self.click_at(&format!("main .ProseMirror [data-field={field}]")).await;
            self.press("End").await;
        }
    }

    /// Waits until the page says that everything typed is saved.
    pub(crate) async fn saved(&self) {
        self.until(
            "the page to say Saved",
            "return /\\bSaved\\b/.test(document.querySelector('main [aria-label=Story], main .bar')?.innerText ?? '')",
        )
        .await;
    }

    /// Shows the desk in light or dark, as the switch in the settings would.
    pub(crate) async fn theme(&self, theme: &str) {
        self.js("document.documentElement.setAttribute('data-theme', arguments[0])", vec![json!(theme)]).await;
        // A picture shows the last frame that was painted, so a few frames must pass first.
        self.js("window.__frames = 0; const count = () => { window.__frames += 1; if (window.__frames < 4) requestAnimationFrame(count) }; requestAnimationFrame(count)", vec![]).await;
        self.until(
            "the colours to settle",
            "return window.__frames >= 4 && document.getAnimations().every((a) => a.playState !== 'running')",
        )
        .await;
    }

    /// Keeps a picture of the window in `target/desk-shots`.
    pub(crate) async fn shot(&self, name: &str) {
        self.shot_to(&target().join("desk-shots"), name).await;
    }

    /// Keeps pictures of the window in light and dark, and leaves it light.
    pub(crate) async fn both_themes(&self, name: &str) {
        for theme in ["dark", "light"] {
            self.theme(theme).await;
            self.shot(&format!("{name}-{theme}")).await;
        }
    }

    /// As [`Desk::both_themes`]; and nothing that axe-core calls serious is wrong in either.
    pub(crate) async fn sound(&self, name: &str) {
        for theme in ["dark", "light"] {
            self.theme(theme).await;
            self.shot(&format!("{name}-{theme}")).await;
            let faults = self.accessibility_faults().await;
            assert!(faults.is_empty(), "{name}, {theme}: {}", faults.join("\n"));
        }
    }

    /// Keeps a picture of the window in a folder.
    pub(crate) async fn shot_to(&self, folder: &Path, name: &str) {
        fs::create_dir_all(folder).expect("a folder for pictures");
        // A picture is taken with the next frame that is presented, and a page that rests presents none: a dot keeps it busy.
        self.js(KEEP_BUSY, Vec::new()).await;
        if let Err(error) = self.driver.screenshot(&folder.join(format!("{name}.png"))).await {
            eprintln!("no picture {name}: {error}");
        }
        self.js("clearInterval(window.__busy); document.getElementById('busy-dot')?.remove()", Vec::new()).await;
    }

    /// Returns what axe-core finds of serious and critical faults, a line a fault.
    pub(crate) async fn accessibility_faults(&self) -> Vec<String> {
        let axe = root().join("ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&axe).expect("axe-core is installed: run `make setup`");
        if !truthy(&self.js("return typeof window.axe === 'object'", Vec::new()).await) {
            self.js(&axe, Vec::new()).await;
        }
        self.js(
            "window.__axe = null; window.axe.run(document, { resultTypes: ['violations'] }).then((r) => { window.__axe = r.violations }, (e) => { window.__axe = [{ id: String(e), impact: 'critical', nodes: [] }] })",
            Vec::new(),
        )
        .await;
        let found = self.until("axe to finish", "return window.__axe === null ? null : { faults: window.__axe.filter((v) => v.impact === 'serious' || v.impact === 'critical').flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`)) }").await;
        serde_json::from_value(found["faults"].clone()).expect("lines")
    }

    /// Kills the desk's process outright, as a power cut would, and waits until it is gone.
    pub(crate) async fn kill(self) {
        for process in children(self.server.0.id()) {
            let killed = Command::new("kill").args(["-9", &process.to_string()]).status().expect("kill");
            assert!(killed.success(), "the desk's process {process} can be killed");
        }
        drop(self);
    }

    /// Closes the window by its key, through the question to the page, and waits until the process is gone.
    pub(crate) async fn close(self) {
        // The window may be gone before the driver can say that the keys were pressed.
        let _ = self.try_press("Control+q").await;
        self.goes().await;
    }

    /// Ends the page's process, as a crash would, and waits until another has taken its place.
    pub(crate) async fn crash_the_page(&self) {
        let pages = || {
            let desks = children(self.server.0.id());
            let processes = desks.into_iter().flat_map(children);
            let name = |process: &u32| fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
            processes.filter(|process| name(process).starts_with("WebKitWebProces")).collect::<Vec<u32>>()
        };
        let before = pages();
        assert!(!before.is_empty(), "the page has a process");
        for page in &before {
            let _ = Command::new("kill").args(["-9", &page.to_string()]).status();
        }
        eventually("the page's next process", || pages().iter().any(|page| !before.contains(page))).await;
    }

    /// Waits until the desk's process, which was asked to end, is gone.
    pub(crate) async fn goes(self) {
        let begun = Instant::now();
        while !children(self.server.0.id()).is_empty() {
            if begun.elapsed() > LIMIT {
                self.shot("failed").await;
                panic!("waited {LIMIT:?} for the desk to go; the window says:\n{}", self.text().await);
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// Returns the name of the screen that the window is on.
    pub(crate) fn display(&self) -> &str {
        self.screen.display()
    }
}

/// The driver's process. Goes with all that it started.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        for process in children(self.0.id()) {
            let _ = Command::new("kill").args(["-9", &process.to_string()]).stderr(Stdio::null()).status();
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until something outside the window is so.
pub(crate) async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LIMIT, "waited {LIMIT:?} for: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Finds an element by role and name, exact names before names that begin so.
const BY_ROLE: &str = r#"
const tags = { button: 'button', link: 'a[href]', textbox: 'input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true]', checkbox: 'input[type=checkbox]', combobox: 'select', heading: 'h1,h2,h3,h4' }
const nameOf = (e) => (e.getAttribute('aria-label') ?? e.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
  ?? e.labels?.[0]?.textContent ?? e.textContent ?? '').replace(/\s+/g, ' ').trim()
const find = (role, name) => {
  const all = [...document.querySelectorAll(`[role=${role}]${tags[role] ? ',' + tags[role] : ''}`)].filter((e) => e.getClientRects().length > 0 && !e.disabled)
  return all.find((e) => nameOf(e) === name) ?? all.find((e) => nameOf(e).startsWith(name))
}
"#;

/// Starts a driver for the desk on the library of `home`; returns it with its port and what it is to open.
fn serve(home: &Home, screen: &Screen) -> (Server, u16, Capabilities) {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
    let mut server = Command::new("WebKitWebDriver");
    let server = screen
        .give(&mut server)
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("STET_DIALOG_ANSWER", home.answer())
        .env("STET_DATA_DIR", home.folder.path())
        .env("XDG_CONFIG_HOME", home.folder.path().join("config"))
        .env("XDG_CACHE_HOME", home.folder.path().join("cache"))
        .env("XDG_DATA_HOME", home.folder.path().join("data"))
        .env("GTK_USE_PORTAL", "0")
        .env("NO_AT_BRIDGE", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver is missing: install the Debian package webkit2gtk-driver");
    let mut capabilities = Capabilities::default();
    let options = json!({ "binary": binary("stet-desk"), "args": ["--library", home.library()] });
    capabilities.set("webkitgtk:browserOptions", options).expect("capabilities are JSON");
    (Server(server), port, capabilities)
}

async fn connect(port: u16, capabilities: Capabilities) -> WebDriver {
    let begun = Instant::now();
    loop {
        match WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities.clone()).await {
            Ok(driver) => return driver,
            Err(_) if begun.elapsed() < LIMIT => tokio::time::sleep(Duration::from_millis(60)).await,
            Err(error) => panic!("the window did not open: {error}"),
        }
    }
}

/// Returns the processes that `parent` started and that still run.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").expect("/proc");
    let ids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
        let mut fields = after_name.split(' ');
        let state = fields.next();
        state != Some("Z") && fields.next().and_then(|ppid| ppid.parse().ok()) == Some(parent)
    })
    .collect()
}

fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("") && value.as_i64() != Some(0)
}

fn key(name: &str) -> char {
    let key = match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Tab" => Key::Tab,
        "Space" => Key::Space,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Home" => Key::Home,
        "End" => Key::End,
        "Up" => Key::Up,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "F1" => Key::F1,
        "F2" => Key::F2,
        "F4" => Key::F4,
        "F6" => Key::F6,
        "F7" => Key::F7,
        "F8" => Key::F8,
        "F10" => Key::F10,
        other => return other.chars().next().expect("a key has a name"),
    };
    key.into()
}

/// Returns the path of a program built beside this test.
pub(crate) fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("this test is a file");
    let folder = test.parent().and_then(Path::parent).expect("target/<profile>/deps");
    let path = folder.join(name);
    assert!(path.exists(), "{} is not built: run `make build`", path.display());
    path
}

/// Returns the repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie in the repository").to_owned()
}

/// Returns the folder for what builds and tests leave.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}
