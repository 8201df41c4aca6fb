//! Factor analysis against reference results, and what must hold of any.
//! Not here: correlations themselves (see `correlation`).

mod reference;

use nalgebra::DMatrix;
use psychometrics::efa::*;
use rand::SeedableRng;
use rand_pcg::Pcg64;
use reference::{all_near, by_name, matrix, near, number, numbers};
use serde_json::Value;

fn rng() -> Pcg64 {
    Pcg64::seed_from_u64(20)
}

fn dense(value: &Value) -> DMatrix<f64> {
    let rows = matrix(value);
    DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat())
}

fn same(what: &str, found: &DMatrix<f64>, expected: &Value, tolerance: f64) {
    let expected = dense(expected);
    assert_eq!(found.shape(), expected.shape(), "{what}");
    let worst = (found - expected).amax();
    assert!(worst <= tolerance, "{what}: {worst:e} apart");
}

/// Every rotation of one extraction.
fn check_polished(
    names: &[String],
    correlation: &DMatrix<f64>,
    n: u64,
    base: &Options,
    expected: &Value,
    f: &str,
) {
    let analyse = |rotation: Rotation, kaiser: bool| {
        let options = Options { rotation, search: Search { kaiser, ..Search::default() }, ..base.clone() };
        factor_analysis(names, correlation, Some(n), &options, &mut rng()).unwrap()
    };
    let plain = analyse(Rotation::None, false);
    assert!(plain.converged && plain.extraction_gradient < 1e-9, "{:?}", plain.remarks);
    all_near("psi", &plain.uniquenesses, &by_name(&expected["uniquenesses"], names), 1e-8);
    near("discrepancy", plain.discrepancy, number(&expected[f]), 1e-10);
    near("objective", plain.fit.objective.unwrap(), number(&expected["objective_ml_discrepancy"]), 1e-9);
    near("chi", plain.fit.chi_square.unwrap(), number(&expected["bartlett_corrected_chisq"]), 1e-9);
    near("rmsr", plain.fit.rmsr, number(&expected["rmsr"]), 1e-9);
    assert_eq!(plain.fit.df as f64, number(&expected["dof"]));
    let rotations = &expected["rotations"];
    same("unrotated", &plain.loadings, &rotations["unrotated"], 1e-6);
    same("varimax", &analyse(Rotation::Varimax, true).loadings, &rotations["varimax_kaiser"], 1e-6);
    same("varimax raw", &analyse(Rotation::Varimax, false).loadings, &rotations["varimax_raw"], 1e-6);
    for (kaiser, name) in [(false, "oblimin"), (true, "oblimin_kaiser")] {
        let found = analyse(Rotation::Quartimin, kaiser);
        assert!(found.converged && found.rotation_gradient <= 1e-10, "{name} {}", found.rotation_gradient);
        near(name, found.rotation_criterion, number(&rotations[name]["criterion"]), 1e-10);
        same(name, &found.loadings, &rotations[name]["loadings"], 1e-6);
        same(name, &found.phi, &rotations[name]["phi"], 1e-6);
    }
    let promax = analyse(Rotation::Promax { power: 4.0 }, true);
    same("promax", &promax.loadings, &rotations["promax_m4"]["loadings"], 1e-6);
    same("promax", &promax.phi, &rotations["promax_m4"]["phi"], 1e-6);
}

