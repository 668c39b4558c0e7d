//! Entries: what the paths of a site's folder are for, and which of them cannot stand there.

use crate::disk::{Entry, EntryKind};
use crate::model::log::LOG;
use crate::model::signature::SIGNATURE;
use crate::model::spelling::{harm_of, is_id, unsafe_control};
use crate::report::Report;
use crate::source::Place;

/// The folder of all that is published.
pub const CONTENT: &str = "content";

/// The folder beside a version's texts that keeps a copy of each as it was sealed.
pub(super) const SEALED: &str = ".sealed";

/// Whether a path is that of a text.
pub(super) fn is_text(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".md") || path.ends_with(".yml") || is_log(path)
}

/// Whether a path is that of an association's log of decisions, or of its signature.
pub(super) fn is_log(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.matches('/').count() == 2 && matches!(name, LOG | SIGNATURE)
}

/// The size of a text, in bytes; of anything else 0.
pub(super) fn bytes_of_text(path: &str, kind: &EntryKind) -> u64 {
    match kind {
        EntryKind::File(bytes) if is_text(path) => *bytes,
        _ => 0,
    }
}

/// The folder of the policy below which a path lies.
pub(super) fn policy_folder(path: &str) -> Option<&str> {
    let end = path.match_indices('/').nth(3)?.0;
    let folder = &path[..end];
    let mut parts = folder.split('/');
    (parts.next() == Some("content") && parts.nth(1) == Some("policies")).then_some(folder)
}

/// Whether a path lies in the folder of attachments that a version has.
pub(super) fn in_files_folder(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    parts.len() > 6 && parts[0] == "content" && parts[2] == "policies" && parts[5] == "files"
}

/// Reports a name that cannot stand in a site, a link that leads out of it, and what cannot be read.
pub(super) fn check_entry(entry: &Entry, report: &mut Report) {
    let place = Place::Path(entry.path.clone());
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    if let Some(c) = name.chars().find(|c| c.is_control()).or_else(|| unsafe_control(name)) {
        let message = format!("the name holds the invisible control character U+{:04X}{}", c as u32, harm_of(c));
        report.error("control-character", place.clone(), message).hint("rename it, and type the name anew");
    }
    match &entry.kind {
        EntryKind::LinkOutside => {
            let message =
                "the link leads to nothing that is published below `content/` or `themes/`, so it is not followed";
            report.error("link-outside", place, message).hint("copy what it leads to in its place, or delete the link");
        }
        EntryKind::Unreadable(reason) => {
            let message = format!("it cannot be read: {reason}");
            report.error("file-unreadable", place, message).hint("look at its permissions, or delete it");
        }
        EntryKind::Folder | EntryKind::File(_) => {
            let parts = entry.path.split('/').count();
            let is_content = entry.path.starts_with("content/");
            let policy = parts == 4 && entry.path.split('/').nth(2) == Some("policies");
            if is_content && entry.kind == EntryKind::Folder && (parts == 2 || policy) && !is_id(name) {
                let message =
                    format!("`{name}` cannot be the id of {}", if policy { "a policy" } else { "an association" });
                let hint = "rename the folder: small Latin letters and digits, words joined by `-`";
                report.error("bad-id", place, message).hint(hint);
            }
        }
    }
}
