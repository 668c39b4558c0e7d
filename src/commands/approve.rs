//! `approve`: checks a draft, records its approval, and seals its texts.

mod facts;

use std::path::{Path, PathBuf};

use clap::Args;

use super::desk::{Desk, Target, folder, policy_file, version, version_number};
use super::{Fault, SiteArgs, words};
use crate::disk;
use crate::edit::Decision;
use crate::edit::ready::{Reason, follows_another, must_be_complete, reasons};
use crate::model::seal::sealed_bytes;
use crate::model::spelling::is_inner_path;
use crate::model::{Approval, ApprovalState, Basis, Bilingual, Date, Hijri, Policy, Version};
use crate::source::Place;

#[derive(Debug, Args)]
pub(super) struct ApproveArgs {
    /// The policy
    #[arg(value_name = "ASSOCIATION/POLICY")]
    policy: Target,
    /// The version; the only draft when absent
    #[arg(value_parser = version_number)]
    version: Option<String>,
    /// The number of the sitting
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9999))]
    session: Option<u32>,
    /// The Gregorian date of the decision
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// The Hijri date of the decision (Umm al-Qura); with `--date` they must be one day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = facts::hijri)]
    hijri: Option<Hijri>,
    /// The body that decided, once a language; that of the last approval when absent
    #[arg(long, value_name = "TEXT")]
    body: Vec<String>,
    /// The name of who signed, once a language
    #[arg(long, value_name = "TEXT")]
    signatory: Vec<String>,
    /// The office of who signed, once a language
    #[arg(long, value_name = "TEXT")]
    role: Vec<String>,
    /// The number of the resolution
    #[arg(long, value_name = "TEXT")]
    resolution: Option<String>,
    /// The signed scan; a copy is kept in the version's `files/`
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// The day from which the version holds, when it is not that of the decision
    #[arg(long, value_name = "YYYY-MM-DD")]
    effective: Option<Date>,
    /// Do not ask; for scripts
    #[arg(long)]
    yes: bool,
    /// Show what would be recorded, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    site: SiteArgs,
}

/// An approval that is ready to be written.
struct Ready<'a> {
    policy: &'a Policy,
    version: &'a Version,
    /// What will stand there; it may stand there already, with the seals alone missing.
    approval: Approval,
    /// The changed text of policy.yaml.
    text: String,
    /// The files in the order in which they are written; policy.yaml is the last.
    files: Vec<(String, Vec<u8>)>,
}

pub(super) fn run(args: &ApproveArgs) -> Result<u8, Fault> {
    let desk = Desk::open(&args.site, !args.dry_run)?;
    let (_, policy) = desk.policy(&args.policy)?;
    let version = choose(&desk, args, policy)?;
    let ready = prepare(&desk, args, policy, version)?;
    summary(&desk, args, &ready);
    if args.dry_run {
        let own = policy_file(&args.policy);
        words::answer(&words::difference(&own, &desk.loaded.sources.text(policy.file).text(), &ready.text));
        words::answer("nothing was written");
        return Ok(0);
    }
    if !args.yes {
        if !words::can_ask() {
            let hint = "look at it with `--dry-run`, then say `--yes`";
            return Err(Fault::usage("there is no terminal to ask on, so nothing was recorded", hint));
        }
        let answer = words::ask("record this approval? [y/N]").unwrap_or_default().to_lowercase();
        if !matches!(answer.as_str(), "y" | "yes" | "ن" | "نعم") {
            return Err(Fault { status: 1, message: "nothing was recorded".into(), hint: None });
        }
    }
    for text in version.texts.existing() {
        desk.unchanged(text.file)?;
    }
    desk.write(&ready.files)?;
    words::answer(&format!("recorded in {}, and sealed:", policy_file(&args.policy)));
    for text in version.texts.existing() {
        words::answer(&format!("  {}  {}", desk.loaded.sources.path(text.file), text.seal));
    }
    words::answer("next: `mithaq build`; from now on a change of these texts keeps the site from being built");
    Ok(0)
}

/// The version to approve: the one that is named, else the only draft.
fn choose<'a>(desk: &Desk, args: &ApproveArgs, policy: &'a Policy) -> Result<&'a Version, Fault> {
    if let Some(number) = &args.version {
        return version(policy, number);
    }
    let drafts: Vec<&Version> =
        policy.versions.iter().filter(|version| version.approval == ApprovalState::Pending).collect();
    match drafts[..] {
        [draft] => Ok(draft),
        [] => {
            let newest = policy.versions.iter().rev().find_map(|version| Some((version, version.approval.approved()?)));
            let reason = newest.map(|(version, approval)| decided(policy, version, approval));
            Err(desk.refuse("the policy has no draft to approve", &Vec::from_iter(reason)))
        }
        _ => {
            let numbers: Vec<&str> = drafts.iter().map(|version| version.number.as_str()).collect();
            let hint = format!("name one of them: `mithaq approve {} {} …`", args.policy, numbers[0]);
            Err(Fault::refused(format!("the policy has several drafts: {}", numbers.join(", ")), hint))
        }
    }
}

