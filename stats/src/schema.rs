//! `schema`: what stands under which key of the JSON that each command prints.
//! Not here: the numbers.

use clap::Args;
use serde_json::{Value, json};

use crate::Stopped;
use crate::answer::Answer;
use crate::solution;

/// The keys of the JSON that each command prints.
#[derive(Debug, Args)]
pub struct Schema {}

/// Every command with its keys.
const COMMANDS: &[(&str, &[(&str, &str)])] = &[
    (
        "alpha",
        &[
            ("n, k, raw_alpha, std_alpha, g6, average_r, median_r, signal_noise, ase, mean, sd", "the scale"),
            ("level, feldt, duhachek", "intervals of raw_alpha: lower, upper"),
            ("items", "by item: n, raw_r, std_r, r_cor, r_drop, mean, sd"),
            (
                "dropped",
                "alpha without the item: raw_alpha, std_alpha, g6, average_r, signal_noise, se, var_r, median_r",
            ),
            ("inter_item", "mean, median, min, max, variance of correlations; mean_covariance"),
            ("statistics", "as `items` of the command items"),
            ("against, singular", "items that seem keyed the other way; a singular matrix"),
        ],
    ),
    (
        "items",
        &[(
            "items",
            "n, missing, mean, sd, se, median, min, max, skew and kurtosis of types 1 to 3, shares (value, count, share); with --weights n, weight, effective_n, mean, sd, se, median, min, max, shares",
        )],
    ),
    (
        "guttman",
        &[
            ("lambda1 to lambda6, beta", "lower bounds"),
            ("splits", "count, all, flanagan, spearman_brown, best, worst, odd_even, first_second"),
        ],
    ),
    (
        "omega",
        &[
            (
                "omega_hierarchical, omega_limit, omega_total, alpha, lambda6, explained_common_variance",
                "more factors than one",
            ),
            ("groups, reversed, schmid_leiman", "group factors; loadings general and by group"),
            (
                "loadings, residuals, omega_total, omega_observed, average_variance_extracted",
                "with --factors 1",
            ),
        ],
    ),
    (
        "efa",
        &[
            ("loadings, structure, phi, unrotated", "matrices by rows; columns by falling sums of squares"),
            ("communalities, uniquenesses, complexity", "by item"),
            ("ss_loadings, proportion, cumulative, eigenvalues", "by factor"),
            ("fit", "df, chi_square, p, tli, rmsea with limits, bic, rmsr and more"),
            ("converged, extraction_gradient, rotation_gradient, heywood, remarks", "how it ended"),
            ("adequacy", "kmo, kmo_items, Bartlett's test"),
            ("score_weights, scores", "with --scores"),
        ],
    ),
    (
        "parallel",
        &[
            ("components, factors", "observed, mean, quantile, suggested_by_mean, suggested_by_quantile"),
            ("map, scree, vss", "minimum average partial; Kaiser and acceleration; very simple structure"),
        ],
    ),
    ("scores", &[("scales", "scale, items, result (rule, least_answers, values by row, n, mean, sd)")]),
    (
        "norms",
        &[(
            "scales",
            "scale, n, mean, sd, norms (raw, freq, pr_mid, pr_le, pr_lt, t_linear, z_normalised, t_normalised, stanine, sten)",
        )],
    ),
    (
        "compare",
        &[
            (
                "groups_compared, scales",
                "first, second, difference, student, welch, pooled_sd, d, g, glass_delta",
            ),
            ("test, d_z, d_av, g_z, g_av", "with --paired"),
        ],
    ),
    (
        "ols",
        &[
            ("coefficients", "term, estimate, se, t, p, lower, upper, robust_*, standardised, vif"),
            ("r2, adj_r2, f, p, sigma, loglik, aic, bic, vcov, robust_vcov", "the regression"),
            ("main, interaction, r2_change, simple_slopes, johnson_neyman, lines", "with --moderation"),
        ],
    ),
    (
        "importance",
        &[
            (
                "predictors",
                "lmg, lmg_share, genizi (relative weights), car, pratt, last, first, betasq, beta, correlation, rank",
            ),
            (
                "r2, exact, count, bootstrap",
                "what is divided, over how many subsets or orders, and intervals",
            ),
        ],
    ),
    (
        "irt",
        &[
            (
                "groups",
                "mean, variance, items (a, d, b with se_a, se_d, se_b, counts), information, marginal_reliability",
            ),
            (
                "log_likelihood, parameters, aic, bic, max_abs_gradient, converged, covariance",
                "the calibration",
            ),
            ("scores", "with --scores, by group: score, se, reliability"),
            (
                "item_fit, model_fit, dependence",
                "with --fit: S-X² by item; M2; Q3, X2, standardised and cramer_v of pairs, q3_mean, q3_max",
            ),
            ("dif_likelihood, dif_regression", "with --dif: tests by item"),
        ],
    ),
    (
        "lmer",
        &[
            ("fixed", "term, estimate, se, t, df (Satterthwaite), p, lower, upper, wald and profile limits"),
            ("varcorr", "group, var1, var2, vcov, sdcor, profile limits"),
            ("criterion, loglik, aic, bic, sigma, theta, gradient, converged, singular", "the fit"),
            (
                "icc, r2_marginal, r2_conditional, modes",
                "shares of variance; conditional modes of the groups",
            ),
            ("models", "with several models: the comparison by likelihood ratio"),
        ],
    ),
    (
        "simulate",
        &[(
            "rows, items",
            "with --out: how many rows of which items were written; else the rows themselves, as csv",
        )],
    ),
    ("tables", &[("rows, items", "what was counted; the counts themselves are the file written")]),
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
    ("cfa", solution::KEYS),
    ("sem", solution::KEYS),
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
                "by item or scale: icc1, icc2 with limits, n0 variants, icc_reml, f, p, mean squares, design_effect",
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
