//! Another program on the same display, as the desk meets it: it owns the clipboard and reads it, drags files onto the window,
//! and moves the real pointer. It speaks X itself (ICCCM selections, XDND 5, XTEST), so nothing of the desk is stood in for.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, GrabMode,
    GrabStatus, ImageFormat, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, MOTION_NOTIFY_EVENT, MapState, PropMode, SELECTION_NOTIFY_EVENT,
    SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, CURRENT_TIME, NONE};

use crate::harness::Desk;

/// How long the desk may take to answer.
const LIMIT: Duration = Duration::from_secs(30);
/// How often the display is looked at.
const PAUSE: Duration = Duration::from_millis(4);

/// Keys by their keysyms.
pub(crate) const DOWN: u32 = 0xff54;
pub(crate) const ENTER: u32 = 0xff0d;
pub(crate) const X: u32 = 0x78;

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        CLIPBOARD, TARGETS, INCR, STET_TEST_ANSWER, WM_PROTOCOLS, WM_DELETE_WINDOW,
        XdndAware, XdndSelection, XdndEnter, XdndPosition, XdndStatus, XdndLeave, XdndDrop, XdndFinished, XdndActionCopy,
    }
}

/// Where the desk's window lies on the screen, in pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    window: Window,
    pub(crate) x: i16,
    pub(crate) y: i16,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

/// A program with a window that nobody sees.
pub(crate) struct Neighbour {
    display: RustConnection,
    root: Window,
    window: Window,
    atoms: Atoms,
}

/// What a selection offers: each kind (`text/html`, `UTF8_STRING` …) with its bytes.
type Parts = Vec<(Atom, Vec<u8>)>;

impl Neighbour {
    /// Comes to the screen that the desk is on.
    pub(crate) fn of(desk: &Desk) -> Self {
        let (display, screen) = x11rb::connect(Some(desk.display())).expect("the display");
        let root = display.setup().roots[screen].root;
        let atoms = Atoms::new(&display).and_then(|cookie| cookie.reply().map_err(|_| x11rb::errors::ConnectionError::UnknownError));
        let window = display.generate_id().expect("an id");
        let unseen = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        display
            .create_window(COPY_DEPTH_FROM_PARENT, window, root, -9, -9, 1, 1, 0, WindowClass::INPUT_OUTPUT, 0, &unseen)
            .expect("a window");
        display.flush().expect("the display listens");
        Self { display, root, window, atoms: atoms.expect("atoms") }
    }

    fn atom(&self, name: &str) -> Atom {
        self.display.intern_atom(false, name.as_bytes()).expect("the display listens").reply().expect("an atom").atom
    }

    fn parts(&self, parts: &[(&str, &[u8])]) -> Parts {
        parts.iter().map(|(kind, bytes)| (self.atom(kind), bytes.to_vec())).collect()
    }

    /// Returns where the desk's window lies: the largest in sight that takes drops.
    pub(crate) fn frame(&self) -> Frame {
        let begun = Instant::now();
        loop {
            let windows = self.display.query_tree(self.root).expect("the display listens").reply().expect("windows").children;
            let frames = windows.into_iter().filter_map(|window| self.frame_of(window));
            if let Some(frame) = frames.max_by_key(|frame| u32::from(frame.width) * u32::from(frame.height)) {
                return frame;
            }
            assert!(begun.elapsed() < LIMIT, "no window takes drops");
            thread::sleep(PAUSE);
        }
    }

    fn frame_of(&self, window: Window) -> Option<Frame> {
        let seen = self.display.get_window_attributes(window).ok()?.reply().ok()?.map_state == MapState::VIEWABLE;
        let aware = self.display.get_property(false, window, self.atoms.XdndAware, AtomEnum::ANY, 0, 1).ok()?.reply().ok()?;
        let place = self.display.get_geometry(window).ok()?.reply().ok()?;
        let frame = Frame { window, x: place.x, y: place.y, width: place.width, height: place.height };
        (seen && !aware.value.is_empty()).then_some(frame)
    }

