//! Decisions on a policy, recorded in the text of its file.

use mithaq::edit::{self, Decision};
use mithaq::model::{Approval, Bilingual, Lang, Session, SittingKind};
use mithaq::source::position;

/// A decision that is recorded in a policy file.
#[derive(Clone, Debug)]
pub(crate) enum Decided {
    Revise { number: String },
    Approve { nth: usize, body_en: String, effective: bool, seal: String },
    Review { nth: usize },
    Withdraw { nth: usize },
    Seal { nth: usize, seal: String },
}

impl Decided {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Decided::Revise { .. } => "revise",
            Decided::Approve { .. } => "approve",
            Decided::Review { .. } => "review",
            Decided::Withdraw { .. } => "withdraw",
            Decided::Seal { .. } => "seal",
        }
    }
}

/// Records a decision in the text of a policy file; else the reason why not, with its line.
pub(crate) fn record(text: &str, decided: &Decided) -> Result<String, String> {
    let day = |text: &str| text.parse().expect("the test names a day");
    let both = |ar: &str, en: &str| Bilingual { ar: Some(ar.to_owned()), en: Some(en.to_owned()) };
    let decision = match decided.clone() {
        Decided::Revise { number } => Decision::Revise { number, commitments: Vec::new() },
        Decided::Approve { nth, body_en, effective, seal } => Decision::Approve {
            nth,
            approval: Some(Box::new(Approval {
                body: both("المجلس", &body_en),
                session: Some(Session::Number(9)),
                sitting: SittingKind::Session,
                date: Some(day("2025-08-24")),
                hijri: None,
                resolution: None,
                signatory: None,
                document: None,
            })),
            effective: effective.then(|| day("2026-01-01")),
            commitments: Vec::new(),
            seals: both(&seal, &seal),
        },
        Decided::Review { nth } => {
            Decision::Review { nth, date: day("2026-01-05"), session: Some(Session::Number(12)) }
        }
        Decided::Withdraw { nth } => Decision::Withdraw {
            nth,
            date: day("2026-02-03"),
            session: None,
            reason: both("انتهى أمرها", "over, done"),
        },
        Decided::Seal { nth, seal } => Decision::Seal { nth, lang: Lang::English, seal },
    };
    edit::record(text, &decision).map_err(|refusal| {
        let at = position(text, refusal.at);
        format!("{}:{}: {}", at.line, at.column, refusal.message)
    })
}
