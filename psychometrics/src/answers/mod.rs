//! Answers: columns read from csv, ordinal answers packed several to a byte, and the two-way tables counted from them.
//!
//! Answers to k-point items are small integers. Neighbouring items are packed into one byte as one mixed-radix code
//! (three five-point items with gaps: 216 codes), so 48 five-point items take 16 bytes a row. All two-way tables of two
//! such blocks come from one joint count of their bytes: one increment per row gives nine tables. Counts add over chunks,
//! threads, waves and machines, and a merged table is exactly the table of the whole.
//!
//! ```
//! use psychometrics::answers::Answers;
//! let names = vec!["q1".to_owned(), "q2".to_owned()];
//! let columns = vec![vec![1.0, 2.0, 2.0, f64::NAN], vec![1.0, 1.0, 3.0, 3.0]];
//! let tables = Answers::from_columns(&names, &columns)?.tables();
//! assert_eq!(tables.values(1), [1.0, 3.0]);
//! assert_eq!(tables.margin(1), [2, 2]);
//! assert_eq!(tables.pair(0, 1), [1, 0, 1, 1]);
//! # Ok::<(), psychometrics::Error>(())
//! ```
//!
//! Not here: statistics from the tables (see `classical` and `correlation`), workbooks, drawing.

mod bytes;
mod coding;
mod count;
mod digits;
mod exchange;
mod frame;
mod gram;
mod moments;
mod packed;
pub(crate) mod respondents;
mod stream;
mod sums;
mod tables;
mod weighted;
mod whole;

pub use coding::MOST_CATEGORIES;
pub(crate) use coding::code;
pub use frame::{Column, Frame, Groups, Limits};
pub use moments::{Missing, Moments};
pub use packed::Answers;
pub use stream::{OrdinalFile, TableStream};
pub use tables::Tables;
pub use weighted::{Share, Weighted, weighted};
pub(crate) use whole::WholeSums;
