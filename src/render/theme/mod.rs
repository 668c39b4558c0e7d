//! Theme: its assets named by their content, its templates made ready.
//!
//! In: the files of a theme. Out: addresses of assets, and templates that render a view.
//! Never: knows which page is rendered.

pub(super) mod assets;
pub(super) mod minify;
pub(super) mod ready;
pub(super) mod templates;
