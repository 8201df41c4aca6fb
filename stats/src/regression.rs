//! `ols` and `importance`: what goes with an outcome, and how much each predictor brings.
//! Not here: how it is computed (`psychometrics::importance`).

use clap::{Args, ValueEnum};
use psychometrics::answers::Frame;
use psychometrics::importance::bootstrap::{Bootstrap, bootstrap};
use psychometrics::importance::moderation::{self, Moderation, moderation};
use psychometrics::importance::moments::Moments;
use psychometrics::importance::ols::{Regression, Robust, ols};
use psychometrics::importance::shares::{Importance, importance};
use rand_pcg::Pcg64;

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, number, probability};
use crate::input::{Input, chosen};
use crate::mixed::formula;
use crate::plot::{Estimate, forest};

/// Standard errors that need no equal variances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Hc {
    Hc0,
    Hc1,
    Hc2,
    Hc3,
    Hc4,
}

/// The outcome and what it is explained by.
#[derive(Debug, Args)]
struct Asked {
    /// The formula "y ~ a + b" or a file with it; or use --outcome with --items.
    #[arg(long, value_name = "FORMULA|FILE")]
    model: Option<String>,
    /// The outcome, the predictors being the items.
    #[arg(long, value_name = "COL", conflicts_with = "model")]
    outcome: Option<String>,
    /// Predictors that are means of items, e.g. SS=SS1,SS2,SS3; may be given several times.
    #[arg(long, value_name = "NAME=ITEMS")]
    scale: Vec<String>,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
}

/// Least squares.
#[derive(Debug, Args)]
pub struct Ols {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    asked: Asked,
    /// Robust standard errors.
    #[arg(long, value_enum)]
    robust: Option<Hc>,
    /// Whether the second column changes what the first does, e.g. inner,outer.
    #[arg(long, value_name = "PREDICTOR,MODERATOR")]
    moderation: Option<String>,
    /// With --moderation: leave predictor and moderator as they are instead of centring them.
    #[arg(long, requires = "moderation")]
    uncentred: bool,
}

/// Shares of the explained variance.
#[derive(Debug, Args)]
pub struct Shares {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    asked: Asked,
    /// Bootstrap replicates for intervals; none by default.
    #[arg(long, default_value_t = 0)]
    bootstrap: usize,
    /// Random orders where there are too many predictors for all subsets.
    #[arg(long, default_value_t = 10_000)]
    orders: usize,
    /// Seed of everything drawn.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Columns under their names: the outcome first, then the predictors.
struct Columns {
    names: Vec<String>,
    values: Vec<Vec<f64>>,
}

impl Columns {
    fn predictors(&self) -> Vec<&[f64]> {
        self.values[1..].iter().map(Vec::as_slice).collect()
    }

    fn of(&self, name: &str) -> Result<(&str, &[f64]), Stopped> {
        let place = self.names.iter().position(|known| known == name);
        let place = place.ok_or_else(|| format!("there is no column or scale named \"{name}\""))?;
        Ok((&self.names[place], &self.values[place]))
    }
}

impl Asked {
    /// Reads formula or options into columns; scales become the means of what was answered.
    fn columns(&self, input: &Input, frame: &Frame, more: &[String]) -> Result<Columns, Stopped> {
        let mut scales: Vec<(String, Vec<f64>)> = Vec::new();
        for text in &self.scale {
            let (name, items) =
                text.split_once('=').ok_or_else(|| format!("--scale {text}: write NAME=ITEMS"))?;
            let columns = frame.select(&chosen(frame.names(), items.trim())?)?;
            scales.push((name.trim().to_owned(), means(&columns, frame.rows())));
        }
        let mut names = self.names(input, frame, &scales)?;
        names.extend(more.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>());
        let mut values = Vec::with_capacity(names.len());
        for name in &names {
            let scale = scales.iter().find(|(known, _)| known == name);
            values.push(match scale {
                Some((_, means)) => means.clone(),
                None => frame.numbers(name)?.to_vec(),
            });
        }
        Ok(Columns { names, values })
    }

