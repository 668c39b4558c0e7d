//! Themes as a product: what their guide promises, what `theme new` writes, what the
//! second built-in theme proves.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::folder::Folder;
use crate::page::Page;
use crate::site::{Said, TODAY, build_folder};

const MARK: &str = "<!-- What follows is written by `MITHAQ_BLESS=1 cargo test themes` from the templates, src/render/views.rs and the strings. -->\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names after `{% block` and `{% component` in a template.
fn named(template: &str, tag: &str) -> Vec<String> {
    let name = |rest: &str| rest.split([' ', '(', '%']).find(|word| !word.is_empty()).unwrap_or_default().to_owned();
    template.split(&format!("{{% {tag} ")).skip(1).map(name).collect()
}

/// The part of the guide that follows from the code.
fn reference() -> String {
    let mut out = String::from(
        "\n### Blocks\n\n`base.html` is the frame. A theme that replaces it keeps these blocks, which the pages fill:\n\n",
    );
    for block in named(&read("themes/default/templates/base.html"), "block") {
        let _ = writeln!(out, "- `{block}`");
    }
    out.push_str("\n### Components\n\nSmall parts in `components.html`, used as `{{<name field={value}/>}}`:\n\n");
    let components = read("themes/default/templates/components.html");
    for name in named(&components, "component") {
        let before = components.split(&format!("{{% component {name}(")).next().unwrap_or_default();
        let said = before.rsplit_once("{#-").and_then(|(_, said)| said.split_once("-#}"));
        let (said, between) = said.unwrap_or_default();
        assert!(!said.is_empty() && between.trim().is_empty(), "no comment tells what the component `{name}` is");
        let _ = writeln!(out, "- `{name}`: {}", said.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    out.push_str("\n## Views\n\n`Option` may be absent, `Vec` is a list; all other fields are always there.\n");
    let mut said: Vec<&str> = Vec::new();
    let views = read("src/render/views.rs");
    for line in views.lines().map(str::trim) {
        if let Some(words) = line.strip_prefix("/// ") {
            said.push(words);
            continue;
        }
        let words = said.join(" ").replace("[`", "`").replace("`]", "`");
        if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.split([' ', '<']).next()) {
            let _ = writeln!(out, "\n### {name}\n\n{words}\n\n| field | kind | |\n| --- | --- | --- |");
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            let kind = kind.trim_end_matches(',').replace("&'static str", "String");
            let _ = writeln!(out, "| `{name}` | `{kind}` | {} |", words.replace('|', "\\|"));
        }
        if !line.starts_with("#[") {
            said.clear();
        }
    }
    out.push_str("\n## Words\n\nThe keys of `strings/ar.yaml` and `strings/en.yaml`. What stands in braces is filled in; entries with forms follow a number (`zero one two few many other`; Arabic has all six). Keys with forms, lists and braces are not in `t`; they arrive in views, filled in.\n\n| key | العربية | English |\n| --- | --- | --- |\n");
    let (ar, en) = (entries("ar"), entries("en"));
    for (key, words) in &ar {
        let english = en.iter().find(|(other, _)| other == key).map_or("", |(_, words)| words);
        let cell = |words: &str| words.trim_matches('"').replace('|', "\\|");
        let _ = writeln!(out, "| `{key}` | {} | {} |", cell(words), cell(english));
    }
    out
}

fn entries(lang: &str) -> Vec<(String, String)> {
    let file = read(&format!("themes/default/strings/{lang}.yaml"));
    let entry = |line: &str| {
        let (key, words) = line.split_once(": ")?;
        (!line.starts_with([' ', '#'])).then(|| (key.to_owned(), words.to_owned()))
    };
    file.lines().filter_map(entry).collect()
}

#[test]
fn the_guide_of_themes_lists_every_view_field_block_component_and_word() {
    let guide = read("themes/README.md");
    let (by_hand, written) = guide.split_once(MARK).expect("the guide says what is written by the test");
    let wanted = reference();
    if std::env::var_os("MITHAQ_BLESS").is_some() {
        fs::write(root().join("themes/README.md"), format!("{by_hand}{MARK}{wanted}")).expect("the guide is written");
        return;
    }
    let (is, ought): (BTreeSet<_>, BTreeSet<_>) = (written.lines().collect(), wanted.lines().collect());
    let missing: Vec<_> = ought.difference(&is).collect();
    let stale: Vec<_> = is.difference(&ought).collect();
    assert!(
        written == wanted,
        "themes/README.md is behind; `MITHAQ_BLESS=1 cargo test themes` writes it\nmissing: {missing:#?}\nno longer so: {stale:#?}"
    );
}

#[test]
fn the_guide_names_the_view_of_every_template() {
    let guide = read("themes/README.md");
    for entry in fs::read_dir(root().join("themes/default/templates")).expect("templates") {
        let name = entry.expect("a template").file_name().into_string().expect("a name");
        if name.ends_with(".html") && !matches!(name.as_str(), "base.html" | "components.html") {
            assert!(guide.contains(&format!("`{name}`")), "the guide does not name {name}");
        }
    }
}

#[test]
fn the_plain_theme_builds_the_whole_content() {
    let said = Said { theme: Some("plain"), ..Said::default() };
    let (findings, plain) = build_folder(&root(), TODAY, &said);
    assert!(findings.iter().all(|finding| finding.severity != "error"), "{findings:?}");
    let (_, default) = build_folder(&root(), TODAY, &Said::default());
    let pages = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|path| path.ends_with(".html")).cloned().collect::<Vec<_>>()
    };
    assert_eq!(pages(&plain.files), pages(&default.files));
    let files = fs::read_dir(root().join("themes/plain/templates")).expect("templates").count();
    assert!(files <= 2, "the plain theme has few files");
    let sheet = |files: &std::collections::BTreeMap<String, Vec<u8>>| {
        files.iter().find(|(path, _)| path.starts_with("assets/style.")).map(|(_, bytes)| bytes.len()).expect("a sheet")
    };
    assert!(sheet(&plain.files) * 4 < sheet(&default.files), "it is plain");
}

