//! Addresses: one plan for every page, in both languages.
//!
//! Every address is a path below the base URL without a slash at its start; a
//! page ends with `/`. Links between pages are relative, so that the site works
//! below any path.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::periods::Period;
use crate::model::log::LOG;
use crate::model::signature::SIGNATURE;
use crate::model::{Association, Form, Lang, Layout, Policy, Site, Version};

/// A page of the site.
#[derive(Clone, Copy, Debug)]
pub enum Page<'a> {
    /// The default language's home at the root.
    Root,
    /// A language's home.
    Home,
    /// The search page of a language.
    Search,
    /// An association.
    Association(&'a Association),
    /// The channels of an association.
    Channels(&'a Association),
    /// A form of an association.
    Form(&'a Association, &'a Form),
    /// Where a form leads after it was sent.
    Thanks(&'a Association, &'a Form),
    /// A policy: its version in force.
    Policy(&'a Association, &'a Policy),
    /// A version of a policy.
    Version(&'a Association, &'a Policy, &'a Version),
    /// What changed in a version against the one before.
    Changes(&'a Association, &'a Policy, &'a Version),
    /// Both languages side by side.
    Both(&'a Association, &'a Policy),
    /// All versions of a policy, with what was decided on each.
    History(&'a Association, &'a Policy),
    /// Everything that changed on the site; the latest of it where that is too much for one page.
    News,
    /// What changed on the site in a period.
    NewsOf(Period),
}

/// A feed of what was decided.
#[derive(Clone, Copy, Debug)]
pub enum Feed<'a> {
    /// On the whole site.
    Site,
    /// By an association.
    Association(&'a Association),
    /// On a policy.
    Policy(&'a Association, &'a Policy),
}

impl<'a> Feed<'a> {
    /// The page that shows the same to readers.
    pub fn page(self) -> Page<'a> {
        match self {
            Feed::Site => Page::News,
            Feed::Association(association) => Page::Association(association),
            Feed::Policy(association, policy) => Page::History(association, policy),
        }
    }
}

impl Site {
    /// The address of a feed in a language.
    pub fn feed_address(&self, feed: Feed<'_>, lang: Lang) -> String {
        let page = match feed {
            Feed::Site => Page::Home,
            Feed::Association(association) => Page::Association(association),
            Feed::Policy(association, policy) => Page::Policy(association, policy),
        };
        format!("{}feed.xml", self.address(page, lang))
    }

    /// The feeds in which a page is interested: of the site, of its association, of its
    /// policy. An association at the root has the site's own.
    pub fn feeds_of<'a>(&self, page: Page<'a>) -> Vec<Feed<'a>> {
        let mut feeds = vec![Feed::Site];
        let (association, policy) = match page {
            Page::Association(association) | Page::Channels(association) | Page::Form(association, _) => {
                (Some(association), None)
            }
            Page::Policy(association, policy)
            | Page::Version(association, policy, _)
            | Page::Changes(association, policy, _)
            | Page::Both(association, policy)
            | Page::History(association, policy) => (Some(association), Some(policy)),
            Page::Root | Page::Home | Page::Search | Page::News | Page::NewsOf(_) | Page::Thanks(..) => (None, None),
        };
        feeds.extend(association.filter(|_| self.layout == Layout::Portal).map(Feed::Association));
        feeds.extend(association.zip(policy).map(|(association, policy)| Feed::Policy(association, policy)));
        feeds
    }

    /// The address of a page in a language.
    pub fn address(&self, page: Page<'_>, lang: Lang) -> String {
        let code = lang.code();
        let below = |association: &Association, path: &[&str]| {
            let home: &[&str] = match self.layout {
                Layout::Portal => &[code, "/", &association.id, "/"],
                Layout::Single => &[code, "/"],
            };
            let parts = || home.iter().chain(path);
            let mut address = String::with_capacity(parts().map(|part| part.len()).sum());
            parts().for_each(|part| address.push_str(part));
            address
        };
        match page {
            Page::Root => String::new(),
            Page::Home => [code, "/"].concat(),
            Page::Search => [code, "/search/"].concat(),
            Page::News => [code, "/changes/"].concat(),
            Page::NewsOf(period) => format!("{code}/changes/{period}/"),
            Page::Association(association) => below(association, &[]),
            Page::Channels(association) => below(association, &["channels/"]),
            Page::Form(association, form) => below(association, &["forms/", &form.id, "/"]),
            Page::Thanks(association, form) => below(association, &["forms/", &form.id, "/thanks/"]),
            Page::Policy(association, policy) => below(association, &["policies/", &policy.id, "/"]),
            Page::Version(association, policy, version) => {
                below(association, &["policies/", &policy.id, "/", &version.number, "/"])
            }
            Page::Changes(association, policy, version) => {
                below(association, &["policies/", &policy.id, "/", &version.number, "/changes/"])
            }
            Page::Both(association, policy) => below(association, &["policies/", &policy.id, "/both/"]),
            Page::History(association, policy) => below(association, &["policies/", &policy.id, "/history/"]),
        }
    }

    /// The full address of a path below the base URL.
    pub fn full(&self, path: &str) -> String {
        [&self.base_url, path].concat()
    }

    /// The path of the base URL, which ends with `/`: `/` or `/sub/path/`.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |at| at + 3);
        let host = &self.base_url[after_scheme..];
        host.find('/').map_or("/", |at| &host[at..])
    }
}

