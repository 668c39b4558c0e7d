//! The register: one row a policy, for `status`, register.csv and auditors.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::csv::{Quotes, push_row};
use super::schema::schema_of;
use super::urls::Page;
use crate::model::{ApprovalKind, Date, Lang, Session, Site, State, TranslationState};
use crate::text::choices::choices;

choices! {
    /// A calendar of dates.
    pub enum Calendar {
        /// The Gregorian one.
        Gregorian = "gregorian",
        /// The Umm al-Qura one.
        Hijri = "hijri",
    }
}

/// A row of the register.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Row {
    /// The association's id.
    pub association: String,
    /// The policy's id.
    pub policy: String,
    /// Its title in Arabic.
    pub title_ar: Option<String>,
    /// Its title in English.
    pub title_en: Option<String>,
    /// Its code.
    pub code: Option<String>,
    /// The version in force, else the newest one.
    pub version: Option<String>,
    /// Where that version stands.
    pub state: Option<State>,
    /// How far its approval is known.
    pub approval: Option<ApprovalKind>,
    /// The number of the sitting.
    pub session: Option<Session>,
    /// The Gregorian date of the approval, `YYYY-MM-DD`.
    pub approved: Option<String>,
    /// Its Hijri date, `YYYY-MM-DD`.
    pub approved_hijri: Option<String>,
    /// Which of the two dates was computed from the other.
    pub computed: Option<Calendar>,
    /// The day from which the version holds.
    pub effective: Option<String>,
    /// The day of the next review.
    pub next_review: Option<String>,
    /// Days until the next review; below zero once it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_to_review: Option<i64>,
    /// What of the content is an error in this policy's own folder; with `status` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<usize>,
    /// What of it is worth a look; with `status` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<usize>,
    /// What is good to know of it; with `status` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<usize>,
    /// The state of the other language.
    pub translation: Option<TranslationState>,
    /// The page in Arabic, relative to the site's root.
    pub url_ar: Option<String>,
    /// The page in English, relative to the site's root.
    pub url_en: Option<String>,
}

/// The rows, in the order of the site.
pub fn rows(site: &Site, today: Date) -> Vec<Row> {
    site.policies()
        .map(|(association, policy)| {
            let nth = policy.in_force(today).or_else(|| policy.versions.len().checked_sub(1));
            let version = nth.map(|nth| &policy.versions[nth]);
            let approval = version.and_then(|version| version.approval.approved());
            let (gregorian, hijri) = (approval.and_then(|a| a.gregorian()), approval.and_then(|a| a.hijri()));
            let computed = match (gregorian, hijri) {
                (Some(date), _) if date.computed => Some(Calendar::Gregorian),
                (_, Some(date)) if date.computed => Some(Calendar::Hijri),
                _ => None,
            };
            let next = policy.next_review(today);
            let address = |lang| {
                let page = Page::Policy(association, policy);
                site.languages.contains(&lang).then(|| site.address(page, lang))
            };
            Row {
                association: association.id.clone(),
                policy: policy.id.clone(),
                title_ar: policy.title.ar.clone(),
                title_en: policy.title.en.clone(),
                code: policy.code.clone(),
                version: version.map(|version| version.number.clone()),
                state: nth.map(|nth| policy.state(nth, today)),
                approval: version.map(|version| version.approval.kind()),
                session: approval.and_then(|approval| approval.session.clone()),
                approved: gregorian.map(|date| date.value.to_string()),
                approved_hijri: hijri.map(|date| date.value.to_string()),
                computed,
                effective: version.and_then(|version| version.effective()).map(|day| day.to_string()),
                next_review: next.map(|day| day.to_string()),
                days_to_review: next.and_then(|day| today.until(day).ok()).map(|span| i64::from(span.get_days())),
                errors: None,
                warnings: None,
                notes: None,
                translation: version.map(|version| version.translation_state(policy.governing)),
                url_ar: address(Lang::Arabic),
                url_en: address(Lang::English),
            }
        })
        .collect()
}

/// What `status --format json` prints, as JSON Schema (2020-12).
pub fn schema() -> Value {
    schema_of::<Vec<Row>>("register")
}

/// The register as CSV (RFC 4180) for the site; days to a date are left to the
/// reader, so that the file is right whenever it is read.
pub fn csv(rows: &[Row]) -> String {
    let mut out = String::from(
        "association,policy,title_ar,title_en,code,version,state,approval,session,approved,approved_hijri,computed,effective,next_review,translation,url_ar,url_en\r\n",
    );
    for row in rows {
        let session = row.session.as_ref().map(Session::to_string);
        let cells: [Option<&str>; 17] = [
            Some(&row.association),
            Some(&row.policy),
            row.title_ar.as_deref(),
            row.title_en.as_deref(),
            row.code.as_deref(),
            row.version.as_deref(),
            row.state.map(State::word),
            row.approval.map(ApprovalKind::word),
            session.as_deref(),
            row.approved.as_deref(),
            row.approved_hijri.as_deref(),
            row.computed.map(Calendar::word),
            row.effective.as_deref(),
            row.next_review.as_deref(),
            row.translation.map(TranslationState::word),
            row.url_ar.as_deref(),
            row.url_en.as_deref(),
        ];
        push_row(&mut out, cells.map(Option::unwrap_or_default), Quotes::WhereNeeded);
    }
    out
}
