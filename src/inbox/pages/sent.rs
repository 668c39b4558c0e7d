//! The pages that answer a form where scripts are off.

use super::{option, page};
use crate::inbox::body::Sent;
use crate::inbox::fits::{Fault, TRAP};
use crate::inbox::html::Html;
use crate::inbox::reference;
use crate::inbox::refusal::Why;
use crate::inbox::words::words;
use crate::model::{Association, Field, FieldKind, Form, Lang};

/// What a form page needs besides the form.
pub struct Frame<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The ways to its style sheets.
    pub styles: &'a [&'a str],
    /// The way to the form's own page.
    pub form: Option<&'a str>,
}

/// A request that could not be read, so that nothing can be given back.
pub fn refused(why: Why, frame: &Frame<'_>) -> String {
    let words = words(frame.lang);
    let mut main = Html::default();
    main.raw("<main class=\"wide\">\n<h1>").text(words.refused_title).raw("</h1>\n<p class=\"faults\">");
    main.text(why.words(frame.lang)).raw("</p>\n<p>").text(words.back).raw("</p>\n");
    if let Some(form) = frame.form {
        main.raw("<p><a").attribute("href", form).raw(">").text(words.to_form).raw("</a></p>\n");
    }
    main.raw("</main>");
    page(frame.lang, "form", words.refused_title, frame.styles, &main)
}

/// The form again, with what was typed and what is wrong with it.
pub fn form_again(
    association: &Association,
    form: &Form,
    sent: &Sent,
    why: Why,
    faults: &[Fault],
    frame: &Frame<'_>,
) -> String {
    let (lang, words) = (frame.lang, words(frame.lang));
    let title = form.title.or_id(lang, &form.id);
    let mut main = Html::default();
    main.raw("<main class=\"wide\" id=\"main\">\n<header class=\"title\"><p>");
    main.text(association.name.or_id(lang, &association.id));
    main.raw("</p><h1>").text(title).raw("</h1></header>\n");
    fault_list(&mut main, form, why, faults, lang);
    main.raw("<form class=\"form\" method=\"post\"").attribute("action", &form.id);
    main.raw(" accept-charset=\"utf-8\"");
    if form.fields.iter().any(|field| field.kind == FieldKind::File) {
        main.raw(" enctype=\"multipart/form-data\"");
    }
    main.raw(">\n");
    hidden_fields(&mut main, (association, form), sent, why, lang);
    main.raw("<p class=\"trap\" hidden><input tabindex=\"-1\" autocomplete=\"off\"")
        .attribute("name", TRAP)
        .raw("></p>\n");
    for field in &form.fields {
        let fault = faults.iter().find(|fault| fault.field == field.id).map(|fault| &*fault.message);
        again(&mut main, field, sent, fault, lang);
    }
    declaration(&mut main, form, sent, faults, lang);
    main.raw("<p class=\"send\"><button class=\"button\" type=\"submit\">").text(words.send);
    main.raw("</button></p>\n</form>\n</main>");
    page(lang, "form", &format!("{}: {title}", words.fault), frame.styles, &main)
}

/// What is wrong, each with the way to its field.
fn fault_list(main: &mut Html, form: &Form, why: Why, faults: &[Fault], lang: Lang) {
    let words = words(lang);
    main.raw("<section class=\"faults\" role=\"alert\" tabindex=\"-1\"><h2>").text(words.faults_title);
    main.raw("</h2><p>").text(why.words(lang)).raw("</p><ul>");
    for fault in faults {
        main.raw("<li>");
        match form.fields.iter().find(|field| field.id == fault.field) {
            Some(field) => {
                let label = field.label.or_id(lang, &field.id);
                main.raw("<a").attribute("href", &format!("#f-{}", field.id)).raw(">").text(label).raw("</a>: ");
            }
            None if fault.field == "declaration" => {
                main.raw("<a href=\"#f-declaration\">").text(words.declared).raw("</a>: ");
            }
            None => {}
        }
        main.text(&fault.message).raw("</li>");
    }
    main.raw("</ul></section>\n");
}

