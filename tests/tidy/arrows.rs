//! The reader of arrows: which files of the program a file names, and in which line.
//!
//! A path leads to the deepest file on its way. A name that a file only hands on (`pub use`) leads to where
//! it stands: `crate::disk::Staging` to `src/disk/staging.rs`. So a door that declares and hands on is used
//! by nobody and uses nobody, and what stands in a door itself counts as that of any other file.

use std::collections::BTreeMap;

use super::Source;

/// A file names another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) line: usize,
    /// The path of the file that is named, which may hand on what it is named for.
    pub(super) named: String,
    /// The path of the file where that stands.
    pub(super) to: String,
    /// Whether only the file's own tests name it.
    pub(super) in_tests: bool,
    /// Whether it is named only to be handed on.
    pub(super) handed_on: bool,
}

/// The files of the program by the modules they are, and the names that each has from elsewhere.
pub(super) struct Modules {
    files: BTreeMap<Path, String>,
    names: BTreeMap<Path, Path>,
}

/// A path from the root of the crate.
type Path = Vec<String>;

impl Modules {
    pub(super) fn of(sources: &[Source]) -> Self {
        let paths = sources.iter().map(|source| source.path.clone()).filter(|path| path != "src/main.rs");
        let mut modules = Modules { files: paths.map(|path| (module(&path), path)).collect(), names: BTreeMap::new() };
        for source in sources {
            for named in modules.read(source) {
                modules.names.extend(named.name.map(|name| (name, named.path)));
            }
        }
        modules
    }

    /// Every other file that a file names, in the order of its lines.
    pub(super) fn arrows(&self, source: &Source) -> Vec<Arrow> {
        let arrows = self.read(source).into_iter().filter_map(|Named { line, path, name, in_tests, handed_on }| {
            let named = self.files.get(&path[..self.depth(&path)?])?.clone();
            let to = self.file(path, name.as_ref())?.clone();
            Some(Arrow { line, named, to, in_tests, handed_on })
        });
        arrows.filter(|arrow| arrow.to != source.path).collect()
    }

    /// How many names of a path lead to the deepest file on its way.
    fn depth(&self, path: &[String]) -> Option<usize> {
        (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))
    }

    /// The file where that stands to which a path leads; `own` is the name that the path itself gives.
    fn file(&self, mut path: Path, own: Option<&Path>) -> Option<&String> {
        // Names that lead to each other in a circle do not compile; the bound is for a text that does not.
        for _ in 0..8 {
            let depth = self.depth(&path)?;
            let name = path.get(..=depth).filter(|name| own.is_none_or(|own| own != name));
            match name.and_then(|name| self.names.get(name)) {
                Some(to) => path = to.iter().chain(&path[depth + 1..]).cloned().collect(),
                None => return self.files.get(&path[..depth]),
            }
        }
        None
    }

    fn read(&self, source: &Source) -> Vec<Named> {
        let scopes = vec![Scope { module: module(&source.path), in_tests: false }];
        let mut reader = Reader { modules: self, tokens: tokens(&source.text), at: 0, scopes, named: Vec::new() };
        reader.read();
        reader.named
    }
}

/// A path as it stands in a file.
struct Named {
    line: usize,
    path: Path,
    /// The name that it has from then on in its module.
    name: Option<Path>,
    in_tests: bool,
    handed_on: bool,
}

/// The module that a file is: `src/render/pages/mod.rs` is `render::pages`.
fn module(path: &str) -> Path {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let parts = path.split('/').filter(|part| !matches!(*part, "lib" | "main"));
    parts.map(str::to_owned).collect()
}

/// What stands between two braces.
#[derive(Clone)]
struct Scope {
    module: Path,
    in_tests: bool,
}

struct Reader<'a> {
    modules: &'a Modules,
    tokens: Vec<(usize, String)>,
    at: usize,
    scopes: Vec<Scope>,
    named: Vec<Named>,
}

