#![allow(clippy::unwrap_used, reason = "in a test a failure is a panic")]

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;
use crate::ErrorCode;
use crate::document::{Crop, Focal};

/// A picture whose left half is red and whose right half is blue, its upper quarter white.
fn drawn(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 4) {
        (_, true) => Rgb([255, 255, 255]),
        (true, _) => Rgb([200, 30, 30]),
        (false, _) => Rgb([30, 30, 200]),
    }))
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn code(bytes: Vec<u8>) -> ErrorCode {
    take(bytes, "x").expect_err("should be refused").code()
}

/// EXIF (big-endian TIFF) that turns the picture, names a camera and a place.
fn exif(turned: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    tiff.extend_from_slice(&[0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 50]); // Make, at 50
    tiff.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0]); // Orientation
    tiff.extend_from_slice(&[0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 62]); // GPS, at 62
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    assert_eq!(tiff.len(), 50);
    tiff.extend_from_slice(b"SECRETMAKER\0");
    tiff.extend_from_slice(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0GPSHERE");
    [b"Exif\0\0".to_vec(), tiff].concat()
}

fn with_exif(jpeg: &[u8], turned: u8) -> Vec<u8> {
    let exif = exif(turned);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let comment = b"\xff\xfe\0\x0eSECRETWORDS\0";
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, comment, &jpeg[2..], b"SECRETFILM"].concat()
}

fn says(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    // Decoders that check find this one wrong only where the chunk matters to them.
    let mut crc = u32::MAX;
    for byte in kind.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], kind, data, &(!crc).to_be_bytes()].concat()
}

#[test]
fn the_text_of_a_drawing_does_not_depend_on_the_faces_of_the_machine() {
    let drawn = |family: &str| {
        let text = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='100'><text x='9' y='60' font-size='40' font-family='{family}'>Ferries, Łódź, Київ</text></svg>"
        );
        take(text.into_bytes(), "chart.svg").unwrap().bytes
    };
    let blank =
        take(b"<svg xmlns='http://www.w3.org/2000/svg' width='400' height='100'><text/></svg>".to_vec(), "chart.svg").unwrap().bytes;
    // Faces that are there on many machines, and on this one perhaps; and ones that no machine has.
    for (named, other) in [
        ("DejaVu Sans", "No Such Sans"),
        ("Liberation Serif", "No Such Serif"),
        ("Noto Sans Mono", "No Such Mono"),
        ("Arial", "sans-serif"),
    ] {
        assert!(drawn(named) == drawn(other), "{named} and {other}");
        assert!(drawn(named) != blank, "{named} is drawn");
    }
    assert!(drawn("Georgia") != drawn("Arial") && drawn("Arial") != drawn("Courier"), "each kind has a face of its own");
}

#[test]
fn each_kind_comes_in_and_says_what_it_is() {
    let picture = drawn(40, 20);
    let kinds =
        [(ImageFormat::Jpeg, Kind::Jpeg), (ImageFormat::Png, Kind::Png), (ImageFormat::WebP, Kind::WebP), (ImageFormat::Gif, Kind::Gif)];
    for (format, kind) in kinds {
        let bytes = file(&picture, format);
        let taken = take(bytes.clone(), "a name that lies.svg").unwrap();
        assert_eq!((taken.facts.kind, taken.facts.width, taken.facts.height, taken.facts.frames), (kind, 40, 20, 1));
        assert_eq!(taken.bytes, bytes, "what comes in is kept as it is");
        let preview = taken.preview;
        assert_eq!((preview.width, preview.height), (40, 20), "nothing is made larger");
        assert_eq!(Kind::of(kind.media_type()), Some(kind));
    }
}

