//! Choices: enums whose cases are words in files and in data, each case beside its word.

/// Writes an enum of which every case has a word, with the words of all.
///
/// Whatever needs the words takes them from here: what YAML may hold, what data holds, and the schemas of both.
macro_rules! choices {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $($(#[$about_case:meta])* $case:ident = $word:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$about_case])* $case,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$case),+];

            /// The words for all of them, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word for it, in files and in data.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$case => $word,)+
                }
            }

            /// What a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$case),)+
                    _ => None,
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "enum": Self::WORDS})
            }
        }
    };
}

pub(crate) use choices;
