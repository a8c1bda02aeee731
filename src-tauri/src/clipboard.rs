//! The picture on the system's clipboard, as another program put it there.
//!
//! A web view does not give a page such a picture on every system. On Linux it is read from GTK, so that the file itself comes in
//! whatever its kind, and under Wayland too; elsewhere the system has decoded it, and its pixels come in. Nothing is decoded here.

use tauri::AppHandle;

use crate::ipc::Failure;

/// What the clipboard is called in a failure's details.
const NAME: &str = "the clipboard";

/// Returns the file of the picture on the clipboard; nothing where there is no picture on it. To be called off the window's thread.
///
/// # Errors
/// PictureEmpty, PictureTooLarge, PictureBroken, PictureDimensions; one of the system where the clipboard cannot be asked.
#[cfg(target_os = "linux")]
pub(crate) fn picture(app: &AppHandle) -> Result<Option<Vec<u8>>, Failure> {
    use std::sync::mpsc::channel;

    use gtk::gdk::{Atom, SELECTION_CLIPBOARD};
    use stet_core::{Error, picture};

    let (tell, told) = channel();
    let asked = app.run_on_main_thread(move || {
        let clipboard = gtk::Clipboard::get(&SELECTION_CLIPBOARD);
        // Other programs answer when they like: nothing waits on the window's thread. GTK gives up on one that never does.
        clipboard.request_contents(&Atom::intern("TARGETS"), move |clipboard, kinds| {
            let kinds: Vec<String> = kinds.targets().unwrap_or_default().iter().map(|kind| kind.name().into()).collect();
            let Some(kind) = best(&kinds) else { return };
            clipboard.request_contents(&Atom::intern(kind), move |_, data| {
                let length = u64::try_from(data.length()).unwrap_or_default();
                let bytes = picture::admit(length, NAME).map(|()| data.data());
                // Nobody waits any more where the desk is closing.
                let _ = tell.send(bytes);
            });
        });
    });
    asked.map_err(Failure::system)?;
    // What is dropped unsent says that there is no picture.
    told.recv().ok().transpose().map_err(|error: Error| error.into())
}

/// Returns which of the kinds on the clipboard to ask for: PNG, which programs offer beside what they would call their own; else a
/// kind that a story takes as it is; else any picture, which is then refused by name.
#[cfg(any(target_os = "linux", test))]
fn best(kinds: &[String]) -> Option<&str> {
    const WANTED: [&str; 6] = ["image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", "image/svg+xml"];
    let wanted = WANTED.into_iter().find(|wanted| kinds.iter().any(|kind| kind == wanted));
    wanted.or_else(|| kinds.iter().map(String::as_str).find(|kind| kind.starts_with("image/")))
}

/// As on Linux.
#[cfg(not(target_os = "linux"))]
pub(crate) fn picture(_app: &AppHandle) -> Result<Option<Vec<u8>>, Failure> {
    use stet_core::{Error, picture};

    match arboard::Clipboard::new().and_then(|mut clipboard| clipboard.get_image()) {
        Ok(image) => {
            let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            Ok(Some(picture::png(&image.bytes, side(image.width), side(image.height), NAME)?))
        }
        Err(arboard::Error::ContentNotAvailable) => Ok(None),
        Err(arboard::Error::ConversionFailure) => {
            Err(Error::PictureBroken { name: NAME.into(), reason: "the system cannot decode it".into() }.into())
        }
        Err(error) => Err(Failure::system(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_that_loses_least_is_asked_for() {
        let best_of = |kinds: &[&str]| best(&kinds.iter().map(ToString::to_string).collect::<Vec<_>>()).map(ToOwned::to_owned);
        assert_eq!(best_of(&["TARGETS", "image/bmp", "image/jpeg", "image/png"]).as_deref(), Some("image/png"));
        assert_eq!(best_of(&["image/tiff", "image/svg+xml"]).as_deref(), Some("image/svg+xml"));
        assert_eq!(best_of(&["TIMESTAMP", "image/tiff"]).as_deref(), Some("image/tiff"), "so that it is refused in words");
        assert_eq!(best_of(&["TARGETS", "text/html", "UTF8_STRING"]), None);
    }
}
