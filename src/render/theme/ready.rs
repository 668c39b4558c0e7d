//! A theme made ready: what a build takes from the one before while the theme is the same.

use std::sync::Arc;

use super::assets::{ThemeAssets, missing_files};
use super::templates::Templates;
use crate::model::{Site, Theme};
use crate::report::{Report, Reported};

/// A theme made ready: what does not depend on the site that has it.
pub(crate) struct Ready {
    pub(crate) assets: Arc<ThemeAssets>,
    pub(crate) templates: Templates,
    /// Files that style sheets name, and that are not there.
    pub(crate) missing_files: Report,
}

impl Ready {
    /// Makes a theme ready; a template that cannot be understood is an error with its line. Files that
    /// are as they were in the theme that was made ready `before` are not worked on again.
    pub(crate) fn new(theme: &Theme, site: &Site, before: Option<&Ready>) -> Reported<Option<Self>> {
        let (assets, templates) = rayon::join(
            || ThemeAssets::new(theme, before.map(|before| &*before.assets)),
            || Templates::new(theme, site, before.map(|before| &before.templates)),
        );
        let assets = Arc::new(assets);
        let Reported { value: templates, report } = templates;
        let missing_files = missing_files(theme, site);
        Reported { value: templates.map(|templates| Ready { assets, templates, missing_files }), report }
    }
}
