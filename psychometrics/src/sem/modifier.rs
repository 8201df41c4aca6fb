//! What stands before a variable in a formula: a fixed value, `NA`, a start, a label, an equality; one or one per group.
//! Not here: how a modifier changes a parameter ([`super::table`]).

use super::tokens::{Symbol, Token, wrong};
use crate::Result;

/// Most groups that a modifier may name.
const MOST: usize = 1000;

/// Everything said before one variable. Each list is empty, or holds one value for all groups or one for each.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Modifier {
    /// Fixed values; `None` where `NA` was written: free.
    pub fixed: Vec<Option<f64>>,
    pub starts: Vec<f64>,
    pub labels: Vec<String>,
    /// Names such as `f=~x2` of parameters that this one equals.
    pub equal: Vec<String>,
}

/// One value of a modifier.
enum Value {
    Fixed(f64),
    Free,
    Label(String),
}

impl Modifier {
    /// Reads one piece of the right side: modifiers, then the variable, which is given back.
    pub fn read(piece: &[Token]) -> Result<(Modifier, &Token)> {
        let Some((last, before)) = piece.split_last() else {
            return Err(wrong(1, 1, "a variable is missing"));
        };
        let mut modifier = Modifier::default();
        let mut at = 0;
        while at < before.len() {
            at = modifier.one(before, at)?;
        }
        if matches!(last.symbol, Symbol::Sign(_)) {
            let problem = if before.is_empty() {
                "a variable is missing beside this sign"
            } else {
                "a variable is missing after this"
            };
            return Err(wrong(last.line, last.column, problem));
        }
        Ok((modifier, last))
    }

    /// Takes over what another mention of the same term says.
    pub fn take(&mut self, other: Modifier) {
        if !other.fixed.is_empty() {
            self.fixed = other.fixed;
        }
        if !other.starts.is_empty() {
            self.starts = other.starts;
        }
        if !other.labels.is_empty() {
            self.labels = other.labels;
        }
        if !other.equal.is_empty() {
            self.equal = other.equal;
        }
    }

    /// One modifier with its `*` or `?`; gives the place behind it.
    fn one(&mut self, tokens: &[Token], at: usize) -> Result<usize> {
        let (values, call, next) = values(tokens, at)?;
        let first = &tokens[at];
        let started = match tokens.get(next).map(|token| &token.symbol) {
            Some(Symbol::Sign('*')) => false,
            Some(Symbol::Sign('?')) => true,
            _ => {
                let place = tokens.get(next).unwrap_or(first);
                return Err(wrong(place.line, place.column, "\"+\" or \"*\" is missing before this"));
            }
        };
        match call.as_deref() {
            Some("start") => self.starts = numbers(&values, first)?,
            Some("equal") => self.equal = texts(values, first)?,
            Some("label") => self.labels = texts(values, first)?,
            None if started => self.starts = numbers(&values, first)?,
            None => self.plain(values, first)?,
            Some(other) => {
                return Err(wrong(
                    first.line,
                    first.column,
                    format!("the modifier \"{other}()\" is not supported"),
                ));
            }
        }
        Ok(next + 1)
    }

    fn plain(&mut self, values: Vec<Value>, first: &Token) -> Result<()> {
        let labels = values.iter().filter(|value| matches!(value, Value::Label(_))).count();
        if labels == 0 {
            self.fixed = values
                .iter()
                .map(|value| if let Value::Fixed(fixed) = value { Some(*fixed) } else { None })
                .collect();
        } else if labels == values.len() {
            self.labels = texts(values, first)?;
        } else {
            // c(a, NA): a label in one group, free and nameless in the other.
            if values.iter().any(|value| matches!(value, Value::Fixed(_))) {
                return Err(wrong(
                    first.line,
                    first.column,
                    "labels and values are mixed in one c(); write two modifiers",
                ));
            }
            self.labels = values
                .into_iter()
                .map(|value| if let Value::Label(label) = value { label } else { String::new() })
                .collect();
        }
        Ok(())
    }
}

