//! The theme at work: assets named by their content, templates made ready.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use tera::{Context, Tera};

use super::portion::Portion;
use crate::model::palette::{Palette, Shade};
use crate::model::{Association, Bilingual, Entry, Lang, Site, Strings, Theme};
use crate::output::{Once, minified, minified_asset, minified_template};
use crate::report::{Report, Reported};
use crate::source::Place;

/// The script that searches; it keeps its name, and the index stands inside it.
pub(super) const SEARCH_SCRIPT: &str = "search.js";

/// The script of form pages; it keeps its name too.
pub(super) const FORMS_SCRIPT: &str = "forms.js";

/// A theme made ready: what does not depend on the site that has it.
pub(super) struct Ready {
    pub(super) assets: ThemeAssets,
    pub(super) templates: Templates,
    /// Files that style sheets name, and that are not there.
    pub(super) missing_files: Report,
}

impl Ready {
    /// Makes a theme ready; a template that cannot be understood is an error with its line.
    pub(super) fn new(theme: &Theme, site: &Site) -> Reported<Option<Self>> {
        let (assets, templates) = rayon::join(|| ThemeAssets::new(theme), || Templates::new(theme, site));
        let Reported { value: templates, report } = templates;
        let missing_files = missing_files(theme, site);
        Reported { value: templates.map(|templates| Ready { assets, templates, missing_files }), report }
    }
}

/// The assets of a theme, by the names that pages ask for.
#[derive(Debug)]
pub(super) struct ThemeAssets {
    files: BTreeMap<String, String>,
    strings: Bilingual<Strings>,
    /// Every asset by its address.
    pub(super) outputs: BTreeMap<String, Vec<u8>>,
}

/// The assets of an association, each with its address.
#[derive(Debug)]
pub(super) struct OwnAssets {
    pub(super) colour: Option<(String, Vec<u8>)>,
    pub(super) logo: Option<(String, Vec<u8>)>,
}

impl OwnAssets {
    pub(super) fn of(association: &Association) -> Self {
        let palette = association.colour.as_deref().and_then(Palette::of);
        let named = |ending: &str, bytes: Vec<u8>| (address(&format!("{}.{ending}", association.id), &bytes), bytes);
        let logo = association.logo.as_ref().filter(|logo| !logo.bytes.is_empty());
        OwnAssets {
            colour: palette.map(|palette| named("css", colour_sheet(&palette).into_bytes())),
            logo: logo.map(|logo| {
                let ending = logo.path.rsplit_once('.').map_or("", |(_, ending)| ending);
                named(ending, logo.bytes.clone())
            }),
        }
    }
}

/// The assets of the site, by the names that pages ask for.
pub(super) struct Assets {
    theme: Arc<Ready>,
    /// The portions of associations that have assets of their own.
    own: FxHashMap<String, Arc<Portion>>,
}

/// The address of an asset: its name with a mark of what it holds.
fn address(name: &str, bytes: &[u8]) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("assets/{stem}.{}.{ending}", short_hash(bytes))
}

impl ThemeAssets {
    /// Names every asset of the theme.
    fn new(theme: &Theme) -> Self {
        let mut assets =
            ThemeAssets { files: BTreeMap::new(), strings: theme.strings.clone(), outputs: BTreeMap::new() };
        // Style sheets come last: they name fonts and images, which have their addresses by then.
        let (sheets, others): (Vec<_>, Vec<_>) = theme.assets.iter().partition(|(name, _)| name.ends_with(".css"));
        for (name, bytes) in others.into_iter().chain(sheets) {
            if name == SEARCH_SCRIPT {
                continue;
            }
            let (address, bytes) = if name == FORMS_SCRIPT {
                (format!("assets/{FORMS_SCRIPT}"), minified_asset(name, bytes))
            } else {
                let bytes = if name.ends_with(".css") { assets.with_addresses(bytes) } else { bytes.clone() };
                let bytes = minified_asset(name, &bytes);
                (address(name, &bytes), bytes)
            };
            assets.outputs.insert(address.clone(), bytes);
            assets.files.insert(name.clone(), address);
        }
        assets
    }

    /// A style sheet whose `url(…)` name the theme's files as they are published.
    fn with_addresses(&self, sheet: &[u8]) -> Vec<u8> {
        let mut sheet = String::from_utf8_lossy(sheet).into_owned();
        for name in named_files(&sheet) {
            let Some(address) = self.files.get(&name).and_then(|address| address.strip_prefix("assets/")) else {
                continue;
            };
            for quote in ["", "\"", "'"] {
                sheet = sheet.replace(&format!("url({quote}{name}{quote})"), &format!("url({quote}{address}{quote})"));
            }
        }
        sheet.into_bytes()
    }
}

impl Assets {
    /// The theme's, and those of associations.
    pub(super) fn new(theme: &Arc<Ready>, portions: &[Arc<Portion>]) -> Self {
        let has_own = |portion: &&Arc<Portion>| portion.assets.colour.is_some() || portion.assets.logo.is_some();
        let own = portions.iter().filter(has_own);
        let own = own.map(|portion| (portion.association.id.clone(), Arc::clone(portion))).collect();
        Assets { theme: Arc::clone(theme), own }
    }

