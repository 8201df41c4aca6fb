//! A factor model: latent variables on the left, what is observed on the right, an arrow for every loading.

use std::collections::BTreeMap;

use super::{Anchor, Canvas};

/// One arrow of the model.
#[derive(Debug, Clone)]
pub struct Arrow {
    /// Where it starts; with `both` one of its two ends.
    pub from: String,
    /// Where it ends.
    pub to: String,
    /// The standardised value written on it.
    pub value: f64,
    /// A covariance: an arc with two heads.
    pub both: bool,
}

/// Draws a path diagram: `latent` on the left, every other end of an arrow on the right.
#[must_use]
pub fn path(title: &str, latent: &[String], arrows: &[Arrow]) -> String {
    let mut observed: Vec<&str> = Vec::new();
    for name in arrows.iter().flat_map(|arrow| [arrow.from.as_str(), arrow.to.as_str()]) {
        if !latent.iter().any(|known| known == name) && !observed.contains(&name) {
            observed.push(name);
        }
    }
    let height = 80.0 + 28.0 * observed.len().max(2 * latent.len()) as f64;
    let mut canvas = Canvas::new(720.0, height);
    canvas.text((16.0, 20.0), Anchor::Start, title);
    canvas.shape(
        "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" \
         orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\" fill=\"#333333\"/></marker></defs>",
    );
    let mut places: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (place, name) in latent.iter().enumerate() {
        let y = 50.0 + (place as f64 + 0.5) * (height - 70.0) / latent.len().max(1) as f64;
        places.insert(name, (240.0, y));
        canvas.shape(&format!(
            "<ellipse cx=\"240\" cy=\"{y:.1}\" rx=\"62\" ry=\"18\" fill=\"#eef3f8\" stroke=\"#1f4e79\"/>"
        ));
        canvas.text((240.0, y + 4.0), Anchor::Middle, name);
    }
    for (place, name) in observed.iter().enumerate() {
        let y = 50.0 + (place as f64 + 0.5) * (height - 70.0) / observed.len().max(1) as f64;
        places.insert(name, (600.0, y));
        canvas.shape(&format!(
            "<rect x=\"550\" y=\"{:.1}\" width=\"100\" height=\"20\" fill=\"#ffffff\" stroke=\"#333333\"/>",
            y - 10.0
        ));
        canvas.text((600.0, y + 4.0), Anchor::Middle, name);
    }
    for arrow in arrows {
        if let (Some(&from), Some(&to)) = (places.get(arrow.from.as_str()), places.get(arrow.to.as_str())) {
            draw(&mut canvas, arrow, from, to);
        }
    }
    canvas.finish(
        title,
        &format!(
            "{} latent and {} observed variables, {} arrows.",
            latent.len(),
            observed.len(),
            arrows.len()
        ),
    )
}

fn draw(canvas: &mut Canvas, arrow: &Arrow, from: (f64, f64), to: (f64, f64)) {
    let value = super::short(arrow.value);
    if from == to {
        return;
    }
    if from.0 == to.0 {
        // Two of a kind: an arc on the outer side, wider the farther they are apart.
        let side = if from.0 < 400.0 { -1.0 } else { 1.0 };
        let edge = from.0 + side * if side < 0.0 { 62.0 } else { 50.0 };
        let bow = edge + side * (20.0 + (from.1 - to.1).abs() * 0.25);
        let heads = if arrow.both {
            "marker-start=\"url(#tip)\" marker-end=\"url(#tip)\""
        } else {
            "marker-end=\"url(#tip)\""
        };
        canvas.shape(&format!(
            "<path d=\"M{edge:.1} {:.1}Q{bow:.1} {:.1} {edge:.1} {:.1}\" fill=\"none\" stroke=\"#777777\" {heads}/>",
            from.1,
            (from.1 + to.1) / 2.0,
            to.1
        ));
        canvas.text(((edge + bow) / 2.0, (from.1 + to.1) / 2.0), Anchor::Middle, &value);
        return;
    }
    let (start, end) =
        if from.0 < to.0 { (from.0 + 62.0, to.0 - 50.0) } else { (from.0 - 50.0, to.0 + 62.0) };
    canvas.line((start, from.1), (end, to.1), "stroke=\"#333333\" marker-end=\"url(#tip)\"");
    let at = 0.72;
    canvas.text((start + (end - start) * at, from.1 + (to.1 - from.1) * at - 3.0), Anchor::Middle, &value);
}
