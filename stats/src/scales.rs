//! `scores`, `norms`, `compare`: what scales say of people and groups.
//! Not here: how it is computed (`psychometrics::classical`).

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use psychometrics::answers::Frame;
use psychometrics::classical::{NormTable, Rule, Score, independent, paired, scale_scores};

use crate::Stopped;
use crate::answer::{Answer, write_whole};
use crate::grid::{Grid, number, probability};
use crate::input::{Input, chosen};
use crate::plot::{Estimate, forest};

/// What a score is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum As {
    Mean,
    Sum,
    Prorated,
}

/// How scales are scored.
#[derive(Debug, Args)]
struct Scoring {
    /// Scales, e.g. SS=SS1,SS2,SS3; may be given several times; else all items are one scale.
    #[arg(long, value_name = "NAME=ITEMS")]
    scale: Vec<String>,
    /// Mean of what was answered, sum of complete answers, or sum made up for gaps.
    #[arg(long, value_enum, default_value = "mean")]
    score: As,
    /// Least share of items answered.
    #[arg(long, default_value_t = 0.5)]
    least_share: f64,
}

impl Scoring {
    fn rule(&self) -> Rule {
        let score = match self.score {
            As::Mean => Score::Mean,
            As::Sum => Score::Sum,
            As::Prorated => Score::Prorated,
        };
        Rule { score, least_share: self.least_share }
    }

    /// Names of the scales with the items of each.
    fn scales(&self, input: &Input, frame: &Frame) -> Result<Vec<(String, Vec<String>)>, Stopped> {
        if self.scale.is_empty() {
            return Ok(vec![("score".to_owned(), input.items(frame)?)]);
        }
        self.scale
            .iter()
            .map(|text| {
                let (name, items) =
                    text.split_once('=').ok_or_else(|| format!("--scale {text}: write NAME=ITEMS"))?;
                Ok((name.trim().to_owned(), chosen(frame.names(), items.trim())?))
            })
            .collect()
    }
}

/// Scale scores of every row.
#[derive(Debug, Args)]
pub struct ScaleScores {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    scoring: Scoring,
    /// Write the scores into this csv file.
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// Percentile ranks, T and stanines.
#[derive(Debug, Args)]
pub struct Norms {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    scoring: Scoring,
}

/// Differences between two groups, or between two columns of the same people.
#[derive(Debug, Args)]
pub struct Compare {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    scoring: Scoring,
    /// Two columns of the same people, e.g. before,after.
    #[arg(long, value_name = "FIRST,SECOND", conflicts_with = "group")]
    paired: Option<String>,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    confidence: f64,
}

impl ScaleScores {
    /// Scores.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if self.input.group.is_some() {
            return Err(
                "--group: scores are given row by row; `norms` and `compare` divide people into groups"
                    .into(),
            );
        }
        let frame = self.input.rows("scoring people")?;
        let mut grid = Grid::new("Scale scores", &["scale", "items", "least answers", "n", "mean", "sd"]);
        let mut scales = Vec::new();
        for (name, items) in self.scoring.scales(&self.input, &frame)? {
            let found = scale_scores(&frame.select(&items)?, self.scoring.rule())?;
            let shown = |value: Option<f64>| value.unwrap_or(f64::NAN);
            let counts = [items.len() as f64, found.least_answers as f64, found.n as f64];
            grid.row(name.clone(), &[&counts[..], &[shown(found.mean), shown(found.sd)]].concat());
            scales.push((name, items, found));
        }
        if let Some(path) = &self.out {
            write_whole(
                path,
                csv(&scales
                    .iter()
                    .map(|(name, _, found)| (name.as_str(), found.values.as_slice()))
                    .collect::<Vec<_>>())
                .as_bytes(),
            )?;
        }
        let json: Vec<_> = scales
            .iter()
            .map(|(name, items, found)| serde_json::json!({"scale": name, "items": items, "result": found}))
            .collect();
        Ok(Answer { text: grid.text(), ..Answer::default() }.with("scales", json))
    }
}

/// Columns as csv; an empty cell where there is no score.
fn csv(columns: &[(&str, &[f64])]) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut text = columns.iter().map(|(name, _)| quoted(name)).collect::<Vec<_>>().join(",") + "\n";
    let rows = columns.first().map_or(0, |(_, values)| values.len());
    for row in 0..rows {
        let cell = |(_, values): &(&str, &[f64])| {
            if values[row].is_nan() { String::new() } else { values[row].to_string() }
        };
        text.push_str(&columns.iter().map(cell).collect::<Vec<_>>().join(","));
        text.push('\n');
    }
    text
}

