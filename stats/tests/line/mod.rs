//! A command line typed by a test, in a folder of its own.
//! Not here: any test.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test uses all of it, and a test fails by panicking"
)]

use std::path::{Path, PathBuf};

use clap::Parser;
use serde_json::Value;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    stats: stats::Stats,
}

/// A folder with files; gone when dropped.
pub struct Desk(tempfile::TempDir);

impl Desk {
    /// A folder with one file, `answers.csv`.
    pub fn with(answers: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        desk.put("answers.csv", answers.as_bytes());
        desk
    }

    /// Puts a file into the folder.
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What the words print; FILE stands for the file of answers, FOLDER for the folder.
    pub fn words(&self, words: &[&str]) -> Result<String, String> {
        let place = self.path().to_string_lossy();
        let file = self.path().join("answers.csv");
        let spelled =
            words.iter().map(|word| word.replace("FILE", &file.to_string_lossy()).replace("FOLDER", &place));
        let parsed = Line::try_parse_from(std::iter::once("stats".to_owned()).chain(spelled))
            .map_err(|error| error.to_string())?;
        let mut out = Vec::new();
        stats::run(&parsed.stats, &mut out).map_err(|error| error.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    /// What a line prints, its words apart by blanks; a plus within a word stands for a blank.
    pub fn say(&self, line: &str) -> Result<String, String> {
        let words: Vec<String> =
            line.split(' ').map(|word| word.replace('+', " + ").replace("_~_", " ~ ")).collect();
        self.words(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The JSON of a line.
    pub fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.say(&format!("{line} --json")).unwrap()).unwrap()
    }
}

/// A number from 0 to 999 that looks drawn by chance and is always the same for the same row and item.
pub fn chance(row: usize, item: usize) -> usize {
    let mut state = (row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (item as u64 + 7).wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..3 {
        state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    (state >> 33) as usize % 1000
}

/// An answer from 1 to `most`, half of it what the row's person is like and half chance.
pub fn answer(row: usize, item: usize, most: usize) -> usize {
    1 + (chance(row, 99) + chance(row, item)) * most / 2000
}