/// What the form sends beside what was typed.
fn hidden_fields(main: &mut Html, (association, form): (&Association, &Form), sent: &Sent, why: Why, lang: Lang) {
    let reference = sent.first("reference").and_then(reference::read);
    let hidden = [
        ("association", Some(&*association.id)),
        ("form", Some(&*form.id)),
        ("policy", form.policy.as_deref().and(sent.first("policy"))),
        ("policy_version", form.policy.as_deref().and(sent.first("policy_version"))),
        ("language", Some(lang.code())),
        ("reference", reference.as_deref().filter(|_| why == Why::Unfit)),
    ];
    for (name, value) in hidden {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            main.raw("<input type=\"hidden\"").attribute("name", name).attribute("value", value).raw(">\n");
        }
    }
}

/// The declaration, ticked where it was.
fn declaration(main: &mut Html, form: &Form, sent: &Sent, faults: &[Fault], lang: Lang) {
    let Some((_, declaration)) = form.declaration.shown(lang) else { return };
    main.raw("<div class=\"field declaration\"><label class=\"choice\"><input type=\"checkbox\" name=\"declaration\" value=\"yes\" id=\"f-declaration\" required");
    if sent.first("declaration") == Some("yes") {
        main.raw(" checked");
    }
    if faults.iter().any(|fault| fault.field == "declaration") {
        main.raw(" aria-invalid=\"true\" aria-describedby=\"f-declaration-fault\"");
    }
    main.raw("> <span>").text(declaration).raw("</span></label>");
    if let Some(fault) = faults.iter().find(|fault| fault.field == "declaration") {
        main.raw("<p class=\"fault\" id=\"f-declaration-fault\">").text(&fault.message).raw("</p>");
    }
    main.raw("</div>\n");
}

/// One field with what was typed into it.
fn again(main: &mut Html, field: &Field, sent: &Sent, fault: Option<&str>, lang: Lang) {
    let words = words(lang);
    let id = format!("f-{}", field.id);
    if field.kind == FieldKind::Hidden {
        let given = given(sent, field);
        main.raw("<input type=\"hidden\"").attribute("name", &field.id).attribute("value", &given).raw(">\n");
        return;
    }
    let chooses = field.kind.is_group();
    if chooses {
        main.raw("<fieldset class=\"field\" tabindex=\"-1\"").attribute("id", &id);
        described(main, &id, field, fault);
        main.raw("><legend>");
    } else {
        main.raw("<div class=\"field\"><label").attribute("for", &id).raw(">");
    }
    main.text(field.label.or_id(lang, &field.id));
    if field.required {
        main.raw(" <span class=\"need\">").text(words.needed).raw("</span>");
    }
    main.raw(if chooses { "</legend>" } else { "</label>" });
    if let Some((_, hint)) = field.hint.shown(lang) {
        main.raw("<p class=\"hint\"").attribute("id", &format!("{id}-hint")).raw(">").text(hint).raw("</p>");
    }
    if let Some(fault) = fault {
        main.raw("<p class=\"fault\"").attribute("id", &format!("{id}-fault")).raw(">").text(fault).raw("</p>");
    }
    controls(main, (field, &id), sent, fault, lang);
    main.raw(if chooses { "</fieldset>\n" } else { "</div>\n" });
}

