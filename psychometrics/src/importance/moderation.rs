//! Moderation: does a moderator change what a predictor does (Aiken & West 1991)? Product term, simple slopes, the region
//! in which the slope differs from zero (see `neyman`), and lines to draw.
//! Not here: drawing.

use super::neyman::{JohnsonNeyman, johnson_neyman};
use super::ols::{Regression, Robust, ols};
use crate::numeric::tails;
use crate::{Error, Result};

/// How moderation is computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Whether predictor and moderator are centred at their means.
    pub centre: bool,
    /// Robust standard errors, used for slopes and region as well.
    pub robust: Option<Robust>,
    /// Level of the intervals and of the region.
    pub confidence: f64,
    /// Where simple slopes are taken: standard deviations from the moderator's mean.
    pub at: Vec<f64>,
}

impl Default for Options {
    /// Centred, ordinary standard errors, 95 %, at −1, 0 and 1 standard deviations.
    fn default() -> Self {
        Self { centre: true, robust: None, confidence: 0.95, at: vec![-1.0, 0.0, 1.0] }
    }
}

/// The slope of the predictor at a value of the moderator.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct SimpleSlope {
    /// Standard deviations from the moderator's mean.
    pub sds: f64,
    /// The moderator, as it enters the model (centred or not).
    pub w: f64,
    /// The moderator in its own units.
    pub moderator: f64,
    /// The slope.
    pub slope: f64,
    /// Standard error.
    pub se: f64,
    /// Slope / standard error.
    pub t: f64,
    /// Two-sided probability.
    pub p: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// A point of a line to draw.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Point {
    /// The predictor in its own units.
    pub predictor: f64,
    /// The expected response, controls at their means.
    pub response: f64,
    /// Lower limit of the expected response.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// A line for one value of the moderator.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Line {
    /// Standard deviations from the moderator's mean.
    pub sds: f64,
    /// The moderator in its own units.
    pub moderator: f64,
    /// Points from the smallest to the largest value of the predictor.
    pub points: Vec<Point>,
}

/// Moderation.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Moderation {
    /// The predictor.
    pub predictor: String,
    /// The moderator.
    pub moderator: String,
    /// Whether they were centred.
    pub centred: bool,
    /// Mean of the predictor.
    pub predictor_mean: f64,
    /// Mean of the moderator.
    pub moderator_mean: f64,
    /// Standard deviation of the moderator (n - 1).
    pub moderator_sd: f64,
    /// The model without the product.
    pub main: Regression,
    /// The model with it.
    pub interaction: Regression,
    /// Gain in R² by the product.
    pub r2_change: f64,
    /// F of that gain.
    pub f_change: f64,
    /// Its probability.
    pub p_change: f64,
    /// Slopes at values of the moderator.
    pub simple_slopes: Vec<SimpleSlope>,
    /// Where the slope differs from zero.
    pub johnson_neyman: JohnsonNeyman,
    /// Lines to draw.
    pub lines: Vec<Line>,
}

/// A named column.
pub type Named<'a> = (&'a str, &'a [f64]);

const POINTS: usize = 21;

