//! Groups, fit of items and of the model, local dependence and items that work differently in groups.
//! Not here: calibration against references and scores (see `irt`).

mod reference;

use psychometrics::Error;
use psychometrics::answers::Groups;
use psychometrics::irt::{
    Anchors, Curve, Family, Form, Freed, Match, Moments, Options, Responses, Sharing, dependence,
    dif_likelihood, dif_regression, fit, fit_groups, item_fit, model_fit,
};
use psychometrics::simulate::simulate_answers;
use rand::SeedableRng;
use reference::near;

fn names(items: usize) -> Vec<String> {
    (0..items).map(|item| format!("i{item}")).collect()
}

fn graded(items: usize) -> Vec<Curve> {
    let slope = |item: usize| 1.0 + 0.2 * (item % 4) as f64;
    (0..items)
        .map(|item| Curve { form: Form::Graded, slope: slope(item), intercepts: vec![1.3, 0.1, -1.2] })
        .collect()
}

fn draw(curves: &[Curve], mean: f64, variance: f64, rows: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut random = rand_pcg::Pcg64::seed_from_u64(seed);
    simulate_answers(curves, mean, variance, rows, &mut random).unwrap().0
}

/// Two groups; in the second `strange` has other curves, and the trait is higher and more spread.
fn groups(strange: Option<(usize, Curve)>, rows: usize) -> (Responses, Groups) {
    let first = graded(6);
    let mut second = first.clone();
    if let Some((item, curve)) = strange {
        second[item] = curve;
    }
    let mut columns = draw(&first, 0.0, 1.0, rows, 1);
    columns.iter_mut().zip(draw(&second, 0.5, 1.4, rows, 2)).for_each(|(all, more)| all.extend(more));
    let of = (0..2 * rows).map(|row| Some(usize::from(row >= rows))).collect();
    let groups = Groups { labels: vec!["men".into(), "women".into()], of };
    (Responses::from_columns(&names(6), &columns).unwrap(), groups)
}

#[test]
fn two_groups_with_anchors_give_back_mean_and_variance_of_the_second() {
    let (responses, groups) = groups(None, 2000);
    let found = fit_groups(&responses, &groups, &Sharing::anchored(6), &Options::of(Family::Graded)).unwrap();
    assert!(found.converged && found.max_abs_gradient < 1e-8 && found.parameters == 26);
    let second = &found.groups[1];
    assert!((second.mean - 0.5).abs() < 4.0 * second.se_mean.unwrap() && second.se_mean.unwrap() < 0.06);
    assert!((second.variance - 1.4).abs() < 4.0 * second.se_variance.unwrap());
    assert_eq!(second.items[3].a, found.groups[0].items[3].a);
    // Nothing shared is each group alone.
    let apart = fit_groups(&responses, &groups, &Sharing::separate(6), &Options::of(Family::Graded)).unwrap();
    let alone = |group: usize| {
        let rows: Vec<usize> = (0..responses.rows()).filter(|&row| groups.of[row] == Some(group)).collect();
        let columns: Vec<Vec<f64>> = (0..6)
            .map(|item| rows.iter().map(|&row| responses.answer(row, item).unwrap() as f64).collect())
            .collect();
        fit(&Responses::from_columns(&names(6), &columns).unwrap(), &Options::of(Family::Graded)).unwrap()
    };
    let (one, two) = (alone(0), alone(1));
    near("log-likelihood", apart.log_likelihood, one.log_likelihood + two.log_likelihood, 1e-10);
    near("slope", apart.groups[1].items[2].a, two.groups[0].items[2].a, 1e-7);
    near("error", apart.groups[1].items[2].se_a.unwrap(), two.groups[0].items[2].se_a.unwrap(), 1e-7);
}

#[test]
fn an_item_that_is_harder_in_one_group_is_found_by_both_tests() {
    let mut harder = graded(6)[2].clone();
    harder.intercepts.iter_mut().for_each(|d| *d -= 0.8);
    let (responses, groups) = groups(Some((2, harder)), 1500);
    let options = Options::of(Family::Graded);
    let tests = dif_likelihood(&responses, &groups, &options, &Anchors::AllOthers).unwrap();
    assert!(tests.iter().all(|one| one.converged && one.df == 4 && one.uniform_df == 3));
    assert!(tests[2].p_adjusted.unwrap() < 1e-6 && tests[2].expected_difference[0] < -0.1);
    assert!(tests[2].non_uniform_p.unwrap() > 0.001);
    let others = tests.iter().enumerate().filter(|(item, _)| *item != 2);
    assert!(others.map(|(_, one)| one.chi_square).fold(0.0, f64::max) < 0.5 * tests[2].chi_square);
    let anchored = dif_likelihood(&responses, &groups, &options, &Anchors::Items(vec![0, 1, 3, 4])).unwrap();
    assert!(anchored.len() == 2 && anchored[0].p.unwrap() < 1e-6 && anchored[1].p.unwrap() > 0.001);

    let regression = dif_regression(&responses, &groups, &Match::Sum).unwrap();
    assert!(regression.iter().all(|one| one.converged && one.n == 3000));
    assert!(regression[2].uniform.p.unwrap() < 1e-6 && regression[2].log_odds[0] < -0.3);
    assert!(regression[2].non_uniform.p.unwrap() > 0.001 && regression[2].both.nagelkerke > 0.005);
    near(
        "both",
        regression[2].both.chi_square,
        regression[2].uniform.chi_square + regression[2].non_uniform.chi_square,
        1e-8,
    );
    let best = dif_regression(&responses, &groups, &Match::Anchors(vec![0, 1, 3, 4, 5])).unwrap();
    assert!(best[0].uniform.p.unwrap() > 0.001 && best[2].uniform.p.unwrap() < 1e-6);
}

