//! `theme`: starts a theme that changes what it names and keeps the rest.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use include_dir::{Dir, include_dir};

use super::{Fault, words};
use crate::disk;

/// What `theme new` writes.
static STARTER: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/commands/starter-theme");

#[derive(Debug, Args)]
pub(super) struct ThemeArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write the first files of a theme into `themes/NAME`
    New(NewArgs),
}

#[derive(Debug, Args)]
struct NewArgs {
    /// The name of the theme
    #[arg(value_parser = super::site::theme_name)]
    name: String,
    /// The folder that holds the site
    #[arg(long, default_value = ".", value_name = "DIR")]
    site: PathBuf,
}

pub(super) fn run(args: &ThemeArgs) -> Result<u8, Fault> {
    let Action::New(NewArgs { name, site }) = &args.action;
    if crate::load::is_built_in_theme(name) {
        let hint = "take another name, or write the files that differ into a theme of that name by hand";
        return Err(Fault::refused(format!("the program holds a theme `{name}` already"), hint));
    }
    let folder = site.join("themes").join(name);
    let shown = folder.display();
    let what = format!("the theme cannot be written to `{shown}`");
    if !disk::is_vacant(&folder).map_err(|error| Fault::system(&what, &error))? {
        let hint = "take another name, or remove that folder first";
        return Err(Fault::refused(format!("the folder `{shown}` holds something already"), hint));
    }
    let files = disk::files_of(&STARTER);
    for file in &files {
        let text = String::from_utf8_lossy(file.contents()).replace("NAME", name);
        disk::create(&folder.join(file.path()), text.as_bytes()).map_err(|error| Fault::system(&what, &error))?;
    }
    words::answer(&format!("wrote {} to {shown}", words::counted(files.len(), "file")));
    words::answer(&format!(
        "look at it with `mithaq serve --theme {name}`; `theme: {name}` in content/site.yaml keeps it"
    ));
    Ok(0)
}
