//! Resolve: names that one file gives to things of another.
//!
//! Channel kinds that a policy names become ids of channels, and endpoints take
//! the addresses that the command line or the environment gives them. What names
//! nothing is reported by `check`, which sees the whole site.

use std::collections::BTreeMap;

use crate::model::vocabulary::CHANNEL_KINDS;
use crate::model::{Association, Site};
use crate::report::{Report, did_you_mean, meant};
use crate::source::Place;

/// Ties a site together.
pub(super) fn site(site: &mut Site, endpoints: &BTreeMap<String, String>) -> Report {
    let mut report = Report::default();
    for association in &mut site.associations {
        channels(association, &mut report);
    }
    for (name, url) in endpoints {
        let own = site.associations.iter_mut().filter_map(|association| association.endpoints.get_mut(name));
        let mut known = false;
        for endpoint in own.chain(site.endpoints.get_mut(name)) {
            endpoint.url = Some(url.clone());
            known = true;
        }
        if !known {
            let names = site.endpoints.keys().map(String::as_str);
            let all = names.clone().collect::<Vec<_>>().join(", ");
            let hint = meant(name, names, format!("the site's endpoints are: {all}"));
            let place = Place::key(site.file, "endpoints");
            report.error("endpoint-unknown", place, format!("no endpoint has the name `{name}`")).hint(hint);
        }
    }
    report
}

/// A policy may name a channel by id, or all channels of a kind.
fn channels(association: &mut Association, report: &mut Report) {
    let known: Vec<(String, String)> =
        association.channels.iter().map(|channel| (channel.id.clone(), channel.kind.clone())).collect();
    for policy in &mut association.policies {
        let mut ids = Vec::new();
        for (nth, named) in policy.channels.iter().enumerate() {
            let by_id = known.iter().filter(|(id, _)| id == named);
            let by_kind = known.iter().filter(|(_, kind)| kind == named);
            let found: Vec<&String> = by_id.chain(by_kind).map(|(id, _)| id).collect();
            if found.is_empty() {
                let place = Place::key(policy.file, format!("channels.{nth}"));
                let names = known.iter().map(|(id, _)| id.as_str()).chain(CHANNEL_KINDS);
                let hint = match did_you_mean(named, names).filter(|meant| meant != named) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!(
                        "add it to content/{}/channels.yaml, without a `value` if none is published",
                        association.id
                    ),
                };
                report.error("channel-unknown", place, format!("the association has no channel `{named}`")).hint(hint);
            }
            for id in found {
                if !ids.contains(id) {
                    ids.push(id.clone());
                }
            }
        }
        policy.channels = ids;
    }
}
