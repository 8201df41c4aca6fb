//! Structural models against themselves: the same model written in several ways, data that allow no fit, texts
//! without sense.
//! Not here: agreement with other programs (`sem.rs`).

mod reference;

use psychometrics::answers::Frame;
use psychometrics::sem::invariance::{Level, invariance};
use psychometrics::sem::{Data, Estimator, Information, Model, Options, Parameterization, Solution, fit};
use reference::near;

const THREE: &str = "visual =~ x1 + x2 + x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9";

fn data<'a>(frame: &'a Frame, items: &[String]) -> Data<'a> {
    let columns: Vec<&[f64]> = items.iter().map(|item| frame.numbers(item).unwrap()).collect();
    Data::from_columns(items.to_vec(), &columns).unwrap()
}

fn holzinger_fit(options: &Options) -> Solution {
    let frame = reference::holzinger();
    let items = reference::tests_of_holzinger();
    fit(&Model::read(THREE).unwrap(), &data(&frame, &items), options).unwrap()
}

fn settled(found: &Solution) {
    assert!(found.ending.converged && found.ending.max_abs_gradient < 1e-9, "{:?}", found.ending);
}

#[test]
fn a_second_order_factor_over_three_fits_as_the_three_correlated_ones() {
    let frame = reference::holzinger();
    let items = reference::tests_of_holzinger();
    let plain = holzinger_fit(&Options::default());
    for text in [
        format!("{THREE}\n g =~ visual + textual + speed"),
        format!("{THREE}\n g =~ NA*visual + textual + speed\n g ~~ 1*g"),
    ] {
        let found = fit(&Model::read(&text).unwrap(), &data(&frame, &items), &Options::default()).unwrap();
        settled(&found);
        near("chisq", found.fit.chisq, plain.fit.chisq, 1e-9);
        assert_eq!(found.fit.df, plain.fit.df);
    }
}

#[test]
fn given_variables_keep_their_moments_and_do_not_change_estimates_when_they_are_modelled() {
    let frame = reference::holzinger();
    let mut items = reference::tests_of_holzinger();
    items.extend(["ageyr", "sex"].map(String::from));
    let text = format!("{THREE}\n visual ~ a*ageyr + sex\n speed ~ ageyr + visual\n twice := 2*a");
    let model = Model::read(&text).unwrap();
    let fixed = fit(&model, &data(&frame, &items), &Options::default()).unwrap();
    let random =
        fit(&model, &data(&frame, &items), &Options { fixed_given: false, ..Options::default() }).unwrap();
    settled(&fixed);
    near("chisq", fixed.fit.chisq, random.fit.chisq, 1e-9);
    assert_eq!(fixed.fit.df, random.fit.df);
    assert_eq!(random.fit.npar, fixed.fit.npar + 3);
    for (a, b) in fixed.parameters.iter().zip(&random.parameters).filter(|(a, _)| a.free) {
        near("est", a.est, b.est, 1e-9);
        near("se", a.se.unwrap(), b.se.unwrap(), 1e-9);
    }
    let last = fixed.parameters.last().unwrap();
    let label = fixed.parameters.iter().find(|one| one.label == "a").unwrap();
    near("defined", last.est, 2.0 * label.est, 1e-12);
    near("its error", last.se.unwrap(), 2.0 * label.se.unwrap(), 1e-12);
}

