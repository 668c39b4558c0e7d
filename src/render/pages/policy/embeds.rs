//! What the facts put into the text of a version: embeds where it asks for them, promises beside their clauses.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::json;
use tera::Context;

use super::VersionPages;
use crate::derive::urls::Page;
use crate::model::Channel;
use crate::render::pages::context::PageContext;
use crate::render::theme::templates::RenderError;
use crate::render::views::{FormView, PolicyView};
use crate::text::Embed;

impl VersionPages<'_> {
    /// The promises beside the clauses that make them.
    pub(super) fn promises(
        &self,
        context: &PageContext<'_>,
        view: &PolicyView,
    ) -> Result<HashMap<String, String>, RenderError> {
        let mut promises: HashMap<String, String> = HashMap::new();
        let commitments = self.policy.commitments_of(self.version());
        for shown in view.commitments.iter().chain(&view.minimums) {
            let Some(commitment) = commitments.iter().find(|known| known.id == shown.id) else { continue };
            let mut values = Context::new();
            values.insert("commitment", shown);
            let html = render_part("embeds/promise.html", context, values)?;
            promises.entry(commitment.clause.clone()).or_default().push_str(&html);
        }
        Ok(promises)
    }

    /// An embed as HTML; nothing where there is no such thing. `asked` is the form that stands on the page.
    pub(super) fn embed(
        &self,
        context: &PageContext<'_>,
        embed: &Embed,
        view: &PolicyView,
        asked: &OnceCell<FormView>,
    ) -> Result<Option<String>, RenderError> {
        let mut values = Context::new();
        let argument = embed.argument.as_deref().unwrap_or_default();
        match embed.name.as_str() {
            "channels" => {
                let named = |id: &String| {
                    self.association.channel(id).map(|channel| context.channel(self.association, channel))
                };
                let mut channels: Vec<_> = self.policy.channels.iter().filter_map(named).collect();
                if channels.is_empty() {
                    channels = self
                        .association
                        .channels
                        .iter()
                        .map(|channel| context.channel(self.association, channel))
                        .collect();
                }
                values.insert("channels", &channels);
                values.insert("href", &context.to_page(Page::Channels(self.association)));
            }
            "commitments" => {
                values.insert("commitments", &view.commitments);
                values.insert("minimums", &view.minimums);
            }
            "approval" => {
                values.insert("approval", &view.version.approval);
                values.insert("version", &view.version);
            }
            "contact" => {
                let fits = |channel: &&Channel| channel.id == argument || channel.kind.word() == argument;
                let channels = &self.association.channels;
                let channel = channels.iter().find(|c| c.id == argument).or_else(|| channels.iter().find(fits));
                let Some(channel) = channel else { return Ok(None) };
                values.insert("channel", &context.channel(self.association, channel));
            }
            "form" => {
                let Some(form) = self.association.form(argument) else { return Ok(None) };
                let shown = context.form_view(self.association, form);
                // A page asks once: what stands on it twice would have the same ids. After the first, links.
                let is_first = asked.set(shown.clone()).is_ok();
                values.insert("form", &shown);
                values.insert("asks", &is_first);
                values.insert("href", &context.to_form(self.association, argument));
            }
            _ => return Ok(None),
        }
        render_part(&format!("embeds/{}.html", embed.name), context, values).map(Some)
    }
}

fn render_part(name: &str, context: &PageContext<'_>, mut values: Context) -> Result<String, RenderError> {
    values
        .insert("page", &json!({"lang": context.lang.code(), "dir": context.lang.direction(), "root": context.root()}));
    context.templates.render(name, context.lang, &mut values)
}
