//! `lmer`: linear mixed models by a formula.
//! Not here: how they are fitted (`psychometrics::nested::mixed`).

use clap::Args;
use psychometrics::answers::{Column, Frame};
use psychometrics::nested::mixed::report::{Fit, Options};
use psychometrics::nested::mixed::{compare, fit};
use psychometrics::nested::variables::{Variable, Variables};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, number, probability};
use crate::input::Input;
use crate::plot::{Estimate, forest};

/// Fit a mixed model; several models are compared by likelihood ratio.
#[derive(Debug, Args)]
pub struct Lmer {
    #[command(flatten)]
    input: Input,
    /// The formula, or a file with it, e.g. "y ~ 1 + x + (1 + x | unit)". Several are compared.
    #[arg(long, value_name = "FORMULA|FILE", required = true)]
    model: Vec<String>,
    /// Maximum likelihood instead of restricted maximum likelihood.
    #[arg(long)]
    ml: bool,
    /// Column of weights: the residual variance of a row is divided by it.
    #[arg(long, value_name = "COL")]
    weights: Option<String>,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
    /// Profile intervals too, also of variances; slower.
    #[arg(long)]
    profile: bool,
    /// Leave out the conditional modes of the groups.
    #[arg(long)]
    no_modes: bool,
}

/// The formula itself, or the text of the file it names.
///
/// # Errors
/// A file that cannot be read.
pub fn formula(text: &str) -> Result<String, Stopped> {
    if text.contains('~') {
        return Ok(text.to_owned());
    }
    let read = std::fs::read_to_string(text).map_err(|error| format!("{text}: {error}"))?;
    Ok(read.lines().collect::<Vec<_>>().join(" ").trim().to_owned())
}

/// The texts of a frame's text columns, in the form a formula reads them.
pub struct Texts(Vec<(String, Vec<Option<String>>)>);

impl Texts {
    /// Takes them out of the frame.
    ///
    /// # Errors
    /// None in practice: the names are the frame's own.
    pub fn of(frame: &Frame) -> Result<Self, Stopped> {
        let mut kept = Vec::new();
        for name in frame.names() {
            if matches!(frame.column(name)?, Column::Texts { .. }) {
                kept.push((name.clone(), frame.texts(name)?));
            }
        }
        Ok(Self(kept))
    }

    /// Every column of the frame under its name.
    ///
    /// # Errors
    /// None in practice: columns have equal lengths and different names.
    pub fn variables<'a>(&'a self, frame: &'a Frame) -> Result<Variables<'a>, Stopped> {
        let mut variables = Variables::new();
        for name in frame.names() {
            if let Column::Numbers(numbers) = frame.column(name)? {
                variables.add(name, Variable::Number(numbers))?;
            }
        }
        for (name, texts) in &self.0 {
            variables.add(name, Variable::Text(texts))?;
        }
        Ok(variables)
    }
}

impl Lmer {
    /// Fits, or compares.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let mut answers = Vec::new();
        for part in self.input.parts(self.input.rows("a mixed model")?)? {
            answers.push((part.group, self.one(&part.frame)?));
        }
        Ok(Answer::of_groups(answers))
    }

    fn one(&self, frame: &Frame) -> Result<Answer, Stopped> {
        let texts = Texts::of(frame)?;
        let variables = texts.variables(frame)?;
        let weights = self.weights.as_deref().map(|name| frame.numbers(name)).transpose()?;
        let options = Options {
            restricted: !self.ml,
            weights,
            confidence: self.confidence,
            modes: !self.no_modes,
            profile: self.profile,
        };
        let formulas = self.model.iter().map(|text| formula(text)).collect::<Result<Vec<_>, _>>()?;
        if let [one] = formulas.as_slice() {
            let found = fit(one, &variables, &options)?;
            return Ok(Answer::new(&found, text(&found))?.drawn(Some(drawing(&found))));
        }
        let listed: Vec<&str> = formulas.iter().map(String::as_str).collect();
        let found = compare(&listed, &variables, &options)?;
        let mut grid = Grid::new(
            "Models by likelihood ratio",
            &["model", "npar", "AIC", "BIC", "logLik", "χ²", "df", "p"],
        );
        for one in &found {
            let mut cells = vec![one.formula.clone(), one.parameters.to_string()];
            cells.extend([one.aic, one.bic, one.loglik].map(number));
            if let (Some(chi), Some(df)) = (one.chi_square, one.df) {
                cells.extend([number(chi), df.to_string(), one.p.map_or("–".to_owned(), probability)]);
            }
            grid.words(cells);
        }
        Ok(Answer { text: grid.text(), ..Answer::default() }.with("models", &found))
    }
}

fn text(found: &Fit) -> String {
    let state = if found.converged { "converged" } else { "DID NOT CONVERGE" };
    let mut text = format!("{} by {}: {state}; n = {}", found.formula, found.method, found.n);
    for group in &found.groups {
        text.push_str(&format!(", {} {}", group.levels, group.group));
    }
    text.push_str(&format!(
        "\n{} criterion {:.6}, logLik {:.6}, AIC {}, BIC {}\n",
        found.method,
        found.criterion,
        found.loglik,
        number(found.aic),
        number(found.bic)
    ));
    for remark in &found.remarks {
        text.push_str(&format!("! {remark}\n"));
    }
    let mut grid = Grid::new("\nVariances", &["group", "effect", "variance", "sd or r", "from", "to"]);
    let shown = |value: Option<f64>| value.map_or(String::new(), number);
    for one in &found.varcorr {
        let names = [one.var1.as_deref(), one.var2.as_deref()];
        let effect: Vec<&str> = names.into_iter().flatten().collect();
        grid.words(vec![
            one.group.clone(),
            effect.join(", "),
            number(one.vcov),
            shown(one.sdcor),
            shown(one.profile_lower),
            shown(one.profile_upper),
        ]);
    }
    text.push_str(&grid.text());
    let mut grid = Grid::new("\nFixed effects", &["", "estimate", "SE", "df", "t", "p", "from", "to"]);
    for one in &found.fixed {
        let mut cells = vec![one.term.clone()];
        cells.extend([one.estimate, one.se, one.df, one.t].map(number));
        cells.extend([probability(one.p), number(one.lower), number(one.upper)]);
        grid.words(cells);
    }
    text.push_str(&grid.text());
    text.push_str(&format!(
        "\nICC {}, R² marginal {}, conditional {}\n",
        number(found.icc),
        number(found.r2_marginal),
        number(found.r2_conditional)
    ));
    text
}

fn drawing(found: &Fit) -> String {
    let estimates: Vec<Estimate> = found
        .fixed
        .iter()
        .filter(|one| one.term != "(Intercept)")
        .map(|one| Estimate { name: one.term.clone(), value: one.estimate, interval: (one.lower, one.upper) })
        .collect();
    forest(&found.formula, "estimate", 0.0, &estimates)
}