/// The controls of a field, with what was typed into them.
fn controls(main: &mut Html, (field, id): (&Field, &str), sent: &Sent, fault: Option<&str>, lang: Lang) {
    let (words, given) = (words(lang), given(sent, field));
    match field.kind {
        FieldKind::Radio | FieldKind::Checkboxes => {
            for (option, label) in &field.options {
                main.raw("<label class=\"choice\"><input");
                main.attribute("type", if field.kind == FieldKind::Radio { "radio" } else { "checkbox" });
                main.attribute("name", &field.id).attribute("value", option);
                if sent.all(&field.id).any(|value| value == option) {
                    main.raw(" checked");
                }
                main.raw("> <span>").text(label.or_id(lang, option));
                main.raw("</span></label>");
            }
        }
        FieldKind::Select => {
            main.raw("<select");
            control(main, id, field, fault);
            main.raw("><option value=\"\">").text(words.choose_one).raw("</option>");
            for (value, label) in &field.options {
                option(main, value, label, *value == given, lang);
            }
            main.raw("</select>");
        }
        FieldKind::TextArea => {
            main.raw("<textarea rows=\"6\"");
            control(main, id, field, fault);
            // A browser drops the first line end of a text area.
            main.raw(">\n").text(&given).raw("</textarea>");
        }
        FieldKind::File => {
            let accept: Vec<String> = field.accept.iter().map(|ending| format!(".{ending}")).collect();
            main.raw("<input type=\"file\"");
            control(main, id, field, fault);
            main.attribute("accept", &accept.join(",")).raw(">");
            if sent.files.iter().any(|file| file.field == field.id && !file.name.is_empty()) {
                main.raw("<p class=\"hint\">").text(words.files_again).raw("</p>");
            }
        }
        kind => {
            // What is no number or no date would be dropped by the browser, and with it what was typed.
            let loses = matches!(kind, FieldKind::Number | FieldKind::Date) && fault.is_some();
            main.raw("<input").attribute("type", if loses { FieldKind::Text } else { kind }.word());
            control(main, id, field, fault);
            if let Some(mode) = kind.keyboard() {
                main.raw(" dir=\"ltr\"").attribute("inputmode", mode);
            }
            main.attribute("value", &given).raw(">");
        }
    }
}

/// What was typed into a field, as HTML can hold it.
fn given(sent: &Sent, field: &Field) -> String {
    sent.first(&field.id).unwrap_or_default().replace('\0', "")
}

/// What every control has alike. Nothing that the browser would check: the
/// fault is already known, and a browser would cut off what is too long.
fn control(main: &mut Html, id: &str, field: &Field, fault: Option<&str>) {
    main.attribute("id", id).attribute("name", &field.id);
    if let Some(autocomplete) = &field.autocomplete {
        main.attribute("autocomplete", autocomplete);
    }
    described(main, id, field, fault);
}

fn described(main: &mut Html, id: &str, field: &Field, fault: Option<&str>) {
    let hint = (!field.hint.is_empty()).then(|| format!("{id}-hint"));
    let named: Vec<String> = hint.into_iter().chain(fault.map(|_| format!("{id}-fault"))).collect();
    if !named.is_empty() {
        main.attribute("aria-describedby", &named.join(" "));
    }
    if fault.is_some() && !field.kind.is_group() {
        main.raw(" aria-invalid=\"true\"");
    }
}

/// The page that thanks, with the reference that the inbox gave: a page without
/// script cannot read it from its own address.
pub fn with_reference(thanks: &str, reference: &str, lang: Lang) -> String {
    let mut said = Html::default();
    said.raw("<p class=\"reference\" role=\"status\">")
        .text(words(lang).your_reference)
        .raw(" <strong><bdi dir=\"ltr\">");
    said.text(&reference::shown(reference)).raw("</bdi></strong></p>");
    match thanks.find("</h1>") {
        Some(at) => {
            let (before, after) = thanks.split_at(at + "</h1>".len());
            format!("{before}{}{after}", said.into_string())
        }
        None => thanks.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_below_the_heading_of_the_thanks() {
        let page = with_reference("<main><h1>Thanks</h1><p>x</main>", "2322222224", Lang::English);
        assert!(
            page.starts_with("<main><h1>Thanks</h1><p class=\"reference\" role=\"status\">Your reference number: ")
        );
        assert!(page.contains(">23222-22224</bdi>") && page.ends_with("<p>x</main>"), "{page}");
    }
}
