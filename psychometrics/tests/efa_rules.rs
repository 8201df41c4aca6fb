//! What must hold of any factor analysis: invariants, edges, refusals, and the rules for the number of factors.
//! Not here: reference results (see `efa`).

mod reference;

use nalgebra::DMatrix;
use proptest::prelude::*;
use psychometrics::Error;
use psychometrics::efa::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use reference::{all_near, near};

fn rng() -> Pcg64 {
    Pcg64::seed_from_u64(20)
}

/// The correlations of the nine tests of Holzinger and Swineford.
fn holzinger() -> DMatrix<f64> {
    let rows = reference::matrix(&reference::reference("holzinger_x1_x9__efa_3f")["correlation"]);
    DMatrix::from_row_slice(9, 9, &rows.concat())
}

/// A factor model's correlation matrix: p items on k factors, each item mainly on one.
fn invented(seed: u64, p: usize, k: usize) -> DMatrix<f64> {
    let mut rng = Pcg64::seed_from_u64(seed);
    let loadings = DMatrix::from_fn(p, k, |i, j| {
        let main = if i % k == j { 0.45 } else { -0.1 };
        main + 0.25 * rng.random::<f64>()
    });
    let noise = DMatrix::from_fn(p, 60, |_, _| rng.random::<f64>() - 0.5);
    let mut whole = &loadings * loadings.transpose() + 0.05 * (&noise * noise.transpose()) / 60.0;
    whole.fill_diagonal(1.0);
    whole
}

