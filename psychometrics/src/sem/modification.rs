//! What freeing each fixed parameter, and releasing each equality, would do to the test: score tests of one degree.
//! Not here: the estimates themselves.
//!
//! With `g` the slope of `F/2` in the candidate, `I_cc` its information and `I_cf` that shared with the free ones,
//! `mi = N g^2 / (I_cc - I_cf V I_fc)` and the expected change is `-g` over the same (Sorbom 1989).

use std::collections::HashSet;

use nalgebra::{DMatrix, DVector};

use super::basis::Basis;
use super::constraints::null_space;
use super::fitted::{Fitted, inverted};
use super::gamma::vech;
use super::layout::{Layout, Place};
use super::matrices::{Matrices, free_places};
use super::objective::{Directions, Implied, Information};
use super::problem::Problem;
use super::robust_missing::moments;
use super::standard::{Kind, Scales};
use super::tokens::Operator;
use crate::Result;
use crate::numeric::chisquare;

/// One fixed parameter.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Modification {
    /// Left side.
    pub lhs: String,
    /// Operator.
    pub op: Operator,
    /// Right side.
    pub rhs: String,
    /// Group, from 1.
    pub group: usize,
    /// Expected fall of the test if it were free.
    pub mi: f64,
    /// Value it would take, less the one it has.
    pub epc: f64,
    /// The same with latent variables standardised.
    pub sepc_lv: Option<f64>,
    /// The same with all variables standardised.
    pub sepc_all: Option<f64>,
    /// The same with all but given variables standardised.
    pub sepc_nox: Option<f64>,
}

/// One equality, by a shared label or across groups, or written with `==`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Release {
    /// The parameter that would be let go, or the left side of `==`.
    pub lhs: String,
    /// What it is equal to.
    pub rhs: String,
    /// Score test of one degree of freedom.
    pub chisq: f64,
    /// Its p.
    pub p: f64,
}

/// Slope and information of candidates beside the free parameters of one group.
struct Beside {
    slope: DVector<f64>,
    own: Vec<f64>,
    shared: DMatrix<f64>,
}

/// Works out what a group's candidates share with the free parameters.
fn beside(fitted: &Fitted, layout: &Layout, group: usize, places: &[Place]) -> Result<Beside> {
    let matrices = Matrices::at(layout, group, &fitted.parameters)?;
    let free = free_places(layout, group);
    let (mine, theirs) = (matrices.directions(layout, places), matrices.directions(layout, &free));
    let implied = matrices.implied(layout);
    // The slope alone: over no direction at all the curvature costs nothing.
    let none = Directions {
        pool: mine.pool.clone(),
        list: Vec::new(),
        dense: mine.dense.as_ref().map(|d| d.columns(0, 0).into_owned()),
    };
    let point = fitted.discrepancy.evaluate(group, &implied, &none, Information::Expected)?;
    let share = fitted.discrepancy.share(group);
    let slope = match &mine.dense {
        Some(dense) => dense.tr_mul(&layout.statistics().slope(&point.slope)),
        None => mine.pulled(&point.slope.covariance, &point.slope.mean),
    } * (0.5 * share);
    let blocks = &layout.groups[group];
    let slots: Vec<usize> = blocks.free.iter().filter_map(|&at| blocks.entries[at].slot).collect();
    let given = fitted.given();
    let few = fitted.layout.variables() <= MOST_GIVEN;
    let (own, cross) = match fitted.discrepancy.metric(group, &implied) {
        _ if mine.dense.is_none() && !given.is_empty() && few => {
            without_given(fitted, (group, &implied), &mine, &theirs, &given)?
        }
        Some(weight) if mine.dense.is_none() => by_metric(&mine, &theirs, &weight, fitted.table.means),
        _ => {
            let both: Vec<Place> = places.iter().chain(&free).copied().collect();
            let both = matrices.directions(layout, &both);
            let whole = fitted.discrepancy.evaluate(group, &implied, &both, Information::Expected)?.curvature;
            let (m, f) = (places.len(), free.len());
            ((0..m).map(|at| whole[(at, at)]).collect(), whole.view((0, m), (m, f)).into_owned())
        }
    };
    let mut shared = DMatrix::zeros(places.len(), layout.slots);
    for (at, &slot) in slots.iter().enumerate() {
        let mut column = shared.column_mut(slot);
        column += cross.column(at) * (0.5 * share);
    }
    Ok(Beside { slope, own: own.iter().map(|own| own * 0.5 * share).collect(), shared })
}

/// Most variables of a model for which the moments of given ones are left out of the information of candidates.
const MOST_GIVEN: usize = 64;

