//! The one window: built with its first paint inside it. It is shown at once, in the desk's own colour; the web view has its
//! place in it from the start, but is drawn once its page has its script, or it would paint all of an empty window first.

use anyhow::Context;
use tauri::window::Color;
use tauri::{App, AppHandle, Manager, Runtime, Theme, WebviewWindow, WebviewWindowBuilder, WindowEvent};

use crate::closing::Closing;
#[cfg(target_os = "linux")]
use crate::curtain;
use crate::{dropping, place};

/// The window's label, as in `tauri.conf.json` and the capabilities.
pub(crate) const LABEL: &str = "main";

/// The window's colour in the dark, before there is a page; the light one stands in `tauri.conf.json` (`--desk` in `tokens.css`).
const NIGHT: Color = Color(0x1C, 0x1E, 0x22, 0xFF);

/// Opens the window; `script` runs before the page's own.
///
/// # Errors
/// Those of the system's web view.
pub(crate) fn open(app: &App, script: String) -> anyhow::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL).context("tauri.conf.json names no window")?;
    let builder = WebviewWindowBuilder::from_config(app, config)?;
    #[cfg(target_os = "linux")]
    let builder = curtain::raise_with_script(builder, app.handle());
    let window = builder
        .initialization_script(script)
        .on_navigation(|address| matches!(address.scheme(), "tauri" | "about") || address.host_str() == Some("tauri.localhost"))
        .build()?;
    if place::theme().or_else(|| window.theme().ok()) == Some(Theme::Dark)
        && let Err(error) = window.set_background_color(Some(NIGHT))
    {
        tracing::warn!(%error, "the window keeps its light colour");
    }
    suit_the_platform(&window);
    #[cfg(target_os = "linux")]
    curtain::lower(&window);
    dropping::watch(&window);
    zoom_to(&window, place::zoom());
    let asked = window.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            asked.state::<Closing>().ask(&asked);
        }
    });
    Ok(())
}

/// Steps of the window's zoom, in per cent.
const ZOOMS: [u32; 13] = [50, 60, 70, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];

/// Makes everything in the window larger (above 0), smaller (below 0) or as it was (0), and remembers it. Returns per cent.
pub(crate) fn zoom_by(window: &WebviewWindow, step: i32) -> std::io::Result<u32> {
    let now = place::zoom();
    let next = match step {
        0 => 100,
        1.. => ZOOMS.into_iter().find(|&zoom| zoom > now).unwrap_or(now),
        _ => ZOOMS.into_iter().rev().find(|&zoom| zoom < now).unwrap_or(now),
    };
    zoom_to(window, next);
    place::remember_zoom(next)?;
    Ok(next)
}

fn zoom_to(window: &WebviewWindow, per_cent: u32) {
    if let Err(error) = window.set_zoom(f64::from(per_cent) / 100.0) {
        tracing::warn!(%error, "the window cannot be zoomed");
    }
}

/// Brings the window to the front, for a second start with the same library.
pub(crate) fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let raised = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::warn!(%error, "the window cannot be raised");
        }
    }
}

/// Closes the window as its cross would: the page is asked to save first.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.close()
    {
        tracing::warn!(%error, "the window cannot be closed");
    }
}

/// Composition of Chinese, Japanese and Korean input in the page itself (wry turns it off), the system's spelling, and how
/// the page is painted.
///
/// Where the machine has no render node (a server, many virtual machines, remote desktops) WebKit would compose its layers by
/// a GL that is emulated on the processor: each key press would then cost a composition of the whole window.
#[cfg(target_os = "linux")]
fn suit_the_platform(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, InputMethodContextExt, SettingsExt, WebContextExt, WebViewExt};
    let done = window.with_webview(|view| {
        let view = view.inner();
        if !has_render_node()
            && let Some(settings) = WebViewExt::settings(&view)
        {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
        if let Some(input) = view.input_method_context() {
            input.set_enable_preedit(true);
        }
        if let Some(context) = view.context() {
            context.set_spell_checking_enabled(true);
        }
        bring_back(&view);
    });
    if let Err(error) = done {
        tracing::warn!(%error, "the web view cannot be set up");
    }
}

/// Loads the page anew when its process ends by itself (a crash, or the system out of memory), which would leave the window
/// blank. The page then asks for what the library has. One that ends again and again is left alone.
#[cfg(target_os = "linux")]
fn bring_back(view: &webkit2gtk::WebView) {
    use std::cell::RefCell;
    use std::time::{Duration, Instant};

    use webkit2gtk::WebViewExt;

    use crate::boot::AGAIN;

    const WITHIN: Duration = Duration::from_secs(60);
    const OFTEN: usize = 3;

    let ends = RefCell::new(Vec::new());
    view.connect_web_process_terminated(move |view, reason| {
        let now = Instant::now();
        let mut ends = ends.borrow_mut();
        ends.retain(|end| now.duration_since(*end) < WITHIN);
        ends.push(now);
        tracing::error!(?reason, times = ends.len(), "the page's process ended");
        if ends.len() <= OFTEN
            && let Some(address) = view.uri()
        {
            // Not as a reload, which WebKit would not tell from a start after such an end: see `boot::script`.
            view.load_uri(&format!("{}?{AGAIN}", address.split('?').next().unwrap_or_default()));
        }
    });
}

/// Whether a graphics processor can be asked to render.
#[cfg(target_os = "linux")]
fn has_render_node() -> bool {
    let devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    devices.into_iter().any(|device| device.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(not(target_os = "linux"))]
fn suit_the_platform(_window: &WebviewWindow) {}
