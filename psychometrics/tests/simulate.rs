//! Made-up answers have the moments of the model they come from, follow from their seed alone, and power studies add up.
//! Not here: what is estimated from them.

use psychometrics::Error;
use psychometrics::irt::{Curve, Form};
use psychometrics::simulate::{
    Criterion, Levels, Missing, Outcome, Population, Simulator, power, second_order, simulate_answers,
};
use rand::{RngExt, SeedableRng};

fn population() -> Population {
    Population {
        loadings: vec![vec![0.8, 0.0], vec![0.7, 0.0], vec![0.0, 0.6], vec![0.0, 0.9]],
        correlations: vec![vec![1.0, 0.5], vec![0.5, 1.0]],
        thresholds: vec![Vec::new(), vec![-1.0, 0.0, 1.0], Vec::new(), vec![0.5]],
        levels: Some(Levels { groups: 400, icc: vec![0.3, 0.1] }),
        criterion: Some(Criterion {
            weights: vec![0.5, -0.2],
            intercept: 50.0,
            scale: 10.0,
            group_sd: 0.3,
            error_sd: 0.7,
        }),
        missing: Missing::None,
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (x, y) = (mean(a), mean(b));
    a.iter().zip(b).map(|(p, q)| (p - x) * (q - y)).sum::<f64>() / a.len() as f64
}

#[test]
fn a_large_sample_has_the_moments_of_its_population() {
    let all = Simulator::new(&population(), 80_000, 3).unwrap().all();
    assert!((covariance(&all.items[0], &all.items[0]) - 1.0).abs() < 0.05);
    // 0.8 x 0.6 x the factors' correlation, which within and between groups is 0.5 but mixed loses some:
    // sqrt(.3 x .1) + sqrt(.7 x .9) = .967.
    let expected = 0.8 * 0.6 * 0.5 * ((0.3_f64 * 0.1).sqrt() + (0.7_f64 * 0.9).sqrt());
    assert!((covariance(&all.items[0], &all.items[2]) - expected).abs() < 0.02);
    let shares = |item: usize, value: f64| {
        all.items[item].iter().filter(|one| **one == value).count() as f64 / 80_000.0
    };
    assert!((shares(1, 1.0) - 0.158_655).abs() < 0.01 && (shares(3, 2.0) - 0.308_538).abs() < 0.01);
    assert!((mean(&all.criterion) - 50.0).abs() < 0.5);
    let group_means: Vec<f64> = (0..400)
        .map(|group| {
            let own: Vec<f64> =
                (0..80_000).filter(|&row| all.groups[row] == group).map(|row| all.items[0][row]).collect();
            assert_eq!(own.len(), 200);
            mean(&own)
        })
        .collect();
    // Between groups lies 0.3 of the factor: 0.64 x 0.3, and 1 / 200 of the rest.
    assert!((covariance(&group_means, &group_means) - 0.192 - 0.808 / 200.0).abs() < 0.04);
}

#[test]
fn blocks_in_any_order_give_the_rows_of_the_whole() {
    let simulator = Simulator::new(&population(), 10_000, 11).unwrap();
    let whole = simulator.all();
    let last = simulator.block(2);
    assert_eq!(last.items[1], whole.items[1][last.first..]);
    assert_eq!(whole, Simulator::new(&population(), 10_000, 11).unwrap().all());
    assert_ne!(whole.items[0], Simulator::new(&population(), 10_000, 12).unwrap().all().items[0]);
    assert!(simulator.block(99).items[0].is_empty());
}

#[test]
fn gaps_come_completely_at_random_or_by_another_item() {
    let share = |missing: Missing, item: usize| {
        let all = Simulator::new(&Population { missing, ..population() }, 40_000, 5).unwrap().all();
        let high: Vec<bool> = all.items[0].iter().map(|value| *value > 0.0).collect();
        let gaps = |side: bool| {
            let own = all.items[item].iter().zip(&high).filter(|(_, one)| **one == side);
            let all: Vec<bool> = own.map(|(value, _)| value.is_nan()).collect();
            all.iter().filter(|gap| **gap).count() as f64 / all.len() as f64
        };
        (gaps(false), gaps(true))
    };
    let (low, high) = share(Missing::Completely { share: 0.1 }, 1);
    assert!((low - 0.1).abs() < 0.01 && (high - 0.1).abs() < 0.01);
    let (low, high) = share(Missing::ByItem { item: 0, share: 0.1, slope: 1.0 }, 1);
    assert!(low < 0.08 && high > 0.15, "{low} {high}");
}

#[test]
fn populations_that_cannot_be_are_refused_by_name() {
    let refused = |change: &dyn Fn(&mut Population)| {
        let mut one = population();
        change(&mut one);
        Simulator::new(&one, 1000, 1).unwrap_err()
    };
    assert!(matches!(refused(&|p| p.thresholds[1] = vec![1.0, 0.0]), Error::Argument { .. }));
    assert!(matches!(refused(&|p| p.loadings[0] = vec![1.2, 0.0]), Error::NotPositiveDefinite { .. }));
    assert!(matches!(refused(&|p| p.correlations[0][1] = f64::NAN), Error::Argument { .. }));
    assert!(matches!(refused(&|p| p.missing = Missing::Completely { share: 1.0 }), Error::Argument { .. }));
    assert!(matches!(
        refused(&|p| p.levels = Some(Levels { groups: 2000, icc: vec![0.1, 0.1] })),
        Error::Argument { .. }
    ));
    assert!(matches!(second_order(&[vec![1.1]], &[vec![1.0]]), Err(Error::NotPositiveDefinite { .. })));
    let second = second_order(&[vec![0.6], vec![0.5]], &[vec![1.0]]).unwrap();
    assert!((second[0][1] - 0.3).abs() < 1e-15 && second[1][1] == 1.0);
}

#[test]
fn answers_follow_their_curves() {
    let curve = Curve { form: Form::Credit, slope: 0.8, intercepts: vec![0.5, 0.2] };
    let mut random = rand_pcg::Pcg64::seed_from_u64(9);
    let (columns, traits) =
        simulate_answers(std::slice::from_ref(&curve), 0.5, 1.5, 50_000, &mut random).unwrap();
    for category in 0..3 {
        let seen = columns[0].iter().filter(|value| **value == f64::from(category)).count() as f64;
        let expected: f64 = traits.iter().map(|&theta| curve.probabilities(theta)[category as usize]).sum();
        assert!((seen - expected).abs() < 5.0 * expected.sqrt());
    }
    assert!((mean(&traits) - 0.5).abs() < 0.03 && (covariance(&traits, &traits) - 1.5).abs() < 0.05);
}

#[test]
fn a_power_study_counts_rejections_coverage_and_failures() {
    let run = || {
        power(400, 8, 0.05, &[("mean", 0.5)], |number, random| {
            if number % 10 == 0 {
                return Err(Error::Constant { item: "made up".into() });
            }
            let drawn: Vec<f64> = (0..50).map(|_| random.random::<f64>()).collect();
            let (estimate, se) = (mean(&drawn), (covariance(&drawn, &drawn) / 49.0).sqrt());
            Ok(vec![Outcome {
                estimate,
                se: Some(se),
                p: Some(if estimate / se > 1.96 { 0.01 } else { 0.5 }),
            }])
        })
        .unwrap()
    };
    let study = run();
    let effect = &study.effects[0];
    assert_eq!((study.replications, study.failed, effect.rejected), (400, 40, Some(1.0)));
    assert!((effect.coverage.unwrap() - 0.95).abs() < 0.05 && effect.bias.abs() < 0.01);
    assert!((effect.sd.unwrap() / effect.mean_se.unwrap() - 1.0).abs() < 0.15);
    assert_eq!(study, run());
    assert!(power(0, 1, 0.05, &[("x", 0.0)], |_, _| Ok(vec![])).is_err());
}
