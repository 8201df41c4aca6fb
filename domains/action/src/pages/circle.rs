//! The circle of action learning drawn with where a round stands, and beneath it the same as a list. Not here: what
//! counts as done (`round`).

use std::f64::consts::PI;

use askama::Template;
use web::components::{Step as Line, StepState, Steps};
use web::i18n::Lookup;

use super::said;
use crate::round::{Round, Step, Written};

/// One step on the circle.
struct Node {
    x: String,
    y: String,
    label: String,
    sign: &'static str,
    class: &'static str,
    label_y: String,
    sign_y: String,
}

/// The circle of a round.
#[derive(Template)]
#[template(path = "action/circle.html")]
pub struct Circle {
    title: String,
    description: String,
    round: String,
    nodes: Vec<Node>,
    steps: Steps,
    list: String,
}

impl askama::filters::HtmlSafe for Circle {}

const SHORT: [(&str, &str); 8] = [
    ("问题", "Problem"),
    ("提问", "Questions"),
    ("假设", "Beliefs"),
    ("承诺", "Promises"),
    ("结果", "Results"),
    ("反思", "Reflect"),
    ("道理", "Principle"),
    ("下一步", "Next"),
];

impl Circle {
    /// The circle of a round as it stands.
    pub fn of(t: &Lookup, round: &Round, written: &Written) -> Circle {
        let at = written.stands_at(round);
        let stands = match at {
            Some(step) => t.with("action-circle-at", &[("step", &said(t, step.words()))]),
            None => t.of("action-circle-done").to_owned(),
        };
        let mut nodes = Vec::new();
        let mut lines = Vec::new();
        for (step, (turn, (zh, en))) in Step::ALL.iter().zip((0_i32..).zip(SHORT)) {
            let angle = f64::from(turn) * PI / 4.0 - PI / 2.0;
            let (x, y) = (112.0f64.mul_add(angle.cos(), 160.0), 112.0f64.mul_add(angle.sin(), 160.0));
            let (class, sign, state) = if at == Some(*step) {
                ("box now", "◆", StepState::Now)
            } else if written.done(round, *step) {
                ("box", "✓", StepState::Done)
            } else {
                ("base", "", StepState::Next)
            };
            nodes.push(Node {
                x: format!("{x:.1}"),
                y: format!("{y:.1}"),
                label: t.choose(zh, en).to_owned(),
                sign,
                class,
                label_y: format!("{:.1}", y + if sign.is_empty() { 4.0 } else { -2.0 }),
                sign_y: format!("{:.1}", y + 16.0),
            });
            lines.push(Line::new(said(t, step.words()), state, ""));
        }
        Circle {
            title: t.of("action-circle").to_owned(),
            description: stands,
            round: t.with("action-round-number", &[("n", &round.number)]),
            nodes,
            steps: Steps::new(t, lines),
            list: t.of("action-circle-list").to_owned(),
        }
    }
}
