//! Structural models against themselves: the same model written in several ways.
//! Not here: agreement with other programs (`sem.rs`), data and texts without sense (`sem_refusals.rs`).

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
        fit(&model, &data(&frame, &items), &Options { fixed_given: Some(false), ..Options::default() })
            .unwrap();
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
