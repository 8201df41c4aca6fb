//! Trees of boxes from left to right: how a target is broken down, and how a county is organised with its
//! posts and vacancies. Each leaf has a row of its own, so a wide county grows downwards, not sideways.

use std::fmt::Write;

use super::{Chart, Head, num, wrap};
use crate::components::{Cell, escape};
use crate::i18n::Lookup;
use crate::page::Link;

/// Pixels at a text size of 15; the drawing grows with the text.
const BOX: f64 = 190.0;
const GAP: f64 = 38.0;
const LINE: f64 = 19.0;
const PAD: f64 = 9.0;

/// One box and what hangs on it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Node {
    /// First lines: what it is.
    pub title: String,
    /// Lines below, e.g. `权重 20`, `编制 12，缺 2`; short.
    pub notes: Vec<String>,
    /// Part done, 0 to 1, drawn as a bar at the foot of the box.
    pub done: Option<f64>,
    /// Something is wrong with it (missing weight, nobody carries it); say what in the notes.
    pub late: bool,
    /// Where it can be read; the link stands in the table.
    pub href: Option<String>,
    /// What hangs on it.
    pub children: Vec<Node>,
}

impl Node {
    /// A box with a title.
    pub fn new(title: impl Into<String>) -> Node {
        Node { title: title.into(), ..Node::default() }
    }

    /// Adds a line below the title.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Node {
        self.notes.push(note.into());
        self
    }

    /// How much of it is done, 0 to 1.
    #[must_use]
    pub fn done(mut self, share: f64) -> Node {
        self.done = Some(share.clamp(0.0, 1.0));
        self
    }

    /// Something is wrong with it.
    #[must_use]
    pub fn late(mut self) -> Node {
        self.late = true;
        self
    }

    /// Where it can be read.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>) -> Node {
        self.href = Some(href.into());
        self
    }

    /// Hangs a box on it.
    #[must_use]
    pub fn child(mut self, child: Node) -> Node {
        self.children.push(child);
        self
    }

    fn lines(&self) -> (Vec<String>, Vec<String>) {
        let fits = (BOX - 2.0 * PAD) / 15.0;
        let notes = self.notes.iter().flat_map(|note| wrap(note, fits * 15.0 / 13.0, 2)).collect();
        (wrap(&self.title, fits, 3), notes)
    }

    fn height(&self) -> f64 {
        let (title, notes) = self.lines();
        let bar = if self.done.is_some() { 9.0 } else { 0.0 };
        (title.len() + notes.len()) as f64 * LINE + 2.0 * PAD + bar
    }

    fn depth(&self) -> usize {
        1 + self.children.iter().map(Node::depth).max().unwrap_or(0)
    }
}

/// How a target is broken down, from the county to the person.
pub fn target_tree(t: &Lookup, head: Head, root: &Node) -> Chart {
    tree(t, head, root)
}

/// How a county or unit is organised; put establishment and vacancies into the notes.
pub fn org_chart(t: &Lookup, head: Head, root: &Node) -> Chart {
    tree(t, head, root)
}

fn tree(t: &Lookup, head: Head, root: &Node) -> Chart {
    let mut body = String::new();
    let mut table = head.table(t).column(&head.item).number_column(t.of("web-chart-level"));
    table = table.column(t.of("web-chart-note"));
    let mut rows = Vec::new();
    let (height, _) = draw(&mut body, &mut rows, root, 0, 1.0);
    for row in rows {
        table.push(row);
    }
    let wide = root.depth() as f64 * (BOX + GAP) - GAP + 2.0;
    let size = format!(
        r#"width="{}em" height="{}em" viewBox="0 0 {} {}""#,
        num(wide / 15.0),
        num((height + 2.0) / 15.0),
        num(wide),
        num(height + 2.0)
    );
    let svg = format!("{}{body}</svg>", head.open(&size));
    head.chart(t, svg, table, Vec::new(), true)
}

/// Draws a box and its branch from `top` down; returns where the branch ends and the middle of the box.
fn draw(svg: &mut String, rows: &mut Vec<Vec<Cell>>, node: &Node, level: usize, top: f64) -> (f64, f64) {
    let title: Cell = match &node.href {
        Some(href) => Cell::Link(Link { href: href.clone(), text: node.title.clone() }),
        None => node.title.as_str().into(),
    };
    rows.push(vec![title, Cell::Number((level + 1).to_string()), node.notes.join(" · ").into()]);
    let own = node.height();
    let mut end = top;
    let mut middles = Vec::with_capacity(node.children.len());
    for child in &node.children {
        let (below, middle) = draw(svg, rows, child, level + 1, end);
        middles.push(middle);
        end = below;
    }
    let branch = (end - top).max(own + 10.0);
    let middle = match (middles.first(), middles.last()) {
        (Some(first), Some(last)) => ((first + last) / 2.0).max(top + own / 2.0),
        _ => top + own / 2.0,
    };
    let left = level as f64 * (BOX + GAP) + 1.0;
    draw_box(svg, node, left, middle - own / 2.0, own);
    for child in middles {
        let (from, bend, to) = (left + BOX, left + BOX + GAP / 2.0, left + BOX + GAP);
        let _ = write!(
            svg,
            r#"<path class="wire" d="M{} {}H{}V{}H{}"/>"#,
            num(from),
            num(middle),
            num(bend),
            num(child),
            num(to)
        );
    }
    (top + branch, middle)
}

fn draw_box(svg: &mut String, node: &Node, left: f64, top: f64, height: f64) {
    let class = if node.late { "box late" } else { "box" };
    let (x, y) = (num(left), num(top));
    let _ = write!(
        svg,
        r#"<rect class="{class}" x="{x}" y="{y}" width="{BOX}" height="{}" rx="3"/>"#,
        num(height)
    );
    let (title, notes) = node.lines();
    let text_left = num(left + PAD);
    let mut line = top + PAD + 14.0;
    for text in title {
        let _ =
            write!(svg, r#"<text x="{text_left}" y="{}" font-size="15">{}</text>"#, num(line), escape(&text));
        line += LINE;
    }
    let class = if node.late { "late" } else { "soft" };
    for text in notes {
        let _ = write!(
            svg,
            r#"<text class="{class}" x="{text_left}" y="{}" font-size="13">{}</text>"#,
            num(line),
            escape(&text)
        );
        line += LINE;
    }
    if let Some(done) = node.done {
        let (whole, y) = (BOX - 2.0 * PAD, num(top + height - PAD - 3.0));
        let _ = write!(
            svg,
            r#"<rect class="base" x="{text_left}" y="{y}" width="{}" height="5"/><rect class="c1" x="{text_left}" y="{y}" width="{}" height="5"/>"#,
            num(whole),
            num(whole * done)
        );
    }
}
