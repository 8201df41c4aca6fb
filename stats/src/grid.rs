//! Tables of text: columns as wide as they need to be, numbers to the right.
//! Not here: which numbers are shown.

/// A table to read.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    title: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table with its title and the names of its columns; the first column holds words.
    #[must_use]
    pub fn new(title: &str, head: &[&str]) -> Self {
        Self {
            title: title.to_owned(),
            head: head.iter().map(|&name| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// One more row: its name and its numbers.
    pub fn row(&mut self, name: impl Into<String>, numbers: &[f64]) {
        let mut cells = vec![name.into()];
        cells.extend(numbers.iter().map(|&value| number(value)));
        self.rows.push(cells);
    }

    /// One more row of words.
    pub fn words(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as text, ending in a line break.
    #[must_use]
    pub fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).chain([self.head.len()]).max().unwrap_or(0);
        let all = || self.rows.iter().chain(std::iter::once(&self.head));
        let width =
            |at: usize| all().filter_map(|row| row.get(at)).map(|cell| width(cell)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        if !self.title.is_empty() {
            text.push_str(&format!("{}\n", self.title));
        }
        if self.head.iter().any(|cell| !cell.is_empty()) {
            text.push_str(&line(&self.head, &widths));
        }
        for row in &self.rows {
            text.push_str(&line(row, &widths));
        }
        text
    }
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (at, cell) in cells.iter().enumerate() {
        let gap = " ".repeat(widths[at].saturating_sub(width(cell)));
        if at == 0 {
            text.push_str(&format!("{cell}{gap}"))
        } else {
            text.push_str(&format!("  {gap}{cell}"))
        }
    }
    format!("{}\n", text.trim_end())
}

/// Columns of a terminal a text takes: Chinese characters take two.
fn width(text: &str) -> usize {
    text.chars()
        .map(|c| if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}') { 2 } else { 1 })
        .sum()
}

/// A number to read: three places, whole numbers without, very small and very large ones by power of ten.
#[must_use]
pub fn number(value: f64) -> String {
    match value {
        value if value.is_nan() => "–".to_owned(),
        value if value.is_infinite() => {
            if value > 0.0 {
                "∞".to_owned()
            } else {
                "-∞".to_owned()
            }
        }
        value if value == value.trunc() && value.abs() < 1e9 => format!("{value:.0}"),
        value if value.abs() < 5e-4 || value.abs() >= 1e7 => format!("{value:.2e}"),
        value if value.abs() >= 1000.0 => format!("{value:.1}"),
        value => format!("{value:.3}"),
    }
}

/// A probability to read.
#[must_use]
pub fn probability(p: f64) -> String {
    match p {
        p if p.is_nan() => "–".to_owned(),
        p if p < 0.001 => "< .001".to_owned(),
        p => format!("{p:.3}"),
    }
}

/// A line `name  value` of a summary.
#[must_use]
pub fn pair(name: &str, value: f64) -> String {
    format!("{name:<28}{:>12}\n", number(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_also_with_chinese_names() {
        let mut grid = Grid::new("Items", &["item", "mean", "n"]);
        grid.row("题一", &[3.25, 10.0]);
        grid.row("q10", &[12.0, 9.0]);
        assert_eq!(grid.text(), "Items\nitem   mean   n\n题一  3.250  10\nq10      12   9\n");
        assert_eq!(
            (number(f64::NAN), number(1e-9), probability(1e-9)),
            ("–".into(), "1.00e-9".into(), "< .001".into())
        );
    }
}
