//! Where things stand on a scale: a bar from the scale's end to the mean, the interval of the mean as a line over it,
//! cut-offs as upright lines; rows in groups. Not here: what the scale measures, or what a cut-off means.

use std::fmt::Write;

use super::{Chart, Head, num};
use crate::components::{Cell, escape};
use crate::i18n::Lookup;

const ROW: f64 = 3.0;

/// One row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// What it stands for.
    pub label: String,
    /// The heading above it, where it differs from that of the row before.
    pub group: String,
    /// Where it stands; none draws no bar.
    pub value: Option<f64>,
    /// The interval around it.
    pub interval: Option<(f64, f64)>,
    /// The value in words, with what it means, e.g. `2.41 阻碍`.
    pub text: String,
    /// The interval in words.
    pub interval_text: String,
    /// It is what needs doing something about: drawn in the warning colour as well as said in the text.
    pub low: bool,
    /// It is what helps.
    pub high: bool,
    /// Cut-offs drawn on its bar.
    pub cuts: Vec<f64>,
}

/// Rows on a scale from `ends.0` to `ends.1`, each with its cut-offs; `value_label` and `interval_label` head the table.
pub fn standings(
    t: &Lookup,
    head: Head,
    (value_label, interval_label): (&str, &str),
    ends: (f64, f64),
    rows: &[Standing],
) -> Chart {
    let groups = rows.iter().enumerate().filter(|(at, row)| starts(rows, *at, row)).count();
    let tall = rows.len() as f64 * ROW + groups as f64 * 2.2;
    let mut svg = head.open(&format!(r#"width="100%" height="{}em""#, num(tall)));
    let mut table = head.table(t).column(&head.item).column(value_label).column(interval_label);
    let across = |value: f64| ((value - ends.0) / (ends.1 - ends.0) * 100.0).clamp(0.0, 100.0);
    let mut top = 0.0;
    for (at, row) in rows.iter().enumerate() {
        if starts(rows, at, row) {
            let _ = write!(
                svg,
                r#"<text x="0" y="{}em" font-weight="600">{}</text>"#,
                num(top + 1.4),
                escape(&row.group)
            );
            top += 2.2;
        }
        draw(&mut svg, row, top, across);
        for cut in &row.cuts {
            let x = num(across(*cut));
            let _ = write!(
                svg,
                r#"<line class="wire again" x1="{x}%" x2="{x}%" y1="{}em" y2="{}em"/>"#,
                num(top + 1.5),
                num(top + 2.6)
            );
        }
        table.push(vec![
            row.label.as_str().into(),
            Cell::Text(row.text.clone()),
            Cell::Text(row.interval_text.clone()),
        ]);
        top += ROW;
    }
    svg.push_str("</svg>");
    head.chart(t, svg, table, Vec::new(), false)
}

fn starts(rows: &[Standing], at: usize, row: &Standing) -> bool {
    !row.group.is_empty()
        && at.checked_sub(1).and_then(|before| rows.get(before)).is_none_or(|b| b.group != row.group)
}

fn draw(svg: &mut String, row: &Standing, top: f64, across: impl Fn(f64) -> f64) {
    let y = num(top + 1.2);
    let _ = write!(
        svg,
        r#"<text x="0" y="{y}em">{}</text><text class="{}" x="100%" y="{y}em" text-anchor="end">{}</text>"#,
        escape(&row.label),
        if row.low { "late" } else { "soft" },
        escape(&row.text)
    );
    let bar = num(top + 1.65);
    let _ = write!(svg, r#"<rect class="base" x="0" y="{bar}em" width="100%" height="0.8em"/>"#);
    if let Some(value) = row.value {
        let class = if row.low {
            "c2"
        } else if row.high {
            "c3"
        } else {
            "c1"
        };
        let wide = num(across(value));
        let _ = write!(svg, r#"<rect class="{class}" x="0" y="{bar}em" width="{wide}%" height="0.8em"/>"#);
    }
    if let Some((low, high)) = row.interval {
        let (low, high, y) = (num(across(low)), num(across(high)), num(top + 2.05));
        let _ = write!(svg, r#"<line class="span" x1="{low}%" x2="{high}%" y1="{y}em" y2="{y}em"/>"#);
    }
}
