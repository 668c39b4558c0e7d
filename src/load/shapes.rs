//! The shapes of every YAML file: keys, kinds, and what they mean.
//!
//! To add a key: a line here, a field in `model`, a line in the reader.

use crate::model::{
    ApprovalKind, Audience, Basis, Bound, ChannelKind, FieldKind, Lang, Layout, Provider, SittingKind, Start, Topic,
    Translation, Unit, Weekday,
};
use crate::text::NumberStyle;

use super::shape::Kind::{
    ByLanguage, Colour, Count, Date, Email, Flag, Hijri, Id, List, Map, Path, Phone, Phrase, RecordOr, Seal, Session,
    Text, Url, Version, Word,
};
use super::shape::{Kind, Record, optional, required};

/// Every file that has a shape, by the name that `mithaq schema` takes.
pub const FILES: [(&str, &Record); 7] = [
    ("site", &SITE),
    ("glossary", &GLOSSARY),
    ("association", &ASSOCIATION),
    ("channels", &CHANNELS),
    ("policy", &POLICY),
    ("form", &FORM),
    ("front-matter", &FRONT_MATTER),
];

/// `content/site.yaml`.
pub const SITE: Record = Record {
    name: "the site",
    keys: &[
        required("title", Phrase, "the name of the site"),
        optional("description", Phrase, "what the site is for, in a sentence"),
        required("base_url", Url, "the address under which the site is published; it may hold a sub-path"),
        required("languages", List(&Word(Lang::WORDS)), "the languages of the site; the first is the default"),
        optional(
            "layout",
            Word(&["auto", Layout::Portal.word(), Layout::Single.word()]),
            "`single` puts one association at the root; `auto` does so when there is only one",
        ),
        optional("theme", Id, "the folder under `themes/`; `default` when absent"),
        optional("publisher", Phrase, "who publishes the site"),
        optional("timezone", Text, "the time zone that decides which day it is, such as `Asia/Riyadh`"),
        optional("endpoints", Map(&Kind::Record(&ENDPOINT)), "where forms post, by name"),
        optional("limits", Kind::Record(&LIMITS), "how much is read, and kept"),
        optional("inbox", Kind::Record(&INBOX), "how the inbox of `serve` keeps what was sent"),
    ],
};

const LIMITS: Record = Record {
    name: "`limits`",
    keys: &[
        optional("max_input_mib", Count(1, 1024), "the size of one content file, in MiB; 8 when absent"),
        optional("attachment_mib", Count(1, 4096), "the size of one attachment, in MiB; 64 when absent"),
        optional(
            "inbox_mib",
            Count(1, 1 << 20),
            "how much the inbox of `serve` keeps in all, in MiB; 2048 when absent",
        ),
    ],
};

const INBOX: Record = Record {
    name: "`inbox`",
    keys: &[optional(
        "keep_days",
        Count(1, 36_500),
        "how many days a post is kept before it is erased with its files; as long as nobody deletes it when absent",
    )],
};

const ENDPOINT: Record = Record {
    name: "an endpoint",
    keys: &[
        required("provider", Word(Provider::WORDS), "the service that receives the form"),
        optional("url", Text, "the address to post to"),
        optional("key", Text, "the public key that the service asks for"),
        optional("names", Map(&Text), "for `generic`: what each of its names is called there"),
        optional("served", Flag, "for `local`: whether `mithaq serve` stands behind the published site"),
    ],
};

/// `content/glossary.yaml`.
pub const GLOSSARY: Record = Record {
    name: "the glossary",
    keys: &[required("terms", List(&Kind::Record(&TERM)), "terms of the field, and the words that lead to them")],
};

const TERM: Record = Record {
    name: "a term",
    keys: &[
        optional("id", Id, "its id"),
        required("term", Phrase, "the term, as texts write it"),
        optional("also", ByLanguage(&List(&Text)), "other words for it: whoever searches for one finds the others"),
        optional("definition", Phrase, "what it means; shown where a text uses the term"),
    ],
};

/// `content/<association>/association.yaml`.
pub const ASSOCIATION: Record = Record {
    name: "an association",
    keys: &[
        required("name", Phrase, "its name"),
        optional("licence", Text, "the number of its licence, in quotes"),
        optional("licensing_body", Phrase, "who gave the licence"),
        optional("website", Url, "its website"),
        optional("logo", Path, "an image beside this file"),
        optional("colour", Colour, "its colour, `\"#rrggbb\"`"),
        optional("location", Phrase, "where it is"),
        optional("contacts", Kind::Record(&CONTACTS), "its phone and e-mail"),
        optional("social", List(&Kind::Record(&SOCIAL)), "its accounts"),
        optional("working_week", Kind::Record(&WORKING_WEEK), "the days on which it works"),
        optional("privacy", Kind::Record(&PRIVACY), "what it says of personal data"),
        optional("endpoints", Map(&Kind::Record(&ENDPOINT)), "its own endpoints, which win over the site's"),
    ],
};

