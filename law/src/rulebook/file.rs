//! The shape of a rulebook file and how it is read. What is deliberately not here: what makes a rulebook sound
//! as a whole (check) and the list of files (sources).

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::{Article, Clause, Dated, Kind, Parameter, Regulation, RulebookError};
use crate::calendar::Unit;
use crate::decision::{Text, Verified};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRegulation {
    id: String,
    title: Text,
    #[serde(default)]
    number: String,
    from: String,
    to: Option<String>,
    note: Option<Text>,
    clause: Vec<RawClause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClause {
    id: String,
    article: Option<String>,
    #[serde(default)]
    articles: Vec<RawArticle>,
    verified: Verified,
    source: String,
    zh: String,
    en: String,
    held: Option<Text>,
    failed: Option<Text>,
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    parameters: Vec<RawParameter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArticle {
    article: String,
    from: String,
    to: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameter {
    name: String,
    kind: String,
    zh: String,
    en: String,
    unit: Option<Unit>,
    roll: Option<bool>,
    options: Option<Vec<String>>,
    verified: Option<Verified>,
    value: Option<Value>,
    values: Option<Vec<RawDated>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDated {
    value: Value,
    from: Option<String>,
    to: Option<String>,
}

/// Days in force, as read.
#[derive(Clone, Copy)]
struct Interval {
    from: Date,
    to: Option<Date>,
}

pub(super) fn read(name: &str, text: &str) -> Result<Regulation, RulebookError> {
    let fault = |problem: String| RulebookError::File { file: name.to_owned(), problem };
    let raw: RawRegulation = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
    if raw.id != name {
        return Err(fault(format!("the id `{}` is not the name of the file", raw.id)));
    }
    let interval = Interval { from: date(&raw.from).map_err(&fault)?, to: until(&raw.to).map_err(&fault)? };
    let mut clauses = Vec::with_capacity(raw.clause.len());
    for clause in raw.clause {
        let id = clause.id.clone();
        clauses.push(clause.read(interval).map_err(|problem| fault(format!("{id}: {problem}")))?);
    }
    Ok(Regulation {
        id: raw.id,
        title: raw.title,
        number: raw.number,
        from: interval.from,
        to: interval.to,
        note: raw.note,
        clauses,
    })
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a date"))
}

fn until(text: &Option<String>) -> Result<Option<Date>, String> {
    text.as_deref().map(date).transpose()
}

impl RawClause {
    fn read(self, regulation: Interval) -> Result<Clause, String> {
        let from = self.from.as_deref().map(date).transpose()?.unwrap_or(regulation.from);
        let to = until(&self.to)?.or(regulation.to);
        let own = Interval { from, to };
        let articles = match (self.article, self.articles) {
            (Some(article), moved) if moved.is_empty() => vec![Article { article: known(article), from, to }],
            (None, moved) if !moved.is_empty() => {
                moved.into_iter().map(RawArticle::read).collect::<Result<_, _>>()?
            }
            _ => return Err("give `article` or `articles`; `?` where it is not known".to_owned()),
        };
        let verified = self.verified;
        let parameters = self.parameters.into_iter().map(|parameter| {
            let name = parameter.name.clone();
            parameter.read(own, verified).map_err(|problem| format!("{name}: {problem}"))
        });
        Ok(Clause {
            id: self.id,
            articles,
            text: Text::new(self.zh, self.en),
            held: self.held,
            failed: self.failed,
            from,
            to,
            verified,
            source: self.source,
            parameters: parameters.collect::<Result<_, _>>()?,
        })
    }
}

/// `?` marks an article the source does not give.
fn known(article: String) -> String {
    if article == "?" { String::new() } else { article }
}

impl RawArticle {
    fn read(self) -> Result<Article, String> {
        Ok(Article { article: known(self.article), from: date(&self.from)?, to: until(&self.to)? })
    }
}

impl RawParameter {
    fn read(self, clause: Interval, verified: Verified) -> Result<Parameter, String> {
        let kind = self.kind()?;
        let raw = match (self.value, self.values) {
            (Some(value), None) => vec![RawDated { value, from: None, to: None }],
            (None, Some(values)) => values,
            _ => return Err("give `value`, or `values` with their dates".to_owned()),
        };
        let mut values = Vec::with_capacity(raw.len());
        for dated in raw {
            let value = kind
                .read(&dated.value)
                .ok_or_else(|| format!("`{}` does not fit; it should be {}", dated.value, kind.form().en))?;
            let from = dated.from.as_deref().map(date).transpose()?.unwrap_or(clause.from);
            values.push(Dated { value, from, to: until(&dated.to)?.or(clause.to) });
        }
        Ok(Parameter {
            name: self.name,
            label: Text::new(self.zh, self.en),
            kind,
            verified: self.verified.unwrap_or(verified),
            values,
        })
    }

    fn kind(&self) -> Result<Kind, String> {
        let bare = self.unit.is_none() && self.roll.is_none();
        match (self.kind.as_str(), &self.options) {
            ("int", None) if bare => Ok(Kind::Int),
            ("decimal", None) if bare => Ok(Kind::Decimal),
            ("share", None) if bare => Ok(Kind::Share),
            ("annual", None) if bare => Ok(Kind::Annual),
            ("date", None) if bare => Ok(Kind::Date),
            ("text", None) if bare => Ok(Kind::Text),
            ("bool", None) if bare => Ok(Kind::Bool),
            ("words", None) if bare => Ok(Kind::Words),
            ("enum", Some(options)) if bare => Ok(Kind::Enum { options: options.clone() }),
            ("period", None) => match (self.unit, self.roll) {
                (Some(unit), Some(roll)) => Ok(Kind::Period { unit, roll }),
                _ => Err("a period has `unit` and `roll`".to_owned()),
            },
            (kind, _) => Err(format!("kind `{kind}` is unknown, or has keys of another kind")),
        }
    }
}
