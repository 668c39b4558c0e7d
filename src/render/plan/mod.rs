//! Plan: which files a site has, which job makes each, and the making.
//!
//! In: a site and a theme. Out: a [`Plan`](super::Plan) that knows every path, and makes the bytes of any job.
//! Never: words a page; that is `pages`.

pub(super) mod index;
pub(super) mod jobs;
pub(super) mod listings;
pub(super) mod make;
pub(super) mod outline;
pub(super) mod portion;
pub(super) mod sitemap;
pub(super) mod static_files;