    fn names(
        &self,
        input: &Input,
        frame: &Frame,
        scales: &[(String, Vec<f64>)],
    ) -> Result<Vec<String>, Stopped> {
        if let Some(model) = &self.model {
            return terms(&formula(model)?);
        }
        let outcome =
            self.outcome.clone().ok_or("name the outcome with --outcome, or give --model \"y ~ a + b\"")?;
        let mut names = vec![outcome.clone()];
        if !scales.is_empty() {
            names.extend(scales.iter().map(|(name, _)| name.clone()));
        }
        if scales.is_empty() || input.items.is_some() {
            names.extend(input.items(frame)?.into_iter().filter(|name| *name != outcome));
        }
        Ok(names)
    }
}

/// `y ~ a + b` as names, the outcome first.
fn terms(formula: &str) -> Result<Vec<String>, Stopped> {
    let (left, right) = formula.split_once('~').ok_or("write the formula as y ~ a + b")?;
    let mut names = vec![left.trim().to_owned()];
    for term in right.split('+').map(str::trim).filter(|term| !["", "1"].contains(term)) {
        if term.contains(['*', ':', '(', '|', '-']) {
            return Err(format!("\"{term}\": only columns joined by + stand here; for an interaction use --moderation, for groups lmer").into());
        }
        names.push(term.to_owned());
    }
    if names.len() < 2 { Err("the formula has no predictor".into()) } else { Ok(names) }
}

fn means(columns: &[&[f64]], rows: usize) -> Vec<f64> {
    (0..rows)
        .map(|row| {
            let given = columns.iter().map(|column| column[row]).filter(|value| !value.is_nan());
            let (sum, count) = given.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
            sum / count
        })
        .collect()
}

impl Ols {
    /// Regresses.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let frame = self.input.rows("a regression")?;
        let robust = self.robust.map(|hc| match hc {
            Hc::Hc0 => Robust::Hc0,
            Hc::Hc1 => Robust::Hc1,
            Hc::Hc2 => Robust::Hc2,
            Hc::Hc3 => Robust::Hc3,
            Hc::Hc4 => Robust::Hc4,
        });
        if let Some(pair) = &self.moderation {
            return self.moderated(&frame, pair, robust);
        }
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let columns = self.asked.columns(&self.input, &part.frame, &[])?;
            let response = (columns.names[0].as_str(), columns.values[0].as_slice());
            let found =
                ols(response, &columns.names[1..], &columns.predictors(), robust, self.asked.confidence)?;
            let drawn = drawing(&found);
            answers.push((part.group, Answer::new(&found, text(&found))?.drawn(Some(drawn))));
        }
        Ok(Answer::of_groups(answers))
    }

    fn moderated(&self, frame: &Frame, pair: &str, robust: Option<Robust>) -> Result<Answer, Stopped> {
        let named: Vec<String> = pair.split(',').map(|name| name.trim().to_owned()).collect();
        let [predictor, moderator] = named.as_slice() else {
            return Err("--moderation takes PREDICTOR,MODERATOR".into());
        };
        let columns = self.asked.columns(&self.input, frame, &named)?;
        let controls: Vec<(&str, &[f64])> = columns.names[1..]
            .iter()
            .filter(|name| *name != predictor && *name != moderator)
            .map(|name| columns.of(name))
            .collect::<Result<_, _>>()?;
        let options = moderation::Options {
            centre: !self.uncentred,
            robust,
            confidence: self.asked.confidence,
            ..moderation::Options::default()
        };
        let response = columns.of(&columns.names[0])?;
        let found =
            moderation(response, columns.of(predictor)?, columns.of(moderator)?, &controls, &options)?;
        Answer::new(&found, moderation_text(&found))
    }
}

fn text(found: &Regression) -> String {
    let mut text = format!(
        "{}: n = {}, R² {}, adjusted {}, F({}, {}) = {}, p {}\n",
        found.response,
        found.n,
        number(found.r2),
        number(found.adj_r2),
        found.df_model,
        found.df_residual,
        number(found.f),
        probability(found.p)
    );
    if found.rows_left_out > 0 {
        text.push_str(&format!("{} rows with gaps left out\n", found.rows_left_out));
    }
    let robust = found.robust.is_some();
    let head = ["", "estimate", "SE", "t", "p", "from", "to", "beta", "VIF"];
    let title = if robust { "\nCoefficients, robust errors" } else { "\nCoefficients" };
    let mut grid = Grid::new(title, &head);
    for one in &found.coefficients {
        let either = |plain: f64, other: Option<f64>| if robust { other.unwrap_or(f64::NAN) } else { plain };
        let mut cells = vec![one.term.clone(), number(one.estimate)];
        cells.push(number(either(one.se, one.robust_se)));
        cells.push(number(either(one.t, one.robust_t)));
        cells.push(probability(either(one.p, one.robust_p)));
        cells.push(number(either(one.lower, one.robust_lower)));
        cells.push(number(either(one.upper, one.robust_upper)));
        cells.push(one.standardised.map_or(String::new(), number));
        cells.push(one.vif.map_or(String::new(), number));
        grid.words(cells);
    }
    text.push_str(&grid.text());
    for remark in &found.remarks {
        text.push_str(&format!("! {remark}\n"));
    }
    text
}

