//! Agreement and intraclass correlations against reference results and known cases.
//! Not here: mixed models (see `mixed`).

mod reference;

use psychometrics::Error;
use psychometrics::nested::agreement::{Agreement, OfGroup, Scale, agreement, rwg_j};
use psychometrics::nested::anova;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed::icc_reml;
use psychometrics::nested::nulls::Null;
use psychometrics::nested::pseudo::{null_agreement, pseudo_groups};
use psychometrics::nested::raters::raters;
use rand::RngExt;
use rand_pcg::Pcg64;
use reference::{FACTORS, all_near, column, items_of, near, number};
use serde_json::Value;

/// Scale means of the synthetic set.
fn scales() -> Vec<Vec<f64>> {
    let frame = reference::synthetic_complete();
    let scale = |factor: &&str| {
        let items = items_of(factor);
        let items: Vec<&[f64]> = items.iter().map(|item| frame.numbers(item).unwrap()).collect();
        (0..frame.rows()).map(|row| items.iter().map(|item| item[row]).sum::<f64>() / 3.0).collect()
    };
    FACTORS.iter().map(scale).collect()
}

fn check_icc(values: &[f64], groups: &Groups, expected: &Value) {
    let found = anova::one_way("x", values, groups, 0.95).unwrap();
    for (key, value) in [
        ("msb", found.ms_between),
        ("msw", found.ms_within),
        ("dfb", found.df_between as f64),
        ("dfw", found.df_within as f64),
        ("F", found.f),
        ("p", found.p),
        ("icc1_multilevel", found.icc1),
        ("icc2_multilevel", found.icc2),
        ("mean_group_size", found.mean_group_size),
        ("n0_unbalanced", found.n0),
        ("icc1_n0", found.icc1_n0),
    ] {
        near(key, value, number(&expected[key]), 1e-9);
    }
    near("icc_reml", icc_reml(values, groups).unwrap(), number(&expected["icc_reml"]), 1e-6);
    assert!(found.icc1_lower < found.icc1_n0 && found.icc1_n0 < found.icc1_upper);
}

#[test]
fn agreement_and_intraclass_correlations_are_those_of_the_reference() {
    let (frame, scales) = (reference::synthetic_complete(), scales());
    let groups = Groups::from_numbers(frame.numbers("dept").unwrap()).unwrap();
    let expected = reference::reference("synthetic_complete__icc_rwg_16scales");
    check_icc(frame.numbers("transfer").unwrap(), &groups, &expected["transfer"]);
    for (factor, scale) in FACTORS.iter().zip(&scales) {
        let own = &expected["scales"][factor];
        check_icc(scale, &groups, &own["icc"]);
        let names = items_of(factor);
        let items: Vec<&[f64]> = names.iter().map(|item| frame.numbers(item).unwrap()).collect();
        let scale = Scale { name: factor, item_names: &names, items: &items, low: 1.0, high: 5.0 };
        let found = agreement(&scale, &groups, &Null::Uniform).unwrap();
        let own = &own["agreement"];
        let of = |index: fn(&OfGroup) -> Option<f64>| {
            found.groups.iter().map(|group| index(group).unwrap()).collect::<Vec<f64>>()
        };
        near("null variance", found.null_variance, number(&own["ranvar_uniform"]), 1e-12);
        all_near("rwg(j)", &of(|group| group.rwg_j), &column(&own["rwg_j"], "rwg.j"), 1e-9);
        all_near("sizes", &of(|group| Some(group.size as f64)), &column(&own["rwg_j"], "gsize"), 0.0);
        all_near(
            "r*wg(j)",
            &of(|group| group.rwg_j_lindell),
            &column(&own["rwg_j_lindell"], "rwg.lindell"),
            1e-9,
        );
        all_near("AD", &of(|group| group.ad_mean), &column(&own["ad_m"], "AD.M"), 1e-9);
        all_near(
            "rwg",
            &of(|group| group.rwg_scale_mean),
            &column(&own["rwg_single_scale_mean"], "rwg"),
            1e-9,
        );
        near("mean", found.rwg_j.mean.unwrap(), number(&own["rwg_j_mean"]), 1e-9);
        near("median", found.rwg_j.median.unwrap(), number(&own["rwg_j_median"]), 1e-9);
        near("share", found.rwg_j.share_at_least_70.unwrap(), number(&own["rwg_j_share_ge_70"]), 1e-9);
        let alone = rwg_j(&items, &groups.sorted(), 2.0);
        assert!(
            alone
                .iter()
                .zip(&found.groups)
                .all(|(alone, group)| (alone.unwrap() - group.rwg_j.unwrap()).abs() < 1e-12)
        );
    }
}

