//! The process: runs the command and gives its exit status back.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mithaq::commands::main())
}
