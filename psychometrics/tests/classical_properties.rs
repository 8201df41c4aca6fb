//! What holds for classical statistics of any data, and what becomes of data that are hardly any.
//! Not here: reference results (see `classical`).

mod reference;

use nalgebra::DMatrix;
use proptest::prelude::*;
use psychometrics::Error;
use psychometrics::answers::{Answers, Missing, Moments};
use psychometrics::classical::{
    Alpha, Kind, NormTable, People, Rule, Sample, Score, alpha_of_answers, alpha_of_columns,
    alpha_of_moments, guttman, independent, independent_samples, item_statistics, item_statistics_of_answers,
    item_statistics_of_tables, paired, quantiles, scale_scores, split_half,
};
use rand::SeedableRng;

/// Names `q0`, `q1`, ...
fn names(items: usize) -> Vec<String> {
    (0..items).map(|item| format!("q{item}")).collect()
}

/// Answers of many with something in common, some missing.
fn columns() -> impl Strategy<Value = Vec<Vec<f64>>> {
    (3usize..7, prop_oneof![30usize..60, 256usize..300]).prop_flat_map(|(items, rows)| {
        proptest::collection::vec(0u32..3, rows).prop_flat_map(move |common| {
            let column = proptest::collection::vec(prop_oneof![1 => Just(9u32), 9 => 0u32..3], rows);
            let common = common.clone();
            let answer =
                |(own, common): (&u32, &u32)| if *own == 9 { f64::NAN } else { f64::from(own + common) };
            let column = column.prop_map(move |own| own.iter().zip(&common).map(answer).collect());
            proptest::collection::vec(column, items)
        })
    })
}

/// Whether two numbers agree to rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-10 || (a.is_nan() && b.is_nan())
}

/// Whether two alphas agree but for the order of their items.
fn agree(a: &Alpha, b: &Alpha) -> bool {
    let whole =
        |x: &Alpha| [x.raw_alpha, x.std_alpha, x.g6, x.median_r, x.ase, x.feldt.lower, x.sd.unwrap_or(0.0)];
    let items = a.items.iter().all(|item| {
        let other = b.items.iter().find(|other| other.item == item.item).unwrap();
        same(item.r_drop, other.r_drop)
            && same(item.r_cor, other.r_cor)
            && same(item.raw_r.unwrap(), other.raw_r.unwrap())
    });
    items && whole(a).iter().zip(whole(b)).all(|(a, b)| same(*a, b))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn packed_answers_and_columns_in_any_order_of_rows_and_items_give_one_alpha(columns in columns()) {
        let all = names(columns.len());
        let answers = Answers::from_columns(&all, &columns).unwrap();
        for missing in [Missing::Pairwise, Missing::Listwise] {
            let Ok(first) = alpha_of_answers(&answers, missing) else { continue };
            // A quarter more, and the answers are no longer ordinal.
            let turned: Vec<Vec<f64>> = columns
                .iter()
                .rev()
                .map(|column| column.iter().rev().map(|value| value + 0.25).collect())
                .collect();
            let backwards: Vec<String> = all.iter().rev().cloned().collect();
            let second = alpha_of_columns(&backwards, &turned, missing).unwrap();
            prop_assert!(agree(&first, &second), "{first:?} {second:?}");
        }
    }

    #[test]
    fn alpha_without_an_item_is_the_alpha_of_the_others(columns in columns()) {
        let moments = Moments::from_columns(&names(columns.len()), &columns).unwrap();
        let Ok(whole) = alpha_of_moments(&moments) else { return Ok(()) };
        for (place, without) in whole.dropped.iter().enumerate() {
            let mut kept = moments.names.clone();
            kept.remove(place);
            let rest = alpha_of_moments(&moments.select(&kept).unwrap()).unwrap();
            prop_assert!(same(rest.raw_alpha, without.raw_alpha) && same(rest.std_alpha, without.std_alpha));
            prop_assert!(same(rest.g6, without.g6) && same(rest.ase, without.se));
            prop_assert!(same(rest.median_r, without.median_r) && same(rest.average_r, without.average_r));
        }
    }

    #[test]
    fn turning_every_item_changes_no_alpha_and_merged_tables_give_the_statistics_of_the_whole(columns in columns()) {
        let all = names(columns.len());
        let tables = Answers::from_columns(&all, &columns).unwrap().tables();
        let turned = tables.reversed(&all, Some((-3.0, 11.0))).unwrap();
        let (Ok(a), Ok(b)) =
            (alpha_of_moments(&Moments::from_tables(&tables)), alpha_of_moments(&Moments::from_tables(&turned)))
        else {
            return Ok(());
        };
        prop_assert!(same(a.raw_alpha, b.raw_alpha) && same(a.g6, b.g6) && same(a.ase, b.ase));
        let of_tables = item_statistics_of_tables(&tables);
        prop_assert_eq!(&of_tables, &item_statistics_of_answers(&Answers::from_columns(&all, &columns).unwrap()));
        for ((item, column), ordinal) in all.iter().zip(&columns).zip(of_tables) {
            let plain = item_statistics(item, column);
            prop_assert!(plain.n == ordinal.n && plain.median == ordinal.median && plain.shares == ordinal.shares);
            prop_assert!(same(plain.skew_type2.unwrap_or(0.0), ordinal.skew_type2.unwrap_or(0.0)));
        }
    }

    #[test]
    fn every_split_in_gray_order_is_what_each_split_gives_alone(columns in columns()) {
        let all = names(columns.len());
        let moments = Moments::from_columns(&all, &columns).unwrap();
        let mut random = rand_pcg::Pcg64::seed_from_u64(7);
        let Ok(found) = guttman(&all, &moments.covariance, &mut random) else { return Ok(()) };
        let k = all.len();
        let half = |bits: u32| (0..k).filter(|item| bits >> item & 1 == 1).collect::<Vec<_>>();
        let alone = |bits: u32| split_half(&all, &moments.covariance, &half(bits)).unwrap().flanagan;
        let any = (1..(1u32 << k) - 1).map(alone).fold(f64::MIN, f64::max);
        let equal: Vec<f64> = (1..(1u32 << k) - 1).filter(|b| b.count_ones() as usize == k / 2).map(alone).collect();
        prop_assert!(same(found.lambda4, any));
        prop_assert!(same(found.splits.flanagan.mean, equal.iter().sum::<f64>() / equal.len() as f64));
        prop_assert!(same(found.beta, equal.iter().copied().fold(f64::MAX, f64::min)));
    }

    #[test]
    fn merged_norm_tables_are_those_of_the_whole(scores in proptest::collection::vec(-3i32..9, 1..80), cut in 0usize..80) {
        let scores: Vec<f64> = scores.iter().map(|score| f64::from(*score) / 3.0).collect();
        let cut = cut.min(scores.len());
        let mut merged = NormTable::new(&scores[cut..]).unwrap();
        merged.merge(&NormTable::new(&scores[..cut]).unwrap());
        prop_assert_eq!(&merged, &NormTable::new(&scores).unwrap());
        for row in merged.rows() {
            prop_assert_eq!(&merged.place(row.raw).unwrap(), &row);
        }
        let text = serde_json::to_string(&merged).unwrap();
        prop_assert_eq!(&serde_json::from_str::<NormTable>(&text).unwrap(), &merged);
    }
}

