//! The data a command works on: which file, which columns, keyed how, which rows.
//! Not here: what is computed from them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use calamine::{Data, Reader, open_workbook_auto};
use clap::{Args, ValueEnum};
use flate2::read::GzDecoder;
use psychometrics::answers::{Column, Frame, Groups, Limits};
use regex::Regex;

use crate::Stopped;

/// Bytes of a csv file above which answers are counted as they are read; as columns they would take four times as much.
const LARGE: u64 = 256 << 20;

/// What is done with rows that lack an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Missing {
    /// Every pair of items uses the rows that have both.
    Pairwise,
    /// Only rows with every answer are used.
    Listwise,
    /// Full information maximum likelihood: every row counts with what it has.
    Fiml,
}

/// The file and the columns of it.
#[derive(Debug, Clone, Args)]
pub struct Input {
    /// csv (also .gz), xlsx, or - for csv from standard input.
    pub file: String,
    /// The items: a list like a1,a2,a3, a range like a1:a9, or a regular expression over column names.
    #[arg(long, value_name = "REGEX|LIST")]
    pub items: Option<String>,
    /// Items keyed the other way: a list or a regular expression.
    #[arg(long, value_name = "LIST")]
    pub reverse: Option<String>,
    /// Least and most possible answer, to reverse by, e.g. 1,5; else the least and most that occur in the item.
    #[arg(long, value_name = "LEAST,MOST")]
    pub range: Option<String>,
    /// Column whose values divide the rows into groups.
    #[arg(long, value_name = "COL")]
    pub group: Option<String>,
    /// Column that names the cluster of each row.
    #[arg(long, value_name = "COL")]
    pub cluster: Option<String>,
    /// What is done with missing answers.
    #[arg(long, value_enum)]
    pub missing: Option<Missing>,
}

/// The rows of one group, or all rows.
#[derive(Debug, Clone)]
pub struct Part {
    /// The group; none where the rows are not divided.
    pub group: Option<String>,
    /// Its rows.
    pub frame: Frame,
}

impl Input {
    /// The file, its reversed items turned.
    ///
    /// # Errors
    /// A file that cannot be read, a column that is not there, bounds that leave out answers.
    pub fn read(&self) -> Result<Frame, Stopped> {
        let mut frame = read(&self.file)?;
        if let Some(reverse) = &self.reverse {
            let names = chosen(frame.names(), reverse)?;
            frame.reverse(&names, self.bounds()?)?;
        }
        Ok(frame)
    }

    /// The file as rows of people, for work that counts are not enough for.
    ///
    /// # Errors
    /// As [`Input::read`]; a file of counts, saying what needs the rows.
    pub fn rows(&self, what: &str) -> Result<Frame, Stopped> {
        if is_counts(&self.file) {
            return Err(format!(
                "{}: counts of pairs of items hold nobody's row, and {what} needs the rows; give the file of answers",
                self.file
            )
            .into());
        }
        self.read()
    }

    /// Whether the file is csv so large that it is better counted as it is read than held as columns, where counts are
    /// enough and nothing divides or leaves out rows.
    pub fn is_large(&self) -> bool {
        let name = self.file.to_ascii_lowercase();
        let most = if name.ends_with(".csv") { LARGE } else { LARGE / 8 };
        (name.ends_with(".csv") || name.ends_with(".csv.gz"))
            && self.group.is_none()
            && self.cluster.is_none()
            && self.missing.is_none_or(|rule| rule == Missing::Pairwise)
            && std::fs::metadata(&self.file).is_ok_and(|file| file.len() > most)
    }

    /// The least and most answer named by `--range`.
    ///
    /// # Errors
    /// A range that cannot be read.
    pub fn bounds(&self) -> Result<Option<(f64, f64)>, Stopped> {
        let Some(text) = &self.range else { return Ok(None) };
        let parsed = text.split_once(',').and_then(|(low, high)| {
            Some((low.trim().parse::<f64>().ok()?, high.trim().parse::<f64>().ok()?))
        });
        match parsed {
            Some((low, high)) if low < high => Ok(Some((low, high))),
            _ => Err(format!("--range {text}: give the least and the most answer, e.g. 1,5").into()),
        }
    }

