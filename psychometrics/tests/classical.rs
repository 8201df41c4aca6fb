//! Classical test theory against the reference results.
//! Not here: properties that hold for any data (see `classical_properties`).

mod reference;

use psychometrics::answers::{Frame, Missing, Moments};
use psychometrics::classical::{
    Alpha, Guttman, ItemStatistics, alpha_of_answers, alpha_of_columns, guttman, item_statistics,
    item_statistics_of_tables, split_half,
};
use rand::SeedableRng;
use reference::{
    all_near, column, each, items, items_of, matrix, names, near, number, or_nan, reference as carried,
};
use serde_json::Value;

const EXACT: f64 = 1e-9;

/// The headline numbers of alpha.
fn check_whole(what: &str, found: &Alpha, expected: &Value, interval: &Value) {
    let numbers = [
        ("raw_alpha", found.raw_alpha),
        ("std.alpha", found.std_alpha),
        ("G6(smc)", found.g6),
        ("average_r", found.average_r),
        ("S/N", found.signal_noise),
        ("ase", found.ase),
        ("mean", or_nan(found.mean)),
        ("sd", or_nan(found.sd)),
        ("median_r", found.median_r),
    ];
    for (name, value) in numbers {
        near(&format!("{what} {name}"), value, number(&expected[name]), EXACT);
    }
    let ends = [
        ("feldt_lower", found.feldt.lower),
        ("feldt_upper", found.feldt.upper),
        ("duhachek_lower", found.duhachek.lower),
        ("duhachek_upper", found.duhachek.upper),
    ];
    for (name, value) in ends {
        near(&format!("{what} {name}"), value, number(&interval[name]), EXACT);
    }
}

/// Alpha, items among the others, and alpha without each item.
fn check_alpha(what: &str, found: &Alpha, expected: &Value) {
    check_whole(what, found, &expected["alpha"], &expected["alpha_ci"]);
    let stats = &expected["item_stats"];
    let list = |name: &str, values: Vec<f64>| {
        all_near(&format!("{what} {name}"), &values, &column(stats, name), EXACT)
    };
    list("n", each(&found.items, |item| item.n as f64));
    list("raw.r", each(&found.items, |item| or_nan(item.raw_r)));
    list("std.r", each(&found.items, |item| item.std_r));
    list("r.cor", each(&found.items, |item| item.r_cor));
    list("r.drop", each(&found.items, |item| item.r_drop));
    list("mean", each(&found.items, |item| item.mean));
    list("sd", each(&found.items, |item| item.sd));
    let without = &expected["alpha_if_dropped"];
    let list = |name: &str, values: Vec<f64>| {
        all_near(&format!("{what} {name}"), &values, &column(without, name), EXACT)
    };
    list("raw_alpha", each(&found.dropped, |item| item.raw_alpha));
    list("std.alpha", each(&found.dropped, |item| item.std_alpha));
    list("G6(smc)", each(&found.dropped, |item| item.g6));
    list("average_r", each(&found.dropped, |item| item.average_r));
    list("S/N", each(&found.dropped, |item| item.signal_noise));
    list("alpha se", each(&found.dropped, |item| item.se));
    list("var.r", each(&found.dropped, |item| or_nan(item.var_r)));
    list("med.r", each(&found.dropped, |item| item.median_r));
}

/// Each item by itself.
fn check_items(what: &str, found: &[ItemStatistics], expected: &Value) {
    let moments = &expected["item_moments"];
    let list = |name: &str, values: Vec<f64>| {
        all_near(&format!("{what} {name}"), &values, &column(moments, name), EXACT)
    };
    list("n", each(found, |item| item.n as f64));
    list("mean", each(found, |item| or_nan(item.mean)));
    list("sd", each(found, |item| or_nan(item.sd)));
    list("median", each(found, |item| or_nan(item.median)));
    list("min", each(found, |item| or_nan(item.min)));
    list("max", each(found, |item| or_nan(item.max)));
    list("skew_type3", each(found, |item| or_nan(item.skew_type3)));
    list("kurtosis_type3", each(found, |item| or_nan(item.kurtosis_type3)));
    list("se", each(found, |item| or_nan(item.se)));
    let second = &expected["skew_kurt_type2"];
    all_near(what, &each(found, |item| or_nan(item.skew_type2)), &column(second, "skew"), EXACT);
    all_near(what, &each(found, |item| or_nan(item.kurtosis_type2)), &column(second, "kurtosis"), EXACT);
    if !expected["response_frequency"].is_null() {
        let shares = matrix(&expected["response_frequency"]);
        for (item, line) in found.iter().zip(shares) {
            let own = each(item.shares.as_ref().unwrap(), |share| share.share);
            all_near(&format!("{what} {}", item.item), &own, &line[..own.len()], EXACT);
            let missing = item.missing as f64 / (item.n + item.missing) as f64;
            near(&format!("{what} {} missing", item.item), missing, line[line.len() - 1], EXACT);
        }
    }
}

