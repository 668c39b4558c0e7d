//! Changes: two versions of a policy, compared in one language.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::schema::schema_of;
use crate::model::compare::{CellChange, Change, Comparison, Entry, EntryKind, PieceKind, compare};
use crate::model::{ApprovalState, Association, Date, Label, Lang, Policy, State, Text};
use crate::text::choices::choices;

/// Two texts of a policy and what changed from one to the other.
#[derive(Clone, Debug)]
pub struct Changes<'a> {
    /// The language of both texts.
    pub lang: Lang,
    /// The older version, by its place in the policy.
    pub before: usize,
    /// The newer version.
    pub after: usize,
    /// The clauses of the older text.
    pub old: Vec<Entry>,
    /// The clauses of the newer text.
    pub new: Vec<Entry>,
    /// What changed.
    pub comparison: Comparison,
    /// The texts.
    pub texts: (&'a Text, &'a Text),
}

impl Changes<'_> {
    /// Whether the two files are the same, byte for byte as they are sealed.
    pub fn none_at_all(&self) -> bool {
        self.texts.0.seal == self.texts.1.seal
    }

    /// The nearest section that holds a clause.
    pub fn section<'e>(entries: &'e [Entry], entry: &Entry) -> Option<&'e Entry> {
        let mut above = entry.parent;
        while let Some(at) = above {
            if entries[at].kind == EntryKind::Section {
                return Some(&entries[at]);
            }
            above = entries[at].parent;
        }
        None
    }
}

/// Two versions of a policy, by their places in it.
#[derive(Clone, Copy, Debug)]
pub struct Versions {
    /// The older one.
    pub before: usize,
    /// The newer one.
    pub after: usize,
}

/// Compares two versions in a language; `None` where one of them has no text in it.
pub fn changes<'a>(
    policy: &'a Policy,
    Versions { before, after }: Versions,
    lang: Lang,
    label: &dyn Fn(Label<'_>) -> String,
) -> Option<Changes<'a>> {
    let text = |nth: usize| policy.versions[nth].texts.get(lang).as_ref();
    let texts = (text(before)?, text(after)?);
    let (old, new) = (texts.0.entries(label), texts.1.entries(label));
    let comparison = compare(&old, &new);
    Some(Changes { lang, before, after, old, new, comparison, texts })
}

/// The version that one is compared with: the newest before it that was decided on and has
/// a text in one of its languages.
pub fn version_before(policy: &Policy, nth: usize, shown: &[usize]) -> Option<usize> {
    let decided = |nth: &usize| policy.versions[*nth].approval != ApprovalState::Pending;
    let both = |before: &usize| Lang::ALL.into_iter().any(|lang| both_have(policy, *before, nth, lang));
    shown.iter().rev().copied().filter(|before| *before < nth).filter(decided).find(both)
}

/// Whether two versions have a text in a language.
pub fn both_have(policy: &Policy, before: usize, after: usize, lang: Lang) -> bool {
    [before, after].iter().all(|nth| policy.versions[*nth].texts.get(lang).is_some())
}

choices! {
    /// What happened to a clause; also the names of the interface's texts.
    pub enum ChangeKind {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It stands elsewhere.
        Moved = "moved",
        /// It has another label or place.
        Renumbered = "renumbered",
        /// It says other words.
        Reworded = "reworded",
        /// The same letters are stored otherwise.
        Encoding = "encoding",
        /// Characters that are not seen came or went.
        Invisible = "invisible",
        /// Vowel marks came or went.
        Marks = "marks",
        /// The stroke that lengthens a word came or went.
        Tatweel = "tatweel",
        /// It is another kind of clause.
        Kind = "kind",
        /// It stands higher or deeper.
        Level = "level",
        /// It has other links or another emphasis.
        Markup = "markup",
    }
}

/// What happened to a clause, in a fixed order.
pub fn kinds(change: &Change) -> Vec<ChangeKind> {
    let spelling = change.words.as_ref().map(|words| words.spelling).unwrap_or_default();
    let all = [
        (change.added(), ChangeKind::Added),
        (change.removed(), ChangeKind::Removed),
        (change.moved, ChangeKind::Moved),
        (change.renumbered, ChangeKind::Renumbered),
        (change.reworded(), ChangeKind::Reworded),
        (spelling.encoding, ChangeKind::Encoding),
        (spelling.invisible, ChangeKind::Invisible),
        (spelling.marks, ChangeKind::Marks),
        (spelling.tatweel, ChangeKind::Tatweel),
        (change.kind, ChangeKind::Kind),
        (change.level, ChangeKind::Level),
        (change.markup, ChangeKind::Markup),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, kind)| kind).collect()
}

