//! What the counts say: for each construct how it stands and how sure that is, what changed, whether units agree
//! within, what goes with the outcome. Pure; the numbers are computed by crate `psychometrics`. Not here: words and
//! pictures (`pages`), which counts may be read (`report`).

mod agreement;
mod change;
mod drivers;
mod scale;

pub use agreement::{Agreement, agreement};
pub use change::{Change, change_paired, change_unpaired};
pub use drivers::{Driver, Drivers, NoDrivers, drivers};
pub use scale::{Line, Reliability, Weak, line, tables};

use serde::{Deserialize, Serialize};

use crate::bank::{Better, CONSTRUCTS, constructs};

/// Level of every interval.
pub const LEVEL: f64 = 0.95;

/// Fewest rows for relative importance.
pub const DRIVERS_LEAST: i64 = 30;

/// Cut-offs on the mean, parameters of the county: none is validated in print.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cuts {
    /// Wholly below: a barrier.
    pub barrier: f64,
    /// Wholly above: a catalyst.
    pub catalyst: f64,
}

impl Default for Cuts {
    fn default() -> Cuts {
        Cuts { barrier: 3.0, catalyst: 3.75 }
    }
}

/// How a construct stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// The whole interval lies below the lower cut-off.
    Barrier,
    /// Neither.
    Neutral,
    /// The whole interval lies above the upper cut-off.
    Catalyst,
}

/// The band of a construct; none for one that is neither good nor bad in itself, or where there is no interval.
#[must_use]
pub fn band(construct: usize, line: &Line, cuts: Cuts) -> Option<Band> {
    if constructs().get(construct)?.better == Better::Context {
        return None;
    }
    let (low, high) = line.interval?;
    Some(if high < cuts.barrier {
        Band::Barrier
    } else if low > cuts.catalyst {
        Band::Catalyst
    } else {
        Band::Neutral
    })
}

/// The constructs in a band.
#[must_use]
pub fn in_band(lines: &[Option<Line>], cuts: &[Cuts], wanted: Band) -> Vec<usize> {
    let stands = |scale: &usize| {
        let line = lines.get(*scale).and_then(Option::as_ref);
        let cuts = cuts.get(*scale).copied();
        line.zip(cuts).and_then(|(line, cuts)| band(*scale, line, cuts)) == Some(wanted)
    };
    (0..CONSTRUCTS).filter(stands).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(mean: f64, half: f64) -> Line {
        Line { interval: Some((mean - half, mean + half)), mean, ..Line::default() }
    }

    #[test]
    fn a_construct_is_a_barrier_only_when_its_whole_interval_lies_below() {
        let cuts = Cuts { barrier: 3.0, catalyst: 4.0 };
        assert_eq!(band(0, &standing(2.5, 0.4), cuts), Some(Band::Barrier));
        assert_eq!(band(0, &standing(2.5, 0.6), cuts), Some(Band::Neutral));
        assert_eq!(band(0, &standing(4.5, 0.4), cuts), Some(Band::Catalyst));
        assert_eq!(band(0, &Line { interval: None, mean: 1.0, ..Line::default() }, cuts), None);
    }

    #[test]
    fn consequences_of_not_using_are_never_called_a_barrier() {
        let place = constructs().iter().position(|one| one.code == "PON").unwrap();
        assert_eq!(band(place, &standing(1.2, 0.1), Cuts::default()), None);
    }
}
