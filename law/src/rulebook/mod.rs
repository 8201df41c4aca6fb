//! The rulebook: regulations, their clauses and dated parameters, with the changes a county has decided on top.
//! What is deliberately not here: the rules that use it (rules), and where a county keeps its changes (kernel).

mod check;
mod file;
mod overlay;
mod setting;
mod sources;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::calendar::{Calendar, NoticeError, YearNotice};
use crate::decision::{Citation, Text, Verified};

pub use overlay::{Applied, Confirmation, CountyAct, Lookup, Override};
pub use setting::{Annual, FromSetting, Kind, Setting};

/// The name under which a county confirms the text of a recalled clause: `AS-14.text`.
pub const CLAUSE_TEXT: &str = "text";

/// One regulation: a file of `rulebook/`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Regulation {
    /// Id of the house, the file's name.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Document number or issuing body with date; empty if not seen.
    pub number: String,
    /// First day in force.
    pub from: Date,
    /// Last day in force, if it has ended.
    pub to: Option<Date>,
    /// A remark for the reader, e.g. that a newer version was not seen.
    pub note: Option<Text>,
    /// Its clauses, in the order of the file.
    pub clauses: Vec<Clause>,
}

/// One clause of a regulation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Clause {
    /// Id of the house, e.g. `AS-22`.
    pub id: String,
    /// Its place in the regulation; several if it moved between versions.
    pub articles: Vec<Article>,
    /// What it says, in our own words; `{name}` stands for a parameter.
    pub text: Text,
    /// What to add where its condition held; may name facts.
    pub held: Option<Text>,
    /// What to add where its condition did not hold; may name facts.
    pub failed: Option<Text>,
    /// First day in force.
    pub from: Date,
    /// Last day in force, if it has ended.
    pub to: Option<Date>,
    /// How its text was checked.
    pub verified: Verified,
    /// Where it was read, in a few words.
    pub source: String,
    /// What can be changed or dated in it.
    pub parameters: Vec<Parameter>,
}

/// Where a clause stands during an interval. The article is empty if the source gives none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// As printed, e.g. `19(1)`.
    pub article: String,
    /// First day of this numbering.
    pub from: Date,
    /// Last day of this numbering, if it has ended.
    pub to: Option<Date>,
}

/// A number, period, date or word of a clause, with its values over time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name in the clause.
    pub name: String,
    /// What it is.
    pub label: Text,
    /// What kind of value it holds.
    pub kind: Kind,
    /// How it was checked.
    pub verified: Verified,
    /// Its values, oldest first, without gaps.
    pub values: Vec<Dated>,
}

/// A value and when it applied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dated {
    /// The value.
    pub value: Setting,
    /// First day.
    pub from: Date,
    /// Last day, if it has ended.
    pub to: Option<Date>,
}

/// What is wrong with a rulebook or with what a county adds to it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RulebookError {
    /// A file of the rulebook cannot be read.
    #[error("rulebook/{file}.toml: {problem}")]
    File {
        /// Name of the file.
        file: String,
        /// What is wrong.
        problem: String,
    },
    /// The same clause stands in two files.
    #[error("clause {clause} is written twice")]
    Twice {
        /// The clause.
        clause: String,
    },
    /// A calendar year cannot be read.
    #[error("calendar: {0}")]
    Calendar(#[from] NoticeError),
    /// A change or confirmation of a county does not fit the rulebook.
    #[error("{parameter}, {field}: {}", text.en)]
    County {
        /// The parameter, as `CLAUSE.name`.
        parameter: String,
        /// The field of the change at fault.
        field: String,
        /// What is wrong and how to mend it.
        text: Text,
    },
}

/// The law as the program knows it, with one county's changes on top. Cloning is cheap but for those changes.
#[derive(Debug, Clone)]
pub struct Rulebook {
    regulations: Arc<Vec<Regulation>>,
    index: Arc<BTreeMap<String, (usize, usize)>>,
    calendar: Calendar,
    overrides: Vec<overlay::Applicable>,
    confirmations: Vec<Confirmation>,
}

impl Rulebook {
    /// The rulebook compiled into the program, without any county's changes.
    ///
    /// # Errors
    /// If a compiled-in file is broken, which a test rules out.
    pub fn built_in() -> Result<Rulebook, RulebookError> {
        let regulations = sources::FILES
            .iter()
            .map(|(name, text)| file::read(name, text))
            .collect::<Result<Vec<_>, _>>()?;
        Rulebook::from_regulations(regulations)
    }