#[test]
fn more_items_than_can_be_split_in_every_way_are_split_at_random_and_improved() {
    let frame = reference::synthetic_complete();
    let items = reference::items();
    let moments = Moments::from_tables(&frame.answers(&items).unwrap().tables());
    let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    let found = guttman(&items, &moments.covariance, &mut random).unwrap();
    assert!(!found.splits.all && found.splits.count == 20_000);
    let spread = &found.splits.flanagan;
    assert!(spread.min < spread.quantiles[0] && spread.quantiles[6] < spread.max && spread.mean > 0.8);
    assert!((spread.mean - found.lambda3).abs() < 0.005, "alpha is the mean of all splits");
    assert_eq!(found.splits.best.first.len(), 24);
}

#[test]
fn hardly_any_data_give_a_result_or_a_named_refusal() {
    let alpha = |columns: &[Vec<f64>]| alpha_of_columns(&names(columns.len()), columns, Missing::Pairwise);
    assert!(matches!(alpha(&[vec![1.0, 2.0, 3.0]]), Err(Error::TooFew { needed: 2, found: 1, .. })));
    assert!(matches!(alpha(&[]), Err(Error::TooFew { .. })));
    assert!(matches!(alpha(&[vec![], vec![]]), Err(Error::TooFew { .. })));
    assert!(matches!(alpha(&[vec![1.0], vec![2.0]]), Err(Error::TooFew { .. })));
    assert!(
        matches!(alpha(&[vec![2.0; 5], vec![1.0, 2.0, 3.0, 4.0, 5.0]]), Err(Error::Constant { item }) if item == "q0")
    );
    assert!(matches!(
        alpha(&[vec![0.1; 7], vec![1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 2.0]]),
        Err(Error::Constant { .. })
    ));
    assert!(matches!(alpha(&[vec![f64::NAN; 3], vec![1.0, 2.0, 3.0]]), Err(Error::TooFew { .. })));
    let apart = alpha(&[vec![1.0, 2.0, f64::NAN, f64::NAN], vec![f64::NAN, f64::NAN, 1.0, 2.0]]);
    assert!(matches!(apart, Err(Error::TooFew { found: 0, .. })));
    assert!(matches!(alpha(&[vec![1.0, f64::INFINITY], vec![1.0, 2.0]]), Err(Error::Value { row: 2, .. })));
    let listwise = alpha_of_columns(&names(2), &[vec![1.0, f64::NAN], vec![1.0, 2.0]], Missing::Listwise);
    assert!(matches!(listwise, Err(Error::TooFew { .. })));
    assert!(matches!(alpha(&[vec![1.0, 2.0, 3.0], vec![3.0, 2.0, 1.0]]), Err(Error::Argument { .. })));
}

