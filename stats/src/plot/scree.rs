//! Eigenvalues in falling order, with those of random data beside them.

use super::{Anchor, Axes, Canvas, INKS};

/// One line of a scree plot.
#[derive(Debug, Clone)]
pub struct Series {
    /// What it shows.
    pub name: String,
    /// Values for the first, second … factor.
    pub values: Vec<f64>,
}

/// Draws eigenvalues by number of the factor.
#[must_use]
pub fn scree(title: &str, series: &[Series]) -> String {
    let all = || series.iter().flat_map(|one| one.values.iter().copied()).filter(|value| value.is_finite());
    let count = series.iter().map(|one| one.values.len()).max().unwrap_or(1).max(2);
    let (low, high) = (all().fold(0.0, f64::min), all().fold(1.0, f64::max));
    let mut canvas = Canvas::new(640.0, 400.0);
    let axes = Axes {
        left: 60.0,
        right: 480.0,
        top: 40.0,
        bottom: 340.0,
        x: (1.0, count as f64),
        y: (low, high * 1.05),
    };
    axes.draw(&mut canvas, ("factor", "eigenvalue"));
    for (place, one) in series.iter().enumerate() {
        let points: Vec<(f64, f64)> =
            one.values.iter().enumerate().map(|(at, &value)| axes.at(at as f64 + 1.0, value)).collect();
        canvas.stroke(&points, place);
        for (x, y) in &points {
            let ink = INKS[place % INKS.len()];
            canvas.shape(&format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{ink}\"/>"));
        }
        let y = 60.0 + 22.0 * place as f64;
        canvas.stroke(&[(500.0, y), (530.0, y)], place);
        canvas.text((536.0, y + 4.0), Anchor::Start, &one.name);
    }
    let first = series.first().map_or(0, |one| one.values.len());
    canvas.finish(title, &format!("Eigenvalues of {first} factors in falling order."))
}
