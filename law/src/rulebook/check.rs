//! What makes a rulebook sound: every interval covered once, every text in both languages, every placeholder
//! known. What is deliberately not here: reading (file) and whether the law is rendered truly (a lawyer).

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Clause, Parameter, Regulation};
use crate::decision::Text;

pub(super) fn faults(regulations: &[Regulation]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    for regulation in regulations {
        if !ids.insert(&regulation.id) {
            faults.push(format!("regulation {} is written twice", regulation.id));
        }
        both(&regulation.title, &regulation.id, &mut faults);
        if regulation.clauses.is_empty() {
            faults.push(format!("regulation {} has no clauses", regulation.id));
        }
        for clause in &regulation.clauses {
            check_clause(clause, regulation, &mut faults);
        }
    }
    faults
}

fn both(text: &Text, place: &str, faults: &mut Vec<String>) {
    if text.zh.trim().is_empty() || text.en.trim().is_empty() {
        faults.push(format!("{place}: a text is missing in one language"));
    }
    if text.zh.is_ascii() || text.en.chars().all(|letter| !letter.is_ascii()) {
        faults.push(format!("{place}: the two languages look exchanged"));
    }
    let named = |text: &str| placeholders(text).map(ToOwned::to_owned).collect::<BTreeSet<_>>();
    if named(&text.zh) != named(&text.en) {
        faults.push(format!("{place}: the two languages name different facts"));
    }
}

fn check_clause(clause: &Clause, regulation: &Regulation, faults: &mut Vec<String>) {
    both(&clause.text, &clause.id, faults);
    clause.held.iter().chain(&clause.failed).for_each(|text| both(text, &clause.id, faults));
    if clause.from < regulation.from || ends_later(clause.to, regulation.to) {
        faults.push(format!("{}: in force outside its regulation", clause.id));
    }
    if clause.source.trim().is_empty() {
        faults.push(format!("{}: no source", clause.id));
    }
    let articles: Vec<_> = clause.articles.iter().map(|at| (at.from, at.to)).collect();
    cover(&articles, clause, &format!("{} article", clause.id), faults);
    let mut names = BTreeSet::new();
    for parameter in &clause.parameters {
        let place = format!("{}.{}", clause.id, parameter.name);
        if !names.insert(&parameter.name) || parameter.name == super::CLAUSE_TEXT {
            faults.push(format!("{place}: the name is taken"));
        }
        check_parameter(parameter, clause, &place, faults);
    }
    for text in [&clause.text.zh, &clause.text.en] {
        for name in placeholders(text) {
            if clause.parameter(name).is_none() {
                faults.push(format!("{}: the text names an unknown parameter {name}", clause.id));
            }
        }
    }
}

fn check_parameter(parameter: &Parameter, clause: &Clause, place: &str, faults: &mut Vec<String>) {
    both(&parameter.label, place, faults);
    let values: Vec<_> = parameter.values.iter().map(|dated| (dated.from, dated.to)).collect();
    cover(&values, clause, place, faults);
}

fn ends_later(own: Option<Date>, outer: Option<Date>) -> bool {
    match (own, outer) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(own), Some(outer)) => own > outer,
    }
}

/// The intervals must follow each other without gap or overlap from the clause's first to its last day.
fn cover(intervals: &[(Date, Option<Date>)], clause: &Clause, place: &str, faults: &mut Vec<String>) {
    let first = intervals.first().map(|interval| interval.0);
    let last = intervals.last().and_then(|interval| interval.1);
    if first != Some(clause.from) || last != clause.to {
        faults.push(format!("{place}: does not cover the clause's time in force"));
    }
    for pair in intervals.windows(2) {
        let next_day = pair[0].1.and_then(|end| end.checked_add(1.day()).ok());
        if next_day != Some(pair[1].0) {
            faults.push(format!("{place}: gap or overlap before {}", pair[1].0));
        }
    }
    if intervals.iter().any(|(from, to)| to.is_some_and(|to| to < *from)) {
        faults.push(format!("{place}: an interval ends before it begins"));
    }
}

/// The names in braces of a text.
pub(crate) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
