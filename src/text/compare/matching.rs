//! Matching: which clause of one text is which of the other.
//!
//! Ids come first where the author gave them. Ids by place shift as soon as a
//! clause is put in, so for the rest the words decide: first those that stayed
//! the same, in their order; then sections by what they hold; then, between what
//! has been found, those that are alike; at last what went elsewhere.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::entry::{Entry, EntryKind};
use super::words::{bare, tokens};

/// How alike clauses at the same place must be to be one: the share of common words.
const ALIKE: f64 = 0.4;
/// How alike they must be where the id is the same.
const ALIKE_BY_ID: f64 = 0.25;
/// How alike a clause must be that went elsewhere.
const NEARLY_THE_SAME: f64 = 0.75;
/// With so few words, single letters count as well.
const FEW: usize = 4;

/// For each clause of `old`, its partner in `new`.
pub(super) fn partners(old: &[Entry], new: &[Entry]) -> Vec<Option<usize>> {
    let mut names = HashMap::new();
    let (before, after) = (bags(old, &mut names), bags(new, &mut names));
    let mut matcher = Matcher { old, new, before, after, to: vec![None; old.len()], from: vec![None; new.len()] };
    matcher.in_order();
    matcher.by_id();
    matcher.same_words_elsewhere();
    matcher.sections_by_content();
    matcher.alike_at_their_place();
    matcher.alike_elsewhere();
    matcher.to
}

/// The words of a clause, for comparing.
struct Bag {
    /// The text of the clause as one number: equal where the texts are.
    text: usize,
    /// Its words as numbers, sorted.
    words: Vec<usize>,
    /// Pairs of letters, sorted; only where there are few words.
    letters: Vec<(char, char)>,
}

fn bags(entries: &[Entry], names: &mut HashMap<String, usize>) -> Vec<Bag> {
    let mut name = |text: String| {
        let next = names.len();
        *names.entry(text).or_insert(next)
    };
    let mut bag = |entry: &Entry| {
        let text = bare(&entry.words);
        let is_word = |text: &&str| text.contains(char::is_alphanumeric);
        let plain: Vec<&str> = tokens(&text).iter().map(|token| token.text).filter(is_word).collect();
        let mut letters = Vec::new();
        if plain.len() <= FEW {
            let line: Vec<char> = plain.join(" ").chars().collect();
            letters = line.windows(2).map(|pair| (pair[0], pair[1])).collect();
            letters.sort_unstable();
        }
        let mut words: Vec<usize> = plain.into_iter().map(|word| name(word.to_owned())).collect();
        words.sort_unstable();
        let spaced: Vec<&str> = text.split_whitespace().collect();
        Bag { text: name(format!(" {}", spaced.join(" "))), words, letters }
    };
    entries.iter().map(&mut bag).collect()
}

/// The share of things that two sorted lists have in common, from 0 to 1.
fn shared<T: Ord>(a: &[T], b: &[T]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut both) = (0, 0, 0u32);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    let all = u32::try_from(a.len() + b.len()).unwrap_or(u32::MAX);
    2.0 * f64::from(both) / f64::from(all)
}

struct Matcher<'a> {
    old: &'a [Entry],
    new: &'a [Entry],
    before: Vec<Bag>,
    after: Vec<Bag>,
    to: Vec<Option<usize>>,
    from: Vec<Option<usize>>,
}

