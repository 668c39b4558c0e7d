//! Plan: which files a site has, which job makes each, and the making.
//!
//! In: a site and a theme. Out: a [`Plan`](site::Plan) that knows every path, and makes the bytes of any job.
//! Never: words a page; that is `pages`.

mod addresses;
mod association;
mod engine;
pub(super) mod first;
mod guide;
mod index;
mod jobs;
mod listings;
pub(super) mod make;
pub(super) mod outline;
mod rehearse;
pub(super) mod site;
mod sitemap;
pub(super) mod static_files;