/// Moderation of `predictor` by `moderator` for `response`, with `controls` in the model. Rows that lack anything are
/// left out before anything is centred.
///
/// # Errors
/// Those of [`ols`]; [`Error::TooFew`] rows.
pub fn moderation(
    response: Named<'_>,
    predictor: Named<'_>,
    moderator: Named<'_>,
    controls: &[Named<'_>],
    options: &Options,
) -> Result<Moderation> {
    let all: Vec<Named<'_>> =
        [response, predictor, moderator].into_iter().chain(controls.iter().copied()).collect();
    let Rows { own, names, means, sd, left_out } = Rows::of(&all, options.centre)?;
    let product: Vec<f64> = own[1].iter().zip(&own[2]).map(|(x, w)| x * w).collect();
    let mut terms = names[1..].to_vec();
    let mut data: Vec<&[f64]> = own[1..].iter().map(Vec::as_slice).collect();
    let fit = |terms: &[String], data: &[&[f64]]| {
        let mut found = ols((response.0, &own[0]), terms, data, options.robust, options.confidence)?;
        found.rows_left_out = left_out;
        Ok::<_, Error>(found)
    };
    let main = fit(&terms, &data)?;
    terms.push(format!("{}:{}", predictor.0, moderator.0));
    data.push(&product);
    let interaction = fit(&terms, &data)?;
    let f_change = (interaction.r2 - main.r2) / (1.0 - interaction.r2) * interaction.df_residual as f64;
    let model = Model {
        found: &interaction,
        predictor_shift: if options.centre { means[1] } else { 0.0 },
        shift: if options.centre { means[2] } else { 0.0 },
        mean: means[2],
        sd,
        control_means: &means[3..],
        limit: tails::student_limit(1.0 - options.confidence, interaction.df_residual as f64),
    };
    Ok(Moderation {
        predictor: predictor.0.to_owned(),
        moderator: moderator.0.to_owned(),
        centred: options.centre,
        predictor_mean: means[1],
        moderator_mean: means[2],
        moderator_sd: sd,
        r2_change: interaction.r2 - main.r2,
        f_change,
        p_change: tails::fisher_above(f_change, 1.0, interaction.df_residual as f64),
        simple_slopes: options.at.iter().map(|&sds| model.slope(sds)).collect(),
        johnson_neyman: johnson_neyman(&interaction, model.limit, &own[2], model.shift),
        lines: options.at.iter().map(|&sds| model.line(sds, &own[1])).collect(),
        main,
        interaction,
    })
}

/// Complete rows of response, predictor, moderator and controls.
struct Rows {
    own: Vec<Vec<f64>>,
    names: Vec<String>,
    means: Vec<f64>,
    /// Standard deviation of the moderator.
    sd: f64,
    left_out: usize,
}

impl Rows {
    fn of(all: &[Named<'_>], centre: bool) -> Result<Self> {
        let names: Vec<String> = all.iter().map(|(name, _)| (*name).to_owned()).collect();
        let columns: Vec<&[f64]> = all.iter().map(|(_, column)| *column).collect();
        let rows = super::moments::check(&names, &columns, None)?;
        let whole = |&row: &usize| columns.iter().all(|column| column[row].is_finite());
        let kept: Vec<usize> = (0..rows).filter(whole).collect();
        if kept.len() < 5 {
            return Err(Error::TooFew { what: "complete rows".to_owned(), needed: 5, found: kept.len() });
        }
        let n = kept.len() as f64;
        let mut own: Vec<Vec<f64>> =
            columns.iter().map(|column| kept.iter().map(|&row| column[row]).collect()).collect();
        let means: Vec<f64> = own.iter().map(|column| column.iter().sum::<f64>() / n).collect();
        let spread: f64 = own[2].iter().map(|value| (value - means[2]).powi(2)).sum();
        if centre {
            for at in [1, 2] {
                own[at].iter_mut().for_each(|value| *value -= means[at]);
            }
        }
        Ok(Self { own, names, means, sd: (spread / (n - 1.0)).sqrt(), left_out: rows - kept.len() })
    }
}

struct Model<'a> {
    found: &'a Regression,
    predictor_shift: f64,
    shift: f64,
    mean: f64,
    sd: f64,
    control_means: &'a [f64],
    limit: f64,
}

impl Model<'_> {
    /// Estimate and standard error of a sum of coefficients.
    fn combined(&self, weights: &[f64]) -> (f64, f64) {
        let vcov = self.found.robust_vcov.as_ref().unwrap_or(&self.found.vcov);
        let estimate =
            self.found.coefficients.iter().zip(weights).map(|(own, weight)| own.estimate * weight).sum();
        let row = |(row, weight): (&Vec<f64>, &f64)| weight * crate::nested::mixed::small::dot(row, weights);
        (estimate, vcov.iter().zip(weights).map(row).sum::<f64>().max(0.0).sqrt())
    }

    fn slope(&self, sds: f64) -> SimpleSlope {
        let moderator = self.mean + sds * self.sd;
        let w = moderator - self.shift;
        let mut weights = vec![0.0; self.found.coefficients.len()];
        weights[1] = 1.0;
        if let Some(last) = weights.last_mut() {
            *last = w;
        }
        let (slope, se) = self.combined(&weights);
        let t = slope / se;
        SimpleSlope {
            sds,
            w,
            moderator,
            slope,
            se,
            t,
            p: tails::student_two_sided(t, self.found.df_residual as f64),
            lower: slope - self.limit * se,
            upper: slope + self.limit * se,
        }
    }

    fn line(&self, sds: f64, predictor: &[f64]) -> Line {
        let moderator = self.mean + sds * self.sd;
        let (low, high) = predictor.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
        let point = |step: usize| {
            let x = low + (high - low) * step as f64 / (POINTS - 1) as f64;
            let w = moderator - self.shift;
            let mut weights = vec![1.0, x, w];
            weights.extend_from_slice(self.control_means);
            weights.push(x * w);
            let (response, se) = self.combined(&weights);
            Point {
                predictor: x + self.predictor_shift,
                response,
                lower: response - self.limit * se,
                upper: response + self.limit * se,
            }
        };
        Line { sds, moderator, points: (0..POINTS).map(point).collect() }
    }
}