impl Reader<'_> {
    fn read(&mut self) {
        // The attribute for tests holds for the braces that open next.
        let mut tests_next = false;
        while self.at < self.tokens.len() {
            let scope = self.scopes.last().cloned().expect("the file itself is never closed");
            match self.token(0) {
                "cfg" if self.token(1) == "(" && self.token(2) == "test" => {
                    tests_next = true;
                    self.at += 1;
                }
                "mod" if self.token(2) == "{" => {
                    let module = scope.module.iter().cloned().chain([self.token(1).to_owned()]).collect();
                    self.scopes.push(Scope { module, in_tests: scope.in_tests || tests_next });
                    tests_next = false;
                    self.at += 3;
                }
                "{" => {
                    self.scopes.push(Scope { in_tests: scope.in_tests || tests_next, ..scope });
                    tests_next = false;
                    self.at += 1;
                }
                "}" => {
                    // A text that closes more than it opened is none of ours.
                    if self.scopes.len() > 1 {
                        self.scopes.pop();
                    }
                    self.at += 1;
                }
                ";" => {
                    tests_next = false;
                    self.at += 1;
                }
                // `pub(in crate::x)` says who may see, and uses nothing.
                "in" if self.before(1) == "(" && self.before(2) == "pub" => self.at += 2,
                "use" => {
                    let scope = Scope { in_tests: scope.in_tests || tests_next, ..scope };
                    let kind = if matches!(self.before(1), "pub" | ")") { Kind::HandedOn } else { Kind::Use };
                    self.at += 1;
                    self.tree(&Path::new(), kind, &scope);
                }
                word if is_word(word) && self.token(1) == "::" && !matches!(self.before(1), "::" | ".") => {
                    self.tree(&Path::new(), Kind::Path, &scope);
                }
                _ => self.at += 1,
            }
        }
    }

    fn token(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |(_, token)| token)
    }

    fn before(&self, back: usize) -> &str {
        self.at.checked_sub(back).map_or("", |at| &self.tokens[at].1)
    }

    /// Reads a path, and what stands in braces behind it, after the path `above`.
    fn tree(&mut self, above: &[String], kind: Kind, scope: &Scope) {
        let mut path = above.to_vec();
        let (begin, line) = (self.at, self.tokens.get(self.at).map_or(0, |(line, _)| *line));
        loop {
            match self.token(0) {
                "{" if kind != Kind::Path => {
                    self.at += 1;
                    while !matches!(self.token(0), "}" | "") {
                        self.tree(&path, kind, scope);
                        if self.token(0) == "," {
                            self.at += 1;
                        }
                    }
                    self.at += 1;
                    return;
                }
                word if is_word(word) || word == "*" && kind != Kind::Path => path.push(word.to_owned()),
                // Types of a generic follow, which are read for themselves.
                _ => break,
            }
            self.at += 1;
            if self.token(0) != "::" {
                break;
            }
            self.at += 1;
        }
        let mut name = path.iter().rfind(|part| *part != "self").cloned().filter(|name| name != "*");
        if kind != Kind::Path && self.token(0) == "as" {
            name = Some(self.token(1).to_owned());
            self.at += 2;
        }
        self.note(line, &path, name.filter(|_| kind != Kind::Path), kind, scope);
        if self.at == begin {
            // Whatever this is, the next call must find something else.
            self.at += 1;
        }
    }

    /// Notes a path that leads into the program.
    fn note(&mut self, line: usize, path: &[String], name: Option<String>, kind: Kind, scope: &Scope) {
        let Some((first, rest)) = path.split_first() else { return };
        let here = |name: &String| -> Path { scope.module.iter().chain([name]).cloned().collect() };
        let mut full = match first.as_str() {
            "crate" | "mithaq" => Path::new(),
            "self" => scope.module.clone(),
            "super" => scope.module[..scope.module.len().saturating_sub(1)].to_vec(),
            // What is declared or known in this module needs no word before it.
            _ if self.modules.files.contains_key(&here(first)) => here(first),
            _ if kind == Kind::Path && self.modules.names.contains_key(&here(first)) => here(first),
            _ => return,
        };
        for part in rest {
            match part.as_str() {
                "super" => drop(full.pop()),
                "self" | "*" => {}
                part => full.push(part.to_owned()),
            }
        }
        let name = name.map(|name| here(&name)).filter(|name| *name != full);
        self.named.push(Named { line, path: full, name, in_tests: scope.in_tests, handed_on: kind == Kind::HandedOn });
    }
}

