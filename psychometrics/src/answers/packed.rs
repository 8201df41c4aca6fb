//! Ordinal answers, several items to a byte.
//! Not here: counting them (see `count`) and reading them (see `frame`).

use super::coding::{self, Coded, MISSING, TOGETHER};
use super::{Groups, Tables, bytes, count};
use crate::numeric::wide::{Kernel, widest};
use crate::{Error, Result};

/// The codes one byte can hold.
const CODES: usize = 256;

/// Neighbouring items in one byte a row: `code = c0 + levels0 * (c1 + levels1 * (c2 + ...))`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// The first of its items.
    pub first: usize,
    /// For each item the number of codes: its categories, and one more (the last) where answers are missing.
    pub levels: Vec<usize>,
    /// One code per row.
    pub codes: Vec<u8>,
}

impl Block {
    /// How many codes there can be.
    pub fn size(&self) -> usize {
        self.levels.iter().product()
    }

    /// For each code of the block the level of its `place`-th item.
    pub fn levels_of(&self, place: usize) -> [u8; CODES] {
        let stride: usize = self.levels[..place].iter().product();
        std::array::from_fn(|code| (code / stride % self.levels[place]) as u8)
    }
}

/// Ordinal items of many respondents, at most a byte an answer (a third of one for five-point items).
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    names: Vec<String>,
    values: Vec<Vec<f64>>,
    /// How many chose each category, known since the answers were packed.
    margins: Vec<Vec<u64>>,
    rows: usize,
    pub(super) blocks: Vec<Block>,
}

impl Answers {
    /// Packs columns of whole numbers, NaN where an answer is missing. Categories are the values that occur.
    ///
    /// # Errors
    /// [`Error::Argument`] where names and columns do not match or columns differ in length, [`Error::Value`] for a
    /// number that is not whole, [`Error::TooManyCategories`] for more than 16 values.
    pub fn from_columns<C: AsRef<[f64]>>(names: &[String], columns: &[C]) -> Result<Self> {
        let rows = columns.first().map_or(0, |column| column.as_ref().len());
        same_shape(names, columns.iter().map(|column| column.as_ref().len()))?;
        let mut packed = Self::empty(names.to_vec(), rows);
        let mut scratch = Vec::new();
        for (names, columns) in names.chunks(TOGETHER).zip(columns.chunks(TOGETHER)) {
            let columns: Vec<&[f64]> = columns.iter().map(AsRef::as_ref).collect();
            for coded in coding::code_together(names, &columns, &mut scratch)? {
                scratch.extend(packed.push(coded));
            }
        }
        Ok(packed)
    }

    /// No column yet.
    fn empty(names: Vec<String>, rows: usize) -> Self {
        Self { names, values: Vec::new(), margins: Vec::new(), rows, blocks: Vec::new() }
    }

    /// Packs coded columns.
    pub(super) fn from_coded(names: Vec<String>, rows: usize, coded: Vec<Coded>) -> Self {
        let mut packed = Self::empty(names, rows);
        for column in coded {
            packed.push(column);
        }
        packed
    }

    /// Packs one more column; gives back its list of codes unless that was kept.
    fn push(&mut self, column: Coded) -> Option<Vec<u8>> {
        let gap = column.values.len() as u8;
        let levels = (column.values.len() + usize::from(column.gaps)).max(1);
        let mut codes = column.codes;
        let item = self.values.len();
        self.margins.push(bytes::count(&codes, gap));
        self.values.push(column.values);
        if let Some(block) = self.blocks.last_mut().filter(|block| block.size() * levels <= CODES) {
            widest(Packing { stride: block.size() as u8, gap, codes: &codes, packed: &mut block.codes });
            block.levels.push(levels);
            return Some(codes);
        }
        if column.gaps {
            for code in &mut codes {
                *code = (*code).min(gap);
            }
        }
        self.blocks.push(Block { first: item, levels: vec![levels], codes });
        None
    }

