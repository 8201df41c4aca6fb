//! `cfa`, `sem` and `invariance`: models in lavaan's language.
//! Not here: how they are estimated (`psychometrics::sem`).

use clap::{Args, ValueEnum};
use nalgebra::DVector;
use psychometrics::answers::{Column, Frame, Moments};
use psychometrics::sem::invariance::{Level, invariance};
use psychometrics::sem::objective::Information;
use psychometrics::sem::{Data, Equality, Estimator, Likelihood, Model, Options, fit};

use crate::Stopped;
use crate::answer::Answer;
use crate::counts;
use crate::grid::{Grid, number, probability};
use crate::input::{Input, Missing, chosen, is_counts};
use crate::solution::{drawing, text};

/// The estimators by lavaan's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum By {
    Ml,
    Gls,
    Uls,
    Wls,
    Dwls,
    Mlm,
    Mlr,
    Wlsmv,
}

/// Which information standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Expected,
    Observed,
}

/// What a model asks for.
#[derive(Debug, Args)]
pub struct Asked {
    #[command(flatten)]
    input: Input,
    /// The model: a file, or the text itself, e.g. "f =~ a + b + c".
    /// Without it the items measure one factor.
    #[arg(long, value_name = "FILE|TEXT")]
    model: Option<String>,
    /// The estimator; wlsmv where items are ordered, else ml.
    #[arg(long, value_enum)]
    estimator: Option<By>,
    /// Items to treat as ordered categories: a list, a regular expression, or all.
    #[arg(long, value_name = "LIST")]
    ordered: Option<String>,
    /// Fix the variances of latent variables instead of first loadings.
    #[arg(long)]
    std_lv: bool,
    /// No covariances between latent variables.
    #[arg(long)]
    orthogonal: bool,
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
    #[arg(long)]
    random_x: bool,
    /// Modification indices printed at most.
    #[arg(long, default_value_t = 10)]
    indices: usize,
}

/// Fit one model.
#[derive(Debug, Args)]
pub struct Fit {
    #[command(flatten)]
    asked: Asked,
    /// What is equal across groups: loadings,intercepts,residuals,means,thresholds,regressions,lv.variances,lv.covariances.
    #[arg(long, value_name = "LIST")]
    group_equal: Option<String>,
    /// Parameters left out of that, as the model writes them, e.g. "f=~a".
    #[arg(long, value_name = "LIST")]
    group_partial: Option<String>,
}

/// Compare groups step by step.
#[derive(Debug, Args)]
pub struct Invariance {
    #[command(flatten)]
    asked: Asked,
}

impl Asked {
    /// The model's text; one factor of the items where none was given.
    fn text(&self, items: impl FnOnce() -> Result<Vec<String>, Stopped>) -> Result<String, Stopped> {
        match &self.model {
            None => Ok(format!("factor =~ {}", items()?.join(" + "))),
            Some(text) if text.contains(['~', '\n']) => Ok(text.clone()),
            Some(file) => Ok(std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?),
        }
    }

    /// The items to be taken as ordered categories.
    fn ordered(&self, frame: &Frame) -> Result<Vec<String>, Stopped> {
        match self.ordered.as_deref() {
            None => Ok(Vec::new()),
            Some("all") => self.input.items(frame),
            Some(pattern) => chosen(frame.names(), pattern),
        }
    }

    fn options(&self, ordered: Vec<String>) -> Result<Options, Stopped> {
        let fiml = self.input.missing == Some(Missing::Fiml);
        let estimator = match (self.estimator, fiml) {
            (None | Some(By::Ml), true) => Estimator::Fiml,
            (Some(By::Mlr), true) => Estimator::FimlRobust,
            (Some(other), true) => {
                return Err(format!("--missing fiml goes with ml or mlr, not with {other:?}")
                    .to_lowercase()
                    .into());
            }
            (None, false) if ordered.is_empty() => Estimator::Ml,
            (None | Some(By::Wlsmv), false) => Estimator::Wlsmv,
            (Some(By::Ml), false) => Estimator::Ml,
            (Some(By::Gls), false) => Estimator::Gls,
            (Some(By::Uls), false) => Estimator::Uls,
            (Some(By::Wls), false) => Estimator::Wls,
            (Some(By::Dwls), false) => Estimator::Dwls,
            (Some(By::Mlm), false) => Estimator::Mlm,
            (Some(By::Mlr), false) => Estimator::Mlr,
        };
        Ok(Options {
            estimator,
            likelihood: if self.wishart { Likelihood::Wishart } else { Likelihood::Normal },
            information: self.information.map(|from| match from {
                From::Expected => Information::Expected,
                From::Observed => Information::Observed,
            }),
            means: self.meanstructure.then_some(true),
            standardize_latent: self.std_lv,
            orthogonal: self.orthogonal,
            fixed_given: !self.random_x,
            ordered,
            ..Options::default()
        })
    }