/// The values of one modifier, the function they stand in, and the place behind them.
fn values(tokens: &[Token], at: usize) -> Result<(Vec<Value>, Option<String>, usize)> {
    let called = matches!(tokens.get(at + 1).map(|token| &token.symbol), Some(Symbol::Sign('(')));
    if let (Symbol::Name(name), true) = (&tokens[at].symbol, called) {
        let (mut found, mut now) = (Vec::new(), at + 2);
        let call = (name != "c").then(|| name.clone());
        // start(c(1, 2)) says the same as start(1, 2).
        let nested = call.is_some()
            && matches!(&tokens.get(now).map(|t| &t.symbol), Some(Symbol::Name(inner)) if inner == "c")
            && matches!(tokens.get(now + 1).map(|t| &t.symbol), Some(Symbol::Sign('(')));
        now += if nested { 2 } else { 0 };
        loop {
            let (value, next) = single(tokens, now)?;
            found.push(value);
            now = next;
            match tokens.get(now).map(|token| &token.symbol) {
                Some(Symbol::Sign(',')) if found.len() < MOST => now += 1,
                Some(Symbol::Sign(')')) => break,
                _ => {
                    let place = tokens.get(now).unwrap_or(&tokens[at]);
                    return Err(wrong(place.line, place.column, "\",\" or \")\" is missing here"));
                }
            }
        }
        now += 1;
        if nested {
            if !matches!(tokens.get(now).map(|t| &t.symbol), Some(Symbol::Sign(')'))) {
                return Err(wrong(tokens[at].line, tokens[at].column, "a bracket is never closed"));
            }
            now += 1;
        }
        return Ok((found, call, now));
    }
    let (value, next) = single(tokens, at)?;
    Ok((vec![value], None, next))
}

/// One number, name or quoted text, with a sign before a number and a division after it.
fn single(tokens: &[Token], at: usize) -> Result<(Value, usize)> {
    let symbol = |at: usize| tokens.get(at).map(|token| &token.symbol);
    match symbol(at) {
        Some(Symbol::Sign(sign @ ('-' | '+'))) => {
            if let Some(Symbol::Number(value)) = symbol(at + 1) {
                return Ok((Value::Fixed(if *sign == '-' { -value } else { *value }), at + 2));
            }
        }
        Some(Symbol::Number(value)) => {
            if let (Some(Symbol::Sign('/')), Some(Symbol::Number(under))) = (symbol(at + 1), symbol(at + 2))
                && *under != 0.0
            {
                return Ok((Value::Fixed(value / under), at + 3));
            }
            return Ok((Value::Fixed(*value), at + 1));
        }
        Some(Symbol::Name(name)) if name == "NA" => return Ok((Value::Free, at + 1)),
        Some(Symbol::Name(name) | Symbol::Text(name)) => return Ok((Value::Label(name.clone()), at + 1)),
        _ => {}
    }
    let place = tokens.get(at).or_else(|| tokens.last());
    let (line, column) = place.map_or((1, 1), |token| (token.line, token.column));
    Err(wrong(line, column, "a number, a label or NA is expected here"))
}

fn numbers(values: &[Value], first: &Token) -> Result<Vec<f64>> {
    values
        .iter()
        .map(|value| match value {
            Value::Fixed(number) => Ok(*number),
            _ => Err(wrong(first.line, first.column, "a start must be a number")),
        })
        .collect()
}

fn texts(values: Vec<Value>, first: &Token) -> Result<Vec<String>> {
    values
        .into_iter()
        .map(|value| match value {
            Value::Label(text) => Ok(text.chars().filter(|sign| !sign.is_whitespace()).collect()),
            _ => Err(wrong(first.line, first.column, "a name is expected in this modifier")),
        })
        .collect()
}