const CONTACTS: Record = Record {
    name: "`contacts`",
    keys: &[
        optional("phone", Phone, "its phone number, in international form"),
        optional("email", Email, "its e-mail address"),
    ],
};

const SOCIAL: Record = Record {
    name: "an account",
    keys: &[required("network", Text, "the network, such as `x`"), required("handle", Text, "the name of the account")],
};

const WORKING_WEEK: Record = Record {
    name: "`working_week`",
    keys: &[
        required("days", List(&Word(Weekday::WORDS)), "the days on which it works"),
        optional("holidays", List(&Date), "days off"),
    ],
};

const PRIVACY: Record = Record {
    name: "`privacy`",
    keys: &[
        optional("controller", Phrase, "who is responsible for the data"),
        optional("contact", Text, "how to reach them"),
        optional("purpose", Phrase, "what the data is for"),
        optional("legal_basis", Phrase, "on what ground it is collected"),
        optional("retention", Phrase, "how long it is kept"),
        optional("rights", Phrase, "what rights a person has"),
        optional("recipients", Phrase, "who receives it"),
    ],
};

/// `content/<association>/channels.yaml`.
pub const CHANNELS: Record = Record {
    name: "the list of channels",
    keys: &[required("channels", List(&Kind::Record(&CHANNEL)), "the ways to reach the association")],
};

const CHANNEL: Record = Record {
    name: "a channel",
    keys: &[
        required("id", Id, "its id"),
        required("kind", Word(ChannelKind::WORDS), "its kind"),
        required("name", Phrase, "its name"),
        optional("value", Text, "the number, address or handle; leave it out where none is published"),
        optional("note", Phrase, "a note for readers"),
        optional("hours", Phrase, "when it is open"),
        optional("serves", List(&Word(Topic::WORDS)), "the topics it serves"),
        optional("audience", List(&Word(Audience::WORDS)), "whom it is for"),
        optional("response", Kind::Record(&PERIOD), "how soon it answers"),
        optional("form", Id, "the form it leads to"),
    ],
};

const PERIOD: Record = Record {
    name: "a period",
    keys: &[
        required("bound", Word(Bound::WORDS), "whether it is the most or the least"),
        required("amount", Count(1, 10_000), "how many units"),
        required("unit", Word(Unit::WORDS), "the unit"),
    ],
};

/// `content/<association>/policies/<policy>/policy.yaml`.
pub const POLICY: Record = Record {
    name: "a policy",
    keys: &[
        required("title", Phrase, "its title"),
        optional("code", Text, "its code, such as `POL-01`"),
        optional("category", Id, "its category, such as `beneficiaries`"),
        optional("owner", Phrase, "the unit responsible for it"),
        required("governing_language", Word(Lang::WORDS), "the language whose text prevails"),
        optional("basis", Word(Basis::WORDS), "`restated` where the texts put it in other words"),
        optional("part_of", Kind::Record(&PART_OF), "the manual that it is a chapter of"),
        optional("numbering", List(&Word(NumberStyle::WORDS)), "labels by depth, for clauses without one"),
        optional("review", Kind::Record(&REVIEW), "when it is looked at again"),
        optional("channels", List(&Id), "channel kinds or ids that the text names"),
        optional(
            "commitments",
            List(&Kind::Record(&COMMITMENT)),
            "the promises of versions that list none of their own",
        ),
        required("versions", List(&Kind::Record(&VERSION)), "its versions, oldest first"),
    ],
};

const PART_OF: Record = Record {
    name: "`part_of`",
    keys: &[
        required("title", Phrase, "the title of the manual"),
        optional("chapter", Count(1, 1000), "the number of the chapter"),
    ],
};

const REVIEW: Record = Record {
    name: "`review`",
    keys: &[
        optional("every_months", Count(1, 1200), "months between two reviews"),
        optional("next", Date, "the day of the next review"),
    ],
};

const COMMITMENT: Record = Record {
    name: "a commitment",
    keys: &[
        optional("id", Id, "its id; that of its clause when absent"),
        optional("what", Phrase, "what is promised, such as: a reply to a request"),
        required("clause", Id, "the id of the clause that makes it"),
        required("bound", Word(Bound::WORDS), "whether it is the most or the least"),
        required("amount", Count(1, 10_000), "how many units"),
        required("unit", Word(Unit::WORDS), "the unit"),
        optional("from", Word(Start::WORDS), "the moment from which it counts"),
    ],
};

