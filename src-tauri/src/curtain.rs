//! What the window's own thread leaves for later at the start, so that it serves the page first: the web view's paints and the
//! menu's bar. The web view would paint all of the window twice before there is a page, and the thread that takes those paints is
//! the one that hands out the page's files. While the page reads its script the thread has nothing to do; all is done then.

use std::sync::{Arc, Once};

use gtk::glib;
use gtk::prelude::WidgetExt;
use tauri::webview::PageLoadEvent;
use tauri::{App, AppHandle, Manager, WebviewWindow, WebviewWindowBuilder, Wry};

use crate::{menu, window};

/// Keeps the web view from being drawn. It has its place and its size, and runs its page.
pub(crate) fn lower(window: &WebviewWindow) {
    if let Err(error) = window.with_webview(|view| view.inner().set_child_visible(false)) {
        tracing::warn!(%error, "the web view cannot be set up");
    }
}

/// Draws the web view and hangs the menu when the page has been given its script, or has been loaded without one.
pub(crate) fn raise_with_script<'a>(builder: WebviewWindowBuilder<'a, Wry, App>, app: &AppHandle) -> WebviewWindowBuilder<'a, Wry, App> {
    let (app, raised) = (app.clone(), Arc::new(Once::new()));
    let loaded = Arc::clone(&raised);
    builder
        .on_web_resource_request(move |request, _| {
            if request.uri().path().ends_with(".js") {
                raised.call_once(|| raise(&app));
            }
        })
        .on_page_load(move |window, load| {
            if load.event() == PageLoadEvent::Finished {
                loaded.call_once(|| raise(window.app_handle()));
            }
        })
}

/// Once the window's thread has nothing else to do.
fn raise(app: &AppHandle) {
    let on = app.clone();
    let done = app.run_on_main_thread(move || {
        glib::idle_add_local_full(glib::Priority::LOW, move || {
            menu::hang(&on);
            if let Some(window) = on.get_webview_window(window::LABEL)
                && let Err(error) = uncover(&window)
            {
                tracing::warn!(%error, "the web view cannot be shown");
            }
            glib::ControlFlow::Break
        });
    });
    if let Err(error) = done {
        tracing::warn!(%error, "the web view cannot be shown");
    }
}

/// Shows the web view, with the focus that it lost while it was not drawn. The window's own colour was for the time before: the
/// menu's bar stands on it, and its words are in the system's.
fn uncover(window: &WebviewWindow) -> tauri::Result<()> {
    window.as_ref().window().set_background_color(None)?;
    window.with_webview(|view| {
        let view = view.inner();
        view.set_child_visible(true);
        view.grab_focus();
    })
}
