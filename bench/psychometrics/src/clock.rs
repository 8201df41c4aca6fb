//! Seconds of processor and of wall, and the most memory this process ever held.
//! Not here: what is measured.

use std::fs;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

use crate::Stopped;

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    /// Seconds of all threads together.
    pub cpu: f64,
    /// Seconds by the clock on the wall.
    pub wall: f64,
}

fn cpu() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

/// Does the work once.
pub fn once<T>(work: impl FnOnce() -> Result<T, Stopped>) -> Result<(Spent, T), Stopped> {
    let (from, began) = (cpu(), Instant::now());
    let done = work()?;
    Ok((Spent { cpu: cpu() - from, wall: began.elapsed().as_secs_f64() }, done))
}

/// Does the work until it was done three times and for half a second together, at most 25 times, after a first run that
/// is not counted unless it takes more than ten seconds. Medians stand.
pub fn median<T>(mut work: impl FnMut() -> Result<T, Stopped>) -> Result<(Spent, T), Stopped> {
    let (first, mut last) = once(&mut work)?;
    if first.wall > 10.0 {
        return Ok((first, last));
    }
    let mut runs: Vec<Spent> = Vec::new();
    while runs.len() < 3 || (runs.len() < 25 && runs.iter().map(|run| run.wall).sum::<f64>() < 0.5) {
        let (spent, done) = once(&mut work)?;
        runs.push(spent);
        last = done;
    }
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let cpu = middle(runs.iter().map(|run| run.cpu).collect());
    Ok((Spent { cpu, wall: middle(runs.iter().map(|run| run.wall).collect()) }, last))
}

/// The most memory this process held at any time, in bytes; none where the system does not say.
pub fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