/// The polished minres loadings turned by psych's promax with its varimax carried to the end (R 4.2.2); what `psych::fa`
/// itself gives, whose varimax stops early, is 4e-5 away.
#[test]
fn promax_of_normalised_rows_agrees_with_the_numbers_of_the_peer() {
    let expected = reference::reference("holzinger_x1_x9__efa_3f");
    let start = dense(&expected["polished_minres"]["rotations"]["unrotated"]);
    let rotation = Rotation::NormalisedPromax { power: 4.0 };
    let found = rotate(&start, &rotation, &Search::default(), &mut rng()).unwrap();
    let loadings = [
        [0.157053780472, 0.038845761514, 0.598039410491],
        [0.009949252335, -0.120228909516, 0.530866774380],
        [-0.109344618255, 0.027968127697, 0.698879705702],
        [0.849475812922, 0.007169518044, 0.004660664221],
        [0.894594555713, 0.005175078720, -0.078280022413],
        [0.804327198801, -0.013337781191, 0.071888308090],
        [0.046758732642, 0.758704276062, -0.228956175325],
        [-0.049754779300, 0.710434073167, 0.060129408943],
        [0.001374188165, 0.475804778070, 0.344471230097],
    ];
    let phi = [
        [1.0, 0.2573685179, 0.3914216237],
        [0.2573685179, 1.0, 0.3499026804],
        [0.3914216237, 0.3499026804, 1.0],
    ];
    let flat = |rows: &[[f64; 3]]| DMatrix::from_row_slice(rows.len(), 3, &rows.concat());
    let worst = (found.loadings - flat(&loadings)).amax();
    assert!(worst < 1e-6, "{worst:e}");
    let worst = (found.phi - flat(&phi)).amax();
    assert!(worst < 1e-6, "{worst:e}");
}

/// psych's own numbers, which stop early.
fn check_psych(found: &Efa, names: &[String], expected: &Value) {
    same("psych", &found.loadings, &expected["loadings"], 2e-3);
    same("psych", &found.phi, &expected["phi"], 2e-3);
    all_near("communality", &found.communalities, &by_name(&expected["communality"], names), 1e-3);
    all_near("complexity", &found.complexity, &by_name(&expected["complexity"], names), 5e-3);
    let explained = matrix(&expected["vaccounted"]);
    for (place, own) in [
        (0, &found.ss_loadings),
        (1, &found.proportion),
        (2, &found.cumulative),
        (3, &found.proportion_explained),
    ] {
        all_near("explained", own, &explained[place], 1e-3);
    }
    let fit = &found.fit;
    let pairs = [
        ("objective", fit.objective),
        ("chisq_STATISTIC", fit.chi_square),
        ("pval", fit.p),
        ("chi_empirical", fit.chi_square_empirical),
        ("rms", Some(fit.rmsr)),
        ("crms", fit.rmsr_corrected),
        ("tli", fit.tli),
        ("bic", fit.bic),
        ("fit", Some(fit.fit)),
        ("fit_off", Some(fit.fit_off)),
    ];
    for (name, own) in pairs {
        near(name, own.unwrap(), number(&expected[name]), 1e-4);
    }
    let rmsea = &expected["rmsea"];
    near("rmsea", fit.rmsea.unwrap(), number(&rmsea["RMSEA"]), 1e-5);
    near("lower", fit.rmsea_lower.unwrap(), number(&rmsea["lower"]), 2e-5);
    near("upper", fit.rmsea_upper.unwrap(), number(&rmsea["upper"]), 2e-5);
}

fn check_efa(names: &[String], factors: usize, expected: &Value) {
    let correlation = dense(&expected["correlation"]);
    let n = number(&expected["n_obs"]) as u64;
    for (extraction, psych, polished, f) in [
        (Extraction::Minres, "psych_minres_oblimin", "polished_minres", "uls_f"),
        (Extraction::MaximumLikelihood, "psych_ml_oblimin", "polished_ml", "ml_f"),
    ] {
        let options = Options { extraction, ..Options::of(factors) };
        let found = factor_analysis(names, &correlation, Some(n), &options, &mut rng()).unwrap();
        check_psych(&found, names, &expected[psych]);
        check_polished(names, &correlation, n, &options, &expected[polished], f);
    }
    let fit = adequacy(&correlation, Some(n)).unwrap();
    near("kmo", fit.kmo, number(&expected["kmo"]["MSA"]), 1e-9);
    all_near("kmo items", &fit.kmo_items, &by_name(&expected["kmo"]["MSAi"], names), 1e-9);
    near("bartlett", fit.bartlett_chi_square.unwrap(), number(&expected["bartlett"]["chisq"]), 1e-9);
    assert_eq!(fit.bartlett_df as f64, number(&expected["bartlett"]["df"]));
    let map = minimum_average_partial(&correlation).unwrap();
    let listed = numbers(&expected["map_velicer"]);
    all_near("map", &map.squared[1..listed.len()], &listed[..listed.len() - 1], 1e-9);
    all_near(
        "eigenvalues",
        &scree(&correlation).unwrap().eigenvalues,
        &numbers(&expected["eigenvalues"]),
        1e-9,
    );
}

