//! `alpha`, `items`, `guttman`: classical test theory of a scale.
//! Not here: how it is computed (`psychometrics::classical`), and factor-based reliability (`factors`).

use clap::Args;
use psychometrics::answers::{Frame, Missing, Moments, weighted};
use psychometrics::classical::{
    Alpha, Guttman, ItemStatistics, alpha_of_answers, alpha_of_columns, alpha_of_moments, guttman,
    item_statistics, item_statistics_of_tables,
};
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::Stopped;
use crate::answer::Answer;
use crate::counts;
use crate::grid::{Grid, number, pair};
use crate::input::{self, Input};
use crate::plot::{Estimate, forest};
use crate::source::parts;

/// Alpha with item statistics.
#[derive(Debug, Args)]
pub struct Alphas {
    #[command(flatten)]
    input: Input,
}

/// Item statistics alone.
#[derive(Debug, Args)]
pub struct Items {
    #[command(flatten)]
    input: Input,
    /// Column of survey weights: means, spreads and shares of the population the rows stand for.
    #[arg(long, value_name = "COL")]
    weights: Option<String>,
}

/// Lower bounds of reliability.
#[derive(Debug, Args)]
pub struct Lambdas {
    #[command(flatten)]
    input: Input,
    /// From correlations instead of covariances.
    #[arg(long)]
    standardized: bool,
    /// Seed for the splits that are drawn where there are too many to try all.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// The rule for missing answers: pairwise unless said otherwise.
///
/// # Errors
/// Full information, which these statistics do not have.
pub fn missing(input: &Input) -> Result<Missing, Stopped> {
    match input.missing {
        None | Some(input::Missing::Pairwise) => Ok(Missing::Pairwise),
        Some(input::Missing::Listwise) => Ok(Missing::Listwise),
        Some(input::Missing::Fiml) => {
            Err("--missing fiml is for cfa and sem; use pairwise or listwise".into())
        }
    }
}

/// The moments of the items by the rule for missing answers.
///
/// # Errors
/// Columns that are not there or hold no numbers.
pub fn moments(frame: &Frame, items: &[String], input: &Input) -> Result<Moments, Stopped> {
    if missing(input)? == Missing::Pairwise {
        return Ok(Moments::from_columns(items, &frame.select(items)?)?);
    }
    let whole = complete(frame, items)?;
    Ok(Moments::from_columns(items, &whole.select(items)?)?)
}

/// The rows with every answer.
///
/// # Errors
/// Columns that are not there or hold no numbers.
pub fn complete(frame: &Frame, items: &[String]) -> Result<Frame, Stopped> {
    let columns = frame.select(items)?;
    let mask: Vec<bool> =
        (0..frame.rows()).map(|row| columns.iter().all(|column| !column[row].is_nan())).collect();
    input::kept(frame, &mask)
}

/// Whether counts are all there is, or all that is taken of a file so large.
fn counted(input: &Input) -> bool {
    input::is_counts(&input.file) || (input.items.is_some() && input.is_large())
}

impl Alphas {
    /// Computes alpha.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let rule = missing(&self.input)?;
        if counted(&self.input) {
            let tables = counts::of_input(&self.input)?;
            let found = alpha_of_moments(&Moments::from_tables(&tables))?;
            return one(&found, &item_statistics_of_tables(&tables));
        }
        let frame = self.input.read()?;
        let items = self.input.items(&frame)?;
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let frame = if rule == Missing::Listwise { complete(&part.frame, &items)? } else { part.frame };
            // Items of few whole numbers are counted; anything else is summed.
            let (found, statistics) = match frame.answers(&items) {
                Ok(packed) => (alpha_of_answers(&packed, rule)?, item_statistics_of_tables(&packed.tables())),
                Err(_) => {
                    (alpha_of_columns(&items, &frame.select(&items)?, rule)?, statistics(&frame, &items)?)
                }
            };
            answers.push((part.group, one(&found, &statistics)?));
        }
        Ok(Answer::of_groups(answers))
    }
}