/// That a version was approved, when, and what can be done.
fn decided(policy: &Policy, version: &Version, approval: &Approval) -> Reason {
    let session = approval.session.map(|number| format!("in session `{number}` ")).unwrap_or_default();
    let day = match (approval.gregorian(), approval.hijri()) {
        (Some(date), Some(hijri)) => format!("on `{}` (`{}` AH)", date.value, hijri.value),
        (Some(date), None) => format!("on `{}`", date.value),
        (None, Some(hijri)) => format!("on `{}` AH", hijri.value),
        (None, None) => "on a day that is not stated".to_owned(),
    };
    Reason {
        place: Some(Place::key(policy.file, format!("versions.{}.approval", version.nth))),
        message: format!("version `{}` was approved {session}{day}", version.number),
        hint: "start a new version with `mithaq revise`".to_owned(),
    }
}

/// Everything that will be written, or every reason why it is not.
fn prepare<'a>(desk: &Desk, args: &ApproveArgs, policy: &'a Policy, version: &'a Version) -> Result<Ready<'a>, Fault> {
    let headline = format!("version `{}` is not approved", version.number);
    let recorded = version.approval.approved();
    if let Some(recorded) = recorded {
        stands_already(args, policy, version, recorded).map_err(|reason| desk.refuse(&headline, &[reason]))?;
    }
    let mut files = Vec::new();
    let mut wrong = Vec::new();
    let document = match &args.document {
        Some(path) => {
            let (name, bytes) = scan(path)?;
            let place = format!("{}/{name}", folder(&args.policy, &version.number));
            wrong.extend(in_the_way(desk, &place, &bytes)?);
            files.push((place, bytes));
            Some(name)
        }
        None => None,
    };
    let approval = match recorded {
        Some(recorded) => recorded.clone(),
        None => facts::gather(args, policy, document)?,
    };
    let own = policy_file(&args.policy);
    let below = folder(&args.policy, &version.number);
    let of_ours = |path: &str| path == own || path.starts_with(&format!("{below}/"));
    if recorded.is_none() {
        wrong.extend(reasons(policy, version, &approval, desk.today));
    }
    let decision = Decision::Approve {
        nth: version.nth,
        approval: recorded.is_none().then(|| Box::new(approval.clone())),
        effective: args.effective,
        seals: Bilingual::of(|lang| version.texts.get(lang).as_ref().map(|text| text.seal.clone())),
    };
    let text = match desk.record_or_reason(policy, &decision) {
        Ok(text) => text,
        Err(reason) => {
            let errors = desk.errors(of_ours).into_iter().chain(wrong).chain([reason]);
            return Err(desk.refuse(&headline, &errors.collect::<Vec<_>>()));
        }
    };
    for text in version.texts.existing() {
        files.push((
            format!("{below}/.sealed/{}.md", text.lang.code()),
            sealed_bytes(&text.source.text()).into_owned().into_bytes(),
        ));
    }
    files.push((own.clone(), text.clone().into_bytes()));
    // The site as it would be: a date that falls before another's, a promise whose
    // clause is gone. What is wrong now and no longer would be is no reason.
    let (_, mut errors) = desk.try_out(&files.iter().cloned().collect(), |path, is_new| is_new || of_ours(path));
    if wrong.iter().any(tells_of_two_days) {
        errors.retain(|reason| !tells_of_two_days(reason));
    }
    errors.append(&mut wrong);
    if !errors.is_empty() {
        return Err(desk.refuse(&headline, &errors));
    }
    Ok(Ready { policy, version, approval, text, files })
}

/// `check` tells it of the recorded dates, and we of those that were given: once is enough.
fn tells_of_two_days(reason: &Reason) -> bool {
    reason.message.contains("by the Umm al-Qura calendar")
}

