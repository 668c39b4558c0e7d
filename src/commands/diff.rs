//! `diff`: two versions of a policy, compared clause by clause.

use std::fmt::Write;

use clap::{Args, ValueEnum};

use super::site::version_number;
use super::{Fault, SiteArgs, words};
use crate::derive::changes::{ChangeKind, Changes, Versions, both_have, changes, kinds, record};
use crate::model::compare::{Change, Entry, PieceKind};
use crate::model::{ApprovalState, Association, Label, Lang, Policy};
use crate::record::{Access, EditSession, Target, find_version};
use crate::report::isolate;

// The two ends of a bidirectional isolate: the words of a clause run in their own direction,
// and the signs around them stay where they were put.
const ISOLATE: char = '\u{2068}';
const END_ISOLATE: char = '\u{2069}';

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The older version
    #[arg(value_parser = version_number)]
    old: Option<String>,
    /// The newer version
    #[arg(value_parser = version_number)]
    new: Option<String>,
    /// The language of the texts; the governing one when absent
    #[arg(long, value_parser = language, value_name = "LANG")]
    lang: Option<Lang>,
    /// How the comparison is written
    #[arg(long, value_enum, default_value = "human")]
    format: DiffFormat,
    #[command(flatten)]
    site: SiteArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For a person
    Human,
    /// One JSON value; `mithaq schema comparison` describes it
    Json,
    /// A whole page that needs no other file
    Html,
}

fn language(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "write `ar` or `en`".to_owned())
}

pub(super) fn run(args: &DiffArgs) -> Result<u8, Fault> {
    let session = args.site.edit(Access::Look)?;
    let (association, policy) = session.policy(&args.policy)?;
    let (before, after) = choose(&session, args, policy)?;
    let lang = args.lang.unwrap_or(policy.governing);
    for nth in [before, after] {
        let version = &policy.versions[nth];
        if version.texts.get(lang).is_none() {
            let hint = if both_have(policy, before, after, lang.other()) {
                format!("compare the {} texts with `--lang {}`", lang.other().name(), lang.other().code())
            } else {
                "name two versions that have a text in the same language".to_owned()
            };
            return Err(Fault::refused(format!("version `{}` has no {} text", version.number, lang.name()), hint));
        }
    }
    let versions = Versions { before, after };
    match args.format {
        DiffFormat::Html => return html(&session, association, policy, versions, lang),
        DiffFormat::Human | DiffFormat::Json => {}
    }
    let label = |label: Label<'_>| match label {
        Label::Written(words) => words.to_string(),
        Label::Article(number) if lang == Lang::Arabic => format!("المادة {number}"),
        Label::Article(number) => format!("Article {number}"),
    };
    let found = changes(policy, versions, lang, &label).expect("both versions have a text in the language");
    if args.format == DiffFormat::Json {
        words::json(&record(association, policy, &found, session.today()));
    } else {
        words::answer(&human(args, policy, &found));
    }
    Ok(0)
}

/// Which versions are compared, by their place in the policy.
fn choose(session: &EditSession, args: &DiffArgs, policy: &Policy) -> Result<(usize, usize), Fault> {
    let place = |number: &String| {
        find_version(policy, number).map(|known| {
            policy.versions.iter().position(|version| version.nth == known.nth).expect("it is one of the versions")
        })
    };
    let in_force = policy.in_force(session.today());
    let draft = policy.versions.iter().rposition(|version| version.approval == ApprovalState::Pending);
    let newest = policy.versions.len().checked_sub(1);
    // Who asks without naming a version wants to see the work at hand, else what changed last.
    let newer = match &args.new {
        Some(number) => Some(place(number)?),
        None => draft.filter(|draft| in_force.is_none_or(|holds| *draft > holds)).or(in_force).or(newest),
    };
    let newer = newer.ok_or_else(|| only_one(policy))?;
    let older = match &args.old {
        Some(number) => Some(place(number)?),
        None => in_force
            .filter(|holds| *holds < newer)
            .or_else(|| (0..newer).rev().find(|nth| policy.versions[*nth].approval != ApprovalState::Pending)),
    };
    match older {
        Some(older) if older == newer && args.new.is_none() => Err(Fault::refused(
            format!("version `{}` is the one that others are compared with", policy.versions[older].number),
            "name the version that it is compared with as well",
        )),
        Some(older) => Ok((older, newer)),
        None => Err(only_one(policy)),
    }
}

fn only_one(policy: &Policy) -> Fault {
    let numbers: Vec<&str> = policy.versions.iter().map(|version| version.number.as_str()).collect();
    Fault::refused(
        format!("there is no earlier version to compare with; the versions are {}", numbers.join(", ")),
        "start a new version with `mithaq revise`, or name two versions",
    )
}

