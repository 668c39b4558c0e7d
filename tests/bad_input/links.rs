//! Links of the file system: what leads out of the site is not followed.

use std::path::Path;

use super::{assert_found, found_in, sound};
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
fn a_link_inside_the_site_is_followed() {
    let folder = sound().in_a_folder();
    let ar = "content/trial/policies/gifts/1.0/ar.md";
    std::fs::rename(folder.path.join(ar), folder.path.join("text.md")).expect("it is there");
    folder.link(ar, Path::new("../../../../../text.md"));
    assert_eq!(found_in(&folder).len(), 0);
}
