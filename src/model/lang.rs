//! Languages, and texts that exist in both.

/// A language of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// Arabic, written from right to left.
    Arabic,
    /// English, written from left to right.
    English,
}

impl Lang {
    /// Both languages, Arabic first.
    pub const ALL: [Lang; 2] = [Lang::Arabic, Lang::English];

    /// The code in addresses and `lang` attributes: `ar` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Arabic => "ar",
            Lang::English => "en",
        }
    }

    /// The language that a code names.
    pub fn from_code(code: &str) -> Option<Self> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
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

/// Words that a reader sees, in one language or both.
pub type Phrase = Bilingual<Option<String>>;

/// Words with the language they are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// The words.
    pub text: &'a str,
    /// Their language, which need not be the page's.
    pub lang: Lang,
}

impl Phrase {
    /// The words for a page in `lang`: in that language, else in the other.
    pub fn shown(&self, lang: Lang) -> Option<Shown<'_>> {
        [lang, lang.other()].into_iter().find_map(|lang| self.get(lang).as_deref().map(|text| Shown { text, lang }))
    }

    /// Whether neither language has words.
    pub fn is_empty(&self) -> bool {
        self.ar.is_none() && self.en.is_none()
    }
}
