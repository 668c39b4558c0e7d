//! What mithaq stands on: where it comes from, under which licences, and what is known against it.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use spdx::Expression;

use crate::tidy;

/// Licences that let an association use, change and pass on the program as its own licence does.
const LICENCES: [&str; 9] =
    ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0", "Unicode-3.0", "Zlib", "CC0-1.0"];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every package of the lock file, for every system, as cargo describes it.
fn packages() -> Vec<Value> {
    let done = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let all: Value = serde_json::from_slice(&done.stdout).expect("cargo prints JSON");
    let packages = all["packages"].as_array().expect("a list of packages").clone();
    assert!(packages.len() > 100, "cargo describes {} packages", packages.len());
    packages
}

#[test]
fn every_crate_comes_from_the_registry_under_a_licence_that_passes_on_what_ours_gives() {
    let mut faults = Vec::new();
    for package in packages() {
        let name = format!("{} {}", package["name"], package["version"]).replace('"', "");
        if package["name"] == "mithaq" {
            continue;
        }
        if package["source"] != REGISTRY {
            faults.push(format!("{name} comes from {}", package["source"]));
        }
        // Some still write `/` where the standard has `OR`.
        let licence = package["license"].as_str().unwrap_or_default().replace('/', " OR ");
        match Expression::parse(&licence) {
            // An exception (`WITH`) only gives more.
            Ok(expression) => {
                let allows = |need: &spdx::LicenseReq| need.license.id().is_some_and(|id| LICENCES.contains(&id.name));
                if !expression.evaluate(allows) {
                    faults.push(format!("{name} is under {licence}"));
                }
            }
            Err(error) => faults.push(format!("{name} has no licence that can be read: `{licence}`: {error}")),
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The numbers of a version of Rust, such as 1.89 or 1.89.0.
fn release(text: &str) -> [u32; 3] {
    let mut numbers = text.split('.').map(|number| number.parse().expect("a number"));
    [(); 3].map(|()| numbers.next().unwrap_or(0))
}

#[test]
fn the_oldest_rust_that_may_build_the_program_is_the_newest_that_a_crate_asks_for() {
    let packages = packages();
    let asked = packages.iter().filter_map(|package| {
        let rust = release(package["rust_version"].as_str()?);
        Some((package["name"] == "mithaq", rust, package["name"].as_str()?))
    });
    let (ours, others): (Vec<_>, Vec<_>) = asked.partition(|(is_ours, ..)| *is_ours);
    let (_, ours, _) = ours[0];
    let (_, highest, name) = others.into_iter().max_by_key(|(_, rust, _)| *rust).expect("crates that say so");
    assert_eq!(ours, highest, "`rust-version` in Cargo.toml, and what `{name}` asks for");
}

#[test]
fn a_package_holds_what_the_program_is_built_from_and_no_tests() {
    let done = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--locked"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let list = String::from_utf8(done.stdout).expect("paths are UTF-8").replace('\\', "/");
    let packed: BTreeSet<&str> = list.lines().collect();
    let built_from = ["src", "themes"].into_iter().flat_map(|folder| tidy::files(folder, "")).map(|(path, _)| path);
    let texts = ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"].map(str::to_owned);
    let missing: Vec<String> = built_from.chain(texts).filter(|path| !packed.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "`include` in Cargo.toml leaves out {missing:?}");
    assert!(!packed.iter().any(|path| path.starts_with("tests/")), "tests stay in the repository");
}

#[test]
fn a_version_of_a_crate_is_a_number_that_was_written_down() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a manifest");
    assert!(!manifest.contains("\"*\"") && !manifest.contains("git = "), "a dependency without a version");
}

#[test]
fn what_cargo_deny_is_told_is_what_is_held_here() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let read = |name: &str| std::fs::read_to_string(format!("{root}{name}")).expect("the file is there");
    let (told, lock) = (read("deny.toml"), read("Cargo.lock"));
    let list = |start: &str| told.split(start).nth(1).and_then(|rest| rest.split("\n]").next()).expect("a list");
    let allowed = list("\nallow = [").split('"').skip(1).step_by(2);
    // An exception only gives more.
    let allowed: Vec<&str> = allowed.filter(|licence| !licence.contains(" WITH ")).collect();
    assert_eq!(allowed, LICENCES);
    let registry = REGISTRY.trim_start_matches("registry+");
    assert!(told.contains(&format!("allow-registry = [\"{registry}\"]")));
    // What is passed over is said with the crate that it is about, and goes when that crate does.
    let passed: Vec<&str> = list("\nignore = [").lines().filter(|line| line.contains("RUSTSEC-")).collect();
    for line in &passed {
        let about = line.split("reason = \"").nth(1).and_then(|reason| reason.split(':').next()).expect("a reason");
        assert!(lock.contains(&format!("\nname = \"{about}\"\n")), "`{about}` is no longer there: {line}");
    }
    assert_eq!(passed.len(), told.matches("id = ").count());
}
