//! Vocabulary: the words of the contract that stand for kinds of things.

/// Topics that a channel serves and a form is about.
pub const TOPICS: [&str; 7] =
    ["complaint", "request", "enquiry", "suggestion", "satisfaction", "volunteering", "report"];
/// Kinds of channels.
pub const CHANNEL_KINDS: [&str; 14] = [
    "interview",
    "phone",
    "whatsapp",
    "sms",
    "email",
    "fax",
    "letter",
    "social",
    "website",
    "form",
    "help-request",
    "volunteering",
    "branch",
    "other",
];
/// Categories of people.
pub const AUDIENCES: [&str; 8] =
    ["beneficiaries", "applicants", "volunteers", "donors", "members", "staff", "partners", "public"];
