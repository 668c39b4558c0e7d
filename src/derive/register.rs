//! The register: one row a policy, for `status`, register.csv and auditors.

use serde::Serialize;
use serde_json::{Value, json};

use super::csv::{Quotes, push_row};
use super::urls::Page;
use crate::model::{ApprovalKind, Date, Lang, Session, Site, State, TranslationState};

/// A row of the register.
#[derive(Clone, Debug, Serialize)]
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
    /// Which of the two dates was computed from the other: `gregorian`, `hijri` or neither.
    pub computed: Option<&'static str>,
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
                (Some(date), _) if date.computed => Some("gregorian"),
                (_, Some(date)) if date.computed => Some("hijri"),
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
    let text = |description: &str| json!({"type": "string", "description": description});
    let may = |kind: &str, description: &str| json!({"type": [kind, "null"], "description": description});
    let one_of = |words: &[&str], description: &str| {
        let words: Vec<Value> = words.iter().map(|word| json!(word)).chain([Value::Null]).collect();
        json!({"enum": words, "description": description})
    };
    let mut row = json!({
        "association": text("the association's id"),
        "policy": text("the policy's id"),
        "title_ar": may("string", "its title in Arabic"),
        "title_en": may("string", "its title in English"),
        "code": may("string", "its code"),
        "version": may("string", "the version in force, else the newest one"),
        "state": one_of(&["in-force", "upcoming", "superseded", "draft", "withdrawn"], "where it stands today"),
        "approval": one_of(&["approved", "pending", "not-stated"], "what is known of its approval"),
        "session": json!({"type": ["integer", "string", "null"], "description": "which sitting it was, as its minutes have it"}),
        "approved": may("string", "the date of the approval, YYYY-MM-DD"),
        "approved_hijri": may("string", "the same in the Umm al-Qura calendar, YYYY-MM-DD"),
        "computed": one_of(&["gregorian", "hijri"], "which of the two was computed from the other"),
        "effective": may("string", "the day from which the version holds"),
        "next_review": may("string", "the day of the next review"),
        "errors": json!({"type": "integer", "minimum": 0, "description": "findings in the policy's folder that keep the site from being published"}),
        "warnings": json!({"type": "integer", "minimum": 0, "description": "findings there that are worth a look"}),
        "notes": json!({"type": "integer", "minimum": 0, "description": "findings there that are good to know"}),
        "translation": one_of(&["complete", "partial", "missing", "outdated"], "the state of the other language"),
        "url_ar": may("string", "the page in Arabic, below the site's root"),
        "url_en": may("string", "the page in English, below the site's root"),
    });
    let required: Vec<String> = row.as_object().map(|row| row.keys().cloned().collect()).unwrap_or_default();
    // Absent where no review is due.
    row["days_to_review"] =
        json!({"type": "integer", "description": "days until the next review; below zero once it is overdue"});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "register",
        "type": "array",
        "items": {"type": "object", "additionalProperties": false, "required": required, "properties": row},
    })
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
            row.computed,
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
