//! The inbox of `serve`: what is sent is checked, kept for good, and shown as text.

mod backup;
mod doors;
mod erased;
mod kept;
mod odd;
mod sent;
mod shown;

use super::server::{Answer, Server};
use crate::site::TestSite;

pub(super) const URLENCODED: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const MULTIPART: &str = "multipart/form-data; boundary=XYZ";

pub(super) fn site() -> TestSite {
    TestSite::new(
        "
        == content/site.yaml
        title: {ar: سياسات التجربة, en: Trial policies}
        base_url: https://trial.example.org/
        languages: [ar, en]
        layout: portal
        endpoints:
          inbox: {provider: local, served: true}
          away: {provider: generic, url: 'https://example.org/'}
        == content/trial/association.yaml
        name: {ar: جمعية التجربة, en: Trial Association}
        contacts: {phone: '+966500000000', email: office@example.org}
        privacy:
          controller: {ar: الجمعية, en: The association}
          contact: office@example.org
          purpose: {ar: الرد, en: To answer}
          legal_basis: {ar: الموافقة, en: Consent}
          retention: {ar: سنة, en: A year}
          rights: {ar: الاطلاع, en: Access}
          recipients: {ar: لا أحد, en: Nobody}
        == content/trial/forms/complaint.yaml
        kind: complaint
        title: {ar: شكوى, en: Complaint}
        endpoint: inbox
        declaration: {ar: أقرّ بصحته., en: It is true.}
        fields:
          - {id: name, type: text, label: {ar: الاسم, en: Name}, required: true, max_length: 20}
          - {id: code, type: text, label: {ar: الرمز, en: Code}, pattern: '[A-Z]{2}\\d+|\\p{Script=Arabic}+'}
          - {id: phone, type: tel, label: {ar: الجوال, en: Mobile}}
          - {id: mail, type: email, label: {ar: البريد, en: E-mail}}
          - {id: days, type: number, label: {ar: الأيام, en: Days}}
          - {id: since, type: date, label: {ar: منذ, en: Since}}
          - {id: about, type: select, label: {ar: الموضوع, en: Subject}, options: [{id: delay, label: {ar: تأخر, en: A delay}}, {id: other, label: {ar: آخر, en: Other}}]}
          - {id: how, type: radio, label: {ar: كيف نرد, en: How to answer}, options: [{id: call, label: {ar: اتصال, en: A call}}, {id: letter, label: {ar: رسالة, en: A letter}}]}
          - {id: ways, type: checkboxes, label: {ar: الطرق, en: Ways}, options: [{id: a, label: {ar: أول, en: First}}, {id: b, label: {ar: ثان, en: Second}}]}
          - {id: which, type: text, label: {ar: أي موعد, en: Which date}, required: true, show_if: {field: about, is: delay}}
          - {id: story, type: textarea, label: {ar: ماذا حدث؟, en: What happened?}, max_length: 5000}
          - {id: scan, type: file, label: {ar: صورة, en: A scan}, accept: [pdf, jpg], max_mib: 1}
        == content/trial/forms/away.yaml
        kind: enquiry
        title: {ar: استفسار, en: Enquiry}
        endpoint: away
        fields:
          - {id: about, type: select, label: {ar: عن, en: About}, options: [{id: a, label: {ar: أ, en: A}}]}
        ",
    )
}

impl Server {
    /// A form as a page without scripts sends it.
    fn post(&self, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send("POST", "/_mithaq/forms/trial/complaint", &[("Content-Type", kind)], body.as_ref())
    }

    /// The same as the script sends it.
    pub(super) fn script(&self, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        let headers = [("Content-Type", kind), ("Accept", JSON)];
        self.send("POST", "/_mithaq/forms/trial/complaint", &headers, body.as_ref())
    }

    /// How many posts the inbox says it has.
    pub(super) fn count(&self) -> usize {
        let page = self.get("/_mithaq/inbox/?lang=en").body;
        let count = page.split("Posts: ").nth(1).and_then(|rest| rest.split('<').next());
        count.and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no count in {page}"))
    }
}

impl Answer {
    pub(super) fn reference(&self) -> String {
        let value: serde_json::Value = serde_json::from_str(&self.body).expect("one JSON value");
        value["reference"].as_str().unwrap_or_else(|| panic!("no reference in {value}")).to_owned()
    }
}

/// A part of a multipart body, with or without the name of a file.
fn part(name: &str, file: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("--XYZ\r\nContent-Disposition: form-data; name=\"{name}\"").into_bytes();
    if let Some(file) = file {
        out.extend(format!("; filename=\"{file}\"\r\nContent-Type: text/html").bytes());
    }
    out.extend(b"\r\n\r\n");
    out.extend(bytes);
    out.extend(b"\r\n");
    out
}

fn multipart(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = parts.concat();
    out.extend(b"--XYZ--\r\n");
    out
}

pub(super) const GOOD: &str = "name=Salim&declaration=yes&language=en";
