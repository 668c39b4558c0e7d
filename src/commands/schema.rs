//! `schema`: the JSON Schema of each YAML file.

use clap::Args;

use super::{Fault, words};
use crate::load::schema::{all, one};
use crate::load::shapes::FILES;
use crate::report::meant;

const COMPARISON: &str = "comparison";

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// site, glossary, association, channels, policy, form or front-matter, all of them in one object when absent;
    /// or comparison: what `diff --format json` prints
    name: Option<String>,
}

pub(super) fn run(args: &SchemaArgs) -> Result<u8, Fault> {
    let Some(name) = &args.name else {
        words::json(&all());
        return Ok(0);
    };
    // No file of a site, but what `diff` prints.
    if name == COMPARISON {
        words::json(&crate::derive::changes::schema());
        return Ok(0);
    }
    let Some(schema) = one(name) else {
        let mut names = FILES.map(|(name, _)| name).to_vec();
        names.push(COMPARISON);
        let hint = meant(name, names.iter().copied(), format!("use one of: {}", names.join(", ")));
        return Err(Fault::usage(format!("there is no schema `{name}`"), hint));
    };
    words::json(&schema);
    Ok(0)
}
