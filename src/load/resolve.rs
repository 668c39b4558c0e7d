//! Resolve: names that one file gives to things of another.
//!
//! Channel kinds that a policy names become ids of channels, and endpoints take
//! the addresses that the command line or the environment gives them. What names
//! nothing is reported by `check`, which sees the whole site.

use std::collections::BTreeMap;

use crate::model::{ChannelKind, Endpoint, Policy, Provider, Site};
use crate::report::{Report, did_you_mean, meant};
use crate::source::Place;

/// Gives endpoints the addresses that are said over their head. One that receives at the site's own address
/// becomes some other service there: what it does by itself is not done elsewhere.
pub(super) fn endpoints(endpoints: &mut BTreeMap<String, Endpoint>, said: &BTreeMap<String, String>, served: bool) {
    for endpoint in endpoints.values_mut() {
        endpoint.served |= served && endpoint.provider == Provider::Local;
    }
    for (name, url) in said {
        if let Some(endpoint) = endpoints.get_mut(name) {
            endpoint.url = Some(url.clone());
            if endpoint.provider.is_of_the_site() {
                endpoint.provider = Provider::Generic;
            }
        }
    }
}

/// Reports addresses that are said of endpoints which are not there.
pub(super) fn unknown_endpoints(site: &Site, said: &BTreeMap<String, String>) -> Report {
    let mut report = Report::default();
    let known = |name: &String| {
        site.endpoints.contains_key(name) || site.associations.iter().any(|one| one.endpoints.contains_key(name))
    };
    for name in said.keys().filter(|name| !known(name)) {
        let names = site.endpoints.keys().map(String::as_str);
        let all = names.clone().collect::<Vec<_>>().join(", ");
        let hint = meant(name, names, format!("the site's endpoints are: {all}"));
        let place = Place::key(site.file, "endpoints");
        report.error("endpoint-unknown", place, format!("no endpoint has the name `{name}`")).hint(hint);
    }
    report
}

/// A policy may name a channel by id, or all channels of a kind; `known` are the ids and kinds of its association's.
pub(super) fn channels(policy: &mut Policy, known: &[(String, ChannelKind)], association: &str) -> Report {
    let mut report = Report::default();
    let mut ids = Vec::new();
    for (nth, named) in policy.channels.iter().enumerate() {
        let by_id = known.iter().filter(|(id, _)| id == named);
        let by_kind = known.iter().filter(|(_, kind)| kind.word() == named);
        let found: Vec<&String> = by_id.chain(by_kind).map(|(id, _)| id).collect();
        if found.is_empty() {
            let place = Place::key(policy.file, format!("channels.{nth}"));
            let names = known.iter().map(|(id, _)| id.as_str()).chain(ChannelKind::WORDS.iter().copied());
            let hint = match did_you_mean(named, names).filter(|meant| meant != named) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    format!("add it to content/{association}/channels.yaml, without a `value` if none is published")
                }
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
    report
}
