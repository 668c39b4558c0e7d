//! Policies: policy.yaml and the texts of each version → the model.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::model::spelling::{is_inner_path, is_seal, is_version};
use crate::model::{
    Approval, ApprovalKind, ApprovalState, Attachment, Basis, Bilingual, Channel, Commitment, Date, Hijri, Lang,
    Policy, Review, SealedCopy, Session, Signatory, SittingKind, Start, Version, Withdrawal, read_date,
};
use crate::report::{Report, Reported, meant};
use crate::source::{FileId, Place};
use crate::text::NumberStyle;

use super::entries::SEALED;
use super::fields::{list, period, phrase, report_repeats};
use super::files::Files;
use super::shaped::read_yaml;
use super::stamp::{CachedPolicies, CachedPolicy, Stamp};
use super::yaml::Node;
use super::{resolve, shapes, text};

/// Reads every policy below the folder of an association that has these channels; gives each with its id.
/// One of `before` that was read from the same is taken from there.
pub(super) fn policies(
    files: &Files,
    association: &str,
    channels: &[Channel],
    before: Option<&CachedPolicies>,
) -> Vec<(String, Arc<CachedPolicy>)> {
    let folder = format!("content/{association}/policies");
    let channels: Vec<_> = channels.iter().map(|channel| (channel.id.clone(), channel.kind)).collect();
    let read = |id: String| {
        let path = format!("{folder}/{id}");
        let from = Stamp::of(files, &path, &channels);
        if let Some(cached) = before.and_then(|before| before.get(&id)).filter(|cached| cached.from == from) {
            return (id, Arc::clone(cached));
        }
        let mut report = Report::default();
        let policy = report.take(policy_in(files, &id, &path)).map(|mut policy| {
            report.extend(resolve::channels(&mut policy, &channels, association));
            Arc::new(policy)
        });
        let cached = CachedPolicy { from, read: Reported { value: policy, report } };
        (id, Arc::new(cached))
    };
    files.names(&folder).into_par_iter().map(read).collect()
}

/// Reads the policy in a folder; absent where its own file cannot be understood.
fn policy_in(files: &Files, id: &str, folder: &str) -> Reported<Option<Policy>> {
    let path = format!("{folder}/policy.yaml");
    if let Some(file) = files.texts.find(&path) {
        return policy(files, id, folder, file);
    }
    let mut report = Report::default();
    if !files.has(&path) {
        let message = format!("the folder `{id}` has no policy.yaml");
        let hint = "add one with `title`, `governing_language` and `versions`, or start the folder's name with `_`";
        report.error("file-missing", Place::Path(path), message).hint(hint);
    }
    Reported { value: None, report }
}

fn policy(files: &Files, id: &str, folder: &str, file: FileId) -> Reported<Option<Policy>> {
    let mut report = Report::default();
    let languages = &files.setting.languages;
    let Some(node) = report.take(read_yaml(files, file, &shapes::POLICY)) else {
        return Reported { value: None, report };
    };
    let governing = node.text("governing_language").and_then(|code| Lang::from_code(&code)).unwrap_or(languages[0]);
    let numbering: Vec<_> = node.texts("numbering").iter().filter_map(|word| NumberStyle::from_word(word)).collect();
    let commitments = commitments_in(&node, "", file, &mut report);
    let mut versions = Vec::new();
    for (nth, node) in node.get("versions").map(Node::items).unwrap_or_default().iter().enumerate() {
        if let Some(mut version) = version(nth, node) {
            if node.get("commitments").is_some() {
                version.commitments = Some(commitments_in(node, &format!("versions.{nth}."), file, &mut report));
            }
            let context = Versioned { files, folder, file, languages, governing, numbering: &numbering };
            report.extend(context.read_texts(&mut version));
            versions.push(version);
        }
    }
    // Most policies have one version, and a vector that grows has room for four.
    versions.shrink_to_fit();
    report.extend(check_order(&versions, file));
    if versions.is_empty() && node.get("versions").is_some_and(|node| node.items().is_empty()) {
        let hint = "list at least one version with its `version` and `approval`";
        report.error("version-missing", Place::key(file, "versions"), "the policy has no version").hint(hint);
    }
    let policy = Policy {
        id: id.to_owned(),
        file,
        title: phrase(&node, "title"),
        code: node.text("code"),
        category: node.text("category"),
        owner: phrase(&node, "owner"),
        governing,
        basis: node.text("basis").and_then(|word| Basis::from_word(&word)).unwrap_or(Basis::Official),
        part_of: node.get("part_of").map(|node| (phrase(node, "title"), node.count("chapter"))),
        numbering,
        review: node.get("review").and_then(review),
        channels: node.texts("channels"),
        commitments,
        versions,
    };
    Reported { value: Some(policy), report }
}

