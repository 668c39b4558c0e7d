//! Pages without a policy's text: home, association, channels.

use std::sync::Arc;

use serde_json::json;

use crate::derive::urls::{self, Page};
use crate::model::spelling::{account_name, is_web_address};
use crate::model::{Association, Bound, ChannelKind, Date, Lang, Policy, Site};

use super::chrome::Head;
use super::context::PageContext;
use crate::render::text::isolation::address_parts;
use crate::render::views::{
    AssociationCard, AssociationView, ChannelsView, CommitmentView, ContactView, Crumb, HomeView, Link,
    Page as PageView,
};
use crate::render::words;

impl<'a> PageContext<'a> {
    /// The home page of a language, or of the whole site.
    pub(crate) fn home(&self, page: Page<'a>) -> (PageView, HomeView) {
        let site = self.site;
        let count = |policies: usize| self.t.plural("count_policies", u32::try_from(policies).unwrap_or(u32::MAX));
        let card = |association: &Arc<Association>| AssociationCard {
            brand: self.brand(association),
            location: self.phrase(&association.location),
            policies: count(
                association.policies.iter().filter(|policy| policy.current(self.edition).is_some()).count(),
            ),
        };
        let mut approved: Vec<(Date, &Association, &Policy, usize)> = site
            .policies()
            .filter_map(|(association, policy)| {
                let nth = policy.in_force(self.edition.today)?;
                let day = policy.versions[nth].approval.approved()?.gregorian()?.value;
                Some((day, association, policy, nth))
            })
            .collect();
        approved.sort_by_key(|(day, association, policy, _)| (std::cmp::Reverse(*day), &association.id, &policy.id));
        let latest =
            approved.iter().take(10).map(|(_, association, policy, nth)| self.policy_card(association, policy, *nth));
        let policies = site.policies().filter(|(_, policy)| policy.current(self.edition).is_some()).count();
        let view = HomeView {
            associations: self.associations().into_iter().map(card).collect(),
            latest: latest.collect(),
            policies: count(policies),
        };
        let title = self.phrase(&site.title).map(|words| words.text).unwrap_or_default();
        // The page at the root is the default language's home: one canonical address for both.
        let canonical = if matches!(page, Page::Root) { Page::Home } else { page };
        let head = Head {
            kind: "home",
            title: vec![title.clone()],
            description: self.phrase(&site.description).map(|words| words.text),
            page: Some(canonical),
            crumbs: Vec::new(),
            association: None,
            json_ld: Some(json!({
                "@context": "https://schema.org",
                "@type": "WebSite",
                "name": title,
                "url": site.full(&site.address(Page::Home, self.lang)),
                "inLanguage": self.lang.code(),
            })),
            noindex: false,
        };
        (self.page(head), view)
    }

    /// The page of an association.
    pub(crate) fn association(&self, association: &'a Association, page: Page<'a>) -> (PageView, AssociationView) {
        let policies: Vec<(&Policy, usize)> =
            association.policies.iter().filter_map(|policy| Some((&**policy, policy.current(self.edition)?))).collect();
        let commitments = policies.iter().flat_map(|(policy, nth)| {
            let text = policy.versions[*nth].texts.shown(self.lang).map(|(_, text)| text);
            let all = policy.commitments_of(&policy.versions[*nth]).iter();
            all.map(move |commitment| (commitment.period.bound, self.commitment(association, policy, commitment, text)))
        });
        let (promises, minimums): (Vec<_>, Vec<_>) = commitments.partition(|(bound, _)| *bound == Bound::AtMost);
        let views = |list: Vec<(Bound, CommitmentView)>| list.into_iter().map(|(_, view)| view).collect();
        let view = AssociationView {
            brand: self.brand(association),
            licensing_body: self.phrase(&association.licensing_body),
            website: association.website.as_ref().map(|value| self.contact(ChannelKind::Website, value)),
            location: self.phrase(&association.location),
            phone: association.contacts.phone.as_ref().map(|value| self.contact(ChannelKind::Phone, value)),
            email: association.contacts.email.as_ref().map(|value| self.contact(ChannelKind::Email, value)),
            social: association.social.iter().map(|account| account_view(&account.network, &account.handle)).collect(),
            needs: self.needs(association),
            commitments: views(promises),
            minimums: views(minimums),
            policies: policies.iter().map(|(policy, nth)| self.policy_card(association, policy, *nth)).collect(),
            channels: association.channels.iter().map(|channel| self.channel(association, channel)).collect(),
            forms: self.form_cards(association),
        };
        let name = view.brand.name.text.clone();
        let head = Head {
            kind: "association",
            title: vec![name.clone()],
            description: self.phrase(&self.site.description).map(|words| words.text),
            page: Some(page),
            crumbs: self.crumbs_at_association(association),
            association: Some(association),
            json_ld: Some(organisation(self.site, association, &name, self.lang)),
            noindex: false,
        };
        (self.page(head), view)
    }

