//! The table as JSON lines and as Markdown: what was wanted, what was measured, and how far that is from what the machine
//! allows.
//! Not here: the measuring.

use std::fmt::Write as _;

use serde::Serialize;

use crate::clock::Spent;
use crate::peer::Figure;
use crate::probe::Machine;
use crate::stream::Streamed;
use crate::tasks::{Done, Task};

/// One row.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The task.
    pub row: &'static str,
    /// What it is.
    pub what: &'static str,
    /// People.
    pub rows: usize,
    /// How many times faster than R it is to be.
    pub goal: f64,
    /// Processor seconds on one thread.
    pub measured: f64,
    /// R's processor seconds over ours; none where R was not measured.
    pub ratio: Option<f64>,
    /// Whether the goal is reached.
    pub holds: Option<bool>,
    /// Seconds on the wall with all threads, and their processor seconds.
    pub all_threads: [f64; 2],
    /// R's figure.
    pub peer: Option<Figure>,
    /// One number of our result.
    pub value: f64,
    /// How far R's number is from it, relative; none where R gave none.
    pub apart: Option<f64>,
    /// Whether that is within what R's own stopping rule allows.
    pub same: Option<bool>,
    /// Bytes that have to come from memory.
    pub bytes: f64,
    /// Operations of the plain formula.
    pub flops: f64,
    /// Seconds this machine needs for the larger of the two on one thread.
    pub limit: f64,
    /// That over what was measured: 1 is the limit itself.
    pub closeness: f64,
    #[serde(skip)]
    reckoned: &'static str,
}

impl Row {
    /// Puts a row together.
    pub fn new(
        task: &Task,
        rows: usize,
        (one, all): (Spent, Spent),
        done: Done,
        bytes: f64,
        machine: Machine,
        peer: Option<Figure>,
    ) -> Self {
        let flops = (task.flops)(rows as f64, done.steps);
        let limit = (bytes / machine.bytes).max(flops / machine.flops);
        let ratio = peer.as_ref().map(|peer| peer.cpu / one.cpu);
        let value = peer.as_ref().and_then(|peer| peer.value);
        let apart = value.map(|value| (done.value - value).abs() / value.abs().max(1e-300));
        Self {
            row: task.name,
            what: task.what,
            rows,
            goal: task.goal,
            measured: one.cpu,
            ratio,
            holds: ratio.map(|ratio| ratio >= task.goal),
            all_threads: [all.wall, all.cpu],
            peer,
            value: done.value,
            apart,
            same: apart.map(|apart| apart <= task.near),
            bytes,
            flops,
            limit,
            closeness: limit / one.cpu,
            reckoned: task.reckoned,
        }
    }
}

/// Everything that was measured.
pub struct Table {
    machine: String,
    speeds: Machine,
    /// How many times as long as recorded R took here.
    pub pace: f64,
    /// The rows against R.
    pub rows: Vec<Row>,
    /// Rows held, and bytes an answer.
    pub memory: Option<(usize, f64)>,
    /// The file that was streamed.
    pub streamed: Option<Streamed>,
}

impl Table {
    /// A table without rows.
    pub fn new(machine: &str, speeds: Machine) -> Self {
        Self {
            machine: machine.to_owned(),
            speeds,
            pace: 1.0,
            rows: Vec::new(),
            memory: None,
            streamed: None,
        }
    }

