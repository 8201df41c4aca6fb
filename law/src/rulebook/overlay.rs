//! What a county decides on top of the law: changed parameters and confirmations, and how a parameter is looked
//! up through them. What is deliberately not here: who may decide it (kernel) and where it is kept.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CLAUSE_TEXT, FromSetting, Parameter, Rulebook, RulebookError, Setting, within};
use crate::decision::{Text, Verified};

/// A parameter changed by the county for an interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Override {
    /// Id of the clause.
    pub clause: String,
    /// Name of the parameter.
    pub name: String,
    /// The new value, as [`super::Kind::read`] takes it.
    pub value: Value,
    /// First day it applies.
    pub from: Date,
    /// Last day it applies, if it ends.
    pub to: Option<Date>,
    /// Who approved it.
    pub approver: String,
    /// Name or number of the document.
    pub document: String,
    /// Day of the decision.
    pub decided_on: Date,
}

/// A recalled parameter, or the text of a recalled clause, that the county has checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// Id of the clause.
    pub clause: String,
    /// Name of the parameter, or `text` for the clause itself.
    pub name: String,
    /// Who confirmed it.
    pub by: String,
    /// The document it was checked against.
    pub document: String,
    /// Day of the confirmation.
    pub on: Date,
}

/// A change whose value has been read.
#[derive(Debug, Clone)]
pub(super) struct Applicable {
    pub(super) change: Override,
    setting: Setting,
}

/// The act of the county a value rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum CountyAct {
    /// The county set the value.
    Changed {
        /// The document.
        document: String,
        /// Who approved it.
        approver: String,
        /// Day of the decision.
        decided_on: Date,
    },
    /// The county confirmed the value of the rulebook.
    Confirmed {
        /// The document.
        document: String,
        /// Who confirmed it.
        by: String,
        /// Day of the confirmation.
        on: Date,
    },
}

/// A parameter as it applies on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied<T> {
    /// The value.
    pub value: T,
    /// How the rulebook's own value was checked.
    pub verified: Verified,
    /// The act of the county it rests on, if any.
    pub county: Option<CountyAct>,
}

/// Why a parameter cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lookup {
    /// No such clause in the rulebook.
    #[error("the rulebook has no clause {0}")]
    UnknownClause(String),
    /// The clause is not in force on the day.
    #[error("clause {clause} is not in force on {on}")]
    NotInForce {
        /// The clause.
        clause: String,
        /// The day.
        on: Date,
    },
    /// No such parameter in the clause, or not of the type asked for.
    #[error("clause {0} has no such parameter")]
    UnknownParameter(String),
    /// Recalled and not confirmed by the county.
    #[error("{0} is recalled, not read: the county has to confirm it")]
    Unconfirmed(String),
}

impl Rulebook {
    /// A parameter as it applies on a day, the county's changes first.
    ///
    /// # Errors
    /// If there is no such parameter in force, it is of another type, or it is recalled and not confirmed.
    pub fn parameter<T: FromSetting>(
        &self,
        clause: &str,
        name: &str,
        on: Date,
    ) -> Result<Applied<T>, Lookup> {
        let found = self.setting(clause, name, on)?;
        let value = T::from_setting(&found.value)
            .ok_or_else(|| Lookup::UnknownParameter(format!("{clause}.{name}")))?;
        Ok(Applied { value, verified: found.verified, county: found.county })
    }

    /// The value of a parameter on a day whatever its kind.
    ///
    /// # Errors
    /// As [`Rulebook::parameter`].
    pub fn setting(&self, id: &str, name: &str, on: Date) -> Result<Applied<Setting>, Lookup> {
        let key = || format!("{id}.{name}");
        let (_, clause) = self.find(id).ok_or_else(|| Lookup::UnknownClause(id.to_owned()))?;
        if !clause.is_in_force(on) {
            return Err(Lookup::NotInForce { clause: id.to_owned(), on });
        }
        let parameter = clause.parameter(name).ok_or_else(|| Lookup::UnknownParameter(key()))?;
        let verified = parameter.verified;
        if let Some(found) = self.changed(id, name, on) {
            let Override { document, approver, decided_on, .. } = found.change.clone();
            let county = Some(CountyAct::Changed { document, approver, decided_on });
            return Ok(Applied { value: found.setting.clone(), verified, county });
        }
        let value = parameter.value(on).cloned().ok_or_else(|| Lookup::UnknownParameter(key()))?;
        let county = self.confirmed(id, name);
        if verified == Verified::Recalled && county.is_none() {
            return Err(Lookup::Unconfirmed(key()));
        }
        Ok(Applied { value, verified, county })
    }

