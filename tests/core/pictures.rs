//! Pictures in a library: once by their hash, proved when read, kept as long as any revision shows them, and what an export gets.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use stet_core::article::LeadImage;
use stet_core::document::{Block, Crop, Document, Figure, Inline};
use stet_core::export::renditions::{self, Shown};
use stet_core::export::{Assets, NoAssets};
use stet_core::library::Reason;
use stet_core::picture::Cut;
use stet_core::{Article, ErrorCode, Library, Stamp};
use stet_testkit::TempLibrary;

fn jpeg(width: u32, height: u32, colour: u8) -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| Rgb([colour, x as u8, y as u8])));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

fn with(asset: &str) -> Article {
    let figure = Figure { asset: asset.into(), caption: Inline::plain("The ferry at dusk"), ..Figure::default() };
    Article { headline: "Winter ferry".into(), body: Document::new(vec![Block::Figure(figure)]), ..Article::default() }
}

fn raw(library: &TempLibrary) -> rusqlite::Connection {
    rusqlite::Connection::open(library.path()).unwrap()
}

#[test]
fn a_picture_is_kept_once_and_read_back_whole() {
    let library = TempLibrary::new();
    let bytes = jpeg(300, 200, 9);
    let asset = library.add_asset(bytes.clone(), "ferry.jpg", &library.stamp()).unwrap();
    assert_eq!(asset.hash, blake3::hash(&bytes).to_hex().as_str());
    assert_eq!((asset.width, asset.height, asset.size, asset.media_type.as_str()), (300, 200, bytes.len() as u64, "image/jpeg"));
    assert_eq!(library.add_asset(bytes.clone(), "again.jpg", &library.stamp()).unwrap(), asset, "the same bytes are the same picture");
    assert_eq!(library.asset(&asset.hash).unwrap(), ("image/jpeg".to_owned(), bytes));
    let count: i64 = raw(&library).query_row("SELECT count(*) FROM asset", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
    let small = library.preview_picture(&asset.hash, &Cut { width: Some(100), ..Cut::default() }).unwrap();
    assert_eq!((small.width, small.height), (100, 67));
    let unknown = "0".repeat(64);
    assert_eq!(library.asset(&unknown).unwrap_err().code(), ErrorCode::PictureUnknown);
    assert_eq!(library.add_asset(b"no".to_vec(), "x", &library.stamp()).unwrap_err().code(), ErrorCode::PictureFormat);
}

#[test]
fn a_file_is_measured_before_it_is_read() {
    let library = TempLibrary::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.jpg");
    std::fs::File::create(&path).unwrap().set_len(2 << 30).unwrap();
    let code = |path: &std::path::Path| library.add_asset_file(path, &library.stamp()).unwrap_err().code();
    assert_eq!(code(&path), ErrorCode::PictureTooLarge, "two gigabytes of nothing");
    assert_eq!(code(folder.path()), ErrorCode::IsAFolder);
    assert_eq!(code(&folder.path().join("gone.png")), ErrorCode::ImportMissing);
    std::fs::write(&path, jpeg(20, 10, 1)).unwrap();
    assert_eq!(library.add_asset_file(&path, &library.stamp()).unwrap().name, "large.jpg");
}

#[test]
fn nothing_that_a_revision_shows_goes() {
    let library = TempLibrary::new();
    let add = |colour: u8| library.add_asset(jpeg(40, 30, colour), "", &library.stamp()).unwrap().hash;
    let (first, second, never, late) = (add(1), add(2), add(3), jpeg(40, 30, 4));
    let story = library.create_story(with(&first), Reason::Created, &library.stamp()).unwrap();
    let saved = library.save_revision(&story.id, Some((story.version, with(&second))), Reason::Saved, None, &library.stamp()).unwrap();
    let used = |library: &Library| {
        let all = library.story_assets(&story.id).unwrap();
        all.into_iter().map(|picture| (picture.asset.hash, picture.used)).collect::<std::collections::BTreeMap<_, _>>()
    };
    assert_eq!(used(&library), [(first.clone(), false), (second.clone(), true)].into(), "an older revision shows the first");
    // A story may come in before the picture that it names.
    let late_hash = blake3::hash(&late).to_hex().to_string();
    let mut article = with(&second);
    article.lead_image = Some(LeadImage { asset: late_hash.clone(), ..LeadImage::default() });
    library.save_revision(&story.id, Some((saved.version, article)), Reason::Saved, None, &library.stamp()).unwrap();
    library.add_asset(late, "", &library.stamp()).unwrap();

    assert_eq!(library.remove_unused_assets(&library.stamp()).unwrap().pictures, 0, "what was just pasted is not saved yet");
    let later = Stamp::new("A", library.stamp().time + chrono::TimeDelta::days(3));
    let going = library.unused_assets(&later).unwrap();
    assert_eq!((going.pictures, going.bytes), (1, library.asset(&never).unwrap().1.len() as u64), "what would go is known before");
    assert_eq!(library.remove_unused_assets(&later).unwrap(), going);
    assert_eq!(library.asset(&never).unwrap_err().code(), ErrorCode::PictureUnknown);
    for hash in [&first, &second, &late_hash] {
        assert!(library.asset(hash).is_ok(), "{hash} is shown by a revision");
    }
    assert!(library.check(true).unwrap().faults.is_empty());
}

#[test]
fn damage_is_found_and_recovery_brings_the_pictures_over() {
    let library = TempLibrary::new();
    let good = library.add_asset(jpeg(40, 30, 1), "", &library.stamp()).unwrap();
    let bad = library.add_asset(jpeg(40, 30, 2), "", &library.stamp()).unwrap();
    let story = library.create_story(with(&good.hash), Reason::Created, &library.stamp()).unwrap();
    raw(&library).execute("UPDATE asset SET bytes = x'ffd8ff' WHERE hash = ?1", [&bad.hash]).unwrap();
    assert_eq!(library.asset(&bad.hash).unwrap_err().code(), ErrorCode::PictureDamaged);
    let faults = library.check(true).unwrap().faults;
    assert_eq!(faults.iter().map(|fault| fault.kind.as_str()).collect::<Vec<_>>(), ["picture"], "{faults:?}");

    let out = library.beside("recovered.stet");
    Library::recover(&library.path(), &out, &library.stamp()).unwrap();
    let recovered = Library::open(&out).unwrap();
    assert_eq!(recovered.asset(&good.hash).unwrap(), library.asset(&good.hash).unwrap());
    assert_eq!(recovered.asset(&bad.hash).unwrap_err().code(), ErrorCode::PictureUnknown);
    let info = recovered.asset_info(&good.hash).unwrap();
    assert_eq!((info.width, info.height), (40, 30), "what nobody wrote down is read from the bytes");
    assert_eq!(recovered.story_assets(&story.id).unwrap().len(), 1);
}

#[test]
fn an_export_gets_sizes_with_names_that_stay() {
    let library = TempLibrary::new();
    let large = library.add_asset(jpeg(1_600, 900, 1), "", &library.stamp()).unwrap();
    let shown = Shown { asset: &large.hash, crop: None, focal: None };
    let files = renditions::sizes(&shown, &*library).unwrap();
    assert_eq!(
        files.iter().map(|file| (file.width, file.height)).collect::<Vec<_>>(),
        [(480, 270), (960, 540), (1_440, 810), (1_600, 900)]
    );
    assert_eq!(files, renditions::sizes(&shown, &*library).unwrap());
    for file in &files {
        let bytes = file.bytes(&*library).unwrap().expect("the library has it");
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (file.width, file.height), "{}", file.name);
    }
    assert!(renditions::srcset(&files, "pictures/").starts_with(&format!("pictures/{} 480w, ", files[0].name)));
    let cut = Shown { crop: Crop::new(0, 0, 5_000, 10_000), ..shown.clone() };
    assert_ne!(renditions::sizes(&cut, &*library).unwrap()[0].name, files[0].name, "another part has another name");
    let card = renditions::card(&cut, &*library).unwrap().expect("the library has it");
    assert_eq!((card.width, card.height), (800, 420));
    assert!(renditions::data_address(&shown, &*library).unwrap().expect("the library has it").starts_with("data:image/jpeg;base64,/9j/"));
    assert_eq!(renditions::sizes(&shown, &NoAssets).unwrap(), []);
    let elsewhere = Shown { asset: &"0".repeat(64), crop: None, focal: None };
    assert_eq!(renditions::single(&elsewhere, None, &*library).unwrap(), None, "a picture that is not there is no failure");
    assert_eq!(Assets::extension(&*library, &large.hash).unwrap().as_deref(), Some("jpg"));
}

