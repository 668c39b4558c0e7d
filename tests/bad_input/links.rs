//! Links of the file system: what leads to anything but content and themes is not followed.

use std::path::Path;

use super::{assert_found, found_in, sound, with_policy};
use crate::folder::Folder;
use crate::site::{Said, TODAY, build_folder};

#[test]
fn a_link_out_of_the_site_is_not_followed() {
    let secret = Folder::new();
    secret.write("secret.md", "سر الخزانة");
    secret.write("folder/policy.yaml", "سر الخزانة");
    let folder = sound().in_a_folder();
    let ar = "content/trial/policies/gifts/1.0/ar.md";
    std::fs::remove_file(folder.path.join(ar)).expect("it is there");
    folder.link(ar, &secret.path.join("secret.md"));
    folder.link("content/trial/policies/other", &secret.path.join("folder"));
    folder.link("content/trial/logo.svg", &secret.path.join("secret.md"));
    folder.link("content/trial/gone.md", &secret.path.join("nothing.md"));
    folder.write("content/trial/association.yaml", "name: {ar: أ, en: a}\nlogo: logo.svg\n");
    let (found, built) = build_folder(&folder.path, TODAY, &Said::default());
    for path in [ar, "content/trial/policies/other", "content/trial/logo.svg"] {
        assert_found(&found, "link-outside", &format!("{path}:1:1"));
    }
    assert_found(&found, "file-unreadable", "content/trial/gone.md:1:1");
    assert!(built.files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("سر الخزانة")));
}

#[test]
fn content_that_is_itself_a_link_out_of_the_site_is_not_followed() {
    let elsewhere = sound().in_a_folder();
    let folder = Folder::new();
    folder.link("content", &elsewhere.path.join("content"));
    assert_found(&found_in(&folder), "link-outside", "content:1:1");
}

#[test]
fn a_link_to_content_is_followed_through_other_links() {
    let folder = sound().in_a_folder();
    let ar = "content/trial/policies/gifts/1.0/ar.md";
    std::fs::create_dir_all(folder.path.join("content/_shared")).expect("a folder can be made");
    std::fs::rename(folder.path.join(ar), folder.path.join("content/_shared/text.md")).expect("it is there");
    folder.link("content/_shared/link.md", Path::new("text.md"));
    folder.link(ar, Path::new("../../../../_shared/link.md"));
    assert_eq!(found_in(&folder).len(), 0);
}

#[test]
fn a_link_to_what_is_not_published_is_not_followed() {
    let secrets = [".git/config", ".env", ".mithaq/inbox.sqlite3", "notes.md", "output/ar/index.html", "CONTENT/x.md"];
    let hidden = ["content/.env", "content/trial/.git/config"];
    for secret in secrets.into_iter().chain(hidden) {
        let folder = sound().in_a_folder();
        folder.write(secret, "سر الخزانة");
        let up = Path::new("../../../../../..").join(secret);
        folder.link("content/trial/policies/gifts/1.0/files/direct.txt", &up);
        folder.link("content/trial/policies/gifts/1.0/files/second.txt", Path::new("direct.txt"));
        folder.link("content/trial/policies/gifts/1.0/files/folder", up.parent().expect("it stands in a folder"));
        folder.link("content/trial/logo.svg", &Path::new("../..").join(secret));
        folder.write("content/trial/association.yaml", "name: {ar: أ, en: a}\nlogo: logo.svg\n");
        let (found, built) = build_folder(&folder.path, TODAY, &Said::default());
        for path in ["policies/gifts/1.0/files/direct.txt", "policies/gifts/1.0/files/second.txt", "trial/logo.svg"] {
            assert_found(&found, "link-outside", &format!("{path}:1:1"));
        }
        let leaks = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("سر الخزانة");
        assert!(!built.files.values().any(leaks), "{secret} was published");
    }
}

#[test]
fn a_link_to_the_output_does_not_make_the_site_grow() {
    let folder = sound().in_a_folder();
    folder.run(&["build"]).ends(0);
    folder.link("content/trial/policies/gifts/1.0/files", Path::new("../../../../../output"));
    folder.run(&["build"]).ends(1).says("error[link-outside]");
}

#[test]
fn the_lock_of_an_editor_is_passed_over() {
    let folder = sound().in_a_folder();
    for name in [".#policy.yaml", "_draft", ".gone"] {
        folder.link(&format!("content/trial/policies/gifts/{name}"), Path::new("someone@host.12345:1700000000"));
    }
    folder.link("content/.#site.yaml", Path::new("someone@host.12345:1700000000"));
    assert_eq!(found_in(&folder).len(), 0);
    folder.run(&["build"]).ends(0);
}

#[test]
fn what_people_send_is_kept_in_no_folder_that_others_see() {
    let private = |link: &Path| {
        let folder = signed();
        folder.link(".mithaq", link);
        let args = ["review", "trial/gifts", "--date", "2025-12-01"];
        let run = folder.run(&args);
        (run.status, run.err, folder)
    };
    let elsewhere = Folder::new();
    set_mode(&elsewhere.path, 0o755);
    for link in [&elsewhere.path, Path::new("content/trial"), Path::new("nowhere"), Path::new("/etc/hostname")] {
        let (status, err, folder) = private(link);
        assert_eq!(status, 3, "{err}");
        assert!(err.contains("the site cannot be held against other processes: it is a link"), "{err}");
        let built = folder.run(&["build"]).ends(0);
        assert!(!folder.has("content/trial/built.json") && !elsewhere.has("built.json"), "{}", built.err);
    }
    set_mode(&elsewhere.path, 0o700);
    let (status, err, folder) = private(&elsewhere.path);
    assert_eq!(status, 0, "{err}");
    assert!(elsewhere.has("records.lock"));
    folder.run(&["build"]).ends(0);
    assert!(elsewhere.has("built.json"));
}

/// A site with a policy that was approved.
fn signed() -> Folder {
    let yaml = "versions:\n  - version: \"1.0\"\n    approval: {body: {ar: أ, en: a}, session: 1, date: 2025-01-01}\n";
    with_policy(yaml).in_a_folder()
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
}