#[test]
fn hostile_files_are_refused_each_by_its_own_code() {
    assert_eq!(code(Vec::new()), ErrorCode::PictureEmpty);
    assert_eq!(admit(2 << 30, "x").unwrap_err().code(), ErrorCode::PictureTooLarge);
    for bytes in [b"%PDF-1.7".to_vec(), b"<html><body>no".to_vec(), b"MZ\x90\0".to_vec(), vec![0; 64]] {
        assert_eq!(code(bytes), ErrorCode::PictureFormat);
    }
    let mut lies = file(&drawn(20, 20), ImageFormat::Png);
    lies[16..24].copy_from_slice(&[0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]);
    assert_eq!(code(lies.clone()), ErrorCode::PictureDimensions, "100,000 × 100,000 pixels, by its header");
    lies[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    let crc = png_chunk(b"IHDR", &lies[16..29]);
    lies.splice(8..33, crc);
    assert_eq!(code(lies), ErrorCode::PictureBroken, "a header that promises a hundred megapixels over a few bytes");
    let mut none = file(&drawn(20, 20), ImageFormat::Png);
    none[16..20].fill(0);
    assert_eq!(code(none), ErrorCode::PictureBroken);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = file(&drawn(200, 200), format);
        for end in [12, 30, whole.len() / 2, whole.len() * 9 / 10] {
            assert_eq!(code(whole[..end].to_vec()), ErrorCode::PictureBroken, "{format:?} cut to {end} of {}", whole.len());
        }
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let mut seed = 7_u32;
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP] {
        let whole = file(&drawn(24, 24), format);
        for round in 0..300_usize {
            let mut bytes = whole.clone();
            for _ in 0..=round % 5 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = seed as usize % bytes.len();
                bytes[at] = (seed >> 24) as u8;
            }
            if let Ok(facts) = inspect(&bytes, "x") {
                strip::strip(&bytes, facts.kind);
            }
            let _ = take(bytes, "x");
        }
    }
}

#[test]
fn a_moving_picture_without_end_is_refused() {
    let one = file(&drawn(4, 4), ImageFormat::Gif);
    let start = strip::GifBlocks::of(&one).next().unwrap().unwrap().as_ptr() as usize - one.as_ptr() as usize;
    let blocks = &one[start..one.len() - 1];
    let many = [&one[..start], &blocks.repeat(MAX_FRAMES as usize + 1), b";"].concat();
    assert_eq!(code(many), ErrorCode::PictureFrames);
}

#[test]
fn nothing_of_place_and_device_goes_out() {
    let plain = file(&drawn(64, 48), ImageFormat::Jpeg);
    for turned in [1, 6] {
        let bytes = with_exif(&plain, turned);
        let taken = take(bytes.clone(), "x.jpg").unwrap();
        for width in [None, Some(32)] {
            let out = render(&taken.bytes, &taken.facts, &Cut { width, ..Cut::default() }, "x").unwrap();
            for secret in ["Exif", "SECRETMAKER", "GPSHERE", "SECRETWORDS", "SECRETFILM"] {
                assert!(says(&bytes, secret) && !says(&out.bytes, secret), "{secret} at {width:?} turned {turned}");
            }
            assert!(image::load_from_memory(&out.bytes).is_ok(), "it is still a picture");
        }
    }
    let out = render(&with_exif(&plain, 1), &inspect(&plain, "x").unwrap(), &Cut::default(), "x").unwrap();
    assert_eq!(out.bytes, strip::strip(&plain, Kind::Jpeg), "an upright picture goes out without being coded again");
    let same = |a: &[u8], b: &[u8]| image::load_from_memory(a).unwrap() == image::load_from_memory(b).unwrap();
    assert!(same(&out.bytes, &plain), "every pixel is what it was");

    let png = file(&drawn(20, 20), ImageFormat::Png);
    let noted = [&png[..33], &png_chunk(b"tEXt", b"Author\0SECRET"), &png_chunk(b"eXIf", &exif(1)[6..]), &png[33..]].concat();
    assert!(same(&strip::strip(&noted, Kind::Png), &png) && strip::strip(&noted, Kind::Png) == png);

    let webp = file(&drawn(20, 20), ImageFormat::WebP);
    let exif = [b"EXIF".to_vec(), 6_u32.to_le_bytes().to_vec(), b"SECRET".to_vec()].concat();
    let head = [b"VP8X\x0a\0\0\0\x08\0\0\0".to_vec(), vec![19, 0, 0, 19, 0, 0]].concat();
    let noted = [&webp[..12], &head, &webp[12..], &exif].concat();
    let out = strip::strip(&noted, Kind::WebP);
    assert!(!says(&out, "SECRET") && out[20] & 0x08 == 0 && same(&out, &webp));

    let gif = file(&drawn(20, 20), ImageFormat::Gif);
    let end = gif.len() - 1;
    let noted = [&gif[..end], b"\x21\xfe\x06SECRET\0;"].concat();
    assert!(same(&strip::strip(&noted, Kind::Gif), &gif) && !says(&strip::strip(&noted, Kind::Gif), "SECRET"));
}