    /// Respondents, whether they answered or not.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.names.len()
    }

    /// Names of the items.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Category values of item `item`, rising.
    #[must_use]
    pub fn values(&self, item: usize) -> &[f64] {
        &self.values[item]
    }

    /// Bytes the packed answers take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.blocks.iter().map(|block| block.codes.len()).sum()
    }

    /// For each row the place of the answer in [`Self::values`], 255 where it is missing.
    #[must_use]
    pub fn codes(&self, item: usize) -> Vec<u8> {
        let Some((block, place)) = self.block_of(item) else { return vec![MISSING; self.rows] };
        let gap = self.values[item].len();
        let levels =
            block.levels_of(place).map(|level| if usize::from(level) == gap { MISSING } else { level });
        block.codes.iter().map(|&code| levels[usize::from(code)]).collect()
    }

    /// The answers to an item as numbers, NaN where they are missing.
    #[must_use]
    pub fn column(&self, item: usize) -> Vec<f64> {
        let value = |code: u8| self.values[item].get(usize::from(code)).copied().unwrap_or(f64::NAN);
        self.codes(item).into_iter().map(value).collect()
    }

    /// For each row whether every item was answered.
    #[must_use]
    pub fn complete(&self) -> Vec<bool> {
        let mut mask = vec![true; self.rows];
        for block in &self.blocks {
            let mut whole = [true; CODES];
            for place in 0..block.levels.len() {
                let gap = self.values[block.first + place].len();
                for (kept, level) in whole.iter_mut().zip(block.levels_of(place)) {
                    *kept &= usize::from(level) < gap;
                }
            }
            for (kept, &code) in mask.iter_mut().zip(&block.codes) {
                *kept &= whole[usize::from(code)];
            }
        }
        mask
    }

    /// The rows where `mask` is true, with the categories that still occur.
    ///
    /// # Errors
    /// [`Error::Argument`] where the mask has another length than the rows.
    pub fn keep(&self, mask: &[bool]) -> Result<Self> {
        if mask.len() != self.rows {
            return Err(Error::Argument {
                what: "row mask".to_owned(),
                why: format!("{} entries for {} rows", mask.len(), self.rows),
            });
        }
        let rows: Vec<usize> = (0..self.rows).filter(|&row| mask[row]).collect();
        Ok(self.gather(&rows))
    }

    /// The rows with the given numbers, in that order, with the categories that still occur.
    pub(super) fn gather(&self, rows: &[usize]) -> Self {
        let columns: Vec<Vec<u8>> = (0..self.items()).map(|item| self.codes(item)).collect();
        self.gather_from(&columns, rows)
    }

    /// [`Self::gather`] from unpacked columns.
    fn gather_from(&self, columns: &[Vec<u8>], rows: &[usize]) -> Self {
        let pick = |column: &Vec<u8>| rows.iter().map(|&row| column[row]).collect();
        let coded = self.values.iter().zip(columns).map(|(values, column)| recoded(values, pick(column)));
        Self::from_coded(self.names.clone(), rows.len(), coded.collect())
    }

    /// Some of the items, in the order given.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn select(&self, names: &[String]) -> Result<Self> {
        let places = names.iter().map(|name| self.place(name)).collect::<Result<Vec<_>>>()?;
        let coded = places.iter().map(|&item| recoded(&self.values[item], self.codes(item))).collect();
        Ok(Self::from_coded(names.to_vec(), self.rows, coded))
    }

    /// The same answers with the named items keyed the other way: `least + most - answer`, the bounds being those given
    /// or else the least and the most value that occur in the item.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::Argument`] where an answer lies outside the bounds.
    pub fn reversed(&self, names: &[String], bounds: Option<(f64, f64)>) -> Result<Self> {
        let mut turned = vec![false; self.items()];
        for name in names {
            turned[self.place(name)?] = true;
        }
        let mut coded = Vec::with_capacity(self.items());
        for (item, &turn) in turned.iter().enumerate() {
            let mut column = recoded(&self.values[item], self.codes(item));
            if let (true, Some((&least, &most))) = (turn, column.values.first().zip(column.values.last())) {
                let (low, high) = super::frame::within(&self.names[item], (least, most), bounds)?;
                column.values = column.values.iter().rev().map(|value| low + high - value).collect();
                let last = column.values.len() as u8 - 1;
                for code in &mut column.codes {
                    *code = if *code == MISSING { MISSING } else { last - *code };
                }
            }
            coded.push(column);
        }
        Ok(Self::from_coded(self.names.clone(), self.rows, coded))
    }

    /// How many chose each category of each item.
    #[must_use]
    pub fn margins(&self) -> Vec<Vec<u64>> {
        self.margins.clone()
    }

    /// Every two-way table of the items.
    #[must_use]
    pub fn tables(&self) -> Tables {
        count::tables(self)
    }

    /// Every two-way table among the rows that answered every item.
    #[must_use]
    pub fn complete_tables(&self) -> Tables {
        let mask = self.complete();
        let rows: Vec<usize> = (0..self.rows).filter(|&row| mask[row]).collect();
        count::tables(&self.gather(&rows))
    }

    /// Every two-way table within each group, in the order of the groups' labels; rows without a group are left out.
    ///
    /// # Errors
    /// [`Error::Argument`] where the groups have another number of rows.
    pub fn tables_by(&self, groups: &Groups) -> Result<Vec<(String, Tables)>> {
        if groups.of.len() != self.rows {
            let why = format!("{} entries for {} rows", groups.of.len(), self.rows);
            return Err(Error::Argument { what: "groups".to_owned(), why });
        }
        let mut members = vec![Vec::new(); groups.labels.len()];
        for (row, group) in groups.of.iter().enumerate() {
            if let Some(list) = group.and_then(|group| members.get_mut(group)) {
                list.push(row);
            }
        }
        // The codes of an item are unpacked once, not once for each group.
        let columns: Vec<Vec<u8>> = (0..self.items()).map(|item| self.codes(item)).collect();
        let tables = members.iter().map(|rows| count::tables(&self.gather_from(&columns, rows)));
        Ok(groups.labels.iter().cloned().zip(tables).collect())
    }

    /// The place of a named item.
    fn place(&self, name: &str) -> Result<usize> {
        let found = self.names.iter().position(|known| known == name);
        found.ok_or_else(|| Error::UnknownColumn { name: name.to_owned() })
    }

    /// The block that holds an item and the item's place in it.
    fn block_of(&self, item: usize) -> Option<(&Block, usize)> {
        let block = self.blocks.iter().rev().find(|block| block.first <= item)?;
        Some((block, item - block.first))
    }
}