    /// Asks the desk's window to close, as a window manager does when its cross is clicked (ICCCM 4.2.8.1).
    pub(crate) fn click_its_cross(&self) {
        let message = ClientMessageEvent::new(32, self.frame().window, self.atoms.WM_PROTOCOLS, [self.atoms.WM_DELETE_WINDOW, 0, 0, 0, 0]);
        self.display.send_event(false, message.window, EventMask::NO_EVENT, message).expect("the display listens");
        self.settle();
    }

    /// Tells whether a menu holds the keyboard, so that nobody else can.
    fn keyboard_is_taken(&self) -> bool {
        let tried = self.display.grab_keyboard(false, self.root, CURRENT_TIME, GrabMode::ASYNC, GrabMode::ASYNC);
        let taken = tried.expect("the display listens").reply().expect("an answer").status == GrabStatus::ALREADY_GRABBED;
        if !taken {
            self.display.ungrab_keyboard(CURRENT_TIME).expect("the display listens").check().expect("the keyboard is free again");
        }
        taken
    }

    /// Waits until the display has done all that was asked of it: what is still under way when a program goes may be lost.
    fn settle(&self) {
        self.display.get_input_focus().expect("the display listens").reply().expect("an answer");
    }

    // ---- the real pointer and keyboard

    /// Clicks at a place of the screen.
    pub(crate) fn click(&self, x: i16, y: i16) {
        let input = |kind: u8, detail: u8| {
            self.display.xtest_fake_input(kind, detail, CURRENT_TIME, self.root, x, y, 0).expect("the display listens");
        };
        input(MOTION_NOTIFY_EVENT, 0);
        input(BUTTON_PRESS_EVENT, 1);
        input(BUTTON_RELEASE_EVENT, 1);
        self.settle();
    }

