//! The pages of the inbox.

mod sent;

use jiff::tz::TimeZone;

use super::csv::{answer, label, time};
use super::html::Html;
use super::reference;
use super::refusal::Why;
use super::store::{Asked, Kept};
use super::words::words;
use crate::derive::urls::encode;
use crate::model::{Lang, Phrase, Site, fill};

pub use sent::{Frame, form_again, refused, with_reference};

/// The look of all these pages.
pub const STYLE: &str = include_str!("inbox.css");

/// A day, in milliseconds.
pub const DAY: i64 = 86_400_000;

/// How many posts a page of the list shows.
pub const PER_PAGE: u64 = 50;

/// The list of posts, as far as a page shows it.
pub struct Listing<'a> {
    /// The posts of this page.
    pub posts: &'a [Kept],
    /// Which were asked for.
    pub asked: &'a Asked,
    /// How many there are in all, and how many are new.
    pub count: (u64, u64),
    /// The number of this page, from 1.
    pub page: u64,
    /// How many days posts are kept, where the site says it.
    pub keep_days: Option<u32>,
    /// Whether one was deleted just now.
    pub deleted: bool,
}

/// A page; `styles` are the ways to its style sheets.
fn page(lang: Lang, kind: &'static str, title: &str, styles: &[&str], main: &Html) -> String {
    let mut html = Html::default();
    html.raw("<!doctype html>\n<html").attribute("lang", lang.code()).attribute("dir", lang.direction());
    html.raw(">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n<title>");
    html.text(title).raw("</title>\n");
    for style in styles {
        html.raw("<link rel=\"stylesheet\"").attribute("href", style).raw(">\n");
    }
    html.raw("</head>\n<body").attribute("class", kind).raw(">\n").part(main).raw("\n</body>\n</html>\n");
    html.into_string()
}

/// The head of a page of the inbox; `other` is the way to the same in the other language.
fn inbox_head(main: &mut Html, lang: Lang, home: Option<&str>, other: &str) {
    let words = words(lang);
    main.raw("<header class=\"bar\"><p class=\"name\">");
    match home {
        Some(home) => main.raw("<a").attribute("href", home).raw(">").text(words.to_inbox).raw("</a>"),
        None => main.text("mithaq"),
    };
    main.raw("</p><a").attribute("href", other).attribute("hreflang", lang.other().code());
    main.attribute("lang", lang.other().code()).attribute("dir", lang.other().direction());
    main.raw(">").text(words.other_language).raw("</a>\n<form method=\"post\"");
    let leave = if home.is_some() { "../leave" } else { "leave" };
    main.attribute("action", &format!("{leave}?lang={}", lang.code())).raw("><button class=\"quiet\">");
    main.text(words.leave).raw("</button></form></header>\n");
}

/// `?lang=ar&association=kadi&page=2`.
fn query(lang: Lang, asked: &Asked, page: u64) -> String {
    let mut query = format!("?lang={}", lang.code());
    for (name, value) in [("association", &asked.association), ("form", &asked.form)] {
        if let Some(value) = value {
            query.push_str(&format!("&{name}={}", encode(value).replace(['&', '#', '?', '+', '%'], "")));
        }
    }
    if asked.only_new {
        query.push_str("&new=1");
    }
    if page > 1 {
        query.push_str(&format!("&page={page}"));
    }
    query
}

