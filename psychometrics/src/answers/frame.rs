//! Columns by name: numbers with NaN where a cell is empty, or texts; read from csv or given as slices.
//! Not here: choosing columns by pattern, workbooks, and the fast reader of digits (see `stream`).

use std::collections::BTreeMap;
use std::io::Read;

use super::Answers;
use super::packed::same_shape;
use crate::{Error, Result};

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers, NaN where the cell is empty, `NA` or `NaN`.
    Numbers(Vec<f64>),
    /// Texts, none where the cell is empty or `NA`.
    Texts {
        /// The texts.
        cells: Vec<Option<String>>,
        /// Data row (from 1) of the first cell that is no number, because of which the column is text.
        row: usize,
        /// Line in the file of that cell; 0 where there is no file.
        line: usize,
    },
}

/// How much a reader takes in before it refuses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Bytes of the whole file.
    pub bytes: u64,
    /// Data rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl Default for Limits {
    /// 2 GiB, 20 million rows, 10,000 columns.
    fn default() -> Self {
        Self { bytes: 2 << 30, rows: 20_000_000, columns: 10_000 }
    }
}

/// Who belongs to which group.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// Names of the groups: numbers rising, else texts in alphabetical order.
    pub labels: Vec<String>,
    /// For each row the place of its group in `labels`; none where the cell is empty.
    pub of: Vec<Option<usize>>,
}

/// Columns of equal length with their names.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    names: Vec<String>,
    columns: Vec<Column>,
    rows: usize,
}

impl Frame {
    /// Reads comma-separated values with a header line. A cell that is empty, `NA` or `NaN` is missing; a column is
    /// numeric where every other cell is a finite number.
    ///
    /// # Errors
    /// [`Error::File`] with the line: unreadable bytes, a line with too many or too few cells, a column without a name or
    /// named twice, a limit passed.
    ///
    /// ```
    /// use psychometrics::answers::{Frame, Limits};
    /// let frame = Frame::read("unit,q1\na,3\nb,\n".as_bytes(), &Limits::default())?;
    /// assert!(frame.numbers("q1")?[1].is_nan());
    /// assert_eq!(frame.groups("unit")?.labels, ["a", "b"]);
    /// assert!(frame.numbers("unit").is_err());
    /// # Ok::<(), psychometrics::Error>(())
    /// ```
    pub fn read(reader: impl Read, limits: &Limits) -> Result<Self> {
        let mut bytes = Vec::new();
        let taken = reader.take(limits.bytes.saturating_add(1)).read_to_end(&mut bytes);
        taken.map_err(|error| file(0, error.to_string()))?;
        if bytes.len() as u64 > limits.bytes {
            return Err(file(0, format!("the file is larger than {} bytes", limits.bytes)));
        }
        let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let names = header(&bytes[start..], limits)?;
        let texts = kinds(&bytes[start..], names.len(), limits)?;
        let columns = fill(&bytes[start..], &texts)?;
        let rows = columns.first().map_or(0, Column::len);
        Ok(Self { names, columns, rows })
    }

    /// A frame of numeric columns.
    ///
    /// # Errors
    /// [`Error::Argument`] where names and columns do not match or columns differ in length.
    pub fn from_columns(names: &[String], columns: Vec<Vec<f64>>) -> Result<Self> {
        Self::from_mixed(names, columns.into_iter().map(Column::Numbers).collect())
    }

    /// A frame of numeric and text columns.
    ///
    /// # Errors
    /// [`Error::Argument`] where names and columns do not match or columns differ in length.
    pub fn from_mixed(names: &[String], columns: Vec<Column>) -> Result<Self> {
        same_shape(names, columns.iter().map(Column::len))?;
        let rows = columns.first().map_or(0, Column::len);
        Ok(Self { names: names.to_vec(), columns, rows })
    }

    /// Names of the columns in their order.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Data rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// A column.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn column(&self, name: &str) -> Result<&Column> {
        let place = self.names.iter().position(|known| known == name);
        place.map(|place| &self.columns[place]).ok_or_else(|| Error::UnknownColumn { name: name.to_owned() })
    }

    /// A numeric column.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::Value`] with the first cell that is no number.
    pub fn numbers(&self, name: &str) -> Result<&[f64]> {
        match self.column(name)? {
            Column::Numbers(numbers) => Ok(numbers),
            Column::Texts { cells, row, line } => Err(Error::Value {
                item: name.to_owned(),
                row: *row,
                value: format!("\"{}\"", cells.get(row - 1).cloned().flatten().unwrap_or_default()),
                why: if *line > 0 {
                    format!("is not a number (line {line})")
                } else {
                    "is not a number".to_owned()
                },
            }),
        }
    }

    /// Numeric columns in the order given.
    ///
    /// # Errors
    /// As [`Self::numbers`].
    pub fn select(&self, names: &[String]) -> Result<Vec<&[f64]>> {
        names.iter().map(|name| self.numbers(name)).collect()
    }

    /// Named columns as packed ordinal answers.
    ///
    /// # Errors
    /// As [`Self::numbers`] and [`Answers::from_columns`].
    pub fn answers(&self, names: &[String]) -> Result<Answers> {
        Answers::from_columns(names, &self.select(names)?)
    }

    /// A column as texts: numbers as they would be written, none where missing.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn texts(&self, name: &str) -> Result<Vec<Option<String>>> {
        Ok(match self.column(name)? {
            Column::Texts { cells, .. } => cells.clone(),
            Column::Numbers(numbers) => {
                numbers.iter().map(|value| (!value.is_nan()).then(|| value.to_string())).collect()
            }
        })
    }

    /// The groups a column divides the rows into.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn groups(&self, name: &str) -> Result<Groups> {
        if let Column::Numbers(numbers) = self.column(name)? {
            let mut kept: Vec<f64> = numbers.iter().copied().filter(|value| !value.is_nan()).collect();
            kept.sort_by(f64::total_cmp);
            kept.dedup();
            let place = |value: &f64| kept.partition_point(|known| known < value);
            let of = numbers.iter().map(|value| (!value.is_nan()).then(|| place(value))).collect();
            return Ok(Groups { labels: kept.iter().map(f64::to_string).collect(), of });
        }
        let texts = self.texts(name)?;
        let mut places: BTreeMap<&str, usize> =
            texts.iter().flatten().map(|text| (text.as_str(), 0)).collect();
        for (place, value) in places.values_mut().enumerate() {
            *value = place;
        }
        let of = texts
            .iter()
            .map(|text| text.as_ref().and_then(|text| places.get(text.as_str()).copied()))
            .collect();
        Ok(Groups { labels: places.keys().map(|&text| text.to_owned()).collect(), of })
    }

    /// Keys the named numeric columns the other way: `least + most - value`, the bounds being those given or else the
    /// least and the most value in the column.
    ///
    /// # Errors
    /// As [`Self::numbers`]; [`Error::Argument`] where a value lies outside the bounds.
    pub fn reverse(&mut self, names: &[String], bounds: Option<(f64, f64)>) -> Result<()> {
        for name in names {
            let numbers = self.numbers(name)?;
            let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
            let most = numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            if least > most {
                continue;
            }
            let (low, high) = within(name, (least, most), bounds)?;
            let turned = numbers.iter().map(|value| low + high - value).collect();
            if let Some(place) = self.names.iter().position(|known| known == name) {
                self.columns[place] = Column::Numbers(turned);
            }
        }
        Ok(())
    }
}

