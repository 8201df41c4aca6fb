//! Who belongs to which group: labels in a stable order, one code for each row, rows sorted by group.
//! Not here: what is computed for groups.

use std::collections::HashMap;

use super::variables::Variable;
use crate::{Error, Result};

/// The code of a row that belongs to no group.
pub const NOBODY: u32 = u32::MAX;

/// A grouping of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    labels: Vec<String>,
    codes: Vec<u32>,
}

/// Rows sorted by group.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted {
    rows: Option<Vec<u32>>,
    starts: Vec<usize>,
}

impl Groups {
    /// Groups named by numbers; NaN belongs to no group. Labels come in rising order.
    ///
    /// ```
    /// let groups = psychometrics::nested::groups::Groups::from_numbers(&[10.0, 2.0, 10.0, f64::NAN]).unwrap();
    /// assert_eq!(groups.labels(), ["2", "10"]);
    /// ```
    ///
    /// # Errors
    /// [`Error::TooFew`] where no row belongs to a group.
    pub fn from_numbers(values: &[f64]) -> Result<Self> {
        let (low, high) = values
            .iter()
            .filter(|value| !value.is_nan())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
                (low.min(value), high.max(value))
            });
        let span = high - low;
        let whole = span < 4.0 * values.len() as f64 + 1024.0
            && values.iter().all(|&value| value.is_nan() || value.fract() == 0.0);
        let (levels, codes) = if whole { counted(values, low, span) } else { sorted_levels(values) };
        Self { labels: levels.iter().map(|&level| label(level)).collect(), codes }.checked()
    }

    /// The groups of a column, by its numbers or texts.
    ///
    /// # Errors
    /// [`Error::TooFew`] where no row belongs to a group.
    pub fn of(variable: Variable<'_>) -> Result<Self> {
        match variable {
            Variable::Number(values) => Self::from_numbers(values),
            Variable::Text(values) => Self::from_text(values),
        }
    }

    /// Groups named by texts; a row without text belongs to no group. Labels come in alphabetical order, or as numbers
    /// where all of them are numbers.
    ///
    /// # Errors
    /// [`Error::TooFew`] where no row belongs to a group.
    pub fn from_text(values: &[Option<String>]) -> Result<Self> {
        let mut seen: HashMap<&str, u32> = HashMap::new();
        let mut levels: Vec<&str> = Vec::new();
        let mut codes: Vec<u32> = Vec::with_capacity(values.len());
        for value in values {
            let place = |value| {
                *seen.entry(value).or_insert_with(|| {
                    levels.push(value);
                    levels.len() as u32 - 1
                })
            };
            codes.push(value.as_deref().map_or(NOBODY, place));
        }
        let numbers: Option<Vec<f64>> = levels.iter().map(|level| level.trim().parse().ok()).collect();
        let mut order: Vec<usize> = (0..levels.len()).collect();
        match numbers {
            Some(numbers) => order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b])),
            None => order.sort_by_key(|&a| levels[a]),
        }
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new as u32;
        }
        for code in codes.iter_mut().filter(|code| **code != NOBODY) {
            *code = place[*code as usize];
        }
        Self { labels: order.iter().map(|&old| levels[old].to_owned()).collect(), codes }.checked()
    }

    /// Groups by codes that are already known: `codes[row]` is a place in `labels`, or [`NOBODY`].
    ///
    /// # Errors
    /// [`Error::Value`] for a code without label; [`Error::TooFew`] where no row belongs to a group.
    pub fn from_codes(labels: Vec<String>, codes: Vec<u32>) -> Result<Self> {
        if let Some(row) = codes.iter().position(|&code| code != NOBODY && code as usize >= labels.len()) {
            return Err(Error::Value {
                item: "group".to_owned(),
                row: row + 1,
                value: codes[row].to_string(),
                why: "has no label".to_owned(),
            });
        }
        Self { labels, codes }.checked()
    }

    /// The groups made by both groupings at once, such as classes within schools; only those that occur.
    /// Labels are `inner:outer`, sorted by outer, then inner.
    ///
    /// # Errors
    /// [`Error::TooFew`] where no row belongs to both.
    pub fn within(&self, outer: &Self) -> Result<Self> {
        let key = |(&inner, &outer): (&u32, &u32)| {
            (inner != NOBODY && outer != NOBODY).then_some((u64::from(outer) << 32) | u64::from(inner))
        };
        let keys: Vec<Option<u64>> = self.codes.iter().zip(&outer.codes).map(key).collect();
        let mut levels: Vec<u64> = keys.iter().flatten().copied().collect();
        levels.sort_unstable();
        levels.dedup();
        let place: HashMap<u64, u32> =
            levels.iter().enumerate().map(|(at, &level)| (level, at as u32)).collect();
        let codes = keys.iter().map(|key| key.map_or(NOBODY, |key| place[&key])).collect();
        let name = |&level: &u64| {
            let inner = &self.labels[(level & 0xffff_ffff) as usize];
            format!("{inner}:{}", outer.labels[(level >> 32) as usize])
        };
        Self { labels: levels.iter().map(name).collect(), codes }.checked()
    }

    /// The same groups for some of the rows only; groups without rows left go.
    ///
    /// # Errors
    /// [`Error::TooFew`] where no row belongs to a group.
    pub fn of_rows(&self, rows: &[u32]) -> Result<Self> {
        let mut used = vec![false; self.labels.len()];
        for &row in rows {
            if self.codes[row as usize] != NOBODY {
                used[self.codes[row as usize] as usize] = true;
            }
        }
        let mut place = vec![NOBODY; used.len()];
        let mut labels = Vec::new();
        for (old, label) in self.labels.iter().enumerate().filter(|&(old, _)| used[old]) {
            place[old] = labels.len() as u32;
            labels.push(label.clone());
        }
        let code = |&row: &u32| match self.codes[row as usize] {
            NOBODY => NOBODY,
            old => place[old as usize],
        };
        Self { labels, codes: rows.iter().map(code).collect() }.checked()
    }

    /// How many groups there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.labels.len()
    }

    /// The names of the groups.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// For each row the place of its group in [`Self::labels`], or [`NOBODY`].
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// How many rows each group has.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.labels.len()];
        for &code in self.codes.iter().filter(|&&code| code != NOBODY) {
            sizes[code as usize] += 1;
        }
        sizes
    }

    /// The rows sorted by group (a counting sort; rows of a group keep their order).
    #[must_use]
    pub fn sorted(&self) -> Sorted {
        let mut starts = vec![0; self.labels.len() + 1];
        let mut in_order = true;
        let mut last = 0;
        for &code in &self.codes {
            in_order &= code >= last && code != NOBODY;
            last = code;
            if code != NOBODY {
                starts[code as usize + 1] += 1;
            }
        }
        for group in 0..self.labels.len() {
            starts[group + 1] += starts[group];
        }
        if in_order {
            return Sorted { rows: None, starts };
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[self.labels.len()]];
        for (row, &code) in self.codes.iter().enumerate().filter(|&(_, &code)| code != NOBODY) {
            rows[next[code as usize]] = row as u32;
            next[code as usize] += 1;
        }
        Sorted { rows: Some(rows), starts }
    }

    fn checked(self) -> Result<Self> {
        if self.labels.is_empty() {
            return Err(Error::TooFew { what: "groups".to_owned(), needed: 1, found: 0 });
        }
        Ok(self)
    }
}

