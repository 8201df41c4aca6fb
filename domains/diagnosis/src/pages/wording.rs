//! A report in sentences: what helps, what blocks, how sure. Not here: tables and pictures.

use web::i18n::Lookup;

use super::{interval, percent, two};
use crate::analysis::{Band, Change, Drivers, NoDrivers, Weak, in_band};
use crate::bank::constructs;
use crate::norm::Norm;
use crate::report::Report;

fn names(t: &Lookup, scales: &[usize]) -> String {
    let names: Vec<String> =
        scales.iter().map(|scale| t.both(&constructs()[*scale].name).to_owned()).collect();
    t.join(&names)
}

/// The sentences that stand first.
pub(super) fn sentences(t: &Lookup, report: &Report) -> Vec<String> {
    let Some(now) = report.now() else {
        return vec![t.with("diagnosis-too-few", &[("least", &report.least)])];
    };
    let mut said = Vec::new();
    let wave = report.latest.map(|wave| t.both(&wave.text()).to_owned()).unwrap_or_default();
    said.push(t.with("diagnosis-said-who", &[("n", &now.rows), ("wave", &wave)]));
    if let Some(norm) = &report.norm {
        said.push(t.with("diagnosis-said-norm", &[("whose", &whose(t, norm)), ("n", &norm.people())]));
    }
    let barriers = in_band(&now.lines, &report.cuts, Band::Barrier);
    let catalysts = in_band(&now.lines, &report.cuts, Band::Catalyst);
    said.push(if catalysts.is_empty() {
        t.of("diagnosis-said-no-catalyst").to_owned()
    } else {
        t.with("diagnosis-said-catalyst", &[("names", &names(t, &catalysts))])
    });
    said.push(if barriers.is_empty() {
        t.of("diagnosis-said-no-barrier").to_owned()
    } else {
        t.with("diagnosis-said-barrier", &[("names", &names(t, &barriers))])
    });
    for scale in barriers {
        if let Some(line) = &now.lines[scale] {
            let name = t.both(&constructs()[scale].name).to_owned();
            let (mean, span) = (two(t, line.mean), interval(t, line.interval));
            said.push(t.with(
                "diagnosis-said-how-sure",
                &[
                    ("name", &name),
                    ("mean", &mean),
                    ("interval", &span),
                    ("cut", &two(t, report.cuts[scale].barrier)),
                ],
            ));
        }
    }
    said.extend(moved(t, report));
    let weak: Vec<usize> = (0..constructs().len())
        .filter(|scale| {
            let line = now.lines[*scale].as_ref();
            line.and_then(|line| line.reliability).is_some_and(|found| found.weak == Weak::Poor)
        })
        .collect();
    if !weak.is_empty() {
        said.push(t.with("diagnosis-said-weak", &[("names", &names(t, &weak))]));
    }
    said
}

/// Whose answers a norm is made of.
pub(super) fn whose(t: &Lookup, norm: &Norm) -> String {
    if norm.brought { norm.name.clone() } else { t.of("diagnosis-norm-own").to_owned() }
}

/// What changed beyond chance, either way.
fn moved(t: &Lookup, report: &Report) -> Vec<String> {
    let beyond = |up: bool| -> Vec<usize> {
        let counts = |change: &Change| if up { change.interval.0 > 0.0 } else { change.interval.1 < 0.0 };
        report
            .change
            .iter()
            .enumerate()
            .filter(|(_, change)| change.as_ref().is_some_and(counts))
            .map(|(scale, _)| scale)
            .collect()
    };
    let (up, down) = (beyond(true), beyond(false));
    if report.change.iter().all(Option::is_none) {
        return Vec::new();
    }
    if up.is_empty() && down.is_empty() {
        return vec![t.of("diagnosis-said-unmoved").to_owned()];
    }
    let mut said = Vec::new();
    if !up.is_empty() {
        said.push(t.with("diagnosis-said-up", &[("names", &names(t, &up))]));
    }
    if !down.is_empty() {
        said.push(t.with("diagnosis-said-down", &[("names", &names(t, &down))]));
    }
    said
}

/// What goes with an outcome, in sentences; always which outcome.
pub(super) fn of_drivers(t: &Lookup, found: &Result<Drivers, NoDrivers>, by_others: bool) -> Vec<String> {
    let which = t.of(if by_others { "diagnosis-by-others" } else { "diagnosis-by-self" }).to_owned();
    match found {
        Err(NoDrivers::TooFew(n)) => vec![t.with("diagnosis-drivers-few", &[("which", &which), ("n", n)])],
        Err(NoDrivers::Alike) => vec![t.with("diagnosis-drivers-alike", &[("which", &which)])],
        Ok(found) => {
            let first: Vec<usize> = found.drivers.iter().take(3).map(|one| one.scale).collect();
            let adjusted = found.adjusted.map_or_else(|| "—".to_owned(), |share| percent(t, share.max(0.0)));
            let mut said = vec![t.with(
                "diagnosis-drivers-said",
                &[
                    ("which", &which),
                    ("n", &found.n),
                    ("r2", &percent(t, found.r2)),
                    ("adjusted", &adjusted),
                    ("names", &names(t, &first)),
                ],
            )];
            if found.rough {
                said.push(t.of("diagnosis-drivers-rough").to_owned());
            }
            said
        }
    }
}

/// A band in a word.
pub(super) fn band_word(t: &Lookup, band: Option<Band>) -> String {
    t.of(match band {
        Some(Band::Barrier) => "diagnosis-barrier",
        Some(Band::Catalyst) => "diagnosis-catalyst",
        Some(Band::Neutral) => "diagnosis-neutral",
        None => "diagnosis-no-band",
    })
    .to_owned()
}