fn statistics(frame: &Frame, items: &[String]) -> Result<Vec<ItemStatistics>, Stopped> {
    items.iter().map(|item| Ok(item_statistics(item, frame.numbers(item)?))).collect()
}

fn one(found: &Alpha, statistics: &[ItemStatistics]) -> Result<Answer, Stopped> {
    let estimates: Vec<Estimate> = [("Feldt", found.feldt), ("Duhachek–Iacobucci", found.duhachek)]
        .into_iter()
        .map(|(name, one)| Estimate {
            name: name.to_owned(),
            value: found.raw_alpha,
            interval: (one.lower, one.upper),
        })
        .collect();
    let drawn = forest("Alpha with its intervals", "alpha", 0.7, &estimates);
    let text = format!("{}{}", alpha_text(found), items_text(statistics));
    Ok(Answer::new(found, text)?.with("statistics", statistics).drawn(Some(drawn)))
}

fn alpha_text(found: &Alpha) -> String {
    let mut text = format!("{} items, n = {}\n\n", found.k, found.n);
    for (name, value) in [
        ("alpha, raw", found.raw_alpha),
        ("alpha, standardised", found.std_alpha),
        ("Guttman lambda 6", found.g6),
        ("mean inter-item r", found.average_r),
        ("median inter-item r", found.median_r),
        ("signal / noise", found.signal_noise),
        ("standard error", found.ase),
        ("mean", found.mean.unwrap_or(f64::NAN)),
        ("sd", found.sd.unwrap_or(f64::NAN)),
    ] {
        text.push_str(&pair(name, value));
    }
    let percent = number(found.level * 100.0);
    for (name, one) in [("Feldt", found.feldt), ("Duhachek–Iacobucci", found.duhachek)] {
        text.push_str(&format!(
            "{percent} % interval ({name}): {} to {}\n",
            number(one.lower),
            number(one.upper)
        ));
    }
    if !found.against.is_empty() {
        text.push_str(&format!(
            "! keyed the other way than the rest, it seems: {}\n",
            found.against.join(", ")
        ));
    }
    let mut grid =
        Grid::new("\nIf an item is dropped", &["item", "alpha", "std alpha", "G6", "mean r", "se"]);
    for item in &found.dropped {
        grid.row(item.item.clone(), &[item.raw_alpha, item.std_alpha, item.g6, item.average_r, item.se]);
    }
    text.push_str(&grid.text());
    let head = ["item", "n", "raw r", "std r", "r.cor", "r.drop", "mean", "sd"];
    let mut grid = Grid::new("\nItems and the scale", &head);
    for item in &found.items {
        let raw = item.raw_r.unwrap_or(f64::NAN);
        grid.row(
            item.item.clone(),
            &[item.n as f64, raw, item.std_r, item.r_cor, item.r_drop, item.mean, item.sd],
        );
    }
    text.push_str(&grid.text());
    text
}

fn items_text(statistics: &[ItemStatistics]) -> String {
    let head = ["item", "n", "missing", "mean", "sd", "median", "min", "max", "skew", "kurtosis"];
    let mut grid = Grid::new("\nItem statistics (skew and kurtosis of type 3)", &head);
    let mut shares = Grid::new("\nShares of answers", &["item", "value: share"]);
    for item in statistics {
        let shown = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let values =
            [item.mean, item.sd, item.median, item.min, item.max, item.skew_type3, item.kurtosis_type3];
        grid.row(
            item.item.clone(),
            &[&[item.n as f64, item.missing as f64], &values.map(shown)[..]].concat(),
        );
        if let Some(list) = &item.shares {
            let said: Vec<String> =
                list.iter().map(|one| format!("{}: {:.3}", number(one.value), one.share)).collect();
            shares.words(vec![item.item.clone(), said.join("  ")]);
        }
    }
    format!("{}{}", grid.text(), shares.text())
}