#[test]
fn captions_are_found_by_a_search() {
    let library = TempLibrary::new();
    let asset = library.add_asset(jpeg(40, 30, 1), "", &library.stamp()).unwrap();
    library.create_story(with(&asset.hash), Reason::Created, &library.stamp()).unwrap();
    let mut led = with(&asset.hash);
    led.body = Document::default();
    led.lead_image = Some(LeadImage { asset: asset.hash, caption: "Cormorants on the pier".into(), ..LeadImage::default() });
    library.create_story(led, Reason::Created, &library.stamp()).unwrap();
    let find = |text: &str| {
        let query = stet_core::library::StoryQuery { text: text.into(), ..Default::default() };
        library.list(&query, 0, 10).unwrap().rows.len()
    };
    assert_eq!((find("dusk"), find("cormorants")), (1, 1));
}

#[test]
fn revisions_without_their_content_keep_no_picture_and_damaged_ones_keep_all() {
    let library = TempLibrary::new();
    let add = |colour: u8| library.add_asset(jpeg(40, 30, colour), "", &library.stamp()).unwrap().hash;
    let (shown, never) = (add(1), add(2));
    let id = library.create_story(with(&shown), Reason::Created, &library.stamp()).unwrap().id;
    for (turn, reason) in [Reason::Autosaved, Reason::Saved, Reason::Saved].into_iter().enumerate() {
        let now = library.story(&id).unwrap();
        let article = Article { standfirst: format!("Turn {turn}"), ..now.article };
        library.save_revision(&id, Some((now.version, article)), reason, None, &library.stamp()).unwrap();
    }
    assert_eq!(library.thin(None, &mut |_, _| true).unwrap().revisions, 1);
    let later = Stamp::new("", library.stamp().time + chrono::TimeDelta::days(2));
    assert_eq!(library.unused_assets(&later).unwrap().pictures, 1, "a revision that was thinned out is no obstacle");
    // Lost in a recovery: only the hash is left.
    raw(&library)
        .execute_batch("UPDATE snapshot SET codec = 3, base = NULL, pack = NULL, start = NULL, bytes = x'' WHERE key = (SELECT snapshot FROM revision WHERE number = 1)")
        .unwrap();
    assert_eq!(library.unused_assets(&later).unwrap().pictures, 1, "nor is one that was lost");
    // Damaged: it may show any picture, and be read again after a recovery.
    let bytes: Vec<u8> = raw(&library)
        .query_row("SELECT bytes FROM snapshot WHERE key = (SELECT snapshot FROM revision WHERE number = 3)", [], |row| row.get(0))
        .unwrap();
    let put = |bytes: &[u8]| {
        raw(&library)
            .execute("UPDATE snapshot SET bytes = ?1 WHERE key = (SELECT snapshot FROM revision WHERE number = 3)", [bytes])
            .unwrap()
    };
    put(b"x");
    assert_eq!(library.unused_assets(&later).unwrap().pictures, 0);
    assert_eq!(library.remove_unused_assets(&later).unwrap().pictures, 0, "nothing goes that it may show");
    put(&bytes);
    assert_eq!(library.remove_unused_assets(&later).unwrap().pictures, 1);
    assert_eq!(library.asset(&never).unwrap_err().code(), ErrorCode::PictureUnknown);
    assert!(library.asset(&shown).is_ok());
}