    /// A rulebook of given regulations with the built-in calendar, for tests and tools.
    ///
    /// # Errors
    /// If two clauses share an id.
    pub fn from_regulations(regulations: Vec<Regulation>) -> Result<Rulebook, RulebookError> {
        let mut index = BTreeMap::new();
        for (r, regulation) in regulations.iter().enumerate() {
            for (c, clause) in regulation.clauses.iter().enumerate() {
                if index.insert(clause.id.clone(), (r, c)).is_some() {
                    return Err(RulebookError::Twice { clause: clause.id.clone() });
                }
            }
        }
        Ok(Rulebook {
            regulations: Arc::new(regulations),
            index: Arc::new(index),
            calendar: Calendar::built_in()?,
            overrides: Vec::new(),
            confirmations: Vec::new(),
        })
    }

    /// Reads one regulation from the text of a rulebook file.
    ///
    /// # Errors
    /// Names what is wrong in the file.
    pub fn read_regulation(name: &str, text: &str) -> Result<Regulation, RulebookError> {
        file::read(name, text)
    }

    /// The same rulebook with a county's changed parameters, confirmations and calendar years.
    ///
    /// # Errors
    /// If a change names an unknown clause or parameter, has a value of the wrong kind, lacks its approver or
    /// document, or overlaps another change of the same parameter.
    pub fn with_county(
        mut self,
        overrides: Vec<Override>,
        confirmations: Vec<Confirmation>,
        calendar_years: Vec<YearNotice>,
    ) -> Result<Rulebook, RulebookError> {
        for change in overrides {
            let change = self.applicable(change)?;
            self.overrides.push(change);
        }
        for confirmation in confirmations {
            self.check_confirmation(&confirmation)?;
            self.confirmations.push(confirmation);
        }
        for notice in calendar_years {
            self.calendar = self.calendar.with_year(notice);
        }
        Ok(self)
    }

    /// The calendar of working days, county years included.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Every regulation, in the order of the house.
    pub fn regulations(&self) -> &[Regulation] {
        &self.regulations
    }

    /// A regulation by its id.
    pub fn regulation(&self, id: &str) -> Option<&Regulation> {
        self.regulations.iter().find(|regulation| regulation.id == id)
    }

    /// A clause by its id, with its regulation, whether or not it is in force.
    pub fn find(&self, id: &str) -> Option<(&Regulation, &Clause)> {
        let (r, c) = self.index.get(id)?;
        let regulation = self.regulations.get(*r)?;
        Some((regulation, regulation.clauses.get(*c)?))
    }

    /// A clause in force on a day.
    pub fn clause(&self, id: &str, on: Date) -> Option<&Clause> {
        self.find(id).map(|(_, clause)| clause).filter(|clause| clause.is_in_force(on))
    }

    /// How a clause is cited on a day; the numbering of that day.
    pub fn cite(&self, id: &str, on: Date) -> Option<Citation> {
        let (regulation, clause) = self.find(id)?;
        Some(Citation {
            clause: clause.id.clone(),
            regulation: regulation.title.clone(),
            article: clause.article(on).to_owned(),
            in_force_from: Some(clause.from),
            in_force_to: clause.to,
            verified: clause.verified,
        })
    }

    /// What is wrong in the make of the rulebook: gaps and overlaps of intervals, missing texts. Empty if sound.
    pub fn faults(&self) -> Vec<String> {
        check::faults(&self.regulations)
    }

    /// The changes of the county in force order, for the pages.
    pub fn overrides(&self) -> impl Iterator<Item = &Override> {
        self.overrides.iter().map(|applicable| &applicable.change)
    }

    /// The confirmations of the county.
    pub fn confirmations(&self) -> &[Confirmation] {
        &self.confirmations
    }
}

impl Clause {
    /// Whether the clause is in force on a day.
    pub fn is_in_force(&self, on: Date) -> bool {
        within(on, self.from, self.to)
    }

    /// The article of the clause by the numbering of a day; empty if not known.
    pub fn article(&self, on: Date) -> &str {
        let at = self.articles.iter().find(|at| within(on, at.from, at.to)).or(self.articles.last());
        at.map_or("", |at| at.article.as_str())
    }

    /// A parameter by name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The parameters that set a period or a yearly day, the main one first.
    pub fn periods(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters
            .iter()
            .filter(|parameter| matches!(parameter.kind, Kind::Period { .. } | Kind::Annual))
    }
}

impl Parameter {
    /// The value on a day.
    pub fn value(&self, on: Date) -> Option<&Setting> {
        self.values.iter().find(|dated| within(on, dated.from, dated.to)).map(|dated| &dated.value)
    }
}

pub(crate) fn within(on: Date, from: Date, to: Option<Date>) -> bool {
    from <= on && to.is_none_or(|to| on <= to)
}
