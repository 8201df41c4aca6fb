//! What diagnoses since a plan say of it, in a sentence. Not here: the numbers (`crate::progress`).

use web::i18n::Lookup;

use super::{interval, two};
use crate::progress::Progress;

/// How it stands since, and whether that is more than chance.
pub(super) fn moved(t: &Lookup, since: &Progress) -> String {
    let (mean, n) = (two(t, since.line.mean), since.line.n);
    let wave = t.both(&since.wave.text()).to_owned();
    let stands = t.with(
        "diagnosis-mean-since",
        &[("wave", &wave), ("mean", &mean), ("n", &n), ("interval", &interval(t, since.line.interval))],
    );
    let Some(change) = &since.change else { return stands };
    let said = t.of(match change.interval {
        (low, _) if low > 0.0 => "diagnosis-rose",
        (_, high) if high < 0.0 => "diagnosis-fell",
        _ => "diagnosis-unmoved",
    });
    let by = t.with(
        "diagnosis-since-change",
        &[
            ("said", &said.to_owned()),
            ("by", &two(t, change.difference)),
            ("interval", &interval(t, Some(change.interval))),
        ],
    );
    t.with("diagnosis-since-both", &[("stands", &stands), ("change", &by)])
}
