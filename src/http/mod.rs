//! Http: what every server of ours asks of a request, and how it answers.
//!
//! In: the headers and the body of a request. Out: whose page sent it, what it
//! holds within limits, and a response with the headers that keep it from being
//! framed, guessed at or stored. Never: listens, asks the clock, or knows what a
//! page shows.
//!
//! The preview of a site and the inbox answer through it; there is no second way
//! to answer a browser.

mod body;
mod media;
mod origin;
mod password;
mod respond;

pub use body::{Arrivals, NotArrived};
pub use media::media_type;
pub use origin::{is_forwarded, is_same_origin, names_this_machine};
pub use password::{Credentials, Password, ask_for_password};
pub use respond::{attachment, download, fresh, json, page, private, published, see_other};
