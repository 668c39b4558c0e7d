//! Vocabulary: the words of the contract that stand for kinds of things.

use crate::text::choices::choices;

choices! {
    /// What a channel serves and a form is about.
    pub enum Topic {
        /// A complaint.
        Complaint = "complaint",
        /// A request for a service or for help.
        Request = "request",
        /// A question.
        Enquiry = "enquiry",
        /// A proposal.
        Suggestion = "suggestion",
        /// How content a beneficiary is.
        Satisfaction = "satisfaction",
        /// An offer to volunteer.
        Volunteering = "volunteering",
        /// A report of wrongdoing.
        Report = "report",
    }
}

choices! {
    /// What a channel is.
    pub enum ChannelKind {
        /// A meeting in person.
        Interview = "interview",
        /// A phone.
        Phone = "phone",
        /// WhatsApp.
        Whatsapp = "whatsapp",
        /// Text messages.
        Sms = "sms",
        /// E-mail.
        Email = "email",
        /// Fax.
        Fax = "fax",
        /// Letters.
        Letter = "letter",
        /// A social network.
        Social = "social",
        /// A website.
        Website = "website",
        /// A form.
        Form = "form",
        /// The programme or office that takes requests for help.
        HelpRequest = "help-request",
        /// The programme or office for volunteers.
        Volunteering = "volunteering",
        /// A branch.
        Branch = "branch",
        /// Any other.
        Other = "other",
    }
}

choices! {
    /// A category of people.
    pub enum Audience {
        /// Who receives help.
        Beneficiaries = "beneficiaries",
        /// Who asks for it.
        Applicants = "applicants",
        /// Who gives time.
        Volunteers = "volunteers",
        /// Who gives money or goods.
        Donors = "donors",
        /// The members of the association.
        Members = "members",
        /// Who works for it.
        Staff = "staff",
        /// Other bodies that it works with.
        Partners = "partners",
        /// Everybody.
        Public = "public",
    }
}

choices! {
    /// A day of the week.
    pub enum Weekday {
        /// Sunday, on which the week starts.
        Sunday = "sun",
        /// Monday.
        Monday = "mon",
        /// Tuesday.
        Tuesday = "tue",
        /// Wednesday.
        Wednesday = "wed",
        /// Thursday.
        Thursday = "thu",
        /// Friday.
        Friday = "fri",
        /// Saturday.
        Saturday = "sat",
    }
}