#[test]
fn two_rows_and_perfect_correlation_are_results_that_say_so() {
    let two =
        alpha_of_columns(&names(3), &[vec![1.0, 2.0], vec![2.0, 4.0], vec![1.0, 5.0]], Missing::Pairwise)
            .unwrap();
    assert!(two.singular && (two.std_alpha - 1.0).abs() < 1e-12);
    let line: Vec<f64> = (0..16).map(f64::from).collect();
    let same_line =
        alpha_of_columns(&names(3), &[line.clone(), line.clone(), line], Missing::Pairwise).unwrap();
    assert!(same_line.singular && (same_line.raw_alpha - 1.0).abs() < 1e-12);
    assert!(same_line.items.iter().all(|item| (item.r_drop - 1.0).abs() < 1e-12));
    let pair =
        alpha_of_columns(&names(2), &[vec![1.0, 2.0, 3.0], vec![1.0, 3.0, 2.0]], Missing::Pairwise).unwrap();
    assert!(pair.dropped.is_empty() && pair.inter_item.variance.is_none());
    assert!((pair.raw_alpha - 2.0 / 3.0).abs() < 1e-12);
    let against = alpha_of_columns(
        &names(3),
        &[vec![1.0, 2.0, 3.0, 4.0], vec![1.0, 2.0, 4.0, 4.0], vec![4.0, 3.0, 3.0, 2.0]],
        Missing::Pairwise,
    )
    .unwrap();
    assert_eq!(against.against, ["q2"]);
}

#[test]
fn ten_million_rows_leave_intervals_their_digits() {
    let frame = reference::synthetic_complete();
    let mut moments =
        Moments::from_columns(&reference::items(), &frame.select(&reference::items()).unwrap()).unwrap();
    moments.rows = 10_000_000;
    let found = alpha_of_moments(&moments).unwrap();
    let (below, above) = (found.raw_alpha - found.feldt.lower, found.feldt.upper - found.raw_alpha);
    // Feldt's interval of endless rows is symmetric and, these items being far from parallel, wider than the other.
    assert!(below > 0.0 && (below / above - 1.0).abs() < 1e-2, "{below} {above}");
    let reach = found.duhachek.upper - found.raw_alpha;
    assert!((below / reach - 1.0).abs() < 0.2, "{below} {reach}");
    assert!(People::from_moments(&moments).is_none());
}

#[test]
fn item_statistics_say_none_where_there_is_nothing() {
    let nothing = item_statistics("q", &[f64::NAN; 3]);
    assert!(nothing.n == 0 && nothing.missing == 3 && nothing.mean.is_none() && nothing.median.is_none());
    let one = item_statistics("q", &[2.0]);
    assert!(one.mean == Some(2.0) && one.sd.is_none() && one.skew_type1.is_none());
    let equal = item_statistics("q", &[2.0, 2.0, 2.0]);
    assert!(equal.sd == Some(0.0) && equal.skew_type3.is_none() && equal.kurtosis_type2.is_none());
    let two = item_statistics("q", &[1.0, 2.0]);
    assert!(two.skew_type1 == Some(0.0) && two.skew_type2.is_none() && two.median == Some(1.5));
    assert!(item_statistics("q", &(0..17).map(f64::from).collect::<Vec<_>>()).shares.is_none());
}

