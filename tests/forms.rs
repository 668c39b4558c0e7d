//! The page of a form: what it posts for each provider, and what it says of the right behind it.

use serde_json::Value;

use crate::page::Page;
use crate::site::TestSite;

const FIELDS: &str = "fields:\n  - {id: name, type: text, label: {ar: الاسم, en: Name}, required: true}\n";

/// A site with one complaint form that posts to an endpoint, and a clause and a promise behind it.
fn site(endpoint: &str, fields: &str) -> TestSite {
    TestSite::texts("نرد على الشكوى. {#reply}\n", "We answer complaints. {#reply}\n")
        .with(
            "content/site.yaml",
            format!("title: {{ar: أ, en: A}}\nbase_url: https://trial.example.org/sub/\nlanguages: [ar, en]\nlayout: portal\nendpoints:\n  there: {endpoint}\n"),
        )
        .with(
            "content/trial/policies/gifts/policy.yaml",
            "title: {ar: سياسة الهدايا, en: Gifts Policy}\ngoverning_language: ar\ncommitments: [{id: reply, clause: reply, bound: at-most, amount: 15, unit: working-day, from: submission}]\nversions: [{version: '1.0', approval: not-stated}]\n",
        )
        .with(
            "content/trial/forms/complaint.yaml",
            format!("kind: complaint\ntitle: {{ar: شكوى, en: Complaint}}\nendpoint: there\npolicy: gifts\nclause: reply\ncommitment: reply\n{fields}"),
        )
}

fn form(endpoint: &str) -> Page {
    site(endpoint, FIELDS).builds().page("en/trial/forms/complaint/")
}

fn hidden(page: &Page, name: &str) -> Option<String> {
    page.values(&format!("#form input[type=hidden][name='{name}']"), "value").into_iter().next()
}

fn settings(page: &Page) -> Value {
    let text: String = page.one("#form-settings").text().collect();
    serde_json::from_str(&text).expect("the settings are JSON")
}

const THANKS: &str = "https://trial.example.org/sub/en/trial/forms/complaint/thanks/";

