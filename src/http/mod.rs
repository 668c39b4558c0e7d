//! Http: what every server of ours asks of a connection and a request, and how it answers.
//!
//! In: a place where connections arrive; the head and the body of a request. Out:
//! connections within limits; whether a request is for us and who sends it, what
//! it holds within limits, and a response with the headers that keep it from being
//! framed, guessed at or stored. Never: chooses an address, asks the clock, or
//! knows what a page shows.
//!
//! The preview of a site and the inbox answer through it; there is no second way
//! to answer a browser.

mod body;
mod connections;
mod media;
mod origin;
mod password;
mod respond;
mod sessions;

pub use body::{Arrivals, NotArrived, Share, small};
pub use connections::serve;
pub use media::media_type;
pub use origin::{Hosts, NotOurs};
pub use password::{Credentials, Password, ask_for_password};
pub use respond::{attachment, download, fresh, json, page, private, published, secured, see_other};
pub use sessions::{Cookie, Secret, Sessions, key};
