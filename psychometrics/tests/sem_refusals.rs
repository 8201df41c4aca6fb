//! Model texts and data without sense: refused by name or said to have no solution, never a stop of the program.
//! Not here: results (`sem.rs`).

use psychometrics::Error;
use psychometrics::sem::invariance::{Level, invariance};
use psychometrics::sem::{Data, Errors, Estimator, Model, Options, Solution, Test, fit};

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

/// Every estimator.
const ALL: [Estimator; 18] = [
    Estimator::Ml,
    Estimator::Mlf,
    Estimator::Mlm,
    Estimator::Mlmv,
    Estimator::Mlmvs,
    Estimator::Mlr,
    Estimator::Gls,
    Estimator::Uls,
    Estimator::Ulsm,
    Estimator::Ulsmv,
    Estimator::Ulsmvs,
    Estimator::Wls,
    Estimator::Dwls,
    Estimator::Wlsm,
    Estimator::Wlsmv,
    Estimator::Wlsmvs,
    Estimator::Fiml,
    Estimator::FimlRobust,
];

type Columns = Vec<Vec<f64>>;

fn names() -> Vec<String> {
    ["a", "b", "c", "d"].map(String::from).to_vec()
}

fn model() -> Model {
    Model::read("f =~ a + b + c + d").unwrap()
}

/// Columns of fifty answers that hang together a little.
fn good() -> Columns {
    let wave = |k: usize| (0..50).map(|i| ((i * k + i / 3) % 7) as f64).collect::<Vec<f64>>();
    [1, 2, 3, 5].map(wave).to_vec()
}

/// Columns with which something is wrong, and what.
fn odd() -> Vec<(&'static str, Columns)> {
    let mut same = good();
    same[1] = same[0].clone();
    let mut turned = good();
    turned[3] = turned[2].iter().map(|value| 20.0 - 3.0 * value).collect();
    let mut sum = good();
    sum[3] = (0..50).map(|i| sum[0][i] + sum[1][i] - sum[2][i]).collect();
    let first = |count: usize| good().iter().map(|column| column[..count].to_vec()).collect::<Columns>();
    let mut gaps = same.clone();
    (0..50).step_by(7).for_each(|row| gaps[2][row] = f64::NAN);
    let mut apart = good();
    (0..25).for_each(|row| apart[0][row] = f64::NAN);
    (25..50).for_each(|row| apart[1][row] = f64::NAN);
    let one = good().iter().map(|_| good()[0].clone()).collect();
    let rare = |column: Vec<f64>| column.iter().map(|value| f64::from(u8::from(*value > 5.0))).collect();
    let times = |by: f64| -> Columns {
        good().iter().map(|column| column.iter().map(|value| value * by).collect()).collect()
    };
    vec![
        ("two equal columns", same),
        ("a column turned around", turned),
        ("a column that is a sum", sum),
        ("two rows", first(2)),
        ("three rows", first(3)),
        ("five rows", first(5)),
        ("equal columns with gaps", gaps),
        ("columns never there together", apart),
        ("all columns equal", one),
        ("rare answers", good().into_iter().map(rare).collect()),
        ("huge numbers", times(1e150)),
        ("tiny numbers", times(1e-160)),
        ("nothing wrong", good()),
    ]
}

/// A result must have numbers, or say why it has none.
fn told(what: &str, found: &Solution) {
    let said = !found.warnings.is_empty();
    assert!(found.ending.converged || (said && !found.ending.reason.is_empty()), "{what}");
    let numbers = found.parameters.iter().all(|one| one.est.is_finite()) && found.fit.chisq.is_finite();
    assert!(numbers || said, "{what}: {:?}", found.fit);
    assert!(found.vcov.is_some() || said, "{what}");
    if let Some(robust) = found.fit.robust.as_ref().filter(|_| found.test != Test::Standard) {
        assert!(robust.chisq_scaled.is_finite() || said, "{what}");
    }
}

fn of(columns: &Columns, options: &Options) -> Result<Solution, Error> {
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    fit(&model(), &Data::from_columns(names(), &columns).unwrap(), options)
}

