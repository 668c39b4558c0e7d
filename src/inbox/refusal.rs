//! Why a request is not taken, with the status that says so.

use super::words::words;
use crate::model::Lang;

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is larger than the inbox takes.
    TooLarge,
    /// It has more fields than any form.
    TooManyFields,
    /// It is none of the three kinds in which forms are sent.
    NotAForm,
    /// It ends in the middle, or follows no rule.
    Broken,
    /// It is not UTF-8.
    NotText,
    /// Fields of the form are not as they should be.
    Unfit,
    /// Another site's page sent it.
    Elsewhere,
    /// The request came by a name that is not this machine's own.
    OtherHost,
    /// There is no such form here.
    NoSuchForm,
    /// The reference belongs to another post.
    Taken,
    /// It took too long to arrive.
    Slow,
    /// Too much is arriving at once.
    Busy,
    /// The inbox holds as much as the site lets it.
    Full,
    /// The inbox cannot keep it.
    Unavailable,
}

impl Why {
    /// The status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Why::Broken | Why::NotText => 400,
            Why::Elsewhere | Why::OtherHost => 403,
            Why::NoSuchForm => 404,
            Why::Slow => 408,
            Why::Taken => 409,
            Why::TooLarge => 413,
            Why::NotAForm => 415,
            Why::TooManyFields | Why::Unfit => 422,
            Why::Busy => 429,
            Why::Unavailable => 503,
            Why::Full => 507,
        }
    }

    /// The reason in a sentence.
    pub fn words(self, lang: Lang) -> &'static str {
        let words = words(lang);
        match self {
            Why::TooLarge => words.too_large,
            Why::TooManyFields => words.too_many_fields,
            Why::NotAForm => words.not_a_form,
            Why::Broken => words.broken,
            Why::NotText => words.not_text,
            Why::Unfit => words.unfit,
            Why::Elsewhere => words.elsewhere,
            Why::OtherHost => words.other_host,
            Why::NoSuchForm => words.no_such_form,
            Why::Taken => words.taken,
            Why::Slow => words.slow,
            Why::Busy => words.busy,
            Why::Full => words.full,
            Why::Unavailable => words.unavailable,
        }
    }
}
