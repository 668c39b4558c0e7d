//! Circles: no file uses what uses it, and the drawers of `render` use each other one way.

use std::collections::{BTreeMap, BTreeSet};

use super::arrows::{Arrow, Modules};
use super::{Source, sources};

/// What is inside `render`, from left to right: a drawer uses only what stands to the left of it.
const DRAWERS: [&str; 8] = ["json", "views", "text", "theme", "words", "pages", "plan", "mod"];

/// The files that each file names outside its own tests; what is only handed on is used by nobody.
type Uses = BTreeMap<String, BTreeSet<String>>;

fn uses(sources: &[Source]) -> Uses {
    let modules = Modules::of(sources);
    let of = |source: &Source| {
        let arrows = modules.arrows(source).into_iter().filter(|arrow| !arrow.in_tests && !arrow.handed_on);
        (source.path.clone(), arrows.map(|arrow| arrow.to).collect())
    };
    sources.iter().map(of).collect()
}

/// The files that stand in a circle or lead into one: what is left when all are taken away that use nothing that is left.
fn circular(mut uses: Uses) -> Uses {
    loop {
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        for used in uses.values_mut() {
            used.retain(|path| left.contains(path));
        }
        uses.retain(|_, used| !used.is_empty());
        if uses.len() == left.len() {
            return uses;
        }
    }
}

/// One circle, each file with the one that it uses.
fn a_circle(uses: &Uses) -> Option<Vec<&str>> {
    let mut path: Vec<&str> = vec![uses.keys().next()?];
    loop {
        let next = uses[*path.last()?].first()?.as_str();
        if let Some(at) = path.iter().position(|known| *known == next) {
            return Some(path[at..].to_vec());
        }
        path.push(next);
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let circular = circular(uses(&sources()));
    assert_eq!(a_circle(&circular), None, "each of these uses the next, and the last the first");
}

#[test]
fn the_drawers_of_render_use_only_what_stands_to_the_left() {
    let drawer = |path: &str| {
        let name = path.trim_start_matches("src/render/").split('/').next().expect("a name").trim_end_matches(".rs");
        DRAWERS.iter().position(|known| *known == name).unwrap_or_else(|| panic!("`{name}` is no drawer of render"))
    };
    let sources = sources();
    let modules = Modules::of(&sources);
    let inside = sources.iter().filter(|source| source.room == "render");
    let wrong: Vec<String> = inside
        .flat_map(|source| modules.arrows(source).into_iter().map(move |arrow| (source, arrow)))
        .filter(|(source, Arrow { to, .. })| to.starts_with("src/render/") && drawer(to) > drawer(&source.path))
        .map(|(source, Arrow { line, to, .. })| format!("{}:{line}: {to}", source.path))
        .collect();
    assert!(wrong.is_empty(), "arrows that run the wrong way:\n{}", wrong.join("\n"));
}

#[test]
fn a_circle_is_found_whatever_leads_into_it() {
    let file = |path: &str, text: &str| Source { path: path.to_owned(), room: String::new(), text: text.to_owned() };
    let house = |last: &str| {
        [
            file("src/lib.rs", "mod a; mod b; mod c; mod d;\nuse a::A;"),
            file("src/a.rs", "use super::b::B;"),
            file("src/b.rs", "use crate::c::C;"),
            file("src/c.rs", "use super::d::D;"),
            file("src/d.rs", last),
        ]
    };
    let circle = |last: &str| circular(uses(&house(last))).into_keys().collect::<Vec<_>>();
    assert_eq!(circle("use super::b::B;"), ["src/a.rs", "src/b.rs", "src/c.rs", "src/d.rs", "src/lib.rs"]);
    let all = circular(uses(&house("use super::b::B;")));
    assert_eq!(a_circle(&all), Some(vec!["src/b.rs", "src/c.rs", "src/d.rs"]));
    assert_eq!(circle("#[cfg(test)]\nmod tests { use crate::b::B; }"), [""; 0], "tests may look anywhere");
}
