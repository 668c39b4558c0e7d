//! Views: what templates see, and nothing else. This file is the contract with
//! themes: a template may use any field named here, and no other.
//!
//! Everything arrives ready to print in the page's language: dates, numbers,
//! labels and addresses. Addresses are relative to the page. Optional things
//! are `none` when they are absent, never an empty string.
//!
//! Every template gets four values: `page` ([`Page`]), `site` ([`SiteView`]),
//! `t` (the UI strings of the page's language, by key) and `view`, whose type
//! depends on the kind of page and is named beside each struct below.

use serde::Serialize;

/// The page itself; `page` in every template.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    /// The language of the page: `ar` or `en`.
    pub lang: &'static str,
    /// Its direction: `rtl` or `ltr`.
    pub dir: &'static str,
    /// `home`, `search`, `news`, `association`, `channels`, `form`, `thanks`, `policy`, `history`, `changes`, `both` or
    /// `not-found`.
    pub kind: &'static str,
    /// The words for the browser's tab.
    pub title: String,
    /// A sentence on the page.
    pub description: Option<String>,
    /// The way to the site's root, such as `../../`.
    pub root: String,
    /// The full address of the page.
    pub canonical: Option<String>,
    /// The full address of the page in each language.
    pub alternates: Vec<Alternate>,
    /// Atom feeds of what was decided: on the site, by the association, on the policy.
    pub feeds: Vec<FeedLink>,
    /// The languages of the site, each with the address of this page in it.
    pub languages: Vec<LanguageLink>,
    /// The way here from the home page; the last one is this page and has no address.
    pub breadcrumbs: Vec<Crumb>,
    /// Style sheets.
    pub styles: Vec<String>,
    /// Scripts, all deferred; classic ones, since a page opened from a folder loads no modules.
    pub scripts: Vec<String>,
    /// The icon.
    pub icon: String,
    /// JSON-LD, safe inside a script element.
    pub json_ld: Option<String>,
    /// The full address of the picture that stands for the page where it is passed on.
    pub image: Option<String>,
    /// Whether search engines are to pass over the page.
    pub noindex: bool,
    /// The association that the page belongs to.
    pub association: Option<Brand>,
}

/// A page in one language, by full address.
#[derive(Clone, Debug, Serialize)]
pub struct Alternate {
    /// `ar`, `en` or `x-default`.
    pub lang: &'static str,
    /// The full address.
    pub href: String,
}

/// An Atom feed.
#[derive(Clone, Debug, Serialize)]
pub struct FeedLink {
    /// What it tells of.
    pub title: String,
    /// Where it is.
    pub href: String,
}

/// A language to switch to.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageLink {
    /// `ar` or `en`.
    pub lang: &'static str,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
    /// Its name in itself.
    pub name: String,
    /// This page in it.
    pub href: String,
    /// Whether it is the page's own.
    pub current: bool,
}

/// A step of the breadcrumbs.
#[derive(Clone, Debug, Serialize)]
pub struct Crumb {
    /// Its words.
    pub words: Words,
    /// Its address; absent for the page itself.
    pub href: Option<String>,
}

/// Words that may be in the other language than the page.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    /// The words.
    pub text: String,
    /// Their language.
    pub lang: &'static str,
    /// Their direction.
    pub dir: &'static str,
    /// Whether they are in the other language: mark them with `lang` and `dir`.
    pub foreign: bool,
}

/// The site; `site` in every template.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// Its title.
    pub title: Words,
    /// What it is for.
    pub description: Option<Words>,
    /// Who publishes it.
    pub publisher: Option<Words>,
    /// The home page in the page's language.
    pub home: String,
    /// The search page in the page's language.
    pub search: String,
    /// The page of everything that changed, in the page's language.
    pub news: String,
    /// Whether one association is at the root.
    pub single: bool,
    /// The register of all policies as CSV.
    pub register: String,
    /// The site's facts as JSON.
    pub data: String,
    /// The listing of checksums.
    pub checksums: String,
    /// How to check the site without this program.
    pub guide: String,
}