/// Where a path stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// In a `use`.
    Use,
    /// In a `pub use`.
    HandedOn,
    /// Anywhere else.
    Path,
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The words and signs of a source with their lines; comments, characters and strings are left out.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (text, 1);
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest),
            'r' | 'b' if raw(rest).is_some() => raw(rest).expect("it was just seen"),
            '\'' => character(rest),
            ':' if rest.starts_with("::") => {
                found.push((line, "::".to_owned()));
                2
            }
            c if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                found.push((line, rest[..end].to_owned()));
                end
            }
            c if c.is_whitespace() => c.len_utf8(),
            c => {
                found.push((line, c.to_string()));
                c.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// How long a string is that a text begins with.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The same of a raw string, such as `r#"…"#`; nothing where there is none.
fn raw(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let signs = inner.find(|c| c != '#')?;
    if !inner[signs..].starts_with('"') {
        return None;
    }
    let begin = text.len() - inner.len() + signs + 1;
    let end = format!("\"{}", "#".repeat(signs));
    Some(text[begin..].find(&end).map_or(text.len(), |at| begin + at + end.len()))
}

/// The same of a character; a lifetime is one sign.
fn character(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    match (letters.next(), letters.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            let after = at + c.len_utf8();
            text[after..].find('\'').map_or(text.len(), |end| after + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// What a file of a small program names, as `line path`.
fn named_by(path: &str, text: &str) -> Vec<String> {
    let files = [
        ("src/lib.rs", "pub mod load;"),
        ("src/load/mod.rs", ""),
        ("src/render/mod.rs", "mod pages;\npub use pages::{Page, Shown as Seen};\nuse crate::load::Loaded;"),
        ("src/render/words.rs", ""),
        ("src/render/pages/mod.rs", "pub(super) use policy::{Page, view::Shown};"),
        ("src/render/pages/policy.rs", ""),
        ("src/render/pages/policy/view.rs", ""),
    ];
    let source = |path: &str, text: &str| Source { path: path.to_owned(), room: String::new(), text: text.to_owned() };
    let modules = Modules::of(&files.map(|(at, known)| source(at, if at == path { text } else { known })));
    let line = |Arrow { line, to, in_tests, handed_on, .. }: Arrow| {
        let mark = if in_tests { " in tests" } else { "" };
        format!("{line} {}{mark}{}", &to["src/".len()..], if handed_on { " handed on" } else { "" })
    };
    modules.arrows(&source(path, text)).into_iter().map(line).collect()
}

#[test]
fn a_path_leads_to_the_deepest_file_on_its_way() {
    let named = |text: &str| named_by("src/render/pages/policy.rs", text);
    assert_eq!(named("use crate::load::Loaded;"), ["1 load/mod.rs"]);
    assert_eq!(named("use crate::render::pages::policy::view::View;"), ["1 render/pages/policy/view.rs"]);
    assert_eq!(named("use crate::render::pages::List;"), ["1 render/pages/mod.rs"]);
    assert_eq!(named("\nlet x = crate::plan(y);"), ["2 lib.rs"]);
    assert_eq!(named("use crate::render::pages::policy::Policy;"), [""; 0], "a file has no arrow to itself");
}

#[test]
fn a_name_that_is_handed_on_leads_to_where_it_stands() {
    let named = |text: &str| named_by("src/render/words.rs", text);
    assert_eq!(named("use crate::render::Page;"), ["1 render/pages/policy.rs"]);
    assert_eq!(named("super::Page::new()"), ["1 render/pages/policy.rs"]);
    assert_eq!(
        named("use super::pages;\npages::Shown::new()"),
        ["1 render/pages/mod.rs", "2 render/pages/policy/view.rs"]
    );
    assert_eq!(named("use super::Seen as S;"), ["1 render/pages/policy/view.rs"]);
    assert_eq!(named("use super::Loaded;"), ["1 load/mod.rs"], "the door's own import is no place");
    assert_eq!(named("use super::Plan;"), ["1 render/mod.rs"]);
    assert_eq!(
        named_by("src/render/mod.rs", "pub use pages::Page;\nPage::new()"),
        ["1 render/pages/policy.rs handed on", "2 render/pages/policy.rs"]
    );
}

#[test]
fn above_here_and_below_are_ways_to_begin_a_path() {
    let named = |text: &str| named_by("src/render/pages/policy.rs", text);
    assert_eq!(named("use super::List;"), ["1 render/pages/mod.rs"]);
    assert_eq!(named("use super::*;"), ["1 render/pages/mod.rs"]);
    assert_eq!(named("use super::super::words;"), ["1 render/words.rs"]);
    assert_eq!(named("super::super::Plan::new(x)"), ["1 render/mod.rs"]);
    assert_eq!(named("use self::view::View;"), ["1 render/pages/policy/view.rs"]);
    assert_eq!(named("mod view;\npub use view::View;"), ["2 render/pages/policy/view.rs handed on"]);
    assert_eq!(named("view::show(x)"), ["1 render/pages/policy/view.rs"]);
    assert_eq!(named("mod view;"), [""; 0], "to declare a file is not to use it");
    assert_eq!(named_by("src/main.rs", "mithaq::load::run()"), ["1 load/mod.rs"]);
    assert_eq!(named_by("src/render/pages/mod.rs", "use super::words;"), ["1 render/words.rs"]);
}

#[test]
fn every_branch_of_a_list_is_a_path_with_its_own_line() {
    let named = |text: &str| named_by("src/render/words.rs", text);
    let list =
        "use crate::{\n    Moment,\n    load::{self, Loaded},\n    render::{pages::{List, policy as p}, words},\n};";
    assert_eq!(
        named(list),
        ["2 lib.rs", "3 load/mod.rs", "3 load/mod.rs", "4 render/pages/mod.rs", "4 render/pages/policy.rs"]
    );
    assert_eq!(
        named("pub(in crate::load) fn f() {}\nuse super::{pages, Plan};"),
        ["2 render/pages/mod.rs", "2 render/mod.rs"]
    );
    assert_eq!(named("fn f() -> Vec<super::pages::List> { x.map(super::pages::make) }").len(), 2);
}

#[test]
fn what_is_no_code_names_nothing() {
    let named = |text: &str| named_by("src/render/words.rs", text);
    let text = "//! crate::load\n/// [`super::Plan`]\n/* crate::load */ \"crate::load \\\" crate::load\" r#\"crate::load\"# b\"super::x\" '\"' 'a";
    assert_eq!(named(text), [""; 0]);
    assert_eq!(named("let quote = '\\''; crate::load::x('\"')"), ["1 load/mod.rs"]);
    assert_eq!(named("self.load; x.super_; pub(super) fn f(self) {}"), [""; 0]);
}

#[test]
fn a_module_within_a_file_has_the_file_above_it() {
    let named = |text: &str| named_by("src/render/words.rs", text);
    let text =
        "#[cfg(test)]\nmod tests {\n    use super::*;\n    use super::super::Plan;\n}\nfn f() { super::pages::x() }";
    assert_eq!(named(text), ["4 render/mod.rs in tests", "6 render/pages/mod.rs"]);
    assert_eq!(named("#[cfg(test)]\nuse crate::load;\nfn f() { crate::x() }"), ["2 load/mod.rs in tests", "3 lib.rs"]);
}
