//! Any bytes as a file somebody uploads: workbook, csv, zip, form; told by its bytes and its name, read or refused.
//! Not here: importing it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use people::formats::read::read_file;

const NAMES: [&str; 6] = ["a.xlsx", "a.csv", "a.zip", "a.lrmx", "a.lrm", "a.xls"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    if let Ok(read) = read_file(name, rest) {
        let _ = (read.importable(), read.findings().len());
    }
});
