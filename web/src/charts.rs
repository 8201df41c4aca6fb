//! Charts drawn on the server as SVG, each with a title, a description and its data as a table beneath.
//! Bars, columns and progress are measured in `em` and percent, so that they fit a phone and grow with the
//! text size; trees and flows have a width of their own and scroll in their frame. No inline style: colours
//! are classes of the style sheet. Not here: what a chart is about; the rooms word it.

pub mod bars;
pub mod flow;
pub mod standing;
pub mod tree;

use askama::Template;

use crate::components::{Table, escape};
use crate::i18n::Lookup;

/// A finished chart; `{{ chart }}` draws title, picture, legend and table.
#[derive(Debug, Clone, Template)]
#[template(path = "components/chart.html")]
pub struct Chart {
    /// What the chart shows, in a few words.
    pub title: String,
    /// The picture, a whole `<svg>` element.
    pub svg: String,
    /// The data of the picture.
    pub table: Table,
    legend: Vec<(String, String)>,
    id: String,
    data_label: String,
    scrolls: bool,
}

impl askama::filters::HtmlSafe for Chart {}

/// Words of a chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    /// Id, unique on the page, ASCII.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The point it makes, in a sentence, for those who cannot see it.
    pub description: String,
    /// What the rows are, e.g. 单位.
    pub item: String,
}

impl Head {
    /// The words: id, title, description, what the rows are.
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        description: impl Into<String>,
        item: impl Into<String>,
    ) -> Head {
        Head { id: id.into(), title: title.into(), description: description.into(), item: item.into() }
    }

    fn chart(
        self,
        t: &Lookup,
        svg: String,
        table: Table,
        legend: Vec<(String, String)>,
        scrolls: bool,
    ) -> Chart {
        Chart {
            title: self.title,
            svg,
            table,
            legend,
            id: self.id,
            data_label: t.of("web-chart-data").to_owned(),
            scrolls,
        }
    }

    /// A picture of a room's own: what stands inside the `<svg>` element, drawn on a ground of so many pixels at a text
    /// size of 15, with its data. Text in it has to be escaped ([`written`]).
    pub fn picture(self, t: &Lookup, (wide, tall): (f64, f64), inside: &str, table: Table) -> Chart {
        let size = format!(
            r#"width="{}em" height="{}em" viewBox="0 0 {} {}""#,
            num(wide / 15.0),
            num(tall / 15.0),
            num(wide),
            num(tall)
        );
        let svg = format!("{}{inside}</svg>", self.open(&size));
        self.chart(t, svg, table, Vec::new(), true)
    }

    /// The table of a picture of a room's own, with its caption and no column yet.
    pub fn data(&self, t: &Lookup) -> Table {
        self.table(t)
    }

    fn table(&self, t: &Lookup) -> Table {
        let caption = format!("{}{}{}", self.title, t.choose("：", ": "), t.of("web-chart-data"));
        Table::new(t, format!("{}-data", self.id), caption).empty(t.of("web-chart-empty"))
    }

    /// Opens the picture: `size` are the width, height and view box attributes.
    fn open(&self, size: &str) -> String {
        let Head { id, title, description, .. } = self;
        format!(
            r#"<svg {size} role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
            escape(title),
            escape(description)
        )
    }
}

/// Text as it may stand in a picture.
pub fn written(text: &str) -> String {
    escape(text)
}

/// Width of a text in em of its own size: han characters are one wide, Latin letters about half.
pub(crate) fn width(text: &str) -> f64 {
    text.chars().map(|c| if u32::from(c) < 0x2e80 { 0.56 } else { 1.0 }).sum()
}

/// Breaks a text into at most `lines` lines of at most `em` width; what does not fit ends in “…”.
pub(crate) fn wrap(text: &str, em: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    let mut used = 0.0;
    for word in words(text) {
        let wide = width(word);
        if used + wide > em && used > 0.0 {
            if out.len() == lines {
                if let Some(last) = out.last_mut() {
                    last.pop();
                    last.push('…');
                }
                break;
            }
            out.push(String::new());
            used = 0.0;
        }
        if let Some(last) = out.last_mut() {
            last.push_str(if used == 0.0 { word.trim_start() } else { word });
        }
        used += wide;
    }
    out
}

/// Pieces a line may be broken between: each han character, each Latin word with the space before it.
fn words(text: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let mut previous = ' ';
    for (at, c) in text.char_indices().skip(1) {
        let latin = u32::from(c) < 0x2e80;
        let follows_latin = u32::from(previous) < 0x2e80;
        if c == ' ' || !latin || !follows_latin {
            starts.push(at);
        }
        previous = c;
    }
    starts.push(text.len());
    starts.windows(2).filter_map(|pair| text.get(pair[0]..pair[1])).collect()
}

/// A length without more digits than a screen can show.
pub(crate) fn num(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