/// The list of posts.
pub fn list(site: &Site, listing: &Listing<'_>, lang: Lang, zone: &TimeZone) -> String {
    let words = words(lang);
    let (all, new) = listing.count;
    let mut main = Html::default();
    inbox_head(&mut main, lang, None, &query(lang.other(), listing.asked, listing.page));
    main.raw("<main>\n<h1>").text(words.inbox).raw("</h1>\n<p class=\"counts\"><span>");
    main.text(&fill(words.count, &[("n", &all.to_string())])).raw("</span> <span>");
    main.text(&fill(words.count_new, &[("n", &new.to_string())])).raw("</span></p>\n");
    if listing.deleted {
        main.raw("<p role=\"status\">").text(words.deleted).raw("</p>\n");
    }
    if let Some(days) = listing.keep_days {
        main.raw("<p class=\"muted\">").text(&fill(words.kept_days, &[("n", &days.to_string())])).raw("</p>\n");
    }
    filter(&mut main, site, listing.asked, lang);
    if listing.posts.is_empty() {
        main.raw("<p>").text(words.none).raw("</p>\n");
    } else {
        table(&mut main, site, listing.posts, lang, zone);
        main.raw("<nav class=\"onward\">");
        let pages = all.div_ceil(PER_PAGE).max(1);
        if listing.page > 1 {
            main.raw("<a rel=\"prev\"").attribute("href", &query(lang, listing.asked, listing.page - 1));
            main.raw(">").text(words.newer).raw("</a> ");
        }
        let place = fill(words.page_of, &[("n", &listing.page.to_string()), ("all", &pages.to_string())]);
        main.raw("<span>").text(&place).raw("</span>");
        if listing.page < pages {
            main.raw(" <a rel=\"next\"").attribute("href", &query(lang, listing.asked, listing.page + 1));
            main.raw(">").text(words.older).raw("</a>");
        }
        let table = format!("posts.csv{}", query(lang, listing.asked, 1));
        main.raw(" <a").attribute("href", &table).raw(" download>").text(words.csv).raw("</a></nav>\n");
    }
    main.raw("</main>");
    page(lang, "inbox", words.inbox, &["inbox.css"], &main)
}

fn filter(main: &mut Html, site: &Site, asked: &Asked, lang: Lang) {
    let words = words(lang);
    main.raw("<form class=\"filter\" method=\"get\" action=\"./\"><input type=\"hidden\" name=\"lang\"");
    main.attribute("value", lang.code()).raw(">\n");
    let associations = site.associations.iter().map(|one| (&*one.id, &one.name)).collect::<Vec<_>>();
    choice(main, "association", words.association, &associations, asked.association.as_deref(), lang);
    let mut forms: Vec<(&str, &Phrase)> = Vec::new();
    for form in site.associations.iter().flat_map(|one| &one.forms) {
        if forms.iter().all(|(id, _)| *id != form.id) {
            forms.push((&form.id, &form.title));
        }
    }
    choice(main, "form", words.form, &forms, asked.form.as_deref(), lang);
    main.raw("<label class=\"choice\"><input type=\"checkbox\" name=\"new\" value=\"1\"");
    if asked.only_new {
        main.raw(" checked");
    }
    main.raw("> ").text(words.only_new).raw("</label>\n<button type=\"submit\">").text(words.show);
    main.raw("</button></form>\n");
}

fn choice(main: &mut Html, name: &'static str, title: &str, all: &[(&str, &Phrase)], given: Option<&str>, lang: Lang) {
    main.raw("<label>").text(title).raw(" <select").attribute("name", name).raw("><option value=\"\">");
    main.text(words(lang).all).raw("</option>");
    for (id, label) in all {
        option(main, id, label, given == Some(*id), lang);
    }
    main.raw("</select></label>\n");
}

fn option(main: &mut Html, id: &str, label: &Phrase, chosen: bool, lang: Lang) {
    main.raw("<option").attribute("value", id);
    if chosen {
        main.raw(" selected");
    }
    main.raw(">").text(label.or_id(lang, id)).raw("</option>");
}

fn table(main: &mut Html, site: &Site, posts: &[Kept], lang: Lang, zone: &TimeZone) {
    let words = words(lang);
    main.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\"").attribute("aria-label", words.inbox);
    // On a phone a row stands as a card, and keeps its meaning as a row.
    main.raw("><table role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">");
    for heading in [words.state, words.received, words.reference, words.association, words.form] {
        main.raw("<th scope=\"col\" role=\"columnheader\">").text(heading).raw("</th>");
    }
    main.raw("</tr></thead><tbody role=\"rowgroup\">\n");
    const CELL: &str = "<td role=\"cell\">";
    for post in posts {
        main.raw(if post.read { "<tr role=\"row\">" } else { "<tr role=\"row\" class=\"new\">" }).raw(CELL);
        main.text(if post.read { words.was_read } else { words.new }).raw("</td>").raw(CELL).raw("<bdi dir=\"ltr\">");
        main.text(&time(post.received, zone)).raw("</bdi></td>").raw(CELL).raw("<a");
        main.attribute("href", &format!("{}/?lang={}", post.reference, lang.code())).raw("><bdi dir=\"ltr\">");
        main.text(&reference::shown(&post.reference)).raw("</bdi></a></td>").raw(CELL);
        let (association, form) = names_of(site, post, lang);
        main.text(association).raw("</td>").raw(CELL).text(form).raw("</td></tr>\n");
    }
    main.raw("</tbody></table></div>\n");
}

