//! Data: the site's facts and clauses as JSON, text without markup.

use std::sync::Arc;

use serde::Serialize;

use super::pairs::{Pair, PairChild};
use super::urls::{self, Page};
use crate::model::{
    ApprovalKind, Association, Basis, Bound, ChannelKind, Commitment, Date, Lang, Phrase, Policy, Session, Site, Start,
    State, Topic, Unit, Version,
};
use crate::text::ClauseKind;

/// Words in both languages; a missing language is `null`.
#[derive(Clone, Debug, Default, Serialize)]
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

fn addresses(site: &Site, page: Page<'_>) -> Words {
    Words::of(|lang| site.languages.contains(&lang).then(|| site.address(page, lang)))
}

/// `data/site.json`.
#[derive(Clone, Debug, Serialize)]
pub struct SiteData {
    title: Words,
    languages: Vec<&'static str>,
    associations: Vec<AssociationData>,
}

#[derive(Clone, Debug, Serialize)]
struct AssociationData {
    id: String,
    name: Words,
    licence: Option<String>,
    url: Words,
    policies: Vec<PolicyData>,
    forms: Vec<FormData>,
    channels: Vec<ChannelData>,
}

#[derive(Clone, Debug, Serialize)]
struct PolicyData {
    id: String,
    title: Words,
    code: Option<String>,
    in_force: Option<String>,
    url: Words,
    versions: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
struct FormData {
    id: String,
    kind: Topic,
    title: Words,
}

#[derive(Clone, Debug, Serialize)]
struct ChannelData {
    id: String,
    kind: ChannelKind,
    name: Words,
    value: Option<String>,
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
        languages: site.languages.iter().map(|lang| lang.code()).collect(),
        associations: site.associations.iter().map(association).collect(),
    }
}

/// `data/<association>/<policy>/<version>.json`.
#[derive(Clone, Debug, Serialize)]
pub struct VersionData {
    association: String,
    policy: String,
    version: String,
    title: Words,
    code: Option<String>,
    category: Option<String>,
    governing_language: &'static str,
    basis: Basis,
    state: State,
    effective: Option<String>,
    change: Words,
    approval: ApprovalData,
    seal: Words,
    source: Words,
    url: Words,
    commitments: Vec<CommitmentData>,
    /// The clauses as a tree.
    pub clauses: Vec<ClauseData>,
}

#[derive(Clone, Debug, Serialize)]
struct ApprovalData {
    state: ApprovalKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Words>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Session>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<DateData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hijri: Option<DateData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct DateData {
    value: String,
    computed: bool,
}

#[derive(Clone, Debug, Serialize)]
struct CommitmentData {
    id: String,
    what: Words,
    clause: String,
    bound: Bound,
    amount: u32,
    unit: Unit,
    from: Option<Start>,
}

/// A clause.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseData {
    id: String,
    kind: ClauseKind,
    label: Words,
    text: Words,
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
        governing_language: policy.governing.code(),
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
