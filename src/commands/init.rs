//! `init`: writes a small bilingual site of a fictional association.

use std::path::PathBuf;

use clap::Args;
use include_dir::{Dir, include_dir};

use super::{Fault, words};
use crate::disk;

/// The example that `init` writes; its association is invented, and says so.
static EXAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/commands/example");

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder to write the site into; it must be new or empty
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &InitArgs) -> Result<u8, Fault> {
    let name = args.folder.display();
    let what = format!("the site cannot be written to `{name}`");
    if !disk::is_vacant(&args.folder).map_err(|error| Fault::system(&what, &error))? {
        let message = format!("the folder `{name}` is not empty");
        return Err(Fault::refused(message, "name a new folder: `mithaq init my-site`"));
    }
    let files = disk::files_of(&EXAMPLE);
    for file in &files {
        disk::create(&args.folder.join(file.path()), file.contents()).map_err(|error| Fault::system(&what, &error))?;
    }
    words::answer(&format!("wrote {} to {name}", words::counted(files.len(), "file")));
    words::answer(&format!("look at it with `mithaq serve --site {name}`, build it with `mithaq build --site {name}`"));
    Ok(0)
}
