//! Scale scores, norms, quantiles and comparisons against the reference results.
//! Not here: reliability (see `classical`), what holds for any data (see `classical_properties`).

mod reference;

use psychometrics::answers::{Missing, Moments};
use psychometrics::classical::{
    Kind, NormTable, Rule, Score, alpha_of_columns, blom_scores, independent, item_statistics,
    measurement_error, quantiles, scale_scores,
};
use reference::{
    all_near, column, each, items, items_of, matrix, names, near, number, or_nan, reference as carried,
};

const EXACT: f64 = 1e-9;

#[test]
fn scale_scores_agree_under_three_rules_for_missing_answers() {
    let frame = reference::synthetic_missing();
    let expected = carried("synthetic_missing__scale_scores");
    let mut persons = Vec::new();
    for (rule, share) in [("person_mean", 0.0), ("two_of_three", 2.0 / 3.0), ("listwise_items", 1.0)] {
        let (n, mean, sd) =
            (column(&expected[rule], "n"), column(&expected[rule], "mean"), column(&expected[rule], "sd"));
        for (place, factor) in reference::FACTORS.iter().enumerate() {
            let columns = frame.select(&items_of(factor)).unwrap();
            let found = scale_scores(&columns, Rule { score: Score::Mean, least_share: share }).unwrap();
            near(rule, found.n as f64, n[place], 0.0);
            near(rule, found.mean.unwrap(), mean[place], EXACT);
            near(rule, found.sd.unwrap(), sd[place], EXACT);
            if share == 0.0 {
                persons.push(found.values);
            }
        }
    }
    let found = Moments::from_columns(&names(&reference::FACTORS), &persons).unwrap();
    for (i, line) in matrix(&expected["cor_pairwise_person_mean"]).iter().enumerate() {
        all_near("correlations", &found.correlation.row(i).iter().copied().collect::<Vec<_>>(), line, EXACT);
    }
    for item in items() {
        let found = item_statistics(&item, frame.numbers(&item).unwrap());
        near(&item, found.missing as f64, number(&expected["missing_per_item"][&item]), 0.0);
    }
}

#[test]
fn norms_agree_for_every_raw_score() {
    let frame = reference::synthetic_complete();
    let expected = carried("synthetic_complete__norms_SS");
    let columns = frame.select(&items_of("SS")).unwrap();
    let scores = scale_scores(&columns, Rule { score: Score::Mean, least_share: 1.0 }).unwrap();
    let table = NormTable::new(&scores.values).unwrap();
    near("n", table.n() as f64, number(&expected["n"]), 0.0);
    near("mean", table.mean().unwrap(), number(&expected["mean"]), 1e-8);
    near("sd", table.sd().unwrap(), number(&expected["sd"]), 1e-8);
    let rows = table.rows();
    // The raw scores of the reference are rounded to ten digits.
    let list = |name: &str, tolerance: f64, values: Vec<f64>| {
        all_near(name, &values, &column(&expected["table"], name), tolerance);
    };
    list("raw", 1e-9, each(&rows, |row| row.raw));
    list("freq", 0.0, each(&rows, |row| row.freq as f64));
    list("pr_mid", EXACT, each(&rows, |row| row.pr_mid));
    list("pr_le", EXACT, each(&rows, |row| row.pr_le));
    list("pr_lt", EXACT, each(&rows, |row| row.pr_lt));
    list("t_linear", 1e-8, each(&rows, |row| or_nan(row.t_linear)));
    list("t_normalised", EXACT, each(&rows, |row| or_nan(row.t_normalised)));
    list("stanine_round_half_even", 0.0, each(&rows, |row| f64::from(row.stanine.unwrap())));
    list("sten_unrounded", EXACT, each(&rows, |row| or_nan(row.sten)));
    let alpha = alpha_of_columns(&items_of("SS"), &columns, Missing::Pairwise).unwrap().raw_alpha;
    let sem = &expected["sem_from_alpha"];
    near("alpha", alpha, number(&sem["alpha"]), EXACT);
    near("sem", measurement_error(table.sd().unwrap(), alpha).unwrap(), number(&sem["sem_mean_scale"]), 1e-8);
}

#[test]
fn quantiles_of_nine_types_and_normal_scores_of_ranks_agree() {
    let frame = reference::synthetic_complete();
    let transfer = frame.numbers("transfer").unwrap();
    let expected = carried("synthetic_complete__norms_SS");
    let shares = reference::numbers(&expected["quantiles_probs"]);
    for kind in 1..=9 {
        let found = quantiles(transfer, &shares, Kind::from_number(kind).unwrap()).unwrap();
        let name = format!("type{kind}");
        all_near(&name, &found, &reference::numbers(&expected["quantiles_transfer"][&name]), EXACT);
    }
    let found = blom_scores(transfer);
    all_near("blom", &found[..20], &reference::numbers(&expected["blom_z_first20"]), EXACT);
}

#[test]
fn the_difference_of_two_cohorts_agrees() {
    let frame = reference::synthetic_complete();
    let expected = carried("synthetic_complete__cohort_ttest_cohend");
    let transfer = frame.numbers("transfer").unwrap();
    let groups = frame.groups("cohort").unwrap();
    let of = |group: usize| -> Vec<f64> {
        transfer
            .iter()
            .zip(&groups.of)
            .filter(|(_, of)| **of == Some(group))
            .map(|(value, _)| *value)
            .collect()
    };
    let found = independent(&of(0), &of(1), 0.95).unwrap();
    near("t", found.welch.t, number(&expected["t"]), EXACT);
    near("df", found.welch.df, number(&expected["df"]), EXACT);
    near("p", found.welch.p, number(&expected["p"]), EXACT);
    let ends = [found.welch.interval.lower, found.welch.interval.upper];
    all_near("interval", &ends, &reference::numbers(&expected["ci"]), EXACT);
    all_near("means", &[found.first.mean, found.second.mean], &reference::numbers(&expected["means"]), EXACT);
    near("d", found.d.value, number(&expected["d_pooled"]), EXACT);
    near("g", found.g.unwrap().value, number(&expected["hedges_g"]), EXACT);
}
