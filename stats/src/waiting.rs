//! A sign of life for work that takes longer than two seconds: the seconds that have passed, on standard error; on a
//! terminal as a line that moves, elsewhere as a line after 2, 4, 8, 16 … seconds.
//! Not here: what the work is.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// When the first sign is due.
const FIRST: Duration = Duration::from_secs(2);

/// Does the work; from the second second on it shows that it goes on.
pub fn on<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let (done, waits) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if stderr().is_terminal() { moving(what, &waits) } else { lines(what, &waits, &mut stderr()) }
        });
        let result = work();
        drop(done);
        result
    })
}

/// Whether the work still goes on after waiting.
fn goes_on(waits: &Receiver<()>, wait: Duration) -> bool {
    waits.recv_timeout(wait) == Err(RecvTimeoutError::Timeout)
}

fn moving(what: &str, waits: &Receiver<()>) {
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    let mut wait = FIRST;
    while goes_on(waits, wait) {
        bar.tick();
        wait = Duration::from_millis(200);
    }
    bar.finish_and_clear();
}

fn lines(what: &str, waits: &Receiver<()>, out: &mut impl Write) {
    let began = Instant::now();
    let mut wait = FIRST;
    while goes_on(waits, wait) {
        let passed = began.elapsed();
        // A sign that cannot be shown changes nothing about the work.
        let _ = writeln!(out, "{what}: still at work after {:.0} s", passed.as_secs_f64());
        wait = passed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_after_two_seconds_and_none_before() {
        let mut shown = Vec::new();
        let (done, waits) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(2300));
                drop(done);
            });
            lines("cfa", &waits, &mut shown);
        });
        assert_eq!(String::from_utf8_lossy(&shown), "cfa: still at work after 2 s\n");
        let (done, waits) = channel::<()>();
        drop(done);
        shown.clear();
        lines("cfa", &waits, &mut shown);
        assert!(shown.is_empty());
    }
}
