//! Factor analysis against reference results, and what must hold of any.
//! Not here: correlations themselves (see `correlation`).

mod reference;

use nalgebra::DMatrix;
use proptest::prelude::*;
use psychometrics::Error;
use psychometrics::efa::*;
use rand::{RngExt, SeedableRng};
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