impl Matcher<'_> {
    fn join(&mut self, a: usize, b: usize) {
        if self.to[a].is_none() && self.from[b].is_none() {
            self.to[a] = Some(b);
            self.from[b] = Some(a);
        }
    }

    fn open_old(&self) -> Vec<usize> {
        (0..self.old.len()).filter(|nth| self.to[*nth].is_none()).collect()
    }

    fn open_new(&self) -> Vec<usize> {
        (0..self.new.len()).filter(|nth| self.from[*nth].is_none()).collect()
    }

    fn alike(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (&self.before[a], &self.after[b]);
        if a.text == b.text {
            return 1.0;
        }
        shared(&a.words, &b.words).max(shared(&a.letters, &b.letters))
    }

    /// A footnote is never a clause.
    fn may_pair(&self, a: usize, b: usize) -> bool {
        (self.old[a].kind == EntryKind::Note) == (self.new[b].kind == EntryKind::Note)
    }

    /// Clauses with the author's id or with the same words, where both texts have them in the same order.
    fn in_order(&mut self) {
        let given = |entries: &[Entry]| -> HashMap<(bool, String), usize> {
            let explicit = entries.iter().enumerate().filter(|(_, entry)| entry.explicit);
            explicit.map(|(nth, entry)| ((entry.kind == EntryKind::Note, entry.id.clone()), nth)).collect()
        };
        let (old_ids, new_ids) = (given(self.old), given(self.new));
        let key = |entry: &Entry, bag: &Bag, others: &HashMap<(bool, String), usize>| {
            let id = (entry.kind == EntryKind::Note, entry.id.clone());
            if entry.explicit && others.contains_key(&id) { (Some(id), 0) } else { (None, bag.text) }
        };
        let before: Vec<_> = self.old.iter().zip(&self.before).map(|(e, bag)| key(e, bag, &new_ids)).collect();
        let after: Vec<_> = self.new.iter().zip(&self.after).map(|(e, bag)| key(e, bag, &old_ids)).collect();
        for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
            let DiffOp::Equal { old_index, new_index, len } = op else { continue };
            for (a, b) in (old_index..old_index + len).zip(new_index..) {
                if self.may_pair(a, b) {
                    self.join(a, b);
                }
            }
        }
        let mut crossed: Vec<(usize, usize)> =
            old_ids.iter().filter_map(|(id, a)| Some((*a, *new_ids.get(id)?))).collect();
        crossed.sort_unstable();
        crossed.into_iter().for_each(|(a, b)| self.join(a, b));
    }

    /// Clauses with the same id and the same words.
    fn by_id(&mut self) {
        let ids: HashMap<&str, usize> = self.open_new().into_iter().map(|b| (self.new[b].id.as_str(), b)).collect();
        for a in self.open_old() {
            if let Some(b) = ids.get(self.old[a].id.as_str()).copied()
                && self.may_pair(a, b)
                && self.before[a].text == self.after[b].text
            {
                self.join(a, b);
            }
        }
    }

    /// The same words, once in each text, wherever they went.
    fn same_words_elsewhere(&mut self) {
        let once = |open: Vec<usize>, bags: &[Bag]| -> HashMap<usize, Option<usize>> {
            let mut once = HashMap::new();
            for nth in open.into_iter().filter(|nth| !bags[*nth].words.is_empty()) {
                once.entry(bags[nth].text).and_modify(|known| *known = None).or_insert(Some(nth));
            }
            once
        };
        let there = once(self.open_new(), &self.after);
        let here = once(self.open_old(), &self.before);
        for a in self.open_old() {
            let text = self.before[a].text;
            if let (Some(Some(_)), Some(Some(b))) = (here.get(&text), there.get(&text))
                && self.may_pair(a, *b)
            {
                self.join(a, *b);
            }
        }
    }

    /// A section whose heading changed is the one that holds the same clauses.
    fn sections_by_content(&mut self) {
        // The innermost first: a section that is found speaks for the one that holds it.
        for a in (0..self.old.len()).rev().filter(|a| self.to[*a].is_none()).collect::<Vec<_>>() {
            let inside: Vec<usize> = (a + 1..self.old.len()).filter(|nth| self.old[*nth].parent == Some(a)).collect();
            let mut votes: HashMap<usize, usize> = HashMap::new();
            for above in inside.iter().filter_map(|nth| self.new[self.to[*nth]?].parent) {
                *votes.entry(above).or_default() += 1;
            }
            let most = votes.into_iter().max_by_key(|(b, votes)| (*votes, std::cmp::Reverse(*b)));
            if let Some((b, votes)) = most.filter(|(b, _)| self.from[*b].is_none()) {
                let there = self.new.iter().filter(|entry| entry.parent == Some(b)).count();
                if 2 * votes >= inside.len() && 2 * votes >= there && self.old[a].kind == self.new[b].kind {
                    self.join(a, b);
                }
            }
        }
    }

    /// Inside each pair, from the outermost in: the clauses between those that were found.
    fn alike_at_their_place(&mut self) {
        self.align(None);
        for a in 0..self.old.len() {
            if let Some(b) = self.to[a] {
                self.align(Some((a, b)));
            }
        }
    }

    fn align(&mut self, above: Option<(usize, usize)>) {
        let old = self.gaps(self.old, &self.to, above.map(|pair| pair.0), |a| self.to[a]);
        let new = self.gaps(self.new, &self.from, above.map(|pair| pair.1), Some);
        for (gap, here) in old {
            if let Some(there) = new.get(&gap) {
                for (a, b) in self.best(&here, there) {
                    self.join(a, b);
                }
            }
        }
    }

    /// The open children of a clause by the found sibling before them, as its index in the newer text.
    fn gaps(
        &self,
        entries: &[Entry],
        found: &[Option<usize>],
        above: Option<usize>,
        index: impl Fn(usize) -> Option<usize>,
    ) -> std::collections::BTreeMap<Option<usize>, Vec<usize>> {
        let mut gaps = std::collections::BTreeMap::<_, Vec<usize>>::new();
        let mut after = None;
        let start = above.map_or(0, |above| above + 1);
        for nth in start..entries.len() {
            if entries[nth].parent == above {
                match found[nth] {
                    Some(_) => after = index(nth),
                    None => gaps.entry(after).or_default().push(nth),
                }
            } else if above.is_some_and(|above| entries[nth].parent.is_none_or(|parent| parent < above)) {
                break;
            }
        }
        gaps
    }

    /// The pairs, in order, that are the most alike in all.
    fn best(&self, here: &[usize], there: &[usize]) -> Vec<(usize, usize)> {
        let score = |a: usize, b: usize| {
            let same_id = self.old[a].id == self.new[b].id;
            let alike = self.alike(a, b);
            let enough = alike >= if same_id { ALIKE_BY_ID } else { ALIKE };
            let kind = if self.old[a].kind == self.new[b].kind { 0.05 } else { 0.0 };
            (enough && self.may_pair(a, b)).then_some(alike + kind + if same_id { 0.1 } else { 0.0 })
        };
        let width = there.len() + 1;
        let scores: Vec<Option<f64>> =
            here.iter().flat_map(|a| there.iter().map(move |b| (*a, *b))).map(|(a, b)| score(a, b)).collect();
        let mut total = vec![0.0f64; (here.len() + 1) * width];
        for i in (0..here.len()).rev() {
            for j in (0..there.len()).rev() {
                let skip = total[(i + 1) * width + j].max(total[i * width + j + 1]);
                let take = scores[i * there.len() + j].map_or(0.0, |score| score + total[(i + 1) * width + j + 1]);
                total[i * width + j] = skip.max(take);
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut pairs = Vec::new();
        while i < here.len() && j < there.len() {
            let take = scores[i * there.len() + j].map_or(-1.0, |score| score + total[(i + 1) * width + j + 1]);
            if take >= total[i * width + j] {
                pairs.push((here[i], there[j]));
                i += 1;
                j += 1;
            } else if total[(i + 1) * width + j] >= total[i * width + j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        pairs
    }

    /// What was taken out here and stands there with nearly the same words.
    fn alike_elsewhere(&mut self) {
        let mut found = Vec::new();
        let there = self.open_new();
        for a in self.open_old() {
            for b in there.iter().copied().filter(|b| self.may_pair(a, *b)) {
                // One word that occurs again somewhere is no clause that moved.
                let enough = self.before[a].words.len() >= 3;
                let (few, many) = (self.before[a].words.len(), self.after[b].words.len());
                if enough && few.min(many) * 2 >= few.max(many) {
                    let alike = self.alike(a, b);
                    if alike >= NEARLY_THE_SAME {
                        found.push((alike, a, b));
                    }
                }
            }
        }
        found.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        found.into_iter().for_each(|(_, a, b)| self.join(a, b));
    }
}

/// For each clause of `old`, whether it stands elsewhere in `new`.
///
/// The fewest clauses that must have moved for the rest to have kept its order;
/// what moved along with the clause that holds it did not move by itself.
pub(super) fn moved(old: &[Entry], new: &[Entry], partners: &[Option<usize>]) -> Vec<bool> {
    let mut size = vec![1usize; old.len()];
    for nth in (0..old.len()).rev() {
        if let Some(above) = old[nth].parent {
            size[above] += size[nth];
        }
    }
    let clauses: Vec<(usize, usize)> = partners
        .iter()
        .enumerate()
        .filter(|(a, _)| old[*a].kind != EntryKind::Note)
        .filter_map(|(a, b)| Some((a, (*b)?)))
        .collect();
    // A section weighs what it holds, so that the item goes round the section and not the section round the item.
    let weight = |a: usize| 4 * size[a] + usize::from(old[a].kind == EntryKind::Section);
    let stays = heaviest_run(&clauses, &weight);
    let mut moved = vec![false; old.len()];
    for ((a, b), stays) in clauses.iter().copied().zip(stays) {
        let along = old[a].parent.is_some_and(|above| partners[above].is_some() && partners[above] == new[b].parent);
        let stood_in_order = stays || along && !crosses_siblings(old, new, partners, a);
        moved[a] = !stood_in_order;
    }
    moved
}

/// Whether a clause that is held by the same clause changed its place in there.
fn crosses_siblings(old: &[Entry], new: &[Entry], partners: &[Option<usize>], a: usize) -> bool {
    let siblings: Vec<(usize, usize)> = (0..old.len())
        .filter(|nth| old[*nth].parent == old[a].parent)
        .filter_map(|nth| Some((nth, partners[nth]?)))
        .filter(|(nth, b)| partners[old[*nth].parent.unwrap_or(0)] == new[*b].parent || old[*nth].parent.is_none())
        .collect();
    let stays = heaviest_run(&siblings, &|_| 1);
    siblings.iter().zip(stays).any(|((nth, _), stays)| *nth == a && !stays)
}

/// Which pairs make up the heaviest run whose order is the same on both sides.
fn heaviest_run(pairs: &[(usize, usize)], weight: &dyn Fn(usize) -> usize) -> Vec<bool> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (nth, (a, b)) in pairs.iter().enumerate() {
        let mut before: Option<usize> = None;
        for earlier in 0..nth {
            if pairs[earlier].1 < *b && before.is_none_or(|known| best[earlier].0 > best[known].0) {
                before = Some(earlier);
            }
        }
        best.push((before.map_or(0, |earlier| best[earlier].0) + weight(*a), before));
    }
    let mut stays = vec![false; pairs.len()];
    let mut at = (0..pairs.len()).max_by_key(|nth| (best[*nth].0, std::cmp::Reverse(*nth)));
    while let Some(nth) = at {
        stays[nth] = true;
        at = best[nth].1;
    }
    stays
}