#[test]
fn a_turned_picture_stands_upright() {
    let bytes = with_exif(&file(&drawn(60, 40), ImageFormat::Jpeg), 6);
    let facts = inspect(&bytes, "x").unwrap();
    assert_eq!((facts.width, facts.height, facts.turned), (40, 60, 6), "the sizes are those of the upright picture");
    for cut in [Cut::default(), Cut { width: Some(20), ..Cut::default() }, Cut { crop: Crop::new(0, 0, 10_000, 9_999), ..Cut::default() }] {
        let out = render(&bytes, &facts, &cut, "x").unwrap();
        let picture = image::load_from_memory(&out.bytes).unwrap().into_rgb8();
        assert_eq!((picture.width(), picture.height()), (out.width, out.height));
        let (width, height) = (out.width, out.height);
        let at = |x: u32, y: u32| picture.get_pixel(x * width / 100, y * height / 100).0;
        // Turned by a quarter clockwise: left becomes top, top becomes right.
        assert!(at(30, 20)[0] > 150 && at(30, 20)[2] < 100, "red above: {:?}", at(30, 20));
        assert!(at(30, 80)[2] > 150 && at(30, 80)[0] < 100, "blue below: {:?}", at(30, 80));
        assert!(at(95, 50).iter().all(|part| *part > 200), "white on the right: {:?}", at(95, 50));
    }
}

#[test]
fn a_cut_shows_what_was_chosen() {
    let facts = Facts { kind: Kind::Jpeg, width: 4_000, height: 3_000, turned: 1, frames: 1, alpha: false };
    let size = |cut: Cut| {
        let planned = plan(&facts, &cut);
        (planned.width, planned.height)
    };
    assert_eq!(size(Cut::default()), (4_000, 3_000));
    assert_eq!(size(Cut { width: Some(960), ..Cut::default() }), (960, 720));
    assert_eq!(size(Cut { width: Some(9_000), ..Cut::default() }), (4_000, 3_000), "nothing is made larger");
    assert_eq!(size(Cut { crop: Crop::new(2_500, 0, 5_000, 10_000), ..Cut::default() }), (2_000, 3_000));
    assert_eq!(size(Cut { crop: Crop::new(9_999, 9_999, 1, 1), width: Some(400), ..Cut::default() }), (1, 1));
    assert_eq!(size(Cut { ratio: Some((1_200, 630)), width: Some(1_200), ..Cut::default() }), (1_200, 630));

    let bytes = file(&drawn(400, 300), ImageFormat::Png);
    let facts = inspect(&bytes, "x").unwrap();
    for (x, colour) in [(0, 0), (10_000, 2)] {
        let cut = Cut { ratio: Some((1, 2)), focal: Focal::new(x, 9_000), width: Some(50), ..Cut::default() };
        let picture = image::load_from_memory(&render(&bytes, &facts, &cut, "x").unwrap().bytes).unwrap().into_rgb8();
        assert!(picture.get_pixel(25, 90).0[colour] > 150, "the point that was chosen stays in sight");
    }
}