/// Name, mark and colour of an association, for headers and cards.
#[derive(Clone, Debug, Serialize)]
pub struct Brand {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Its licence number.
    pub licence: Option<String>,
    /// Its logo.
    pub logo: Option<String>,
    /// How wide the logo is, in pixels, where it is 40 high; absent where its file does not say.
    pub logo_width: Option<u32>,
    /// The first letter of its name, where it has no logo.
    pub monogram: String,
    /// Its page.
    pub href: String,
    /// Its page of channels.
    pub channels_href: String,
}

/// The home page: `view` in `home.html`.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// Its associations.
    pub associations: Vec<AssociationCard>,
    /// The newest approvals, newest first, ten at most.
    pub latest: Vec<PolicyCard>,
    /// How many policies there are, in words.
    pub policies: String,
}

/// The search page: `view` in `search.html`.
#[derive(Clone, Debug, Serialize)]
pub struct SearchView {
    /// What the list names: `sections` of every policy, `policies` where there are many, or `associations` alone.
    pub depth: &'static str,
    /// Everything that can be found, as a list.
    pub associations: Vec<Outline>,
    /// What the page's script needs: JSON, safe inside a script element.
    pub settings: String,
}

/// An association with its policies in force.
#[derive(Clone, Debug, Serialize)]
pub struct Outline {
    /// Name, mark and address.
    pub brand: Brand,
    /// How many policies of it can be found, in words.
    pub count: String,
    /// Its policies; none where the list names associations alone.
    pub policies: Vec<PolicyOutline>,
}

/// A policy with its sections.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyOutline {
    /// Its title.
    pub title: Words,
    /// Its page.
    pub href: String,
    /// Its sections, each with its full address; none where the list does not name them.
    pub sections: Vec<ContentsEntry>,
}

/// An association on the home page.
#[derive(Clone, Debug, Serialize)]
pub struct AssociationCard {
    /// Name, mark and address.
    pub brand: Brand,
    /// Where it is.
    pub location: Option<Words>,
    /// How many policies it has, in words.
    pub policies: String,
}

/// A policy in a list.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyCard {
    /// Its title.
    pub title: Words,
    /// Its code.
    pub code: Option<String>,
    /// Its page.
    pub href: String,
    /// The association that issued it.
    pub association: Brand,
    /// Its version in force, or the only one to show.
    pub version: VersionView,
    /// The day of the next review.
    pub review: Option<DateView>,
}

/// The association's page: `view` in `association.html`.
#[derive(Clone, Debug, Serialize)]
pub struct AssociationView {
    /// Name, mark and address.
    pub brand: Brand,
    /// Who gave the licence.
    pub licensing_body: Option<Words>,
    /// Its website.
    pub website: Option<ContactView>,
    /// Where it is.
    pub location: Option<Words>,
    /// Its phone.
    pub phone: Option<ContactView>,
    /// Its e-mail.
    pub email: Option<ContactView>,
    /// Its accounts.
    pub social: Vec<ContactView>,
    /// What people come for, and where each need is met.
    pub needs: Vec<NeedView>,
    /// Its promises, from the policies in force.
    pub commitments: Vec<CommitmentView>,
    /// The least periods that they state: promises of nothing.
    pub minimums: Vec<CommitmentView>,
    /// Its policies.
    pub policies: Vec<PolicyCard>,
    /// Its channels.
    pub channels: Vec<ChannelView>,
    /// Its forms.
    pub forms: Vec<FormCard>,
}

/// Something that can be clicked to reach someone.
#[derive(Clone, Debug, Serialize)]
pub struct ContactView {
    /// What kind of contact it is, in words.
    pub kind: String,
    /// What is read: a number, an address, a handle.
    pub text: String,
    /// `text` in the parts between which a long address may go on in the next line.
    pub parts: Vec<String>,
    /// The direction of `text`.
    pub dir: &'static str,
    /// Its language, where it is words in another than the page's: mark them with it.
    pub lang: Option<&'static str>,
    /// Where it leads (`tel:`, `mailto:`, `https:`); absent for plain text.
    pub href: Option<String>,
}

/// What a reader may have come for.
#[derive(Clone, Debug, Serialize)]
pub struct NeedView {
    /// `complaint`, `request`, `enquiry`, `volunteering` or `rights`.
    pub id: &'static str,
    /// The need in the first person.
    pub title: String,
    /// What meets it.
    pub text: String,
    /// Where it is met.
    pub href: String,
}