fn html(
    session: &EditSession,
    association: &Association,
    policy: &Policy,
    versions: Versions,
    lang: Lang,
) -> Result<u8, Fault> {
    let (Some(site), Some(theme)) = (&session.loaded().site, &session.loaded().theme) else {
        return Err(Fault::refused("the site's theme cannot be read", "look at it with `mithaq check`"));
    };
    let page = crate::render::comparison_page(site, theme, association, policy, versions, lang, session.today());
    words::findings(&page.report, &session.loaded().sources);
    match page.value {
        Some(page) => {
            words::answer(&page);
            Ok(0)
        }
        None => Ok(1),
    }
}

const BOLD: &str = "\x1b[1m";
const GREEN: &str = "\x1b[32m";
const RED: &str = "\x1b[31m";
const RESET: &str = "\x1b[0m";

/// The comparison as lines: a sign and a word say what happened, colours only repeat it.
fn human(args: &DiffArgs, policy: &Policy, found: &Changes<'_>) -> String {
    let (before, after) = (&policy.versions[found.before], &policy.versions[found.after]);
    let mut out = format!(
        "{BOLD}{}: version {} against {}, {} text{RESET}\n",
        args.policy,
        after.number,
        before.number,
        found.lang.name()
    );
    if let Some(note) = after.change.get(found.lang) {
        let _ = writeln!(out, "change: {}", isolate(&format!("`{note}`")));
    }
    for change in &found.comparison.changes {
        out.push('\n');
        push_change(found, change, &mut out);
    }
    if found.comparison.changes.is_empty() {
        let same = if found.none_at_all() {
            "\nthe two texts are the same, letter for letter"
        } else {
            "\nno clause changed; front matter, spaces or marks of Markdown did"
        };
        let _ = writeln!(out, "{same}");
    }
    let counts = found.comparison.counts;
    let counted = [
        (counts.added, "added"),
        (counts.removed, "removed"),
        (counts.reworded, "reworded"),
        (counts.respelled, "spelled differently"),
        (counts.moved, "moved"),
        (counts.renumbered, "renumbered"),
        (counts.reshaped, "of another form"),
        (counts.unchanged, "unchanged"),
    ];
    let counted = counted.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let _ = write!(out, "\n{}", counted.collect::<Vec<_>>().join(", "));
    out
}

fn push_change(found: &Changes<'_>, change: &Change, out: &mut String) {
    let old = change.old.map(|nth| &found.old[nth]);
    let new = change.new.map(|nth| &found.new[nth]);
    let (sign, tone) = match (old, new) {
        (None, _) => ('+', GREEN),
        (_, None) => ('-', RED),
        _ => ('~', ""),
    };
    let name = match (old, new) {
        (Some(old), Some(new)) if named(old) != named(new) => format!("{} -> {}", named(old), named(new)),
        (_, Some(entry)) | (Some(entry), None) => named(entry),
        (None, None) => String::new(),
    };
    let said: Vec<&str> = kinds(change).into_iter().map(said).collect();
    let reset = if tone.is_empty() { "" } else { RESET };
    let _ = writeln!(out, "{tone}{sign} {name}  {}{reset}", said.join(", "));
    let mut line = String::new();
    match (&change.words, new.or(old)) {
        (Some(words), _) => {
            for (nth, piece) in words.pieces.iter().enumerate() {
                if piece.spaced && nth > 0 {
                    line.push(' ');
                }
                let text = shown(&piece.text);
                line.push_str(&match piece.kind {
                    PieceKind::Same => text,
                    PieceKind::Removed => format!("{RED}[-{text}-]{RESET}"),
                    PieceKind::Added => format!("{GREEN}{{+{text}+}}{RESET}"),
                });
            }
        }
        (None, Some(entry)) => line.push_str(&shown(&entry.words)),
        (None, None) => {}
    }
    let _ = writeln!(out, "    {ISOLATE}{line}{END_ISOLATE}");
    let held = |words: &str| match words {
        "" => "nothing".to_owned(),
        words => format!("{ISOLATE}{}{END_ISOLATE}", shown(words)),
    };
    for cell in &change.cells {
        let (row, column) = (held(&cell.row), held(&cell.column));
        let _ = writeln!(out, "    cell in row {row}, column {column}: {} -> {}", held(&cell.old), held(&cell.new));
    }
}

/// The id of a clause, and its label in isolates.
fn named(entry: &Entry) -> String {
    match entry.label.as_ref().filter(|label| label.chars().any(char::is_alphanumeric)) {
        Some(label) => format!("{} ({ISOLATE}{}{END_ISOLATE})", shown(&entry.id), shown(label)),
        None => shown(&entry.id),
    }
}

/// Words without anything that could turn or colour the lines around them.
fn shown(words: &str) -> String {
    let unsafe_sign = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    words.chars().map(|c| if unsafe_sign(c) { format!("<U+{:04X}>", c as u32) } else { c.to_string() }).collect()
}

fn said(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Encoding => "only the encoding of its letters changed",
        ChangeKind::Invisible => "invisible characters changed",
        ChangeKind::Marks => "vowel marks changed",
        ChangeKind::Kind => "another kind of clause",
        ChangeKind::Level => "another level",
        ChangeKind::Markup => "links, emphasis or references changed",
        kind => kind.word(),
    }
}
