//! Steps: named, timed, one after another; at the end a table and one plain line. Not here: what the steps are.

use std::time::{Duration, Instant};

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// What it looked at holds.
    Passed,
    /// It does not; the problem.
    Failed(String),
    /// The program has no such part yet; which.
    NotYet(String),
}

/// The steps taken so far.
#[derive(Default)]
pub struct Steps {
    taken: Vec<(&'static str, Duration, End)>,
}

impl Steps {
    /// Takes a step: says its name, does it, keeps its time and its end. Answers whether it passed.
    pub fn take(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), String>) -> bool {
        println!("\n── {name} ──");
        let begun = Instant::now();
        let end = match work() {
            Ok(()) => End::Passed,
            Err(problem) => {
                println!("{name}: {problem}");
                End::Failed(problem)
            }
        };
        self.taken.push((name, begun.elapsed(), end.clone()));
        end == End::Passed
    }

    /// Notes a step that could not be taken because an earlier one failed.
    pub fn miss(&mut self, name: &'static str, needs: &str) {
        self.taken.push((name, Duration::ZERO, End::Failed(format!("not run: needs “{needs}”"))));
    }

    /// Notes a step whose subject the program does not have yet.
    pub fn not_yet(&mut self, name: &'static str, lacks: &str) {
        println!("\n── {name} ── not yet: {lacks}");
        self.taken.push((name, Duration::ZERO, End::NotYet(lacks.to_owned())));
    }

    /// The table and the closing line; an error if anything failed.
    pub fn close(&self) -> Result<(), String> {
        println!("\n{}", self.table());
        println!("{}", self.line());
        let failed: Vec<&str> = self.ended(|end| matches!(end, End::Failed(_)));
        if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
    }

    fn ended(&self, how: impl Fn(&End) -> bool) -> Vec<&'static str> {
        self.taken.iter().filter(|(_, _, end)| how(end)).map(|(name, _, _)| *name).collect()
    }

    fn table(&self) -> String {
        let width = self.taken.iter().map(|(name, ..)| name.chars().count()).max().unwrap_or(4).max(4);
        let mut table = format!("{:<width$}  {:>9}  result\n", "step", "took");
        let mut whole = Duration::ZERO;
        for (name, took, end) in &self.taken {
            let result = match end {
                End::Passed => "passed".to_owned(),
                End::Failed(problem) => format!("FAILED  {}", problem.lines().next().unwrap_or_default()),
                End::NotYet(lacks) => format!("not yet  {lacks}"),
            };
            table.push_str(&format!("{name:<width$}  {:>9}  {result}\n", spelled(*took)));
            whole += *took;
        }
        table.push_str(&format!("{:<width$}  {:>9}\n", "together", spelled(whole)));
        table
    }

    fn line(&self) -> String {
        let count = |how: fn(&End) -> bool| self.ended(how).len();
        let (passed, failed) = (count(|end| *end == End::Passed), count(|end| matches!(end, End::Failed(_))));
        match count(|end| matches!(end, End::NotYet(_))) {
            0 => format!("{passed} passed, {failed} failed"),
            skipped => format!("{passed} passed, {failed} failed, {skipped} skipped"),
        }
    }
}

fn spelled(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} m {:02} s", took.as_secs() / 60, took.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts_what_passed_failed_and_is_not_there_yet() {
        let mut steps = Steps::default();
        assert!(steps.take("one", || Ok(())));
        assert_eq!(steps.line(), "1 passed, 0 failed");
        assert!(!steps.take("two", || Err("why".to_owned())));
        steps.miss("three", "two");
        steps.not_yet("four", "no such command");
        assert_eq!(steps.line(), "1 passed, 2 failed, 1 skipped");
        assert_eq!(steps.close(), Err("failed: two, three".to_owned()));
        assert!(steps.table().contains("not run: needs “two”"));
    }

    #[test]
    fn a_long_step_is_spelled_in_minutes() {
        assert_eq!(spelled(Duration::from_secs(125)), "2 m 05 s");
        assert_eq!(spelled(Duration::from_millis(1500)), "1.5 s");
    }
}