const VERSION: Record = Record {
    name: "a version",
    keys: &[
        required("version", Version, "its number, in quotes"),
        optional("effective", Date, "the day from which it holds"),
        optional("change", Phrase, "what changed"),
        optional("commitments", List(&Kind::Record(&COMMITMENT)), "the promises that its text makes"),
        required(
            "approval",
            RecordOr(&APPROVAL, &[ApprovalKind::Pending.word(), ApprovalKind::NotStated.word()]),
            "the approval, or `pending` (a draft), or `not-stated`",
        ),
        optional("seal", ByLanguage(&Seal), "the seals of its texts, written by `mithaq approve`"),
        optional("reviewed", List(&Kind::Record(&REVIEWED)), "reviews that changed nothing"),
        optional("withdrawn", Kind::Record(&WITHDRAWN), "when and why it was taken out of force"),
    ],
};

const APPROVAL: Record = Record {
    name: "an approval",
    keys: &[
        required("body", Phrase, "the body that approved"),
        optional("session", Session, "which sitting it was: its number, or words such as `3/27/366`"),
        optional("session_kind", Word(SittingKind::WORDS), "what the sitting is called; `session` when absent"),
        optional("date", Date, "the Gregorian date"),
        optional("hijri", Hijri, "the Hijri date, Umm al-Qura"),
        optional("resolution", Text, "the number of the resolution"),
        optional("signatory", Kind::Record(&SIGNATORY), "who signed"),
        optional("document", Path, "the signed scan, beside the text"),
    ],
};

const SIGNATORY: Record = Record {
    name: "a signatory",
    keys: &[required("name", Phrase, "their name"), optional("role", Phrase, "their office")],
};

const REVIEWED: Record = Record {
    name: "a review",
    keys: &[
        required("date", Date, "the day"),
        optional("session", Session, "which sitting it was: its number, or words such as `3/27/366`"),
    ],
};

const WITHDRAWN: Record = Record {
    name: "`withdrawn`",
    keys: &[
        required("date", Date, "the day"),
        optional("session", Session, "which sitting decided: its number, or words such as `3/27/366`"),
        required("reason", Phrase, "why"),
    ],
};

/// `content/<association>/forms/<form>.yaml`.
pub const FORM: Record = Record {
    name: "a form",
    keys: &[
        required("kind", Word(Topic::WORDS), "what it is about"),
        required("title", Phrase, "its title"),
        optional("intro", Phrase, "what it is for"),
        required("endpoint", Id, "the name of the endpoint that it posts to"),
        optional("policy", Id, "the policy that gives the right"),
        optional("clause", Id, "the clause that gives the right"),
        optional("commitment", Id, "the promise that it starts"),
        optional("declaration", Phrase, "what the sender must confirm"),
        required("fields", List(&Kind::Record(&FIELD)), "its fields, in order"),
        optional("success", Kind::Record(&SUCCESS), "what stands on the page after sending"),
    ],
};

const FIELD: Record = Record {
    name: "a field",
    keys: &[
        required("id", Id, "its id, also the name under which it is sent"),
        required("type", Word(FieldKind::WORDS), "what it takes"),
        required("label", Phrase, "its label"),
        optional("hint", Phrase, "a hint"),
        optional("required", Flag, "whether it must be filled in"),
        optional("max_length", Count(1, 100_000), "the most characters it takes"),
        optional("pattern", Text, "a regular expression that its value matches"),
        optional("autocomplete", Text, "the token by which a browser fills it in"),
        optional("options", List(&Kind::Record(&CHOICE)), "what can be chosen"),
        optional("show_if", Kind::Record(&SHOW_IF), "when it is shown"),
        optional("accept", List(&Id), "endings of files that it takes"),
        optional("max_mib", Count(1, 1024), "the size of a file, in MiB"),
    ],
};

const CHOICE: Record =
    Record { name: "an option", keys: &[required("id", Id, "its id"), required("label", Phrase, "its label")] };

const SHOW_IF: Record =
    Record { name: "`show_if`", keys: &[required("field", Id, "the other field"), required("is", Text, "its value")] };

const SUCCESS: Record = Record {
    name: "`success`",
    keys: &[optional("title", Phrase, "the title"), optional("body", Phrase, "the words")],
};

/// The head of a text file.
pub const FRONT_MATTER: Record = Record {
    name: "the front matter",
    keys: &[
        optional("title", Text, "the title in this language; the policy's when absent"),
        optional("summary", Text, "what the text is about, for a beneficiary"),
        optional("translation", Word(Translation::WORDS), "what kind of translation this is"),
        optional("translated_from", Seal, "the seal of the source text that this one follows"),
    ],
};