#[test]
fn constraints_written_and_labels_shared_are_the_same_model() {
    let frame = reference::holzinger();
    let items = reference::tests_of_holzinger();
    let read =
        |text: &str| fit(&Model::read(text).unwrap(), &data(&frame, &items), &Options::default()).unwrap();
    let shared = read("visual =~ x1 + a*x2 + a*x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9");
    let written =
        read("visual =~ x1 + a*x2 + b*x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9\n a == b");
    let curved = read(
        "visual =~ x1 + a*x2 + b*x3\n textual =~ x4 + x5 + x6\n speed =~ x7 + x8 + x9\n exp(a) == sqrt(exp(b)^2)",
    );
    for other in [&written, &curved] {
        settled(other);
        near("chisq", other.fit.chisq, shared.fit.chisq, 1e-9);
        assert_eq!((other.fit.df, other.fit.npar), (25, 20));
        for (a, b) in other.parameters.iter().zip(&shared.parameters) {
            near("est", a.est, b.est, 1e-8);
            near("se", a.se.unwrap(), b.se.unwrap(), 1e-8);
        }
    }
    near("release", shared.releases[0].chisq, written.releases[0].chisq, 1e-8);
    let freed = holzinger_fit(&Options::default());
    assert!((shared.fit.chisq - freed.fit.chisq - shared.releases[0].chisq).abs() < 1.0);
}

#[test]
fn incomplete_estimation_of_complete_rows_is_maximum_likelihood() {
    let plain = holzinger_fit(&Options {
        means: Some(true),
        information: Some(Information::Observed),
        ..Options::default()
    });
    let full = holzinger_fit(&Options { estimator: Estimator::Fiml, ..Options::default() });
    near("chisq", full.fit.chisq, plain.fit.chisq, 1e-8);
    near("logl", full.fit.logl.unwrap(), plain.fit.logl.unwrap(), 1e-10);
    for (a, b) in full.parameters.iter().zip(&plain.parameters) {
        near("est", a.est, b.est, 1e-8);
        near("se", a.se.unwrap(), b.se.unwrap(), 1e-8);
    }
    let robust = full.fit.robust.unwrap();
    near("robust cfi", robust.cfi_robust, plain.fit.incremental.cfi, 1e-6);
}

#[test]
fn data_that_allow_no_fit_are_refused_by_name() {
    let names: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
    let model = Model::read("f =~ a + b + c + d").unwrap();
    let of = |columns: &[Vec<f64>], options: &Options| {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        fit(&model, &Data::from_columns(names.clone(), &columns).unwrap(), options)
    };
    let wave = |k: usize, n: usize| (0..n).map(|i| ((i * k + i / 3) % 7) as f64).collect::<Vec<f64>>();
    let good = [wave(1, 50), wave(2, 50), wave(3, 50), wave(5, 50)];
    let mut same = good.clone();
    same[1] = same[0].clone();
    let mut flat = good.clone();
    flat[2] = vec![3.0; 50];
    let gone = vec![vec![f64::NAN; 50]; 4];
    let all = [
        Estimator::Ml,
        Estimator::Gls,
        Estimator::Uls,
        Estimator::Mlr,
        Estimator::Mlm,
        Estimator::Fiml,
        Estimator::FimlRobust,
        Estimator::Wls,
        Estimator::Dwls,
        Estimator::Wlsmv,
    ];
    for estimator in all {
        let options = Options { estimator, ..Options::default() };
        for bad in [&flat[..], &gone[..]] {
            assert!(of(bad, &options).is_err(), "{estimator:?}");
        }
        let two: Vec<Vec<f64>> = good.iter().map(|column| column[..2].to_vec()).collect();
        for odd in [&same[..], &two[..], &good[..]] {
            if let Ok(found) = of(odd, &options) {
                let text = serde_json::to_string(&found).unwrap();
                assert!(text.contains("\"chisq\""), "{estimator:?}");
            }
        }
    }
    assert!(matches!(of(&same, &Options::default()), Err(psychometrics::Error::NotPositiveDefinite { .. })));
    let missing = Model::read("f =~ a + b + zzz").unwrap();
    let columns: Vec<&[f64]> = good.iter().map(Vec::as_slice).collect();
    let data = Data::from_columns(names.clone(), &columns).unwrap();
    assert!(matches!(
        fit(&missing, &data, &Options::default()),
        Err(psychometrics::Error::UnknownColumn { .. })
    ));
    let crowded = Model::read("f =~ a + b\n g =~ c + d\n a ~~ c\n a ~~ d\n b ~~ c").unwrap();
    assert!(matches!(fit(&crowded, &data, &Options::default()), Err(psychometrics::Error::Model(_))));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_or_the_fit_stop_the_program(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "a", "b", "c", "d", "f", "g", "=~", "~", "~~", "~1", ":=", "==", "+", "*", "NA", "1", "0.5", "(", ")", "c(",
            ",", "\n", ";", "start(", "equal(\"f=~a\")", "-", "#x\n", "|", "t1", "~*~", "?", "^", "/", "<", "\"", "1e9",
        ]), 0..40),
        tidy in proptest::bool::ANY,
    ) {
        let text = words.join(if tidy { " " } else { "" });
        if let Ok(model) = Model::read(&text) {
            let names: Vec<String> = ["a", "b", "c", "d"].map(String::from).to_vec();
            let columns: Vec<Vec<f64>> =
                (1..5).map(|k| (0..40).map(|i| ((i * k * k + i / 3) % 7) as f64).collect()).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let data = Data::from_columns(names, &columns).unwrap();
            let options = Options { iterations: 20, ..Options::default() };
            let _ = fit(&model, &data, &options);
        }
    }
}

