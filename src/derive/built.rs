//! Built: `data/build.json`, what a site was built with, so that anyone who has its content can build it again.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{Edition, Site};

/// Where it stands in the output.
pub const PATH: &str = "data/build.json";

/// The version of this program.
pub const PROGRAM: &str = env!("CARGO_PKG_VERSION");

/// What a site was built with: the same program makes the same bytes of the same content with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BuildData {
    /// The version of mithaq that built it.
    pub program: String,
    /// The day that decided what is in force.
    pub day: String,
    /// The address under which it is published; ends with `/`.
    pub base_url: String,
    /// The name of its theme.
    pub theme: String,
    /// Whether drafts are published.
    pub drafts: bool,
    /// The ids of the associations that it shows.
    pub associations: Vec<String>,
    /// The ids of those that the content has, and this build leaves out.
    pub left_out: Vec<String>,
    /// Where forms post, by the name of the endpoint; that of an association of its own is `<association>/<name>`.
    /// Null where the site itself receives.
    pub endpoints: BTreeMap<String, Option<String>>,
}

impl BuildData {
    /// What a site is built with on a day.
    pub fn of(site: &Site, edition: Edition) -> Self {
        let of_site = site.endpoints.iter().map(|(name, endpoint)| (name.clone(), endpoint.url.clone()));
        let own = site.associations.iter().flat_map(|association| {
            let own = association.endpoints.iter();
            own.map(move |(name, endpoint)| (format!("{}/{name}", association.id), endpoint.url.clone()))
        });
        BuildData {
            program: PROGRAM.to_owned(),
            day: edition.today.to_string(),
            base_url: site.base_url.clone(),
            theme: site.theme.clone(),
            drafts: edition.drafts,
            associations: site.associations.iter().map(|association| association.id.clone()).collect(),
            left_out: site.left_out.clone(),
            endpoints: of_site.chain(own).collect(),
        }
    }

    /// The addresses by the name of their endpoint that are others than those of `plain`, the same site with nothing
    /// said over its head.
    pub fn overrides(&self, plain: &BuildData) -> BTreeMap<String, String> {
        let others = self.endpoints.iter().filter(|(name, url)| plain.endpoints.get(*name) != Some(*url));
        let said = others.filter_map(|(name, url)| {
            let name = name.rsplit('/').next().unwrap_or(name);
            Some((name.to_owned(), url.clone()?))
        });
        said.collect()
    }
}
