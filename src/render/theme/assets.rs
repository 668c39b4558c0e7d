//! Assets: files of the theme and of associations, named by their content.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::model::palette::{Palette, Shade};
use crate::model::{Association, Bilingual, Lang, Site, Strings, Theme};
use crate::output::minified_asset;
use crate::report::Report;
use crate::source::Place;

/// The script that searches; it keeps its name, and the index stands inside it.
pub(crate) const SEARCH_SCRIPT: &str = "search.js";

/// The script of form pages; it keeps its name too.
pub(crate) const FORMS_SCRIPT: &str = "forms.js";

/// The assets of a theme, by the names that pages ask for.
#[derive(Debug)]
pub(crate) struct ThemeAssets {
    files: BTreeMap<String, String>,
    /// What was minified, as it was before.
    sources: BTreeMap<String, Vec<u8>>,
    strings: Bilingual<Strings>,
    /// Every asset by its address.
    pub(crate) outputs: BTreeMap<String, Vec<u8>>,
}

/// An asset of an association.
#[derive(Debug)]
pub(crate) struct Asset {
    pub(crate) address: String,
    pub(crate) bytes: Vec<u8>,
}

/// The assets that an association has of its own.
#[derive(Debug)]
pub(crate) struct OwnAssets {
    /// The style sheet of its colour.
    pub(crate) colour: Option<Asset>,
    pub(crate) logo: Option<Asset>,
}

impl OwnAssets {
    pub(crate) fn of(association: &Association) -> Self {
        let palette = association.colour.as_deref().and_then(Palette::of);
        let named = |ending: &str, bytes: Vec<u8>| Asset {
            address: address(&format!("{}.{ending}", association.id), &bytes),
            bytes,
        };
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
pub(crate) struct Assets {
    theme: Arc<ThemeAssets>,
    /// Those that associations have of their own, by their ids.
    of_associations: FxHashMap<String, Arc<OwnAssets>>,
}

/// The address of an asset: its name with a mark of what it holds.
fn address(name: &str, bytes: &[u8]) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("assets/{stem}.{}.{ending}", short_hash(bytes))
}

impl ThemeAssets {
    /// Names every asset of the theme; those that are as they were `before` are not minified again.
    pub(super) fn new(theme: &Theme, before: Option<&ThemeAssets>) -> Self {
        let mut assets = ThemeAssets {
            files: BTreeMap::new(),
            sources: BTreeMap::new(),
            strings: theme.strings.clone(),
            outputs: BTreeMap::new(),
        };
        // Style sheets come last: they name fonts and images, which have their addresses by then.
        let (sheets, others): (Vec<_>, Vec<_>) = theme.assets.iter().partition(|(name, _)| name.ends_with(".css"));
        for (name, bytes) in others.into_iter().chain(sheets) {
            if name == SEARCH_SCRIPT {
                continue;
            }
            let source = if name.ends_with(".css") { assets.with_addresses(bytes) } else { bytes.clone() };
            let bytes = before.and_then(|before| before.minified(name, &source));
            let bytes = bytes.map_or_else(|| minified_asset(name, &source), <[u8]>::to_vec);
            let address = if name == FORMS_SCRIPT { format!("assets/{FORMS_SCRIPT}") } else { address(name, &bytes) };
            if bytes != source {
                assets.sources.insert(name.clone(), source);
            }
            assets.outputs.insert(address.clone(), bytes);
            assets.files.insert(name.clone(), address);
        }
        assets
    }

    /// What an asset was minified to, if it has the same source here.
    fn minified(&self, name: &str, source: &[u8]) -> Option<&[u8]> {
        self.sources.get(name).filter(|known| *known == source)?;
        self.outputs.get(self.files.get(name)?).map(Vec::as_slice)
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
    pub(crate) fn new<'o>(
        theme: &Arc<ThemeAssets>,
        associations: impl Iterator<Item = (&'o Association, &'o Arc<OwnAssets>)>,
    ) -> Self {
        let have_some = associations.filter(|(_, assets)| assets.colour.is_some() || assets.logo.is_some());
        let of_associations = have_some.map(|(association, assets)| (association.id.clone(), Arc::clone(assets)));
        Assets { theme: Arc::clone(theme), of_associations: of_associations.collect() }
    }

    /// The address of a theme's asset.
    pub(crate) fn path(&self, name: &str) -> String {
        self.theme.files.get(name).cloned().unwrap_or_else(|| format!("assets/{name}"))
    }

    /// Whether the theme has an asset.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.theme.files.contains_key(name)
    }

    /// The address of an association's colours, if it has its own.
    pub(crate) fn colour(&self, association: &str) -> Option<&str> {
        Some(self.of_associations.get(association)?.colour.as_ref()?.address.as_str())
    }

    /// The address of an association's logo, if it has one.
    pub(crate) fn logo(&self, association: &str) -> Option<&str> {
        Some(self.of_associations.get(association)?.logo.as_ref()?.address.as_str())
    }

    /// The words of the interface in a language.
    pub(crate) fn strings(&self, lang: Lang) -> &Strings {
        self.theme.strings.get(lang)
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
pub(super) fn missing_files(theme: &Theme, site: &Site) -> Report {
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
pub(crate) fn short_hash(bytes: &[u8]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

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
