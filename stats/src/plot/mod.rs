//! Drawings as SVG that stand alone: a title, a description, readable in black and white and in the dark.
//! Not here: numbers (they are given), pages of the county (crate `web` draws those).

mod curves;
mod forest;
mod path;
mod scree;

pub use curves::{Curve, curves};
pub use forest::{Estimate, forest};
pub use path::{Arrow, path};
pub use scree::{Series, scree};

/// Ink that can be told apart also without colour, for up to eight lines.
const INKS: [&str; 8] =
    ["#1f4e79", "#a23b2a", "#3a7d44", "#7a5195", "#b07d2b", "#2b7a8b", "#6b6b6b", "#c05a8e"];
/// Dashes that go with the inks.
const DASHES: [&str; 8] = ["none", "6 3", "2 3", "9 3 2 3", "none", "6 3", "2 3", "9 3 2 3"];

/// A drawing in the making.
struct Canvas {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text is anchored.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), style: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.body.push_str(&format!(
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {style}/>\n"
        ));
    }

    fn text(&mut self, at: (f64, f64), anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y, words) = (at.0, at.1, escaped(words));
        self.body
            .push_str(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>\n"));
    }

    fn shape(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    /// A line through points, in the ink of a place.
    fn stroke(&mut self, points: &[(f64, f64)], place: usize) {
        let list: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let (ink, dash) = (INKS[place % INKS.len()], DASHES[place % DASHES.len()]);
        self.shape(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>",
            list.join(" ")
        ));
    }

    fn finish(self, title: &str, about: &str) -> String {
        let (width, height) = (self.width, self.height);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
             font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
            escaped(title),
            escaped(about),
            self.body
        )
    }
}

/// A box of data: from values to places on the canvas, with its axes.
struct Axes {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    x: (f64, f64),
    y: (f64, f64),
}

impl Axes {
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let along = (x - self.x.0) / (self.x.1 - self.x.0).max(f64::MIN_POSITIVE);
        let up = (y - self.y.0) / (self.y.1 - self.y.0).max(f64::MIN_POSITIVE);
        (self.left + along * (self.right - self.left), self.bottom - up * (self.bottom - self.top))
    }

    fn draw(&self, canvas: &mut Canvas, labels: (&str, &str)) {
        let axis = "stroke=\"#333333\"";
        canvas.line((self.left, self.bottom), (self.right, self.bottom), axis);
        canvas.line((self.left, self.bottom), (self.left, self.top), axis);
        for value in ticks(self.x) {
            let (x, _) = self.at(value, self.y.0);
            canvas.line((x, self.bottom), (x, self.bottom + 4.0), axis);
            canvas.text((x, self.bottom + 18.0), Anchor::Middle, &short(value));
        }
        for value in ticks(self.y) {
            let (_, y) = self.at(self.x.0, value);
            canvas.line((self.left, y), (self.right, y), "stroke=\"#dddddd\"");
            canvas.text((self.left - 6.0, y + 4.0), Anchor::End, &short(value));
        }
        canvas.text(((self.left + self.right) / 2.0, self.bottom + 36.0), Anchor::Middle, labels.0);
        canvas.text((self.left, self.top - 8.0), Anchor::Start, labels.1);
    }
}

/// About five round values within a range.
fn ticks((low, high): (f64, f64)) -> Vec<f64> {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return vec![low];
    }
    let rough = span / 5.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).ceil();
    (0..20).map(|n| (first + f64::from(n)) * step).take_while(|value| *value <= high + step * 1e-9).collect()
}

fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_are_ticked_at_round_values_and_texts_cannot_break_out() {
        assert_eq!(ticks((0.0, 10.0)), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        assert_eq!(ticks((1.0, 1.0)), [1.0]);
        let drawn = scree("a<b", &[Series { name: "\"x\"".into(), values: vec![2.0, 1.0] }]);
        assert!(drawn.contains("a&lt;b") && !drawn.contains("a<b"));
    }
}
