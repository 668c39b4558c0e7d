//! Arrows between rooms, and what stays in which room.

use std::fs;

use super::arrows::{Arrow, Modules};
use super::{Source, root, sources};

/// The rooms from left to right: a room uses only what stands to the left of it.
const ROOMS: [&str; 18] = [
    "source", "report", "disk", "text", "model", "load", "edit", "check", "derive", "output", "render", "lib",
    "record", "live", "http", "inbox", "commands", "main",
];

/// Rooms that stay away from some that stand to their left.
const APART: [(&str, &[&str]); 10] = [
    ("report", &["disk"]),
    ("edit", &["disk"]),
    ("check", &["disk", "text", "load", "edit"]),
    ("derive", &["disk", "load", "edit", "check"]),
    ("output", &["disk", "text", "model", "load", "edit", "check", "derive"]),
    ("render", &["disk", "load", "edit", "check"]),
    ("record", &["text", "check", "derive", "output", "render"]),
    ("live", &["edit", "record"]),
    (
        "http",
        &["disk", "text", "model", "load", "edit", "check", "derive", "output", "render", "lib", "record", "live"],
    ),
    ("inbox", &["text", "load", "edit", "check", "render", "lib", "record", "live", "http"]),
];

#[test]
fn rooms_use_only_what_stands_to_the_left() {
    let order = |room: &str| {
        ROOMS.iter().position(|known| *known == room).unwrap_or_else(|| panic!("`{room}` is no room of the map"))
    };
    let sources = sources();
    let modules = Modules::of(&sources);
    let mut wrong = Vec::new();
    for source in &sources {
        for Arrow { line, named, .. } in modules.arrows(source) {
            let used = room_of(&named);
            let apart = APART.iter().any(|(room, others)| *room == source.room && others.contains(&used));
            if used != source.room && (order(used) > order(&source.room) || apart) {
                wrong.push(format!("{}:{line}: `{}` uses `{used}`", source.path, source.room));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that run the wrong way:\n{}", wrong.join("\n"));
}

/// The room of a file: the first name of its path.
fn room_of(path: &str) -> &str {
    let path = path.trim_start_matches("src/");
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

#[test]
fn the_map_in_lib_tells_the_order_of_the_rooms() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).expect("the map is there");
    assert!(lib.contains(&ROOMS.join(" → ")), "the map at the top of lib.rs tells another order");
    for room in ROOMS.iter().filter(|room| !matches!(**room, "lib" | "main")) {
        assert!(lib.contains(&format!("//! | `{room}` |")), "the map does not say what `{room}` is");
    }
}

/// Parts of a file that are not comments and not its own tests.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let own = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    own.lines().enumerate().map(|(nth, line)| (nth + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[track_caller]
fn stays_in(words: &[&str], rooms: &[&str]) {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !rooms.contains(&source.room.as_str())) {
        for (line, text) in code(source) {
            wrong.extend(
                words
                    .iter()
                    .filter(|word| text.contains(**word))
                    .map(|word| format!("{}:{line}: `{word}`", source.path)),
            );
        }
    }
    assert!(wrong.is_empty(), "only {rooms:?} may say so:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_touched_in_one_room() {
    stays_in(&["std::fs", "fs::read", "fs::write", "File::open", "WalkDir", "std::os"], &["disk"]);
}

#[test]
fn the_clock_the_environment_and_the_outputs_belong_to_the_commands() {
    stays_in(
        &["::now()", "SystemTime", "std::env::", "std::process", "println!", "print!(", "stdout", "stderr"],
        &["commands", "main"],
    );
    // `http` knows the address of this machine when it reads it, and opens none.
    stays_in(&["std::net"], &["http", "commands", "main"]);
    // `http` answers at what was opened for it.
    stays_in(&["Tcp", "UdpSocket"], &["http", "commands"]);
}

#[test]
fn each_big_dependency_is_named_in_its_own_place() {
    for (words, places) in [
        ("serde_yaml", &["src/load/yaml.rs"][..]),
        ("saphyr_parser", &["src/source/keys.rs", "src/edit/tree.rs"]),
        ("pulldown_cmark", &["src/text/reader.rs", "src/text/entity.rs"]),
        ("ammonia", &["src/text/html.rs"]),
        ("icu_calendar", &["src/model/date.rs"]),
        ("regex", &["src/model/pattern.rs"]),
        ("regress", &["src/model/pattern.rs"]),
        ("minify_html", &["src/output.rs"]),
        ("walkdir", &["src/disk/real.rs", "src/disk/staging.rs"]),
        ("rustix", &["src/disk.rs"]),
        ("axum", &["src/http.rs", "src/commands/serve.rs"]),
        ("notify", &["src/commands/serve/watch.rs"]),
        ("self_cell", &["src/live/shown.rs"]),
        ("rusqlite", &["src/inbox/store.rs"]),
        ("multer", &["src/inbox/body.rs"]),
        ("getrandom", &["src/inbox/reference.rs", "src/http/sessions.rs"]),
        ("hyper", &["src/http/connections.rs"]),
        ("hyper_util", &["src/http/connections.rs"]),
    ] {
        for source in sources() {
            let named = code(&source).any(|(_, line)| line.contains(&format!("{words}::")));
            // A file and the folder of its name are one place.
            let is_its_own = places.iter().any(|place| {
                source.path == *place || source.path.starts_with(&format!("{}/", place.trim_end_matches(".rs")))
            });
            assert!(!named || is_its_own, "{} names `{words}`, which is for {places:?}", source.path);
        }
    }
}