/// Everything of an alpha file whose items are named.
fn check_file(what: &str, frame: &Frame, items: &[String], ordinal: bool, expected: &Value) {
    let columns = frame.select(items).unwrap();
    let by_columns = alpha_of_columns(items, &columns, Missing::Pairwise).unwrap();
    check_alpha(what, &by_columns, expected);
    let listwise = alpha_of_columns(items, &columns, Missing::Listwise).unwrap();
    let whole = format!("{what} listwise");
    check_whole(&whole, &listwise, &expected["alpha_complete_cases"], &expected["alpha_ci_complete_cases"]);
    assert_eq!(listwise.n as f64, number(&expected["n_complete"]));
    let moments = Moments::from_columns(items, &columns).unwrap();
    check_moments(what, &moments, expected);
    if !expected["item_moments"].is_null() {
        let alone: Vec<ItemStatistics> =
            items.iter().zip(&columns).map(|(item, column)| item_statistics(item, column)).collect();
        check_items(what, &alone, expected);
    }
    if ordinal {
        let answers = frame.answers(items).unwrap();
        check_alpha(what, &alpha_of_answers(&answers, Missing::Pairwise).unwrap(), expected);
        let listwise = alpha_of_answers(&answers, Missing::Listwise).unwrap();
        check_whole(
            &whole,
            &listwise,
            &expected["alpha_complete_cases"],
            &expected["alpha_ci_complete_cases"],
        );
        let tables = answers.tables();
        check_moments(what, &Moments::from_tables(&tables), expected);
        if !expected["item_moments"].is_null() {
            check_items(what, &item_statistics_of_tables(&tables), expected);
        }
    }
}

/// Pairwise covariances and correlations, where the file has them.
fn check_moments(what: &str, found: &Moments, expected: &Value) {
    for (name, matrix_found) in [("cov_pairwise", &found.covariance), ("cor_pairwise", &found.correlation)] {
        if !expected[name].is_null() {
            for (i, line) in matrix(&expected[name]).iter().enumerate() {
                let own: Vec<f64> = matrix_found.row(i).iter().copied().collect();
                all_near(&format!("{what} {name} {i}"), &own, line, EXACT);
            }
        }
    }
}

#[test]
fn alpha_of_48_items_agrees_complete_and_with_gaps() {
    let expected = carried("synthetic_complete_all48__alpha_itemstats");
    check_file("complete", &reference::synthetic_complete(), &items(), true, &expected);
    let expected = carried("synthetic_missing_all48__alpha_itemstats");
    check_file("missing", &reference::synthetic_missing(), &items(), true, &expected);
}

#[test]
fn alpha_of_16_scales_agrees_complete_and_with_gaps() {
    for (name, frame) in
        [("complete", reference::synthetic_complete()), ("missing", reference::synthetic_missing())]
    {
        let expected = carried(&format!("synthetic_{name}_16scales__alpha_itemstats"));
        for factor in reference::FACTORS {
            let what = format!("{name} {factor}");
            check_file(&what, &frame, &items_of(factor), true, &expected["scales"][factor]);
        }
    }
}

#[test]
fn alpha_of_the_holzinger_tests_agrees() {
    let expected = carried("holzinger_x1_x9__alpha_itemstats");
    check_file("holzinger", &reference::holzinger(), &reference::tests_of_holzinger(), false, &expected);
}