fn names(p: usize) -> Vec<String> {
    (0..p).map(|item| format!("q{item}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn rotations_leave_communalities_and_the_model_alone(seed in 0u64..1000, k in 2usize..5, kaiser: bool) {
        let r = invented(seed, 4 * k, k);
        let plain = factor_analysis(&names(4 * k), &r, None, &Options { rotation: Rotation::None, ..Options::of(k) }, &mut rng()).unwrap();
        let model = &plain.loadings * plain.loadings.transpose();
        let mut target = plain.loadings.map(|_| f64::NAN);
        (0..4 * k).for_each(|item| (0..k).filter(|j| item % k != *j).for_each(|j| target[(item, j)] = 0.0));
        for rotation in [
            Rotation::Varimax, Rotation::Quartimax, Rotation::Quartimin, Rotation::Oblimin { gamma: -1.0 },
            Rotation::Promax { power: 4.0 }, Rotation::NormalisedPromax { power: 4.0 },
            Rotation::Target { target: target.clone(), oblique: true }, Rotation::Target { target, oblique: false },
        ] {
            let search = Search { kaiser, ..Search::default() };
            let found = rotate(&plain.unrotated, &rotation, &search, &mut rng()).unwrap();
            let again = &found.loadings * &found.phi * found.loadings.transpose();
            prop_assert!((&again - &model).amax() < 1e-9, "{rotation:?}");
            prop_assert!(found.phi.diagonal().iter().all(|d| (d - 1.0).abs() < 1e-9));
            prop_assert!(found.gradient < 1e-6, "{rotation:?} {}", found.gradient);
            let back = &plain.unrotated * found.turn.clone().try_inverse().unwrap().transpose();
            if !kaiser || matches!(rotation, Rotation::Varimax | Rotation::NormalisedPromax { .. }) {
                prop_assert!((&back - &found.loadings).amax() < 1e-8, "{rotation:?}");
            }
            prop_assert!((found.turn.tr_mul(&found.turn) - &found.phi).amax() < 1e-8, "{rotation:?}");
        }
    }

    #[test]
    fn the_order_of_items_changes_nothing(seed in 0u64..1000, k in 1usize..4, ml: bool) {
        let p = 4 * k + 1;
        let r = invented(seed, p, k);
        let order: Vec<usize> = (0..p).map(|item| (item * 2) % p).collect();
        let mixed = DMatrix::from_fn(p, p, |i, j| r[(order[i], order[j])]);
        let extraction = if ml { Extraction::MaximumLikelihood } else { Extraction::Minres };
        let options = Options { extraction, ..Options::of(k) };
        let first = factor_analysis(&names(p), &r, Some(300), &options, &mut rng()).unwrap();
        let second = factor_analysis(&names(p), &mixed, Some(300), &options, &mut rng()).unwrap();
        prop_assert!((first.discrepancy - second.discrepancy).abs() < 1e-9);
        for (item, &place) in order.iter().enumerate() {
            prop_assert!((first.uniquenesses[place] - second.uniquenesses[item]).abs() < 1e-6);
        }
        prop_assert!((first.rotation_criterion - second.rotation_criterion).abs() < 1e-7);
        prop_assert!((first.fit.chi_square.unwrap() - second.fit.chi_square.unwrap()).abs() < 1e-5);
    }
}

#[test]
fn principal_axis_goes_where_minres_goes() {
    let r = holzinger();
    let names = reference::tests_of_holzinger();
    let minres = factor_analysis(&names, &r, None, &Options::of(3), &mut rng()).unwrap();
    let options = Options { extraction: Extraction::PrincipalAxis, ..Options::of(3) };
    let axis = factor_analysis(&names, &r, None, &options, &mut rng()).unwrap();
    assert!(axis.converged, "{:?}", axis.remarks);
    all_near("psi", &axis.uniquenesses, &minres.uniquenesses, 1e-8);
    near("discrepancy", axis.discrepancy, minres.discrepancy, 1e-10);
    let few = Options { most_iterations: 3, ..options };
    let early = factor_analysis(&names, &r, None, &few, &mut rng()).unwrap();
    assert!(!early.converged && early.remarks[0].contains("3 rounds"), "{:?}", early.remarks);
}

#[test]
fn random_starts_find_the_same_minimum_and_say_how_often() {
    let r = holzinger();
    let options = Options { search: Search { random_starts: 10, ..Search::default() }, ..Options::of(3) };
    let names = reference::tests_of_holzinger();
    let found = factor_analysis(&names, &r, Some(301), &options, &mut rng()).unwrap();
    let plain = factor_analysis(&names, &r, Some(301), &Options::of(3), &mut rng()).unwrap();
    assert_eq!(found.rotation_starts, 11);
    assert!(found.rotation_agreeing >= 2 && found.rotation_criterion <= plain.rotation_criterion + 1e-12);
    assert!((found.loadings - plain.loadings).amax() < 1e-7);
}

#[test]
fn a_heywood_case_is_a_result_that_names_the_item() {
    let mut r = DMatrix::from_row_slice(
        4,
        4,
        &[1.0, 0.9, 0.9, 0.3, 0.9, 1.0, 0.5, 0.2, 0.9, 0.5, 1.0, 0.3, 0.3, 0.2, 0.3, 1.0],
    );
    r[(3, 3)] = 1.0;
    for extraction in [Extraction::Minres, Extraction::MaximumLikelihood] {
        let smooth = psychometrics::numeric::linear::smoothed(&r, 1e-3).0;
        let options = Options { extraction, ..Options::of(1) };
        let found = factor_analysis(&names(4), &smooth, Some(100), &options, &mut rng()).unwrap();
        assert_eq!(found.heywood, ["q0"]);
        near("bound", found.uniquenesses[0], 0.005, 1e-12);
        assert!(found.remarks.iter().any(|remark| remark.contains("Heywood")));
    }
}

#[test]
fn the_number_of_factors_is_found_by_every_rule_where_structure_is_clear() {
    let items = reference::items()[..9].to_vec();
    let frame = reference::synthetic_complete();
    let columns = frame.select(&items).unwrap();
    let r =
        psychometrics::correlation::pearson(&items, &columns, Default::default(), 0.95).unwrap().correlations;
    let options = ParallelOptions { replicates: 60, ..ParallelOptions::default() };
    let normal = parallel_analysis(&r, 2000, &options, &mut rng()).unwrap();
    let resampled = parallel_analysis_resampled(&items, &columns, &options, &mut rng()).unwrap();
    for found in [&normal, &resampled] {
        assert_eq!(found.components.suggested_by_quantile, 3);
        assert_eq!(found.factors.as_ref().unwrap().suggested_by_quantile, 3);
        let sum: f64 = found.components.mean.iter().sum();
        near("random eigenvalues sum to the items", sum, 9.0, 1e-9);
    }
    // Both draw from independence, so their means agree up to sampling.
    all_near("means", &normal.components.mean, &resampled.components.mean, 0.02);
    assert_eq!(
        normal,
        parallel_analysis(&r, 2000, &options, &mut rng()).unwrap(),
        "the same seed, the same result"
    );
    let mut strong = DMatrix::from_fn(18, 18, |i, j| if i % 3 == j % 3 { 0.64 } else { 0.1 });
    strong.fill_diagonal(1.0);
    let map = minimum_average_partial(&strong).unwrap();
    assert_eq!((map.components, map.components_revised), (3, 3));
    assert_eq!(scree(&r).unwrap().kaiser, 3);
    let simple = very_simple_structure(&items, &r, Some(2000), 5, Extraction::Minres, &mut rng()).unwrap();
    assert!(simple.fits[2][0] > simple.fits[1][0] && simple.fits[4].len() == 5);
    assert!(simple.fits.iter().all(|row| row.windows(2).all(|pair| pair[0] <= pair[1] + 1e-3)));
    assert_eq!(simple.factors_bic, Some(3));
}

#[test]
fn what_cannot_be_factored_is_refused_by_name() {
    let whole = invented(1, 6, 2);
    let refuse = |r: &DMatrix<f64>, factors: usize, extraction| {
        let options = Options { extraction, ..Options::of(factors) };
        factor_analysis(&names(r.nrows()), r, None, &options, &mut rng()).unwrap_err()
    };
    assert!(matches!(refuse(&whole, 0, Extraction::Minres), Error::Argument { .. }));
    assert!(matches!(refuse(&whole, 6, Extraction::Minres), Error::Argument { .. }));
    let mut odd = whole.clone();
    odd[(0, 1)] = f64::NAN;
    assert!(matches!(refuse(&odd, 1, Extraction::Minres), Error::Argument { .. }));
    let singular = DMatrix::from_element(3, 3, 1.0);
    assert!(matches!(refuse(&singular, 1, Extraction::MaximumLikelihood), Error::NotPositiveDefinite { .. }));
    let found = factor_analysis(&names(3), &singular, Some(10), &Options::of(1), &mut rng()).unwrap();
    assert!(found.fit.objective.is_none() && found.remarks.iter().any(|r| r.contains("positive definite")));
    let two = DMatrix::from_row_slice(2, 2, &[1.0, 0.5, 0.5, 1.0]);
    let pair = factor_analysis(&names(2), &two, Some(50), &Options::of(1), &mut rng()).unwrap();
    near("reproduced", pair.loadings[0] * pair.loadings[1], 0.5, 1e-9);
    assert!(pair.fit.df < 0 && pair.fit.p.is_none());
    assert!(adequacy(&singular, None).is_err());
    let empty = DMatrix::<f64>::zeros(0, 0);
    assert!(matches!(refuse(&empty, 1, Extraction::Minres), Error::Argument { .. }));
    assert!(scree(&DMatrix::identity(1, 1)).is_ok());
}
