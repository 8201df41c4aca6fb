//! What measurements were taken on: processor, memory, system, compiler.

use std::fs;

use crate::run::{cargo, quietly};

/// One line that describes this machine.
pub fn described() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = value(&processors, "model name").unwrap_or("processor unknown").to_owned();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes: u64 = value(&memory, "MemTotal")
        .and_then(|text| text.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0);
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system =
        release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("system unknown");
    let compiler = quietly(cargo(&["--version"])).unwrap_or_default();
    let gigabytes = (kilobytes + 512 * 1024) / (1024 * 1024);
    format!("{model}, {cores} cores, {gigabytes} GB, {}, {}", system.trim_matches('"'), compiler.trim())
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_the_beginning_of_its_line() {
        assert_eq!(value("a : 1\nMemTotal:  2048 kB\n", "MemTotal"), Some("2048 kB"));
        assert_eq!(value("a : 1\n", "b"), None);
    }
}
