//! Listings: files that are made from the whole site.

use crate::derive::{data, register, urls};
use crate::render::{Plan, json, published};

impl Plan<'_> {
    /// The sealed sources with their checksums.
    pub(crate) fn checksums(&self) -> Vec<u8> {
        let mut sums = Vec::new();
        for (association, policy) in self.site.policies() {
            for nth in published(policy, self.drafts) {
                let version = &policy.versions[nth];
                for text in version.texts.existing() {
                    let path = urls::source(association, policy, version, text.lang);
                    sums.push((path, text.seal.trim_start_matches("sha256:")));
                }
            }
        }
        sums.sort();
        sums.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect::<String>().into_bytes()
    }

    /// What the site holds, as JSON.
    pub(super) fn site_data(&self) -> Vec<u8> {
        json::bytes(&data::site(self.site, self.today, &|policy| published(policy, self.drafts)))
    }

    /// The register as a table.
    pub(super) fn register_data(&self) -> Vec<u8> {
        let shown = |row: &register::Row| {
            let policy =
                self.site.association(&row.association).and_then(|association| association.policy(&row.policy));
            policy.is_some_and(|policy| !published(policy, self.drafts).is_empty())
        };
        let rows: Vec<_> = register::rows(self.site, self.today).into_iter().filter(shown).collect();
        register::csv(&rows).into_bytes()
    }
}