/// The names of association and form as the site has them today; else their ids.
fn names_of<'a>(site: &'a Site, post: &'a Kept, lang: Lang) -> (&'a str, &'a str) {
    let association = site.association(&post.association);
    let form = association.and_then(|association| association.form(&post.form));
    let name = association.map(|association| association.name.or_id(lang, &association.id));
    let title = form.map(|form| form.title.or_id(lang, &form.id));
    (name.unwrap_or(&post.association), title.unwrap_or(&post.form))
}

/// One post; `keep_days` says how long it is kept.
pub fn post(site: &Site, post: &Kept, lang: Lang, zone: &TimeZone, keep_days: Option<u32>) -> String {
    let words = words(lang);
    let shown = reference::shown(&post.reference);
    let (association, form) = names_of(site, post, lang);
    let mut main = Html::default();
    inbox_head(&mut main, lang, Some(&format!("../?lang={}", lang.code())), &format!("?lang={}", lang.other().code()));
    main.raw("<main>\n<h1>").text(form).raw(" <bdi dir=\"ltr\">").text(&shown).raw("</bdi></h1>\n<dl>");
    let language = match post.language {
        Some(Lang::Arabic) => words.arabic,
        Some(Lang::English) => words.english,
        None => "",
    };
    let until = keep_days.map(|days| time(post.received.saturating_add(i64::from(days) * DAY), zone));
    let facts = [
        (words.association, association),
        (words.received, &time(post.received, zone)),
        (words.kept_until, until.as_deref().unwrap_or_default()),
        (words.language, language),
        (words.policy, post.policy.as_deref().unwrap_or_default()),
        (words.version, post.policy_version.as_deref().unwrap_or_default()),
        (words.state, if post.read { words.was_read } else { words.new }),
    ];
    for (name, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        main.raw("<dt>").text(name).raw("</dt><dd><bdi>").text(value).raw("</bdi></dd>");
    }
    main.raw("</dl>\n<h2>").text(words.answered).raw("</h2>\n");
    if post.values.is_empty() {
        main.raw("<p>").text(words.not_answered).raw("</p>\n");
    }
    main.raw("<dl>");
    for (field, values) in &post.values {
        main.raw("<dt>").text(label(site, post, field, lang)).raw("</dt>");
        for value in values {
            let value = answer(site, post, field, value, lang);
            // A line stands where the page begins; a text of several has a side of its own.
            if value.contains('\n') {
                main.raw("<dd dir=\"auto\" class=\"said\">").text(&value).raw("</dd>");
            } else {
                main.raw("<dd class=\"said\"><bdi>").text(&value).raw("</bdi></dd>");
            }
        }
    }
    main.raw("</dl>\n");
    files(&mut main, site, post, lang);
    main.raw("<form method=\"post\"").attribute("action", &format!("?lang={}", lang.code()));
    main.raw("><button type=\"submit\" name=\"read\"").attribute("value", if post.read { "0" } else { "1" });
    main.raw(">").text(if post.read { words.mark_new } else { words.mark_read }).raw("</button></form>\n<p><a");
    main.attribute("href", &format!("delete?lang={}", lang.code()))
        .raw(">")
        .text(words.delete)
        .raw("</a></p>\n</main>");
    page(lang, "inbox", &format!("{form} {shown}"), &["../inbox.css"], &main)
}

