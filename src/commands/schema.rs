//! `schema`: the JSON Schema of each YAML file.

use clap::Args;
use serde_json::Value;

use super::{Fault, words};
use crate::load::schema::{all, one};
use crate::load::shapes::FILES;
use crate::report::meant;

/// A name, and what makes its schema.
type Named = (&'static str, fn() -> Value);

/// No files of a site, but what commands print.
const PRINTED: [Named; 2] =
    [("comparison", crate::derive::changes::schema), ("register", crate::derive::register::schema)];

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// site, glossary, association, channels, policy, form or front-matter, all of them in one object when absent;
    /// or what commands print: comparison (`diff --format json`), register (`status --format json`)
    name: Option<String>,
}

pub(super) fn run(args: &SchemaArgs) -> Result<u8, Fault> {
    let Some(name) = &args.name else {
        words::json(&all());
        return Ok(0);
    };
    if let Some((_, schema)) = PRINTED.iter().find(|(known, _)| known == name) {
        words::json(&schema());
        return Ok(0);
    }
    let Some(schema) = one(name) else {
        let mut names = FILES.map(|(name, _)| name).to_vec();
        names.extend(PRINTED.map(|(name, _)| name));
        let hint = meant(name, names.iter().copied(), format!("use one of: {}", names.join(", ")));
        return Err(Fault::usage(format!("there is no schema `{name}`"), hint));
    };
    words::json(&schema);
    Ok(0)
}