    /// Whether the text of a clause may be relied on: read, read in a secondary source, or confirmed.
    ///
    /// # Errors
    /// If the clause is unknown, not in force, or recalled and not confirmed.
    pub fn stands(&self, id: &str, on: Date) -> Result<Option<CountyAct>, Lookup> {
        let (_, clause) = self.find(id).ok_or_else(|| Lookup::UnknownClause(id.to_owned()))?;
        if !clause.is_in_force(on) {
            return Err(Lookup::NotInForce { clause: id.to_owned(), on });
        }
        let county = self.confirmed(id, CLAUSE_TEXT);
        if clause.verified == Verified::Recalled && county.is_none() {
            return Err(Lookup::Unconfirmed(format!("{id}.{CLAUSE_TEXT}")));
        }
        Ok(county)
    }

    fn changed(&self, clause: &str, name: &str, on: Date) -> Option<&Applicable> {
        self.overrides.iter().find(|found| {
            let change = &found.change;
            change.clause == clause && change.name == name && within(on, change.from, change.to)
        })
    }

    fn confirmed(&self, clause: &str, name: &str) -> Option<CountyAct> {
        let found = self.confirmations.iter().find(|found| found.clause == clause && found.name == name)?;
        let Confirmation { document, by, on, .. } = found.clone();
        Some(CountyAct::Confirmed { document, by, on })
    }

    pub(super) fn applicable(&self, change: Override) -> Result<Applicable, RulebookError> {
        let key = format!("{}.{}", change.clause, change.name);
        let fault = |field: &str, zh: String, en: String| RulebookError::County {
            parameter: key.clone(),
            field: field.to_owned(),
            text: Text::new(zh, en),
        };
        let kind = &self.known(&change.clause, &change.name, &fault)?.kind;
        let Some(setting) = kind.read(&change.value) else {
            let form = kind.form();
            return Err(fault(
                "value",
                format!("写的是 {}，应为{}。", change.value, form.zh),
                format!("it is {}; give {}", change.value, form.en),
            ));
        };
        check_words(&[("approver", &change.approver), ("document", &change.document)], &fault)?;
        if change.to.is_some_and(|to| to < change.from) {
            let (zh, en) = ("终止日早于起始日。", "the last day is before the first");
            return Err(fault("to", zh.to_owned(), en.to_owned()));
        }
        let overlaps = |other: &&Applicable| {
            let other = &other.change;
            other.clause == change.clause
                && other.name == change.name
                && change.to.is_none_or(|to| other.from <= to)
                && other.to.is_none_or(|to| change.from <= to)
        };
        if let Some(other) = self.overrides.iter().find(overlaps) {
            let document = &other.change.document;
            let zh = format!("与“{document}”规定的期间重叠，请先终止前者。");
            return Err(fault(
                "from",
                zh,
                format!("it overlaps the change by {document}; end that one first"),
            ));
        }
        Ok(Applicable { change, setting })
    }

    pub(super) fn check_confirmation(&self, confirmation: &Confirmation) -> Result<(), RulebookError> {
        let key = format!("{}.{}", confirmation.clause, confirmation.name);
        let fault = |field: &str, zh: String, en: String| RulebookError::County {
            parameter: key.clone(),
            field: field.to_owned(),
            text: Text::new(zh, en),
        };
        if confirmation.name == CLAUSE_TEXT && self.find(&confirmation.clause).is_some() {
            return check_words(&[("by", &confirmation.by), ("document", &confirmation.document)], &fault);
        }
        self.known(&confirmation.clause, &confirmation.name, &fault)?;
        check_words(&[("by", &confirmation.by), ("document", &confirmation.document)], &fault)
    }

    fn known<F>(&self, clause: &str, name: &str, fault: &F) -> Result<&Parameter, RulebookError>
    where
        F: Fn(&str, String, String) -> RulebookError,
    {
        let Some((_, found)) = self.find(clause) else {
            let zh = format!("没有编号为 {clause} 的条款。");
            return Err(fault("clause", zh, format!("the rulebook has no clause {clause}")));
        };
        found.parameter(name).ok_or_else(|| {
            let names: Vec<&str> = found.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            let names = names.join(" / ");
            let zh = format!("{clause} 没有参数 {name}，现有：{names}。");
            fault("name", zh, format!("{clause} has no parameter {name}; it has: {names}"))
        })
    }
}

fn check_words<F>(words: &[(&str, &String)], fault: &F) -> Result<(), RulebookError>
where
    F: Fn(&str, String, String) -> RulebookError,
{
    match words.iter().find(|(_, text)| text.trim().is_empty()) {
        Some((field, _)) => Err(fault(field, "没有填写。".to_owned(), "it is empty".to_owned())),
        None => Ok(()),
    }
}
