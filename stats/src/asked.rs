//! What a structural model is asked with: the text, the estimator, errors and tests, what is equal across groups.
//! Not here: fitting it and showing what came out (`structure`).

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use psychometrics::answers::{Column, Frame};
use psychometrics::sem::objective::Information;
use psychometrics::sem::{
    Data, Equality, Errors, Estimator, Likelihood, Model, Named, Options, Parameterization, Test,
};

use crate::Stopped;
use crate::input::{Input, Missing, chosen};

/// Which information standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Expected,
    Observed,
    FirstOrder,
}

/// How ordinal items get their scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scale {
    Delta,
    Theta,
}

/// What a model asks for.
#[derive(Debug, Args)]
pub struct Asked {
    #[command(flatten)]
    pub input: Input,
    /// The model: a file, or the text itself, e.g. "f =~ a + b + c".
    /// Without it the items measure one factor.
    #[arg(long, value_name = "FILE|TEXT")]
    pub(crate) model: Option<String>,
    /// The estimator; wlsmv where items are ordered, else ml.
    #[arg(long, value_parser = named::<Estimator>(), ignore_case = true)]
    pub(crate) estimator: Option<Estimator>,
    /// Standard errors, where not the estimator's own.
    #[arg(long, value_parser = named::<Errors>(), ignore_case = true)]
    se: Option<Errors>,
    /// The test beside the plain one, where not the estimator's own.
    #[arg(long, value_parser = named::<Test>(), ignore_case = true)]
    test: Option<Test>,
    /// Items to treat as ordered categories: a list, a regular expression, or all.
    #[arg(long, value_name = "LIST")]
    pub(crate) ordered: Option<String>,
    /// With wlsmv and nothing ordered, treat items as continuous instead of all as ordered.
    #[arg(long)]
    continuous: bool,
    /// Scale of ordered items.
    #[arg(long, value_enum, default_value = "delta")]
    parameterization: Scale,
    /// Fix the variances of latent variables instead of first loadings.
    #[arg(long)]
    std_lv: bool,
    /// Standardise observed variables first.
    #[arg(long)]
    std_ov: bool,
    /// No covariances between latent variables.
    #[arg(long)]
    orthogonal: bool,
    /// A growth model: latent means free, intercepts of observed variables zero.
    #[arg(long)]
    growth: bool,
    /// Only what the model writes is free, as with lavaan().
    #[arg(long)]
    no_auto: bool,
    /// Model means also where the estimator does not need them.
    #[arg(long)]
    meanstructure: bool,
    /// Covariances divided by n - 1, and n - 1 in the test.
    #[arg(long)]
    wishart: bool,
    /// Information behind standard errors.
    #[arg(long, value_enum)]
    information: Option<From>,
    /// Estimate variances and covariances of given variables instead of taking them as they are.
    #[arg(long, conflicts_with = "fixed_x")]
    random_x: bool,
    /// Take them as they are also with least squares.
    #[arg(long)]
    fixed_x: bool,
    /// Level of the intervals of parameters.
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Modification indices printed at most.
    #[arg(long, default_value_t = 10)]
    pub indices: usize,
}

/// The text of a model, or that of the file it names.
fn read(said: &str) -> Result<String, Stopped> {
    if said.contains(['~', '\n']) {
        return Ok(said.to_owned());
    }
    Ok(std::fs::read_to_string(said).map_err(|error| format!("{said}: {error}"))?)
}

/// The model a text says, or the file it names.
///
/// # Errors
/// A file that cannot be read, a text that is no model.
pub fn model(said: &str) -> Result<Model, Stopped> {
    Ok(Model::read(&read(said)?)?)
}

impl Asked {
    /// The model's text; one factor of the items where none was given.
    ///
    /// # Errors
    /// A file that cannot be read, items that are not there.
    pub fn text(&self, items: impl FnOnce() -> Result<Vec<String>, Stopped>) -> Result<String, Stopped> {
        match &self.model {
            None => Ok(format!("factor =~ {}", items()?.join(" + "))),
            Some(said) => read(said),
        }
    }