    /// The table as Markdown.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}\n{}\n\n", self.machine);
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "One thread of it reads {:.1} GB a second from memory and does {:.1} thousand million multiplications and \
             additions a second.\n",
            self.speeds.bytes * 1e-9,
            self.speeds.flops * 1e-9
        );
        self.against_r(&mut text);
        self.limits(&mut text);
        self.large(&mut text);
        text
    }

    fn against_r(&self, text: &mut String) {
        text.push_str("## Beside R\n\n| work | N | R, s | ours, one thread, s | times | goal | holds | all threads: wall, s | same result |\n|---|---|---|---|---|---|---|---|---|\n");
        for row in &self.rows {
            let peer = row.peer.as_ref();
            let mark = if peer.is_some_and(|peer| peer.recorded) { "*" } else { "" };
            let _ = writeln!(
                text,
                "| {} | {} | {}{mark} | {} | {} | ≥ {:.0} × | {} | {} | {} |",
                row.what,
                row.rows,
                peer.map_or("–".to_owned(), |peer| seconds(peer.cpu)),
                seconds(row.measured),
                row.ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.0} ×")),
                row.goal,
                row.holds.map_or("–", |holds| if holds { "yes" } else { "no" }),
                seconds(row.all_threads[0]),
                row.apart.map_or("–".to_owned(), |apart| format!("{:.0e} apart", apart.max(1e-16))),
            );
        }
        let mut packages: Vec<String> = self
            .rows
            .iter()
            .filter_map(|row| row.peer.as_ref())
            .map(|peer| format!("R {}, {}", peer.r, peer.package))
            .collect();
        packages.sort();
        packages.dedup();
        let _ = writeln!(text, "\n{}.", packages.join("; "));
        if self.rows.iter().any(|row| row.peer.as_ref().is_some_and(|peer| peer.recorded)) {
            let _ = writeln!(
                text,
                "\n\\* Not measured here: the package is not in Debian. Recorded with 100,000 people of a like design on one thread of \
                 an AMD EPYC, times {:.2}, which is how long R's other rows took here against there.",
                self.pace
            );
        }
    }

    fn limits(&self, text: &mut String) {
        text.push_str("\n## What the machine allows\n\n| work | bytes | operations | limit, s | measured, s | limit / measured | reckoned |\n|---|---|---|---|---|---|---|\n");
        for row in &self.rows {
            let _ = writeln!(
                text,
                "| {} | {:.1} MB | {:.1} M | {} | {} | {:.0} % | {} |",
                row.what,
                row.bytes * 1e-6,
                row.flops * 1e-6,
                seconds(row.limit),
                seconds(row.measured),
                row.closeness * 100.0,
                row.reckoned
            );
        }
    }

    fn large(&self, text: &mut String) {
        if self.memory.is_none() && self.streamed.is_none() {
            return;
        }
        text.push_str("\n## Memory and files\n\n| what | wanted | measured | holds |\n|---|---|---|---|\n");
        if let Some((rows, each)) = self.memory {
            let holds = if each <= 1.0 { "yes" } else { "no" };
            let _ = writeln!(
                text,
                "| {rows} × 48 answers held | ≤ 1 byte an answer | {each:.3} bytes | {holds} |"
            );
        }
        let Some(one) = &self.streamed else { return };
        let peak = one.peak.map_or(f64::NAN, |peak| peak as f64 / f64::from(1 << 20));
        let holds = if one.wall < 30.0 && peak <= 1024.0 { "yes" } else { "no" };
        let _ = writeln!(
            text,
            "| {} × 48 streamed from a file of {:.0} MB: alpha, polychoric, CFA | < 30 s on 2 cores within 1024 MiB | {:.1} s \
             ({:.1} s of them counting; {:.1} processor seconds, {} threads), at most {peak:.0} MiB | {holds} |",
            one.rows,
            one.bytes as f64 * 1e-6,
            one.wall,
            one.counted,
            one.cpu,
            one.threads
        );
        let least = one.bytes as f64 / self.speeds.bytes;
        let _ = writeln!(
            text,
            "\nThe file has to come through memory once: {least:.2} s on one thread. What is counted took {:.1} thousand \
             million additions if done pair by pair; three items to a byte make it a ninth.",
            one.rows as f64 * 1128.0 * 1e-9
        );
    }
}

fn seconds(value: f64) -> String {
    match value {
        value if value < 0.01 => format!("{value:.5}"),
        value if value < 1.0 => format!("{value:.4}"),
        value if value < 100.0 => format!("{value:.2}"),
        value => format!("{value:.0}"),
    }
}

const HEAD: &str = "# Psychometrics beside R\n\nWritten by `cargo xtask bench psychometrics`. People are made by our own \
simulation from a stated model (16 factors with three items of five answers, units, an outcome) and a seed, so every run \
measures the same rows. Times are processor seconds on one thread; data stand in memory before the clock starts, in R \
as a data frame, here as columns of numbers. A number that falls short stands here like any other.\n";
