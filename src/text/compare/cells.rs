//! Cells: which cells of a table hold other words than before.
//!
//! In: the tables of a clause in two texts. Out: each cell that changed, by its row and its column. A row is
//! found again by its first cell, or by its place where no row came or went.

use super::entry::{Entry, Table};

/// A cell that holds other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// The first cell of its row, as it is.
    pub row: String,
    /// The head of its column, as it is.
    pub column: String,
    /// What it held.
    pub old: String,
    /// What it holds.
    pub new: String,
}

impl CellChange {
    /// The same, seen from the other text.
    pub(super) fn turn(&mut self) {
        std::mem::swap(&mut self.old, &mut self.new);
    }
}

/// The cells that changed between two clauses; none where their tables have other columns.
pub(super) fn cells(before: &Entry, after: &Entry) -> Vec<CellChange> {
    if before.tables.len() != after.tables.len() {
        return Vec::new();
    }
    before.tables.iter().zip(&after.tables).flat_map(|(old, new)| of_table(old, new)).collect()
}

fn of_table(old: &Table, new: &Table) -> Vec<CellChange> {
    let (Some((old_head, old_rows)), Some((head, rows))) = (old.split_first(), new.split_first()) else {
        return Vec::new();
    };
    if old_head.len() != head.len() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (row, was) in std::iter::once((head, old_head)).chain(partners(old_rows, rows)) {
        for (nth, (cell, before)) in row.iter().zip(was).enumerate() {
            if cell != before {
                found.push(CellChange {
                    row: row.first().cloned().unwrap_or_default(),
                    column: head.get(nth).cloned().unwrap_or_default(),
                    old: before.clone(),
                    new: cell.clone(),
                });
            }
        }
    }
    found
}

/// Each row with what it was.
fn partners<'t>(old: &'t [Vec<String>], new: &'t [Vec<String>]) -> Vec<(&'t Vec<String>, &'t Vec<String>)> {
    if old.len() == new.len() {
        return new.iter().zip(old).collect();
    }
    // A name that several rows have finds none of them.
    let alone = |rows: &'t [Vec<String>], name: Option<&String>| {
        let mut named = rows.iter().filter(|row| row.first() == name);
        named.next().filter(|_| named.next().is_none())
    };
    let known = new.iter().filter_map(|row| {
        alone(new, row.first())?;
        Some((row, alone(old, row.first())?))
    });
    known.collect()
}
