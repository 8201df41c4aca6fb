//! One block of a csv file whose columns of interest hold small whole numbers: byte by byte, without texts.
//! Not here: where the block comes from (see `stream`).

use super::coding::{Coded, MISSING, too_many};
use super::{Answers, MOST_CATEGORIES};
use crate::{Error, Result};

/// What becomes of each column of the file.
pub(super) struct Layout {
    /// For each column of the file the item it is, if it is one.
    roles: Vec<Option<usize>>,
    names: Vec<String>,
}

/// What was read of a part of a block.
pub(super) struct Part {
    /// Its answers, or what is wrong with it.
    pub answers: std::result::Result<Answers, Fault>,
    /// Lines of the file it takes.
    pub lines: usize,
}

/// What is wrong with a part.
pub(super) enum Fault {
    /// A line of the part, counted from 1, and what is wrong there.
    Line(usize, String),
    /// What no single line shows.
    Whole(Error),
}

impl Fault {
    /// The error, when `before` lines come before the part.
    pub fn at(self, before: usize) -> Error {
        match self {
            Self::Line(line, problem) => Error::File { line: before + line, problem },
            Self::Whole(error) => error,
        }
    }
}

/// Numbers that are not one digit, by item: their codes are their places here, well below those of digits.
type Others = Vec<Vec<f64>>;

impl Layout {
    /// Finds the items among the columns.
    pub fn new(columns: &[String], items: &[String]) -> Result<Self> {
        let mut roles = vec![None; columns.len()];
        for (item, name) in items.iter().enumerate() {
            let place = columns.iter().position(|column| column == name);
            let place = place.ok_or_else(|| Error::UnknownColumn { name: name.clone() })?;
            if roles[place].replace(item).is_some() {
                return Err(Error::Argument {
                    what: "items".to_owned(),
                    why: format!("\"{name}\" is named twice"),
                });
            }
        }
        Ok(Self { roles, names: items.to_vec() })
    }
}

/// How many lines end in `bytes`: at a line feed, a carriage return, or both together.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    let feeds = bytes.iter().filter(|&&byte| byte == b'\n').count();
    if !bytes.contains(&b'\r') {
        return feeds;
    }
    let alone = |(place, byte): &(usize, &u8)| **byte == b'\r' && bytes.get(place + 1) != Some(&b'\n');
    feeds + bytes.iter().enumerate().filter(alone).count()
}

/// Where in a cell a byte stands. A quote opens a cell only at its beginning; elsewhere it is a letter like others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Start,
    Plain,
    Quoted,
    /// After a quote in a quoted cell, which ends it unless another follows.
    Closed,
}

impl Within {
    /// Before the byte at `place`, if what comes before holds no open quote.
    fn at(bytes: &[u8], place: usize) -> Self {
        if place == 0 || ends(bytes[place - 1]) { Self::Start } else { Self::Plain }
    }

    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) | (Self::Start | Self::Closed, b'"') => Self::Quoted,
            _ if ends(byte) => Self::Start,
            _ => Self::Plain,
        }
    }
}

/// The end of the line (after its line feed, or its carriage return if none follows), sought from `start` on, minding
/// quotes.
pub(super) fn line_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut within = Within::at(bytes, start);
    for (place, &byte) in bytes.iter().enumerate().skip(start) {
        within = within.after(byte);
        let ended = byte == b'\n' || byte == b'\r' && bytes.get(place + 1) != Some(&b'\n');
        if ended && within == Within::Start {
            return Some(place + 1);
        }
    }
    None
}

/// The end of the last whole line; 0 where there is none. A carriage return at the very end may still get its line feed.
pub(super) fn last_line_end(bytes: &[u8]) -> usize {
    let line_ends_at = |place: usize| match bytes[place] {
        b'\n' => true,
        b'\r' => bytes.get(place + 1).is_some_and(|next| *next != b'\n'),
        _ => false,
    };
    if !bytes.contains(&b'"') {
        return (0..bytes.len()).rev().find(|&place| line_ends_at(place)).map_or(0, |place| place + 1);
    }
    let (mut within, mut end) = (Within::Start, 0);
    for (place, &byte) in bytes.iter().enumerate() {
        within = within.after(byte);
        if within == Within::Start && line_ends_at(place) {
            end = place + 1;
        }
    }
    end
}

/// Where to cut a block of whole lines into at most `parts` parts of whole lines.
pub(super) fn cuts(block: &[u8], parts: usize) -> Vec<usize> {
    let mut cuts = vec![0];
    for part in 1..parts {
        let aim = block.len() / parts * part;
        let from = cuts[part - 1];
        let quotes = block[from..aim.max(from)].iter().filter(|&&byte| byte == b'"').count();
        // Within quotes a line feed ends nothing: start again from the last cut.
        let start = if quotes == 0 { aim.max(from) } else { from };
        let mut end = start;
        while end < aim || end == start {
            match line_end(block, end) {
                Some(next) => end = next,
                None => break,
            }
        }
        cuts.push(if end == start && start != from { block.len() } else { end.max(from) });
    }
    cuts.push(block.len());
    cuts
}