    /// The items chosen, or else every numeric column that is not the group or cluster.
    ///
    /// # Errors
    /// A column that is not there, or no column at all.
    pub fn items(&self, frame: &Frame) -> Result<Vec<String>, Stopped> {
        if let Some(pattern) = &self.items {
            return chosen(frame.names(), pattern);
        }
        let apart = [self.group.as_deref(), self.cluster.as_deref()];
        let kept: Vec<String> = frame
            .names()
            .iter()
            .filter(|name| !apart.contains(&Some(name.as_str())))
            .filter(|name| matches!(frame.column(name), Ok(Column::Numbers(_))))
            .cloned()
            .collect();
        if kept.is_empty() { Err("the file has no numeric column".into()) } else { Ok(kept) }
    }

    /// The rows divided by `--group`, in the order of the groups; one part without it. Rows without a group are left out.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn parts(&self, frame: Frame) -> Result<Vec<Part>, Stopped> {
        let Some(column) = &self.group else { return Ok(vec![Part { group: None, frame }]) };
        let Groups { labels, of } = frame.groups(column)?;
        labels
            .into_iter()
            .enumerate()
            .map(|(place, label)| {
                let mask: Vec<bool> = of.iter().map(|group| *group == Some(place)).collect();
                Ok(Part { group: Some(label), frame: kept(&frame, &mask)? })
            })
            .collect()
    }
}

/// The columns a list, a range `first:last` or a regular expression names, in the order of the list or of the file.
///
/// # Errors
/// A name that is no column, an expression that cannot be read or matches nothing.
pub fn chosen(names: &[String], pattern: &str) -> Result<Vec<String>, Stopped> {
    let place = |name: &str| names.iter().position(|known| known == name);
    let unknown =
        |name: &str| format!("there is no column named \"{name}\"; the file has: {}", names.join(", "));
    if place(pattern).is_some() {
        return Ok(vec![pattern.to_owned()]);
    }
    let is_list = pattern.contains(',') && !pattern.contains(['[', '(', '{', '^', '$', '|', '\\']);
    if is_list || pattern.split_whitespace().count() > 1 {
        let mut kept = Vec::new();
        for part in pattern.split([',', ' ', '\n', '\t']).filter(|part| !part.is_empty()) {
            kept.extend(range(names, part)?.unwrap_or_else(|| vec![part.to_owned()]));
        }
        return match kept.iter().find(|name| place(name).is_none()) {
            Some(name) => Err(unknown(name).into()),
            None => Ok(kept),
        };
    }
    if let Some(between) = range(names, pattern)? {
        return Ok(between);
    }
    let expression = Regex::new(pattern).map_err(|error| format!("\"{pattern}\" cannot be read: {error}"))?;
    let kept: Vec<String> = names.iter().filter(|name| expression.is_match(name)).cloned().collect();
    if kept.is_empty() { Err(unknown(pattern).into()) } else { Ok(kept) }
}

/// `first:last` as the columns from one to the other, where both are columns.
fn range(names: &[String], part: &str) -> Result<Option<Vec<String>>, Stopped> {
    let Some((first, last)) = part.split_once(':') else { return Ok(None) };
    let place = |name: &str| names.iter().position(|known| known == name);
    match (place(first), place(last)) {
        (Some(from), Some(to)) if from <= to => Ok(Some(names[from..=to].to_vec())),
        (Some(_), Some(_)) => Err(format!("{part}: \"{last}\" stands before \"{first}\"").into()),
        _ => Ok(None),
    }
}

/// A frame of some of the rows.
///
/// # Errors
/// None in practice: columns keep equal lengths.
pub fn kept(frame: &Frame, mask: &[bool]) -> Result<Frame, Stopped> {
    let mut columns = Vec::with_capacity(frame.names().len());
    for name in frame.names() {
        columns.push(match frame.column(name)? {
            Column::Numbers(numbers) => Column::Numbers(some(numbers, mask)),
            Column::Texts { cells, row, line } => {
                Column::Texts { cells: some(cells, mask), row: *row, line: *line }
            }
        });
    }
    Ok(Frame::from_mixed(frame.names(), columns)?)
}