/// The promises that a node lists; `above` leads to it in its file.
fn commitments_in(node: &Node, above: &str, file: FileId, report: &mut Report) -> Vec<Commitment> {
    let read = |nth: usize, node: &Node| commitment(format!("{above}commitments.{nth}"), node);
    let commitments = list(node, "commitments", read);
    let ids = commitments.iter().enumerate().map(|(nth, commitment)| (nth, commitment.id.as_str()));
    let place = |nth: usize| Place::key(file, format!("{}.id", commitments[nth].path));
    report_repeats(ids, "commitment", place, report);
    commitments
}

fn commitment(path: String, node: &Node) -> Option<Commitment> {
    let from = node.text("from").and_then(|word| Start::from_word(&word));
    let clause = node.text("clause")?;
    let id = node.text("id").unwrap_or_else(|| clause.clone());
    Some(Commitment { path, id, what: phrase(node, "what"), clause, period: period(node)?, from })
}

fn review(node: &Node) -> Option<Review> {
    let next = day(node, "next").map(Review::Next);
    next.or_else(|| node.count("every_months").map(Review::EveryMonths))
}

fn version(nth: usize, node: &Node) -> Option<Version> {
    // A number without quotes is reported; it is read all the same, so that one
    // fault does not make the version's own texts look like files that nothing reads.
    let number = match node.get("version")? {
        Node::Number(number) => format!("{number:?}"),
        number => number.as_text()?.to_owned(),
    };
    let number = Some(number).filter(|number| is_version(number))?;
    let seal = node.get("seal");
    let seal = |lang: Lang| seal.and_then(|node: &Node| node.text(lang.code())).filter(|seal| is_seal(seal));
    let reviewed = list(node, "reviewed", |_, node| Some((day(node, "date")?, session(node))));
    Some(Version {
        nth,
        number,
        effective: day(node, "effective"),
        change: phrase(node, "change"),
        commitments: None,
        approval: node.get("approval").map_or(ApprovalState::Pending, approval),
        seal: Bilingual::of(seal),
        reviewed,
        withdrawn: node.get("withdrawn").map(|node| Withdrawal {
            date: day(node, "date"),
            session: session(node),
            reason: phrase(node, "reason"),
        }),
        texts: Bilingual::default(),
        sealed: Bilingual::default(),
        files: Vec::new(),
    })
}

fn day(node: &Node, key: &str) -> Option<Date> {
    read_date(&node.text(key)?)
}

fn session(node: &Node) -> Option<Session> {
    let number = node.count("session").map(Session::Number);
    number.or_else(|| Session::read(&node.text("session")?))
}

fn approval(node: &Node) -> ApprovalState {
    match node.as_text().map(ApprovalKind::from_word) {
        Some(Some(ApprovalKind::NotStated)) => return ApprovalState::NotStated,
        Some(_) => return ApprovalState::Pending,
        None => {}
    }
    let sitting = node.text("session_kind").and_then(|word| SittingKind::from_word(&word));
    let sitting = sitting.unwrap_or(SittingKind::Session);
    ApprovalState::Approved(Box::new(Approval {
        body: phrase(node, "body"),
        session: session(node),
        sitting,
        date: day(node, "date"),
        hijri: node.text("hijri").and_then(|day| Hijri::parse(&day)).filter(|day| day.exists()),
        resolution: node.text("resolution"),
        signatory: node
            .get("signatory")
            .map(|node| Signatory { name: phrase(node, "name"), role: phrase(node, "role") }),
        document: node.text("document"),
    }))
}

/// What is known while the texts of one version are read.
struct Versioned<'a> {
    files: &'a Files<'a>,
    folder: &'a str,
    file: FileId,
    languages: &'a [Lang],
    governing: Lang,
    numbering: &'a [NumberStyle],
}