/// endpoint, action, hidden fields, honeypot, where a script sends to and what proves that it arrived.
type Expected<'a> =
    (&'a str, &'a str, &'a [(&'a str, &'a str)], Option<&'a str>, Option<(&'a str, &'a str, Option<&'a str>)>);

#[test]
fn each_provider_gets_what_it_expects() {
    let providers: [Expected<'_>; 9] = [
        (
            "{provider: local, served: true}",
            "../../../../_mithaq/forms/trial/complaint",
            &[],
            Some("leave-this-empty"),
            Some(("../../../../_mithaq/forms/trial/complaint", "form", Some("/ok"))),
        ),
        (
            "{provider: netlify}",
            "thanks/",
            &[("form-name", "trial-complaint"), ("subject", "Complaint – Trial Association")],
            Some("leave-this-empty"),
            Some(("../../../../", "urlencoded", None)),
        ),
        (
            "{provider: formspree, url: 'https://formspree.io/f/abc'}",
            "https://formspree.io/f/abc",
            &[("_subject", "Complaint – Trial Association"), ("_next", THANKS)],
            Some("_gotcha"),
            Some(("https://formspree.io/f/abc", "form", Some("/ok"))),
        ),
        (
            "{provider: basin, url: 'https://usebasin.com/f/abc'}",
            "https://usebasin.com/f/abc",
            &[],
            Some("_gotcha"),
            Some(("https://usebasin.com/f/abc", "form", None)),
        ),
        (
            "{provider: formsubmit, url: 'https://formsubmit.co/abc'}",
            "https://formsubmit.co/abc",
            &[("_next", THANKS), ("_captcha", "false")],
            Some("_honey"),
            Some(("https://formsubmit.co/ajax/abc", "json", Some("/success"))),
        ),
        (
            "{provider: web3forms, key: public}",
            "https://api.web3forms.com/submit",
            &[("access_key", "public"), ("redirect", THANKS)],
            Some("botcheck"),
            Some(("https://api.web3forms.com/submit", "form", Some("/success"))),
        ),
        (
            "{provider: staticforms, key: public}",
            "https://api.staticforms.xyz/submit",
            &[("apiKey", "public"), ("redirectTo", THANKS)],
            Some("honeypot"),
            Some(("https://api.staticforms.xyz/submit", "json", Some("/success"))),
        ),
        (
            "{provider: generic, url: 'https://x.example/post', key: k, names: {subject: about, redirect: back, key: token, honeypot: nothing, success: /done, error: /why}}",
            "https://x.example/post",
            &[("about", "Complaint – Trial Association"), ("back", THANKS), ("token", "k")],
            Some("nothing"),
            Some(("https://x.example/post", "form", Some("/done"))),
        ),
        ("{provider: mailto, url: office@example.org}", "mailto:office@example.org", &[], None, None),
    ];
    for (endpoint, action, fields, trap, script) in providers {
        let page = form(endpoint);
        assert_eq!(page.values("#form", "action"), [action], "{endpoint}");
        for (name, value) in fields {
            assert_eq!(hidden(&page, name).as_deref(), Some(*value), "{endpoint}: {name}");
        }
        let own = [
            ("association", "trial"),
            ("form", "complaint"),
            ("policy", "gifts"),
            ("policy_version", "1.0"),
            ("language", "en"),
        ];
        for (name, value) in own {
            assert_eq!(hidden(&page, name).as_deref(), Some(value), "{endpoint}: {name}");
        }
        assert_eq!(page.values(".trap input", "name").first().map(String::as_str), trap, "{endpoint}");
        let send = &settings(&page)["send"];
        match script {
            None => assert!(send.is_null(), "{endpoint}"),
            Some((address, body, pointer)) => {
                assert_eq!(send["address"], address, "{endpoint}");
                assert_eq!(send["body"], body, "{endpoint}");
                assert_eq!(send["success"]["pointer"].as_str(), pointer, "{endpoint}");
            }
        }
    }
}

#[test]
fn a_form_elsewhere_is_a_link_and_asks_for_nothing() {
    let page = site("{provider: link, url: 'https://forms.example.org/x'}", "fields: []\n")
        .builds()
        .page("en/trial/forms/complaint/");
    assert!(!page.has("#form"));
    assert!(page.values("main a", "href").contains(&"https://forms.example.org/x".to_owned()));
}

#[test]
fn a_form_quotes_the_clause_and_states_the_promise_that_it_rests_on() {
    let page = form("{provider: local, served: true}");
    assert_eq!(page.one("blockquote").text().collect::<String>().trim(), "We answer complaints.");
    assert!(page.values("figcaption a", "href")[0].ends_with("policies/gifts/#c-reply"));
    let due = &settings(&page)["due"];
    assert_eq!((due["bound"].as_str(), due["amount"].as_u64()), (Some("at-most"), Some(15)));
    for key in ["days", "holidays"] {
        assert!(due.get(key).is_none(), "no working week is stated, so none is assumed: {due}");
    }
}

#[test]
fn a_generic_service_names_everything_as_it_likes() {
    let page = form(
        "{provider: generic, url: 'https://there.example.org/', names: {subject: topic, association: org, form: kind-of, policy: rule, policy-version: edition, language: tongue, reference: ticket, body: urlencoded, success: /state, success-value: 'true'}}",
    );
    let said =
        [("topic", "Complaint – Trial Association"), ("org", "trial"), ("kind-of", "complaint"), ("rule", "gifts")];
    for (name, value) in said.into_iter().chain([("edition", "1.0"), ("tongue", "en")]) {
        assert_eq!(hidden(&page, name).as_deref(), Some(value), "{name}");
    }
    for ours in ["subject", "association", "form", "policy", "policy_version", "language"] {
        assert_eq!(hidden(&page, ours), None, "{ours}");
    }
    let settings = settings(&page);
    assert_eq!(settings["reference"], "ticket");
    assert_eq!(settings["send"]["body"], "urlencoded");
    assert_eq!(settings["send"]["success"]["values"], serde_json::json!(["true", true]));
}

#[test]
fn no_field_has_the_name_of_what_the_form_sends_of_itself() {
    let fields = |id: &str| format!("fields:\n  - {{id: {id}, type: text, label: {{ar: الاسم, en: Name}}}}\n");
    let place = "content/trial/forms/complaint.yaml:8:6";
    for id in ["association", "form", "policy", "language", "reference", "declaration", "leave-this-empty"] {
        site("{provider: local, served: true}", &fields(id)).finds("field-unfit", place);
    }
    let generic = "{provider: generic, url: 'https://there.example.org/', names: {subject: topic, reference: ticket}}";
    for id in ["topic", "ticket"] {
        site(generic, &fields(id)).finds("field-unfit", place);
    }
    site(generic, &fields("reference")).builds();
}

#[test]
fn only_a_form_with_files_is_sent_in_parts() {
    assert!(form("{provider: local, served: true}").values("#form", "enctype").is_empty());
    let files =
        format!("{FIELDS}  - {{id: scan, type: file, label: {{ar: صورة, en: Scan}}, accept: [pdf], max_mib: 5}}\n");
    let page = site("{provider: local, served: true}", &files).builds().page("en/trial/forms/complaint/");
    assert_eq!(page.values("#form", "enctype"), ["multipart/form-data"]);
    assert_eq!(page.values("#f-scan", "accept"), [".pdf"]);
}

#[test]
fn a_page_may_post_to_its_endpoints_and_nowhere_else() {
    let built = site("{provider: formsubmit, url: 'https://formsubmit.co/abc'}", FIELDS).builds();
    let headers = built.file("_headers");
    assert!(
        headers.contains("connect-src 'self' https://formsubmit.co; form-action 'self' https://formsubmit.co;"),
        "{headers}"
    );
    let built = site("{provider: mailto, url: office@example.org}", FIELDS).builds();
    assert!(built.file("_headers").contains("connect-src 'self'; form-action 'self' mailto:;"));
}

#[test]
fn nobody_is_led_back_to_an_address_of_this_machine_alone() {
    let at_home = |endpoint: &str| {
        let site = site(endpoint, FIELDS);
        let yaml = format!(
            "title: {{ar: أ, en: A}}\nbase_url: http://localhost:8000/\nlanguages: [ar, en]\nlayout: portal\nendpoints:\n  there: {endpoint}\n"
        );
        site.with("content/site.yaml", yaml)
    };
    let away = at_home("{provider: formsubmit, url: 'https://formsubmit.co/abc'}");
    away.finds("endpoint-unfit", "content/trial/forms/complaint.yaml:3:1");
    at_home("{provider: formsubmit, url: 'http://127.0.0.1:9000/abc'}").builds();
    at_home("{provider: basin, url: 'https://usebasin.com/f/abc'}").builds();
}

#[test]
fn a_form_that_nobody_receives_sends_nothing_and_leads_to_the_channels() {
    let form = "kind: complaint\ntitle: {ar: شكوى, en: Complaint}\nendpoint: inbox\nfields:\n  - {id: details, type: textarea, label: {ar: الشكوى, en: Complaint}}\n";
    let with = |endpoint: &str| {
        TestSite::texts("نص.\n\n::form{complaint}\n", "Words.\n\n::form{complaint}\n")
            .with("content/site.yaml", format!("title: {{ar: س, en: S}}\nbase_url: https://trial.example.org/\nlanguages: [ar, en]\nlayout: portal\nendpoints: {{inbox: {endpoint}}}\n"))
            .with("content/trial/association.yaml", "name: {ar: جمعية, en: Association}\ncontacts: {phone: \"+966500000000\"}\nprivacy: {controller: {ar: الجمعية, en: The association}}\n")
            .with("content/trial/forms/complaint.yaml", form)
    };
    let pages = ["ar/trial/forms/complaint/", "en/trial/forms/complaint/"];
    let site = with("{provider: local}");
    site.finds("endpoint-local-static", "site.yaml:5:13");
    let built = site.builds();
    for address in pages {
        let page = built.page(address);
        assert!(
            !page.html.contains("_mithaq/forms") && !page.html.contains("form-settings\">{\"address"),
            "{}",
            page.html
        );
        assert_eq!(page.texts("form#form[action], form#form[method], script[src*=forms]"), [""; 0]);
        assert_eq!(page.texts("form#form button[type=submit][disabled]").len(), 1);
        assert!(page.html.contains("tel:+966500000000") && page.html.contains("channels/"));
        let notice = page.html.find("class=\"notice stopped").or(page.html.find("notice stopped")).expect("it says so");
        let form =
            page.html.find("id=form class=form").or(page.html.find("id=\"form\" class")).expect("the form is there");
        assert!(notice < form, "the channels stand first");
    }
    for received in
        ["{provider: local, served: true}", "{provider: formspree, url: \"https://formspree.io/f/abcdwxyz\"}"]
    {
        let site = with(received);
        assert!(site.findings().iter().all(|finding| finding.id != "endpoint-local-static"));
        for address in pages {
            let page = site.builds().page(address);
            assert!(!page.html.contains("notice stopped"));
            assert_eq!(page.texts("form#form button[type=submit][disabled]").len(), 0);
        }
    }
}