fn some<T: Clone>(cells: &[T], mask: &[bool]) -> Vec<T> {
    cells.iter().zip(mask).filter(|(_, kept)| **kept).map(|(cell, _)| cell.clone()).collect()
}

/// Whether a file holds counts instead of answers.
pub fn is_counts(file: &str) -> bool {
    file.to_ascii_lowercase().ends_with(".json")
}

/// Reads a data file by its ending; `-` is csv from standard input.
///
/// # Errors
/// A file that cannot be opened or read, with the line where that can be told.
pub fn read(file: &str) -> Result<Frame, Stopped> {
    if file == "-" {
        return Ok(Frame::read(io::stdin().lock(), &Limits::default())?);
    }
    let path = Path::new(file);
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
    if ["xlsx", "xlsm", "xls", "ods"].contains(&ending.as_str()) {
        return workbook(path);
    }
    let opened = File::open(path).map_err(|error| format!("{file}: {error}"))?;
    let source: Box<dyn Read> =
        if ending == "gz" { Box::new(GzDecoder::new(opened)) } else { Box::new(opened) };
    Ok(Frame::read(source, &Limits::default()).map_err(|error| format!("{file}: {error}"))?)
}

/// The first sheet of a workbook: a header row, then numbers and texts.
fn workbook(path: &Path) -> Result<Frame, Stopped> {
    let shown = path.display();
    let mut book = open_workbook_auto(path).map_err(|error| format!("{shown}: {error}"))?;
    let sheet = book.worksheet_range_at(0).ok_or_else(|| format!("{shown}: there is no sheet"))?;
    let sheet = sheet.map_err(|error| format!("{shown}: {error}"))?;
    let mut rows = sheet.rows();
    let head = rows.next().ok_or_else(|| format!("{shown}: the first sheet is empty"))?;
    let names: Vec<String> = head.iter().map(|cell| cell.to_string().trim().to_owned()).collect();
    if let Some(at) = names.iter().position(String::is_empty) {
        return Err(format!("{shown}: column {} has no name in the first row", at + 1).into());
    }
    let body: Vec<&[Data]> = rows.collect();
    let columns = (0..names.len()).map(|at| sheet_column(&body, at)).collect();
    Ok(Frame::from_mixed(&names, columns)?)
}

fn sheet_column(body: &[&[Data]], at: usize) -> Column {
    let cell = |row: &[Data]| -> Option<String> {
        let text = row.get(at).map(ToString::to_string).unwrap_or_default();
        let text = text.trim();
        (!text.is_empty() && text != "NA" && text != "NaN").then(|| text.to_owned())
    };
    let cells: Vec<Option<String>> = body.iter().map(|row| cell(row)).collect();
    let number = |text: &String| text.parse::<f64>().ok().filter(|value| value.is_finite());
    match cells.iter().position(|cell| cell.as_ref().is_some_and(|text| number(text).is_none())) {
        Some(row) => Column::Texts { cells, row: row + 1, line: row + 2 },
        None => Column::Numbers(
            cells.iter().map(|cell| cell.as_ref().and_then(number).unwrap_or(f64::NAN)).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Vec<String> {
        ["id", "a1", "a2", "a3", "b1"].map(str::to_owned).to_vec()
    }

    #[test]
    fn items_are_chosen_by_list_range_or_expression() {
        assert_eq!(chosen(&names(), "a3,a1").unwrap(), ["a3", "a1"]);
        assert_eq!(chosen(&names(), "a1:a3").unwrap(), ["a1", "a2", "a3"]);
        assert_eq!(chosen(&names(), "a1:a2,b1").unwrap(), ["a1", "a2", "b1"]);
        assert_eq!(chosen(&names(), "^a[0-9]").unwrap(), ["a1", "a2", "a3"]);
        assert_eq!(chosen(&names(), "a1").unwrap(), ["a1"]);
        assert!(chosen(&names(), "a1,zz").unwrap_err().to_string().contains("zz"));
        assert!(chosen(&names(), "a3:a1").unwrap_err().to_string().contains("before"));
        assert!(chosen(&names(), "[").is_err() && chosen(&names(), "^q").is_err());
    }
}