fn drawing(found: &Regression) -> String {
    let estimates: Vec<Estimate> = found
        .coefficients
        .iter()
        .filter(|one| one.term != "(Intercept)")
        .map(|one| Estimate {
            name: one.term.clone(),
            value: one.estimate,
            interval: (one.robust_lower.unwrap_or(one.lower), one.robust_upper.unwrap_or(one.upper)),
        })
        .collect();
    forest(&found.response, "coefficient", 0.0, &estimates)
}

fn moderation_text(found: &Moderation) -> String {
    let mut text = text(&found.interaction);
    text.push_str(&format!(
        "\nInteraction: R² change {}, F change {}, p {}\n",
        number(found.r2_change),
        number(found.f_change),
        probability(found.p_change)
    ));
    let head = [found.moderator.as_str(), "slope", "SE", "t", "p", "from", "to"];
    let mut grid = Grid::new(&format!("\nSlope of {} at", found.predictor), &head);
    for one in &found.simple_slopes {
        let mut cells = vec![format!("{} ({:+} sd)", number(one.moderator), one.sds)];
        cells.extend([one.slope, one.se, one.t].map(number));
        cells.extend([probability(one.p), number(one.lower), number(one.upper)]);
        grid.words(cells);
    }
    text.push_str(&grid.text());
    let region = &found.johnson_neyman;
    let borders: Vec<String> = region.borders_own.iter().map(|&border| number(border)).collect();
    text.push_str(&format!("\nJohnson–Neyman: significant {} {}\n", region.region, borders.join(" and ")));
    text
}

impl Shares {
    /// Divides R².
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let frame = self.input.rows("relative importance")?;
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let columns = self.asked.columns(&self.input, &part.frame, &[])?;
            let borrowed: Vec<&[f64]> = columns.values.iter().map(Vec::as_slice).collect();
            let moments = Moments::of(&columns.names, &borrowed, None)?;
            let predictors: Vec<&str> = columns.names[1..].iter().map(String::as_str).collect();
            let mut random = Pcg64::new(u128::from(self.seed), 1);
            let found = importance(&moments, &columns.names[0], &predictors, self.orders, &mut random)?;
            let drawn = if self.bootstrap > 0 {
                let response = (columns.names[0].as_str(), columns.values[0].as_slice());
                let names = &columns.names[1..];
                let level = self.asked.confidence;
                Some(bootstrap(response, names, &columns.predictors(), self.bootstrap, level, &mut random)?)
            } else {
                None
            };
            let answer = Answer::new(&found, shares_text(&found, drawn.as_ref()))?;
            let answer = answer.drawn(Some(shares_drawing(&found, drawn.as_ref())));
            answers
                .push((part.group, if drawn.is_some() { answer.with("bootstrap", &drawn) } else { answer }));
        }
        Ok(Answer::of_groups(answers))
    }
}

fn shares_text(found: &Importance, drawn: Option<&Bootstrap>) -> String {
    let how = if found.exact { "all subsets" } else { "random orders" };
    let title = format!(
        "{}: n = {}, R² {} divided over {} {how}",
        found.response,
        found.n,
        number(found.r2),
        found.count
    );
    let head = ["", "LMG", "share", "from", "to", "weight", "last", "first", "beta", "rank"];
    let mut grid = Grid::new(&title, &head);
    for (place, one) in found.predictors.iter().enumerate() {
        let ends = drawn.map_or([f64::NAN; 2], |drawn| {
            [drawn.predictors[place].lmg.lower, drawn.predictors[place].lmg.upper]
        });
        let values = [
            one.lmg,
            one.lmg_share,
            ends[0],
            ends[1],
            one.genizi,
            one.last,
            one.first,
            one.beta,
            one.rank as f64,
        ];
        grid.row(one.name.clone(), &values);
    }
    grid.text()
}

fn shares_drawing(found: &Importance, drawn: Option<&Bootstrap>) -> String {
    let estimates: Vec<Estimate> = found
        .predictors
        .iter()
        .enumerate()
        .map(|(place, one)| Estimate {
            name: one.name.clone(),
            value: one.lmg,
            interval: drawn.map_or((one.lmg, one.lmg), |drawn| {
                let lmg = &drawn.predictors[place].lmg;
                (lmg.lower, lmg.upper)
            }),
        })
        .collect();
    forest(&found.response, "share of R² (LMG)", 0.0, &estimates)
}