/// Adds an item to the codes of a block.
struct Packing<'a> {
    stride: u8,
    gap: u8,
    codes: &'a [u8],
    packed: &'a mut [u8],
}

impl Kernel for Packing<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (packed, code) in self.packed.iter_mut().zip(self.codes) {
            // The code of a gap is the largest there is, so the least of both is the gap's level.
            *packed = packed.wrapping_add(self.stride.wrapping_mul((*code).min(self.gap)));
        }
    }
}

/// Drops categories that no longer occur.
fn recoded(values: &[f64], mut codes: Vec<u8>) -> Coded {
    let used: Vec<u8> = (0..values.len() as u8).filter(|code| codes.contains(code)).collect();
    if used.len() < values.len() {
        let mut places = [MISSING; CODES];
        for (place, &code) in (0u8..).zip(&used) {
            places[usize::from(code)] = place;
        }
        for code in &mut codes {
            *code = places[usize::from(*code)];
        }
    }
    let gaps = codes.contains(&MISSING);
    Coded { values: used.iter().map(|&code| values[usize::from(code)]).collect(), codes, gaps }
}

/// Refuses names and columns that do not belong together.
pub(super) fn same_shape(names: &[String], lengths: impl ExactSizeIterator<Item = usize>) -> Result<()> {
    let refuse = |why: String| Err(Error::Argument { what: "columns".to_owned(), why });
    if names.len() != lengths.len() {
        return refuse(format!("{} names for {} columns", names.len(), lengths.len()));
    }
    let mut first = None;
    for (name, length) in names.iter().zip(lengths) {
        let rows = *first.get_or_insert(length);
        if length != rows {
            return refuse(format!("\"{name}\" has {length} rows, \"{}\" has {rows}", names[0]));
        }
    }
    Ok(())
}