/// An approval that is recorded stays as it is; where its texts were never
/// sealed, the command seals them as they are, whatever they hold: the body has decided.
fn stands_already(args: &ApproveArgs, policy: &Policy, version: &Version, recorded: &Approval) -> Result<(), Reason> {
    let told = decided(policy, version, recorded);
    if version.texts.existing().any(|text| version.seal.get(text.lang).is_some()) {
        return Err(Reason { message: format!("{} and its texts are sealed", told.message), ..told });
    }
    let other = args.session.is_some_and(|number| recorded.session != Some(number))
        || args.date.is_some_and(|day| recorded.gregorian().map(|date| date.value) != Some(day))
        || args.hijri.is_some_and(|day| recorded.hijri().map(|date| date.value) != Some(day))
        || !(args.body.is_empty() && args.signatory.is_empty() && args.role.is_empty())
        || args.resolution.is_some()
        || args.document.is_some()
        || args.effective.is_some();
    if other {
        let hint = "correct policy.yaml by hand if it is wrong; to seal the texts as they are, give the facts that are recorded";
        return Err(Reason { hint: hint.to_owned(), ..told });
    }
    Ok(())
}

/// The name below the version's folder, and the bytes, of a signed scan.
fn scan(path: &Path) -> Result<(String, Vec<u8>), Fault> {
    let shown = path.display();
    let bytes = disk::bytes(path).map_err(|error| {
        let message = format!("the document `{shown}` cannot be read: {}", disk::describe(&error));
        Fault::usage(message, "name the file of the signed scan")
    })?;
    let name = path.file_name().and_then(|name| name.to_str()).map(|name| format!("files/{name}"));
    match name.filter(|name| is_inner_path(name) && !name.starts_with("files/.") && !name.starts_with("files/_")) {
        Some(name) => Ok((name, bytes)),
        None => {
            let hint = "rename it: letters, digits and `-`, no `.` or `_` at its start";
            Err(Fault::usage(format!("the document `{shown}` has a name that cannot be published"), hint))
        }
    }
}

/// Whether another file has the name of the scan.
fn in_the_way(desk: &Desk, path: &str, bytes: &[u8]) -> Result<Option<Reason>, Fault> {
    if !desk.has(path) || desk.read(path)? == bytes {
        return Ok(None);
    }
    let message = format!("another file has the name `{path}` already");
    let hint = "rename the scan, or delete the other file".to_owned();
    Ok(Some(Reason { place: Some(Place::Path(path.to_owned())), message, hint }))
}

/// What a person is asked to agree to.
fn summary(desk: &Desk, args: &ApproveArgs, ready: &Ready<'_>) {
    let Ready { policy, version, approval, .. } = ready;
    let line = |name: &str, words: String| words::say(&format!("{name:<11}{}", crate::report::isolate(&words)));
    let both = |phrase: &crate::model::Phrase| {
        phrase.existing().map(|words| format!("`{words}`")).collect::<Vec<_>>().join(" / ")
    };
    line("policy", format!("{}, {}", args.policy, both(&policy.title)));
    line("version", version.number.clone());
    line("body", both(&approval.body));
    if let Some(session) = approval.session {
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
    if let Some(day) = args.effective.or(version.effective) {
        line("holds from", day.to_string());
    }
    for text in version.texts.existing() {
        line("seals", format!("{}.md {}", text.lang.code(), text.seal));
    }
    for remark in remarks(desk, policy, version) {
        line("note", remark);
    }
}

/// What is no reason against an approval, and yet worth a look.
fn remarks(desk: &Desk, policy: &Policy, version: &Version) -> Vec<String> {
    let mut remarks = Vec::new();
    let languages = desk.loaded.site.as_ref().map(|site| site.languages.clone()).unwrap_or_default();
    let other = policy.translation();
    match (version.texts.get(policy.governing), version.texts.get(other)) {
        (Some(_), None) if languages.contains(&other) => {
            remarks.push(format!("there is no {} text; readers see the {} one", other.name(), policy.governing.name()));
        }
        (Some(source), Some(text)) if !must_be_complete(text) => {
            let alone = version.unpaired(source.lang).len() + version.unpaired(text.lang).len();
            if alone > 0 {
                let stand = if alone == 1 { "stands" } else { "stand" };
                remarks.push(format!("{} {stand} in one language alone", words::counted(alone, "clause")));
            }
            if follows_another(source, text) {
                let message = "is recorded as following an earlier text; if it was brought up to date, say so with `mithaq translated` first";
                remarks.push(format!("the {} text {message}", text.lang.name()));
            }
        }
        _ => {}
    }
    if policy.basis == Basis::Restated {
        remarks.push(
            "`basis: restated` says that these are not the approved words, and yet they are what is sealed".to_owned(),
        );
    }
    if policy.versions.len() > 1 && version.change.is_empty() {
        remarks.push("`change` does not say what is new in this version".to_owned());
    }
    remarks
}
