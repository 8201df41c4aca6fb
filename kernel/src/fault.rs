//! What an operation of a domain answers when it does not happen: it may not (a refusal with its reason),
//! there is no such thing in reach, or the program could not (a database error).

use law::decision::{Record, Text};
use thiserror::Error;

use crate::county::Retry;
use crate::db::DbError;

/// One reason why an operation was refused, fit to be shown: it names what to mend.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The field of the form at fault, if it is one.
    pub field: Option<String>,
    /// What is wrong and how to mend it, in one sentence.
    pub text: Text,
    /// The decision it follows from, if a rule said so.
    pub decision: Option<Box<Record>>,
}

impl Refusal {
    /// A refusal in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Refusal {
        Refusal { field: None, text: Text::new(zh, en), decision: None }
    }

    /// The same, bound to a field of the form.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Refusal {
        self.field = Some(field.into());
        self
    }

    /// The same, with the decision it follows from.
    #[must_use]
    pub fn because(mut self, decision: Record) -> Refusal {
        self.decision = Some(Box::new(decision));
        self
    }
}

/// Why an operation did not happen.
#[derive(Debug, Error)]
pub enum Fault {
    /// The program could not.
    #[error(transparent)]
    Db(#[from] DbError),
    /// It may not, for these reasons. Nothing was changed.
    #[error("refused: {}", .0.iter().map(|refusal| refusal.text.en.as_str()).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Refusal>),
    /// There is no such thing, or it is out of reach: the two are not told apart.
    #[error("not found")]
    NotFound,
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(vec![refusal])
    }
}

impl Retry for Fault {
    fn again(&self) -> bool {
        matches!(self, Fault::Db(error) if error.again())
    }
}
