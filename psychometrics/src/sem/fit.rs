//! From model, data and options to a solution.
//! Not here: each part of the solution, which has its own file.

use super::basis::{Basis, settled};
use super::constraints::Constraints;
use super::data::{Data, Sample};
use super::estimator::Kind;
use super::fitted::{Fitted, inverted, plain_rows};
use super::layout::Layout;
use super::matrices::Matrices;
use super::names::Names;
use super::objective::{Implied, Information};
use super::options::Options;
use super::problem::Problem;
use super::search::{Found, search};
use super::shares::Reweighed;
use super::solution::{Solution, solution};
use super::soundness::sound;
use super::start::{Boldness, start};
use super::syntax::Model;
use super::table::{Table, table};
use super::tokens::Operator;
use crate::{Error, Result};

/// Fits a model.
///
/// A search that does not settle, a negative variance, an information matrix without inverse are results: see
/// [`Solution::ending`] and [`Solution::warnings`].
///
/// # Errors
/// [`Error::Model`] where the model cannot be estimated, [`Error::UnknownColumn`] and the like where the data do not
/// suit it, [`Error::NotPositiveDefinite`] where the sample covariances allow no likelihood.
pub fn fit(model: &Model, data: &Data, options: &Options) -> Result<Solution> {
    let names = Names::of(model, &options.ordered)?;
    let incomplete = options.estimator.kind() == Kind::Incomplete;
    // Given variables have no distribution of their own from which a missing value could be made up for.
    let kept = if incomplete && options.fixed() && !names.given.is_empty() {
        Some(data.answered(&names.given)?)
    } else {
        None
    };
    let data = kept.as_ref().unwrap_or(data);
    if !options.standardize_observed {
        return solution(fitted(model, data, options)?);
    }
    let given = |name: &&String| options.fixed() && names.given.contains(name);
    let which: Vec<String> =
        names.observed.iter().filter(|name| !given(name) && !names.ordinal.contains(name)).cloned().collect();
    let standardized = data.standardized(&names.observed, &which, !incomplete)?;
    solution(fitted(model, &standardized, options)?)
}

/// The estimates, before anything is made of them.
pub(crate) fn fitted<'a>(model: &'a Model, data: &'a Data, options: &Options) -> Result<Fitted<'a>> {
    if data.groups() == 0 {
        return Err(Error::TooFew { what: "groups with data".to_owned(), needed: 1, found: 0 });
    }
    let options = settled(options, &Names::of(model, &options.ordered)?)?;
    let names = Names::of(model, &options.ordered)?;
    let basis = Basis::of(data, &names, &options)?;
    let mut table = table(model, &options, data.groups(), &basis.thresholds(&names)?)?;
    let samples = basis.samples(data, &names)?;
    if options.estimator.is_likelihood() || options.estimator.kind() == Kind::Generalised {
        sound(&samples, &names.observed, &data.labels())?;
    }
    fill_given(&mut table, &samples);
    let constraints = Constraints::of(model, &table)?;
    let layout = Layout::of(&table, options.parameterization, false)?;
    identified(&table, &layout)?;
    let plain = plain_rows(&options);
    let discrepancy = basis.discrepancy(&options, &samples, &layout, plain)?;
    let problem = Problem { layout: &layout, discrepancy: discrepancy.as_ref() };
    let moments: Vec<Implied> = samples.iter().map(|sample| sample.moments.clone()).collect();
    let found = minimum(&problem, &constraints, &table, &moments, &options)?;
    let point = problem.point(&found.parameters, options.information())?;
    let space = constraints.free_space(&found.parameters)?;
    let rows: usize = samples.iter().map(|sample| sample.rows).sum();
    let effective = (rows - if plain { 0 } else { samples.len() }) as f64;
    let mut information = &point.hessian * 0.5;
    if samples.len() > 1 && !options.estimator.is_likelihood() {
        let counts: Vec<usize> = samples.iter().map(|sample| sample.rows).collect();
        let reweighed = Reweighed::by_rows(discrepancy.as_ref(), &counts);
        let problem = Problem { layout: &layout, discrepancy: &reweighed };
        information = problem.point(&found.parameters, Information::Expected)?.hessian * 0.5;
    }
    let inverse = inverted(&information, space.as_ref());
    let matrices = (0..samples.len())
        .map(|group| Matrices::at(&layout, group, &found.parameters))
        .collect::<Result<Vec<_>>>()?;
    Ok(Fitted {
        implied: matrices.iter().map(|matrices| matrices.implied(&layout)).collect(),
        options,
        basis,
        samples,
        labels: data.labels(),
        ending: found.ending,
        matrices,
        value: point.value,
        values: point.values,
        vcov: inverse.map(|inverse| inverse / effective),
        parameters: found.parameters,
        constraints,
        discrepancy,
        table,
        layout,
    })
}

/// Moments of given variables are those of the sample.
fn fill_given(table: &mut Table, samples: &[Sample]) {
    let observed = table.names.observed.clone();
    let at = |name: &str| observed.iter().position(|other| other == name).unwrap_or(0);
    for row in table.rows.iter_mut().filter(|row| row.given && row.fixed.is_some_and(f64::is_nan)) {
        let moments = &samples[row.group - 1].moments;
        row.fixed = Some(match row.op {
            Operator::Intercept => moments.mean[at(&row.lhs)],
            _ => moments.covariance[(at(&row.lhs), at(&row.rhs))],
        });
    }
}

fn identified(table: &Table, layout: &Layout) -> Result<()> {
    let statistics = statistics_modelled(table, layout);
    if table.slots > statistics {
        return Err(Error::Model(format!(
            "it has {} free parameters, more than the {statistics} moments of the data; it cannot be identified",
            table.slots
        )));
    }
    Ok(())
}

/// Number of moments that the model speaks of: all but those among given variables.
pub(crate) fn statistics_modelled(table: &Table, layout: &Layout) -> usize {
    let given = if table.rows.iter().any(|row| row.given) { table.names.given.len() } else { 0 };
    let taken = given * (given + 1) / 2 + if table.means { given } else { 0 };
    table.groups * (layout.statistics().len() - taken)
}

/// The best of the searches from bolder to plainer starts; the first that converges ends it.
fn minimum(
    problem: &Problem,
    constraints: &Constraints,
    table: &Table,
    moments: &[Implied],
    options: &Options,
) -> Result<Found> {
    let mut best: Option<(f64, Found)> = None;
    for boldness in [Boldness::Full, Boldness::Apart, Boldness::Plain] {
        let from = start(table, moments, boldness);
        let most =
            if boldness == Boldness::Full { options.iterations } else { options.iterations.div_ceil(2) };
        let Some(found) = search(problem, constraints, &from, most) else { continue };
        if found.ending.converged {
            return Ok(found);
        }
        let value = problem.value(&found.parameters).unwrap_or(f64::INFINITY);
        if best.as_ref().is_none_or(|(least, _)| value < *least) {
            best = Some((value, found));
        }
    }
    best.map(|(_, found)| found).ok_or_else(|| {
        Error::Model(
            "no start was found at which the implied covariance matrix is positive definite".to_owned(),
        )
    })
}