/// The address of a text's source.
pub fn source(association: &Association, policy: &Policy, version: &Version, lang: Lang) -> String {
    format!("source/{}/{}/{}/{}.md", association.id, policy.id, version.number, lang.code())
}

/// The address of the facts and clauses of a version.
pub fn data(association: &Association, policy: &Policy, version: &Version) -> String {
    format!("data/{}/{}/{}.json", association.id, policy.id, version.number)
}

/// The address of the guide for whoever checks the site without this program.
pub const GUIDE: &str = "VERIFY.txt";

/// The address of the log of an association's decisions.
pub fn log(association: &Association) -> String {
    format!("data/{}/{LOG}", association.id)
}

/// The address of the signature of that log.
pub fn log_signature(association: &Association) -> String {
    format!("data/{}/{SIGNATURE}", association.id)
}

/// The address of a file beside a text; it stands beside the text's source, so that links in the source hold too.
pub fn file(association: &Association, policy: &Policy, version: &Version, name: &str) -> String {
    format!("source/{}/{}/{}/{name}", association.id, policy.id, version.number)
}

/// The same as a link holds it: a name may have signs that mean something in an address.
pub fn file_link(association: &Association, policy: &Policy, version: &Version, name: &str) -> String {
    encode(&file(association, policy, version, name).replace('%', "%25")).replace('#', "%23").replace('?', "%3F")
}

/// The way from the page at `from` to `to`: `../../kadi/`.
pub fn relative(from: &str, to: &str) -> String {
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
    let shared = from.as_bytes()[..same].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let up = from.bytes().skip(shared).filter(|byte| *byte == b'/').count();
    let rest = &to[shared..];
    if up == 0 && rest.is_empty() {
        return "./".to_owned();
    }
    let mut way = String::with_capacity(up * 3 + rest.len());
    (0..up).for_each(|_| way.push_str("../"));
    way.push_str(rest);
    way
}

/// What no address can hold beside bytes outside of ASCII; `%` stays, since an address may come encoded.
/// Source: RFC 3986, section 2.
const OUTSIDE_ADDRESSES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path with every byte that an address cannot hold percent-encoded.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, OUTSIDE_ADDRESSES).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_parts_and_what_is_encoded() {
        assert_eq!(encode("https://x.test/a%20b/?q=1&r=(2)#c-3"), "https://x.test/a%20b/?q=1&r=(2)#c-3");
        assert_eq!(
            encode("a b/«م»[1]\\^`{|}\"<>\t\u{7f}"),
            "a%20b/%C2%AB%D9%85%C2%BB%5B1%5D%5C%5E%60%7B%7C%7D%22%3C%3E%09%7F"
        );
        assert_eq!(encode("!#$%&'()*+,-./:;=?@_~"), "!#$%&'()*+,-./:;=?@_~");
    }

    #[test]
    fn ways_between_pages_are_relative() {
        assert_eq!(relative("ar/kadi/policies/x/", "ar/kadi/"), "../../");
        assert_eq!(relative("ar/kadi/", "en/kadi/"), "../../en/kadi/");
        assert_eq!(relative("", "ar/"), "ar/");
        assert_eq!(relative("ar/", "ar/"), "./");
        assert_eq!(relative("ar/kadi/", "assets/style.css"), "../../assets/style.css");
        assert_eq!(relative("ar/kadi/", ""), "../../");
    }
}
