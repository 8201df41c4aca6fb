//! Bars: plain, stacked, progress; and the columns of a distribution. Not here: trees and flows.

use std::fmt::Write;

use super::{Chart, Head, num};
use crate::components::{Cell, escape};
use crate::i18n::Lookup;

/// Height of one bar with its label, in em.
const ROW: f64 = 3.0;

/// One bar: its label, how long, and its value in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length; below zero counts as zero.
    pub value: f64,
    /// The value as written, e.g. `1,200 户`.
    pub text: String,
}

impl Bar {
    /// A bar.
    pub fn new(label: impl Into<String>, value: f64, text: impl Into<String>) -> Bar {
        Bar { label: label.into(), value, text: text.into() }
    }
}

/// Horizontal bars from a common base, in the order given.
pub fn bars(t: &Lookup, head: Head, value_label: &str, items: &[Bar]) -> Chart {
    let most = items.iter().map(|bar| bar.value).fold(0.0, f64::max);
    let mut svg = open_rows(&head, items.len());
    let mut table = head.table(t).column(&head.item).number_column(value_label);
    for (index, bar) in items.iter().enumerate() {
        let share = if most > 0.0 { bar.value.max(0.0) / most * 100.0 } else { 0.0 };
        draw_label(&mut svg, index, &bar.label, &bar.text);
        draw_part(&mut svg, index, 0.0, share, "c1");
        table.push(vec![bar.label.as_str().into(), Cell::Number(bar.text.clone())]);
    }
    svg.push_str("</svg>");
    head.chart(t, svg, table, Vec::new(), false)
}

/// One thing under way: how much of how much is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What it stands for.
    pub label: String,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}

/// How far each thing is: the done part on the ground of the whole, with `3 / 8` beside it.
pub fn progress(t: &Lookup, head: Head, items: &[Progress]) -> Chart {
    let mut svg = open_rows(&head, items.len());
    let mut table = head.table(t).column(&head.item).number_column(t.of("web-chart-done"));
    table = table.number_column(t.of("web-chart-total")).number_column(t.of("web-chart-share"));
    for (index, item) in items.iter().enumerate() {
        let share = share_of(item.done as f64, item.total as f64);
        let (done, total) = (t.number(item.done), t.number(item.total));
        draw_label(&mut svg, index, &item.label, &format!("{done} / {total}"));
        draw_part(&mut svg, index, 0.0, 100.0, "base");
        draw_part(&mut svg, index, 0.0, share.min(100.0), if item.done >= item.total { "c3" } else { "c1" });
        let percent = if item.total == 0 { "—".to_owned() } else { format!("{share:.1}%") };
        table.push(vec![
            item.label.as_str().into(),
            Cell::Number(done),
            Cell::Number(total),
            Cell::Number(percent),
        ]);
    }
    svg.push_str("</svg>");
    head.chart(t, svg, table, Vec::new(), false)
}

/// One row of a stacked chart: its label and as many values as there are series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// What the row stands for.
    pub label: String,
    /// The parts, in the order of the series.
    pub parts: Vec<u64>,
}

/// Rows divided into at most six series; each row is drawn over its own whole, the counts stand in the table.
pub fn stacked(t: &Lookup, head: Head, series: &[&str], rows: &[Stack]) -> Chart {
    let mut svg = open_rows(&head, rows.len());
    let mut table = head.table(t).column(&head.item);
    for name in series {
        table = table.number_column(*name);
    }
    table = table.number_column(t.of("web-chart-total"));
    for (index, row) in rows.iter().enumerate() {
        let total: u64 = row.parts.iter().sum();
        draw_label(&mut svg, index, &row.label, &t.number(total));
        let mut from = 0.0;
        for (place, part) in row.parts.iter().enumerate() {
            let share = share_of(*part as f64, total as f64);
            draw_part(&mut svg, index, from, share, class_of(place));
            from += share;
        }
        let mut cells: Vec<Cell> = vec![row.label.as_str().into()];
        cells.extend(row.parts.iter().map(|part| Cell::Number(t.number(part))));
        cells.push(Cell::Number(t.number(total)));
        table.push(cells);
    }
    svg.push_str("</svg>");
    let legend =
        series.iter().enumerate().map(|(place, name)| (class_of(place).to_owned(), (*name).to_owned()));
    head.chart(t, svg, table, legend.collect(), false)
}

/// One column of a distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bin {
    /// What falls into it, e.g. 优秀 or 80–90.
    pub label: String,
    /// How many do.
    pub count: u64,
}

/// How many fall into each class: upright columns on one base line, the count above each.
pub fn distribution(t: &Lookup, head: Head, bins: &[Bin]) -> Chart {
    const TALL: f64 = 9.0;
    let total: u64 = bins.iter().map(|bin| bin.count).sum();
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0);
    let mut svg = head.open(&format!(r#"width="100%" height="{}em""#, num(TALL + 4.2)));
    let mut table = head.table(t).column(&head.item).number_column(t.of("web-chart-count"));
    table = table.number_column(t.of("web-chart-share"));
    let step = 100.0 / bins.len().max(1) as f64;
    for (index, bin) in bins.iter().enumerate() {
        let tall = share_of(bin.count as f64, most as f64) / 100.0 * TALL;
        let (left, top) = (index as f64 * step, 1.6 + TALL - tall);
        let middle = num(left + step / 2.0);
        let count = t.number(bin.count);
        let _ = write!(
            svg,
            r#"<rect class="c1" x="{}%" y="{}em" width="{}%" height="{}em"/><text x="{middle}%" y="{}em" text-anchor="middle">{count}</text>"#,
            num(left + step * 0.16),
            num(top),
            num(step * 0.68),
            num(tall),
            num(top - 0.4),
        );
        for (line, text) in super::wrap(&bin.label, 30.0 / bins.len().max(1) as f64, 2).iter().enumerate() {
            let y = num(TALL + 2.9 + line as f64 * 1.2);
            let _ = write!(
                svg,
                r#"<text class="soft" x="{middle}%" y="{y}em" text-anchor="middle">{}</text>"#,
                escape(text)
            );
        }
        let share = format!("{:.1}%", share_of(bin.count as f64, total as f64));
        table.push(vec![bin.label.as_str().into(), Cell::Number(count), Cell::Number(share)]);
    }
    let base = num(1.6 + TALL);
    let _ = write!(svg, r#"<line class="axis" x1="0" x2="100%" y1="{base}em" y2="{base}em"/></svg>"#);
    head.chart(t, svg, table, Vec::new(), false)
}

fn open_rows(head: &Head, rows: usize) -> String {
    head.open(&format!(r#"width="100%" height="{}em""#, num(rows as f64 * ROW)))
}

fn draw_label(svg: &mut String, index: usize, label: &str, value: &str) {
    let y = num(index as f64 * ROW + 1.2);
    let _ = write!(
        svg,
        r#"<text x="0" y="{y}em">{}</text><text class="soft" x="100%" y="{y}em" text-anchor="end">{}</text>"#,
        escape(label),
        escape(value)
    );
}

fn draw_part(svg: &mut String, index: usize, from: f64, share: f64, class: &str) {
    let y = num(index as f64 * ROW + 1.6);
    let (from, share) = (num(from), num(share));
    let _ = write!(svg, r#"<rect class="{class}" x="{from}%" y="{y}em" width="{share}%" height="0.85em"/>"#);
}

fn share_of(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole * 100.0 } else { 0.0 }
}

fn class_of(place: usize) -> &'static str {
    ["c1", "c2", "c3", "c4", "c5", "c6"][place % 6]
}
