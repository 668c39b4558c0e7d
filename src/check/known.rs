//! Known: what was found in each association before, for when a site is checked again.
//!
//! An association is held against the rules again where it is another one, or where something that its
//! rules asked for outside of it would be answered otherwise.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::around::{Around, Asked, Common, Others, answered_alike};
use super::of_association;
use crate::model::{Association, Date, Site};
use crate::report::Report;

/// What was found in a site, association by association.
#[derive(Debug, Default)]
pub struct Known {
    common: Option<Common>,
    checked: FxHashMap<String, Checked>,
}

/// An association that was held against the rules.
#[derive(Debug)]
struct Checked {
    association: Arc<Association>,
    asked: Asked,
    report: Report,
}

/// Holds a site against every rule; what is known from before, and would be found again, is not looked for.
pub fn again(site: &Site, today: Date, known: &mut Known) -> Report {
    let common = Common::of(site, today);
    let mut before = std::mem::take(&mut known.checked);
    if known.common.as_ref() != Some(&common) {
        before.clear();
    }
    let others: Others<'_> = site.associations.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut known_of = |association: &Arc<Association>| {
        let checked = before.remove(&association.id)?;
        let holds = Arc::ptr_eq(&checked.association, association) && answered_alike(&checked.asked, &others, today);
        holds.then_some(checked)
    };
    let all: Vec<_> = site.associations.iter().map(|association| (association, known_of(association))).collect();
    let check = |(association, known): (&Arc<Association>, Option<Checked>)| {
        known.unwrap_or_else(|| {
            let around = Around::new(&common, &others);
            let report = of_association(&around, association, today);
            Checked { association: Arc::clone(association), asked: around.asked(), report }
        })
    };
    let all: Vec<Checked> = all.into_par_iter().map(check).collect();
    let mut report = Report::default();
    for checked in all {
        report.extend(checked.report.clone());
        known.checked.insert(checked.association.id.clone(), checked);
    }
    known.common = Some(common);
    report
}