impl Column {
    /// Cells.
    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Texts { cells, .. } => cells.len(),
        }
    }
}

/// The bounds to reverse with: those given, refused where values lie outside, else the observed ones.
pub(super) fn within(item: &str, seen: (f64, f64), given: Option<(f64, f64)>) -> Result<(f64, f64)> {
    let Some((low, high)) = given else { return Ok(seen) };
    if seen.0 < low || seen.1 > high {
        return Err(Error::Argument {
            what: format!("bounds to reverse \"{item}\""),
            why: format!("{low} to {high} leave out its values {} to {}", seen.0, seen.1),
        });
    }
    Ok((low, high))
}

/// A refusal of the file.
fn file(line: usize, problem: String) -> Error {
    Error::File { line, problem }
}

/// What the csv reader refused, with its line.
fn unreadable(bytes: &[u8], error: &csv::Error) -> Error {
    let place = match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => pos.as_ref(),
        _ => error.position(),
    };
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells, where the header has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "the text is not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    file(line_of(bytes, place), problem)
}

/// The line on which a record starts, counted here because the reader's own count lags behind after `\r\n`.
fn line_of(bytes: &[u8], place: Option<&csv::Position>) -> usize {
    let mut start = place.map_or(0, |place| place.byte() as usize).min(bytes.len());
    while bytes.get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        start += 1;
    }
    1 + bytes[..start].iter().filter(|&&byte| byte == b'\n').count()
}

/// A reader over the data rows.
fn records(bytes: &[u8]) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes)
}

/// The names in the header line.
pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Vec<String>> {
    let mut reader = records(bytes);
    let names: Vec<String> =
        reader.headers().map_err(|error| unreadable(bytes, &error))?.iter().map(str::to_owned).collect();
    if names.is_empty() || bytes.is_empty() {
        return Err(file(1, "the file is empty: a header line with column names is needed".to_owned()));
    }
    if names.len() > limits.columns {
        return Err(file(1, format!("{} columns; at most {} are read", names.len(), limits.columns)));
    }
    let mut seen = std::collections::BTreeSet::new();
    for (place, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(file(1, format!("column {} has no name", place + 1)));
        }
        if !seen.insert(name) {
            return Err(file(1, format!("two columns are named \"{name}\"")));
        }
    }
    Ok(names)
}

/// Whether a cell is missing.
pub(super) fn absent(cell: &str) -> bool {
    cell.is_empty() || cell == "NA" || cell == "NaN"
}

/// The number in a cell: finite, and written in digits.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// For each column the row and line of the first cell that is no number, where there is one.
fn kinds(bytes: &[u8], columns: usize, limits: &Limits) -> Result<Vec<Option<(usize, usize)>>> {
    let mut texts = vec![None; columns];
    let mut reader = records(bytes);
    let mut record = csv::StringRecord::new();
    let mut row = 0;
    while reader.read_record(&mut record).map_err(|error| unreadable(bytes, &error))? {
        row += 1;
        if row > limits.rows {
            return Err(file(0, format!("more than {} rows", limits.rows)));
        }
        for (text, cell) in texts.iter_mut().zip(&record) {
            if text.is_none() && !absent(cell) && number(cell).is_none() {
                *text = Some((row, line_of(bytes, record.position())));
            }
        }
    }
    Ok(texts)
}

/// The columns, read as numbers unless `texts` says otherwise.
fn fill(bytes: &[u8], texts: &[Option<(usize, usize)>]) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = texts
        .iter()
        .map(|text| match text {
            None => Column::Numbers(Vec::new()),
            Some((row, line)) => Column::Texts { cells: Vec::new(), row: *row, line: *line },
        })
        .collect();
    let mut reader = records(bytes);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| unreadable(bytes, &error))? {
        for (column, cell) in columns.iter_mut().zip(&record) {
            match column {
                Column::Numbers(numbers) => numbers.push(number(cell).unwrap_or(f64::NAN)),
                Column::Texts { cells, .. } => cells.push((!absent(cell)).then(|| cell.to_owned())),
            }
        }
    }
    Ok(columns)
}
