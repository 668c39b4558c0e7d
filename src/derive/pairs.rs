//! Pairs: the two texts of a version as one tree, clause by clause.
//!
//! The governing text gives the order; clauses pair by id wherever they stand.
//! A clause of the other text that the governing one lacks follows the sibling
//! before it. Indices count clauses in the order of their text.

use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

use crate::model::{Bilingual, Lang};
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

/// The clauses of a text in order, with the index of each id.
pub struct Index<'a> {
    /// The clauses, each before those inside it.
    pub nodes: Vec<&'a Node>,
    ids: HashMap<&'a str, usize>,
}

impl<'a> Index<'a> {
    /// Lists the clauses of a text.
    pub fn new(parsed: &'a Parsed) -> Self {
        let mut index = Index { nodes: Vec::new(), ids: HashMap::default() };
        index.add(&parsed.children);
        index
    }

    fn add(&mut self, children: &'a [Child]) {
        for child in children {
            if let Child::Clause(node) = child {
                self.ids.entry(&node.id).or_insert(self.nodes.len());
                self.nodes.push(node);
                self.add(&node.children);
            }
        }
    }

    /// The index of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }
}

/// The tree of a page.
///
/// With `only` the governing text alone is walked: that is how the page in the
/// governing language shows exactly what was approved.
pub fn tree(governing: Lang, texts: &Bilingual<Option<&Parsed>>, only: bool) -> Vec<PairChild> {
    let indices = Bilingual { ar: texts.ar.map(Index::new), en: texts.en.map(Index::new) };
    let backbone = [governing, governing.other()].into_iter().find(|lang| texts.get(*lang).is_some());
    let Some(backbone) = backbone else { return Vec::new() };
    let mut pairer = Pairer { backbone, indices, next: 0, placed: HashSet::default() };
    let parsed = texts.get(backbone).expect("the backbone is a text that is there");
    let mut children = pairer.children(&parsed.children);
    if !only && let Some(other) = texts.get(backbone.other()) {
        let mut next = 0;
        pairer.insert_missing(&mut children, &other.children, &mut next);
    }
    children
}

struct Pairer<'a> {
    backbone: Lang,
    indices: Bilingual<Option<Index<'a>>>,
    next: usize,
    placed: HashSet<String>,
}

impl Pairer<'_> {
    fn children(&mut self, children: &[Child]) -> Vec<PairChild> {
        children.iter().map(|child| self.child(child)).collect()
    }

    fn child(&mut self, child: &Child) -> PairChild {
        match child {
            Child::Clause(node) => PairChild::Clause(self.pair(node)),
            Child::Embed(embed) => PairChild::Embed(embed.clone()),
            Child::Rule => PairChild::Rule,
        }
    }

    fn pair(&mut self, node: &Node) -> Pair {
        let mut at = Bilingual::default();
        *at.get_mut(self.backbone) = Some(self.next);
        let other = self.backbone.other();
        *at.get_mut(other) = self.indices.get(other).as_ref().and_then(|index| index.find(&node.id));
        self.next += 1;
        self.placed.insert(node.id.clone());
        let children = self.children(&node.children);
        Pair { id: node.id.clone(), kind: node.kind, at, children }
    }

    /// Puts clauses that the backbone lacks beside the siblings they follow.
    fn insert_missing(&mut self, here: &mut Vec<PairChild>, others: &[Child], next: &mut usize) {
        let mut after: Option<String> = None;
        for child in others {
            let Child::Clause(node) = child else { continue };
            let index = *next;
            *next += 1;
            if self.placed.contains(&node.id) {
                match find_pair(here, &node.id) {
                    Some(pair) => self.insert_missing(&mut pair.children, &node.children, next),
                    // It stands elsewhere in the governing text: what it lacks goes here.
                    None => self.insert_missing(here, &node.children, next),
                }
            } else {
                let mut at = Bilingual::default();
                *at.get_mut(self.backbone.other()) = Some(index);
                let mut pair = Pair { id: node.id.clone(), kind: node.kind, at, children: Vec::new() };
                self.placed.insert(node.id.clone());
                self.insert_missing(&mut pair.children, &node.children, next);
                let place = match &after {
                    None => 0,
                    Some(id) => position(here, id).map_or(here.len(), |at| at + 1),
                };
                here.insert(place, PairChild::Clause(pair));
            }
            after = Some(node.id.clone());
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

    fn outline(ar: &str, en: &str, only: bool) -> Vec<String> {
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
        walk(&tree(Lang::Arabic, &Bilingual { ar: Some(&ar), en: Some(&en) }, only), &mut out);
        out
    }

    #[test]
    fn a_partly_translated_text_pairs_clause_by_clause() {
        let ar = "## أ {#a}\n\nنص {#x}\n\nنص {#y}\n\n## ب {#b}\n\n- بند {#z}\n";
        let en = "words {#y}\n\n- item {#z}\n";
        assert_eq!(outline(ar, en, false), ["a 0 -", "x 1 -", "y 2 0", "b 3 -", "z 4 1"]);
    }

    #[test]
    fn a_clause_of_the_other_text_alone_follows_its_sibling() {
        let ar = "## أ {#a}\n\n## ب {#b}\n";
        let en = "## A {#a}\n\n## New {#n}\n\nMore.\n\n## B {#b}\n";
        assert_eq!(outline(ar, en, false), ["a 0 0", "n - 1", "n-1 - 2", "b 1 3"]);
        assert_eq!(outline(ar, en, true), ["a 0 0", "b 1 3"]);
    }
}
