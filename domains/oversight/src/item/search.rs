//! Search over the published catalogue: an index in memory by pairs of characters, made anew when the catalogue moves.
//! Not here: pages of results (`pages`).

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Fault, Tx, params, settings};

use super::publishing::TURN;
use super::{Item, by_unit, everybody, version};
use crate::store::item as sql;

/// A pair of characters; a single one with nothing behind it.
type Pair = (char, char);

/// What a hit in the name weighs against one in other words.
const NAME: u32 = 4;

/// The published catalogue, ready to be searched.
#[derive(Debug, Default)]
pub struct Index {
    items: Vec<Item>,
    names: Vec<String>,
    pairs: HashMap<Pair, Vec<(u32, u32)>>,
    kinds: HashMap<&'static str, usize>,
    offices: Vec<(String, String, i64)>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// A page of items, the best first.
    pub items: Vec<Item>,
    /// How many there are.
    pub count: usize,
}

/// What is asked; empty parts narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Words.
    pub words: String,
    /// Unit id.
    pub unit: String,
    /// Code of a kind.
    pub kind: String,
}

/// Letters and digits in small form, spaces and signs as breaks.
fn plain(text: &str) -> String {
    web::forms::narrow(text)
        .chars()
        .map(|c| if c.is_alphanumeric() { c.to_lowercase().next().unwrap_or(c) } else { ' ' })
        .collect()
}

fn pairs_of(text: &str) -> Vec<Pair> {
    let plain = plain(text);
    let mut found = Vec::new();
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        let chars: Vec<char> = word.chars().collect();
        found.extend(chars.windows(2).map(|two| (two[0], two[1])));
        found.extend(chars.iter().map(|one| (*one, ' ')));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The pairs of a question: single characters only where a word has no more.
fn asked(text: &str) -> Vec<Pair> {
    let plain = plain(text);
    let mut found = Vec::new();
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        let chars: Vec<char> = word.chars().collect();
        match chars.as_slice() {
            [one] => found.push((*one, ' ')),
            more => found.extend(more.windows(2).map(|two| (two[0], two[1]))),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl Index {
    /// An index of items, each with the other words people know it by.
    #[must_use]
    pub fn of(items: Vec<(Item, String)>) -> Index {
        let mut index = Index::default();
        for (place, (item, words)) in (0_u32..).zip(items) {
            let mut weights: HashMap<Pair, u32> = HashMap::new();
            for (text, weight) in [
                (&*item.name, NAME),
                (&*words, 2),
                (&*item.unit_name, 1),
                (&*item.code, NAME),
                (item.kind.words().zh, 1),
            ] {
                for pair in pairs_of(text) {
                    let known = weights.entry(pair).or_insert(0);
                    *known = (*known).max(weight);
                }
            }
            for (pair, weight) in weights {
                index.pairs.entry(pair).or_default().push((place, weight));
            }
            *index.kinds.entry(item.kind.code()).or_default() += 1;
            index.names.push(plain(&item.name));
            index.items.push(item);
        }
        index
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether nothing is published.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// How many items of a kind there are.
    #[must_use]
    pub fn of_kind(&self, kind: &str) -> usize {
        self.kinds.get(kind).copied().unwrap_or(0)
    }

    /// Offices that have items, in the county's order: id, name, how many.
    #[must_use]
    pub fn offices(&self) -> &[(String, String, i64)] {
        &self.offices
    }

    fn fits(item: &Item, question: &Question) -> bool {
        (question.unit.is_empty() || item.unit == question.unit)
            && (question.kind.is_empty() || item.kind.code() == question.kind)
    }

    /// A page of what fits a question. Without words everything fits, by code; with words the best come first, and what
    /// shares less than half of them with the best is left out.
    #[must_use]
    pub fn find(&self, question: &Question, from: usize, most: usize) -> Found {
        let words = asked(&question.words);
        if words.is_empty() {
            let fitting: Vec<&Item> = self.items.iter().filter(|item| Index::fits(item, question)).collect();
            let items = fitting.iter().skip(from).take(most).map(|item| (*item).clone()).collect();
            return Found { items, count: fitting.len() };
        }
        let mut scores = vec![0_u32; self.items.len()];
        for pair in &words {
            for (place, weight) in self.pairs.get(pair).into_iter().flatten() {
                if let Some(score) = scores.get_mut(*place as usize) {
                    *score += weight;
                }
            }
        }
        let whole = plain(&question.words).trim().to_owned();
        let mut hits: Vec<(u32, usize)> = Vec::new();
        for (place, score) in scores.iter().enumerate().filter(|(_, score)| **score > 0) {
            if !self.items.get(place).is_some_and(|item| Index::fits(item, question)) {
                continue;
            }
            let exact = self.names.get(place).is_some_and(|name| name.contains(&whole));
            hits.push((score + if exact { 2 * NAME } else { 0 }, place));
        }
        hits.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = hits.first().map_or(0, |hit| hit.0);
        hits.retain(|hit| hit.0 * 2 >= best);
        let items =
            hits.iter().skip(from).take(most).filter_map(|hit| self.items.get(hit.1).cloned()).collect();
        Found { items, count: hits.len() }
    }
}

/// The index as it was last made, with the state of the catalogue it was made from.
#[derive(Debug, Default)]
pub struct Shelf(RwLock<Option<(String, Arc<Index>)>>);

impl Shelf {
    /// The index of the catalogue as it stands in this transaction.
    ///
    /// # Errors
    /// If the catalogue cannot be read.
    pub fn index(&self, tx: &mut Tx<'_>) -> Result<Arc<Index>, Fault> {
        let turn = settings::get(tx, TURN)?.unwrap_or_default();
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((of, index)) = kept
            && of == turn
        {
            return Ok(index);
        }
        let mut items = Vec::new();
        for row in tx.rows(&everybody(), sql::PUBLISHED, params![])? {
            let says = version::body(row.word(6)?)?;
            items.push((listed(&row)?, says.words));
        }
        let index = Arc::new(Index { offices: by_unit(tx)?, ..Index::of(items) });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some((turn, index.clone()));
        Ok(index)
    }
}

/// A row of the published catalogue, which carries what the item says in place of its state.
fn listed(row: &kernel::db::Row) -> Result<Item, kernel::DbError> {
    let kind = crate::says::Kind::read(row, 5)?;
    Ok(Item {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        code: row.text(3)?,
        name: row.text(4)?,
        kind,
        state: super::State::Published,
        version: 0,
    })
}