/// Own and shared curvature where moments among given variables are no part of the data, as lavaan counts.
fn without_given(
    fitted: &Fitted,
    at: (usize, &Implied),
    mine: &Directions,
    theirs: &Directions,
    given: &[usize],
) -> Result<(Vec<f64>, DMatrix<f64>)> {
    let (means, p) = (fitted.table.means, fitted.layout.variables());
    let mut every = moments(p);
    if !means {
        every.list = every.list.split_off(p);
    }
    let weights = fitted.discrepancy.evaluate(at.0, at.1, &every, Information::Expected)?.curvature;
    let first = if means { p } else { 0 };
    let mut mine = mine.jacobian(means);
    for &i in given {
        if means {
            mine.row_mut(i).fill(0.0);
        }
        for &j in given.iter().filter(|&&j| j <= i) {
            mine.row_mut(first + vech(p, i, j)).fill(0.0);
        }
    }
    let pressed = weights * &mine;
    let own = (0..mine.ncols()).map(|k| mine.column(k).dot(&pressed.column(k))).collect();
    Ok((own, pressed.tr_mul(&theirs.jacobian(means))))
}

/// Own and shared curvature where it is `tr(W dSigma W dSigma) + 2 dmu'W dmu`.
fn by_metric(
    mine: &Directions,
    theirs: &Directions,
    weight: &DMatrix<f64>,
    means: bool,
) -> (Vec<f64>, DMatrix<f64>) {
    let gram = mine.gram(weight);
    let mut cross = mine.squared_with(&gram, theirs);
    let mut own: Vec<f64> = mine
        .list
        .iter()
        .map(|step| {
            let (l, r) = (step.left, step.right);
            2.0 * step.weight * step.weight * (gram[(l, l)] * gram[(r, r)] + gram[(l, r)] * gram[(l, r)])
        })
        .collect();
    if means {
        for (a, first) in mine.list.iter().enumerate().filter(|(_, step)| step.mean_weight != 0.0) {
            own[a] += 2.0 * first.mean_weight * first.mean_weight * gram[(first.mean, first.mean)];
            for (b, second) in theirs.list.iter().enumerate() {
                cross[(a, b)] +=
                    2.0 * first.mean_weight * second.mean_weight * gram[(first.mean, second.mean)];
            }
        }
    }
    (own, cross)
}

/// Rows as score tests count them, and the factor of expected changes. lavaan takes all rows, and has the factor
/// `(n - 1)/n` of least squares in the slope.
fn counted(fitted: &Fitted) -> (f64, f64) {
    let (n, all) = (fitted.effective_rows(), fitted.rows() as f64);
    if fitted.options.estimator.is_likelihood() { (all, 1.0) } else { (n * n / all, n / all) }
}

/// Test and expected change of each candidate; none where it cannot be told from the free ones.
fn tests(fitted: &Fitted, inverse: &DMatrix<f64>, found: &Beside) -> Vec<Option<(f64, f64)>> {
    let (n, shrink) = counted(fitted);
    let explained = &found.shared * inverse;
    (0..found.own.len())
        .map(|at| {
            let left = found.own[at] - explained.row(at).transpose().dot(&found.shared.row(at).transpose());
            let clear = left > 1e-9 * found.own[at] && left > 1e-15;
            clear.then(|| (n * found.slope[at] * found.slope[at] / left, -shrink * found.slope[at] / left))
        })
        .collect()
}

/// The inverse of the expected information of one row: the peer takes it whatever the standard errors are made from.
fn expected(fitted: &Fitted) -> Result<Option<DMatrix<f64>>> {
    let problem = Problem { layout: &fitted.layout, discrepancy: fitted.discrepancy.as_ref() };
    let point = problem.point(&fitted.parameters, Information::Expected)?;
    let space = fitted.constraints.free_space(&fitted.parameters)?;
    Ok(inverted(&(point.hessian * 0.5), space.as_ref()))
}

/// Whether the candidates of an estimator that sums over missing patterns would take too long.
fn too_many(fitted: &Fitted, candidates: usize) -> bool {
    match &fitted.basis {
        Basis::Incomplete(cases, _) => {
            let patterns: usize = cases.iter().map(|cases| cases.patterns()).sum();
            (candidates + fitted.table.slots).pow(2) * patterns > 100_000_000
        }
        _ => false,
    }
}

/// Indices for all parameters that are fixed or could have been written.
pub(crate) fn modification(fitted: &Fitted) -> Result<Vec<Modification>> {
    let Some(inverse) = expected(fitted)? else { return Ok(Vec::new()) };
    let raised = !fitted.layout.stands_for.is_empty();
    let wide;
    let layout = if raised {
        wide = Layout::of(&fitted.table, fitted.options.parameterization, true)?;
        &wide
    } else {
        &fitted.layout
    };
    let estimates = fitted.estimates();
    let scales = Scales::of(fitted, &estimates);
    let mut all = Vec::new();
    for group in 0..fitted.samples.len() {
        let candidates = candidates(fitted, group);
        if too_many(fitted, candidates.len()) {
            return Ok(Vec::new());
        }
        let placed: Vec<(&(String, Operator, String), Place)> = candidates
            .iter()
            .filter_map(|candidate| Some((candidate, layout.place(&candidate.0, candidate.1, &candidate.2)?)))
            .collect();
        let places: Vec<Place> = placed.iter().map(|(_, place)| *place).collect();
        let found = beside(fitted, layout, group, &places)?;
        for (((lhs, op, rhs), _), test) in placed.into_iter().zip(tests(fitted, &inverse, &found)) {
            let Some((mi, epc)) = test else { continue };
            let scaled = |kind| scales.factor(group, lhs, *op, rhs, kind).map(|factor| factor * epc);
            all.push(Modification {
                sepc_lv: scaled(Kind::Latent),
                sepc_all: scaled(Kind::All),
                sepc_nox: scaled(Kind::NotGiven),
                lhs: lhs.clone(),
                op: *op,
                rhs: rhs.clone(),
                group: group + 1,
                mi,
                epc,
            });
        }
    }
    all.sort_by(|a, b| b.mi.total_cmp(&a.mi));
    Ok(all)
}

