//! Pairs: the two texts of a version as one tree, clause by clause.
//!
//! The governing text gives the order; clauses pair by id wherever they stand.
//! A clause of the other text that the governing one lacks follows the sibling
//! before it. Indices count clauses in the order of their text.

use std::iter::Peekable;

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::model::{Bilingual, Clause, Clauses, Lang, is_place};
use crate::text::{Child, ClauseKind, Embed, Node, Parsed};

/// A clause with its place in each text.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: ClauseKind,
    /// Its index in each text.
    pub at: Bilingual<Option<usize>>,
    /// What stands inside it.
    pub children: Vec<PairChild>,
}

/// Something inside a clause.
#[derive(Clone, Debug)]
pub enum PairChild {
    /// A clause.
    Clause(Pair),
    /// An embed.
    Embed(Embed),
    /// A rule across the page.
    Rule,
}

/// The clauses of a text in order, each before those inside it.
pub fn nodes(parsed: &Parsed) -> Vec<&Node> {
    fn add<'a>(children: &'a [Child], nodes: &mut Vec<&'a Node>) {
        for child in children {
            if let Child::Clause(node) = child {
                nodes.push(node);
                add(&node.children, nodes);
            }
        }
    }
    let mut all = Vec::new();
    add(&parsed.children, &mut all);
    all
}

/// What pairs need to know of a text: its clauses by their ids and places.
pub struct Outline<'a> {
    branches: Vec<Branch<'a>>,
    ids: HashMap<&'a str, (usize, ClauseKind)>,
}

enum Branch<'a> {
    Clause { id: &'a str, kind: ClauseKind, inside: Vec<Branch<'a>> },
    Embed(&'a Embed),
    Rule,
}

impl<'a> Outline<'a> {
    /// Of a text that was read.
    pub fn of(parsed: &'a Parsed) -> Self {
        fn branch(child: &Child) -> Branch<'_> {
            match child {
                Child::Clause(Node { id, kind, children, .. }) => {
                    Branch::Clause { id, kind: *kind, inside: children.iter().map(branch).collect() }
                }
                Child::Embed(embed) => Branch::Embed(embed),
                Child::Rule => Branch::Rule,
            }
        }
        Self::new(parsed.children.iter().map(branch).collect())
    }

    /// Of the clauses of a text alone, which stand in its order.
    pub fn of_clauses(clauses: &'a Clauses) -> Self {
        fn inside<'a>(clauses: &mut Peekable<impl Iterator<Item = Clause<'a>>>, depth: u8) -> Vec<Branch<'a>> {
            let mut branches = Vec::new();
            while let Some(Clause { id, kind, depth, .. }) = clauses.next_if(|clause| clause.depth >= depth) {
                let inside = inside(clauses, depth.saturating_add(1));
                branches.push(Branch::Clause { id, kind, inside });
            }
            branches
        }
        Self::new(inside(&mut clauses.iter().peekable(), 0))
    }

    fn new(branches: Vec<Branch<'a>>) -> Self {
        fn number<'a>(branches: &[Branch<'a>], next: &mut usize, ids: &mut HashMap<&'a str, (usize, ClauseKind)>) {
            for branch in branches {
                if let Branch::Clause { id, kind, inside } = branch {
                    ids.entry(id).or_insert((*next, *kind));
                    *next += 1;
                    number(inside, next, ids);
                }
            }
        }
        let mut ids = HashMap::default();
        number(&branches, &mut 0, &mut ids);
        Outline { branches, ids }
    }
}

/// Whose clauses a tree has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walked {
    /// Those of the governing text alone: that is how the page in the governing
    /// language shows exactly what was approved.
    Governing,
    /// Those of both texts.
    Both,
}

impl Outline<'_> {
    /// The index of the clause that pairs with one of this id and kind.
    fn find(&self, id: &str, kind: ClauseKind) -> Option<usize> {
        let (nth, own) = self.ids.get(id).copied()?;
        (own == kind || !is_place(id)).then_some(nth)
    }
}

/// The tree of a page.
pub fn tree(governing: Lang, texts: &Bilingual<Option<Outline<'_>>>, walked: Walked) -> Vec<PairChild> {
    let Some((backbone, text)) = texts.shown(governing) else { return Vec::new() };
    let other = texts.get(backbone.other()).as_ref();
    let mut pairer = Pairer { backbone, text, other, next: 0, placed: HashSet::default() };
    let mut children = pairer.children(&text.branches);
    if walked == Walked::Both
        && let Some(other) = other
    {
        let mut next = 0;
        pairer.insert_missing(&mut children, &other.branches, &mut next);
    }
    children
}

struct Pairer<'a, 't> {
    backbone: Lang,
    text: &'t Outline<'a>,
    other: Option<&'t Outline<'a>>,
    next: usize,
    placed: HashSet<&'a str>,
}