/// A form in a list.
#[derive(Clone, Debug, Serialize)]
pub struct FormCard {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// What it is for.
    pub intro: Option<Words>,
    /// Its page.
    pub href: String,
}

/// The matrix of channels: `view` in `channels.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelsView {
    /// Name, mark and address of the association.
    pub brand: Brand,
    /// Its channels.
    pub channels: Vec<ChannelView>,
    /// How many channels have no published contact, in words; absent when none.
    pub unpublished: Option<String>,
    /// Forms that reach the association from this site; not those that a channel leads to.
    pub forms: Vec<FormCard>,
    /// Where the association's policies name these channels.
    pub named_in: Vec<Link>,
}

/// A word of the contract with its name in the page's language.
#[derive(Clone, Debug, Serialize)]
pub struct Term {
    /// The word.
    pub id: &'static str,
    /// Its name.
    pub name: String,
}

/// Words that lead somewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The words.
    pub words: Words,
    /// Where they lead.
    pub href: String,
}

/// A way to reach an association.
#[derive(Clone, Debug, Serialize)]
pub struct ChannelView {
    /// Its id; the element's id is `channel-` and this.
    pub id: String,
    /// Its kind, a word of the contract.
    pub kind: &'static str,
    /// Its name.
    pub name: Words,
    /// How to use it; absent where the association has published no contact.
    pub contact: Option<ContactView>,
    /// A note.
    pub note: Option<Words>,
    /// When it is open.
    pub hours: Option<Words>,
    /// The topics it serves.
    pub serves: Vec<Term>,
    /// Whom it is for.
    pub audience: Vec<Term>,
    /// How soon it answers, in words.
    pub response: Option<String>,
    /// The form that it leads to.
    pub form: Option<Link>,
}

/// A policy page, in force or of one version: `view` in `policy.html`.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyView {
    /// Its title.
    pub title: Words,
    /// Its code.
    pub code: Option<String>,
    /// The unit responsible for it.
    pub owner: Option<Words>,
    /// What the text is about, for a beneficiary.
    pub summary: Option<Words>,
    /// The manual it is part of, with the chapter, in words.
    pub part_of: Option<Words>,
    /// The version on this page.
    pub version: VersionView,
    /// Whether the page is the policy's own address, not a version's.
    pub current: bool,
    /// All versions, newest first.
    pub versions: Vec<VersionView>,
    /// The day of the next review.
    pub review: Option<DateView>,
    /// What the reader must know before the text, weightiest first.
    pub notices: Vec<NoticeView>,
    /// The table of contents.
    pub contents: Vec<ContentsEntry>,
    /// The text as HTML: safe, with an anchor for each clause.
    pub text: String,
    /// Footnotes as HTML; absent when there are none.
    pub notes: Option<String>,
    /// What the terms mean that the text uses, as HTML; absent when there are none.
    pub meanings: Option<String>,
    /// Its promises.
    pub commitments: Vec<CommitmentView>,
    /// The least periods that it states: promises of nothing.
    pub minimums: Vec<CommitmentView>,
    /// The text's seals and sources, one a language.
    pub sources: Vec<SourceView>,
    /// The page with both languages side by side.
    pub both: Option<String>,
    /// What names the text before a clause of it is cited: policy, association, version.
    pub cite: String,
    /// The full address of the version's own page, which stays.
    pub address: String,
    /// The page of the policy's history.
    pub history: String,
    /// The policy's own page.
    pub href: String,
    /// The facts and clauses as JSON.
    pub data: String,
    /// What a reader can do at once, the weightiest first: two at most.
    pub acts: Vec<NeedView>,
    /// Files beside the text.
    pub files: Vec<FileView>,
    /// The line of the log of decisions that speaks for the version.
    pub log: Option<LogLineView>,
    /// Whether a recorded seal speaks for every text of the version.
    pub sealed: bool,
}

/// A file to open or to save.
#[derive(Clone, Debug, Serialize)]
pub struct FileView {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Its type: `PDF`; absent for a name without an ending.
    pub kind: Option<String>,
    /// Its size in words: «340 كيلوبايت», “340 kB”.
    pub size: String,
}

