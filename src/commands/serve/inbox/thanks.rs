//! Thanks: the page behind a form, with the reference of the post that led there.

use super::super::server::Server;
use crate::derive::urls::Page;
use crate::inbox::{self, pages};
use crate::model::{Association, Form, Lang, Site};

/// The page of a site that thanks, with the reference of the post that led there.
pub(in crate::commands::serve) fn thanks(
    server: &Server,
    site: &Site,
    path: &str,
    query: Option<&str>,
    page: &[u8],
) -> Option<Vec<u8>> {
    let given = query?.split('&').find_map(|pair| pair.strip_prefix("reference="))?;
    if !path.ends_with("/thanks/index.html") {
        return None;
    }
    let post = server.inbox.known(given)?;
    let (association, form) = inbox::form(site, &post.association, &post.form)?;
    let lang = Lang::from_code(path.split('/').next()?)?;
    // A number belongs to the form that it was given for.
    (format!("{}thanks/index.html", form_address(site, association, form, lang)) == path)
        .then(|| pages::with_reference(&String::from_utf8_lossy(page), &post.reference, lang).into_bytes())
}

/// The address of a form's page below the root.
pub(super) fn form_address(site: &Site, association: &Association, form: &Form, lang: Lang) -> String {
    format!("{}forms/{}/", site.address(Page::Association(association), lang), form.id)
}
