//! `tables`: two-way counts of ordinal items, exported from a file of answers and added over files. Counts hold nobody's
//! row, so they may leave a county; `alpha`, `polychoric`, `cfa` and others read them in place of answers.
//! Not here: the counting (`psychometrics::answers`).

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use flate2::read::GzDecoder;
use psychometrics::answers::{Limits, OrdinalFile, Tables};

use crate::Stopped;
use crate::answer::{Answer, write_whole};
use crate::grid::Grid;
use crate::input::{Input, Missing, chosen, is_counts};

/// Two-way counts that add.
#[derive(Debug, Args)]
pub struct Counts {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Count a file of answers.
    Export {
        #[command(flatten)]
        input: Input,
        /// Where the counts go; standard output without it.
        #[arg(long, value_name = "FILE.json")]
        out: Option<PathBuf>,
    },
    /// Add counts of several files of counts.
    Merge {
        /// Files of counts.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Where the sum goes; standard output without it.
        #[arg(long, value_name = "FILE.json")]
        out: Option<PathBuf>,
    },
}

impl Counts {
    /// Counts or adds.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        match &self.act {
            Act::Export { input, out } => written(&of_input(input)?, out.as_ref()),
            Act::Merge { files, out } => {
                let mut whole: Option<Tables> = None;
                for file in files {
                    let shown = file.display();
                    let next = read(&file.to_string_lossy())?;
                    match &mut whole {
                        None => whole = Some(next),
                        Some(whole) => whole.merge(&next).map_err(|error| format!("{shown}: {error}"))?,
                    }
                }
                written(&whole.ok_or("there is nothing to merge")?, out.as_ref())
            }
        }
    }
}

/// A file of counts.
///
/// # Errors
/// A file that cannot be read or holds no counts that fit together.
pub fn read(file: &str) -> Result<Tables, Stopped> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    Ok(Tables::from_json(&text).map_err(|error| format!("{file}: {error}"))?)
}

/// The counts of what a command works on: a file of counts, or answers counted as they are read where nothing divides
/// them, or the complete rows of a file held whole.
///
/// # Errors
/// A file or a column that is not there, answers that are no whole numbers.
pub fn of_input(input: &Input) -> Result<Tables, Stopped> {
    let turned = |tables: Tables| -> Result<Tables, Stopped> {
        let Some(reverse) = &input.reverse else { return Ok(tables) };
        Ok(tables.reversed(&chosen(tables.names(), reverse)?, input.bounds()?)?)
    };
    if is_counts(&input.file) {
        let tables = turned(read(&input.file)?)?;
        let tables = match &input.items {
            None => tables,
            Some(pattern) => tables.select(&chosen(tables.names(), pattern)?)?,
        };
        answerable(input, &tables)?;
        return Ok(tables);
    }
    if input.items.is_some() && input.missing != Some(Missing::Listwise) && is_text(&input.file) {
        let pattern = input.items.as_deref().unwrap_or("");
        return turned(stream(&input.file, |names| chosen(names, pattern))?);
    }
    let frame = input.read()?;
    let answers = frame.answers(&input.items(&frame)?)?;
    Ok(if input.missing == Some(Missing::Listwise) { answers.complete_tables() } else { answers.tables() })
}

/// Refuses what counts cannot tell apart any more.
fn answerable(input: &Input, tables: &Tables) -> Result<(), Stopped> {
    let file = &input.file;
    if input.group.is_some() || input.cluster.is_some() {
        return Err(format!(
            "{file}: counts hold no groups; count the rows of each group into a file of its own"
        )
        .into());
    }
    if input.missing == Some(Missing::Fiml) {
        return Err(format!("{file}: --missing fiml needs the rows; give the file of answers").into());
    }
    let gap = (0..tables.items()).find(|&item| tables.answered(item) < tables.rows());
    match gap {
        Some(item) if input.missing == Some(Missing::Listwise) => Err(format!(
            "{file}: \"{}\" has gaps, and which rows are complete can no longer be told; count the complete rows with \
             `tables export --missing listwise`, or use --missing pairwise",
            tables.names()[item]
        )
        .into()),
        _ => Ok(()),
    }
}

fn is_text(file: &str) -> bool {
    let name = file.to_ascii_lowercase();
    name.ends_with(".csv") || name.ends_with(".csv.gz")
}

/// Counts the chosen columns of a csv file in one pass, whatever its length.
///
/// # Errors
/// A file or a column that is not there, answers that are no whole numbers.
pub fn stream(
    file: &str,
    choose: impl FnOnce(&[String]) -> Result<Vec<String>, Stopped>,
) -> Result<Tables, Stopped> {
    let opened = File::open(file).map_err(|error| format!("{file}: {error}"))?;
    let packed = file.to_ascii_lowercase().ends_with(".gz");
    let reader: Box<dyn Read> = if packed { Box::new(GzDecoder::new(opened)) } else { Box::new(opened) };
    // A file of any length is counted in the same memory, so rows are not limited here.
    let limits = Limits { bytes: u64::MAX, rows: usize::MAX, ..Limits::default() };
    let problem = |error: psychometrics::Error| format!("{file}: {error}");
    let source = OrdinalFile::open(reader, limits).map_err(problem)?;
    let items = choose(source.names())?;
    Ok(source.tables(&items, |_, _| true).map_err(problem)?)
}

fn written(tables: &Tables, out: Option<&PathBuf>) -> Result<Answer, Stopped> {
    let text = tables.to_json()?;
    let Some(path) = out else { return Ok(Answer { text: format!("{text}\n"), ..Answer::default() }) };
    write_whole(path, text.as_bytes())?;
    let mut grid = Grid::new(
        &format!("{} rows counted into {}", tables.rows(), path.display()),
        &["item", "answered", "categories"],
    );
    for (item, name) in tables.names().iter().enumerate() {
        grid.row(name.clone(), &[tables.answered(item) as f64, tables.values(item).len() as f64]);
    }
    let answer = Answer { text: grid.text(), ..Answer::default() };
    Ok(answer.with("rows", tables.rows()).with("items", tables.names()))
}