/// What `mithaq diff --format json` prints: a comparison as data.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChangesRecord {
    /// The association's id.
    association: String,
    /// The policy's id.
    policy: String,
    /// The language of both texts.
    language: Lang,
    /// The older version.
    old: VersionRecord,
    /// The newer version.
    new: VersionRecord,
    /// How many clauses; one may count more than once.
    counts: CountsRecord,
    /// The clauses that changed, in the order of the newer text.
    changes: Vec<ChangeRecord>,
}

/// A version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct VersionRecord {
    /// Its number.
    version: String,
    /// Where it stands today.
    state: State,
    /// The seal of the text as it stands.
    seal: String,
}

/// How many clauses changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CountsRecord {
    /// That are new.
    added: usize,
    /// That are gone.
    removed: usize,
    /// That stand elsewhere.
    moved: usize,
    /// With another label or place.
    renumbered: usize,
    /// With other words.
    reworded: usize,
    /// With the same words in another spelling.
    respelled: usize,
    /// Of another kind or level, or with other links or emphasis.
    reshaped: usize,
    /// Without a change.
    unchanged: usize,
}

/// A clause that changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ChangeRecord {
    /// What happened to it.
    kinds: Vec<ChangeKind>,
    /// The clause as it was; null where it was added.
    old: Option<ClauseRecord>,
    /// The clause as it is; null where it was removed.
    new: Option<ClauseRecord>,
    /// The clause from start to end, where its words changed.
    words: Vec<PieceRecord>,
    /// The cells of its tables that hold other words.
    cells: Vec<CellRecord>,
}

/// A cell of a table that holds other words.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CellRecord {
    /// The first cell of its row.
    row: String,
    /// The head of its column.
    column: String,
    /// What it held.
    old: String,
    /// What it holds.
    new: String,
}

/// A clause.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ClauseRecord {
    /// Its id; of a footnote its name.
    id: String,
    /// What it is.
    kind: EntryKind,
    /// Its label as readers see it.
    label: Option<String>,
    /// Its own words without markup.
    text: String,
}

/// A run of words.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PieceRecord {
    /// Where it stands.
    kind: PieceKind,
    /// The words.
    text: String,
    /// Whether a space stands before it.
    space_before: bool,
}

/// A comparison as data; [`schema`] says what each key means.
pub fn record(association: &Association, policy: &Policy, changes: &Changes<'_>, today: Date) -> ChangesRecord {
    let version = |nth: usize, text: &Text| VersionRecord {
        version: policy.versions[nth].number.clone(),
        state: policy.state(nth, today),
        seal: text.seal.clone(),
    };
    let clause = |entry: &Entry| ClauseRecord {
        id: entry.id.clone(),
        kind: entry.kind,
        label: entry.label.clone(),
        text: entry.words.clone(),
    };
    let cell = |cell: &CellChange| CellRecord {
        row: cell.row.clone(),
        column: cell.column.clone(),
        old: cell.old.clone(),
        new: cell.new.clone(),
    };
    let change = |change: &Change| ChangeRecord {
        kinds: kinds(change),
        old: change.old.map(|nth| clause(&changes.old[nth])),
        new: change.new.map(|nth| clause(&changes.new[nth])),
        words: change
            .words
            .iter()
            .flat_map(|words| &words.pieces)
            .map(|piece| PieceRecord { kind: piece.kind, text: piece.text.clone(), space_before: piece.spaced })
            .collect(),
        cells: change.cells.iter().map(cell).collect(),
    };
    let counts = changes.comparison.counts;
    ChangesRecord {
        association: association.id.clone(),
        policy: policy.id.clone(),
        language: changes.lang,
        old: version(changes.before, changes.texts.0),
        new: version(changes.after, changes.texts.1),
        counts: CountsRecord {
            added: counts.added,
            removed: counts.removed,
            moved: counts.moved,
            renumbered: counts.renumbered,
            reworded: counts.reworded,
            respelled: counts.respelled,
            reshaped: counts.reshaped,
            unchanged: counts.unchanged,
        },
        changes: changes.comparison.changes.iter().map(change).collect(),
    }
}

/// The JSON Schema of [`ChangesRecord`].
pub fn schema() -> Value {
    schema_of::<ChangesRecord>("Two versions of a policy, compared clause by clause")
}
