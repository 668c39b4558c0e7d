//! Addresses: what two jobs want, and where links lead to nothing.

use std::collections::BTreeSet;

use super::jobs::{AssociationWork, Group, Work};
use super::site::Plan;
use crate::output::{Collision, collisions, file_path};
use crate::report::{Report, meant};
use crate::source::Place;

impl Plan<'_> {
    /// Paths that two jobs want. Those of two groups begin with a root that both of them have.
    pub(super) fn taken_addresses(&self) -> Report {
        let mixed: BTreeSet<usize> = self.shared_roots.values().flatten().copied().collect();
        let apart = self.groups().enumerate().filter(|(nth, _)| !mixed.contains(nth));
        let numbered = |(nth, group): (usize, &Group)| {
            let of_group = |Collision { path, first, second }: &Collision| {
                let start = self.starts[nth];
                Collision { path: path.clone(), first: start + first, second: start + second }
            };
            group.taken.iter().map(of_group).collect::<Vec<_>>()
        };
        let mut taken: Vec<Collision> = apart.flat_map(numbered).collect();
        taken.extend(collisions(mixed.iter().flat_map(|nth| {
            let start = self.starts[*nth];
            self.group(*nth).paths().map(move |(path, job)| (path, job + start))
        })));
        let mut report = Report::default();
        for collision in taken {
            let message = format!("two things would be published at `{}`", collision.path);
            report
                .error("address-taken", self.place_of(collision.second), message)
                .see(self.place_of(collision.first), "the first")
                .hint("rename one of them");
        }
        report
    }

    /// Links of texts to addresses inside the site that lead to nothing.
    pub(super) fn dangling_addresses(&self) -> Report {
        let mut report = Report::default();
        for (file, at, address) in self.associations.iter().flat_map(|plan| &plan.links) {
            let path = file_path(address.trim_start_matches('/').split(['#', '?']).next().unwrap_or_default());
            if self.planned_job(&path).is_none() {
                let message = format!("the link `{address}` leads to no page of the site");
                let known = self.groups().flat_map(|group| group.paths().map(|(path, _)| path));
                let hint = meant(
                    &path,
                    known,
                    "refer to it as `clause:…`, `policy:…`, `form:…` or `files/…`, or write a full address",
                );
                report.error("reference-dangling", Place::Offset(*file, *at), message).hint(hint);
            }
        }
        report
    }

    fn place_of(&self, job: usize) -> Place {
        let (job, plan) = self.find(job);
        let association = plan.map(|plan| &*plan.association).or(self.site.alone());
        match (&job.work, association) {
            (Work::Copy(path), _) => Place::Path(path.clone()),
            (
                Work::Root | Work::Home(_) | Work::Association(AssociationWork::Page(_) | AssociationWork::Channels(_)),
                Some(association),
            ) => Place::File(association.file),
            (
                Work::Association(AssociationWork::Form(form, _) | AssociationWork::Thanks(form, _)),
                Some(association),
            ) => Place::File(association.forms[*form].file),
            (Work::Association(AssociationWork::History(policy, _)), Some(association)) => {
                Place::File(association.policies[*policy].file)
            }
            (Work::Version(policy, nth), Some(association)) => {
                let policy = &association.policies[*policy];
                Place::key(policy.file, format!("versions.{}.version", policy.versions[*nth].nth))
            }
            _ => Place::File(self.site.file),
        }
    }
}
