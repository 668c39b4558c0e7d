//! `verify`: every seal and every sum computed again, as an auditor would, and the site built again.

mod audit;
mod log;
mod output;
mod rebuild;

use std::path::PathBuf;

use clap::Args;

use super::{Fault, Format, SiteArgs, words};
use crate::derive::urls;
use crate::disk::{Disk, RealDisk};
use crate::load;
use crate::model::seal::{fingerprint, sealed_bytes};
use crate::model::{Association, Lang, Policy, Version};
use crate::report::{Report, Severity, isolate};
use audit::Audit;

#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// The folder that holds the site; the current one where no output is named
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// A built site; with `--site` as well, one is held against the other
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The public SSH key that has to have signed the last line of each log of decisions
    #[arg(long, value_name = "KEY.pub")]
    key: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

pub(super) fn run(args: &VerifyArgs) -> Result<u8, Fault> {
    let mut audit = Audit::default();
    let key = args.key.as_deref().map(log::trusted).transpose()?;
    let built = args.output.as_deref().map(|folder| {
        RealDisk::open(folder).map_err(|error| {
            let message = format!("`{}` cannot be opened: {}", folder.display(), crate::disk::describe(&error));
            Fault::usage(message, "name the folder of a built site with `--output`")
        })
    });
    let built = built.transpose()?;
    if let Some(disk) = &built {
        output::verify(disk, &mut audit);
        output::logs(disk, key.as_deref(), &mut audit);
    }
    if args.site.is_some() || built.is_none() {
        let site = args.site.clone().unwrap_or_else(|| PathBuf::from("."));
        let site = SiteArgs::at(site);
        let disk = site.open()?;
        content(&disk, (built.as_ref(), key.as_deref()), &site, &mut audit);
        if let Some(built) = &built {
            rebuild::verify(&disk, built, &mut audit);
        }
    }
    audit.problems.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    audit.problems.dedup_by(|a, b| (&a.path, &a.message) == (&b.path, &b.message));
    match args.format {
        Format::Json => words::json(&audit),
        Format::Human => print(&audit),
    }
    Ok(u8::from(!audit.problems.is_empty()))
}

fn print(audit: &Audit) {
    for note in &audit.notes {
        words::say(note);
    }
    for problem in &audit.problems {
        words::say(&format!("{}: {}", problem.path, isolate(&problem.message)));
    }
    let held = if audit.held == 1 { "1 text holds".to_owned() } else { format!("{} texts hold", audit.held) };
    let unsealed = match audit.unsealed {
        0 => String::new(),
        1 => ", 1 has no seal".to_owned(),
        many => format!(", {many} have no seal"),
    };
    let files = match audit.files {
        0 => String::new(),
        many => format!(", {} as listed", words::counted(many, "file")),
    };
    let problems = match audit.problems.len() {
        0 => String::new(),
        many => format!(", {}", words::counted(many, "problem")),
    };
    words::answer(&format!("{held}{unsealed}{files}{problems}"));
}

/// Holds every text against its recorded seal, and against what was published of it.
fn content(disk: &RealDisk, against: (Option<&RealDisk>, Option<&str>), args: &SiteArgs, audit: &mut Audit) {
    let (built, key) = against;
    let mut report = Report::default();
    // A fault inside a text, such as a link that leads nowhere, leaves its seal what it is.
    let overrides = load::Overrides { seals_alone: true, ..args.options(false, None, Vec::new()).overrides };
    let loaded = report.take(load::site(disk, &overrides));
    // What could not be read was not verified, and an auditor must not take it for held.
    for finding in report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
        let (path, _) = loaded.sources.locate(&finding.place);
        audit.problem(path, format!("not verified, since the content has an error: {}", finding.message));
    }
    let Some(site) = &loaded.site else { return };
    for log in site.associations.iter().filter_map(|association| association.log.as_ref()) {
        let signature = log.signature.as_ref().map(|signature| signature.text.as_str());
        log::verify(loaded.sources.path(log.file), &log.source.text(), signature, key, audit);
    }
    let left_out = built.map(rebuild::left_out).unwrap_or_default();
    for (association, policy) in site.policies() {
        for version in &policy.versions {
            seals(association, policy, version, built.is_some(), audit);
            if let Some(built) = built.filter(|_| !left_out.contains(&association.id)) {
                published(disk, built, (association, policy, version), audit);
            }
        }
    }
}

fn folder(association: &Association, policy: &Policy, version: &Version) -> String {
    format!("content/{}/policies/{}/{}", association.id, policy.id, version.number)
}

/// Every text of a version against its recorded seal. Where an output was
/// counted already, the same texts are not counted again.
fn seals(association: &Association, policy: &Policy, version: &Version, counted: bool, audit: &mut Audit) {
    let folder = folder(association, policy, version);
    for lang in Lang::ALL {
        let path = format!("{folder}/{}.md", lang.code());
        match (version.seal.get(lang), version.texts.get(lang)) {
            (Some(seal), Some(text)) if seal.eq_ignore_ascii_case(&text.seal) => audit.held += usize::from(!counted),
            (Some(_), Some(_)) => audit.problem(
                path,
                "it differs from its seal, so it is not what was approved; `mithaq check` names the clause",
            ),
            (Some(_), None) => audit.problem(path, "it was sealed, but the text is not there"),
            (None, Some(_)) => audit.unsealed += 1,
            (None, None) => {}
        }
    }
}

/// What was published of a version, against the content: texts and files beside them.
fn published(disk: &RealDisk, built: &RealDisk, of: (&Association, &Policy, &Version), audit: &mut Audit) {
    let (association, policy, version) = of;
    let draft = version.approval == crate::model::ApprovalState::Pending;
    for lang in Lang::ALL {
        let path = urls::source(association, policy, version, lang);
        match (version.texts.get(lang), built.read(&path)) {
            (Some(text), Ok(bytes)) if bytes != sealed_bytes(&text.source.text()).as_bytes() => {
                audit.problem(path, "it was published, but differs from the text in the content");
            }
            (Some(_), Err(_)) if !draft => audit.problem(path, "the content has this text, but it is not published"),
            (None, Ok(_)) => audit.problem(path, "it was published, but the content has no such text"),
            _ => {}
        }
    }
    if draft || !version.has_text() {
        return;
    }
    for name in version.files.iter().map(|file| &file.name) {
        let path = urls::file(association, policy, version, name);
        let original = disk.read(&format!("{}/{name}", folder(association, policy, version)));
        match (original, built.read(&path)) {
            (Ok(original), Ok(copy)) if fingerprint(&original) == fingerprint(&copy) => {}
            (_, Err(_)) => audit.problem(path, "the content has this file, but it is not published"),
            _ => audit.problem(path, "it was published, but differs from the file in the content"),
        }
    }
}
