//! Any bytes as the text of a model: it is read or refused, and what was read is fitted or refused.
//! Not here: whether estimates are right.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nalgebra::{DMatrix, DVector};
use psychometrics::sem::{Data, Model, Options, fit};

fuzz_target!(|text: &str| {
    let Ok(model) = Model::read(text) else { return };
    // Longer models say nothing new and take long to fit.
    if text.len() > 300 {
        return;
    }
    let names: Vec<String> = ["a", "b", "c", "d", "e", "g"].map(str::to_owned).to_vec();
    let covariance = DMatrix::from_fn(6, 6, |i, j| if i == j { 1.0 } else { 0.3 + 0.02 * (i + j) as f64 });
    let Ok(data) = Data::from_moments(names, 200, DVector::zeros(6), covariance) else { return };
    let options = Options { iterations: 20, standardized_errors: false, ..Options::default() };
    if let Ok(found) = fit(&model, &data, &options) {
        assert!(found.parameters.iter().all(|one| !one.est.is_nan()), "an estimate is no number: {text}");
    }
});
