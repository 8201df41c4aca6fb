//! How a rule gathers its reasons: it takes parameters, notes which clauses held on which facts, and ends in a
//! decision. What is deliberately not here: the rules themselves, and drawing a decision (web).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::calendar::PeriodError;
use crate::decision::{Decision, Outcome, Reason, Text};
use crate::facts::{Fault, Field, check};
use crate::rulebook::{CountyAct, FromSetting, Lookup, Rulebook};

/// Why a rule has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A fact is at fault.
    Refused(Fault),
    /// Parameters are recalled and not confirmed, as `CLAUSE.name`.
    Unconfirmed(Vec<String>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Refused(fault)
    }
}

impl Stop {
    /// A refusal that names a fact.
    pub fn refuse<T>(fact: &str, zh: impl Into<String>, en: impl Into<String>) -> Result<T, Stop> {
        Err(Stop::Refused(Fault::new(fact, zh, en)))
    }

    /// A period that has no end, blamed on the fact that made it so.
    pub fn period(fact: &str, error: PeriodError) -> Stop {
        let zh = match error {
            PeriodError::Empty => "期限至少为 1。",
            PeriodError::TooLong => "期限过长，最多 20000。",
            PeriodError::OutOfCalendar => "期限届满日超出日历范围，请核对日期。",
            PeriodError::NeedsTime => "该期限以小时计，应写明起算的时刻，如 2026-03-02T14:30。",
        };
        let en = match error {
            PeriodError::NeedsTime => {
                "the period is in hours: give the time it starts, e.g. 2026-03-02T14:30".to_owned()
            }
            other => other.to_string(),
        };
        Stop::Refused(Fault::new(fact, zh, en))
    }
}

impl From<Lookup> for Stop {
    fn from(lookup: Lookup) -> Stop {
        match lookup {
            Lookup::Unconfirmed(parameter) => Stop::Unconfirmed(vec![parameter]),
            Lookup::NotInForce { clause, on } => Stop::Refused(Fault::new(
                "on",
                format!("{on} 时 {clause} 不在施行期内，本规则不能适用。"),
                format!("clause {clause} is not in force on {on}, so the rule does not apply"),
            )),
            Lookup::UnknownClause(clause) => Stop::Refused(Fault::new(
                "clause",
                format!("规则库中没有 {clause}。"),
                format!("the rulebook has no clause {clause}"),
            )),
            Lookup::UnknownParameter(parameter) => Stop::Refused(Fault::new(
                "clause",
                format!("规则库中没有参数 {parameter}。"),
                format!("the rulebook has no parameter {parameter}"),
            )),
        }
    }
}

/// A rule at work.
#[derive(Debug)]
pub struct Inquiry<'a> {
    /// The law applied.
    pub book: &'a Rulebook,
    /// The day whose law is applied.
    pub on: Date,
    rule: &'static str,
    reasons: Vec<Reason>,
}