/// The history of a policy: `view` in `history.html`.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryView {
    /// The title of the policy.
    pub title: Words,
    /// The policy's own page.
    pub href: String,
    /// The version in force; absent where none is.
    pub current: Option<VersionView>,
    /// The day of the next review.
    pub review: Option<DateView>,
    /// All versions, newest first.
    pub editions: Vec<EditionView>,
}

/// A version in the history of its policy.
#[derive(Clone, Debug, Serialize)]
pub struct EditionView {
    /// Its name on the page, the element's id; with `-approved` or `-listed` that of its approval.
    pub id: String,
    /// The version.
    pub version: VersionView,
    /// The signed scan.
    pub document: Option<FileView>,
    /// Other files beside its texts.
    pub files: Vec<FileView>,
    /// Its reviews and its end, newest first.
    pub events: Vec<EventView>,
    /// The line of the log of decisions that speaks for it.
    pub log: Option<LogLineView>,
}

/// What changed on the site: `view` in `news.html`. Where one page cannot hold it all, the first has
/// the latest, and every year or month a page of its own.
#[derive(Clone, Debug, Serialize)]
pub struct NewsView {
    /// The heading of the page, which names its year or month.
    pub heading: String,
    /// Whether this is the first page of several.
    pub latest: bool,
    /// What happened, newest first, by year; what has no date stands last.
    pub years: Vec<YearView>,
    /// The pages of the years and months, newest first; none where one page holds everything.
    pub periods: Vec<PeriodView>,
}

/// A year or a month that has a page of its own.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodView {
    /// Its name: «فبراير 2025م».
    pub name: String,
    /// Its page.
    pub href: String,
    /// How much changed in it, in words.
    pub count: String,
    /// Whether this page is its page.
    pub current: bool,
}

/// What happened in a year.
#[derive(Clone, Debug, Serialize)]
pub struct YearView {
    /// The year; absent for what has no date.
    pub year: Option<String>,
    /// What happened.
    pub events: Vec<EventView>,
}

/// Something that happened to a version.
#[derive(Clone, Debug, Serialize)]
pub struct EventView {
    /// `approved`, `listed`, `reviewed` or `withdrawn`.
    pub kind: &'static str,
    /// Its name; on the page of the history the element's id.
    pub id: String,
    /// What happened, in words.
    pub text: String,
    /// Its Hijri date.
    pub hijri: Option<DateView>,
    /// Its Gregorian date.
    pub gregorian: Option<DateView>,
    /// Who decided, in one line: «مجلس الإدارة، الجلسة الثامنة (8)».
    pub by: Option<String>,
    /// The title of the policy.
    pub title: Words,
    /// The association.
    pub association: Words,
    /// The page to read: of the version, or of the history.
    pub href: String,
    /// What changed, as the association says it.
    pub change: Option<Words>,
    /// The page of what changed, clause by clause.
    pub changes: Option<String>,
    /// The reason of a withdrawal.
    pub reason: Option<Words>,
    /// The line of the log of decisions that records it.
    pub log: Option<LogLineView>,
}

/// A notice above the text.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeView {
    /// `draft`, `withdrawn`, `upcoming`, `superseded`, `next`, `untranslated`, `partly-translated`, `translation-outdated`, `translation`, `restated`.
    pub kind: &'static str,
    /// Its first words, set in bold.
    pub title: String,
    /// The rest.
    pub text: String,
    /// The reason that the association gives, of a version that was withdrawn.
    pub reason: Option<Words>,
    /// Where it leads, and the words of the link.
    pub link: Option<Link>,
    /// Clauses that it speaks of, each with its place on this page.
    pub clauses: Vec<Link>,
}

/// An entry of the table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsEntry {
    /// The clause: an anchor on this page, or on the policy's own where another page lists it.
    pub href: String,
    /// The label of the heading.
    pub label: Option<String>,
    /// Its words.
    pub words: Words,
    /// The headings inside it.
    pub children: Vec<ContentsEntry>,
}