#[test]
fn three_factors_of_holzinger_and_swineford_are_those_of_the_references() {
    check_efa(&reference::tests_of_holzinger(), 3, &reference::reference("holzinger_x1_x9__efa_3f"));
}

#[test]
fn sixteen_factors_of_the_synthetic_set_are_those_of_the_references() {
    check_efa(&reference::items(), 16, &reference::reference("synthetic_complete__efa_16f"));
}

#[test]
fn three_factors_of_the_synthetic_set_are_those_of_the_references() {
    check_efa(&reference::items(), 3, &reference::reference("synthetic_complete__efa_3f"));
}

#[test]
fn sixteen_factors_with_missing_answers_are_those_of_the_references() {
    check_efa(&reference::items(), 16, &reference::reference("synthetic_missing__efa_16f"));
}

fn bfi_items() -> Vec<String> {
    ["A", "C", "E", "N", "O"].iter().flat_map(|scale| (1..=5).map(move |k| format!("{scale}{k}"))).collect()
}

#[test]
#[ignore = "reads data that are not carried"]
fn factors_of_outside_data_are_those_of_the_references() {
    check_efa(&bfi_items(), 5, &reference::outside_reference("bfi_all25__efa_5f"));
    let expected = reference::outside_reference("bfi_all25_listwise__factanal_ml_5f");
    let options =
        Options { extraction: Extraction::MaximumLikelihood, rotation: Rotation::None, ..Options::of(5) };
    let n = number(&expected["n_obs"]) as u64;
    let found =
        factor_analysis(&bfi_items(), &dense(&expected["correlation"]), Some(n), &options, &mut rng())
            .unwrap();
    all_near("psi", &found.uniquenesses, &by_name(&expected["uniquenesses"], &bfi_items()), 1e-5);
    near("objective", found.fit.objective.unwrap(), number(&expected["objective"]), 1e-8);
    near("statistic", found.fit.chi_square.unwrap(), number(&expected["statistic"]["objective"]), 1e-8);
}

#[test]
fn scores_of_holzinger_and_swineford_are_those_of_the_references() {
    let expected = reference::reference("holzinger_x1_x9__efa_scores_3f");
    let names = reference::tests_of_holzinger();
    let frame = reference::holzinger();
    let columns = frame.select(&names).unwrap();
    let correlation = dense(&reference::reference("holzinger_x1_x9__efa_3f")["correlation"]);
    let options = Options { extraction: Extraction::MaximumLikelihood, ..Options::of(3) };
    let found = factor_analysis(&names, &correlation, Some(301), &options, &mut rng()).unwrap();
    same("loadings", &found.loadings, &expected["loadings"], 1e-3);
    for (method, name) in [(ScoreMethod::Regression, "regression"), (ScoreMethod::Bartlett, "bartlett")] {
        let weights = score_weights(&found, &correlation, method).unwrap();
        same(name, &weights.weights, &expected[format!("weights_{name}")], 2e-3);
        let people = scores(&names, &columns, &weights).unwrap();
        assert_eq!(people.incomplete, 0);
        same(name, &people.scores, &expected[format!("scores_{name}")], 1e-2);
    }
    let tenberge = score_weights(&found, &correlation, ScoreMethod::TenBerge).unwrap();
    assert!((&tenberge.score_correlations - &found.phi).amax() < 1e-10, "they correlate as the factors do");
    let rubin = score_weights(&found, &correlation, ScoreMethod::AndersonRubin).unwrap();
    assert!((&rubin.score_correlations - DMatrix::identity(3, 3)).amax() < 1e-10);
    let bartlett = score_weights(&found, &correlation, ScoreMethod::Bartlett).unwrap();
    let identity = bartlett.weights.tr_mul(&found.loadings);
    assert!((identity - DMatrix::identity(3, 3)).amax() < 1e-10, "unbiased");
    let regression = score_weights(&found, &correlation, ScoreMethod::Regression).unwrap();
    for (best, other) in regression.determinacy.iter().zip(&bartlett.determinacy) {
        assert!(*best < 1.0 && best >= other);
    }
}