#[test]
fn what_shines_through_goes_on_shining_and_frames_go_on_moving() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(100, 100, Rgba([10, 20, 30, 40])));
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let bytes = file(&clear, format);
        let facts = inspect(&bytes, "x").unwrap();
        assert!(facts.alpha, "{format:?}");
        let out = render(&bytes, &facts, &Cut { width: Some(50), ..Cut::default() }, "x").unwrap();
        let shown = image::load_from_memory(&out.bytes).unwrap().into_rgba8();
        assert_eq!((out.kind, shown.get_pixel(20, 20).0), (Kind::Png, [10, 20, 30, 40]));
    }
    let mut moving = Vec::new();
    GifEncoder::new(&mut moving).encode_frames([1, 2, 3].map(|_| Frame::new(clear.to_rgba8()))).unwrap();
    let facts = inspect(&moving, "x").unwrap();
    assert_eq!(facts.frames, 3);
    let out = render(&moving, &facts, &Cut { width: Some(10), ..Cut::default() }, "x").unwrap();
    assert_eq!(inspect(&out.bytes, "x").unwrap().frames, 3, "a moving picture goes out whole");
    assert_eq!(take(moving, "x").unwrap().preview.kind, Kind::Png, "the window shows one frame");
}

fn svg(inside: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?>\n<!-- a drawing -->\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"200\" height=\"100\">{inside}</svg>").into_bytes()
}

