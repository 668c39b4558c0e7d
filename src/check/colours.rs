//! Rules about an association's colour.

use super::context::RuleContext;
use crate::model::Association;
use crate::model::palette::{Palette, READABLE, contrast_on_paper};
use crate::report::Report;
use crate::source::Place;

/// `colour-contrast`: the association's colour is too pale for text on paper.
/// Why it matters: links and buttons carry it, and pages have to use another shade.
/// What to do: write a darker shade, or the one that pages use.
pub(super) fn contrast(_: &RuleContext<'_>, association: &Association, report: &mut Report) {
    let Some(colour) = association.colour.as_deref() else { return };
    let (Some(palette), Some(ratio)) = (Palette::of(colour), contrast_on_paper(colour)) else { return };
    if ratio < READABLE {
        // Cut, not rounded: 4.46 must not read as the 4.5 that it misses.
        let ratio = (ratio * 10.0).floor() / 10.0;
        let message = format!(
            "`{colour}` is too pale to read ({ratio:.1}:1, not {READABLE}:1); pages use `{}`",
            palette.light.accent
        );
        report
            .warning("colour-contrast", Place::key(association.file, "colour"), message)
            .hint("write a darker shade of the colour, or the one that pages use");
    }
}
