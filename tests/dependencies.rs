//! What mithaq stands on: where it comes from, under which licences, and what is known against it.

use std::process::Command;

use serde_json::Value;
use spdx::Expression;

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

#[test]
fn a_version_of_a_crate_is_a_number_that_was_written_down() {
    let manifest = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a manifest");
    assert!(!manifest.contains("\"*\"") && !manifest.contains("git = "), "a dependency without a version");
}