    /// Covariances in place of rows: of counts, of complete answers in a file so large that it is counted, or of pairs of
    /// answers where `--missing pairwise` asks for them. They are enough for ml, gls and uls.
    fn pairwise(&self) -> Result<Option<(Model, Data<'static>, Options)>, Stopped> {
        let counted = is_counts(&self.input.file);
        let asked = self.input.missing == Some(Missing::Pairwise) && self.ordered.is_none();
        if !counted && !asked && !(self.input.is_large() && self.input.reverse.is_none()) {
            return Ok(None);
        }
        let plain = self.estimator.is_none_or(|by| matches!(by, By::Ml | By::Gls | By::Uls));
        if self.ordered.is_some() || !plain {
            let what = match (&self.ordered, self.estimator) {
                (None, Some(by)) => format!("the estimator {by:?}").to_lowercase(),
                _ => "--ordered".to_owned(),
            };
            let source = if counted { "a file of counts" } else { "--missing pairwise" };
            let why = format!("{what} needs the rows; with {source} there are ml, gls and uls");
            return if counted || asked { Err(why.into()) } else { Ok(None) };
        }
        let groups = if counted { self.counted()? } else { self.summed(asked)? };
        let Some((text, groups)) = groups else { return Ok(None) };
        Ok(Some((Model::read(&text)?, of_moments(groups)?, self.options(Vec::new())?)))
    }

    /// The moments of a file of counts.
    fn counted(&self) -> Result<Option<(String, Grouped)>, Stopped> {
        let tables = counts::of_input(&self.input)?;
        let text = self.text(|| Ok(tables.names().to_vec()))?;
        let moments = Moments::from_tables(&tables.select(&named(&text, tables.names()))?);
        if self.input.missing != Some(Missing::Pairwise) && !moments.complete() {
            return Err(format!(
                "{}: the counts have gaps; count complete rows with `tables export --missing listwise`, or say \
                 --missing pairwise to use the covariances of pairs",
                self.input.file
            )
            .into());
        }
        Ok(Some((text, vec![(None, moments)])))
    }

    /// The moments of pairs of answers, group by group; of a large file only where it has no gap.
    fn summed(&self, asked: bool) -> Result<Option<(String, Grouped)>, Stopped> {
        if !asked {
            let Some(text) = self.model.as_ref().map(|_| self.text(|| Ok(Vec::new()))).transpose()? else {
                return Ok(None);
            };
            // Columns that are no answers in categories have to be read as numbers.
            let Ok(tables) = counts::stream(&self.input.file, |names| Ok(named(&text, names))) else {
                return Ok(None);
            };
            let moments = Moments::from_tables(&tables);
            return Ok(moments.complete().then(|| (text, vec![(None, moments)])));
        }
        let frame = self.input.read()?;
        let text = self.text(|| self.input.items(&frame))?;
        let mut groups = Vec::new();
        for part in self.input.parts(frame)? {
            let names = named(&text, part.frame.names());
            groups.push((part.group, Moments::from_columns(&names, &part.frame.select(&names)?)?));
        }
        Ok(Some((text, groups)))
    }

    /// The numeric columns, divided by the group column where one is named.
    fn data<'a>(&self, frame: &'a Frame) -> Result<Data<'a>, Stopped> {
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