/// Parameters of a group that are not free: those of the table that are fixed, and those that nobody wrote.
fn candidates(fitted: &Fitted, group: usize) -> Vec<(String, Operator, String)> {
    let names = &fitted.table.names;
    let mut taken: HashSet<(&str, &str, &str)> = HashSet::new();
    let mut found = Vec::new();
    for row in fitted.table.rows.iter().filter(|row| row.group == group + 1) {
        taken.insert((&row.lhs, row.op.sign(), &row.rhs));
        if row.op == Operator::Covaries {
            taken.insert((&row.rhs, row.op.sign(), &row.lhs));
        }
        if row.slot.is_none() && !row.given {
            found.push((row.lhs.clone(), row.op, row.rhs.clone()));
        }
    }
    let modelled = names.modelled();
    let mut put = |lhs: &String, op: Operator, rhs: &String| {
        if !taken.contains(&(lhs.as_str(), op.sign(), rhs.as_str())) {
            found.push((lhs.clone(), op, rhs.clone()));
        }
    };
    for latent in &names.latent {
        modelled.iter().for_each(|item| put(latent, Operator::Measures, item));
    }
    for list in [&modelled, &names.latent] {
        for (at, a) in list.iter().enumerate() {
            list[at + 1..].iter().for_each(|b| put(a, Operator::Covaries, b));
        }
    }
    for lhs in &names.equations {
        for rhs in names.equations.iter().filter(|rhs| *rhs != lhs) {
            if !(names.indicators.contains(lhs) && names.latent.contains(rhs)) {
                put(lhs, Operator::Regresses, rhs);
            }
        }
    }
    found
}

/// What letting each equality go would do.
pub(crate) fn releases(fitted: &Fitted) -> Result<Vec<Release>> {
    let mut found = Vec::new();
    let Some(inverse) = expected(fitted)? else { return Ok(found) };
    let written = |row: &super::table::Row| {
        let group = if row.group > 1 { format!(".g{}", row.group) } else { String::new() };
        format!("{}{}{}{group}", row.lhs, row.op.sign(), row.rhs)
    };
    let mut first: Vec<Option<usize>> = vec![None; fitted.table.slots];
    for group in 0..fitted.samples.len() {
        let (mut places, mut rows) = (Vec::new(), Vec::new());
        for entry in &fitted.layout.groups[group].entries {
            let Some(slot) = entry.slot else { continue };
            match first[slot] {
                None => first[slot] = Some(entry.row),
                Some(of) => {
                    places.push(entry.place);
                    rows.push((entry.row, of));
                }
            }
        }
        let beside = beside(fitted, &fitted.layout, group, &places)?;
        for ((row, of), test) in rows.into_iter().zip(tests(fitted, &inverse, &beside)) {
            if let Some((chisq, _)) = test {
                let (lhs, rhs) = (written(&fitted.table.rows[of]), written(&fitted.table.rows[row]));
                found.push(Release { lhs, rhs, chisq, p: chisquare::above(chisq, 1.0) });
            }
        }
    }
    found.extend(released_constraints(fitted)?);
    Ok(found)
}

/// The same for each `==`: the score in the space that the others leave.
fn released_constraints(fitted: &Fitted) -> Result<Vec<Release>> {
    let mut found = Vec::new();
    if !fitted.constraints.any() {
        return Ok(found);
    }
    let (_, jacobian) = fitted.constraints.equalities(&fitted.parameters)?;
    let problem = Problem { layout: &fitted.layout, discrepancy: fitted.discrepancy.as_ref() };
    let point = problem.point(&fitted.parameters, Information::Expected)?;
    for (at, (left, right)) in fitted.constraints.equality_texts().into_iter().enumerate() {
        let space = null_space(&jacobian.clone().remove_row(at));
        let score = space.tr_mul(&(&point.gradient * 0.5));
        let inner = space.tr_mul(&(&point.hessian * &space)) * 0.5;
        if let Some(solved) = inner.cholesky().map(|factor| factor.solve(&score)) {
            let chisq = counted(fitted).0 * score.dot(&solved);
            found.push(Release { lhs: left, rhs: right, chisq, p: chisquare::above(chisq, 1.0) });
        }
    }
    Ok(found)
}