impl Norms {
    /// Tabulates.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let frame = self.input.rows("a norm table")?;
        let scales = self.scoring.scales(&self.input, &frame)?;
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let (mut text, mut tables) = (String::new(), Vec::new());
            for (name, items) in &scales {
                let table =
                    NormTable::new(&scale_scores(&part.frame.select(items)?, self.scoring.rule())?.values)?;
                let title = format!(
                    "{name}: n = {}, mean {}, sd {}",
                    table.n(),
                    number(table.mean().unwrap_or(f64::NAN)),
                    number(table.sd().unwrap_or(f64::NAN))
                );
                let mut grid =
                    Grid::new(&title, &["score", "n", "percentile rank", "T", "T normalised", "stanine"]);
                for row in table.rows() {
                    let shown = |value: Option<f64>| value.unwrap_or(f64::NAN);
                    let stanine = row.stanine.map_or(f64::NAN, f64::from);
                    grid.row(
                        number(row.raw),
                        &[row.freq as f64, row.pr_mid, shown(row.t_linear), shown(row.t_normalised), stanine],
                    );
                }
                text.push_str(&grid.text());
                tables.push(serde_json::json!({
                    "scale": name, "items": items, "n": table.n(), "mean": table.mean(), "sd": table.sd(), "norms": table.rows(),
                }));
            }
            answers.push((part.group, Answer { text, ..Answer::default() }.with("scales", tables)));
        }
        Ok(Answer::of_groups(answers))
    }
}

impl Compare {
    /// Compares.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let frame = self.input.rows("comparing people")?;
        if let Some(pair) = &self.paired {
            let names = chosen(frame.names(), pair)?;
            let [first, second] = names.as_slice() else { return Err("--paired takes two columns".into()) };
            let found = paired(frame.numbers(first)?, frame.numbers(second)?, self.confidence)?;
            let mut grid =
                Grid::new(&format!("{second} and {first}, {} pairs", found.n), &["", "value", "from", "to"]);
            grid.row("difference", &[found.difference, found.test.interval.lower, found.test.interval.upper]);
            grid.row("Cohen d_z", &[found.d_z.value, found.d_z.interval.lower, found.d_z.interval.upper]);
            grid.row("Cohen d_av", &[found.d_av.value, found.d_av.interval.lower, found.d_av.interval.upper]);
            let test = &found.test;
            let said = format!("t({}) = {}, p {}\n", number(test.df), number(test.t), probability(test.p));
            return Answer::new(&found, grid.text() + &said);
        }
        if self.input.group.is_none() {
            return Err("name the column of the two groups with --group, or two columns with --paired".into());
        }
        self.between(frame)
    }

    fn between(&self, frame: Frame) -> Result<Answer, Stopped> {
        let scales = self.scoring.scales(&self.input, &frame)?;
        let parts = self.input.parts(frame)?;
        let [one, two] = parts.as_slice() else {
            return Err(
                format!("--group divides the rows into {} groups; two are compared", parts.len()).into()
            );
        };
        let labels = [&one.group, &two.group].map(|label| label.clone().unwrap_or_default());
        let title = format!("{} less {}", labels[0], labels[1]);
        let mut grid =
            Grid::new(&title, &["scale", "difference", "t (Welch)", "df", "p", "d", "from", "to", "g"]);
        let (mut found, mut estimates) = (Vec::new(), Vec::new());
        for (name, items) in &scales {
            let of = |frame: &Frame| -> Result<Vec<f64>, Stopped> {
                Ok(scale_scores(&frame.select(items)?, self.scoring.rule())?.values)
            };
            let result = independent(&of(&one.frame)?, &of(&two.frame)?, self.confidence)?;
            let mut cells = vec![
                name.clone(),
                number(result.difference),
                number(result.welch.t),
                number(result.welch.df),
            ];
            cells.push(probability(result.welch.p));
            cells.extend([result.d.value, result.d.interval.lower, result.d.interval.upper].map(number));
            cells.push(number(result.g.as_ref().map_or(f64::NAN, |g| g.value)));
            grid.words(cells);
            let interval = (result.d.interval.lower, result.d.interval.upper);
            estimates.push(Estimate { name: name.clone(), value: result.d.value, interval });
            found.push(serde_json::json!({"scale": name, "items": items, "result": result}));
        }
        let answer = Answer { text: grid.text(), ..Answer::default() };
        Ok(answer
            .with("groups_compared", labels)
            .with("scales", found)
            .drawn(Some(forest(&title, "Cohen d", 0.0, &estimates))))
    }
}