#[test]
fn comparisons_refuse_what_has_no_spread_and_take_paired_rows_with_gaps() {
    assert!(matches!(independent(&[1.0, 1.0], &[2.0, 2.0], 0.95), Err(Error::Constant { .. })));
    assert!(matches!(independent(&[1.0], &[2.0, 3.0], 0.95), Err(Error::TooFew { .. })));
    assert!(matches!(independent(&[1.0, 2.0], &[2.0, 3.0], 1.0), Err(Error::Argument { .. })));
    assert!(matches!(paired(&[1.0, 2.0], &[2.0, 3.0], 0.95), Err(Error::Constant { .. })));
    assert!(matches!(paired(&[1.0], &[2.0, 3.0], 0.95), Err(Error::Argument { .. })));
    let gaps = paired(&[1.0, 2.0, f64::NAN, 4.0], &[2.0, 5.0, 9.0, 4.5], 0.95).unwrap();
    assert_eq!((gaps.n, gaps.difference), (3, 1.5));
    assert!((gaps.d_z.value - 1.5 / gaps.sd_difference).abs() < 1e-12);
    assert!(gaps.d_z.interval.lower < gaps.d_z.value && gaps.d_z.value < gaps.d_z.interval.upper);
    assert!(gaps.g_z.unwrap().value < gaps.d_z.value);
}

#[test]
fn the_interval_of_an_effect_reaches_zero_where_the_test_just_fails() {
    for (n, scale) in [(5u64, 1.0), (40, 1.0), (5_000_000, 1e-3)] {
        let sample = |mean: f64| Sample { n, mean, sd: 1.0 };
        let found = independent_samples(sample(scale), sample(0.0), 0.95).unwrap();
        let exact = independent_samples(sample(scale), sample(0.0), 1.0 - found.student.p).unwrap();
        assert!(exact.d.interval.lower.abs() < 1e-9, "{exact:?}");
        assert!(found.d.interval.lower < found.d.value && found.d.value < found.d.interval.upper);
    }
    // Small samples: the exact correction for four degrees of freedom is sqrt(2/pi).
    let tiny = independent(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0], 0.9).unwrap();
    let factor = tiny.g.unwrap().value / tiny.d.value;
    assert!((factor - (2.0 / std::f64::consts::PI).sqrt()).abs() < 1e-12, "{factor}");
}

#[test]
fn scores_and_quantiles_and_norms_refuse_what_they_cannot_give() {
    let rule = Rule { score: Score::Sum, least_share: 0.5 };
    let columns = [vec![1.0, f64::NAN, 3.0], vec![2.0, f64::NAN, f64::NAN]];
    let sums = scale_scores(&columns, rule).unwrap();
    assert!(sums.values[0] == 3.0 && sums.values[1].is_nan() && sums.values[2] == 3.0 && sums.n == 2);
    let prorated = scale_scores(&columns, Rule { score: Score::Prorated, ..rule }).unwrap();
    assert_eq!(prorated.values[2], 6.0);
    assert!(matches!(scale_scores::<Vec<f64>>(&[], rule), Err(Error::TooFew { .. })));
    assert!(scale_scores(&[vec![1.0], vec![]], rule).is_err());
    assert!(scale_scores(&columns, Rule { least_share: 1.5, ..rule }).is_err());
    assert!(matches!(quantiles(&[f64::NAN], &[0.5], Kind::Type7), Err(Error::TooFew { .. })));
    assert!(quantiles(&[1.0], &[1.5], Kind::Type7).is_err() && Kind::from_number(0).is_err());
    for kind in 1..=9 {
        let ends = quantiles(&[3.0, 1.0, 2.0], &[0.0, 1.0], Kind::from_number(kind).unwrap()).unwrap();
        assert_eq!(ends, [1.0, 3.0]);
    }
    assert!(matches!(NormTable::default().place(1.0), Err(Error::TooFew { .. })));
    assert!(NormTable::new(&[f64::INFINITY]).is_err());
    let one = NormTable::new(&[2.0]).unwrap();
    assert!(one.rows()[0].t_linear.is_none() && one.place(3.0).unwrap().z_normalised.is_none());
    assert!(serde_json::from_str::<NormTable>(r#"{"raw":[2.0,1.0],"counts":[1,1]}"#).is_err());
}

#[test]
fn a_matrix_that_is_none_is_refused_where_it_is_split() {
    let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    let odd = DMatrix::from_element(2, 2, f64::NAN);
    assert!(matches!(guttman(&names(2), &odd, &mut random), Err(Error::Argument { .. })));
    let singular = DMatrix::from_element(3, 3, 1.0);
    assert!(matches!(guttman(&names(3), &singular, &mut random), Err(Error::NotPositiveDefinite { .. })));
    assert!(split_half(&names(3), &DMatrix::identity(3, 3), &[0, 1, 2]).is_err());
    assert!(split_half(&names(3), &DMatrix::identity(3, 3), &[5]).is_err());
}
