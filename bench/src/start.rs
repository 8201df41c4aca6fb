//! (d) From starting the process to the first page, and memory when idle.

use std::path::Path;
use std::time::Duration;

use crate::house::House;
use crate::report;

/// Measures the median of five starts, and memory two seconds after the last.
pub fn measure(county: &Path) -> std::io::Result<()> {
    let mut starts = Vec::new();
    let mut memory = 0.0;
    for _ in 0..5 {
        let house = House::open(county)?;
        starts.push(house.started_in);
        std::thread::sleep(Duration::from_secs(2));
        memory = house.memory();
    }
    starts.sort_unstable();
    let millis = starts[2].as_secs_f64() * 1000.0;
    let measured = serde_json::json!({"start_ms": millis, "idle_mib": memory});
    report::say("start", "start < 300 ms, idle memory < 40 MiB", millis < 300.0 && memory < 40.0, &measured);
    Ok(())
}
