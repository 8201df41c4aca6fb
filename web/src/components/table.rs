//! The one data table: caption, sorting by links, filter, export, the empty state with the next thing to do,
//! its own scroll frame on a narrow screen. Not here: fetching, sorting or paging rows (the room's store).

use askama::Template;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::Markup;
use crate::i18n::Lookup;
use crate::page::Link;
use crate::writing::Whole;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Plain text.
    Text(String),
    /// A number already written, set flush right.
    Number(String),
    /// A link.
    Link(Link),
    /// A component.
    Drawn(Markup),
}

impl Cell {
    /// A link.
    pub fn link(href: impl Into<String>, text: impl Into<String>) -> Cell {
        Cell::Link(Link { href: href.into(), text: text.into() })
    }

    /// A whole number with separators.
    pub fn number(t: &Lookup, number: impl Whole) -> Cell {
        Cell::Number(t.number(number))
    }

    /// A number with so many decimals.
    pub fn fixed(t: &Lookup, number: Decimal, places: u32) -> Cell {
        Cell::Number(t.fixed(number, places))
    }

    /// A component: `Cell::drawn(&StateTag::new(…))`.
    pub fn drawn(component: &impl askama::filters::HtmlSafe) -> Cell {
        Cell::Drawn(Markup::of(component))
    }

    /// Whether the cell that heads a row is a number of a file, kept on one line.
    fn is_code(&self) -> bool {
        matches!(self, Cell::Link(link) if link.text.contains('-') && link.text.is_ascii())
    }

    /// How a cell is set: numbers flush right, dates and codes on one line, long text in a column one can read.
    fn class(&self) -> &'static str {
        match self {
            Cell::Number(_) => " class=\"number\"",
            Cell::Text(text) if text.chars().count() > LONG => " class=\"long\"",
            Cell::Text(text) if text.contains('-') && text.is_ascii() => " class=\"code\"",
            Cell::Text(text) if text.chars().count() > SOME => " class=\"words\"",
            Cell::Text(_) | Cell::Link(_) | Cell::Drawn(_) => "",
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Cell {
        Cell::Text(day.to_string())
    }
}

impl From<Markup> for Cell {
    fn from(markup: Markup) -> Cell {
        Cell::Drawn(markup)
    }
}

/// From so many characters on, text needs width: in a narrow column it would stand one sign beneath the other.
const LONG: usize = 24;
/// From so many on, a few words stand on a line.
const SOME: usize = 6;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    label: String,
    number: bool,
    sort: Option<String>,
}

/// A table being filled. Columns first, then rows of as many cells.
#[derive(Debug, Clone, Template)]
#[template(path = "components/table.html")]
pub struct Table {
    t: Lookup,
    id: String,
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    foot: Option<Vec<Cell>>,
    empty: Option<String>,
    next: Option<Link>,
    export: Option<String>,
    filter: bool,
    sorted: Option<(String, String, bool)>,
    plain_caption: bool,
    entries: bool,
}

impl Table {
    /// A table. `id` is unique on the page, ASCII.
    pub fn new(t: &Lookup, id: impl Into<String>, caption: impl Into<String>) -> Table {
        Table {
            t: t.clone(),
            id: id.into(),
            caption: caption.into(),
            columns: Vec::new(),
            rows: Vec::new(),
            foot: None,
            empty: None,
            next: None,
            export: None,
            filter: false,
            sorted: None,
            plain_caption: false,
            entries: false,
        }
    }

    /// Adds a column of words.
    #[must_use]
    pub fn column(mut self, label: impl Into<String>) -> Table {
        self.columns.push(Column { label: label.into(), number: false, sort: None });
        self
    }

    /// Adds a column of numbers.
    #[must_use]
    pub fn number_column(mut self, label: impl Into<String>) -> Table {
        self.columns.push(Column { label: label.into(), number: true, sort: None });
        self
    }

    /// Makes the column added last sortable: its head links to `sort=<code>` (and `order=desc`).
    #[must_use]
    pub fn sortable(mut self, code: impl Into<String>) -> Table {
        if let Some(column) = self.columns.last_mut() {
            column.sort = Some(code.into());
        }
        self
    }

    /// How the rows are sorted now: path of the list (may carry a query), code of the column, descending.
    #[must_use]
    pub fn sorted(mut self, path: impl Into<String>, code: impl Into<String>, descending: bool) -> Table {
        self.sorted = Some((path.into(), code.into(), descending));
        self
    }

    /// Adds a row; the first cell heads it.
    #[must_use]
    pub fn row(mut self, cells: Vec<Cell>) -> Table {
        self.push(cells);
        self
    }

    /// Adds a row in a loop.
    pub fn push(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// A row of sums at the foot.
    #[must_use]
    pub fn foot(mut self, cells: Vec<Cell>) -> Table {
        self.foot = Some(cells);
        self
    }

    /// What to say when there is no row.
    #[must_use]
    pub fn empty(mut self, sentence: impl Into<String>) -> Table {
        self.empty = Some(sentence.into());
        self
    }

    /// The next thing to do when there is no row: shown as a button under the sentence.
    #[must_use]
    pub fn empty_next(mut self, href: impl Into<String>, text: impl Into<String>) -> Table {
        self.next = Some(Link { href: href.into(), text: text.into() });
        self
    }

    /// Offers the rows as a spreadsheet.
    #[must_use]
    pub fn export(mut self, href: impl Into<String>) -> Table {
        self.export = Some(href.into());
        self
    }

    /// Offers a box that narrows the rows on this page; appears only with the script.
    #[must_use]
    pub fn filter(mut self) -> Table {
        self.filter = true;
        self
    }

    /// Hides the caption from sight where a heading says the same just above.
    #[must_use]
    pub fn caption_unseen(mut self) -> Table {
        self.plain_caption = true;
        self
    }

    /// Reads the rows as entries on a narrow screen though their first cell opens nothing: a list of sentences.
    #[must_use]
    pub fn entries(mut self) -> Table {
        self.entries = true;
        self
    }

    /// Whether the rows are read as entries on a narrow screen, each with its name on a line of its own and the rest
    /// beneath: lists of things to open. Figures stay a table, to be compared down the column; so does what is sorted by its head.
    fn reads_as_entries(&self) -> bool {
        let figures = self.columns.iter().filter(|column| column.number).count();
        let named = self.rows.first().and_then(|row| row.first());
        let opens = matches!(named, Some(Cell::Link(_)));
        let opens = opens
            && (3..=7).contains(&self.columns.len())
            && figures <= 1
            && self.sorted.is_none()
            && self.foot.is_none();
        self.entries || opens
    }

    /// The cells of a row, each with what its column is called.
    fn labelled<'a>(&'a self, row: &'a [Cell]) -> impl Iterator<Item = (&'a str, &'a Cell)> {
        self.columns.iter().map(|column| column.label.as_str()).chain(std::iter::repeat("")).zip(row)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn sort_href(&self, code: &str) -> String {
        let (path, order) = match &self.sorted {
            Some((path, current, descending)) if current == code && !descending => {
                (path.as_str(), "&order=desc")
            }
            Some((path, ..)) => (path.as_str(), ""),
            None => ("", ""),
        };
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}sort={code}{order}")
    }

    fn order_of(&self, code: &str) -> Option<&'static str> {
        let (_, current, descending) = self.sorted.as_ref()?;
        (current == code).then_some(if *descending { "descending" } else { "ascending" })
    }
}

impl askama::filters::HtmlSafe for Table {}