#[test]
fn an_svg_is_drawn_and_neither_runs_nor_fetches() {
    let folder = std::env::temp_dir().join(format!("stet-svg-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("secret.png"), file(&drawn(100, 100), ImageFormat::Png)).unwrap();
    let secret = folder.join("secret.png");
    let hostile = svg(&format!(
        "<script>alert(1)</script><rect width=\"200\" height=\"100\" fill=\"#0a0\" onclick=\"alert(2)\"/>\
         <image href=\"{0}\" width=\"200\" height=\"100\"/><image xlink:href=\"file://{0}\" width=\"200\" height=\"100\"/>\
         <image href=\"https://example.org/x.png\" width=\"200\" height=\"100\"/><foreignObject><p>no</p></foreignObject>",
        secret.display()
    ));
    let taken = take(hostile, "x.svg").unwrap();
    assert_eq!((taken.facts.kind, taken.facts.width, taken.facts.height), (Kind::Png, 2_000, 1_000));
    let drawn = image::load_from_memory(&taken.bytes).unwrap().into_rgb8();
    assert!(drawn.pixels().all(|pixel| pixel.0 == [0, 170, 0]), "nothing from elsewhere is in it");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_svg_that_grows_without_bound_is_refused() {
    let mut bomb = String::from("<defs><rect id=\"a0\" width=\"1\" height=\"1\"/>");
    for level in 1..12 {
        bomb.push_str(&format!("<g id=\"a{level}\">{}</g>", format!("<use href=\"#a{}\"/>", level - 1).repeat(10)));
    }
    bomb.push_str("</defs><use href=\"#a11\"/>");
    assert_eq!(code(svg(&bomb)), ErrorCode::PictureBroken);
    assert_eq!(code(svg("<g id=\"a\"><use href=\"#a\"/></g>")), ErrorCode::PictureBroken);
    let laughs = "<!DOCTYPE svg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&e;&e;&e;&e;</text></svg>";
    assert_eq!(code(laughs.as_bytes().to_vec()), ErrorCode::PictureBroken);
    assert_eq!(code(svg("<rect")), ErrorCode::PictureBroken);
    let large = String::from_utf8(svg("")).unwrap().replace("width=\"200\"", "width=\"100000\"");
    assert_eq!(code(large.into_bytes()), ErrorCode::PictureDimensions);
    assert_eq!(code(svg(&"<g>".repeat(100_000))), ErrorCode::PictureBroken);
}

/// AVIFs as libavif 1.4 writes them: [`drawn`] at 64 × 48 with notes, without subsampling, turned, half shining through, grey,
/// moving (32 × 24), with a colour profile.
fn avif(name: &str) -> &'static [u8] {
    match name {
        "plain" => include_bytes!("fixtures/plain.avif"),
        "full" => include_bytes!("fixtures/full.avif"),
        "turned" => include_bytes!("fixtures/turned.avif"),
        "clear" => include_bytes!("fixtures/clear.avif"),
        "grey" => include_bytes!("fixtures/grey.avif"),
        "moving" => include_bytes!("fixtures/moving.avif"),
        _ => include_bytes!("fixtures/profile.avif"),
    }
}

#[test]
fn an_avif_is_decoded_cut_and_shown_as_what_every_window_shows() {
    for name in ["plain", "full", "profile"] {
        let taken = take(avif(name).to_vec(), name).unwrap();
        assert_eq!((taken.facts.kind, taken.facts.width, taken.facts.height, taken.facts.frames), (Kind::Avif, 64, 48, 1), "{name}");
        assert_eq!((taken.preview.kind, taken.preview.width), (Kind::Jpeg, 64), "{name}");
        let out = render(&taken.bytes, &taken.facts, &Cut { width: Some(32), ..Cut::default() }, name).unwrap();
        assert_eq!((out.kind, out.width, out.height), (Kind::Jpeg, 32, 24), "{name}");
        let picture = image::load_from_memory(&out.bytes).unwrap().into_rgb8();
        let near = |x: u32, y: u32, wanted: [u8; 3]| {
            let found = picture.get_pixel(x, y).0;
            assert!(found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 24), "{name} at {x}, {y}: {found:?} for {wanted:?}");
        };
        near(4, 2, [255, 255, 255]);
        near(6, 16, [200, 30, 30]);
        near(26, 16, [30, 30, 200]);
        let part = Cut { crop: Crop::new(5_000, 5_000, 5_000, 5_000), ..Cut::default() };
        let out = render(&taken.bytes, &taken.facts, &part, name).unwrap();
        assert_eq!((out.width, out.height), (32, 24), "{name}");
        assert_eq!(
            says(&render(&taken.bytes, &taken.facts, &Cut { width: Some(60), ..Cut::default() }, name).unwrap().bytes, "ICC_PROFILE"),
            name == "profile"
        );
    }
    let grey = take(avif("grey").to_vec(), "grey").unwrap();
    let shown = image::load_from_memory(&grey.preview.bytes).unwrap().into_rgb8();
    assert!(shown.pixels().all(|pixel| pixel.0[0].abs_diff(pixel.0[2]) < 3), "grey stays grey");

    let turned = take(avif("turned").to_vec(), "turned").unwrap();
    assert_eq!((turned.facts.width, turned.facts.height), (48, 64), "turned as it says");
    let shown = image::load_from_memory(&turned.preview.bytes).unwrap().into_rgb8();
    assert!(shown.get_pixel(44, 32).0.iter().all(|part| *part > 220), "what was above is on the right");
    assert!(shown.get_pixel(10, 10).0[0] > 150 && shown.get_pixel(10, 54).0[2] > 150, "left is above");

    let clear = take(avif("clear").to_vec(), "clear").unwrap();
    assert!(clear.facts.alpha);
    assert_eq!(clear.preview.kind, Kind::Png);
    let shown = image::load_from_memory(&clear.preview.bytes).unwrap().into_rgba8();
    assert!(shown.get_pixel(5, 1).0[3] < 40 && shown.get_pixel(5, 46).0[3] > 215, "what shines through goes on shining");
}

#[test]
fn an_avif_goes_out_whole_without_its_notes() {
    let bytes = avif("plain");
    let facts = inspect(bytes, "x").unwrap();
    let out = render(bytes, &facts, &Cut::default(), "x").unwrap();
    assert_eq!(out.kind, Kind::Avif);
    for secret in ["SECRETMAKER", "SECRETMODEL", "SECRETXMP"] {
        assert!(says(bytes, secret) && !says(&out.bytes, secret), "{secret}");
    }
    assert_eq!(out.bytes.len(), bytes.len(), "nothing moves, so that its offsets stay true");
    let pixels = |bytes: &[u8]| av1::decode(bytes).unwrap().0;
    assert_eq!(pixels(&out.bytes), pixels(bytes), "every pixel is what it was");

    let moving = inspect(avif("moving"), "x").unwrap();
    let out = render(avif("moving"), &moving, &Cut { width: Some(8), ..Cut::default() }, "x").unwrap();
    assert_eq!((out.kind, out.width), (Kind::Avif, 32), "a moving picture goes out whole");
}

#[test]
fn a_hostile_avif_is_refused_and_none_brings_the_desk_down() {
    let whole = avif("plain");
    for end in (0..whole.len()).step_by(11) {
        let _ = take(whole[..end].to_vec(), "x");
    }
    assert_eq!(code(whole[..whole.len() - 60].to_vec()), ErrorCode::PictureBroken, "cut short");
    let at = whole.windows(4).position(|window| window == b"ispe").unwrap() + 8;
    let sized = |width: u32, height: u32| {
        let mut lies = whole.to_vec();
        lies[at..at + 4].copy_from_slice(&width.to_be_bytes());
        lies[at + 4..at + 8].copy_from_slice(&height.to_be_bytes());
        code(lies)
    };
    assert_eq!(sized(100_000, 100_000), ErrorCode::PictureDimensions);
    assert_eq!(sized(10_000, 9_000), ErrorCode::PictureDimensions, "more than its decoder is given room for");
    assert_eq!(sized(4_000, 4_000), ErrorCode::PictureBroken, "sixteen megapixels that it does not have");
    assert_eq!(sized(16, 16), ErrorCode::PictureBroken, "fewer than it has");
    let mut seed = 11_u32;
    for name in ["plain", "clear", "moving"] {
        for round in 0..40_usize {
            let mut bytes = avif(name).to_vec();
            for _ in 0..=round % 4 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = seed as usize % bytes.len();
                bytes[at] = (seed >> 24) as u8;
            }
            let _ = take(bytes, "x");
        }
    }
}

