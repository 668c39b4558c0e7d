//! Why something is decided, in each language of the site.

use clap::Args;

use super::Fault;
use crate::model::{Lang, Phrase};

#[derive(Debug, Args)]
pub(super) struct ReasonArgs {
    /// Why, in Arabic
    #[arg(long, value_name = "TEXT")]
    reason_ar: Option<String>,
    /// Why, in English
    #[arg(long, value_name = "TEXT")]
    reason_en: Option<String>,
}

impl ReasonArgs {
    /// The reason in the languages in which it was said.
    pub(super) fn phrase(&self) -> Phrase {
        let said = |words: &Option<String>| {
            words.as_deref().map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned)
        };
        Phrase { ar: said(&self.reason_ar), en: said(&self.reason_en) }
    }

    /// The reason in every one of some languages; `why` says who asks for it.
    ///
    /// # Errors
    /// Where it is missing in one.
    pub(super) fn in_each(&self, languages: &[Lang], why: &str) -> Result<Phrase, Fault> {
        let reason = self.phrase();
        let option = |lang| if lang == Lang::Arabic { "`--reason-ar TEXT`" } else { "`--reason-en TEXT`" };
        let missing = languages.iter().filter(|lang| reason.get(**lang).is_none());
        let missing: Vec<&str> = missing.map(|lang| option(*lang)).collect();
        if missing.is_empty() {
            return Ok(reason);
        }
        Err(Fault::usage(format!("the reason is missing: give {}", missing.join(" and ")), why))
    }
}