    /// The address of a theme's asset.
    pub(super) fn path(&self, name: &str) -> String {
        self.theme.assets.files.get(name).cloned().unwrap_or_else(|| format!("assets/{name}"))
    }

    /// Whether the theme has an asset.
    pub(super) fn has(&self, name: &str) -> bool {
        self.theme.assets.files.contains_key(name)
    }

    /// The address of an association's colours, if it has its own.
    pub(super) fn colour(&self, association: &str) -> Option<&str> {
        Some(self.own.get(association)?.assets.colour.as_ref()?.0.as_str())
    }

    /// The address of an association's logo, if it has one.
    pub(super) fn logo(&self, association: &str) -> Option<&str> {
        Some(self.own.get(association)?.assets.logo.as_ref()?.0.as_str())
    }

    /// The words of the interface in a language.
    pub(super) fn strings(&self, lang: Lang) -> &Strings {
        self.theme.assets.strings.get(lang)
    }
}

/// The files of the theme that a style sheet names by `url(…)`, each once.
fn named_files(sheet: &str) -> BTreeSet<String> {
    // What stands in a comment is not asked for.
    let spoken: String = sheet
        .split("/*")
        .enumerate()
        .map(|(nth, part)| match nth {
            0 => part,
            _ => part.split_once("*/").map_or("", |(_, after)| after),
        })
        .collect();
    let named = spoken.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let name = |written: &str| written.trim_matches(['"', '\'', ' ']).to_owned();
    let outside = |name: &String| name.is_empty() || name.starts_with(['#', '/']) || name.contains(':');
    named.map(name).filter(|name| !outside(name)).collect()
}

/// Style sheets that name a file which the theme does not hold: a font would be missing in silence.
fn missing_files(theme: &Theme, site: &Site) -> Report {
    let mut report = Report::default();
    for (sheet, bytes) in theme.assets.iter().filter(|(name, _)| name.ends_with(".css")) {
        for name in named_files(&String::from_utf8_lossy(bytes)) {
            if theme.assets.contains_key(&name) {
                continue;
            }
            let place = Place::Path(format!("themes/{}/assets/{sheet}", site.theme));
            report
                .error(
                    "theme-file-missing",
                    place,
                    format!("the style sheet names `{name}`, which the theme does not hold"),
                )
                .hint(format!("put the file into `themes/{}/assets/`; nothing is loaded from other hosts", site.theme));
        }
    }
    report
}

/// Ten hexadecimal digits that change with the bytes.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// An association's colour, in shades that can be read on light and on dark paper.
///
/// On screens only: what is printed is black, as the theme says.
fn colour_sheet(palette: &Palette) -> String {
    let tokens = |shade: Shade| format!(":root{{--accent:{};--accent-soft:{}}}", shade.accent, shade.soft);
    let Palette { light, light_strong, dark } = *palette;
    format!(
        "@media screen{{{}@media (prefers-contrast:more){{{}}}@media (prefers-color-scheme:dark){{{}}}}}\n",
        tokens(light),
        tokens(light_strong),
        tokens(dark)
    )
}

/// Templates and words, ready to render.
#[derive(Clone)]
pub(super) struct Templates {
    /// The templates as they are written: where they fail, these know the place.
    written: Arc<Written>,
    /// The same with small HTML; absent where a template is small only as a whole page.
    small: Option<Arc<Tera>>,
    /// Shared by all that is rendered: a copy of it costs nothing.
    words: Bilingual<tera::Value>,
}

impl Templates {
    fn new(theme: &Theme, site: &Site) -> Reported<Option<Self>> {
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
        let words = Bilingual { ar: plain_words(&theme.strings.ar), en: plain_words(&theme.strings.en) };
        Reported { value: Some(Templates { written, small, words }), report }
    }

    /// The templates as they are written, so that every page is minified as a whole.
    pub(super) fn into_written(self) -> Self {
        Templates { small: None, ..self }
    }

    /// Whether what is rendered is minified already.
    pub(super) fn are_small(&self) -> bool {
        self.small.is_some()
    }

    /// Renders a template in a language; `t` is added to what it sees.
    pub(super) fn render(&self, name: &str, lang: Lang, context: &mut Context) -> Result<String, tera::Error> {
        Ok(String::from_utf8(self.page(name, lang, context)?)?)
    }

    /// The same as bytes, for a whole page: looking through them for what is no UTF-8 would take a while.
    pub(super) fn page(&self, name: &str, lang: Lang, context: &mut Context) -> Result<Vec<u8>, tera::Error> {
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
pub(super) fn template_fault(error: &tera::Error, fields: &[String], theme: &Theme, site: &Site) -> Report {
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

    #[test]
    fn an_association_s_colour_stays_on_screens_and_has_a_shade_for_every_reader() {
        let sheet = colour_sheet(&Palette::of("#ffd400").expect("a colour"));
        assert!(sheet.starts_with("@media screen{") && sheet.ends_with("}\n"), "print stays black: {sheet}");
        for wanted in
            [":root{--accent:#806a00;", "(prefers-contrast:more){:root{", "(prefers-color-scheme:dark){:root{"]
        {
            assert!(sheet.contains(wanted), "{wanted} in {sheet}");
        }
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count(), "{sheet}");
    }
}