    /// Presses and lets go a key, by its keysym.
    pub(crate) fn press(&self, keysym: u32) {
        let setup = self.display.setup();
        let (least, most) = (setup.min_keycode, setup.max_keycode);
        let keys = self.display.get_keyboard_mapping(least, most - least + 1).expect("the display listens").reply().expect("a keyboard");
        let per = usize::from(keys.keysyms_per_keycode);
        let at = keys.keysyms.chunks(per).position(|one| one.first() == Some(&keysym)).expect("the key is on the keyboard");
        let code = least + u8::try_from(at).expect("a key's number");
        for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            self.display.xtest_fake_input(kind, code, CURRENT_TIME, self.root, 0, 0, 0).expect("the display listens");
        }
        self.settle();
    }

    /// Opens the first menu of the desk's menu bar, whose height is what the page (`inner` pixels high) leaves, and chooses the
    /// entry that `downs` presses of the arrow lead to.
    pub(crate) fn choose_from_the_first_menu(&self, inner: u16, downs: usize) {
        let frame = self.frame();
        let bar = i16::try_from(frame.height - inner).expect("a menu bar");
        assert!(bar > 8, "the window has a menu bar: {frame:?} beside {inner}");
        self.click(frame.x + 20, frame.y + bar / 2);
        let begun = Instant::now();
        while !self.keyboard_is_taken() {
            assert!(begun.elapsed() < LIMIT, "the menu opens and takes the keyboard");
            thread::sleep(PAUSE);
        }
        let look = || {
            let corner = (frame.x, frame.y + bar);
            let picture = self.display.get_image(ImageFormat::Z_PIXMAP, self.root, corner.0, corner.1, 120, 80, u32::MAX);
            picture.expect("the display listens").reply().expect("a picture").data
        };
        for _ in 0..downs {
            // A menu that is still coming up hears no key: the entry that is chosen shows that it did.
            let mut seen = look();
            while Instant::now() < begun + LIMIT {
                thread::sleep(20 * PAUSE);
                let now = look();
                if now == seen {
                    break;
                }
                seen = now;
            }
            self.press(DOWN);
            while look() == seen {
                assert!(begun.elapsed() < LIMIT, "the menu goes down");
                thread::sleep(PAUSE);
            }
        }
        self.press(ENTER);
    }

    // ---- the clipboard

    /// Reads one kind of what is on the clipboard; `None` where its owner has no such thing, or there is none.
    pub(crate) fn clipboard(&self, kind: &str) -> Option<Vec<u8>> {
        let (kind, property) = (self.atom(kind), self.atoms.STET_TEST_ANSWER);
        self.display.convert_selection(self.window, self.atoms.CLIPBOARD, kind, property, CURRENT_TIME).expect("the display listens");
        self.display.flush().expect("the display listens");
        let notify = self.pump(LIMIT, &Vec::new(), |event| match event {
            Event::SelectionNotify(notify) => Some(*notify),
            _ => None,
        });
        let notify = notify.expect("the clipboard's owner answers");
        if notify.property == NONE {
            return None;
        }
        let answer = self.display.get_property(true, self.window, property, AtomEnum::ANY, 0, u32::MAX / 4);
        let answer = answer.expect("the display listens").reply().expect("a property");
        assert_ne!(answer.type_, self.atoms.INCR, "what the desk copies in these journeys is small");
        Some(answer.value)
    }

    /// As [`Neighbour::clipboard`], as text.
    pub(crate) fn clipboard_text(&self, kind: &str) -> String {
        self.clipboard(kind).map(|bytes| String::from_utf8(bytes).expect("UTF-8")).unwrap_or_default()
    }

    // ---- files that are dragged

    /// Drags files over a place of the screen until the desk says that it would take them.
    pub(crate) fn drag(&self, files: &[PathBuf], to: (i16, i16)) -> Drag<'_> {
        let list: String = files.iter().map(|file| address(file) + "\r\n").collect();
        let parts = self.parts(&[("text/uri-list", list.as_bytes())]);
        let target = self.frame().window;
        self.display.set_selection_owner(self.window, self.atoms.XdndSelection, CURRENT_TIME).expect("the display listens");
        let drag = Drag { by: self, parts, target };
        drag.tell(self.atoms.XdndEnter, [5 << 24, drag.parts[0].0, NONE, NONE]);
        drag.over(to);
        drag
    }

    /// Looks at what happens for some time: answers who asks for `parts`, and returns what `wanted` takes.
    fn pump<T>(&self, limit: Duration, parts: &Parts, mut wanted: impl FnMut(&Event) -> Option<T>) -> Option<T> {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            match self.display.poll_for_event().expect("the display answers") {
                Some(Event::SelectionRequest(request)) => answer(&self.display, &request, self.atoms.TARGETS, parts),
                Some(event) => {
                    if let Some(found) = wanted(&event) {
                        return Some(found);
                    }
                }
                None => thread::sleep(PAUSE),
            }
        }
        None
    }
}

/// Files under way over the window.
pub(crate) struct Drag<'a> {
    by: &'a Neighbour,
    parts: Parts,
    target: Window,
}

impl Drag<'_> {
    fn tell(&self, what: Atom, rest: [u32; 4]) {
        let data = [self.by.window, rest[0], rest[1], rest[2], rest[3]];
        let message = ClientMessageEvent::new(32, self.target, what, data);
        self.by.display.send_event(false, self.target, EventMask::NO_EVENT, message).expect("the display listens");
        self.by.display.flush().expect("the display listens");
    }

    /// Moves over a place, as a hand would that is never quite still, until the desk says that it would take the files there.
    pub(crate) fn over(&self, (x, y): (i16, i16)) {
        let Atoms { XdndStatus: status, XdndPosition: position, XdndActionCopy: copy, .. } = self.by.atoms;
        let begun = Instant::now();
        for step in 0_i16.. {
            let place = [x + step % 2, y].map(|one| u32::from(one.cast_unsigned()));
            self.tell(position, [0, place[0] << 16 | place[1], CURRENT_TIME, copy]);
            let taken = self.by.pump(Duration::from_millis(400), &self.parts, |event| match event {
                Event::ClientMessage(message) if message.type_ == status => Some(message.data.as_data32()[1] & 1 == 1),
                _ => None,
            });
            // The first answers are of where the hand was before.
            if taken == Some(true) && step >= 3 {
                return;
            }
            assert!(begun.elapsed() < LIMIT, "the desk would take the files at {x}, {y}");
            thread::sleep(4 * PAUSE);
        }
    }

    /// Lets the files go, and waits until the desk has them.
    pub(crate) fn release(self) {
        self.tell(self.by.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0]);
        let finished = self.by.atoms.XdndFinished;
        let done = self.by.pump(LIMIT, &self.parts, |event| match event {
            Event::ClientMessage(message) if message.type_ == finished => Some(()),
            _ => None,
        });
        assert!(done.is_some(), "the desk says that it has what was dropped");
    }

    /// Takes the files away again.
    pub(crate) fn leave(self) {
        self.tell(self.by.atoms.XdndLeave, [0; 4]);
    }
}

