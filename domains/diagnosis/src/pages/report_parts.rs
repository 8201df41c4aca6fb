//! The parts of a report's page: bars by area, tables of standing, change, agreement and of what goes with the outcome.
//! Not here: sentences (`wording`), the model (`figure`).

use web::charts::standing::{Standing, standings};
use web::charts::{Chart, Head};
use web::components::{Cell, Table};
use web::i18n::Lookup;

use super::wording::band_word;
use super::{interval, percent, two};
use crate::analysis::{Band, Drivers, Line, Weak, band};
use crate::bank::{AREAS, CONSTRUCTS, OUTCOME, constructs};
use crate::counts::SEEN;
use crate::report::{Report, WaveReport};

/// The constructs by area, in the order of the pages.
pub(super) fn in_order() -> Vec<usize> {
    let of = |area| (0..CONSTRUCTS).filter(move |scale| constructs()[*scale].area == area);
    AREAS.into_iter().flat_map(of).collect()
}

/// Name of a scale.
pub(super) fn name(t: &Lookup, scale: usize) -> String {
    match scale {
        OUTCOME => t.of("diagnosis-outcome-own").to_owned(),
        SEEN => t.of("diagnosis-outcome-seen").to_owned(),
        _ => constructs().get(scale).map(|one| t.both(&one.name).to_owned()).unwrap_or_default(),
    }
}

/// The bars.
pub(super) fn bars(t: &Lookup, report: &Report, now: &WaveReport) -> Chart {
    let rows: Vec<Standing> = in_order()
        .into_iter()
        .map(|scale| {
            let line = now.lines[scale].as_ref();
            let cuts = report.cuts[scale];
            let stands = line.and_then(|line| band(scale, line, cuts));
            let mean = line.map_or_else(|| "—".to_owned(), |line| two(t, line.mean));
            Standing {
                label: name(t, scale),
                group: t.both(&constructs()[scale].area.text()).to_owned(),
                value: line.map(|line| line.mean),
                interval: line.and_then(|line| line.interval),
                text: format!("{mean} {}", band_word(t, stands)),
                interval_text: interval(t, line.and_then(|line| line.interval)),
                low: stands == Some(Band::Barrier),
                high: stands == Some(Band::Catalyst),
                cuts: vec![cuts.barrier, cuts.catalyst],
            }
        })
        .collect();
    let about = match (&report.norm, report.cuts.first()) {
        (None, Some(cuts)) => t.with(
            "diagnosis-bars-about",
            &[("barrier", &two(t, cuts.barrier)), ("catalyst", &two(t, cuts.catalyst))],
        ),
        _ => t.of("diagnosis-bars-norm-about").to_owned(),
    };
    let head = Head::new("areas", t.of("diagnosis-bars"), about, t.of("diagnosis-construct"));
    standings(t, head, (t.of("diagnosis-mean"), t.of("diagnosis-interval-head")), (1.0, 5.0), &rows)
}

fn reliability(t: &Lookup, line: &Line) -> [Cell; 3] {
    let Some(found) = line.reliability else { return ["—".into(), "—".into(), "—".into()] };
    let word = t.of(match found.weak {
        Weak::Sound => "diagnosis-sound",
        Weak::Rough => "diagnosis-rough",
        Weak::Poor => "diagnosis-poor",
    });
    let omega = found.omega.map_or_else(|| "—".to_owned(), |omega| two(t, omega));
    [Cell::Number(two(t, found.alpha)), Cell::Number(omega), word.into()]
}

