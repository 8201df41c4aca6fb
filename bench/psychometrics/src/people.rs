//! The people measured on: a stated model, a seed, and the rows made from it.
//! Not here: how rows are made (`psychometrics::simulate`).

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use psychometrics::simulate::{Block, Criterion, Levels, Missing, Population, Simulator, second_order};
use rayon::prelude::*;

use crate::Stopped;

/// Factors, each with three items of five answers.
pub const FACTORS: usize = 16;
/// Items of a factor.
pub const EACH: usize = 3;
/// All items.
pub const ITEMS: usize = FACTORS * EACH;
/// Seed of everything drawn.
const SEED: u64 = 20_260_723;

/// Rows in columns.
pub struct People {
    /// Names of the items: f01i1, f01i2, …
    pub names: Vec<String>,
    /// Their answers, 1 to 5; NaN where missing.
    pub items: Vec<Vec<f64>>,
    /// The mean of each factor's items.
    pub scales: Vec<Vec<f64>>,
    /// The unit of each row, from 1.
    pub unit: Vec<f64>,
    /// The outcome.
    pub outcome: Vec<f64>,
}

/// Names of the factors: f01 to f16.
pub fn factors() -> Vec<String> {
    (1..=FACTORS).map(|factor| format!("f{factor:02}")).collect()
}

fn names() -> Vec<String> {
    factors().iter().flat_map(|factor| (1..=EACH).map(move |item| format!("{factor}i{item}"))).collect()
}

/// The measurement model in lavaan's language.
pub fn model() -> String {
    let line = |factor: &String| {
        let items: Vec<String> = (1..=EACH).map(|item| format!("{factor}i{item}")).collect();
        format!("{factor} =~ {}", items.join(" + "))
    };
    factors().iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Sixteen factors under three, loadings .56 to .88, units of about 33 with 8 % of the variance, an outcome.
fn population(rows: usize, gaps: f64) -> Result<Population, Stopped> {
    let (mut loadings, mut thresholds) = (Vec::new(), Vec::new());
    for item in 0..ITEMS {
        let (factor, place) = (item / EACH, item % EACH);
        let mut row = vec![0.0; FACTORS];
        row[factor] = 0.62 + 0.02 * ((factor * 5) % 9) as f64 + [0.08, 0.02, -0.06][place];
        loadings.push(row);
        let shift = ((item * 7) % 13) as f64 * 0.1 - 0.6;
        thresholds.push([-1.5, -0.6, 0.3, 1.4].map(|cut| cut + shift).to_vec());
    }
    let above: Vec<Vec<f64>> = (0..FACTORS)
        .map(|factor| {
            let mut row = vec![0.0; 3];
            row[factor % 3] = (0.6 + 0.02 * (factor % 7) as f64) * if factor == 7 { -1.0 } else { 1.0 };
            row
        })
        .collect();
    let between = [[1.0, 0.5, 0.4], [0.5, 1.0, 0.45], [0.4, 0.45, 1.0]].map(|row| row.to_vec());
    Ok(Population {
        loadings,
        thresholds,
        correlations: second_order(&above, &between)?,
        levels: Some(Levels { groups: (rows * 3 / 100).max(2), icc: vec![0.08; FACTORS] }),
        criterion: Some(Criterion {
            weights: (0..FACTORS).map(|factor| 0.02 * (factor % 6) as f64).collect(),
            intercept: 50.0,
            scale: 10.0,
            group_sd: 0.3,
            error_sd: 0.7,
        }),
        missing: if gaps > 0.0 { Missing::Completely { share: gaps } } else { Missing::None },
    })
}

impl People {
    /// Makes people, a share of whose answers is missing.
    pub fn new(rows: usize, gaps: f64) -> Result<Self, Stopped> {
        let all = Simulator::new(&population(rows, gaps)?, rows, SEED)?.all();
        let scales = (0..FACTORS)
            .map(|factor| {
                let own = &all.items[factor * EACH..(factor + 1) * EACH];
                (0..rows).map(|row| own.iter().map(|item| item[row]).sum::<f64>() / EACH as f64).collect()
            })
            .collect();
        Ok(Self {
            names: names(),
            scales,
            unit: all.groups.iter().map(|group| *group as f64 + 1.0).collect(),
            outcome: all.criterion,
            items: all.items,
        })
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.unit.len()
    }

    /// Writes items, unit and outcome for R.
    pub fn write(&self, path: &Path) -> Result<(), Stopped> {
        let mut out = BufWriter::new(File::create(path)?);
        writeln!(out, "{},unit,outcome", self.names.join(","))?;
        for row in 0..self.rows() {
            for item in &self.items {
                if !item[row].is_nan() {
                    write!(out, "{}", item[row])?;
                }
                out.write_all(b",")?;
            }
            writeln!(out, "{},{}", self.unit[row], self.outcome[row])?;
        }
        Ok(out.flush()?)
    }
}

/// Writes the items of any number of people as csv, in the memory of a few blocks.
pub fn write_items(path: &Path, rows: usize) -> Result<(), Stopped> {
    let simulator = Simulator::new(&population(rows, 0.0)?, rows, SEED)?;
    let blocks = rows.div_ceil(simulator.block(0).items[0].len());
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    writeln!(out, "{}", names().join(","))?;
    for first in (0..blocks).step_by(64) {
        let numbers: Vec<usize> = (first..blocks.min(first + 64)).collect();
        let texts: Vec<String> =
            numbers.into_par_iter().map(|number| text(&simulator.block(number))).collect();
        for text in texts {
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(out.flush()?)
}

fn text(block: &Block) -> String {
    let rows = block.items[0].len();
    let mut text = String::with_capacity(rows * 2 * ITEMS);
    for row in 0..rows {
        for (place, item) in block.items.iter().enumerate() {
            // Writing to a string does not fail.
            let _ = write!(text, "{}{}", if place == 0 { "" } else { "," }, item[row]);
        }
        text.push('\n');
    }
    text
}
