//! Templates made ready: as they are written, and with small HTML.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tera::{Context, Tera};

use super::minify::minified_template;
use crate::model::{Bilingual, Entry, Lang, Site, Strings, Theme};
use crate::output::{Once, minified};
use crate::report::{Report, Reported};
use crate::source::Place;

/// Templates and words, ready to render.
#[derive(Clone)]
pub(crate) struct Templates {
    /// The templates as they are written: where they fail, these know the place.
    written: Arc<Written>,
    /// The same with small HTML; absent where a template is small only as a whole page.
    small: Option<Arc<Tera>>,
    /// Shared by all that is rendered: a copy of it costs nothing.
    words: Bilingual<tera::Value>,
}

impl Templates {
    pub(super) fn new(theme: &Theme, site: &Site) -> Reported<Option<Self>> {
        let mut report = Report::default();
        // A site that is edited while it is looked at has the same templates after most changes.
        static ONCE: Once<Vec<(String, String)>, Parsed> = Once::new(2);
        let all = theme.templates.iter().map(|(name, template)| (name.clone(), template.text.clone())).collect();
        let (written, small) = match ONCE.get(&all, |all| parsed(all)) {
            Ok(ready) => ready,
            Err(error) => {
                report.extend(template_fault(&error, &[], theme, site));
                return Reported { value: None, report };
            }
        };
        let words = Bilingual::of(|lang| plain_words(theme.strings.get(lang)));
        Reported { value: Some(Templates { written, small, words }), report }
    }

    /// The templates as they are written, so that every page is minified as a whole.
    pub(crate) fn into_written(self) -> Self {
        Templates { small: None, ..self }
    }

    /// Whether what is rendered is minified already.
    pub(crate) fn are_small(&self) -> bool {
        self.small.is_some()
    }

    /// Renders a template in a language; `t` is added to what it sees.
    pub(crate) fn render(&self, name: &str, lang: Lang, context: &mut Context) -> Result<String, tera::Error> {
        Ok(String::from_utf8(self.page(name, lang, context)?)?)
    }

    /// The same as bytes, for a whole page: looking through them for what is no UTF-8 would take a while.
    pub(crate) fn page(&self, name: &str, lang: Lang, context: &mut Context) -> Result<Vec<u8>, tera::Error> {
        context.insert_value("t", self.words.get(lang).clone());
        let Some(small) = &self.small else { return rendered(self.written.read()?, name, context) };
        rendered(small, name, context).or_else(|_| {
            let written = rendered(self.written.read()?, name, context)?;
            Ok(minified(&String::from_utf8(written)?).into_bytes())
        })
    }
}

/// Templates as they are written, read when they are needed: mostly the small ones are enough.
struct Written {
    /// Each with its name.
    texts: Vec<(String, String)>,
    read: OnceLock<Tera>,
}

impl Written {
    fn read(&self) -> Result<&Tera, tera::Error> {
        if let Some(known) = self.read.get() {
            return Ok(known);
        }
        let mut tera = Tera::default();
        tera.add_raw_templates(self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))?;
        Ok(self.read.get_or_init(|| tera))
    }
}

/// About how long a page is without its parts.
const PAGE: usize = 16 << 10;

fn rendered(templates: &Tera, name: &str, context: &Context) -> Result<Vec<u8>, tera::Error> {
    let mut html = Vec::with_capacity(PAGE);
    templates.render_to(name, context, &mut html)?;
    Ok(html)
}

/// Templates as they are written, and with small HTML where each can be made small by itself.
type Parsed = Result<(Arc<Written>, Option<Arc<Tera>>), Arc<tera::Error>>;

/// Reads templates, each with its name.
fn parsed(templates: &[(String, String)]) -> Parsed {
    let small = templates.iter().map(|(name, text)| Some((name.clone(), minified_template(text)?)));
    let small = small.collect::<Option<Vec<(String, String)>>>().and_then(|all| {
        let mut small = Tera::default();
        small.add_raw_templates(all).ok()?;
        Some(Arc::new(small))
    });
    let written = Written { texts: templates.to_vec(), read: OnceLock::new() };
    // What can be read small can be read as it is written.
    if small.is_none() {
        written.read()?;
    }
    Ok((Arc::new(written), small))
}

/// Turns an error of the template engine into a finding with its place; `fields` are those
/// of the page's view, where a page was being made.
pub(crate) fn template_fault(error: &tera::Error, fields: &[String], theme: &Theme, site: &Site) -> Report {
    let mut report = Report::default();
    let (place, said) = match error.kind() {
        tera::ErrorKind::SyntaxError(fault) | tera::ErrorKind::RenderingError(fault) => {
            let file = theme.templates.get(fault.filename()).and_then(|template| template.file);
            let place = match file {
                Some(file) => Place::Offset(file, fault.span().range.start),
                None => Place::Path(format!("themes/default/templates/{}", fault.filename())),
            };
            let line = theme.templates.get(fault.filename()).map_or(0, |template| {
                template.text.get(..fault.span().range.start).unwrap_or_default().matches('\n').count() + 1
            });
            (place, format!("in `{}`, line {line}: {}", fault.filename(), fault.message()))
        }
        _ => (Place::key(site.file, "theme"), error.to_string()),
    };
    let message = format!("the template cannot be used: {}", said.lines().next().unwrap_or_default());
    let told = "themes/README.md lists all that templates may use";
    let hint = match fields {
        [] => told.to_owned(),
        fields => format!("`view` has {} here; {told}", fields.join(", ")),
    };
    report.error("template", place, message).hint(hint);
    report
}

/// The words of a language that need nothing filled in, as templates see them.
fn plain_words(strings: &Strings) -> tera::Value {
    let words: BTreeMap<&str, &str> = strings
        .entries
        .iter()
        .filter_map(|(key, entry)| match entry {
            Entry::Words(words) => Some((key.as_str(), words.as_str())),
            _ => None,
        })
        .collect();
    tera::Value::from_serializable(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_of_the_themes_is_made_small_by_itself() {
        let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        let files = walkdir::WalkDir::new(themes).into_iter().map(|file| file.expect("themes can be read"));
        let templates: Vec<_> =
            files.filter(|file| file.path().extension().is_some_and(|kind| kind == "html")).collect();
        assert!(templates.len() > 15, "{templates:?}");
        for file in templates {
            let text = std::fs::read_to_string(file.path()).expect("it can be read");
            assert!(minified_template(&text).is_some(), "{}", file.path().display());
        }
    }
}
