//! Pictures for the page, over a scheme of their own: `stet-asset:` with a hash, never a path. Made off the window's thread; as
//! a hash never means other bytes, the page may keep what it got for ever.
//!
//! `stet-asset://localhost/HASH?w=1440&crop=1000,0,8000,10000` asks for a width and a part (ten-thousandths).

use std::borrow::Cow;

use stet_core::document::Crop;
use stet_core::picture::Cut;
use stet_core::{ErrorCode, Library};
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Builder, Manager, Wry};

use crate::desk::Desk;
use crate::ipc::Failure;

/// The scheme's name; the content security policy in `tauri.conf.json` has it too.
const SCHEME: &str = "stet-asset";

type Answer = Response<Cow<'static, [u8]>>;

/// Teaches the window the scheme.
pub(crate) fn serve(builder: Builder<Wry>) -> Builder<Wry> {
    builder.register_asynchronous_uri_scheme_protocol(SCHEME, |context, request, responder| {
        let app = context.app_handle().clone();
        tauri::async_runtime::spawn_blocking(move || {
            let library = app.state::<Desk>().library();
            responder.respond(library.and_then(|library| picture(&library, &request)).unwrap_or_else(|failure| refused(&failure)));
        });
    })
}

fn picture(library: &Library, request: &Request<Vec<u8>>) -> Result<Answer, Failure> {
    let hash = request.uri().path().trim_start_matches('/');
    let cut = cut(request.uri().query().unwrap_or_default());
    let rendition = library.preview_picture(hash, &cut)?;
    Ok(answer(StatusCode::OK, rendition.kind.media_type(), "public, max-age=31536000, immutable", rendition.bytes))
}

/// Reads what is asked for; what cannot be read asks for nothing.
fn cut(query: &str) -> Cut {
    let mut cut = Cut::default();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            "w" => cut.width = value.parse().ok().filter(|width| *width > 0),
            "crop" => {
                let parts: Vec<u16> = value.split([',', '.']).filter_map(|part| part.parse().ok()).collect();
                if let [x, y, width, height] = parts[..] {
                    cut.crop = Crop::new(x, y, width, height);
                }
            }
            _ => {}
        }
    }
    cut
}

fn refused(failure: &Failure) -> Answer {
    let status = if failure.code == ErrorCode::PictureUnknown { StatusCode::NOT_FOUND } else { StatusCode::INTERNAL_SERVER_ERROR };
    answer(status, "text/plain", "no-store", Vec::new())
}

fn answer(status: StatusCode, media_type: &str, caching: &str, bytes: Vec<u8>) -> Answer {
    let mut response = Response::new(Cow::Owned(bytes));
    *response.status_mut() = status;
    let fields = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, caching),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    for (name, value) in fields {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read_and_nonsense_asks_for_nothing() {
        let asked = cut("w=480&crop=1000,0,8000,10000");
        assert_eq!((asked.width, asked.crop), (Some(480), Crop::new(1_000, 0, 8_000, 10_000)));
        for nonsense in ["", "w=", "w=-1&crop=1,2,3", "w=0&crop=0,0,0,0", "x", "crop=9,9,99999,1"] {
            assert_eq!(cut(nonsense), Cut::default(), "{nonsense:?}");
        }
    }
}
