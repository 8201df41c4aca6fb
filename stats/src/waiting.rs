//! A sign of life for work that takes longer than two seconds: the seconds that have passed, on standard error.
//! Not here: what the work is.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Does the work; from the second second on a terminal shows that it goes on.
pub fn on<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !stderr().is_terminal() {
        return work();
    }
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        bar.set_style(style);
    }
    let shown = bar.clone();
    let (done, waits) = std::sync::mpsc::channel::<()>();
    let clock = std::thread::spawn(move || {
        let mut wait = Duration::from_secs(2);
        while waits.recv_timeout(wait).is_err_and(|error| error == std::sync::mpsc::RecvTimeoutError::Timeout)
        {
            shown.tick();
            wait = Duration::from_millis(200);
        }
    });
    let result = work();
    drop(done);
    // The clock thread only draws; whether it ended well changes nothing.
    let _ = clock.join();
    bar.finish_and_clear();
    result
}
