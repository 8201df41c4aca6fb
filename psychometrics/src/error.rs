//! What the crate could not do, with the item or the place that stands in the way and why.
//! Not here: results that are poor but true (a Heywood case, a solution that did not settle); those are fields of results.

/// Why a number cannot be given. Every variant names what to look at.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A column that was asked for is not in the data.
    #[error("there is no column named \"{name}\"")]
    UnknownColumn {
        /// The name asked for.
        name: String,
    },
    /// Fewer rows (or groups, or items) than the method can work with.
    #[error("{what}: at least {needed} needed, {found} found")]
    TooFew {
        /// What is counted, such as "complete rows".
        what: String,
        /// The least number the method works with.
        needed: usize,
        /// The number there is.
        found: usize,
    },
    /// Everybody gave the same answer: there is nothing to correlate.
    #[error("item \"{item}\" is constant: everybody who answered gave the same answer")]
    Constant {
        /// The item.
        item: String,
    },
    /// A category that nobody chose, where the method needs every category used.
    #[error("item \"{item}\": nobody chose category {category}")]
    UnusedCategory {
        /// The item.
        item: String,
        /// The category's value as it stands in the data.
        category: String,
    },
    /// More categories than an ordinal item can have here (16).
    #[error("item \"{item}\" has {found} different values; an ordinal item may have at most {most}")]
    TooManyCategories {
        /// The item.
        item: String,
        /// How many different values there are.
        found: usize,
        /// The most allowed.
        most: usize,
    },
    /// A value that is not what the method needs.
    #[error("row {row}, \"{item}\": {value} {why}")]
    Value {
        /// The item.
        item: String,
        /// Data row, counted from 1.
        row: usize,
        /// The value as found.
        value: String,
        /// What is wrong with it.
        why: String,
    },
    /// A matrix that should be positive definite and is not.
    #[error("{what} is not positive definite (smallest eigenvalue {smallest:.3e})")]
    NotPositiveDefinite {
        /// Which matrix.
        what: String,
        /// Its smallest eigenvalue.
        smallest: f64,
    },
    /// Columns that say the same thing twice.
    #[error("{what} is singular: {why}")]
    Singular {
        /// Which matrix.
        what: String,
        /// What causes it, with names where they can be told.
        why: String,
    },
    /// The model text cannot be read.
    #[error("model, line {line}, column {column}: {problem}")]
    Syntax {
        /// Line, counted from 1.
        line: usize,
        /// Column in characters, counted from 1.
        column: usize,
        /// What is wrong there.
        problem: String,
    },
    /// The model can be read but not estimated.
    #[error("model: {0}")]
    Model(String),
    /// An argument outside what the method allows.
    #[error("{what}: {why}")]
    Argument {
        /// The argument.
        what: String,
        /// Why it is refused.
        why: String,
    },
    /// The data file cannot be read.
    #[error("line {line}: {problem}")]
    File {
        /// Line in the file, counted from 1; 0 where the whole file is meant.
        line: usize,
        /// What is wrong.
        problem: String,
    },
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