/// A version of a policy.
#[derive(Clone, Debug, Serialize)]
pub struct VersionView {
    /// Its number.
    pub number: String,
    /// `in-force`, `upcoming`, `superseded`, `draft` or `withdrawn`.
    pub state: &'static str,
    /// The state in words.
    pub state_words: String,
    /// Its own page.
    pub href: String,
    /// The day from which it holds.
    pub effective: Option<DateView>,
    /// What changed, as the association says it.
    pub change: Option<Words>,
    /// The page of what changed since the version before, clause by clause; absent for the first.
    pub changes: Option<String>,
    /// Its approval.
    pub approval: ApprovalView,
    /// The reason it was taken out of force.
    pub withdrawn: Option<Words>,
}

/// What is known of an approval: the approval block.
#[derive(Clone, Debug, Serialize)]
pub struct ApprovalView {
    /// `approved`, `pending` or `not-stated`.
    pub state: &'static str,
    /// One line: body, sitting and date, or that no approval is stated.
    pub line: String,
    /// The body that approved.
    pub body: Option<Words>,
    /// What the sitting is called: «الجلسة», “Session”.
    pub sitting_name: Option<String>,
    /// The sitting in words and figures: «الثامنة (8)», “eighth (8)”.
    pub sitting: Option<String>,
    /// The Hijri date.
    pub hijri: Option<DateView>,
    /// The Gregorian date.
    pub gregorian: Option<DateView>,
    /// The number of the resolution.
    pub resolution: Option<String>,
    /// The name of who signed.
    pub signatory: Option<Words>,
    /// Their office.
    pub signatory_role: Option<Words>,
    /// The signed scan.
    pub document: Option<String>,
}

/// A date.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// The date in the page's language: «18 محرم 1447هـ», “13 July 2025”.
    pub text: String,
    /// The Gregorian date for `<time datetime>`; absent for a Hijri date outside the tables.
    pub iso: Option<String>,
    /// Whether it was computed from the other calendar; then it is marked so.
    pub computed: bool,
}

/// A promise.
#[derive(Clone, Debug, Serialize)]
pub struct CommitmentView {
    /// Its id.
    pub id: String,
    /// `at-most` or `at-least`.
    pub bound: &'static str,
    /// The promise in plain words.
    pub text: String,
    /// What a reader should know of a lower bound.
    pub caution: Option<String>,
    /// The clause that makes it: its label path and place.
    pub clause: Link,
    /// The policy that holds the clause.
    pub policy: Words,
}

/// The source of a text.
#[derive(Clone, Debug, Serialize)]
pub struct SourceView {
    /// `ar` or `en`.
    pub lang: &'static str,
    /// The language's name in the page's language.
    pub language: String,
    /// The Markdown source in the site.
    pub href: String,
    /// The SHA-256 of the source: 64 hexadecimal digits.
    pub seal: String,
    /// Whether it is recorded as the seal of the text; else it is a fingerprint alone.
    pub sealed: bool,
    /// The same in groups of eight.
    pub groups: Vec<String>,
}

/// The line of the log of decisions that records something.
#[derive(Clone, Debug, Serialize)]
pub struct LogLineView {
    /// Its number in words: «السطر 3», “line 3”.
    pub text: String,
    /// The log.
    pub href: String,
    /// Whether the last line is signed, in a sentence.
    pub signed: String,
    /// The signature.
    pub signature: Option<String>,
    /// The SHA-256 of the line: 64 hexadecimal digits.
    pub digest: String,
    /// The same in groups of eight.
    pub groups: Vec<String>,
}

/// What changed in a version: `view` in `changes.html`, and in `changes-alone.html`,
/// which `mithaq diff --format html` prints; that one gets the style sheet as `style`,
/// `t`, and of `page` only `lang` and `dir`.
#[derive(Clone, Debug, Serialize)]
pub struct ChangesView {
    /// The words above the page, with the number of the newer version.
    pub heading: String,
    /// Which version it is compared with, in words.
    pub against: String,
    /// The policy's title.
    pub title: Words,
    /// The newer version.
    pub version: VersionView,
    /// The older version.
    pub before: VersionView,
    /// What the association says of the change.
    pub note: Option<Words>,
    /// How many clauses were added, removed and so on, in words; what did not happen is left out.
    pub counts: Vec<String>,
    /// How many clauses did not change, in words.
    pub unchanged: String,
    /// That the text of the page's language follows an earlier governing text; leads to what changed there.
    pub behind: Option<NoticeView>,
    /// That the texts are in the other language than the page, or that they do not govern, in words.
    pub language: Option<String>,
    /// That no clause changed, in words; absent where one did.
    pub elsewhere: Option<String>,
    /// The clauses that changed in more than their number, in the order of the newer text.
    pub changes: Vec<ChangeView>,
    /// The clauses of which nothing but the number changed.
    pub renumbered: Vec<ChangeView>,
    /// The language of the texts: `ar` or `en`.
    pub lang: &'static str,
    /// Its direction: `rtl` or `ltr`.
    pub dir: &'static str,
    /// Whether the texts are in another language than the page.
    pub foreign: bool,
    /// The policy's own page.
    pub href: String,
}