/// The clipboard in another program's hands, until it is dropped.
pub(crate) struct Clipboard {
    stop: Arc<AtomicBool>,
    owner: Option<JoinHandle<()>>,
}

impl Clipboard {
    /// Takes the clipboard and offers `parts` on it, each a kind and its bytes, as a program does in which something was copied.
    pub(crate) fn hold(desk: &Desk, parts: &[(&str, &[u8])]) -> Self {
        let by = Neighbour::of(desk);
        let parts = by.parts(parts);
        let most = by.display.maximum_request_bytes();
        assert!(parts.iter().all(|(_, bytes)| bytes.len() + 64 < most), "the display takes at most {most} bytes at once");
        by.display.set_selection_owner(by.window, by.atoms.CLIPBOARD, CURRENT_TIME).expect("the display listens");
        let owner = by.display.get_selection_owner(by.atoms.CLIPBOARD).expect("the display listens").reply().expect("an owner").owner;
        assert_eq!(owner, by.window, "the clipboard is ours");
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let owner = thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                by.pump(5 * PAUSE, &parts, |_| None::<()>);
            }
        });
        Self { stop, owner: Some(owner) }
    }

    /// Offers HTML and the plain text beside it.
    pub(crate) fn html(desk: &Desk, html: &str, text: &str) -> Self {
        Self::hold(desk, &[("text/html", html.as_bytes()), ("UTF8_STRING", text.as_bytes()), ("text/plain;charset=utf-8", text.as_bytes())])
    }

    /// Offers plain text alone.
    pub(crate) fn text(desk: &Desk, text: &str) -> Self {
        Self::hold(desk, &[("UTF8_STRING", text.as_bytes()), ("text/plain;charset=utf-8", text.as_bytes())])
    }
}

impl Drop for Clipboard {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(owner) = self.owner.take() {
            let _ = owner.join();
        }
    }
}

/// Gives one kind of `parts`, or the list of kinds, to whom asks for it; refuses what there is not.
fn answer(display: &RustConnection, request: &SelectionRequestEvent, targets: Atom, parts: &Parts) {
    // An old client names no property: the target's name stands for it.
    let property = if request.property == NONE { request.target } else { request.property };
    let given = if request.target == targets {
        let kinds: Vec<u32> = parts.iter().map(|(kind, _)| *kind).chain([targets]).collect();
        display.change_property32(PropMode::REPLACE, request.requestor, property, AtomEnum::ATOM, &kinds).is_ok()
    } else if let Some((kind, bytes)) = parts.iter().find(|(kind, _)| *kind == request.target) {
        display.change_property8(PropMode::REPLACE, request.requestor, property, *kind, bytes).is_ok()
    } else {
        false
    };
    let notify = SelectionNotifyEvent {
        response_type: SELECTION_NOTIFY_EVENT,
        sequence: 0,
        time: request.time,
        requestor: request.requestor,
        selection: request.selection,
        target: request.target,
        property: if given { property } else { NONE },
    };
    let sent = display.send_event(false, request.requestor, EventMask::NO_EVENT, notify).is_ok();
    assert!(sent && display.flush().is_ok(), "the display listens");
}

/// Returns a file's address as file managers write it.
fn address(file: &std::path::Path) -> String {
    let mut out = String::from("file://");
    for byte in file.to_str().expect("a path in UTF-8").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("text grows");
        }
    }
    out
}
