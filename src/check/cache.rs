//! Cache: what was found in each association, for when a site is checked again.
//!
//! The key is the association itself (the same value, not an equal one), what its rules asked for outside
//! of it, and what all of them depend on; where any of these is another, its findings are looked for again.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::context::{Asked, Common, Others, RuleContext, answered_alike};
use super::forms;
use super::rules::of_association;
use crate::model::{Association, Date, Site};
use crate::report::Report;

/// What was found in a site, association by association.
#[derive(Debug, Default)]
pub struct Cache {
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

/// Holds a site against every rule, and gives the cache for the next time. What would be found again is
/// taken from the cache.
pub fn recheck(site: &Site, today: Date, cache: Cache) -> (Cache, Report) {
    let common = Common::of(site, today);
    let mut before = cache.checked;
    if cache.common.as_ref() != Some(&common) {
        before.clear();
    }
    let others: Others<'_> = site.associations.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut cached = |association: &Arc<Association>| {
        let checked = before.remove(&association.id)?;
        let holds = Arc::ptr_eq(&checked.association, association) && answered_alike(&checked.asked, &others, today);
        holds.then_some(checked)
    };
    let all: Vec<_> = site.associations.iter().map(|association| (association, cached(association))).collect();
    let check = |(association, cached): (&Arc<Association>, Option<Checked>)| {
        cached.unwrap_or_else(|| {
            let context = RuleContext::new(&common, &others);
            let report = of_association(&context, association, today);
            Checked { association: Arc::clone(association), asked: context.asked(), report }
        })
    };
    let all: Vec<Checked> = all.into_par_iter().map(check).collect();
    let mut report = Report::default();
    forms::received_nowhere(site, &mut report);
    let mut checked = FxHashMap::default();
    for one in all {
        report.extend(one.report.clone());
        checked.insert(one.association.id.clone(), one);
    }
    (Cache { common: Some(common), checked }, report)
}