/// A clause that changed.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// Its name: the label in words, or the heading of a section.
    pub name: String,
    /// Whether the name is words of the text, and so in its language.
    pub own_words: bool,
    /// The heading of the section that holds it, with its label; in the text's language.
    pub section: Option<String>,
    /// What happened to it.
    pub tags: Vec<Tag>,
    /// The label that it had, where that changed.
    pub old_label: Option<String>,
    /// The label that it has now, where that changed.
    pub new_label: Option<String>,
    /// Its words from start to end.
    pub pieces: Vec<PieceView>,
    /// The cells of its tables that hold other words, each in a sentence.
    pub cells: Vec<String>,
    /// The clause in the older version.
    pub old_href: Option<String>,
    /// The clause in the newer version.
    pub new_href: Option<String>,
}

/// A thing that happened to a clause.
#[derive(Clone, Debug, Serialize)]
pub struct Tag {
    /// `added`, `removed`, `moved`, `renumbered`, `reworded`, `encoding`, `invisible`, `marks`, `tatweel`, `kind`, `level` or `markup`.
    pub kind: &'static str,
    /// The same in words.
    pub words: String,
}

/// A run of words of a clause that changed.
#[derive(Clone, Debug, Serialize)]
pub struct PieceView {
    /// `same`, `removed` or `added`.
    pub kind: &'static str,
    /// The words as HTML, with those of another script marked.
    pub html: String,
    /// Whether a space stands before them.
    pub spaced: bool,
}

/// Both languages side by side: `view` in `both.html`.
#[derive(Clone, Debug, Serialize)]
pub struct BothView {
    /// The policy, as on its own page but without its text.
    pub policy: PolicyView,
    /// The governing language comes first.
    pub columns: Vec<Column>,
    /// The rows of the table as HTML: one a clause, with a cell a column.
    pub text: String,
    /// The footnotes of both texts as HTML; absent when there are none.
    pub notes: Option<String>,
    /// What the terms mean that the texts use, as HTML; absent when there are none.
    pub meanings: Option<String>,
}

/// A column of the side-by-side page.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// `ar` or `en`.
    pub lang: &'static str,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
    /// The language's name in the page's language.
    pub language: String,
    /// Whether this text prevails.
    pub governs: bool,
    /// The title in this language.
    pub title: Option<String>,
}

/// A form: `view` in `form.html`.
#[derive(Clone, Debug, Serialize)]
pub struct FormView {
    /// Its title.
    pub title: Words,
    /// What it is for.
    pub intro: Option<Words>,
    /// The word for the service that receives it.
    pub provider: &'static str,
    /// Where it posts to; absent where it is elsewhere, or nobody receives it.
    pub action: Option<String>,
    /// Whether somebody receives it; else it can be read, and nothing can be sent.
    pub received: bool,
    /// Ways to reach the association, where nobody receives it.
    pub contacts: Vec<ContactLink>,
    /// The address of a form that is elsewhere.
    pub elsewhere: Option<String>,
    /// `enctype`, where it is not the usual one.
    pub encoding: Option<&'static str>,
    /// Attributes that the service asks for.
    pub attributes: Vec<Named>,
    /// Hidden fields.
    pub hidden: Vec<Named>,
    /// The field that people leave empty.
    pub trap: Option<String>,
    /// What it asks, in order.
    pub fields: Vec<FieldView>,
    /// What the sender must confirm.
    pub declaration: Option<Words>,
    /// The policy that it rests on.
    pub policy: Option<Link>,
    /// The clause that gives the right.
    pub clause: Option<ClauseQuote>,
    /// The promise that it starts.
    pub promise: Option<CommitmentView>,
    /// What the association says of personal data; empty where it says nothing.
    pub notice: Vec<NoticeRow>,
    /// The page of the association's channels.
    pub channels: String,
    /// What the script of the page needs, as JSON that is safe inside a script element.
    pub settings: String,
}

