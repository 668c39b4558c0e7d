//! Languages, and texts that exist in both.

use crate::text::choices::choices;

choices! {
    /// A language of the site.
    pub enum Lang {
        /// Arabic, written from right to left.
        Arabic = "ar",
        /// English, written from left to right.
        English = "en",
    }
}

impl Lang {
    /// The code in addresses and `lang` attributes: `ar` or `en`.
    pub fn code(self) -> &'static str {
        self.word()
    }

    /// The language that a code names.
    pub fn from_code(code: &str) -> Option<Self> {
        Lang::from_word(code)
    }

    /// The direction of its script: `rtl` or `ltr`.
    pub fn direction(self) -> &'static str {
        match self {
            Lang::Arabic => "rtl",
            Lang::English => "ltr",
        }
    }

    /// The other language.
    pub fn other(self) -> Self {
        match self {
            Lang::Arabic => Lang::English,
            Lang::English => Lang::Arabic,
        }
    }

    /// This language, then the other: the order in which a reader of this one is served by what need not exist in both.
    pub fn then_other(self) -> [Self; 2] {
        [self, self.other()]
    }

    /// Its English name, for findings.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Arabic => "Arabic",
            Lang::English => "English",
        }
    }
}

/// A thing that exists once for each language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilingual<T> {
    /// The Arabic one.
    pub ar: T,
    /// The English one.
    pub en: T,
}

impl<T> Bilingual<T> {
    /// What is made for each language, Arabic first.
    pub fn of(mut make: impl FnMut(Lang) -> T) -> Self {
        Bilingual { ar: make(Lang::Arabic), en: make(Lang::English) }
    }

    /// Each with its language, Arabic first.
    pub fn each(&self) -> impl Iterator<Item = (Lang, &T)> {
        [(Lang::Arabic, &self.ar), (Lang::English, &self.en)].into_iter()
    }

    /// The one in a language.
    pub fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::Arabic => &self.ar,
            Lang::English => &self.en,
        }
    }

    /// The one in a language, to change it.
    pub fn get_mut(&mut self, lang: Lang) -> &mut T {
        match lang {
            Lang::Arabic => &mut self.ar,
            Lang::English => &mut self.en,
        }
    }
}

impl<T> Bilingual<Option<T>> {
    /// What a page in `lang` shows, with its language: the one in that language, else the other.
    pub fn shown(&self, lang: Lang) -> Option<(Lang, &T)> {
        lang.then_other().into_iter().find_map(|lang| Some((lang, self.get(lang).as_ref()?)))
    }

    /// Those that exist, Arabic first.
    pub fn existing(&self) -> impl Iterator<Item = &T> {
        self.each().filter_map(|(_, one)| one.as_ref())
    }

    /// Whether neither exists.
    pub fn is_empty(&self) -> bool {
        self.ar.is_none() && self.en.is_none()
    }

    /// Whether both exist.
    pub fn is_complete(&self) -> bool {
        self.ar.is_some() && self.en.is_some()
    }
}

/// Words that a reader sees, in one language or both.
pub type Phrase = Bilingual<Option<String>>;

impl Phrase {
    /// The words for a page in `lang`, else an id that stands for them.
    pub fn or_id<'a>(&'a self, lang: Lang, id: &'a str) -> &'a str {
        self.shown(lang).map_or(id, |(_, words)| words)
    }
}
