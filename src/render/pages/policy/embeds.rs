//! What the facts put into the text of a version: embeds where it asks for them, promises beside their clauses.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::json;
use tera::Context;

use super::VersionRoom;
use crate::derive::urls::Page;
use crate::model::Channel;
use crate::render::RenderError;
use crate::render::pages::chrome::Desk;
use crate::render::theme::templates::Templates;
use crate::render::views::{FormView, PolicyView};
use crate::text::Embed;

impl VersionRoom<'_> {
    /// The promises beside the clauses that make them.
    pub(super) fn promises(
        &self,
        desk: &Desk<'_>,
        templates: &Templates,
        view: &PolicyView,
    ) -> Result<HashMap<String, String>, RenderError> {
        let mut promises: HashMap<String, String> = HashMap::new();
        for shown in &view.commitments {
            let Some(commitment) = self.policy.commitments.iter().find(|known| known.id == shown.id) else { continue };
            let mut context = Context::new();
            context.insert("commitment", shown);
            let html = render_part(templates, "embeds/promise.html", desk, context)?;
            promises.entry(commitment.clause.clone()).or_default().push_str(&html);
        }
        Ok(promises)
    }

    /// An embed as HTML; nothing where there is no such thing. `asked` is the form that stands on the page.
    pub(super) fn embed(
        &self,
        desk: &Desk<'_>,
        templates: &Templates,
        embed: &Embed,
        view: &PolicyView,
        asked: &OnceCell<FormView>,
    ) -> Result<Option<String>, RenderError> {
        let mut context = Context::new();
        let argument = embed.argument.as_deref().unwrap_or_default();
        match embed.name.as_str() {
            "channels" => {
                let named =
                    |id: &String| self.association.channel(id).map(|channel| desk.channel(self.association, channel));
                let mut channels: Vec<_> = self.policy.channels.iter().filter_map(named).collect();
                if channels.is_empty() {
                    channels = self
                        .association
                        .channels
                        .iter()
                        .map(|channel| desk.channel(self.association, channel))
                        .collect();
                }
                context.insert("channels", &channels);
                context.insert("href", &desk.to_page(Page::Channels(self.association)));
            }
            "commitments" => context.insert("commitments", &view.commitments),
            "approval" => {
                context.insert("approval", &view.version.approval);
                context.insert("version", &view.version);
            }
            "contact" => {
                let fits = |channel: &&Channel| channel.id == argument || channel.kind == argument;
                let channels = &self.association.channels;
                let channel = channels.iter().find(|c| c.id == argument).or_else(|| channels.iter().find(fits));
                let Some(channel) = channel else { return Ok(None) };
                context.insert("channel", &desk.channel(self.association, channel));
            }
            "form" => {
                let Some(form) = self.association.form(argument) else { return Ok(None) };
                let shown = desk.form_view(self.association, form, self.today);
                // A page asks once: what stands on it twice would have the same ids. After the first, links.
                let is_first = asked.set(shown.clone()).is_ok();
                context.insert("form", &shown);
                context.insert("asks", &is_first);
                context.insert("href", &desk.to_form(self.association, argument));
            }
            _ => return Ok(None),
        }
        render_part(templates, &format!("embeds/{}.html", embed.name), desk, context).map(Some)
    }
}

fn render_part(
    templates: &Templates,
    name: &str,
    desk: &Desk<'_>,
    mut context: Context,
) -> Result<String, RenderError> {
    context.insert("page", &json!({"lang": desk.lang.code(), "dir": desk.lang.direction(), "root": desk.root()}));
    templates.render(name, desk.lang, &mut context).map_err(|error| RenderError::new(error, &context))
}