#[test]
fn a_group_without_a_category_of_its_own_is_refused_by_name() {
    let (responses, groups) = groups(None, 200);
    let columns: Vec<Vec<f64>> = (0..6)
        .map(|item| {
            (0..400)
                .map(|row| {
                    let code = responses.answer(row, item).unwrap() as f64;
                    if item == 1 && row >= 200 { code.min(2.0) } else { code }
                })
                .collect()
        })
        .collect();
    let lacking = Responses::from_columns(&names(6), &columns).unwrap();
    let refused =
        fit_groups(&lacking, &groups, &Sharing::separate(6), &Options::of(Family::Graded)).unwrap_err();
    assert_eq!(refused, Error::UnusedCategory { item: "i1 (group women)".into(), category: "3".into() });
    let mut sharing = Sharing::anchored(6);
    sharing.items[0] = Freed { slope: true, intercepts: true };
    assert!(fit_groups(&lacking, &groups, &sharing, &Options::of(Family::Graded)).unwrap().converged);
}

#[test]
fn fit_of_a_true_model_is_good_and_of_a_false_one_bad() {
    let columns = draw(&graded(8), 0.0, 1.0, 3000, 4);
    let responses = Responses::from_columns(&names(8), &columns).unwrap();
    let found = fit(&responses, &Options::of(Family::Graded)).unwrap();
    let items = item_fit(&found, &responses).unwrap();
    assert!(items.iter().all(|item| item.p.unwrap() > 1e-4 && item.rmsea.unwrap() < 0.05 && item.df > 10));
    for moments in [Moments::Mixed, Moments::Categories] {
        let whole = model_fit(&found, &responses, moments).unwrap();
        assert!(
            whole.p.unwrap() > 1e-4 && whole.rmsea < 0.03 && whole.cfi > 0.99 && whole.tli > 0.98,
            "{whole:?}"
        );
        assert!(whole.rmsea_lower <= whole.rmsea && whole.rmsea <= whole.rmsea_upper && whole.srmsr < 0.03);
        assert_eq!(whole.df, if moments == Moments::Mixed { 20 } else { 244 });
    }
    // The last item repeats the one before for half of the persons.
    let mut twins = columns;
    for row in (0..3000).step_by(2) {
        twins[7][row] = twins[6][row];
    }
    let responses = Responses::from_columns(&names(8), &twins).unwrap();
    let found = fit(&responses, &Options::of(Family::Graded)).unwrap();
    assert!(model_fit(&found, &responses, Moments::Categories).unwrap().p.unwrap() < 1e-10);
    assert_eq!(dependence(&found, &responses).unwrap().pairs.len(), 28);
}

/// 3,000 answers to eight items of one trait, and the same where every second person repeats the seventh answer in the
/// eighth, or gives the opposite of it.
fn alone_and_twins(opposite: bool) -> (Responses, Responses) {
    let columns = draw(&graded(8), 0.0, 1.0, 3000, 4);
    let mut twins = columns.clone();
    for row in (0..3000).step_by(2) {
        twins[7][row] = if opposite { 3.0 - twins[6][row] } else { twins[6][row] };
    }
    let of = |columns: &[Vec<f64>]| Responses::from_columns(&names(8), columns).unwrap();
    (of(&columns), of(&twins))
}

#[test]
fn items_of_one_trait_alone_show_no_dependence_and_the_summaries_are_what_they_say() {
    let (responses, _) = alone_and_twins(false);
    let found = dependence(&fit(&responses, &Options::of(Family::Graded)).unwrap(), &responses).unwrap();
    let q3: Vec<f64> = found.pairs.iter().map(|pair| pair.q3.unwrap()).collect();
    near("mean", found.q3_mean.unwrap(), q3.iter().sum::<f64>() / 28.0, 1e-12);
    near("largest", found.q3_max.unwrap(), q3.iter().copied().fold(f64::MIN, f64::max), 0.0);
    // Residuals from a score that the items share are a little opposed: about -1 / (items - 1).
    assert!((found.q3_mean.unwrap() + 1.0 / 7.0).abs() < 0.06, "{:?}", found.q3_mean);
    assert!(found.q3_max.unwrap() - found.q3_mean.unwrap() < 0.2);
    for pair in &found.pairs {
        let (df, n) = (pair.df as f64, pair.n as f64);
        assert_eq!((pair.df, pair.n), (9, 3000));
        near("standardised", pair.standardised.abs(), ((pair.x2 - df) / (2.0 * df).sqrt()).abs(), 1e-12);
        near("V", pair.cramer_v.abs(), (pair.x2 / (n * 3.0)).sqrt(), 1e-12);
        assert!(
            pair.standardised.abs() < 5.0 && pair.cramer_v.abs() < 0.07 && pair.p.unwrap() > 1e-4,
            "{pair:?}"
        );
        assert!((pair.x2 - pair.g2).abs() < 0.2 * pair.g2, "{pair:?}");
    }
}