fn check_omega(names: &[String], correlation: &DMatrix<f64>, factors: usize, expected: &Value) {
    let found = omega(names, correlation, factors, Extraction::Minres, &mut rng()).unwrap();
    assert!(found.schmid_leiman.converged, "{:?}", found.schmid_leiman.remarks);
    near("omega h", found.omega_hierarchical.unwrap(), number(&expected["omega_h"]), 1e-3);
    near("omega total", found.omega_total, number(&expected["omega_total"]), 1e-3);
    near("limit", found.omega_limit.unwrap(), number(&expected["omega_lim"]), 1e-3);
    near("alpha", found.alpha, number(&expected["alpha"]), 1e-9);
    near("G6", found.lambda6.unwrap(), number(&expected["G6"]), 1e-9);
    near("ecv", found.explained_common_variance.unwrap(), number(&expected["ecv"]["g"]), 1e-3);
    let parts = dense(&expected["schmid_leiman"]);
    let own = &found.schmid_leiman;
    for item in 0..names.len() {
        near("g", own.general[item], parts[(item, 0)], 2e-3);
        near("h2", own.communalities[item], parts[(item, factors + 1)], 1e-3);
        near("u2", own.uniquenesses[item], parts[(item, factors + 2)], 1e-3);
        near("p2", own.general_share[item], parts[(item, factors + 3)], 1e-2);
    }
}

#[test]
fn omega_of_the_synthetic_set_is_that_of_the_reference() {
    let expected = reference::reference("synthetic_complete_all48__omega_h_16f");
    let items = reference::items();
    let correlation = dense(&reference::reference("synthetic_complete__efa_16f")["correlation"]);
    check_omega(&items, &correlation, 16, &expected);
}

#[test]
#[ignore = "reads data that are not carried"]
fn omega_of_outside_data_is_that_of_the_reference() {
    let items = bfi_items();
    let frame = reference::outside_bfi_keyed();
    let tables = frame.answers(&items).unwrap().tables();
    let correlation = psychometrics::correlation::pearson_of_tables(&tables, 0.95).unwrap().correlations;
    check_omega(&items, &correlation, 5, &reference::outside_reference("bfi_all25__omega_h_5f"));
    let expected = reference::outside_reference("bfi_5scales__omega_onefactor");
    for (scale, letter) in [("agree", "A"), ("consc", "C")] {
        let names: Vec<String> = (1..=5).map(|place| format!("{letter}{place}")).collect();
        check_one_factor(&frame, &names, &expected["scales"][scale]);
    }
    let science = reference::names(&["Comfort", "Work", "Future", "Benefit"]);
    let frame = reference::outside_frame("science");
    check_one_factor(&frame, &science, &reference::outside_reference("science__omega_onefactor"));
}

fn check_one_factor(frame: &psychometrics::answers::Frame, names: &[String], expected: &Value) {
    use psychometrics::correlation::{Missing, covariance};
    let found = covariance(names, &frame.select(names).unwrap(), Missing::Listwise).unwrap();
    let n = found.n[0][0] as f64;
    near("n", n, number(&expected["n_used"]), 0.0);
    let omega = omega_one_factor(names, &(found.covariances * ((n - 1.0) / n))).unwrap();
    assert!(omega.converged);
    let signed = omega.loadings.iter().sum::<f64>().signum()
        * by_name(&expected["lambda"], names).iter().sum::<f64>().signum();
    let own: Vec<f64> = omega.loadings.iter().map(|load| load * signed).collect();
    all_near("lambda", &own, &by_name(&expected["lambda"], names), 1e-6);
    all_near("theta", &omega.residuals, &by_name(&expected["theta"], names), 1e-6);
    near("total", omega.omega_total, number(&expected["omega_total_model"]), 1e-7);
    near("observed", omega.omega_observed, number(&expected["omega_total_observed_var"]), 1e-7);
    near("ave", omega.average_variance_extracted, number(&expected["ave"]), 1e-7);
}

#[test]
fn one_factor_omegas_of_the_scales_are_those_of_the_reference() {
    let expected = reference::reference("synthetic_complete_16scales__omega_onefactor");
    let frame = reference::synthetic_complete();
    for factor in reference::FACTORS {
        check_one_factor(&frame, &reference::items_of(factor), &expected["scales"][factor]);
    }
}