impl Fit {
    /// Fits the model.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if let Some((model, data, mut options)) = self.asked.pairwise()? {
            self.equal(&mut options)?;
            return self.fitted(&model, &data, &options);
        }
        let frame = self.asked.input.read()?;
        let model = Model::read(&self.asked.text(|| self.asked.input.items(&frame))?)?;
        let mut options = self.asked.options(self.asked.ordered(&frame)?)?;
        self.equal(&mut options)?;
        self.fitted(&model, &self.asked.data(&frame)?, &options)
    }

    /// What is equal across groups.
    fn equal(&self, options: &mut Options) -> Result<(), Stopped> {
        options.group_equal = equalities(self.group_equal.as_deref().unwrap_or(""))?;
        options.group_partial = self
            .group_partial
            .iter()
            .flat_map(|list| list.split(','))
            .map(|one| one.trim().to_owned())
            .collect();
        Ok(())
    }

    fn fitted(&self, model: &Model, data: &Data, options: &Options) -> Result<Answer, Stopped> {
        let solution = fit(model, data, options)?;
        let drawn = drawing(&solution);
        Ok(Answer::new(&solution, text(&solution, self.asked.indices))?.drawn(Some(drawn)))
    }
}

impl Invariance {
    /// Fits the steps and compares each with the one before.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if self.asked.input.group.is_none() {
            return Err("name the column of the groups with --group".into());
        }
        let frame = self.asked.input.rows("dividing them into groups")?;
        let model = Model::read(&self.asked.text(|| self.asked.input.items(&frame))?)?;
        let data = self.asked.data(&frame)?;
        let mut options = self.asked.options(self.asked.ordered(&frame)?)?;
        options.means = Some(true);
        let found = invariance(&model, &data, &options, &Level::ALL)?;
        let mut grid = Grid::new(
            "Steps of invariance",
            &["step", "chisq", "df", "CFI", "RMSEA", "SRMR", "BIC", "Δchisq", "Δdf", "p", "ΔCFI"],
        );
        for step in &found.table {
            let shown = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
            let mut cells = vec![step.model.clone()];
            cells.extend([step.chisq, step.df as f64, step.cfi, step.rmsea, step.srmr].map(number));
            cells.push(shown(step.bic));
            if let (Some(df), Some(p)) = (step.df_diff, step.p_diff) {
                cells.extend([shown(step.chisq_diff), df.to_string(), probability(p), shown(step.cfi_diff)]);
            }
            grid.words(cells);
        }
        Answer::new(&found, grid.text())
    }
}

/// Those of the names that stand in a model's text.
fn named(text: &str, names: &[String]) -> Vec<String> {
    let within = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let plain: String =
        text.lines().map(|line| line.split(['#', '!']).next().unwrap_or("").to_owned() + "\n").collect();
    let words: Vec<&str> = plain.split(|c| !within(c)).collect();
    names.iter().filter(|name| words.contains(&name.as_str())).cloned().collect()
}

/// Moments by group.
type Grouped = Vec<(Option<String>, Moments)>;

/// Moments of groups as data of a model. Where answers are missing, a group has as many rows as its rarest pair.
fn of_moments(groups: Grouped) -> Result<Data<'static>, Stopped> {
    let names = groups.first().map(|(_, moments)| moments.names.clone()).unwrap_or_default();
    let mut data = Data::named(names);
    for (label, moments) in groups {
        moments.check()?;
        let n = moments.counts.min();
        let means = DVector::from_vec(moments.means);
        let covariance = moments.covariance * ((n - 1.0) / n);
        data = data.with_moments(label.as_deref().unwrap_or(""), n as usize, means, covariance)?;
    }
    Ok(data)
}

fn equalities(list: &str) -> Result<Vec<Equality>, Stopped> {
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| {
            Ok(match word {
                "loadings" => Equality::Loadings,
                "intercepts" => Equality::Intercepts,
                "thresholds" => Equality::Thresholds,
                "residuals" => Equality::Residuals,
                "residual.covariances" => Equality::ResidualCovariances,
                "lv.variances" => Equality::LatentVariances,
                "lv.covariances" => Equality::LatentCovariances,
                "means" => Equality::Means,
                "regressions" => Equality::Regressions,
                other => return Err(format!("--group-equal: \"{other}\" is not known").into()),
            })
        })
        .collect()
}