#[test]
fn twins_stand_out_by_their_table_and_by_residuals_only_where_their_slopes_are_not_their_own() {
    let (alone, twins) = alone_and_twins(false);
    let names_of = |pair: &psychometrics::irt::Pair| (pair.first.clone(), pair.second.clone());
    let pair = ("i6".to_owned(), "i7".to_owned());
    // Calibrated without the repetition, all three measures point at the twins.
    let before = fit(&alone, &Options::of(Family::Graded)).unwrap();
    let found = dependence(&before, &twins).unwrap();
    let last = found.pairs.last().unwrap();
    assert_eq!(names_of(last), pair);
    assert_eq!(found.q3_max, last.q3);
    assert!(last.q3.unwrap() - found.q3_mean.unwrap() > 0.3, "{last:?}");
    assert!(last.standardised > 100.0 && last.cramer_v > 0.25 && last.p.unwrap() < 1e-10, "{last:?}");
    // Calibrated with it, the trait becomes what the twins share: their slopes rise, and so their residuals agree no
    // longer, while their table still does not fit.
    let after = fit(&twins, &Options::of(Family::Graded)).unwrap();
    let slopes =
        |fit: &psychometrics::irt::Fit| fit.groups[0].items.iter().map(|item| item.a).collect::<Vec<_>>();
    assert!(
        slopes(&after)[6..].iter().zip(&slopes(&before)[6..]).all(|(after, before)| after > &(1.4 * before))
    );
    let found = dependence(&after, &twins).unwrap();
    let last = found.pairs.last().unwrap();
    assert!(last.standardised > 100.0 && last.cramer_v > 0.25, "{last:?}");
    let others = || found.pairs.iter().filter(|other| names_of(other) != pair);
    assert!(others().all(|other| other.standardised.abs() < 0.2 * last.standardised));
    assert!(others().all(|other| other.cramer_v.abs() < 0.5 * last.cramer_v));
    assert!(last.q3.unwrap() < found.q3_mean.unwrap() && found.q3_max > last.q3, "{last:?}");
}

#[test]
fn items_opposed_beyond_the_trait_have_the_sign_of_it() {
    let (alone, opposed) = alone_and_twins(true);
    let before = fit(&alone, &Options::of(Family::Graded)).unwrap();
    let found = dependence(&before, &opposed).unwrap();
    let last = found.pairs.last().unwrap();
    assert!(last.standardised < -100.0 && last.cramer_v < -0.25, "{last:?}");
    assert!(last.q3.unwrap() < found.q3_mean.unwrap() - 0.3, "{last:?}");
}

#[test]
fn fit_of_lsat6_is_that_of_the_literature() {
    let frame = reference::lsat6();
    let responses = Responses::from_answers(&frame.answers(frame.names()).unwrap());
    let found = fit(&responses, &Options::of(Family::TwoParameter)).unwrap();
    let whole = model_fit(&found, &responses, Moments::Categories).unwrap();
    let scores = model_fit(&found, &responses, Moments::Scores).unwrap();
    near("with two categories all are one", whole.m2, scores.m2, 1e-8);
    let mixed = model_fit(&found, &responses, Moments::Mixed).unwrap();
    near("with two categories all are one", whole.m2, mixed.m2, 1e-8);
    assert_eq!((whole.df, whole.null_df), (5, 10));
    // Maydeu-Olivares and Joe (2005, section 6): the two-parameter model of these data has M2 = 4.75 on 5 degrees.
    assert!((whole.m2 - 4.75).abs() < 0.1, "{}", whole.m2);
    let items = item_fit(&found, &responses).unwrap();
    assert!(items.iter().all(|item| (1..=2).contains(&item.df) && item.p.unwrap() > 0.05));
    assert!(matches!(item_fit(&found, &first(&responses, 1)), Err(Error::TooFew { .. })));
}

fn first(responses: &Responses, rows: usize) -> Responses {
    let columns: Vec<Vec<f64>> = (0..responses.items())
        .map(|item| {
            let value = |row: usize| {
                responses.answer(row, item).map_or(f64::NAN, |code| responses.values(item)[code])
            };
            (0..rows).map(value).collect()
        })
        .collect();
    Responses::from_columns(responses.names(), &columns).unwrap()
}
