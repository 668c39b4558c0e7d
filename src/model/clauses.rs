//! Clauses: what a text is made of, without its words.

use crate::text::ClauseKind;

/// The clauses of a text, each before those inside it.
///
/// A large site has some million of them, so all their strings stand in one, and a clause is made
/// when it is asked for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Clauses {
    /// Of each clause, one behind the other: its id, its label, its heading.
    words: Box<str>,
    rows: Box<[Row]>,
}

/// One clause of a text; its words stay in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is.
    pub kind: ClauseKind,
    /// Its label, as typed or as the policy's numbering gives it.
    pub label: Option<Label<'a>>,
    /// Whether the policy's numbering gave the label.
    pub numbered: bool,
    /// Its depth, from 0.
    pub depth: u8,
    /// Where it starts in the source.
    pub at: usize,
    /// Of a section, the words of its heading without markup.
    pub heading: Option<&'a str>,
}

/// The label of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'a> {
    /// As it was typed, or as the numbering writes it.
    Written(&'a str),
    /// An article by number; its word belongs to the language of the page.
    Article(u32),
}

/// A clause as it is held; its strings start where those of the one before end.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Row {
    id_end: u32,
    label_end: u32,
    heading_end: u32,
    at: u32,
    kind: ClauseKind,
    depth: u8,
    numbered: bool,
    label: LabelKind,
}

/// How a label is held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LabelKind {
    None,
    Written,
    /// Its number, in figures.
    Article,
}

impl Clause<'_> {
    /// Whether it may be the same clause as one of another text that has its id. An id of the author says so;
    /// a place does only where both are of one kind, because one paragraph more moves every place behind it.
    pub fn pairs_with(self, other: Clause<'_>) -> bool {
        self.id == other.id && (self.kind == other.kind || !is_place(self.id))
    }
}

/// Whether an id ends with a clause's place among its neighbours, as those do that the author does not give.
pub fn is_place(id: &str) -> bool {
    id.rsplit('-').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
}

impl Clauses {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The clause at a place, from 0.
    pub fn get(&self, nth: usize) -> Option<Clause<'_>> {
        let row = self.rows.get(nth)?;
        let start = nth.checked_sub(1).map_or(0, |before| self.rows[before].heading_end);
        let words = |from: u32, to: u32| &self.words[from as usize..to as usize];
        let label = words(row.id_end, row.label_end);
        Some(Clause {
            id: words(start, row.id_end),
            kind: row.kind,
            label: match row.label {
                LabelKind::None => None,
                LabelKind::Written => Some(Label::Written(label)),
                LabelKind::Article => Some(Label::Article(label.parse().expect("it was written as a number"))),
            },
            numbered: row.numbered,
            depth: row.depth,
            at: row.at as usize,
            heading: (row.kind == ClauseKind::Section).then(|| words(row.label_end, row.heading_end)),
        })
    }

    /// The clause with an id.
    pub fn find(&self, id: &str) -> Option<Clause<'_>> {
        self.get(self.ids().position(|known| known == id)?)
    }

    /// The clause that holds another one of these: the last one before it that is less deep.
    pub fn above(&self, clause: Clause<'_>) -> Option<Clause<'_>> {
        let first = self.rows.partition_point(|row| (row.at as usize) < clause.at);
        let place = (first..self.len()).find(|nth| self.get(*nth) == Some(clause))?;
        let above = self.rows[..place].iter().rposition(|row| row.depth < clause.depth)?;
        self.get(above)
    }

    /// All of them, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = Clause<'_>> + Clone {
        (0..self.len()).map(|nth| self.get(nth).expect("it is one of them"))
    }

    /// All ids, in the order of the text.
    pub fn ids(&self) -> impl Iterator<Item = &str> + Clone {
        let starts = std::iter::once(0).chain(self.rows.iter().map(|row| row.heading_end));
        starts.zip(&self.rows).map(|(start, row)| &self.words[start as usize..row.id_end as usize])
    }
}

impl std::fmt::Debug for Clauses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Gathers the clauses of a text in their order. A clause that is no section has no heading.
#[derive(Default)]
pub struct Gathered {
    words: String,
    rows: Vec<Row>,
}

impl Gathered {
    /// Adds the next one in the order of the text.
    ///
    /// # Panics
    /// Where a text is larger than 4 GiB.
    pub fn push(&mut self, clause: Clause<'_>) {
        let number = |number: usize| u32::try_from(number).expect("a text is smaller than 4 GiB");
        let mut add = |words: &str| {
            self.words.push_str(words);
            number(self.words.len())
        };
        let (kind, article);
        let label = match clause.label {
            None => {
                kind = LabelKind::None;
                ""
            }
            Some(Label::Written(words)) => {
                kind = LabelKind::Written;
                words
            }
            Some(Label::Article(number)) => {
                kind = LabelKind::Article;
                article = number.to_string();
                &article
            }
        };
        let row = Row {
            id_end: add(clause.id),
            label_end: add(label),
            heading_end: add(clause.heading.unwrap_or_default()),
            at: number(clause.at),
            kind: clause.kind,
            depth: clause.depth,
            numbered: clause.numbered,
            label: kind,
        };
        debug_assert!(
            self.rows.last().is_none_or(|before| before.at <= row.at),
            "clauses come in the order of the text"
        );
        self.rows.push(row);
    }

    /// All that were added.
    pub fn finish(self) -> Clauses {
        Clauses { words: self.words.into(), rows: self.rows.into() }
    }
}

impl<'a> FromIterator<Clause<'a>> for Clauses {
    fn from_iter<I: IntoIterator<Item = Clause<'a>>>(clauses: I) -> Self {
        let mut gathered = Gathered::default();
        clauses.into_iter().for_each(|clause| gathered.push(clause));
        gathered.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_come_back_as_they_were_added() {
        let item = Clause {
            id: "1-2",
            kind: ClauseKind::Item,
            label: Some(Label::Written("ب)")),
            numbered: false,
            depth: 1,
            at: 40,
            heading: None,
        };
        let section = Clause {
            id: "rights",
            kind: ClauseKind::Section,
            label: Some(Label::Article(12)),
            numbered: true,
            depth: 0,
            at: 0,
            heading: Some("الحقوق"),
        };
        let bare = Clause { id: "p", kind: ClauseKind::Paragraph, label: None, at: 60, ..item };
        let inside = Clause { id: "p-1", depth: 2, at: 70, ..bare };
        let untitled = Clause { id: "x", heading: Some(""), label: None, at: 90, ..section };
        let all = [section, item, bare, inside, untitled];
        let clauses = Clauses::from_iter(all);
        assert_eq!(Vec::from_iter(clauses.iter()), all);
        assert_eq!(clauses.find("1-2"), Some(item));
        assert_eq!(all.map(|clause| clauses.above(clause)), [None, Some(section), Some(section), Some(bare), None]);
        assert_eq!((clauses.len(), clauses.get(5), clauses.find("2")), (5, None, None));
        assert_eq!(Vec::from_iter(clauses.ids()), ["rights", "1-2", "p", "p-1", "x"]);
    }
}
