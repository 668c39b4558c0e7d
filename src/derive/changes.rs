//! Changes: two versions of a policy, compared in one language.

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::compare::{Change, Comparison, Entry, EntryKind, PieceKind, compare};
use crate::model::{ApprovalState, Association, Date, Label, Lang, Policy, State, Text};

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

/// Compares two versions in a language; `None` where one of them has no text in it.
pub fn changes<'a>(
    policy: &'a Policy,
    (before, after): (usize, usize),
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

/// The words for what happened to a clause, in a fixed order; also the names of the interface's texts.
pub fn kinds(change: &Change) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    let mut add = |holds: bool, word| {
        if holds {
            kinds.push(word);
        }
    };
    add(change.added(), "added");
    add(change.removed(), "removed");
    add(change.moved, "moved");
    add(change.renumbered, "renumbered");
    add(change.reworded(), "reworded");
    if let Some(words) = &change.words {
        words.spelling.words().into_iter().for_each(|word| add(true, word));
    }
    add(change.kind, "kind");
    add(change.level, "level");
    add(change.markup, "markup");
    kinds
}

/// A comparison as data.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesRecord {
    association: String,
    policy: String,
    language: &'static str,
    old: VersionRecord,
    new: VersionRecord,
    counts: CountsRecord,
    changes: Vec<ChangeRecord>,
}

#[derive(Clone, Debug, Serialize)]
struct VersionRecord {
    version: String,
    state: State,
    seal: String,
}

#[derive(Clone, Debug, Serialize)]
struct CountsRecord {
    added: usize,
    removed: usize,
    moved: usize,
    renumbered: usize,
    reworded: usize,
    respelled: usize,
    reshaped: usize,
    unchanged: usize,
}

#[derive(Clone, Debug, Serialize)]
struct ChangeRecord {
    kinds: Vec<&'static str>,
    old: Option<ClauseRecord>,
    new: Option<ClauseRecord>,
    words: Vec<PieceRecord>,
}

#[derive(Clone, Debug, Serialize)]
struct ClauseRecord {
    id: String,
    kind: EntryKind,
    label: Option<String>,
    text: String,
}

#[derive(Clone, Debug, Serialize)]
struct PieceRecord {
    kind: PieceKind,
    text: String,
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
    };
    let counts = changes.comparison.counts;
    ChangesRecord {
        association: association.id.clone(),
        policy: policy.id.clone(),
        language: changes.lang.code(),
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
    let text = |description: &str| json!({"type": "string", "description": description});
    let record = |description: &str, properties: Value| {
        let required: Vec<&String> = properties.as_object().map(|map| map.keys().collect()).unwrap_or_default();
        json!({"type": "object", "description": description, "additionalProperties": false, "required": required, "properties": properties})
    };
    let version = |description: &str| {
        record(
            description,
            json!({
                "version": text("its number"),
                "state": {"enum": ["in-force", "upcoming", "superseded", "draft", "withdrawn"], "description": "where it stands today"},
                "seal": text("the seal of the text as it stands"),
            }),
        )
    };
    let clause = |description: &str| {
        let mut clause = record(
            description,
            json!({
                "id": text("its id; of a footnote its name"),
                "kind": {"enum": ["section", "item", "paragraph", "note"], "description": "what it is"},
                "label": {"type": ["string", "null"], "description": "its label as readers see it"},
                "text": text("its own words without markup"),
            }),
        );
        clause["type"] = json!(["object", "null"]);
        clause
    };
    let number = |description: &str| json!({"type": "integer", "minimum": 0, "description": description});
    let kinds = [
        "added",
        "removed",
        "moved",
        "renumbered",
        "reworded",
        "encoding",
        "invisible",
        "marks",
        "tatweel",
        "kind",
        "level",
        "markup",
    ];
    let mut schema = record(
        "what `mithaq diff --format json` prints",
        json!({
            "association": text("the association's id"),
            "policy": text("the policy's id"),
            "language": {"enum": ["ar", "en"], "description": "the language of both texts"},
            "old": version("the older version"),
            "new": version("the newer version"),
            "counts": record("how many clauses; one may count more than once", json!({
                "added": number("added"), "removed": number("removed"), "moved": number("moved"),
                "renumbered": number("with another label or place"), "reworded": number("with other words"),
                "respelled": number("with the same words in another spelling"),
                "reshaped": number("of another kind or level, or with other links or emphasis"),
                "unchanged": number("without a change"),
            })),
            "changes": {"type": "array", "description": "the clauses that changed, in the order of the newer text", "items": record("a clause that changed", json!({
                "kinds": {"type": "array", "description": "what happened to it", "items": {"enum": kinds}},
                "old": clause("the clause as it was; null where it was added"),
                "new": clause("the clause as it is; null where it was removed"),
                "words": {"type": "array", "description": "the clause from start to end, where its words changed", "items": record("a run of words", json!({
                    "kind": {"enum": ["same", "removed", "added"], "description": "where it stands"},
                    "text": text("the words"),
                    "space_before": {"type": "boolean", "description": "whether a space stands before it"},
                }))},
            }))},
        }),
    );
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Two versions of a policy, compared clause by clause");
    schema
}