/// Guttman's lambdas and split halves of complete rows.
fn check_guttman(frame: &Frame, items: &[String], expected: &Value) {
    let columns = frame.select(items).unwrap();
    let whole = |row: &usize| columns.iter().all(|column| !column[*row].is_nan());
    let rows: Vec<usize> = (0..frame.rows()).filter(whole).collect();
    let columns: Vec<Vec<f64>> =
        columns.iter().map(|column| rows.iter().map(|&row| column[row]).collect()).collect();
    let moments = Moments::from_columns(items, &columns).unwrap();
    let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    for (name, matrix) in
        [("covariance_based", &moments.covariance), ("correlation_based", &moments.correlation)]
    {
        let found = guttman(items, matrix, &mut random).unwrap();
        check_lambdas(name, &found, &expected[name]);
    }
    let found = guttman(items, &moments.covariance, &mut random).unwrap();
    let halves = [("odd_even", &found.splits.odd_even), ("first_second_half", &found.splits.first_second)];
    for (name, split) in halves {
        near(name, split.r, number(&expected[name]["r"]), EXACT);
        near(name, split.spearman_brown, number(&expected[name]["spearman_brown"]), EXACT);
        if !expected[name]["rulon_flanagan"].is_null() {
            near(name, split.flanagan, number(&expected[name]["rulon_flanagan"]), EXACT);
        }
    }
    check_first_splits(items, &moments.correlation, &expected["psych_splitHalf"]);
}

/// psych tries half of the splits in lexicographic order, whatever their number.
fn check_first_splits(items: &[String], matrix: &nalgebra::DMatrix<f64>, expected: &Value) {
    let k = items.len();
    let mut subsets: Vec<Vec<usize>> = (0..1u32 << k)
        .filter(|bits| bits.count_ones() as usize == k / 2)
        .map(|bits| (0..k).filter(|item| bits >> item & 1 == 1).collect())
        .collect();
    subsets.sort();
    subsets.truncate(number(&expected["n_splits"]) as usize);
    let all: Vec<f64> =
        subsets.iter().map(|half| split_half(items, matrix, half).unwrap().flanagan).collect();
    near("maxrb", all.iter().copied().fold(f64::MIN, f64::max), number(&expected["maxrb"]), EXACT);
    near("minrb", all.iter().copied().fold(f64::MAX, f64::min), number(&expected["minrb"]), EXACT);
    near("meanr", all.iter().sum::<f64>() / all.len() as f64, number(&expected["meanr"]), EXACT);
}

/// The lambdas.
fn check_lambdas(what: &str, found: &Guttman, expected: &Value) {
    let numbers = [
        ("lambda1", found.lambda1),
        ("lambda2", found.lambda2),
        ("lambda3", found.lambda3),
        ("lambda4_max_any_split", found.lambda4),
        ("lambda4_max_equal", found.splits.best.flanagan),
        ("split_half_mean_equal", found.splits.flanagan.mean),
        ("split_half_min_equal", found.beta),
        ("n_equal_splits", found.splits.count as f64),
        ("lambda5", found.lambda5),
        ("lambda6", found.lambda6),
    ];
    for (name, value) in numbers {
        near(&format!("{what} {name}"), value, number(&expected[name]), EXACT);
    }
    assert!(found.splits.all && found.splits.worst.flanagan == found.splits.flanagan.min);
}

#[test]
fn guttman_and_split_halves_of_the_holzinger_tests_agree() {
    let expected = carried("holzinger_x1_x9__guttman_splithalf");
    check_guttman(&reference::holzinger(), &reference::tests_of_holzinger(), &expected);
}

#[test]
#[ignore = "reads data that may not be carried: set PSYCHOMETRICS_REFERENCE"]
fn alpha_and_guttman_of_outside_data_agree() {
    let outside = reference::outside_reference;
    let bfi = reference::outside_bfi_keyed();
    let all: Vec<String> =
        "ACENO".chars().flat_map(|l| (1..=5).map(move |place| format!("{l}{place}"))).collect();
    check_file("bfi", &bfi, &all, true, &outside("bfi_all25__alpha_itemstats"));
    check_file("agree", &bfi, &all[..5], true, &outside("bfi_agree__alpha_itemstats"));
    check_file("open", &bfi, &all[20..], true, &outside("bfi_open__alpha_itemstats"));
    check_guttman(&bfi, &all[..5], &outside("bfi_agree__guttman_splithalf"));
    check_guttman(&bfi, &all[20..], &outside("bfi_open__guttman_splithalf"));
    let science = reference::outside_frame("science");
    let four = names(&["Comfort", "Work", "Future", "Benefit"]);
    check_file("science", &science, &four, true, &outside("science__alpha_itemstats"));
    check_guttman(&science, &four, &outside("science__guttman_splithalf"));
}