/// A box of ISO/IEC 14496-12.
fn part(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
    [&size[..], kind, body].concat()
}

fn pairs(numbers: impl IntoIterator<Item = usize>) -> Vec<u8> {
    numbers.into_iter().flat_map(|number| u16::try_from(number).unwrap().to_be_bytes()).collect()
}

/// An AVIF of 64 × 64 by hand: its items from 1, of which the first leads; where their bytes lie (`iloc`), who refers to whom, and
/// what is said of the items in `ipma`. Its data box holds a grid of 2 × 128 and one of 1 × 2, eight bytes each.
fn by_hand(kinds: &[&[u8; 4]], iloc: &[u8], references: &[u8], said: &[u8]) -> Vec<u8> {
    let info = |(at, kind): (usize, &&[u8; 4])| part(b"infe", &[&[2, 0, 0, 0][..], &pairs([at + 1, 0]), &kind[..], b"\0"].concat());
    let infos: Vec<u8> = kinds.iter().enumerate().flat_map(info).collect();
    let known =
        [part(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 64]), part(b"auxC", b"\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")];
    let meta = [
        vec![0; 4],
        part(b"pitm", &[0, 0, 0, 0, 0, 1]),
        part(b"iinf", &[&[0, 0, 0, 0][..], &pairs([kinds.len()]), &infos].concat()),
        part(b"iloc", iloc),
        part(b"iref", &[&[0; 4], references].concat()),
        part(b"iprp", &[part(b"ipco", &known.concat()), part(b"ipma", &[&[0; 4], said].concat())].concat()),
        part(b"idat", &[0, 0, 1, 127, 0, 64, 0, 64, 0, 0, 0, 1, 0, 64, 0, 64]),
    ];
    [part(b"ftyp", b"avif\0\0\0\0avif"), part(b"meta", &meta.concat()), part(b"mdat", &[7; 50_000])].concat()
}

