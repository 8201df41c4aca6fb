//! Tables as text: one stable JSON form, so that counts of several files, machines or counties can be added.
//!
//! `{"format":"psychometrics-tables","version":1,"rows":N,"items":[{"name","values":[..],"counts":[..]},..],
//! "pairs":[[..],..]}`: `pairs` holds one list for each pair of items in the order (1,2), (1,3), .., (2,3), .., each
//! row-major with a row for each value of the first item and a column for each value of the second.
//! Not here: files.

use serde::{Deserialize, Serialize};

use super::{MOST_CATEGORIES, Tables};
use crate::{Error, Result};

/// The name of the form.
const FORMAT: &str = "psychometrics-tables";

/// The whole document.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    version: u32,
    rows: u64,
    items: Vec<Item>,
    pairs: Vec<Vec<u64>>,
}

/// One item.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    name: String,
    values: Vec<f64>,
    counts: Vec<u64>,
}

impl Tables {
    /// The tables as JSON; equal tables give equal text.
    ///
    /// # Errors
    /// [`Error::Argument`] if the text cannot be written (it can, unless memory ends).
    pub fn to_json(&self) -> Result<String> {
        let items = (0..self.items()).map(|i| Item {
            name: self.names[i].clone(),
            values: self.values[i].clone(),
            counts: self.margins[i].clone(),
        });
        let document = Document {
            format: FORMAT.to_owned(),
            version: 1,
            rows: self.rows,
            items: items.collect(),
            pairs: self.pairs.clone(),
        };
        serde_json::to_string(&document).map_err(|error| refuse(error.to_string()))
    }

    /// Reads tables and checks that they can be counts of one set of rows.
    ///
    /// # Errors
    /// [`Error::Argument`] that says what does not fit.
    ///
    /// ```
    /// use psychometrics::answers::{Answers, Tables};
    /// let names = vec!["q1".to_owned(), "q2".to_owned()];
    /// let tables = Answers::from_columns(&names, &[vec![1.0, 2.0], vec![2.0, 2.0]])?.tables();
    /// assert_eq!(Tables::from_json(&tables.to_json()?)?, tables);
    /// # Ok::<(), psychometrics::Error>(())
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let document: Document = serde_json::from_str(text).map_err(|error| refuse(error.to_string()))?;
        if document.format != FORMAT || document.version != 1 {
            return Err(refuse(format!(
                "\"{}\" version {} is not known here",
                document.format, document.version
            )));
        }
        let (mut names, mut values, mut margins) = (Vec::new(), Vec::new(), Vec::new());
        for item in document.items {
            check_item(&item, document.rows)?;
            if names.contains(&item.name) {
                return Err(refuse(format!("two items are named \"{}\"", item.name)));
            }
            names.push(item.name);
            values.push(item.values);
            margins.push(item.counts);
        }
        if document.pairs.len() != super::tables::pair_count(names.len()) {
            return Err(refuse(format!("{} pairs for {} items", document.pairs.len(), names.len())));
        }
        let tables = Self { names, values, rows: document.rows, margins, pairs: document.pairs };
        for i in 0..tables.items() {
            for j in i + 1..tables.items() {
                check_pair(&tables, i, j)?;
            }
        }
        Ok(tables)
    }
}

/// A refusal of the text.
fn refuse(why: String) -> Error {
    Error::Argument { what: "tables".to_owned(), why }
}

/// A sum that may not pass the largest count.
fn total<'a>(what: &str, counts: impl IntoIterator<Item = &'a u64>) -> Result<u64> {
    let mut counts = counts.into_iter();
    let sum = counts.try_fold(0u64, |sum, count| sum.checked_add(*count));
    sum.ok_or_else(|| refuse(format!("{what}: the counts pass the largest whole number")))
}

/// Values rise and are whole, counts match them and the rows.
fn check_item(item: &Item, rows: u64) -> Result<()> {
    let what = format!("item \"{}\"", item.name);
    let rising = item.values.windows(2).all(|pair| pair[0] < pair[1]);
    if !rising || item.values.iter().any(|value| !value.is_finite() || value.fract() != 0.0) {
        return Err(refuse(format!("{what}: its values are not whole and rising")));
    }
    if item.values.len() > MOST_CATEGORIES {
        return Err(super::coding::too_many(&item.name, item.values.len()));
    }
    if item.counts.len() != item.values.len() {
        return Err(refuse(format!("{what}: {} counts for {} values", item.counts.len(), item.values.len())));
    }
    if total(&what, &item.counts)? > rows {
        return Err(refuse(format!("{what}: more answers than the {rows} rows")));
    }
    Ok(())
}

/// Joint counts have the right number, fit under their margins, and leave out no more rows than can be missing.
fn check_pair(tables: &Tables, i: usize, j: usize) -> Result<()> {
    let what = format!("pair \"{}\", \"{}\"", tables.names[i], tables.names[j]);
    let (height, width) = (tables.values[i].len(), tables.values[j].len());
    let cells = tables.upper(i, j);
    if cells.len() != height * width {
        return Err(refuse(format!("{what}: {} counts for {height} x {width} values", cells.len())));
    }
    for (row, &margin) in tables.margins[i].iter().enumerate() {
        if total(&what, &cells[row * width..(row + 1) * width])? > margin {
            return Err(refuse(format!(
                "{what}: more joint answers than answers to \"{}\"",
                tables.names[i]
            )));
        }
    }
    for (column, &margin) in tables.margins[j].iter().enumerate() {
        if total(&what, cells.iter().skip(column).step_by(width))? > margin {
            return Err(refuse(format!(
                "{what}: more joint answers than answers to \"{}\"",
                tables.names[j]
            )));
        }
    }
    let least = u128::from(tables.answered(i)) + u128::from(tables.answered(j));
    if u128::from(total(&what, cells)?) + u128::from(tables.rows) < least {
        return Err(refuse(format!("{what}: fewer joint answers than {} rows allow", tables.rows)));
    }
    Ok(())
}