impl<'a> Pairer<'a, '_> {
    fn children(&mut self, branches: &[Branch<'a>]) -> Vec<PairChild> {
        branches.iter().map(|branch| self.child(branch)).collect()
    }

    fn child(&mut self, branch: &Branch<'a>) -> PairChild {
        match branch {
            Branch::Clause { id, kind, inside } => PairChild::Clause(self.pair(id, *kind, inside)),
            Branch::Embed(embed) => PairChild::Embed((*embed).clone()),
            Branch::Rule => PairChild::Rule,
        }
    }

    fn pair(&mut self, id: &'a str, kind: ClauseKind, inside: &[Branch<'a>]) -> Pair {
        let mut at = Bilingual::default();
        *at.get_mut(self.backbone) = Some(self.next);
        *at.get_mut(self.backbone.other()) = self.other.and_then(|other| other.find(id, kind));
        self.next += 1;
        self.placed.insert(id);
        Pair { id: id.to_owned(), kind, at, children: self.children(inside) }
    }

    /// Puts clauses that the backbone lacks beside the siblings they follow.
    fn insert_missing(&mut self, here: &mut Vec<PairChild>, others: &[Branch<'a>], next: &mut usize) {
        let mut after: Option<String> = None;
        for branch in others {
            let Branch::Clause { id, kind, inside } = branch else { continue };
            let index = *next;
            *next += 1;
            let mut own = (*id).to_owned();
            if self.text.ids.contains_key(id) && self.text.find(id, *kind).is_none() {
                // The governing text has a clause of another kind at this place, which keeps the anchor.
                own = format!("{id}-{}", self.backbone.other().code());
            } else if self.placed.contains(id) {
                match find_pair(here, id) {
                    Some(pair) => self.insert_missing(&mut pair.children, inside, next),
                    // It stands elsewhere in the governing text: what it lacks goes here.
                    None => self.insert_missing(here, inside, next),
                }
                after = Some(own);
                continue;
            }
            let mut at = Bilingual::default();
            *at.get_mut(self.backbone.other()) = Some(index);
            let mut pair = Pair { id: own.clone(), kind: *kind, at, children: Vec::new() };
            self.placed.insert(id);
            self.insert_missing(&mut pair.children, inside, next);
            let place = after.map_or(0, |id| position(here, &id).map_or(here.len(), |at| at + 1));
            here.insert(place, PairChild::Clause(pair));
            after = Some(own);
        }
    }
}

fn position(children: &[PairChild], id: &str) -> Option<usize> {
    children.iter().position(|child| matches!(child, PairChild::Clause(pair) if pair.id == id))
}

fn find_pair<'a>(children: &'a mut [PairChild], id: &str) -> Option<&'a mut Pair> {
    children.iter_mut().find_map(|child| match child {
        PairChild::Clause(pair) if pair.id == id => Some(pair),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::parse;

    fn outline(ar: &str, en: &str, walked: Walked) -> Vec<String> {
        fn walk(children: &[PairChild], out: &mut Vec<String>) {
            for child in children {
                if let PairChild::Clause(pair) = child {
                    let place = |at: Option<usize>| at.map_or("-".to_owned(), |at| at.to_string());
                    out.push(format!("{} {} {}", pair.id, place(pair.at.ar), place(pair.at.en)));
                    walk(&pair.children, out);
                }
            }
        }
        let (ar, en) = (parse(ar, 0), parse(en, 0));
        let mut out = Vec::new();
        let texts = Bilingual { ar: Some(Outline::of(&ar)), en: Some(Outline::of(&en)) };
        walk(&tree(Lang::Arabic, &texts, walked), &mut out);
        out
    }

    #[test]
    fn a_partly_translated_text_pairs_clause_by_clause() {
        let ar = "## أ {#a}\n\nنص {#x}\n\nنص {#y}\n\n## ب {#b}\n\n- بند {#z}\n";
        let en = "words {#y}\n\n- item {#z}\n";
        assert_eq!(outline(ar, en, Walked::Both), ["a 0 -", "x 1 -", "y 2 0", "b 3 -", "z 4 1"]);
    }

    #[test]
    fn clauses_of_two_kinds_do_not_pair_by_their_place() {
        let ar = "أول.\n\nثان.\n\n1. بند\n";
        let en = "One.\n\n1. Item\n";
        assert_eq!(outline(ar, en, Walked::Both), ["1 0 0", "2-en - 1", "2 1 -", "3 2 -"]);
        assert_eq!(outline("نص. {#a}\n", "- item {#a}\n", Walked::Both), ["a 0 0"]);
    }

    #[test]
    fn a_clause_of_the_other_text_alone_follows_its_sibling() {
        let ar = "## أ {#a}\n\n## ب {#b}\n";
        let en = "## A {#a}\n\n## New {#n}\n\nMore.\n\n## B {#b}\n";
        assert_eq!(outline(ar, en, Walked::Both), ["a 0 0", "n - 1", "n-1 - 2", "b 1 3"]);
        assert_eq!(outline(ar, en, Walked::Governing), ["a 0 0", "b 1 3"]);
    }
}
