//! Data: the site's facts and clauses as JSON, text without markup.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::built::BuildData;
use super::pairs::{Pair, PairChild};
use super::schema::schema_of;
use super::urls::{self, Page};
use crate::model::{
    ApprovalKind, Association, Basis, Bound, ChannelKind, Commitment, Date, Lang, Phrase, Policy, Session, Site, Start,
    State, Topic, Unit, Version,
};
use crate::text::ClauseKind;

/// Words in both languages; a missing language is `null`.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Words {
    /// In Arabic.
    pub ar: Option<String>,
    /// In English.
    pub en: Option<String>,
}

impl Words {
    fn of(mut make: impl FnMut(Lang) -> Option<String>) -> Self {
        Words { ar: make(Lang::Arabic), en: make(Lang::English) }
    }
}

impl From<&Phrase> for Words {
    fn from(phrase: &Phrase) -> Self {
        Words { ar: phrase.ar.clone(), en: phrase.en.clone() }
    }
}

/// The JSON Schemas of the files below `data/`, by name.
pub fn schemas() -> [(&'static str, Value); 3] {
    [
        ("build", schema_of::<BuildData>("How the site was built")),
        ("site", schema_of::<SiteData>("The facts of a site; addresses are relative to its root")),
        ("version", schema_of::<VersionData>("A version of a policy; addresses are relative to the site's root")),
    ]
}

fn addresses(site: &Site, page: Page<'_>) -> Words {
    Words::of(|lang| site.languages.contains(&lang).then(|| site.address(page, lang)))
}

/// `data/site.json`: what the site holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteData {
    /// What the site is called.
    title: Words,
    /// The languages of its pages; the first is the default.
    languages: Vec<Lang>,
    /// Its associations.
    associations: Vec<AssociationData>,
}

/// An association.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct AssociationData {
    /// Its id, the first part of its addresses.
    id: String,
    /// Its name.
    name: Words,
    /// The number of its licence.
    licence: Option<String>,
    /// Its page.
    url: Words,
    /// Its policies that have pages.
    policies: Vec<PolicyData>,
    /// Its forms.
    forms: Vec<FormData>,
    /// The ways to reach it.
    channels: Vec<ChannelData>,
}

/// A policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct PolicyData {
    /// Its id within the association.
    id: String,
    /// Its title.
    title: Words,
    /// Its code.
    code: Option<String>,
    /// The number of the version in force.
    in_force: Option<String>,
    /// Its page.
    url: Words,
    /// The numbers of the versions that have pages, oldest first.
    versions: Vec<String>,
}

/// A form.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct FormData {
    /// Its id within the association.
    id: String,
    /// What it is about.
    kind: Topic,
    /// Its title.
    title: Words,
}

/// A way to reach the association.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ChannelData {
    /// Its id within the association.
    id: String,
    /// What it is.
    kind: ChannelKind,
    /// Its name.
    name: Words,
    /// The number, address or handle; null where none is published.
    value: Option<String>,
    /// The topics that it serves.
    serves: Vec<Topic>,
}

/// The facts of the whole site; `published` says which versions have pages.
pub fn site(site: &Site, today: Date, published: &dyn Fn(&Policy) -> Vec<usize>) -> SiteData {
    let policy = |association: &Association, policy: &Policy| PolicyData {
        id: policy.id.clone(),
        title: (&policy.title).into(),
        code: policy.code.clone(),
        in_force: policy.in_force(today).map(|nth| policy.versions[nth].number.clone()),
        url: addresses(site, Page::Policy(association, policy)),
        versions: published(policy).into_iter().map(|nth| policy.versions[nth].number.clone()).collect(),
    };
    let association = |association: &Arc<Association>| AssociationData {
        id: association.id.clone(),
        name: (&association.name).into(),
        licence: association.licence.clone(),
        url: addresses(site, Page::Association(association)),
        policies: association
            .policies
            .iter()
            .filter(|p| !published(p).is_empty())
            .map(|p| policy(association, p))
            .collect(),
        forms: association
            .forms
            .iter()
            .map(|form| FormData { id: form.id.clone(), kind: form.kind, title: (&form.title).into() })
            .collect(),
        channels: association
            .channels
            .iter()
            .map(|channel| ChannelData {
                id: channel.id.clone(),
                kind: channel.kind,
                name: (&channel.name).into(),
                value: channel.value.clone(),
                serves: channel.serves.clone(),
            })
            .collect(),
    };
    SiteData {
        title: (&site.title).into(),
        languages: site.languages.clone(),
        associations: site.associations.iter().map(association).collect(),
    }
}

