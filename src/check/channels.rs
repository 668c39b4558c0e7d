//! Rules about the ways to reach an association.

use super::context::RuleContext;
use crate::model::spelling::{account_name, is_email, is_phone, is_web_address};
use crate::model::{Association, ChannelKind};
use crate::report::Report;
use crate::source::Place;

/// `channel-without-contact`: the policy names a channel, and no contact is published.
/// Why it matters: a beneficiary learns that there is a way, and cannot take it.
/// What to do: publish the number or address as `value`.
pub(super) fn without_contact(_: &RuleContext<'_>, association: &Association, report: &mut Report) {
    let Some(file) = association.channels_file else { return };
    for channel in association.channels.iter().filter(|channel| !channel.is_published()) {
        let message = format!("the channel `{}` has no published contact", channel.id);
        let hint = "add its number, address or handle as `value`; until then readers are told that none is published";
        report
            .warning("channel-without-contact", Place::key(file, format!("channels.{}", channel.nth)), message)
            .hint(hint);
    }
}

/// `channel-value-unfit`: a value is not what its kind needs.
/// Why it matters: a link made of it would lead nowhere.
/// What to do: write the number in international form, or the full address.
pub(super) fn value_unfit(_: &RuleContext<'_>, association: &Association, report: &mut Report) {
    for (nth, account) in association.social.iter().enumerate() {
        if account_name(&account.handle).is_none() && !is_web_address(&account.handle) {
            let place = Place::key(association.file, format!("social.{nth}.handle"));
            let message = format!("`{}` is no name of an account", account.handle);
            report.error("channel-value-unfit", place, message).hint(
                "write the name alone, such as `alnaka`, without spaces or invisible marks, or a full address that starts with `https://`",
            );
        }
    }
    let Some(file) = association.channels_file else { return };
    for channel in &association.channels {
        let Some(value) = &channel.value else { continue };
        let (fits, hint) = match channel.kind {
            // Short and unified numbers (920…, 199) cannot be written in E.164, so digits alone pass.
            ChannelKind::Phone | ChannelKind::Sms | ChannelKind::Fax | ChannelKind::Whatsapp => (
                is_phone(value) || value.bytes().all(|b| b.is_ascii_digit()),
                "write it in international form, such as `\"+966500000000\"`",
            ),
            ChannelKind::Email => (is_email(value), "write an address such as `info@example.org`"),
            ChannelKind::Website => (is_web_address(value), "write a full address that starts with `https://`"),
            _ => (true, ""),
        };
        if !fits {
            let place = Place::key(file, format!("channels.{}.value", channel.nth));
            report
                .error(
                    "channel-value-unfit",
                    place,
                    format!("`{value}` is not what a channel of kind `{}` needs", channel.kind.word()),
                )
                .hint(hint);
        }
    }
}
