//! Tables for spreadsheets: CSV (RFC 4180) whose cells are texts everywhere.
//!
//! A spreadsheet takes some texts for formulas, which can send away what stands beside
//! them; a cell that begins as one does is given an apostrophe, after which it is a text.
//! Source: OWASP, "CSV Injection".

/// Which cells stand in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// Every cell, for words that anybody may have sent.
    Always,
    /// Those that would break a row otherwise.
    WhereNeeded,
}

/// Adds a row to a table.
pub fn push_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>, quotes: Quotes) {
    for (nth, cell) in cells.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        push_cell(out, cell, quotes);
    }
    out.push_str("\r\n");
}

fn push_cell(out: &mut String, cell: &str, quotes: Quotes) {
    // A spreadsheet stops at a NUL.
    let cell = cell.replace('\0', "");
    let quoted = quotes == Quotes::Always || cell.contains(['"', ',', '\n', '\r']);
    // What starts a formula, also as it is typed on keyboards of East Asia.
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    out.push_str(if quoted { "\"" } else { "" });
    out.push_str(if formula { "'" } else { "" });
    out.push_str(&cell.replace('"', "\"\""));
    out.push_str(if quoted { "\"" } else { "" });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str], quotes: Quotes) -> String {
        let mut out = String::new();
        push_row(&mut out, cells.iter().copied(), quotes);
        out
    }

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_out() {
        let cells = ["=1+1", "+966", "-1", "@x", "\tx", "\rx", "a\"b", "a,b\nc", "م=1"];
        assert_eq!(
            row(&cells, Quotes::Always),
            "\"'=1+1\",\"'+966\",\"'-1\",\"'@x\",\"'\tx\",\"'\rx\",\"a\"\"b\",\"a,b\nc\",\"م=1\"\r\n"
        );
        assert_eq!(row(&cells, Quotes::WhereNeeded), "'=1+1,'+966,'-1,'@x,'\tx,\"'\rx\",\"a\"\"b\",\"a,b\nc\",م=1\r\n");
    }

    #[test]
    fn a_sign_behind_a_nul_or_of_full_width_starts_no_formula_either() {
        assert_eq!(row(&["＝1", "\0=1", "\n=1"], Quotes::WhereNeeded), "'＝1,'=1,\"'\n=1\"\r\n");
    }
}
