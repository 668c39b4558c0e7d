//! Accounts on networks: a name leads to the account, an address where it says, and what is neither is a finding.

use crate::site::TestSite;

fn site(handle: &str) -> TestSite {
    let handle = serde_json::to_string(handle).expect("words are JSON");
    TestSite::texts("نص.\n", "Words.\n").with(
        "content/trial/association.yaml",
        format!("name: {{ar: جمعية, en: Association}}\nsocial: [{{network: x, handle: {handle}}}]\n"),
    )
}

#[test]
fn a_name_or_a_whole_address_leads_to_the_account() {
    for (handle, href) in [
        ("alnaka", "https://x.com/alnaka"),
        ("@alnaka_org", "https://x.com/alnaka_org"),
        ("https://x.com/alnaka", "https://x.com/alnaka"),
        ("https://mastodon.example.org/@alnaka", "https://mastodon.example.org/@alnaka"),
    ] {
        let site = site(handle);
        site.finds_nothing();
        let built = site.builds();
        assert!(
            built.file("ar/index.html").contains(&format!("\"{href}\""))
                || built.file("ar/index.html").contains(&format!("href={href}")),
            "{handle}"
        );
    }
}

#[test]
fn what_is_no_name_of_an_account_is_a_finding() {
    for handle in ["al naka", "@", "\u{200f}alnaka", "alnaka\u{200e}", "x.com/alnaka", "http://", "@alnaka @other"] {
        let place = site(handle).finding("channel-value-unfit").place();
        assert!(place.contains("association.yaml:2:"), "{handle}: {place}");
    }
}