impl Versioned<'_> {
    fn read_texts(&self, version: &mut Version) -> Report {
        let mut report = Report::default();
        let folder = format!("{}/{}", self.folder, version.number);
        let approved = version.approval.approved().is_some();
        for lang in Lang::ALL {
            let path = format!("{folder}/{}.md", lang.code());
            if let Some(file) = self.files.texts.find(&path) {
                let source = self.files.texts.text(file);
                let setting = &self.files.setting;
                let settled = approved || version.seal.get(lang).is_some();
                let numbering = (!setting.seals_alone).then_some(self.numbering);
                let text = report.take(text::read(file, lang, source, numbering, setting.keep_unpacked, settled));
                *version.texts.get_mut(lang) = Some(text);
            }
            let copy = self.files.texts.find(&format!("{folder}/{SEALED}/{}.md", lang.code()));
            *version.sealed.get_mut(lang) =
                copy.map(|file| SealedCopy { file, source: self.files.texts.text(file).clone() });
        }
        if let Some(governing) = version.texts.get(self.governing).clone()
            && let Some(text) = version.texts.get_mut(self.governing.other())
        {
            text::follow_numbers(&governing, text);
        }
        let attachment = |(name, bytes)| {
            let name = format!("files/{name}");
            let holds = self.files.holds.get(&format!("{folder}/{name}")).copied().unwrap_or_default();
            Attachment { name, bytes, holds }
        };
        version.files = self.files.below(&format!("{folder}/files")).into_iter().map(attachment).collect();
        self.report_strays(version, &folder, &mut report);
        self.report_missing(version, &folder, &mut report);
        self.find_document(version, &mut report);
        report
    }

    /// Files that stand where texts do and are none: `ar.md.txt`, `سياسة.docx`.
    fn report_strays(&self, version: &Version, folder: &str, report: &mut Report) {
        let names = self.files.below(folder).into_iter().map(|(name, _)| name);
        let is_read = |name: &str| name.ends_with(".md") || name.ends_with(".yaml") || name.ends_with(".yml");
        for name in names.filter(|name| !name.contains('/') && !name.starts_with(['.', '_']) && !is_read(name)) {
            let place = Place::key(self.file, format!("versions.{}.version", version.nth));
            let meant =
                ["ar", "en"].into_iter().find(|lang| name.to_ascii_lowercase().starts_with(&format!("{lang}.")));
            let hint = match meant {
                Some(lang) => format!("rename it to `{folder}/{lang}.md`, and look whether it is Markdown"),
                None => format!(
                    "write its words into `{folder}/{}.md`, and put what readers may load into `{folder}/files/`",
                    self.governing.code()
                ),
            };
            let message = format!("nothing reads `{folder}/{name}`, so it is not published");
            report.warning("file-unused", place, message).hint(hint);
        }
    }

    fn report_missing(&self, version: &Version, folder: &str, report: &mut Report) {
        let missing: Vec<Lang> = Lang::ALL
            .into_iter()
            .filter(|lang| {
                version.texts.get(*lang).is_none() && !self.files.has(&format!("{folder}/{}.md", lang.code()))
            })
            .filter(|lang| self.languages.contains(lang) || *lang == self.governing)
            .collect();
        let place = Place::key(self.file, format!("versions.{}.version", version.nth));
        if !version.has_text() && missing.len() == self.languages.len().max(1) {
            let message = format!("version `{}` has no text in any language", version.number);
            let hint = format!("write `{folder}/{}.md`", self.governing.code());
            report.error("text-missing", place, message).hint(hint);
            return;
        }
        for lang in missing {
            let path = format!("{folder}/{}.md", lang.code());
            let message = format!("version `{}` has no {} text", version.number, lang.name());
            if lang == self.governing {
                report
                    .error("text-missing", place.clone(), format!("{message}, and that is the one that prevails"))
                    .hint(format!("write `{path}`"));
            } else {
                let hint =
                    format!("write `{path}`; until then readers see the {} text under a notice", lang.other().name());
                report.warning("text-missing", place.clone(), message).hint(hint);
            }
        }
    }

    /// Gives the record the name that its scan has on the disk, in whichever way it was written.
    fn find_document(&self, version: &mut Version, report: &mut Report) {
        let approval = version.approval.approved();
        let document = approval.and_then(|approval| approval.document.as_deref()).filter(|path| is_inner_path(path));
        let Some(document) = document else { return };
        let Some((file, _)) = version.attachment(document) else {
            let place = Place::key(self.file, format!("versions.{}.approval.document", version.nth));
            let message = format!("version `{}` has no file `{document}`", version.number);
            let hint = match version.attachment_like(document) {
                Some(file) => format!("did you mean `{}`?", file.name),
                None => {
                    let known = version.files.iter().map(|file| file.name.as_str());
                    meant(document, known, format!("put the scan into `{}/{}/files/`", self.folder, version.number))
                }
            };
            report.error("file-missing", place, message).hint(hint);
            return;
        };
        let name = file.name.clone();
        if let ApprovalState::Approved(approval) = &mut version.approval {
            approval.document = Some(name);
        }
    }
}

/// Versions stand oldest first, each number once.
fn check_order(versions: &[Version], file: FileId) -> Report {
    let mut report = Report::default();
    let place = |nth: usize| Place::key(file, format!("versions.{}.version", versions[nth].nth));
    let mut seen: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (nth, version) in versions.iter().enumerate() {
        if let Some(first) = seen.get(&version.order()) {
            let message = format!("version `{}` is listed twice", version.number);
            report
                .error("version-duplicate", place(nth), message)
                .hint("give one of the two another number")
                .see(place(*first), "the first stands here");
        } else if let Some((highest, before)) = seen.last_key_value()
            && *highest > version.order()
        {
            let message = format!("version `{}` stands after version `{}`", version.number, versions[*before].number);
            report
                .error("version-order", place(nth), message)
                .hint("list the versions oldest first")
                .see(place(*before), "the newer one stands here");
        }
        seen.entry(version.order()).or_insert(nth);
    }
    report
}
