//! What the command line says of the site, and how it is opened.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Fault, given};
use crate::disk::{RealDisk, describe};
use crate::load::Overrides;
use crate::model::Date;
use crate::model::spelling::{is_id, is_version, is_web_address};
use crate::record::{Access, EditSession};
use crate::{Moment, Options};

/// Options that say which site is read, and how.
#[derive(Clone, Debug, Args)]
pub(super) struct SiteArgs {
    /// The folder that holds the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(super) site: PathBuf,
    /// The day that decides what is in force; else SOURCE_DATE_EPOCH, else the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = given::day)]
    today: Option<Date>,
    /// The moment as seconds since 1970, when `--today` does not say
    #[arg(long = "source-date-epoch", env = "SOURCE_DATE_EPOCH", hide = true)]
    epoch: Option<i64>,
    /// Where an endpoint posts to; `MITHAQ_ENDPOINT_<NAME>` in the environment does the same
    #[arg(long = "endpoint", value_name = "NAME=URL", value_parser = endpoint)]
    endpoints: Vec<(String, String)>,
    /// The theme to use, instead of site.yaml's
    #[arg(long, value_name = "NAME", value_parser = theme_name)]
    theme: Option<String>,
}

/// How findings and results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For a person
    Human,
    /// One JSON value on standard output
    Json,
}

impl SiteArgs {
    /// A folder of which nothing else is said.
    pub(super) fn at(site: PathBuf) -> Self {
        SiteArgs { site, today: None, epoch: None, endpoints: Vec::new(), theme: None }
    }

    /// Opens the site's folder.
    pub(super) fn open(&self) -> Result<RealDisk, Fault> {
        RealDisk::open(&self.site).map_err(|error| {
            let folder = self.site.display();
            let message = format!("the site's folder `{folder}` cannot be opened: {}", describe(&error));
            Fault::usage(message, "name the folder that holds `content/` with `--site`")
        })
    }

    /// Opens the site to record a decision in it.
    pub(super) fn edit(&self, access: Access) -> Result<EditSession, Fault> {
        Ok(EditSession::open(self.open()?, self.options(false, None, Vec::new()), access)?)
    }

    /// What a run is asked for.
    pub(super) fn options(&self, drafts: bool, base_url: Option<String>, associations: Vec<String>) -> Options {
        let moment = match (self.today, self.epoch) {
            (Some(day), _) => Moment::Day(day),
            (None, Some(epoch)) => {
                Moment::Instant(jiff::Timestamp::from_second(epoch).unwrap_or(jiff::Timestamp::UNIX_EPOCH))
            }
            (None, None) => Moment::Instant(jiff::Timestamp::now()),
        };
        // A variable that is not UTF-8 is none of ours.
        let mut endpoints: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(key, value)| {
                let name = key.to_str()?.strip_prefix("MITHAQ_ENDPOINT_")?.to_ascii_lowercase().replace('_', "-");
                Some((name, value.into_string().ok()?))
            })
            .collect();
        endpoints.extend(self.endpoints.iter().cloned());
        Options {
            moment,
            drafts,
            overrides: Overrides {
                base_url,
                associations,
                endpoints,
                theme: self.theme.clone(),
                seals_alone: false,
                served: false,
            },
        }
    }
}

fn endpoint(text: &str) -> Result<(String, String), String> {
    let (name, url) = text.split_once('=').ok_or("write it as NAME=URL")?;
    if !is_id(name) {
        return Err(format!("`{name}` is not the name of an endpoint"));
    }
    Ok((name.to_owned(), url.to_owned()))
}

/// The name of a theme: the name of its folder.
pub(super) fn theme_name(text: &str) -> Result<String, String> {
    if is_id(text) {
        Ok(text.to_owned())
    } else {
        Err("write it in small Latin letters and digits, with `-` between words".to_owned())
    }
}

/// Reads a web address from the command line.
pub(super) fn web_address(text: &str) -> Result<String, String> {
    if is_web_address(text) {
        Ok(text.to_owned())
    } else {
        Err("write a full address that starts with https://".to_owned())
    }
}

/// Reads the number of a version from the command line.
pub(super) fn version_number(text: &str) -> Result<String, String> {
    if is_version(text) { Ok(text.to_owned()) } else { Err("write it as two numbers, such as 1.0".to_owned()) }
}