impl<'a> Inquiry<'a> {
    /// Begins the work of a rule.
    pub fn new(rule: &'static str, book: &'a Rulebook, on: Date) -> Inquiry<'a> {
        Inquiry { book, on, rule, reasons: Vec::new() }
    }

    /// A parameter as it applies on the day.
    ///
    /// # Errors
    /// Stops the rule if the parameter is unknown, not in force or not confirmed.
    pub fn take<T: FromSetting>(&self, clause: &str, name: &str) -> Result<T, Stop> {
        Ok(self.book.parameter(clause, name, self.on)?.value)
    }

    /// Several parameters at once, so that all that await confirmation are named together.
    ///
    /// # Errors
    /// As [`Inquiry::take`].
    pub fn take_all<T: FromSetting>(&self, names: &[(&str, &str)]) -> Result<Vec<T>, Stop> {
        let (mut values, mut awaiting) = (Vec::with_capacity(names.len()), Vec::new());
        for (clause, name) in names {
            match self.take(clause, name) {
                Ok(value) => values.push(value),
                Err(Stop::Unconfirmed(mut parameters)) => awaiting.append(&mut parameters),
                Err(refused) => return Err(refused),
            }
        }
        if awaiting.is_empty() { Ok(values) } else { Err(Stop::Unconfirmed(awaiting)) }
    }

    /// Notes a clause, whether its condition held, and the facts that decided it.
    ///
    /// # Errors
    /// Stops the rule if the clause is unknown or not in force.
    pub fn note(&mut self, id: &str, held: bool, facts: Vec<(&str, Value)>) -> Result<(), Stop> {
        let citation = self.book.cite(id, self.on).ok_or_else(|| Lookup::UnknownClause(id.to_owned()))?;
        if self.book.clause(id, self.on).is_none() {
            return Err(Lookup::NotInForce { clause: id.to_owned(), on: self.on }.into());
        }
        let facts: BTreeMap<String, Value> =
            facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let text = self.sentence(id, held, &facts);
        self.reasons.push(Reason { citation, held, facts, text });
        Ok(())
    }

    /// Notes that a clause was left aside because it is recalled and not confirmed. The rest stands.
    ///
    /// # Errors
    /// Stops the rule if the clause is unknown or not in force.
    pub fn note_unconfirmed(&mut self, id: &str, parameter: &str) -> Result<(), Stop> {
        self.note(id, false, vec![("needs_confirmation", json!(parameter))])?;
        let name = parameter.rsplit_once('.').map_or(parameter, |(_, name)| name);
        let clause = self.book.clause(id, self.on);
        let label = clause.and_then(|clause| clause.parameters.iter().find(|one| one.name == name));
        let label = label.map_or_else(|| Text::new(parameter, parameter), |one| one.label.clone());
        if let Some(reason) = self.reasons.last_mut() {
            reason.text.zh.push_str(&format!("（“{}”尚待本县核实确认，未据此得出结果。）", label.zh));
            let en = format!(" (“{}” awaits the county's confirmation and was not applied.)", label.en);
            reason.text.en.push_str(&en);
        }
        Ok(())
    }

    fn sentence(&self, id: &str, held: bool, facts: &BTreeMap<String, Value>) -> Text {
        let Some(clause) = self.book.clause(id, self.on) else { return Text::new("", "") };
        let (mut zh, mut en) = (clause.text.zh.clone(), clause.text.en.clone());
        let mut county = Text::new("", "");
        for parameter in &clause.parameters {
            let Ok(applied) = self.book.setting(id, &parameter.name, self.on) else {
                let Some(value) = parameter.value(self.on) else { continue };
                fill(&mut zh, &mut en, &parameter.name, &parameter.kind.words(value));
                continue;
            };
            fill(&mut zh, &mut en, &parameter.name, &parameter.kind.words(&applied.value));
            if let Some(act) = applied.county {
                let said = said_by_county(&act, &parameter.label, &parameter.kind.words(&applied.value));
                county.zh.push_str(&said.zh);
                county.en.push_str(&said.en);
            }
        }
        if let Ok(Some(CountyAct::Confirmed { document, by, on })) = self.book.stands(id, self.on) {
            county.zh.push_str(&format!("本县已核实条文：{by}，“{document}”，{on}。"));
            county.en.push_str(&format!(" The county has confirmed the text: {by}, {document}, {on}."));
        }
        let finding = if held { &clause.held } else { &clause.failed };
        if let Some(finding) = finding {
            let mut more = finding.clone();
            for (name, value) in facts {
                let said = plain(value);
                fill(&mut more.zh, &mut more.en, name, &Text::new(said.clone(), said));
            }
            // A clause cited by another rule than the one its finding is written for lacks the facts.
            if !more.zh.contains('{') && !more.en.contains('{') {
                zh.push_str(&more.zh);
                en.push(' ');
                en.push_str(&more.en);
            }
        }
        zh.push_str(&county.zh);
        en.push_str(&county.en);
        Text::new(zh, en)
    }

    /// A parameter `CLAUSE.name` in words: regulation, article and label.
    fn named(&self, parameter: &str) -> Text {
        let (clause, name) = parameter.rsplit_once('.').unwrap_or((parameter, ""));
        let Some(citation) = self.book.cite(clause, self.on) else { return Text::new(parameter, parameter) };
        let words = citation.words();
        let found = self.book.find(clause).and_then(|(_, clause)| clause.parameter(name));
        let label = found.map_or_else(|| Text::new("条文", "the text"), |found| found.label.clone());
        Text::new(format!("{}“{}”", words.zh, label.zh), format!("{}, {}", words.en, label.en))
    }

    /// Ends the work of the rule.
    pub fn finish<T>(self, result: Result<T, Stop>) -> Decision<T> {
        let outcome = match result {
            Ok(value) => Outcome::Found { value },
            Err(Stop::Unconfirmed(parameters)) => {
                let named = parameters.iter().map(|parameter| self.named(parameter)).collect();
                Outcome::NeedsConfirmation { parameters, named }
            }
            Err(Stop::Refused(Fault { fact, why })) => Outcome::Refused { fact, why },
        };
        Decision { rule: self.rule.to_owned(), on: self.on, outcome, reasons: self.reasons }
    }
}

fn fill(zh: &mut String, en: &mut String, name: &str, said: &Text) {
    let mark = format!("{{{name}}}");
    if zh.contains(&mark) {
        *zh = zh.replace(&mark, &said.zh);
    }
    if en.contains(&mark) {
        *en = en.replace(&mark, &said.en);
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn said_by_county(act: &CountyAct, label: &Text, value: &Text) -> Text {
    match act {
        CountyAct::Changed { document, approver, decided_on } => Text::new(
            format!("本县规定：{}为{}（{document}，{approver}批准，{decided_on}）。", label.zh, value.zh),
            format!(
                " Set by the county: {} is {} ({document}, {approver}, {decided_on}).",
                label.en, value.en
            ),
        ),
        CountyAct::Confirmed { document, by, on } => Text::new(
            format!("本县已核实：{}为{}（{document}，{by}，{on}）。", label.zh, value.zh),
            format!(" Confirmed by the county: {} is {} ({document}, {by}, {on}).", label.en, value.en),
        ),
    }
}

/// Reads typed facts after checking them against the rule's fields.
///
/// # Errors
/// The first fact at fault.
pub fn read_facts<F: DeserializeOwned>(facts: &Value, fields: &'static [Field]) -> Result<F, Stop> {
    let checked = check(facts, fields)?;
    serde_json::from_value(checked).map_err(|error| {
        Stop::Refused(Fault::new("facts", format!("事实不能读取：{error}。"), format!("unreadable: {error}")))
    })
}
