//! What a measurement says: a row of the table in `docs/measurements.md`.

use std::time::Duration;

/// Latencies of many requests, and how long they took together.
pub struct Load {
    /// Each request's time.
    pub each: Vec<Duration>,
    /// From the first to the last.
    pub whole: Duration,
}

impl Load {
    /// Requests per second.
    pub fn rate(&self) -> f64 {
        self.each.len() as f64 / self.whole.as_secs_f64()
    }

    /// The time within which that share of requests was answered, in milliseconds.
    pub fn within(&mut self, share: f64) -> f64 {
        self.each.sort_unstable();
        let last = self.each.len().saturating_sub(1);
        let place = (last as f64 * share).round() as usize;
        self.each.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

/// Prints a measurement as a row `| what | wanted | measured | holds |`.
pub fn say(name: &str, goal: &str, met: bool, measured: &serde_json::Value) {
    let spelled = measured.as_object().map(|all| {
        let each = all.iter().map(|(what, value)| match value.as_f64() {
            Some(number) if value.is_f64() => format!("{what} {number:.2}"),
            _ => format!("{what} {value}"),
        });
        each.collect::<Vec<_>>().join(", ")
    });
    let holds = if met { "yes" } else { "no" };
    println!("| {name} | {goal} | {} | {holds} |", spelled.unwrap_or_default());
}
