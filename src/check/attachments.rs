//! Rules about files that are published as they are.

use super::context::{PolicyCase, RuleContext};
use crate::model::Association;
use crate::model::media::{is_logo, is_mistold, is_run};
use crate::report::Report;
use crate::source::Place;

/// `attachment-run`: a browser or a host would run an attachment rather than show it.
/// Why it matters: it runs as a part of the site, and sees what people write into its forms.
/// What to do: publish it as a PDF, or as a picture.
///
/// `ending-mistold`: an attachment holds something else than its ending says.
/// Why it matters: whoever opens it is shown nothing.
/// What to do: give it the ending of what it holds, or save it again.
pub(super) fn unfit(case: &PolicyCase<'_>, report: &mut Report) {
    let folder = format!("content/{}/policies/{}", case.association.id, case.policy.id);
    for version in &case.policy.versions {
        for file in &version.files {
            let place = || Place::Path(format!("{folder}/{}/{}", version.number, file.name));
            if is_run(&file.name, file.holds) {
                let message = "a browser would run this file as a part of the site";
                report.error("attachment-run", place(), message).hint("publish it as a PDF or as a picture");
            } else if is_mistold(&file.name, file.holds) {
                report
                    .warning("ending-mistold", place(), "the file does not hold what its ending says")
                    .hint("give it the ending of what it holds, or save it again");
            }
        }
    }
}

/// `logo-unfit`: the logo is no picture that browsers show, or holds something else than its ending says.
/// Why it matters: readers see a gap in its place, or a browser runs what was meant to be seen.
/// What to do: save it as SVG, PNG, JPEG or WebP.
pub(super) fn logo_unfit(_: &RuleContext<'_>, association: &Association, report: &mut Report) {
    let Some(logo) = &association.logo else { return };
    // One that could not be read was reported where it was read.
    if !logo.bytes.is_empty() && !is_logo(&logo.path, &logo.bytes) {
        let message = format!("`{}` is no picture of the kinds that a logo may be", logo.path);
        report
            .error("logo-unfit", Place::key(association.file, "logo"), message)
            .hint("save it as SVG, PNG, JPEG or WebP, with the ending `svg`, `png`, `jpg` or `webp`");
    }
}