/// `data/<association>/<policy>/<version>.json`: the facts and the clauses of a version.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VersionData {
    /// The association's id.
    association: String,
    /// The policy's id.
    policy: String,
    /// Its number.
    version: String,
    /// The policy's title.
    title: Words,
    /// The policy's code.
    code: Option<String>,
    /// The policy's category.
    category: Option<String>,
    /// The language whose text prevails.
    governing_language: Lang,
    /// Whether the texts are the approved words or a restatement.
    basis: Basis,
    /// Where it stands on the day of the build.
    state: State,
    /// The day from which it holds, YYYY-MM-DD.
    effective: Option<String>,
    /// What changed in it.
    change: Words,
    /// What is known of its approval.
    approval: ApprovalData,
    /// The seals of its texts as they stand: `sha256:` and 64 hexadecimal digits.
    seal: Words,
    /// Where the sealed bytes of its texts are.
    source: Words,
    /// Its page.
    url: Words,
    /// The promises that it makes.
    commitments: Vec<CommitmentData>,
    /// The clauses as a tree.
    pub clauses: Vec<ClauseData>,
}

/// What is known of an approval.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct ApprovalData {
    /// How far it is known.
    state: ApprovalKind,
    /// The body that approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Words>,
    /// Which sitting it was, as its minutes have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session>,
    /// The Gregorian date.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<DateData>,
    /// The date in the Umm al-Qura calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    hijri: Option<DateData>,
    /// The number of the resolution.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
}

/// A date.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct DateData {
    /// The day, YYYY-MM-DD.
    value: String,
    /// Whether it was computed from the other calendar.
    computed: bool,
}

/// A promise that a clause makes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct CommitmentData {
    /// Its id within the version.
    id: String,
    /// What is promised, where that is said.
    what: Words,
    /// The clause that makes it.
    clause: String,
    /// Whether the period is the most or the least.
    bound: Bound,
    /// How many units.
    amount: u32,
    /// The unit.
    unit: Unit,
    /// The moment from which it counts; null where the text does not say.
    from: Option<Start>,
}

/// A clause.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClauseData {
    /// Its id within the text, the same in both languages.
    id: String,
    /// What it is.
    kind: ClauseKind,
    /// Its label as readers see it.
    label: Words,
    /// Its own words without markup.
    text: Words,
    /// The clauses inside it.
    children: Vec<ClauseData>,
}

/// What a clause reads like in a language: label and words, by its index in the text.
pub type ClauseWords<'a> = dyn Fn(Lang, usize) -> (Option<String>, String) + 'a;

/// The facts and clauses of a version.
pub fn version(
    site: &Site,
    association: &Association,
    policy: &Policy,
    nth: usize,
    today: Date,
    tree: &[PairChild],
    words: &ClauseWords<'_>,
) -> VersionData {
    let version = &policy.versions[nth];
    VersionData {
        association: association.id.clone(),
        policy: policy.id.clone(),
        version: version.number.clone(),
        title: (&policy.title).into(),
        code: policy.code.clone(),
        category: policy.category.clone(),
        governing_language: policy.governing,
        basis: policy.basis,
        state: policy.state(nth, today),
        effective: version.effective().map(|day| day.to_string()),
        change: (&version.change).into(),
        approval: approval(version),
        seal: Words::of(|lang| version.texts.get(lang).as_ref().map(|text| text.seal.clone())),
        source: Words::of(|lang| {
            version.texts.get(lang).as_ref().map(|_| urls::source(association, policy, version, lang))
        }),
        url: addresses(site, Page::Version(association, policy, version)),
        commitments: commitments(policy, version),
        clauses: clauses(tree, words),
    }
}

fn approval(version: &Version) -> ApprovalData {
    let approved = version.approval.approved();
    ApprovalData {
        state: version.approval.kind(),
        body: approved.map(|approval| (&approval.body).into()),
        session: approved.and_then(|approval| approval.session.clone()),
        date: approved
            .and_then(|approval| approval.gregorian())
            .map(|date| DateData { value: date.value.to_string(), computed: date.computed }),
        hijri: approved
            .and_then(|approval| approval.hijri())
            .map(|date| DateData { value: date.value.to_string(), computed: date.computed }),
        resolution: approved.and_then(|approval| approval.resolution.clone()),
    }
}

fn commitments(policy: &Policy, version: &Version) -> Vec<CommitmentData> {
    let data = |commitment: &Commitment| CommitmentData {
        id: commitment.id.clone(),
        what: (&commitment.what).into(),
        clause: commitment.clause.clone(),
        bound: commitment.period.bound,
        amount: commitment.period.amount,
        unit: commitment.period.unit,
        from: commitment.from,
    };
    policy.commitments_of(version).iter().map(data).collect()
}

fn clauses(tree: &[PairChild], words: &ClauseWords<'_>) -> Vec<ClauseData> {
    let clause = |pair: &Pair| {
        let (mut label, mut text) = (Words::default(), Words::default());
        for lang in Lang::ALL {
            let Some(at) = pair.at.get(lang) else { continue };
            let (named, plain) = words(lang, *at);
            match lang {
                Lang::Arabic => (label.ar, text.ar) = (named, Some(plain)),
                Lang::English => (label.en, text.en) = (named, Some(plain)),
            }
        }
        ClauseData { id: pair.id.clone(), kind: pair.kind, label, text, children: clauses(&pair.children, words) }
    };
    tree.iter()
        .filter_map(|child| match child {
            PairChild::Clause(pair) => Some(clause(pair)),
            _ => None,
        })
        .collect()
}