    /// The channels of an association.
    pub(crate) fn channels(&self, association: &'a Association) -> (PageView, ChannelsView) {
        let names = |policy: &&Arc<Policy>| !policy.channels.is_empty() && policy.current(self.edition).is_some();
        let channels: Vec<_> = association.channels.iter().map(|channel| self.channel(association, channel)).collect();
        let mut forms = self.form_cards(association);
        forms.retain(|card| {
            !channels.iter().filter_map(|channel| channel.form.as_ref()).any(|form| form.href == card.href)
        });
        let view = ChannelsView {
            brand: self.brand(association),
            channels,
            unpublished: self.unpublished(association),
            forms,
            named_in: association
                .policies
                .iter()
                .filter(names)
                .map(|policy| Link {
                    words: self.name(&policy.title, &policy.id),
                    href: self.to_page(Page::Policy(association, policy)),
                })
                .collect(),
        };
        let title = self.t.get("channels_title").to_owned();
        let mut crumbs = self.crumbs_to_association(association);
        crumbs.push(Crumb { words: words::in_page_language(title.clone(), self.lang), href: None });
        let head = Head {
            kind: "channels",
            title: vec![title, view.brand.name.text.clone()],
            description: Some(self.t.fill("channels_description", &[("name", &view.brand.name.text)])),
            page: Some(Page::Channels(association)),
            crumbs,
            association: Some(association),
            json_ld: None,
            noindex: false,
        };
        (self.page(head), view)
    }
}

fn account_view(network: &str, handle: &str) -> ContactView {
    let at = match network.to_ascii_lowercase().as_str() {
        "x" | "twitter" => Some("https://x.com/"),
        "instagram" => Some("https://www.instagram.com/"),
        "facebook" => Some("https://www.facebook.com/"),
        "youtube" => Some("https://www.youtube.com/@"),
        "linkedin" => Some("https://www.linkedin.com/company/"),
        "tiktok" => Some("https://www.tiktok.com/@"),
        "snapchat" => Some("https://www.snapchat.com/add/"),
        _ => None,
    };
    // A whole address leads where it says.
    let href = match account_name(handle) {
        Some(name) => at.map(|at| format!("{at}{}", urls::encode(name))),
        None => is_web_address(handle).then(|| handle.to_owned()),
    };
    let parts = address_parts(handle).into_iter().map(str::to_owned).collect();
    ContactView { kind: network.to_owned(), text: handle.to_owned(), parts, dir: "ltr", lang: None, href }
}

/// An association as schema.org sees it.
pub(super) fn organisation(site: &Site, association: &Association, name: &str, lang: Lang) -> serde_json::Value {
    let mut value = json!({
        "@context": "https://schema.org",
        "@type": "NGO",
        "name": name,
        "url": site.full(&site.address(Page::Association(association), lang)),
    });
    let same_as: Vec<&String> = association.website.iter().collect();
    if !same_as.is_empty() {
        value["sameAs"] = json!(same_as);
    }
    if let Some(licence) = &association.licence {
        value["identifier"] = json!(licence);
    }
    if let Some(phone) = &association.contacts.phone {
        value["telephone"] = json!(phone);
    }
    if let Some(email) = &association.contacts.email {
        value["email"] = json!(email);
    }
    value
}
