//! The headings of a sheet: what there is to know about a column, finding the row of headings, and the rows that are
//! not meant (the example of the template). Not here: which columns a list has (`columns`, `unit_columns`).

use law::decision::Text;

use super::super::codes::Table;
use super::super::finding::{Finding, Place, quoted};
use super::super::text::fold_char;
use super::grid::{Grid, Raw};

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Text.
    Text,
    /// A date to the month or day.
    Date,
    /// A whole number.
    Number,
    /// A name out of a code table.
    Code(&'static Table),
}

/// What there is to know about a column.
#[derive(Debug)]
pub struct Heading<C> {
    /// Which.
    pub column: C,
    /// Its field in the row read.
    pub field: &'static str,
    /// Heading in Chinese.
    pub zh: &'static str,
    /// Heading in English.
    pub en: &'static str,
    /// Other headings it goes by.
    pub variants: &'static [&'static str],
    /// What it holds.
    pub holds: Holds,
    /// Whether a row without it cannot be imported.
    pub required: bool,
    /// What the example row says.
    pub example: [&'static str; 2],
    /// How to fill it in.
    pub note: [&'static str; 2],
}

#[expect(clippy::too_many_arguments, reason = "a line of the table of columns")]
pub(super) const fn heading<C: Copy>(
    column: C,
    field: &'static str,
    labels: [&'static str; 2],
    variants: &'static [&'static str],
    holds: Holds,
    required: bool,
    example: [&'static str; 2],
    note: [&'static str; 2],
) -> Heading<C> {
    Heading { column, field, zh: labels[0], en: labels[1], variants, holds, required, example, note }
}

pub(super) const DATE_NOTE: [&str; 2] = [
    "写到月，如 1990.03；1990-03、199003、1990年3月也可以。",
    "To the month, such as 1990.03; 1990-03 and 199003 will do too.",
];
pub(super) const PICK_NOTE: [&str; 2] = ["从下拉列表中选。", "Choose from the list."];

/// The columns of a list. Languages are 0 for Chinese, 1 for English.
pub trait Columns: Copy + PartialEq + 'static {
    /// The column without which a row is no row of headings.
    const MAIN: Self;
    /// Headings of the program's own exports that are passed over without a word.
    const PASSED: &'static [&'static str];
    /// Name of the sheet in both languages.
    const SHEET: [&'static str; 2];

    /// All of them in the order of the template.
    fn all() -> &'static [Heading<Self>];

    /// Where it stands in the template.
    fn place(self) -> usize;

    /// What there is to know about it.
    fn heading(self) -> &'static Heading<Self>;

    /// What the example row of the template says.
    fn example(self, language: usize) -> String {
        self.heading().example.get(language).copied().unwrap_or_default().to_owned()
    }

    /// How wide the template makes it.
    fn width(self) -> f64 {
        15.0
    }
}

/// The column a heading stands for.
pub(super) fn recognise<C: Columns>(written: &str) -> Option<C> {
    let wanted = normal(written);
    if wanted.is_empty() {
        return None;
    }
    let matches = |heading: &&Heading<C>| {
        normal(heading.zh) == wanted
            || normal(heading.en) == wanted
            || heading.field == wanted
            || heading.field.replace('_', "") == wanted
            || heading.variants.iter().any(|variant| normal(variant) == wanted)
    };
    C::all().iter().find(matches).map(|heading| heading.column)
}

fn normal(written: &str) -> String {
    let mut depth = 0_i32;
    let mut out = String::new();
    for c in written.chars().map(fold_char) {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth -= 1,
            '*' | '＊' | ':' | '：' | '\u{feff}' => {}
            c if c.is_whitespace() || depth > 0 => {}
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

/// Rows searched for headings: titles and filling-in dates stand above them.
const SEARCHED: usize = 20;

/// The row with the most headings known, among them the main one, and where each column stands.
pub(super) fn find<C: Columns>(grid: &Grid) -> Option<(usize, Vec<Option<usize>>)> {
    let mut best: Option<(usize, usize, Vec<Option<usize>>)> = None;
    for (at, (_, cells)) in grid.iter().enumerate().take(SEARCHED) {
        let mut places = vec![None; C::all().len()];
        for (column, cell) in cells.iter().enumerate() {
            if let Raw::Text(text) = cell
                && let Some(known) = recognise::<C>(text)
                && let Some(place) = places.get_mut(known.place())
                && place.is_none()
            {
                *place = Some(column);
            }
        }
        let count = places.iter().flatten().count();
        let named = places.get(C::MAIN.place()).copied().flatten().is_some();
        if named && count >= 2 && best.as_ref().is_none_or(|(_, most, _)| count > *most) {
            best = Some((at, count, places));
        }
    }
    best.map(|(at, _, places)| (at, places))
}

/// The headings nobody knows, each with a note.
pub(super) fn unknown<C: Columns>(
    row: u32,
    heads: &[Raw],
    places: &[Option<usize>],
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    const NUMBERING: [&str; 5] = ["序号", "编号", "No.", "no", "#"];
    let mut unknown = Vec::new();
    for (column, cell) in heads.iter().enumerate() {
        let words = cell.words();
        let passed = NUMBERING.contains(&words.trim()) || C::PASSED.contains(&words.trim());
        if words.is_empty() || places.contains(&Some(column)) || passed {
            continue;
        }
        let shown = quoted(&words);
        findings.push(Finding::note(
            Place::row(row),
            "",
            Text::new(
                format!("表头“{shown}”不认得或重复，这一列没有读入。"),
                format!("The heading “{shown}” is unknown or repeated; its column was left out."),
            ),
            Text::new("如需导入，请改用模板中的表头。", "To import it, use a heading of the template."),
        ));
        unknown.push(words);
    }
    unknown
}

/// The example row of the template says so itself.
pub(super) fn is_example(cells: &[Raw]) -> bool {
    cells.iter().any(|cell| matches!(cell, Raw::Text(text) if text.starts_with("示例行") || text.starts_with("Example row")))
}

/// The first words of a line below the list: 填表人, 合计.
pub(super) fn begins_footer(cells: &[Raw]) -> bool {
    const MARKS: [&str; 6] = ["填表人", "合计", "总计", "注：", "说明：", "制表"];
    let first = cells.iter().find(|cell| !cell.is_empty()).map(Raw::words).unwrap_or_default();
    MARKS.iter().any(|mark| first.starts_with(mark))
}

/// Whether the cell of a column is empty or the column missing.
pub(super) fn is_empty<C: Columns>(column: C, cells: &[Raw], places: &[Option<usize>]) -> bool {
    places.get(column.place()).copied().flatten().and_then(|at| cells.get(at)).is_none_or(Raw::is_empty)
}