/// Reads whole lines.
pub(super) fn read(bytes: &[u8], layout: &Layout) -> Part {
    let lines = line_ends(bytes);
    let items = layout.names.len();
    let mut columns = vec![vec![0u8; lines + 1]; items];
    let mut others = vec![Vec::new(); items];
    let answers = match rows(bytes, layout, &mut columns, &mut others) {
        Ok(rows) => coded(layout, columns, &others, rows).map_err(Fault::Whole),
        Err((place, problem)) => {
            let line = 1 + line_ends(&bytes[..place]);
            Err(Fault::Line(line, problem))
        }
    };
    Part { answers, lines }
}

/// Fills the columns with digits as they stand, [`MISSING`], or places in `others`; the number of rows.
fn rows(
    bytes: &[u8],
    layout: &Layout,
    columns: &mut [Vec<u8>],
    others: &mut Others,
) -> std::result::Result<usize, (usize, String)> {
    let last = layout.roles.len() - 1;
    let (mut at, mut row) = (0, 0);
    while at < bytes.len() {
        if matches!(bytes[at], b'\n' | b'\r') {
            at += 1;
            continue;
        }
        let start = at;
        for (place, role) in layout.roles.iter().enumerate() {
            let stop = |at: usize| bytes.get(at).copied().unwrap_or(b'\n');
            let end = match role {
                Some(item) if bytes.get(at).is_some_and(u8::is_ascii_digit) && ends(stop(at + 1)) => {
                    columns[*item][row] = bytes[at];
                    at + 1
                }
                Some(item) => {
                    let end = cell_end(bytes, at);
                    let code = code(&bytes[at..end], &mut others[*item]);
                    columns[*item][row] = code.map_err(|problem| {
                        (start, format!("column \"{}\": {problem}", layout.names[*item]))
                    })?;
                    end
                }
                None => cell_end(bytes, at),
            };
            let full = place == last;
            if (stop(end) == b',') == full {
                return Err((start, wrong_width(&bytes[start..], layout.roles.len())));
            }
            at = end + 1;
        }
        row += 1;
    }
    Ok(row)
}

/// Whether a byte ends a cell.
fn ends(byte: u8) -> bool {
    matches!(byte, b',' | b'\n' | b'\r')
}

/// The end of the cell that starts at `start`, minding quotes.
fn cell_end(bytes: &[u8], start: usize) -> usize {
    let mut within = Within::Start;
    for (place, &byte) in bytes.iter().enumerate().skip(start) {
        within = within.after(byte);
        if within == Within::Start {
            return place;
        }
    }
    bytes.len()
}

/// What is wrong with a line of another number of cells.
fn wrong_width(bytes: &[u8], expected: usize) -> String {
    let (mut found, mut at) = (1, cell_end(bytes, 0));
    while bytes.get(at) == Some(&b',') {
        found += 1;
        at = cell_end(bytes, at + 1);
    }
    format!("{found} cells, where the header has {expected}")
}

/// The code of a cell that is not one digit.
fn code(cell: &[u8], others: &mut Vec<f64>) -> std::result::Result<u8, String> {
    let text = std::str::from_utf8(cell).map_err(|_| "the text is not UTF-8".to_owned())?.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim();
    if super::frame::absent(text) {
        return Ok(MISSING);
    }
    let value = super::frame::number(text).filter(|value| value.fract() == 0.0);
    let value = value.ok_or_else(|| format!("\"{text}\" is not a whole number"))? + 0.0;
    if (0.0..10.0).contains(&value) {
        return Ok(b'0' + value as u8);
    }
    let place = others.iter().position(|known| *known == value).unwrap_or_else(|| {
        others.push(value);
        others.len() - 1
    });
    if place > MOST_CATEGORIES {
        return Err(format!("more than {MOST_CATEGORIES} different values"));
    }
    Ok(place as u8)
}

/// From bytes as read to category codes.
fn coded(layout: &Layout, columns: Vec<Vec<u8>>, others: &Others, rows: usize) -> Result<Answers> {
    let mut all = Vec::with_capacity(columns.len());
    for ((mut codes, others), name) in columns.into_iter().zip(others).zip(&layout.names) {
        codes.truncate(rows);
        let mut used: Vec<(f64, u8)> = (0..10u8)
            .map(|digit| (f64::from(digit), b'0' + digit))
            .filter(|(_, byte)| codes.contains(byte))
            .collect();
        used.extend(others.iter().zip(0u8..).map(|(value, place)| (*value, place)));
        used.sort_by(|a, b| a.0.total_cmp(&b.0));
        if used.len() > MOST_CATEGORIES {
            return Err(too_many(name, used.len()));
        }
        let mut places = [MISSING; 256];
        for (place, (_, byte)) in (0u8..).zip(&used) {
            places[usize::from(*byte)] = place;
        }
        let mut gaps = false;
        for code in &mut codes {
            *code = places[usize::from(*code)];
            gaps |= *code == MISSING;
        }
        all.push(Coded { values: used.iter().map(|(value, _)| *value).collect(), codes, gaps });
    }
    Ok(Answers::from_coded(layout.names.clone(), rows, all))
}
