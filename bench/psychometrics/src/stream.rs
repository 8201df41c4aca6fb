//! Ten million people from a file: counts as they are read, then alpha, polychoric correlations and a measurement model
//! from the counts alone. It runs in a process of its own, so that the most memory held is this work's and nothing else's.
//! Not here: the other rows of the table (`tasks`).

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use nalgebra::DVector;
use psychometrics::answers::{Limits, Moments, OrdinalFile};
use psychometrics::classical::alpha_of_moments;
use psychometrics::correlation::{PolychoricOptions, polychoric};
use psychometrics::sem::{Data, Estimator, Model, fit};
use serde::{Deserialize, Serialize};

use crate::Stopped;
use crate::clock;
use crate::people::model;
use crate::tasks::options;

/// What the work took and gave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Streamed {
    /// Rows read.
    pub rows: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Seconds by the clock on the wall.
    pub wall: f64,
    /// Processor seconds of all threads.
    pub cpu: f64,
    /// Seconds on the wall until all was counted.
    pub counted: f64,
    /// The most memory held.
    pub peak: Option<u64>,
    /// Threads.
    pub threads: usize,
    /// Alpha of all items.
    pub alpha: f64,
    /// A polychoric correlation.
    pub rho: f64,
    /// The test of the model.
    pub chisq: f64,
}

/// Does the work in this process.
pub fn work(path: &Path) -> Result<Streamed, Stopped> {
    let bytes = path.metadata()?.len();
    let (spent, (counted, rows, alpha, rho, chisq)) = clock::once(|| {
        let (counting, tables) = clock::once(|| {
            let limits = Limits { bytes: u64::MAX, rows: usize::MAX, ..Limits::default() };
            let file = OrdinalFile::open(File::open(path)?, limits)?;
            let items = file.names().to_vec();
            Ok(file.tables(&items, |_, _| true)?)
        })?;
        let moments = Moments::from_tables(&tables);
        let alpha = alpha_of_moments(&moments)?.raw_alpha;
        let rho = polychoric(&tables, &PolychoricOptions::default())?.correlations[(0, 1)];
        let n = moments.rows as f64;
        let means = DVector::from_column_slice(&moments.means);
        let covariance = &moments.covariance * ((n - 1.0) / n);
        let data = Data::from_moments(moments.names.clone(), moments.rows as usize, means, covariance)?;
        let found = fit(&Model::read(&model())?, &data, &options(Estimator::Ml))?;
        if !found.ending.converged {
            return Err(found.ending.reason.into());
        }
        Ok((counting.wall, moments.rows, alpha, rho, found.fit.chisq))
    })?;
    Ok(Streamed {
        rows,
        bytes,
        wall: spent.wall,
        cpu: spent.cpu,
        counted,
        peak: clock::peak(),
        threads: rayon::current_num_threads(),
        alpha,
        rho,
        chisq,
    })
}

/// Does the work in a process of its own.
pub fn apart(path: &Path) -> Result<Streamed, Stopped> {
    let output = Command::new(std::env::current_exe()?)
        .arg("--stream-file")
        .arg(path)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("the process that streams ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}