#[test]
fn the_ratings_of_shrout_and_fleiss_give_the_published_coefficients() {
    let judges: [[f64; 6]; 4] = [
        [9.0, 6.0, 8.0, 7.0, 10.0, 6.0],
        [2.0, 1.0, 4.0, 1.0, 5.0, 2.0],
        [5.0, 3.0, 6.0, 2.0, 6.0, 4.0],
        [8.0, 2.0, 8.0, 6.0, 9.0, 7.0],
    ];
    let columns: Vec<&[f64]> = judges.iter().map(|judge| &judge[..]).collect();
    let found = raters(&columns, 0.95).unwrap();
    let icc: Vec<f64> = found.coefficients.iter().map(|own| own.icc).collect();
    for (found, known) in icc.iter().zip([0.17, 0.29, 0.71, 0.44, 0.62, 0.91]) {
        assert!((found - known).abs() < 0.005, "{found} instead of {known}");
    }
    let limits: Vec<(f64, f64)> = found.coefficients.iter().map(|own| (own.lower, own.upper)).collect();
    for (found, known) in limits.iter().zip([
        (-0.13, 0.72),
        (0.02, 0.76),
        (0.34, 0.95),
        (-0.88, 0.91),
        (0.07, 0.93),
        (0.68, 0.99),
    ]) {
        assert!(
            (found.0 - known.0).abs() < 0.006 && (found.1 - known.1).abs() < 0.006,
            "{found:?} {known:?}"
        );
    }
}

fn scale_of<'a>(names: &'a [String], items: &'a [&'a [f64]]) -> Scale<'a> {
    Scale { name: "s", item_names: names, items, low: 1.0, high: 5.0 }
}

#[test]
fn gaps_single_rows_and_full_agreement_within_groups_are_handled() {
    let g = [1.0, 1.0, 1.0, 2.0, 3.0, 3.0, f64::NAN];
    let a = [4.0, 4.0, f64::NAN, 2.0, 5.0, 5.0, 1.0];
    let b = [3.0, 4.0, 5.0, 2.0, 5.0, 5.0, 1.0];
    let names = reference::names(&["a", "b"]);
    let items: [&[f64]; 2] = [&a, &b];
    let groups = Groups::from_numbers(&g).unwrap();
    let found: Agreement = agreement(&scale_of(&names, &items), &groups, &Null::Uniform).unwrap();
    assert_eq!((found.rows, found.rows_left_out), (5, 1));
    let sizes: Vec<usize> = found.groups.iter().map(|group| group.size).collect();
    assert_eq!(sizes, [2, 1, 2]);
    assert_eq!((found.groups[1].rwg_j, found.rwg_j.undefined), (None, 1));
    assert_eq!((found.groups[2].rwg_j, found.groups[2].awg), (Some(1.0), Some(1.0)));
    // Answers that are no whole options go another way to the same numbers.
    let shifted: Vec<Vec<f64>> =
        items.iter().map(|item| item.iter().map(|x| 0.9 * (x - 1.0) + 1.0).collect()).collect();
    let shifted: Vec<&[f64]> = shifted.iter().map(Vec::as_slice).collect();
    let other = agreement(&scale_of(&names, &shifted), &groups, &Null::Variance(2.0 * 0.81)).unwrap();
    near("rwg(j)", other.groups[0].rwg_j.unwrap(), found.groups[0].rwg_j.unwrap(), 1e-12);
    near("AD", other.groups[0].ad_median.unwrap(), 0.9 * found.groups[0].ad_median.unwrap(), 1e-12);
    assert_eq!(rwg_j(&items, &groups.sorted(), 2.0)[1], None);
    let outside: [&[f64]; 2] = [&b, &[9.0; 7]];
    assert!(matches!(
        agreement(&scale_of(&names, &outside), &groups, &Null::Uniform),
        Err(Error::Value { .. })
    ));
    let alone = Groups::from_numbers(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]).unwrap();
    assert!(matches!(
        agreement(&scale_of(&names, &items), &alone, &Null::Uniform),
        Err(Error::TooFew { .. })
    ));
}

