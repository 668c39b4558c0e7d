//! `approve`: checks a draft, records its approval, and seals its texts.

mod args;
mod facts;

pub(super) use args::ApproveArgs;
pub(super) use facts::{document, spoken};

use super::consent::agreed;
use super::{Fault, words};
use crate::model::Phrase;
use crate::record::Access;
use crate::record::approve::{Prepared, choose, prepare};
use crate::report::isolate;

pub(super) fn run(args: &ApproveArgs) -> Result<u8, Fault> {
    let chosen = args.chosen()?;
    let session = args.site.edit(if args.dry_run { Access::Look } else { Access::Write })?;
    let mut candidates = Vec::new();
    for (policy, version) in &chosen {
        candidates.push(choose(&session, policy, version.as_deref())?);
    }
    let recorded = candidates.iter().all(|candidate| candidate.recorded().is_some());
    let approvals = prepare(candidates, &facts::gather(args, recorded)?)?;
    approvals.all.iter().for_each(summary);
    if args.dry_run {
        for approval in &approvals.all {
            if let Some(file) = approvals.change.of(&approval.policy_file) {
                words::answer(&words::difference(file));
            }
        }
        words::answer("nothing was written");
        return Ok(0);
    }
    if !args.yes {
        let one = approvals.all.len() == 1;
        agreed(if one { "record this approval? [y/N]" } else { "record these approvals? [y/N]" })?;
    }
    args.sign.write(&session, &approvals.change)?;
    for approval in &approvals.all {
        words::answer(&format!("recorded in {}, and sealed:", approval.policy_file));
        for text in approval.version.texts.existing() {
            words::answer(&format!("  {}  {}", session.loaded().sources.path(text.file), text.seal));
        }
    }
    words::answer("next: `mithaq build`; from now on a change of these texts keeps the site from being built");
    Ok(0)
}

/// What a person is asked to agree to.
fn summary(prepared: &Prepared<'_>) {
    let Prepared { target, policy, version, approval, .. } = prepared;
    let line = |name: &str, words: String| words::say(&format!("{name:<11}{}", isolate(&words)));
    let both = |phrase: &Phrase| phrase.existing().map(|words| format!("`{words}`")).collect::<Vec<_>>().join(" / ");
    line("policy", format!("{target}, {}", both(&policy.title)));
    line("version", version.number.clone());
    line("body", both(&approval.body));
    if let Some(session) = &approval.session {
        line("session", session.to_string());
    }
    let computed = |computed: bool| if computed { " (worked out, not recorded)" } else { "" };
    if let Some(date) = approval.gregorian() {
        line("date", format!("{}{}", date.value, computed(date.computed)));
    }
    if let Some(hijri) = approval.hijri() {
        line("hijri", format!("{} AH{}", hijri.value, computed(hijri.computed)));
    }
    if let Some(signatory) = &approval.signatory {
        line("signed by", both(&signatory.name));
    }
    if let Some(resolution) = &approval.resolution {
        line("resolution", format!("`{resolution}`"));
    }
    if let Some(document) = &approval.document {
        line("document", format!("`{document}`"));
    }
    if let Some(day) = prepared.effective {
        line("holds from", day.to_string());
    }
    for text in version.texts.existing() {
        line("seals", format!("{}.md {}", text.lang.code(), text.seal));
    }
    for note in &prepared.notes {
        line("note", note.clone());
    }
}
