//! `simulate`: answers made from a stated model, for planning a study or trying a command.
//! Not here: how they are made (`psychometrics::simulate`).

use std::io::{Seek, Write};
use std::path::PathBuf;

use clap::Args;
use psychometrics::simulate::{Block, Criterion, Levels, Missing, Population, Simulator};
use serde::Deserialize;

use crate::Stopped;
use crate::answer::{Answer, folder, keep_whole};

/// Answers made from a stated model.
#[derive(Debug, Args)]
pub struct Simulate {
    /// The model as JSON: items, loadings, correlations, thresholds and what else `--help` names.
    #[arg(
        long_help = "The model as JSON:\n  items          names of the items\n  loadings       items by factors\n  correlations   of the factors\n  thresholds     by item, rising; an empty list leaves the item continuous\n  groups, icc    number of groups and each factor's share of variance between them (optional)\n  criterion      {name, weights, intercept, scale, group_sd, error_sd} (optional)\n  missing        share of gaps, or {item, share, slope} for gaps that depend on an item (optional)"
    )]
    file: PathBuf,
    /// Rows.
    #[arg(long, default_value_t = 1000)]
    rows: usize,
    /// Seed: the same seed gives the same rows.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the rows go; standard output without it.
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,
}

/// The model as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stated {
    items: Vec<String>,
    loadings: Vec<Vec<f64>>,
    correlations: Vec<Vec<f64>>,
    thresholds: Vec<Vec<f64>>,
    groups: Option<usize>,
    icc: Option<Vec<f64>>,
    criterion: Option<StatedCriterion>,
    missing: Option<Gaps>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedCriterion {
    name: String,
    weights: Vec<f64>,
    #[serde(default)]
    intercept: f64,
    #[serde(default = "one")]
    scale: f64,
    #[serde(default)]
    group_sd: f64,
    #[serde(default = "one")]
    error_sd: f64,
}

fn one() -> f64 {
    1.0
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Gaps {
    Share(f64),
    ByItem { item: String, share: f64, slope: f64 },
}

impl Stated {
    fn population(&self) -> Result<Population, Stopped> {
        if self.items.len() != self.loadings.len() {
            return Err(format!("{} items, but loadings of {}", self.items.len(), self.loadings.len()).into());
        }
        let missing = match &self.missing {
            None => Missing::None,
            Some(Gaps::Share(share)) => Missing::Completely { share: *share },
            Some(Gaps::ByItem { item, share, slope }) => {
                let place = self.items.iter().position(|known| known == item);
                let item = place.ok_or_else(|| format!("missing: there is no item \"{item}\""))?;
                Missing::ByItem { item, share: *share, slope: *slope }
            }
        };
        let factors = self.correlations.len();
        Ok(Population {
            loadings: self.loadings.clone(),
            correlations: self.correlations.clone(),
            thresholds: self.thresholds.clone(),
            levels: self
                .groups
                .map(|groups| Levels { groups, icc: self.icc.clone().unwrap_or_else(|| vec![0.0; factors]) }),
            criterion: self.criterion.as_ref().map(|one| Criterion {
                weights: one.weights.clone(),
                intercept: one.intercept,
                scale: one.scale,
                group_sd: one.group_sd,
                error_sd: one.error_sd,
            }),
            missing,
        })
    }

    fn header(&self) -> Vec<String> {
        let mut names = self.items.clone();
        names.extend(self.groups.map(|_| "group".to_owned()));
        names.extend(self.criterion.as_ref().map(|one| one.name.clone()));
        names.into_iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect()
    }
}

impl Simulate {
    /// Makes the rows.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let shown = self.file.display();
        let text = std::fs::read_to_string(&self.file).map_err(|error| format!("{shown}: {error}"))?;
        let stated: Stated = serde_json::from_str(&text).map_err(|error| format!("{shown}: {error}"))?;
        let simulator = Simulator::new(&stated.population()?, self.rows, self.seed)?;
        let Some(out) = &self.out else {
            let mut bytes = Vec::new();
            write_rows(&stated, &simulator, &mut bytes)?;
            return Ok(Answer { text: String::from_utf8(bytes)?, ..Answer::default() });
        };
        // Rows go into a file without a name, so that nothing is left of them if the work is ended.
        let mut draft =
            tempfile::tempfile_in(folder(out)).map_err(|error| format!("{}: {error}", out.display()))?;
        let mut writer = std::io::BufWriter::new(&mut draft);
        write_rows(&stated, &simulator, &mut writer)?;
        drop(writer);
        draft.rewind()?;
        keep_whole(out, &mut draft)?;
        let said = format!("{} rows of {} items in {}\n", self.rows, stated.items.len(), out.display());
        Ok(Answer { text: said, ..Answer::default() }.with("rows", self.rows).with("items", &stated.items))
    }
}

fn write_rows(stated: &Stated, simulator: &Simulator, out: &mut impl Write) -> Result<(), Stopped> {
    writeln!(out, "{}", stated.header().join(","))?;
    for block in simulator.blocks() {
        for row in 0..block.items.first().map_or(0, Vec::len) {
            writeln!(out, "{}", cells(&block, row).join(","))?;
        }
    }
    out.flush()?;
    Ok(())
}

fn cells(block: &Block, row: usize) -> Vec<String> {
    let number = |value: f64| if value.is_nan() { String::new() } else { value.to_string() };
    let mut cells: Vec<String> = block.items.iter().map(|item| number(item[row])).collect();
    cells.extend(block.groups.get(row).map(|group| (group + 1).to_string()));
    cells.extend(block.criterion.get(row).map(|value| number(*value)));
    cells
}
