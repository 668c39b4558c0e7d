//! What a decision is about, by the names that people give it.

use std::fmt;
use std::str::FromStr;

use super::Failure;
use crate::model::spelling::is_id;
use crate::model::{Policy, Site, Version};

/// A policy by the names of its folders: `<association>/<policy>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(super) association: String,
    pub(super) policy: String,
}

impl Target {
    /// The policy in a site that was read again.
    pub(super) fn find<'a>(&self, site: &'a Site) -> Option<&'a Policy> {
        site.association(&self.association)?.policy(&self.policy)
    }

    /// The ids of the association and of the policy.
    pub fn names(&self) -> (&str, &str) {
        (&self.association, &self.policy)
    }

    /// The folder of one of its versions.
    pub(super) fn folder(&self, version: &str) -> String {
        format!("content/{}/policies/{}/{version}", self.association, self.policy)
    }

    /// The path of its own file.
    pub(super) fn policy_file(&self) -> String {
        format!("content/{}/policies/{}/policy.yaml", self.association, self.policy)
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('/') {
            Some((association, policy)) if is_id(association) && is_id(policy) => {
                Ok(Target { association: association.to_owned(), policy: policy.to_owned() })
            }
            _ => Err("write it as <association>/<policy>, by the names of their folders".to_owned()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.association, self.policy)
    }
}

/// The version of that number.
///
/// # Errors
/// When the policy has none; the hint lists those that it has.
pub fn find_version<'a>(policy: &'a Policy, number: &str) -> Result<&'a Version, Failure> {
    policy.versions.iter().find(|version| version.number == number).ok_or_else(|| {
        let known: Vec<&str> = policy.versions.iter().map(|version| version.number.as_str()).collect();
        let hint = format!("its versions are {}; start a new one with `mithaq revise`", known.join(", "));
        Failure::refused("version-unknown", format!("the policy has no version `{number}`"), hint)
    })
}
