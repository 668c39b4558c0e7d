//! Parts that several pages show: cards, channels, promises, versions.

use crate::derive::urls::{self, Page};
use crate::model::{Association, Bound, Channel, ChannelKind, Commitment, Date, Lang, Policy, Text, Topic};

use super::context::PageContext;
use crate::render::text::isolation::address_parts;
use crate::render::text::labels;
use crate::render::views::{
    ChannelView, CommitmentView, ContactView, FormCard, Link, NeedView, PolicyCard, Term, VersionView,
};
use crate::render::words;

impl PageContext<'_> {
    /// A version: number, state, approval.
    pub(crate) fn version(&self, association: &Association, policy: &Policy, nth: usize) -> VersionView {
        let version = &policy.versions[nth];
        let state = policy.state(nth, self.edition.today);
        let document = version.approval.approved().and_then(|approval| approval.document.as_ref());
        let document = document.map(|name| self.to(&urls::file_link(association, policy, version, name)));
        VersionView {
            number: version.number.clone(),
            state: state.word(),
            state_words: words::state(state, self.t),
            href: self.to_version(association, policy, version),
            effective: version.effective().map(|day| words::date(day, self.t)),
            change: self.phrase(&version.change),
            changes: None,
            approval: words::approval(&version.approval, self.t, document),
            withdrawn: version.withdrawn.as_ref().and_then(|end| self.phrase(&end.reason)),
        }
    }

    /// A policy in a list, with the version that its page shows.
    pub(super) fn policy_card(&self, association: &Association, policy: &Policy, nth: usize) -> PolicyCard {
        PolicyCard {
            title: self.name(&policy.title, &policy.id),
            code: policy.code.clone(),
            href: self.to_page(Page::Policy(association, policy)),
            association: self.brand(association),
            version: self.version(association, policy, nth),
            review: policy.next_review(self.edition.today).map(|day| words::date(day, self.t)),
        }
    }

    /// A way to reach the association.
    pub(crate) fn channel(&self, association: &Association, channel: &Channel) -> ChannelView {
        let form = channel.form.as_ref().and_then(|id| association.form(id));
        ChannelView {
            id: channel.id.clone(),
            kind: channel.kind.word(),
            name: self.name(&channel.name, &channel.id),
            contact: channel.value.as_ref().map(|value| self.contact(channel.kind, value)),
            note: self.phrase(&channel.note),
            hours: self.phrase(&channel.hours),
            serves: self.terms("topic", channel.serves.iter().map(|topic| topic.word())),
            audience: self.terms("audience", channel.audience.iter().map(|people| people.word())),
            response: channel.response.as_ref().map(|period| words::period(period, self.t)),
            form: form.map(|form| Link {
                words: self.name(&form.title, &form.id),
                href: self.to_form(association, &form.id),
            }),
        }
    }

    fn terms(&self, prefix: &str, ids: impl Iterator<Item = &'static str>) -> Vec<Term> {
        ids.map(|id| Term { id, name: self.t.get(&format!("{prefix}_{id}")).to_owned() }).collect()
    }

    /// A number, address or handle, and where it leads.
    pub(crate) fn contact(&self, kind: ChannelKind, value: &str) -> ContactView {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let href = match kind {
            ChannelKind::Phone | ChannelKind::Fax => Some(format!("tel:{value}")),
            ChannelKind::Sms => Some(format!("sms:{value}")),
            ChannelKind::Whatsapp => Some(format!("https://wa.me/{digits}")),
            ChannelKind::Email => Some(format!("mailto:{value}")),
            _ => Some(value.to_owned()).filter(|value| crate::model::spelling::is_web_address(value)),
        };
        let words_in_arabic = value.chars().any(|c| matches!(c, '\u{600}'..='\u{6ff}'));
        let text = match kind {
            ChannelKind::Phone | ChannelKind::Fax | ChannelKind::Sms | ChannelKind::Whatsapp => grouped(value),
            ChannelKind::Website | ChannelKind::Social => {
                value.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned()
            }
            _ => value.to_owned(),
        };
        ContactView {
            kind: self.t.get(&format!("kind_{}", kind.word())).to_owned(),
            parts: address_parts(&text).into_iter().map(str::to_owned).collect(),
            text,
            dir: if words_in_arabic { "rtl" } else { "ltr" },
            lang: (words_in_arabic && self.lang != Lang::Arabic).then_some(Lang::Arabic.code()),
            href,
        }
    }

    /// A promise, with the clause that makes it.
    pub(crate) fn commitment(
        &self,
        association: &Association,
        policy: &Policy,
        commitment: &Commitment,
        text: Option<&Text>,
    ) -> CommitmentView {
        let named = text.and_then(|text| self.clause_name(text, &commitment.clause));
        let anchor = format!("c-{}", commitment.clause);
        CommitmentView {
            id: commitment.id.clone(),
            bound: commitment.period.bound.word(),
            text: words::commitment(commitment, named.as_deref().unwrap_or_default(), self.t),
            caution: (commitment.period.bound == Bound::AtLeast).then(|| self.t.get("commitment_caution").to_owned()),
            clause: Link {
                words: words::in_page_language(named.unwrap_or_else(|| commitment.clause.clone()), self.lang),
                href: format!("{}#{anchor}", self.to_page(Page::Policy(association, policy))),
            },
            policy: self.name(&policy.title, &policy.id),
        }
    }

    /// How a clause is cited: «مادة (3)، البند 3/ح».
    pub(super) fn clause_name(&self, text: &Text, id: &str) -> Option<String> {
        let clause = text.clauses.find(id)?;
        let mut labels = Vec::new();
        let mut next = Some(clause);
        let mut outermost = clause;
        while let Some(clause) = next {
            let above = text.clauses.above(clause);
            if above.is_some() {
                labels.extend(clause.label.map(|known| labels::label(known, self.t)));
            }
            outermost = clause;
            next = above;
        }
        let trimmed = |label: &String| labels::bare_label(label).to_owned();
        labels.reverse();
        let path: Vec<String> =
            labels.iter().map(trimmed).filter(|label| label.chars().any(char::is_alphanumeric)).collect();
        let section = match outermost.label {
            Some(known) => trimmed(&labels::label(known, self.t)),
            // A section's own words are what it is called.
            None => outermost.heading.unwrap_or_default().trim_end_matches([':', ' ']).to_owned(),
        };
        if path.is_empty() {
            return Some(section).filter(|section| !section.is_empty());
        }
        let label = path.join("/");
        if section.is_empty() {
            return Some(self.t.fill("clause_named", &[("label", &label)]));
        }
        Some(self.t.fill("clause_in", &[("section", &section), ("label", &label)]))
    }

    /// A form in a list.
    pub(super) fn form_cards(&self, association: &Association) -> Vec<FormCard> {
        let card = |form: &crate::model::Form| FormCard {
            id: form.id.clone(),
            title: self.name(&form.title, &form.id),
            intro: self.phrase(&form.intro),
            href: self.to_page(Page::Form(association, form)),
        };
        association.forms.iter().map(card).collect()
    }

    /// The address of a form's page; of the association's where there is no such form.
    pub(super) fn to_form(&self, association: &Association, form: &str) -> String {
        let page = association.form(form).map_or(Page::Association(association), |form| Page::Form(association, form));
        self.to_page(page)
    }

    /// How many channels have no contact, in words.
    pub(crate) fn unpublished(&self, association: &Association) -> Option<String> {
        let count = association.channels.iter().filter(|channel| !channel.is_published()).count();
        (count > 0).then(|| self.t.plural("count_unpublished", u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// What people come for, each led to a form, a channel or a clause; a need
    /// that nothing meets is left out.
    pub(crate) fn needs(&self, association: &Association) -> Vec<NeedView> {
        const NEEDS: [Topic; 4] = [Topic::Complaint, Topic::Request, Topic::Enquiry, Topic::Volunteering];
        let mut needs: Vec<NeedView> = NEEDS.iter().filter_map(|topic| self.need(*topic, association)).collect();
        let policy = association.policies.iter().find(|policy| policy.in_force(self.edition.today).is_some());
        needs.extend(policy.map(|policy| NeedView {
            id: "rights",
            title: self.t.get("need_rights").to_owned(),
            text: self.t.get("need_rights_policy").to_owned(),
            href: self.to_page(Page::Policy(association, policy)),
        }));
        needs
    }

    /// What a reader of a policy can do at once, the weightiest first: two at most, each
    /// led to a form or a channel.
    pub(crate) fn acts(&self, association: &Association) -> Vec<NeedView> {
        let met = |topic| self.met_by_form(topic, association).or_else(|| self.met_by_channel(topic, association));
        [Topic::Complaint, Topic::Request, Topic::Enquiry].into_iter().filter_map(met).take(2).collect()
    }

    fn need(&self, topic: Topic, association: &Association) -> Option<NeedView> {
        let by_clause = || {
            let (policy, clause) = clause_for(topic, association, self.edition.today)?;
            let page = self.to_page(Page::Policy(association, policy));
            Some(self.met(topic, "clause", format!("{page}#c-{clause}")))
        };
        self.met_by_form(topic, association).or_else(by_clause).or_else(|| self.met_by_channel(topic, association))
    }

    fn met_by_form(&self, topic: Topic, association: &Association) -> Option<NeedView> {
        let form = association.forms.iter().find(|form| form.kind == topic)?;
        Some(self.met(topic, "form", self.to_form(association, &form.id)))
    }

    fn met_by_channel(&self, topic: Topic, association: &Association) -> Option<NeedView> {
        let serves = |channel: &&Channel| channel.serves.contains(&topic);
        let channels = self.to_page(Page::Channels(association));
        match association.channels.iter().find(serves) {
            Some(channel) => Some(self.met(topic, "channel", format!("{channels}#channel-{}", channel.id))),
            None if topic == Topic::Enquiry && !association.channels.is_empty() => {
                Some(self.met(topic, "channel", channels))
            }
            None => None,
        }
    }

    /// A need and where it is met: by a `form`, a `clause` or a `channel`.
    fn met(&self, topic: Topic, by: &str, href: String) -> NeedView {
        let id = topic.word();
        NeedView {
            id,
            title: self.t.get(&format!("need_{id}")).to_owned(),
            text: self.t.get(&format!("need_{id}_{by}")).to_owned(),
            href,
        }
    }
}

/// The clause where a policy deals with a need: the one that makes a promise to
/// answer, for a request. Other needs name theirs once forms carry it.
fn clause_for(topic: Topic, association: &Association, today: Date) -> Option<(&Policy, &str)> {
    if topic != Topic::Request {
        return None;
    }
    let in_force = association.policies.iter().filter(|policy| policy.in_force(today).is_some());
    in_force.into_iter().find_map(|policy| {
        Some((&**policy, policy.commitments_of(policy.newest_or_in_force(today)?).first()?.clause.as_str()))
    })
}

/// A Saudi number in its usual groups: `+966 50 000 0000`; others as they are.
fn grouped(number: &str) -> String {
    match number.strip_prefix("+966").filter(|rest| rest.len() == 9) {
        Some(rest) => format!("+966 {} {} {}", &rest[..2], &rest[2..5], &rest[5..]),
        None => number.to_owned(),
    }
}
