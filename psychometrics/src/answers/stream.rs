//! Tables of more rows than memory holds: chunks of columns, or a csv file of any length read in blocks.
//! Not here: the reading of one block (see `digits`).

use std::io::Read;

use rayon::prelude::*;

use super::digits::{self, Layout, Part};
use super::{Answers, Limits, Tables};
use crate::{Error, Result};

/// Bytes read at a time. Two such blocks and their codes are held, whatever the length of the file.
const BLOCK: usize = 32 << 20;

/// Adds the tables of chunks of rows.
#[derive(Debug, Clone)]
pub struct TableStream {
    whole: Tables,
}

impl TableStream {
    /// Tables over no rows yet.
    #[must_use]
    pub fn new(items: &[String]) -> Self {
        Self { whole: Tables::nothing(items) }
    }

    /// Counts a chunk of columns, NaN where an answer is missing. Chunks of 100,000 rows and more are fastest.
    ///
    /// # Errors
    /// As [`Answers::from_columns`] (rows counted within the chunk) and [`Tables::merge`].
    pub fn push<C: AsRef<[f64]>>(&mut self, columns: &[C]) -> Result<()> {
        let names = self.whole.names().to_vec();
        self.whole.merge(&Answers::from_columns(&names, columns)?.tables())
    }

    /// Rows so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.whole.rows()
    }

    /// The tables of all chunks.
    #[must_use]
    pub fn finish(self) -> Tables {
        self.whole
    }
}

/// A csv file read in blocks, of which some columns are ordinal items.
///
/// ```
/// use psychometrics::answers::{Limits, OrdinalFile};
/// let file = OrdinalFile::open("id,q1,q2\na,3,1\nb,,2\n".as_bytes(), Limits::default())?;
/// let tables = file.tables(&["q1".to_owned(), "q2".to_owned()], |_, _| true)?;
/// assert_eq!((tables.rows(), tables.answered(0), tables.answered(1)), (2, 1, 2));
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub struct OrdinalFile<R> {
    reader: R,
    names: Vec<String>,
    limits: Limits,
    /// Bytes read and not yet counted; they start at the beginning of a line.
    rest: Vec<u8>,
    /// Lines before `rest`.
    lines: usize,
    ended: bool,
}

impl<R: Read> OrdinalFile<R> {
    /// Reads the header line.
    ///
    /// # Errors
    /// [`Error::File`]: nothing to read, a column without a name or named twice, too many columns.
    pub fn open(reader: R, limits: Limits) -> Result<Self> {
        let mut file = Self { reader, names: Vec::new(), limits, rest: Vec::new(), lines: 0, ended: false };
        file.more(1 << 16)?;
        if file.rest.starts_with(b"\xef\xbb\xbf") {
            file.rest.drain(..3);
        }
        let end = digits::line_end(&file.rest, 0).unwrap_or(file.rest.len());
        file.names = super::frame::header(&file.rest[..end], &file.limits)?;
        file.lines = digits::line_ends(&file.rest[..end]);
        file.rest.drain(..end);
        Ok(file)
    }

    /// Names of the columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Counts every two-way table of the named columns. `progress` is told bytes and rows so far after each block and
    /// may end the work by answering false.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::File`] with the line of a cell that is no whole number, of a line with too many
    /// or too few cells, or where a limit is passed or the work was ended; [`Error::TooManyCategories`].
    pub fn tables(mut self, items: &[String], mut progress: impl FnMut(u64, u64) -> bool) -> Result<Tables> {
        let layout = Layout::new(&self.names, items)?;
        let mut whole = Tables::nothing(items);
        let mut bytes = 0u64;
        loop {
            self.more(BLOCK)?;
            let end = if self.ended { self.rest.len() } else { digits::last_line_end(&self.rest) };
            if end == 0 && !self.ended {
                return Err(Error::File {
                    line: self.lines + 1,
                    problem: "the line does not end".to_owned(),
                });
            }
            for part in self.parts(&layout, end)? {
                whole.merge(&part)?;
            }
            bytes += end as u64;
            if whole.rows() > self.limits.rows as u64 {
                return Err(Error::File { line: 0, problem: format!("more than {} rows", self.limits.rows) });
            }
            self.rest.drain(..end);
            if !progress(bytes, whole.rows()) {
                return Err(Error::File { line: self.lines, problem: "reading was ended here".to_owned() });
            }
            if self.ended && self.rest.is_empty() {
                return Ok(whole);
            }
        }
    }

    /// Tables of the lines before `end`, one for each thread.
    fn parts(&mut self, layout: &Layout, end: usize) -> Result<Vec<Tables>> {
        let block = &self.rest[..end];
        let cuts = digits::cuts(block, rayon::current_num_threads());
        let read: Vec<Part> =
            cuts.par_windows(2).map(|cut| digits::read(&block[cut[0]..cut[1]], layout)).collect();
        let mut tables = Vec::with_capacity(read.len());
        let mut answers = Vec::with_capacity(read.len());
        for part in read {
            match part.answers {
                Ok(part_answers) => answers.push(part_answers),
                Err(fault) => return Err(fault.at(self.lines)),
            }
            self.lines += part.lines;
        }
        answers.par_iter().map(Answers::tables).collect_into_vec(&mut tables);
        Ok(tables)
    }

    /// Fills `rest` up to `size` bytes.
    fn more(&mut self, size: usize) -> Result<()> {
        let missing = size.saturating_sub(self.rest.len()) as u64;
        self.rest.reserve_exact(missing as usize);
        let taken = self.reader.by_ref().take(missing).read_to_end(&mut self.rest);
        let taken = taken.map_err(|error| Error::File { line: 0, problem: error.to_string() })?;
        self.ended = (taken as u64) < missing;
        Ok(())
    }
}