#[test]
fn data_that_allow_no_fit_are_refused_by_name() {
    let mut flat = good();
    flat[2] = vec![3.0; 50];
    let gone = vec![vec![f64::NAN; 50]; 4];
    for estimator in ALL {
        let options = Options { estimator, ..Options::default() };
        for bad in [&flat, &gone] {
            assert!(of(bad, &options).is_err(), "{estimator:?}");
        }
        for (what, columns) in odd() {
            if let Ok(found) = of(&columns, &options) {
                told(&format!("{what}, {estimator:?}"), &found);
            }
        }
    }
    let [(_, same), (_, turned), (_, sum), (_, two), ..] = &odd()[..] else { panic!() };
    for estimator in [Estimator::Ml, Estimator::Mlr, Estimator::Gls, Estimator::Fiml] {
        let options = Options { estimator, ..Options::default() };
        let refusal = |columns| of(columns, &options).unwrap_err().to_string();
        assert!(refusal(same).contains("\"a\" and \"b\" correlate perfectly"), "{}", refusal(same));
        assert!(refusal(turned).contains("\"c\" and \"d\" correlate perfectly"), "{}", refusal(turned));
        assert!(refusal(sum).contains("one of \"a\", \"b\", \"c\", \"d\" follows"), "{}", refusal(sum));
        assert!(of(two, &options).is_err());
    }
}

#[test]
fn groups_and_steps_of_equality_over_poor_data_are_refused_or_told() {
    for estimator in ALL {
        // Some of these have no minimum inside: fewer steps show that as well.
        let options = Options { estimator, iterations: 20, ..Options::default() };
        for (what, columns) in odd() {
            let rows = columns[0].len();
            // The second group is sound, so that the first is the reason.
            let both: Columns =
                columns.iter().zip(good()).map(|(bad, good)| [bad.clone(), good].concat()).collect();
            let both: Vec<&[f64]> = both.iter().map(Vec::as_slice).collect();
            let group: Vec<String> =
                (0..rows + 50).map(|row| if row < rows { "one" } else { "two" }.to_owned()).collect();
            let data = Data::from_grouped(names(), &both, &group).unwrap();
            match invariance(&model(), &data, &options, &Level::ALL) {
                Ok(found) => {
                    found.solutions.iter().for_each(|one| told(&format!("{what}, {estimator:?}"), one));
                }
                Err(refusal) => assert!(!refusal.to_string().is_empty()),
            }
            if what == "two equal columns" && estimator == Estimator::Mlr {
                let refusal = fit(&model(), &data, &options).unwrap_err().to_string();
                assert!(refusal.contains("in group \"one\""), "{refusal}");
            }
        }
    }
}

#[test]
fn models_that_the_data_cannot_answer_are_refused_by_name() {
    let columns = good();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let data = Data::from_columns(names(), &columns).unwrap();
    let refused = |text: &str, options: &Options| fit(&Model::read(text).unwrap(), &data, options);
    let plain = Options::default();
    assert!(matches!(refused("f =~ a + b + zzz", &plain), Err(Error::UnknownColumn { .. })));
    let crowded = "f =~ a + b\n g =~ c + d\n a ~~ c\n a ~~ d\n b ~~ c";
    assert!(matches!(refused(crowded, &plain), Err(Error::Model(_))));
    for (estimator, test, errors) in [
        (Estimator::Gls, Some(Test::SatorraBentler), None),
        (Estimator::Uls, Some(Test::YuanBentler), None),
        (Estimator::Fiml, Some(Test::ScaledShifted), None),
        (Estimator::Wls, None, Some(Errors::RobustSem)),
        (Estimator::Dwls, None, Some(Errors::HuberWhite)),
    ] {
        let options = Options { estimator, test, errors, ..Options::default() };
        let found = refused("f =~ a + b + c + d", &options);
        assert!(matches!(found, Err(Error::Argument { .. })), "{estimator:?}");
    }
}
