//! `schema`: what stands under which key of the JSON that each command prints.
//! Not here: the numbers.

use clap::Args;
use serde_json::{Value, json};

use crate::Stopped;
use crate::answer::Answer;
use crate::structure;

/// The keys of the JSON that each command prints.
#[derive(Debug, Args)]
pub struct Schema {}

/// Every command with its keys.
const COMMANDS: &[(&str, &[(&str, &str)])] = &[
    (
        "polychoric",
        &[
            ("items", "names, the order of every matrix"),
            ("correlations, standard_errors", "matrices by rows"),
            ("thresholds, threshold_standard_errors", "by item, rising"),
            ("n", "rows that answered both"),
            ("log_likelihood, chi_square, df", "by pair: the fit of the bivariate normal"),
            (
                "max_gradient, converged, at_boundary, smoothed, unsmoothed, smallest_eigenvalue",
                "how it ended",
            ),
        ],
    ),
    ("cfa", structure::KEYS),
    ("sem", structure::KEYS),
    (
        "invariance",
        &[(
            "steps",
            "name, solution (as cfa) and difference (chisq, df, p against the step before, scaled where the estimator is)",
        )],
    ),
    (
        "icc",
        &[
            (
                "variables",
                "by item or scale: icc1, icc2 with limits, n0 variants, f, p, mean squares, design_effect",
            ),
            ("coefficients", "with --raters: ICC1, ICC2, ICC3, ICC1k, ICC2k, ICC3k with f, p and limits"),
        ],
    ),
    (
        "rwg",
        &[(
            "scales",
            "by scale: groups (rwg_j, rwg_j_lindell, ad_mean, ad_median, awg, by item too), items, and each index over the groups",
        )],
    ),
];

impl Schema {
    /// Lists the keys.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let mut text =
            "Every answer is an object with `command`; with --group it has `groups`, one object each.\n"
                .to_owned();
        let mut json = serde_json::Map::new();
        for (command, keys) in COMMANDS {
            text.push_str(&format!("\n{command}\n"));
            let mut described = serde_json::Map::new();
            for (key, about) in *keys {
                text.push_str(&format!("  {key}: {about}\n"));
                described.insert((*key).to_owned(), json!(about));
            }
            json.insert((*command).to_owned(), Value::Object(described));
        }
        Ok(Answer { json, text, svg: None })
    }
}
