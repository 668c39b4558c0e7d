//! Pipes, sockets and devices: whoever reads them may wait for ever, so nobody does.

use std::os::unix::net::UnixListener;
use std::process::Command;

use super::{assert_found, found_in, sound};
use crate::folder::Folder;

fn pipe(folder: &Folder, path: &str) {
    let path = folder.path.join(path);
    std::fs::create_dir_all(path.parent().expect("it stands in a folder")).expect("a folder can be made");
    let _ = std::fs::remove_file(&path);
    assert!(Command::new("mkfifo").arg(&path).status().expect("the system makes pipes").success());
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_a_finding() {
    let policy = "content/trial/policies/gifts";
    let places = [
        "content/site.yaml",
        "content/glossary.yaml",
        "content/trial/association.yaml",
        "content/trial/logo.svg",
        &format!("{policy}/policy.yaml"),
        &format!("{policy}/1.0/ar.md"),
        &format!("{policy}/1.0/notes.md"),
        &format!("{policy}/1.0/files/minutes.pdf"),
        "themes/default/templates/base.html",
        "themes/default/assets/theme.css",
        "themes/default/strings/ar.yaml",
    ];
    for place in places {
        let folder = sound().in_a_folder();
        folder.write("content/trial/association.yaml", "name: {ar: أ, en: a}\nlogo: logo.svg\n");
        folder.write("content/trial/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        pipe(&folder, place);
        assert_found(&found_in(&folder), "file-unreadable", &format!("{place}:1:1"));
        folder.run(&["check"]).ends(1);
        folder.run(&["build"]).ends(1).says("it is no plain file");
        folder.run(&["status"]);
    }
}

#[test]
fn a_socket_is_a_finding() {
    let folder = sound().in_a_folder();
    let place = "content/trial/socket.md";
    let _socket = UnixListener::bind(folder.path.join(place)).expect("a socket can be made");
    assert_found(&found_in(&folder), "file-unreadable", &format!("{place}:1:1"));
}

#[test]
fn a_pipe_where_nothing_is_read_is_passed_over() {
    let folder = sound().in_a_folder();
    for place in ["content/_drafts/pipe.md", "content/.pipe", "content/trial/policies/gifts/1.0/.sealed/ar.md", "pipe"]
    {
        pipe(&folder, place);
    }
    assert_eq!(found_in(&folder).len(), 0);
}

#[test]
fn a_pipe_where_the_program_keeps_what_it_made_stops_nothing() {
    let folder = sound().in_a_folder();
    folder.run(&["build"]).ends(0);
    pipe(&folder, ".mithaq/built.json");
    pipe(&folder, "output/ar/index.html");
    folder.run(&["build"]).ends(0);
    assert!(folder.read("output/ar/index.html").contains("<html"));
    pipe(&folder, "output/.mithaq");
    folder.run(&["build"]).ends(3);
    pipe(&folder, ".output.lock");
    folder.run(&["build"]).ends(3);
}