/// Whether an item's bytes lie in the data box, and in which stretches: offset and length.
type Located<'a> = (bool, &'a [(u32, u32)]);

/// Where items lie (version 1, offsets and lengths of four bytes).
fn located(items: &[Located<'_>]) -> Vec<u8> {
    let one = |(at, (inside, extents)): (usize, &Located<'_>)| {
        let places = extents.iter().flat_map(|(offset, length)| [offset.to_be_bytes(), length.to_be_bytes()].concat());
        [pairs([at + 1, usize::from(*inside), 0, extents.len()]), places.collect()].concat()
    };
    [vec![1, 0, 0, 0, 0x44, 0], pairs([items.len()]), items.iter().enumerate().flat_map(one).collect()].concat()
}

#[test]
fn a_small_avif_that_says_that_it_is_huge_costs_nothing() {
    let every = (0, u32::MAX);
    let tiles = part(b"dimg", &pairs([1, 256].into_iter().chain([2; 256])));
    let size = [0, 0, 0, 1, 0, 1, 1, 1];
    let bytes = by_hand(&[b"grid", b"av01"], &located(&[(true, &[(0, 8)]), (false, &[every])]), &tiles, &size);
    let layout = super::avif::layout(&bytes).unwrap();
    assert_eq!((layout.tiles.len(), layout.columns), (256, 128));
    let copied: usize = layout.tiles.iter().filter(|tile| matches!(tile, std::borrow::Cow::Owned(_))).map(|tile| tile.len()).sum();
    assert_eq!(copied, 0, "256 tiles that are all of the file are not 256 copies of it");
    assert_eq!(code(bytes), ErrorCode::PictureBroken);

    let bytes = by_hand(&[b"grid", b"av01"], &located(&[(true, &[(0, 8)]), (false, &[every, every])]), &tiles, &size);
    assert!(super::avif::layout(&bytes).is_none(), "more is put together than there is");

    // Offsets and lengths of no bytes: six bytes say that an item lies in 65,535 places.
    let nowhere = [vec![0; 6], pairs([1_000]), pairs((0..1_000).flat_map(|_| [2, 0, 65_535]))].concat();
    assert!(super::avif::layout(&by_hand(&[b"grid", b"av01"], &nowhere, &tiles, &size)).is_none());

    // Notes that are all of the file, again and again, are blanked once.
    let notes = vec![b"Exif"; 5_000];
    let many = vec![every; 4_000];
    let blank = super::avif::blanked(&by_hand(&notes, &located(&[(false, &many)]), &[], &size));
    assert!(blank.iter().all(|byte| *byte == 0));
}

#[test]
fn what_shines_through_may_be_cut_into_other_tiles_than_the_colours() {
    let references = [part(b"auxl", &pairs([2, 1, 1])), part(b"dimg", &pairs([2, 2, 1, 1]))].concat();
    let said = [0, 0, 0, 2, 0, 1, 1, 1, 0, 2, 1, 2];
    let bytes = by_hand(&[b"av01", b"grid"], &located(&[(false, &[(0, 100)]), (true, &[(8, 8)])]), &references, &said);
    let layout = super::avif::layout(&bytes).unwrap();
    assert_eq!((layout.tiles.len(), layout.columns), (1, 1));
    assert_eq!((layout.alpha.len(), layout.alpha_columns), (2, 2));
}