#[test]
fn the_plain_theme_says_what_a_page_is_to_whoever_passes_it_on() {
    let said = Said { theme: Some("plain"), ..Said::default() };
    let (_, plain) = build_folder(&root(), TODAY, &said);
    let (_, default) = build_folder(&root(), TODAY, &Said::default());
    let mut cards = 0;
    for (ours, theirs) in plain.pages().iter().zip(default.pages().iter()) {
        assert_eq!(ours.path, theirs.path);
        for tag in ["type", "title", "description", "url", "locale", "site_name", "image", "image:type", "image:alt"] {
            let of = |page: &Page| page.values(&format!("meta[property=\"og:{tag}\"]"), "content").join("|");
            assert_eq!(of(ours), of(theirs), "og:{tag} of {}", ours.path);
            cards += usize::from(tag == "image" && !of(ours).is_empty());
        }
        assert!(!ours.values("meta[property=\"og:title\"]", "content").is_empty(), "{}", ours.path);
    }
    assert!(cards >= 10, "policies have cards");
}

fn site() -> Folder {
    let folder = Folder::new();
    folder.run(&["init", "."]).ends(0);
    folder
}

#[test]
fn theme_new_starts_a_theme_that_builds_and_changes_what_it_says() {
    let folder = site();
    folder.run(&["theme", "new", "ours"]).ends(0).answers("wrote 3 files").answers("theme: ours");
    folder.write("themes/ours/strings/ar.yaml", "needs: بمَ نخدمك؟\n");
    folder.run(&["build", "--theme", "ours", "--strict"]).ends(0);
    let page = folder.read("output/ar/index.html");
    assert!(page.contains("بمَ نخدمك؟"), "the theme's word");
    let style = page.find("assets/style.").expect("the default sheet");
    let own = page.find("assets/theme.").expect("the theme's sheet");
    assert!(style < own, "the theme's sheet wins");
    folder.run(&["build", "--strict"]).ends(0);
    assert!(!folder.read("output/ar/index.html").contains("assets/theme."), "without --theme nothing has changed");
}

#[test]
fn theme_new_touches_nothing_that_is_there() {
    let folder = site();
    folder.write("themes/ours/assets/theme.css", "a{}");
    folder.run(&["theme", "new", "ours"]).ends(1).says("holds something already").says("hint: take another name");
    assert_eq!(folder.read("themes/ours/assets/theme.css"), "a{}");
    for name in ["default", "plain"] {
        folder.run(&["theme", "new", name]).ends(1).says(&format!("the program holds a theme `{name}` already"));
    }
    for name in ["../out", "Ours", ""] {
        folder.run(&["theme", "new", name]).ends(2);
    }
}

#[test]
fn a_theme_that_is_not_there_is_named_with_the_way_to_start_it() {
    site()
        .run(&["build", "--theme", "nowhere"])
        .ends(1)
        .says("there is no theme `nowhere`")
        .says("mithaq theme new nowhere");
}

#[test]
fn a_font_of_the_theme_is_published_under_a_name_of_its_content_and_found_by_the_sheet() {
    let folder = site();
    folder.write("themes/ours/assets/fonts/naskh.woff2", "not really a font");
    folder.write(
        "themes/ours/assets/theme.css",
        "/* url(gone.woff2) */ @font-face{font-family:N;src:url(\"fonts/naskh.woff2\")}",
    );
    folder.run(&["build", "--theme", "ours", "--strict"]).ends(0);
    let files = folder.files("output/assets");
    let (font, bytes) = files.iter().find(|(path, _)| path.contains("naskh.")).expect("the font is published");
    assert_eq!(bytes, b"not really a font");
    let name = font.rsplit('/').next().expect("a name");
    assert!(name.len() > "naskh.woff2".len(), "{name} changes with the content");
    let (_, sheet) = files.iter().find(|(path, _)| path.contains("theme.")).expect("the sheet is published");
    let sheet = String::from_utf8_lossy(sheet);
    assert!(sheet.contains(&format!("fonts/{name}")), "{sheet}");
    assert!(folder.read("output/_headers").contains("font-src 'self'"));
}

#[test]
fn a_sheet_that_names_a_file_the_theme_does_not_hold_stops_the_build() {
    let folder = site();
    folder.write("themes/ours/assets/theme.css", "@font-face{font-family:N;src:url('fonts/gone.woff2')}");
    folder
        .run(&["build", "--theme", "ours"])
        .ends(1)
        .says("error[theme-file-missing]")
        .says("fonts/gone.woff2")
        .says("themes/ours/assets/theme.css");
}

#[test]
fn an_error_in_a_template_names_the_template_its_line_and_the_fields_of_the_view() {
    let folder = site();
    let broken = "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ view.brand.name.text }}</h1>\n<p>{{ view.nmae }}</p>\n{% endblock main %}\n";
    folder.write("themes/ours/templates/association.html", broken);
    folder
        .run(&["build", "--theme", "ours"])
        .ends(1)
        .says("error[template]")
        .says("in `association.html`, line 4")
        .says("themes/ours/templates/association.html:4:")
        .says("`view` has brand, channels, commitments,")
        .says("themes/README.md");
    folder.write("themes/ours/templates/association.html", "{% extends \"base.html\" %}\n{% block main %}\n{% if %}");
    folder.run(&["check", "--theme", "ours"]).ends(1).says("in `association.html`, line 3");
}
