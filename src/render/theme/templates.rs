//! Templates made ready: as they are written, and with minified HTML.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tera::{Context, Tera};

use super::minify::minified_template;
use crate::model::{Bilingual, Entry, Lang, Site, Strings, Template, Theme};
use crate::output::minified;
use crate::report::{Report, Reported};
use crate::source::Place;

/// What templates call the facts of their page.
pub(crate) const VIEW: &str = "view";

/// A template that failed while a page was made.
#[derive(Debug)]
pub(crate) struct RenderError {
    error: tera::Error,
    /// The fields of the page's view; none where the template failed before there was a page.
    fields: Vec<String>,
}

impl RenderError {
    fn new(error: tera::Error, values: &Context) -> Self {
        let view = values.get(VIEW).and_then(|view| serde_json::to_value(view).ok());
        let fields = view.as_ref().and_then(|view| view.as_object()).map(|view| view.keys().cloned().collect());
        RenderError { error, fields: fields.unwrap_or_default() }
    }
}

/// Templates and words, ready to render.
#[derive(Clone)]
pub(crate) struct Templates {
    /// The templates as they are written: where they fail, these know the place.
    written: Arc<Written>,
    /// The same with minified HTML; absent where a template can be minified only as a page.
    minified: Option<Arc<Tera>>,
    /// Shared by all that is rendered: a copy of it costs nothing.
    words: Bilingual<tera::Value>,
}

impl Templates {
    /// Reads the templates of a theme; those that are as they were `before` are not minified again.
    pub(super) fn new(theme: &Theme, site: &Site, before: Option<&Templates>) -> Reported<Option<Self>> {
        let mut report = Report::default();
        // A site that is edited while it is looked at has the same templates after most changes.
        let same = before.filter(|before| before.written.is_of(theme));
        let read = match same {
            Some(before) => Ok((Arc::clone(&before.written), before.minified.clone())),
            None => read(theme, before.map(|before| &*before.written)),
        };
        let (written, minified) = match read {
            Ok(read) => read,
            Err(error) => {
                report.extend(template_fault(&RenderError { error, fields: Vec::new() }, theme, site));
                return Reported { value: None, report };
            }
        };
        let words = Bilingual::of(|lang| plain_words(theme.strings.get(lang)));
        Reported { value: Some(Templates { written, minified, words }), report }
    }

    /// The templates as they are written, so that every page is minified once it is rendered.
    pub(crate) fn into_written(self) -> Self {
        Templates { minified: None, ..self }
    }

    /// Whether what is rendered is minified already.
    pub(crate) fn are_minified(&self) -> bool {
        self.minified.is_some()
    }

    /// Renders a template in a language; `t` is added to what it sees.
    pub(crate) fn render(&self, name: &str, lang: Lang, values: &mut Context) -> Result<String, RenderError> {
        let html = self.page(name, lang, values)?;
        String::from_utf8(html).map_err(|error| RenderError::new(error.into(), values))
    }

    /// The same as bytes, for a page: looking through them for what is no UTF-8 would take a while.
    pub(crate) fn page(&self, name: &str, lang: Lang, values: &mut Context) -> Result<Vec<u8>, RenderError> {
        values.insert_value("t", self.words.get(lang).clone());
        self.rendered(name, values).map_err(|error| RenderError::new(error, values))
    }

    fn rendered(&self, name: &str, values: &Context) -> Result<Vec<u8>, tera::Error> {
        let Some(templates) = &self.minified else { return rendered(self.written.read()?, name, values) };
        rendered(templates, name, values).or_else(|_| {
            let written = rendered(self.written.read()?, name, values)?;
            Ok(minified(&String::from_utf8(written)?).into_bytes())
        })
    }
}

/// A template as it is written, and with minified HTML where it can be minified by itself.
struct Source {
    name: String,
    text: String,
    minified: Option<String>,
}

/// Templates as they are written, read when they are needed: mostly the minified ones are enough.
struct Written {
    /// In the order of their names.
    sources: Vec<Source>,
    read: OnceLock<Tera>,
}

impl Written {
    fn read(&self) -> Result<&Tera, tera::Error> {
        if let Some(known) = self.read.get() {
            return Ok(known);
        }
        let mut tera = Tera::default();
        tera.add_raw_templates(self.sources.iter().map(|source| (source.name.as_str(), source.text.as_str())))?;
        Ok(self.read.get_or_init(|| tera))
    }

    /// Whether a theme has these templates and no others.
    fn is_of(&self, theme: &Theme) -> bool {
        let known = self.sources.iter().map(|source| (&source.name, &source.text));
        known.eq(theme.templates.iter().map(|(name, template)| (name, &template.text)))
    }

    /// A template minified, if one of the same text stands here.
    fn minified(&self, name: &str, text: &str) -> Option<Option<String>> {
        let at = self.sources.binary_search_by(|source| source.name.as_str().cmp(name)).ok()?;
        Some(&self.sources[at]).filter(|source| source.text == text).map(|source| source.minified.clone())
    }
}

/// About how long a page is without its parts.
const PAGE: usize = 16 << 10;

fn rendered(templates: &Tera, name: &str, values: &Context) -> Result<Vec<u8>, tera::Error> {
    let mut html = Vec::with_capacity(PAGE);
    templates.render_to(name, values, &mut html)?;
    Ok(html)
}

/// Templates as they are written, and with minified HTML where each can be minified by itself.
type Read = (Arc<Written>, Option<Arc<Tera>>);

/// Reads the templates of a theme.
fn read(theme: &Theme, before: Option<&Written>) -> Result<Read, tera::Error> {
    let source = |(name, template): (&String, &Template)| {
        let text = &template.text;
        let known = before.and_then(|before| before.minified(name, text));
        Source { name: name.clone(), text: text.clone(), minified: known.unwrap_or_else(|| minified_template(text)) }
    };
    let written = Written { sources: theme.templates.iter().map(source).collect(), read: OnceLock::new() };
    let all = written.sources.iter().map(|source| Some((source.name.as_str(), source.minified.as_deref()?)));
    let minified = all.collect::<Option<Vec<(&str, &str)>>>().and_then(|all| {
        let mut minified = Tera::default();
        minified.add_raw_templates(all).ok()?;
        Some(Arc::new(minified))
    });
    // What can be read minified can be read as it is written.
    if minified.is_none() {
        written.read()?;
    }
    Ok((Arc::new(written), minified))
}

/// Turns an error of the template engine into a finding with its place.
pub(crate) fn template_fault(error: &RenderError, theme: &Theme, site: &Site) -> Report {
    let RenderError { error, fields } = error;
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
    let list = "themes/README.md lists all that templates may use";
    let hint = match fields.as_slice() {
        [] => list.to_owned(),
        fields => format!("`view` has {} here; {list}", fields.join(", ")),
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
    fn every_template_of_the_themes_can_be_minified_by_itself() {
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
