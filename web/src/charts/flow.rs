//! How a procedure runs, as a diagram: steps from top to bottom, who does each within how long, and where a
//! case may be sent back to. Not here: procedures themselves (kernel); the public portal passes them in words.

use std::fmt::Write;

use super::{Chart, Head, num, width, wrap};
use crate::components::escape;
use crate::i18n::Lookup;

const BOX: f64 = 250.0;
const LINE: f64 = 20.0;
const PAD: f64 = 10.0;
const DROP: f64 = 30.0;

/// One step of a procedure in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlowStep {
    /// Name of the step.
    pub label: String,
    /// Who does it.
    pub who: String,
    /// Within how long; empty if there is no limit.
    pub limit: String,
    /// What must be attached; empty if nothing.
    pub attachments: String,
    /// Steps (counted from 0) a case may be sent back to from here.
    pub returns: Vec<usize>,
    /// The step the case is at now.
    pub now: bool,
}

impl FlowStep {
    fn lines(&self) -> (Vec<String>, Vec<String>) {
        let fits = (BOX - 2.0 * PAD) / 15.0;
        let second = [self.who.as_str(), self.limit.as_str()];
        let second = second.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let mut small = Vec::new();
        for text in [second.as_str(), self.attachments.as_str()] {
            if !text.is_empty() {
                small.extend(wrap(text, fits * 15.0 / 13.0, 3));
            }
        }
        (wrap(&self.label, fits - 1.6, 2), small)
    }

    fn height(&self) -> f64 {
        let (label, small) = self.lines();
        (label.len() + small.len()) as f64 * LINE + 2.0 * PAD
    }
}

/// The diagram of a procedure with its steps as a table.
pub fn flow(t: &Lookup, head: Head, steps: &[FlowStep]) -> Chart {
    let mut table = head.table(t).column(t.of("web-chart-step")).column(t.of("web-chart-who"));
    table = table.column(t.of("web-chart-limit")).column(t.of("web-chart-attachments"));
    table = table.column(t.of("web-chart-returns"));
    let mut tops = Vec::with_capacity(steps.len());
    let mut bottom = 1.0;
    for (index, step) in steps.iter().enumerate() {
        tops.push(bottom);
        bottom += step.height() + DROP;
        let back: Vec<&str> =
            step.returns.iter().filter_map(|to| steps.get(*to)).map(|to| to.label.as_str()).collect();
        table.push(vec![
            format!("{}. {}", index + 1, step.label).into(),
            step.who.as_str().into(),
            step.limit.as_str().into(),
            step.attachments.as_str().into(),
            t.join(&back).into(),
        ]);
    }
    let returns = steps.iter().map(|step| step.returns.len()).sum::<usize>() as f64;
    let (wide, tall) = (BOX + 16.0 + returns * 16.0, bottom - DROP + 2.0);
    let size = format!(
        r#"width="{}em" height="{}em" viewBox="0 0 {} {}""#,
        num(wide / 15.0),
        num(tall / 15.0),
        num(wide),
        num(tall)
    );
    let mut svg = head.open(&size);
    let mut lane = 0;
    for (index, step) in steps.iter().enumerate() {
        draw_step(&mut svg, index, step, tops[index]);
        if index + 1 < steps.len() {
            let from = tops[index] + step.height();
            draw_arrow(
                &mut svg,
                "wire",
                &format!("M{} {}V", num(BOX / 2.0), num(from)),
                BOX / 2.0,
                from + DROP,
            );
        }
        for to in step.returns.iter().filter(|to| **to < steps.len()) {
            lane += 1;
            let from = tops[index] + step.height() / 2.0 + 6.0;
            let onto = tops[*to] + steps[*to].height() / 2.0 - 6.0;
            draw_return(&mut svg, lane, from, onto);
        }
    }
    svg.push_str("</svg>");
    head.chart(t, svg, table, Vec::new(), true)
}

fn draw_step(svg: &mut String, index: usize, step: &FlowStep, top: f64) {
    let class = if step.now { "box now" } else { "box" };
    let _ = write!(
        svg,
        r#"<rect class="{class}" x="1" y="{}" width="{BOX}" height="{}" rx="3"/>"#,
        num(top),
        num(step.height())
    );
    let (label, small) = step.lines();
    let number = format!("{}. ", index + 1);
    let mut y = top + PAD + 15.0;
    for (line, text) in label.iter().enumerate() {
        let (x, text) = match line {
            0 => (PAD + 1.0, format!("{number}{text}")),
            _ => (PAD + 1.0 + width(&number) * 15.0, text.clone()),
        };
        let _ = write!(svg, r#"<text x="{}" y="{}" font-size="15">{}</text>"#, num(x), num(y), escape(&text));
        y += LINE;
    }
    for text in small {
        let _ = write!(
            svg,
            r#"<text class="soft" x="{}" y="{}" font-size="13">{}</text>"#,
            num(PAD + 1.0),
            num(y),
            escape(&text)
        );
        y += LINE;
    }
}

fn draw_arrow(svg: &mut String, class: &str, path: &str, x: f64, to: f64) {
    let _ = write!(
        svg,
        r#"<path class="{class}" d="{path}{}"/><path class="tip" d="M{} {}l-4 -8h8z"/>"#,
        num(to - 6.0),
        num(x),
        num(to - 1.0)
    );
}

/// A dashed line on the right, from the middle of one step back up to another; each in a lane of its own.
fn draw_return(svg: &mut String, lane: u16, from: f64, onto: f64) {
    let x = BOX + 2.0 + f64::from(lane) * 16.0;
    let _ = write!(
        svg,
        r#"<path class="wire again" d="M{} {}H{}V{}H{}"/><path class="tip" d="M{} {}l8 -4v8z"/>"#,
        num(BOX + 1.0),
        num(from),
        num(x),
        num(onto),
        num(BOX + 8.0),
        num(BOX + 1.0),
        num(onto)
    );
}
