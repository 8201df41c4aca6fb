//! The model, drawn with the numbers of a report: the four areas act on learning, on what a person does with it and on
//! what the unit achieves. Not here: numbers.

use std::fmt::Write;

use web::charts::{Chart, Head, written};
use web::components::Cell;
use web::i18n::Lookup;

use super::two;
use crate::analysis::{Band, band};
use crate::bank::{AREAS, Area, CONSTRUCTS, constructs};
use crate::report::Report;

const WIDE: f64 = 660.0;
const BOX: f64 = 190.0;

/// The mean of an area over its constructs, and whether one of them is a barrier.
fn of_area(report: &Report, area: Area) -> (Option<f64>, Vec<usize>) {
    let Some(now) = report.now() else { return (None, Vec::new()) };
    let scales: Vec<usize> = (0..CONSTRUCTS).filter(|scale| constructs()[*scale].area == area).collect();
    let means: Vec<f64> =
        scales.iter().filter_map(|scale| now.lines[*scale].as_ref().map(|line| line.mean)).collect();
    let low = scales
        .into_iter()
        .filter(|scale| {
            now.lines[*scale].as_ref().and_then(|line| band(*scale, line, report.cuts[*scale]))
                == Some(Band::Barrier)
        })
        .collect();
    ((!means.is_empty()).then(|| means.iter().sum::<f64>() / means.len() as f64), low)
}

fn draw_box(svg: &mut String, (x, y): (f64, f64), tall: f64, late: bool, lines: &[(String, bool)]) {
    let class = if late { "box late" } else { "box" };
    let _ = write!(svg, r#"<rect class="{class}" x="{x}" y="{y}" width="{BOX}" height="{tall}" rx="3"/>"#);
    for (at, (text, soft)) in lines.iter().enumerate() {
        let (size, class) = if *soft { (13, r#" class="soft""#) } else { (15, "") };
        let down = y + 22.0 + at as f64 * 19.0;
        let _ = write!(
            svg,
            r#"<text x="{}" y="{down}" font-size="{size}"{class}>{}</text>"#,
            x + 10.0,
            written(text)
        );
    }
}

fn arrow(svg: &mut String, path: &str, (x, y): (f64, f64), tip: &str) {
    let _ = write!(svg, r#"<path class="wire" d="{path}"/><path class="tip" d="M{x} {y}{tip}"/>"#);
}

const DOWN: &str = "l-4 -8h8z";
const RIGHT: &str = "l-8 -4v8z";

/// The picture.
pub(super) fn figure(t: &Lookup, report: &Report) -> Chart {
    let head = Head::new(
        "model",
        t.of("diagnosis-figure"),
        t.of("diagnosis-figure-about"),
        t.of("diagnosis-figure-area"),
    );
    let mut table = head
        .data(t)
        .column(t.of("diagnosis-figure-area"))
        .number_column(t.of("diagnosis-mean"))
        .column(t.of("diagnosis-barriers"));
    let mut svg = String::new();
    let mut lines_of = |area: Area| -> (Vec<(String, bool)>, bool) {
        let (mean, low) = of_area(report, area);
        let name = t.both(&area.text()).to_owned();
        let mean_said = mean.map_or_else(|| "—".to_owned(), |mean| two(t, mean));
        let names: Vec<String> =
            low.iter().map(|scale| t.both(&constructs()[*scale].name).to_owned()).collect();
        let barriers = if names.is_empty() { t.of("diagnosis-none").to_owned() } else { t.join(&names) };
        table.push(vec![name.as_str().into(), Cell::Number(mean_said.clone()), barriers.into()]);
        let said = t.with("diagnosis-figure-mean", &[("mean", &mean_said)]);
        let second = t.with("diagnosis-figure-barriers", &[("n", &low.len())]);
        (vec![(name, false), (said, true), (second, true)], !low.is_empty())
    };
    let boxes: Vec<(Vec<(String, bool)>, bool)> = AREAS.into_iter().map(&mut lines_of).collect();
    let [ability, motivation, environment, secondary] = [&boxes[0], &boxes[1], &boxes[2], &boxes[3]];
    draw_box(&mut svg, (235.0, 1.0), 72.0, secondary.1, &secondary.0);
    draw_box(&mut svg, (235.0, 109.0), 72.0, motivation.1, &motivation.0);
    let chain = ["diagnosis-chain-learning", "diagnosis-chain-person", "diagnosis-chain-unit"];
    for (x, key) in [1.0, 235.0, 469.0].into_iter().zip(chain) {
        draw_box(&mut svg, (x, 229.0), 44.0, false, &[(t.of(key).to_owned(), false)]);
    }
    draw_box(&mut svg, (1.0, 325.0), 72.0, environment.1, &environment.0);
    draw_box(&mut svg, (469.0, 325.0), 72.0, ability.1, &ability.0);
    arrow(&mut svg, "M330 73V103", (330.0, 108.0), DOWN);
    arrow(&mut svg, "M191 251H229", (234.0, 251.0), RIGHT);
    arrow(&mut svg, "M425 251H463", (468.0, 251.0), RIGHT);
    // Motivation, environment and ability act on both links.
    arrow(&mut svg, "M290 181V205H212V240", (212.0, 246.0), DOWN);
    arrow(&mut svg, "M370 181V205H446V240", (446.0, 246.0), DOWN);
    arrow(&mut svg, "M96 325V300H206V262", (206.0, 256.0), "l-4 8h8z");
    arrow(&mut svg, "M96 300H440V262", (440.0, 256.0), "l-4 8h8z");
    arrow(&mut svg, "M564 325V312H218V262", (218.0, 256.0), "l-4 8h8z");
    arrow(&mut svg, "M564 312H452V262", (452.0, 256.0), "l-4 8h8z");
    head.picture(t, (WIDE, 398.0), &svg, table)
}