    /// The items to be taken as ordered categories.
    ///
    /// # Errors
    /// Items that are not there.
    pub fn ordered(&self, frame: &Frame) -> Result<Vec<String>, Stopped> {
        match self.ordered.as_deref() {
            None => Ok(Vec::new()),
            Some("all") => self.input.items(frame),
            Some(pattern) => chosen(frame.names(), pattern),
        }
    }

    fn estimator(&self, ordered: bool) -> Result<Estimator, Stopped> {
        let fiml = self.input.missing == Some(Missing::Fiml);
        Ok(match (self.estimator, fiml) {
            (None | Some(Estimator::Ml), true) => Estimator::Fiml,
            (Some(Estimator::Mlr), true) => Estimator::FimlRobust,
            (Some(other), true) => {
                return Err(format!("--missing fiml goes with ml or mlr, not with {other:?}")
                    .to_lowercase()
                    .into());
            }
            (None, false) if ordered => Estimator::Wlsmv,
            (None, false) => Estimator::Ml,
            (Some(by), false) => by,
        })
    }

    /// The options asked for.
    ///
    /// # Errors
    /// Items that are not there, options that do not go together.
    pub fn options(&self, ordered: Vec<String>) -> Result<Options, Stopped> {
        let first = self.information == Some(From::FirstOrder);
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(format!("--level {}: between 0 and 1", self.level).into());
        }
        Ok(Options {
            estimator: self.estimator(!ordered.is_empty())?,
            likelihood: if self.wishart { Likelihood::Wishart } else { Likelihood::Normal },
            information: match self.information {
                Some(From::Expected) => Some(Information::Expected),
                Some(From::Observed) => Some(Information::Observed),
                _ => None,
            },
            errors: self.se.or(first.then_some(Errors::FirstOrder)),
            test: self.test,
            means: self.meanstructure.then_some(true),
            standardize_latent: self.std_lv,
            standardize_observed: self.std_ov,
            orthogonal: self.orthogonal,
            growth: self.growth,
            automatic: !self.no_auto,
            fixed_given: match (self.random_x, self.fixed_x) {
                (true, _) => Some(false),
                (_, true) => Some(true),
                _ => None,
            },
            ordered,
            continuous: self.continuous,
            parameterization: match self.parameterization {
                Scale::Delta => Parameterization::Delta,
                Scale::Theta => Parameterization::Theta,
            },
            level: self.level,
            ..Options::default()
        })
    }

    /// The numeric columns, divided by the group column where one is named.
    ///
    /// # Errors
    /// A column that is not there.
    pub fn data<'a>(&self, frame: &'a Frame) -> Result<Data<'a>, Stopped> {
        let apart = self.input.group.as_deref();
        let mut names = Vec::new();
        let mut columns: Vec<&[f64]> = Vec::new();
        for name in frame.names().iter().filter(|name| Some(name.as_str()) != apart) {
            if let Column::Numbers(numbers) = frame.column(name)? {
                names.push(name.clone());
                columns.push(numbers);
            }
        }
        let Some(group) = apart else { return Ok(Data::from_columns(names, &columns)?) };
        let groups: Vec<String> = frame.texts(group)?.into_iter().map(Option::unwrap_or_default).collect();
        Ok(Data::from_grouped(names, &columns, &groups)?)
    }
}

/// Reads one of lavaan's names, in capitals or not.
fn named<T: Named>() -> impl TypedValueParser<Value = T> {
    let known = |name: String| T::named(&name).ok_or_else(|| format!("\"{name}\" is not known"));
    PossibleValuesParser::new(T::NAMES.iter().map(|(name, _)| *name)).try_map(known)
}

/// What is equal across groups, by lavaan's names in a list.
///
/// # Errors
/// A name that is none of them.
pub fn equalities(list: &str) -> Result<Vec<Equality>, Stopped> {
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| {
            Equality::named(word).ok_or_else(|| format!("--group-equal: \"{word}\" is not known").into())
        })
        .collect()
}