/// A name and its value: an attribute, a hidden field, a condition.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Named {
    /// A name and its value.
    pub(super) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Named { name: name.into(), value: value.into() }
    }
}

/// A field of a form.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// Its id and name.
    pub id: String,
    /// `input`, `textarea`, `select`, `radio`, `checkboxes` or `file`.
    pub control: &'static str,
    /// What it asks for: `text`, `number`, `date` …
    pub kind: &'static str,
    /// The type of an input. Numbers and dates are `text`: browsers refuse Arabic digits in their own kinds.
    pub input_type: &'static str,
    /// Its label.
    pub label: Words,
    /// A hint.
    pub hint: Option<Words>,
    /// The hint as HTML, with numbers isolated.
    pub hint_html: String,
    /// Whether it must be filled in.
    pub required: bool,
    /// The most characters.
    pub max_length: Option<u32>,
    /// The pattern that its value matches, in digits of any kind.
    pub pattern: Option<String>,
    /// The pattern as it was given, where that takes the digits 0 to 9 alone.
    pub own_pattern: Option<String>,
    /// The token by which a browser fills it in.
    pub autocomplete: Option<String>,
    /// The keyboard that a phone shows.
    pub input_mode: Option<&'static str>,
    /// `ltr` for what is written from left to right in every language.
    pub dir: Option<&'static str>,
    /// What can be chosen.
    pub options: Vec<ChoiceView>,
    /// The field and the value on which it depends.
    pub show_if: Option<Named>,
    /// Endings of files, with commas.
    pub accept: String,
    /// The size of a file, MiB at most.
    pub max_mib: Option<u32>,
}

/// A choice of a field.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceView {
    /// Its value.
    pub id: String,
    /// Its label.
    pub label: Words,
}

/// A clause in its own words.
#[derive(Clone, Debug, Serialize)]
pub struct ClauseQuote {
    /// How it is cited.
    pub named: String,
    /// Its words.
    pub words: Words,
    /// Where it stands.
    pub href: String,
}

/// A part of the notice on personal data.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeRow {
    /// What it tells.
    pub name: String,
    /// The words; absent where the association does not state them.
    pub words: Option<Words>,
    /// A number or address, of the row that tells whom to ask.
    pub contact: Option<ContactView>,
}

/// A way to reach the association by a letter of one's own.
#[derive(Clone, Debug, Serialize)]
pub struct ContactLink {
    /// `phone`, `whatsapp` or `email`.
    pub kind: &'static str,
    /// Its name.
    pub label: String,
    /// The number or address.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// The page after a form was sent: `view` in `thanks.html`.
#[derive(Clone, Debug, Serialize)]
pub struct ThanksView {
    /// The title that the form gives it.
    pub heading: Option<Words>,
    /// The words that the form gives it.
    pub body: Option<Words>,
    /// The form.
    pub form: Link,
    /// The page of the association's channels.
    pub channels: String,
    /// The ways to reach the association.
    pub contacts: Vec<ContactLink>,
}

/// The page for unknown addresses: `view` in `not-found.html`.
#[derive(Clone, Debug, Serialize)]
pub struct NotFoundView {
    /// The page in each language of the site, the default one first.
    pub pages: Vec<LostView>,
}

/// What the page for unknown addresses says in one language.
#[derive(Clone, Debug, Serialize)]
pub struct LostView {
    /// `ar` or `en`.
    pub lang: &'static str,
    /// `rtl` or `ltr`.
    pub dir: &'static str,
    /// Its heading.
    pub title: String,
    /// What may have happened.
    pub text: String,
    /// The home page; all addresses here start at the root of the host.
    pub home: String,
    /// The words that lead home.
    pub home_words: String,
    /// The search page.
    pub search: String,
    /// The words of the button that searches.
    pub search_words: String,
    /// The words above the box.
    pub search_label: String,
}