/// Asks whether a post is to be deleted.
pub fn delete(site: &Site, post: &Kept, lang: Lang, zone: &TimeZone) -> String {
    let words = words(lang);
    let (association, form) = names_of(site, post, lang);
    let mut main = Html::default();
    let home = format!("../?lang={}", lang.code());
    inbox_head(&mut main, lang, Some(&home), &format!("?lang={}", lang.other().code()));
    main.raw("<main>\n<h1>").text(words.delete_title).raw("</h1>\n<p>").text(form).raw(" <bdi dir=\"ltr\">");
    main.text(&reference::shown(&post.reference)).raw("</bdi></p>\n<p>").text(association).raw(" · <bdi dir=\"ltr\">");
    main.text(&time(post.received, zone))
        .raw("</bdi></p>\n<p>")
        .text(words.delete_text)
        .raw("</p>\n<form method=\"post\"");
    main.attribute("action", &format!("?lang={}", lang.code())).raw("><button name=\"delete\"");
    main.attribute("value", &post.reference).raw(">").text(words.delete_now).raw("</button></form>\n<p><a");
    main.attribute("href", &format!("./?lang={}", lang.code()))
        .raw(">")
        .text(words.delete_not)
        .raw("</a></p>\n</main>");
    page(lang, "inbox", words.delete_title, &["../inbox.css"], &main)
}

fn files(main: &mut Html, site: &Site, post: &Kept, lang: Lang) {
    if post.files.is_empty() {
        return;
    }
    main.raw("<h2>").text(words(lang).files).raw("</h2>\n<ul>");
    for (nth, file) in post.files.iter().enumerate() {
        main.raw("<li>").text(label(site, post, &file.field, lang)).raw(": <a");
        main.attribute("href", &format!("files/{}", nth + 1)).raw(" download><bdi>").text(&file.name);
        main.raw("</bdi></a> <bdi dir=\"ltr\">(").text(&size(file.bytes)).raw(")</bdi></li>");
    }
    main.raw("</ul>\n");
}

fn size(bytes: u64) -> String {
    if bytes < 1 << 20 {
        format!("{} KiB", bytes.div_ceil(1024))
    } else {
        format!("{:.1} MiB", bytes as f64 / 1_048_576.0)
    }
}

/// A page of the inbox that holds one sentence.
pub fn notice(title: &str, text: &str, lang: Lang, style: &str) -> String {
    let mut main = Html::default();
    main.raw("<main>\n<h1>").text(title).raw("</h1>\n<p>").text(text).raw("</p>\n</main>");
    page(lang, "inbox", title, &[style], &main)
}

/// The inbox is closed to who asks: what opens it is a password, which may be typed here, or else a link.
pub fn locked(lang: Lang, style: &str, by_password: bool) -> String {
    let words = words(lang);
    // The page of a post stands below the address at which visitors enter.
    let up = style.trim_end_matches("inbox.css");
    let to = |name: &str| format!("{up}{name}?lang={}", lang.code());
    let mut main = Html::default();
    main.raw("<main>\n<h1>").text(words.closed).raw("</h1>\n<p>");
    main.text(if by_password { words.password_asked } else { words.link_asked }).raw("</p>\n");
    if by_password {
        main.raw("<form method=\"post\"").attribute("action", &to("enter")).raw("><p><label>").text(words.password);
        main.raw(" <input type=\"password\" name=\"password\" autocomplete=\"current-password\" dir=\"auto\" required></label></p>\n<button>");
        main.text(words.enter).raw("</button></form>\n");
    } else {
        main.raw("<p><a").attribute("href", &to("")).raw(">").text(words.once_more).raw("</a></p>\n");
    }
    main.raw("</main>");
    page(lang, "inbox", words.closed, &[style], &main)
}

/// There is no such post.
pub fn not_found(lang: Lang, style: &str) -> String {
    notice(words(lang).inbox, words(lang).not_found, lang, style)
}

/// The inbox itself cannot do what was asked.
pub fn failed(why: Why, lang: Lang, style: &str) -> String {
    notice(words(lang).inbox, why.words(lang), lang, style)
}
