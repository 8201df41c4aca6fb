//! `omega`: how reliable what items share is.
//! Not here: how it is found (`psychometrics::efa`).

use clap::Args;
use psychometrics::efa::{omega, omega_one_factor};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, pair};
use crate::input::Input;
use crate::source::{Correlated, Source, correlated, parts};

/// Reliability by factors.
#[derive(Debug, Args)]
pub struct Omegas {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    source: Source,
    /// Group factors beneath the general one; 1 for a scale of one factor.
    #[arg(long, short = 'f', default_value_t = 3)]
    factors: usize,
}

impl Omegas {
    /// Computes omega.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let mut answers = Vec::new();
        for (group, frame) in parts(&self.input, false)? {
            answers.push((group, self.one(&correlated(&self.input, frame.as_ref(), &self.source)?)?));
        }
        Ok(Answer::of_groups(answers))
    }

    fn one(&self, from: &Correlated) -> Result<Answer, Stopped> {
        if self.factors == 1 {
            let found = omega_one_factor(&from.items, &from.of_rows())?;
            let mut text = String::new();
            let values = [
                ("omega total", found.omega_total),
                ("omega, observed variance", found.omega_observed),
                ("AVE", found.average_variance_extracted),
            ];
            for (name, value) in values {
                text.push_str(&pair(name, value));
            }
            return Answer::new(&found, text);
        }
        let extraction = self.source.extraction();
        let found =
            omega(&from.items, &from.correlation, self.factors, extraction, &mut self.source.random())?;
        let shown = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let mut text = String::new();
        for (name, value) in [
            ("omega hierarchical", shown(found.omega_hierarchical)),
            ("omega h, asymptotic", shown(found.omega_limit)),
            ("omega total", found.omega_total),
            ("alpha", found.alpha),
            ("Guttman lambda 6", shown(found.lambda6)),
            ("explained common variance", shown(found.explained_common_variance)),
        ] {
            text.push_str(&pair(name, value));
        }
        let names: Vec<String> =
            (1..=found.schmid_leiman.group.ncols()).map(|factor| format!("F{factor}")).collect();
        let mut head = vec!["item", "g"];
        head.extend(names.iter().map(String::as_str));
        head.extend(["h2", "u2"]);
        let mut grid = Grid::new("\nSchmid–Leiman", &head);
        for (row, item) in found.items.iter().enumerate() {
            let mut values = vec![found.schmid_leiman.general[row]];
            values.extend(found.schmid_leiman.group.row(row).iter());
            values.extend([found.schmid_leiman.communalities[row], found.schmid_leiman.uniquenesses[row]]);
            grid.row(item.clone(), &values);
        }
        text.push_str(&grid.text());
        Answer::new(&found, text)
    }
}