#[test]
fn awg_is_one_for_agreement_and_undefined_where_the_mean_leaves_no_room() {
    let g = [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0];
    let a = [1.0, 5.0, 1.0, 5.0, 5.0, 5.0, 5.0, 4.0];
    let names = reference::names(&["a"]);
    let items: [&[f64]; 1] = [&a];
    let found =
        agreement(&scale_of(&names, &items), &Groups::from_numbers(&g).unwrap(), &Null::Uniform).unwrap();
    // Half at each end is the largest variance there can be: awg is -1.
    near("awg", found.groups[0].awg.unwrap(), -1.0, 1e-12);
    assert_eq!((found.groups[1].awg, found.groups[0].rwg_j), (None, Some(0.0)));
}

#[test]
fn intraclass_correlations_at_the_edges_are_results_or_refusals() {
    let groups = Groups::from_numbers(&[1.0, 1.0, 2.0, 2.0]).unwrap();
    let apart = anova::one_way("x", &[1.0, 1.0, 2.0, 2.0], &groups, 0.95).unwrap();
    assert_eq!((apart.icc1, apart.p, apart.icc1_lower), (1.0, 0.0, 1.0));
    let alike = anova::one_way("x", &[1.0, 2.0, 1.0, 2.0], &groups, 0.95).unwrap();
    assert_eq!((alike.f, alike.icc1), (0.0, -1.0));
    assert!(matches!(anova::one_way("x", &[3.0; 4], &groups, 0.95), Err(Error::Constant { .. })));
    assert!(matches!(anova::one_way("x", &[f64::NAN; 4], &groups, 0.95), Err(Error::TooFew { .. })));
    assert!(matches!(
        anova::one_way("x", &[1.0, f64::NAN, 2.0, f64::NAN], &groups, 0.95),
        Err(Error::TooFew { .. })
    ));
    assert!(matches!(anova::one_way("x", &[1.0], &groups, 0.95), Err(Error::Argument { .. })));
    assert!(matches!(Groups::from_numbers(&[f64::NAN]), Err(Error::TooFew { .. })));
}

#[test]
fn chance_agreement_does_not_depend_on_threads_and_finds_real_groups() {
    let g: Vec<f64> = (0..200).map(|row| f64::from(row / 10)).collect();
    let mut random = Pcg64::new(3, 3);
    let item = |random: &mut Pcg64| -> Vec<f64> {
        g.iter()
            .map(|group| (3.0 + (group % 3.0) - 1.0 + random.random_range(-1.0..1.0f64)).round())
            .collect()
    };
    let (a, b) = (item(&mut random), item(&mut random));
    let items: [&[f64]; 2] = [&a, &b];
    let groups = Groups::from_numbers(&g).unwrap();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| pseudo_groups(&items, &groups, 2.0, 300, &mut Pcg64::new(5, 5)).unwrap())
    };
    let found = run(1);
    assert_eq!(found, run(3));
    assert!(found.p < 0.01 && found.observed_mean > found.random_mean_95);
    let chance = null_agreement(10, 3, 5, &Null::Uniform, 4000, &mut Pcg64::new(6, 6)).unwrap();
    assert!(chance.limit_95 > 0.4 && chance.limit_95 < 0.75 && chance.mean < chance.limit_90, "{chance:?}");
}

#[test]
fn balanced_models_are_the_analysis_of_variance() {
    let g: Vec<f64> = (0..80).map(|row| f64::from(row / 8)).collect();
    let y: Vec<f64> = (0..80).map(|row| f64::from((row * 37) % 23) + 2.0 * f64::from(row / 8 % 4)).collect();
    let groups = Groups::from_numbers(&g).unwrap();
    let known = anova::one_way("y", &y, &groups, 0.95).unwrap();
    near("icc", icc_reml(&y, &groups).unwrap(), known.icc1, 1e-9);
}