#[test]
fn delta_and_theta_are_two_ways_to_write_the_same_ordinal_model() {
    let frame = reference::synthetic_complete();
    let items: Vec<String> = ["SS1", "SS2", "SS3", "PS1", "PS2", "PS3"].map(String::from).to_vec();
    let model = Model::read("SSf =~ SS1 + SS2 + SS3\n PSf =~ PS1 + PS2 + PS3").unwrap();
    let of = |parameterization| {
        let options = Options { estimator: Estimator::Wlsmv, parameterization, ..Options::default() };
        fit(&model, &data(&frame, &items), &options).unwrap()
    };
    let (delta, theta) = (of(Parameterization::Delta), of(Parameterization::Theta));
    settled(&delta);
    settled(&theta);
    near("chisq", delta.fit.chisq, theta.fit.chisq, 1e-8);
    let scaled = |found: &Solution| found.fit.robust.as_ref().unwrap().chisq_scaled;
    near("scaled", scaled(&delta), scaled(&theta), 1e-6);
    for (a, b) in delta.parameters.iter().zip(&theta.parameters).filter(|(a, _)| a.op.sign() == "=~") {
        let (a, b) = (a.std_all.unwrap(), b.std_all.unwrap());
        near("std", a.est, b.est, 1e-7);
        near("its error", a.se.unwrap(), b.se.unwrap(), 1e-6);
    }
}

#[test]
fn ordinal_items_measured_alike_in_groups_drawn_at_random_pass_every_step() {
    let frame = reference::synthetic_complete();
    let items: Vec<String> = ["SS1", "SS2", "SS3", "PS1", "PS2", "PS3"].map(String::from).to_vec();
    let columns: Vec<&[f64]> = items.iter().map(|item| frame.numbers(item).unwrap()).collect();
    let group: Vec<String> =
        (0..2000).map(|row| if row % 2 == 0 { "even" } else { "odd" }.to_owned()).collect();
    let data = Data::from_grouped(items, &columns, &group).unwrap();
    let model = Model::read("SSf =~ SS1 + SS2 + SS3\n PSf =~ PS1 + PS2 + PS3").unwrap();
    let options = Options { estimator: Estimator::Wlsmv, ..Options::default() };
    let found = invariance(&model, &data, &options, &Level::ALL[..3]).unwrap();
    for solution in &found.solutions {
        settled(solution);
    }
    let df: Vec<usize> = found.table.iter().map(|row| row.df).collect();
    assert_eq!(df, [16, 20, 20 + 24 - 6 - 2]);
    for row in &found.table[1..] {
        assert!(row.scaled && row.p_diff.unwrap() > 0.001, "{row:?}");
    }
}
