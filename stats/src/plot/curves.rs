//! Curves over a scale: category probabilities, information.

use super::{Anchor, Axes, Canvas};

/// One curve.
#[derive(Debug, Clone)]
pub struct Curve {
    /// What it shows.
    pub name: String,
    /// Points along the scale.
    pub points: Vec<(f64, f64)>,
}

/// Draws curves in panels, one panel a group of curves, two panels a row.
#[must_use]
pub fn curves(title: &str, labels: (&str, &str), panels: &[(String, Vec<Curve>)]) -> String {
    let rows = panels.len().div_ceil(2).max(1);
    let (wide, tall) = (420.0, 270.0);
    let mut canvas = Canvas::new(if panels.len() > 1 { 2.0 * wide } else { wide }, rows as f64 * tall);
    for (place, (name, group)) in panels.iter().enumerate() {
        let (x, y) = ((place % 2) as f64 * wide, (place / 2) as f64 * tall);
        panel(&mut canvas, (x, y), (name, labels), group);
    }
    canvas.finish(title, &format!("{} panels of curves over {}.", panels.len(), labels.0))
}

fn panel(canvas: &mut Canvas, (x, y): (f64, f64), (name, labels): (&str, (&str, &str)), group: &[Curve]) {
    let points =
        || group.iter().flat_map(|curve| curve.points.iter()).filter(|(a, b)| a.is_finite() && b.is_finite());
    let low = points().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let high = points().map(|point| point.0).fold(f64::NEG_INFINITY, f64::max);
    let most = points().map(|point| point.1).fold(0.0, f64::max);
    if low >= high {
        return;
    }
    let axes = Axes {
        left: x + 50.0,
        right: x + 320.0,
        top: y + 44.0,
        bottom: y + 210.0,
        x: (low, high),
        y: (0.0, if most > 0.0 { most } else { 1.0 }),
    };
    axes.draw(canvas, (labels.0, ""));
    canvas.text((x + 50.0, y + 20.0), Anchor::Start, name);
    canvas.text((x + 50.0, y + 36.0), Anchor::Start, labels.1);
    for (place, curve) in group.iter().enumerate() {
        let line: Vec<(f64, f64)> = curve.points.iter().map(|&(a, b)| axes.at(a, b)).collect();
        canvas.stroke(&line, place);
        if place < 9 {
            let top = y + 56.0 + 18.0 * place as f64;
            canvas.stroke(&[(x + 328.0, top), (x + 348.0, top)], place);
            canvas.text((x + 352.0, top + 4.0), Anchor::Start, &curve.name);
        }
    }
}