impl Items {
    /// Computes item statistics.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if let Some(weights) = &self.weights {
            return self.weighted(weights);
        }
        if counted(&self.input) {
            return Ok(items_answer(&item_statistics_of_tables(&counts::of_input(&self.input)?)));
        }
        let frame = self.input.read()?;
        let items = self.input.items(&frame)?;
        let listwise = missing(&self.input)? == Missing::Listwise;
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let frame = if listwise { complete(&part.frame, &items)? } else { part.frame };
            let found = match frame.answers(&items) {
                Ok(packed) => item_statistics_of_tables(&packed.tables()),
                Err(_) => statistics(&frame, &items)?,
            };
            answers.push((part.group, items_answer(&found)));
        }
        Ok(Answer::of_groups(answers))
    }
}

impl Items {
    fn weighted(&self, weights: &str) -> Result<Answer, Stopped> {
        let frame = self.input.rows("--weights")?;
        let mut items = self.input.items(&frame)?;
        items.retain(|item| item != weights);
        let listwise = missing(&self.input)? == Missing::Listwise;
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let frame = if listwise { complete(&part.frame, &items)? } else { part.frame };
            let found: Vec<Value> = items
                .iter()
                .map(|item| {
                    let found = weighted(item, frame.numbers(item)?, frame.numbers(weights)?)?;
                    let mut found = serde_json::to_value(found)?;
                    found["item"] = json!(item);
                    Ok(found)
                })
                .collect::<Result<_, Stopped>>()?;
            let answer = Answer { text: weighted_text(&found, weights), ..Answer::default() };
            answers.push((part.group, answer.with("weights", weights).with("items", found)));
        }
        Ok(Answer::of_groups(answers))
    }
}

fn weighted_text(found: &[Value], weights: &str) -> String {
    let head = ["item", "n", "effective n", "mean", "se", "sd", "median", "min", "max"];
    let mut grid = Grid::new(&format!("Item statistics weighted by {weights}"), &head);
    for item in found {
        let numbers = ["n", "effective_n", "mean", "se", "sd", "median", "min", "max"]
            .map(|key| item[key].as_f64().unwrap_or(f64::NAN));
        grid.row(item["item"].as_str().unwrap_or_default(), &numbers);
    }
    grid.text()
}

fn items_answer(found: &[ItemStatistics]) -> Answer {
    Answer { text: items_text(found), ..Answer::default() }.with("items", found)
}

impl Lambdas {
    /// Computes the bounds.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let rule = missing(&self.input)?;
        let mut answers = Vec::new();
        for (group, frame) in parts(&self.input, false)? {
            let moments = match &frame {
                None => Moments::from_tables(&counts::of_input(&self.input)?),
                Some(frame) => moments(frame, &self.input.items(frame)?, &self.input)?,
            };
            moments.check()?;
            let matrix = if self.standardized { &moments.correlation } else { &moments.covariance };
            let found = guttman(&moments.names, matrix, &mut Pcg64::new(u128::from(self.seed), 1))?;
            answers.push((group, Answer::new(&found, guttman_text(&found))?.with("missing", rule)));
        }
        Ok(Answer::of_groups(answers))
    }
}

fn guttman_text(found: &Guttman) -> String {
    let mut text = "Lower bounds of reliability\n".to_owned();
    let lambdas = [found.lambda1, found.lambda2, found.lambda3, found.lambda4, found.lambda5, found.lambda6];
    for (place, value) in lambdas.into_iter().enumerate() {
        text.push_str(&pair(&format!("lambda {}", place + 1), value));
    }
    text.push_str(&pair("beta (worst split)", found.beta));
    let splits = &found.splits;
    let tried = if splits.all { "all" } else { "drawn" };
    text.push_str(&format!("\nSplit halves ({} {tried})\n", splits.count));
    for (name, value) in [
        ("mean", splits.flanagan.mean),
        ("least", splits.flanagan.min),
        ("most", splits.flanagan.max),
        ("odd against even", splits.odd_even.flanagan),
        ("first against second half", splits.first_second.flanagan),
    ] {
        text.push_str(&pair(name, value));
    }
    text
}