impl Sorted {
    /// How many groups there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many rows group `group` has.
    #[must_use]
    pub fn size(&self, group: usize) -> usize {
        self.starts[group + 1] - self.starts[group]
    }

    /// The values of `column` in a group: the column itself where its rows stand together, otherwise gathered in `room`.
    #[must_use]
    pub fn values<'a>(&self, group: usize, column: &'a [f64], room: &'a mut Vec<f64>) -> &'a [f64] {
        let range = self.starts[group]..self.starts[group + 1];
        match &self.rows {
            None => &column[range],
            Some(rows) => {
                room.clear();
                room.extend(rows[range].iter().map(|&row| column[row as usize]));
                room
            }
        }
    }
}

fn counted(values: &[f64], low: f64, span: f64) -> (Vec<f64>, Vec<u32>) {
    if span.is_nan() || span < 0.0 {
        return (Vec::new(), vec![NOBODY; values.len()]);
    }
    let mut place = vec![NOBODY; span as usize + 1];
    for value in values.iter().filter(|value| !value.is_nan()) {
        place[(value - low) as usize] = 0;
    }
    let mut levels = Vec::new();
    for (at, place) in place.iter_mut().enumerate().filter(|(_, place)| **place == 0) {
        *place = levels.len() as u32;
        levels.push(low + at as f64);
    }
    let code = |value: &f64| if value.is_nan() { NOBODY } else { place[(value - low) as usize] };
    let codes = values.iter().map(code).collect();
    (levels, codes)
}

fn sorted_levels(values: &[f64]) -> (Vec<f64>, Vec<u32>) {
    let mut levels: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    levels.sort_unstable_by(f64::total_cmp);
    levels.dedup();
    let code = |value: &f64| match levels.binary_search_by(|level| level.total_cmp(&(value + 0.0))) {
        Ok(at) => at as u32,
        Err(_) => levels.iter().position(|level| level == value).map_or(NOBODY, |at| at as u32),
    };
    let codes = values.iter().map(code).collect();
    (levels, codes)
}

fn label(level: f64) -> String {
    // Zero and minus zero are one group and have one name.
    (level + 0.0).to_string()
}