/// How every scale stands.
pub(super) fn standing(t: &Lookup, report: &Report, now: &WaveReport, exports: (&str, &str)) -> Table {
    let mut table = Table::new(t, "standing", t.of("diagnosis-standing"))
        .export(exports.0)
        .column(t.of("diagnosis-construct"))
        .number_column(t.of("diagnosis-n"))
        .number_column(t.of("diagnosis-mean"))
        .column(t.of("diagnosis-interval-head"))
        .column(t.of("diagnosis-band"))
        .column(t.of("diagnosis-shares"))
        .number_column("α")
        .number_column("ω")
        .column(t.of("diagnosis-trust"));
    for scale in in_order().into_iter().chain([OUTCOME, SEEN]) {
        let Some(line) = &now.lines[scale] else {
            if scale < CONSTRUCTS {
                let mut row: Vec<Cell> = vec![name(t, scale).into()];
                row.extend((0..8).map(|_| Cell::from("—")));
                table.push(row);
            }
            continue;
        };
        let stands = if scale < CONSTRUCTS {
            band_word(t, band(scale, line, report.cuts[scale]))
        } else {
            "—".to_owned()
        };
        let mut row: Vec<Cell> = vec![
            name(t, scale).into(),
            Cell::number(t, line.n),
            Cell::Number(two(t, line.mean)),
            interval(t, line.interval).into(),
            stands.into(),
            shares(t, line).into(),
        ];
        row.extend(reliability(t, line));
        table.push(row);
    }
    table
}

/// How the scores lie, as shares nearest to 1 … 5.
fn shares(t: &Lookup, line: &Line) -> String {
    let all: u64 = line.shares.iter().sum();
    let share = |count: &u64| percent(t, *count as f64 / all.max(1) as f64);
    line.shares.iter().map(share).collect::<Vec<_>>().join(" · ")
}

/// What changed between the waves; nothing before the second.
pub(super) fn change(t: &Lookup, report: &Report) -> Option<Table> {
    if report.change.iter().all(Option::is_none) {
        return None;
    }
    let paired = report.change.iter().flatten().all(|change| change.paired);
    let caption = t.of(if paired { "diagnosis-change-paired" } else { "diagnosis-change-unpaired" });
    let mut table = Table::new(t, "change", caption)
        .column(t.of("diagnosis-construct"))
        .number_column(t.of("diagnosis-n"))
        .number_column(t.of("diagnosis-change-by"))
        .column(t.of("diagnosis-interval-head"))
        .number_column(t.of("diagnosis-effect"))
        .column(t.of("diagnosis-effect-interval"))
        .column(t.of("diagnosis-change-said"));
    for scale in in_order() {
        let Some(change) = report.change[scale] else { continue };
        let said = t.of(match change.interval {
            (low, _) if low > 0.0 => "diagnosis-rose",
            (_, high) if high < 0.0 => "diagnosis-fell",
            _ => "diagnosis-unmoved",
        });
        table.push(vec![
            name(t, scale).into(),
            Cell::number(t, change.n),
            Cell::Number(two(t, change.difference)),
            interval(t, Some(change.interval)).into(),
            Cell::Number(two(t, change.effect)),
            interval(t, change.effect_interval).into(),
            said.into(),
        ]);
    }
    Some(table)
}

/// Whether units agree within; nothing with fewer than two.
pub(super) fn agreement(t: &Lookup, report: &Report) -> Option<Table> {
    if report.agreement.iter().all(Option::is_none) {
        return None;
    }
    let mut table = Table::new(t, "agreement", t.of("diagnosis-agreement"))
        .column(t.of("diagnosis-construct"))
        .number_column(t.of("diagnosis-units"))
        .number_column("rwg(j)")
        .number_column(t.of("diagnosis-units-agree"))
        .number_column("ICC(1)")
        .column(t.of("diagnosis-interval-head"))
        .number_column("ICC(2)");
    for scale in in_order() {
        let Some(found) = report.agreement[scale] else { continue };
        table.push(vec![
            name(t, scale).into(),
            Cell::number(t, found.units),
            Cell::Number(two(t, found.rwg)),
            Cell::number(t, found.agree),
            Cell::Number(two(t, found.icc1)),
            interval(t, Some(found.icc1_interval)).into(),
            Cell::Number(two(t, found.icc2)),
        ]);
    }
    Some(table)
}

/// What goes with an outcome.
pub(super) fn drivers(t: &Lookup, found: &Drivers, id: &str, caption: &str) -> Table {
    let mut table = Table::new(t, id, caption)
        .column(t.of("diagnosis-construct"))
        .number_column(t.of("diagnosis-share"))
        .number_column(t.of("diagnosis-correlation"));
    for one in &found.drivers {
        table.push(vec![
            name(t, one.scale).into(),
            Cell::Number(percent(t, one.share)),
            Cell::Number(two(t, one.correlation)),
        ]);
    }
    table
}
