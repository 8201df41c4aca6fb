//! The model in lavaan's language, read into terms, definitions and constraints.
//! Not here: what is free by default ([`super::table`]), and what a label's value is ([`super::constraints`]).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::expression::Expression;
use super::modifier::Modifier;
use super::tokens::{Operator, Symbol, Token, tokens, wrong};
use crate::{Error, Result};

/// Most terms that a model may hold.
const MOST: usize = 20_000;

/// A model as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) terms: Vec<Term>,
    pub(crate) defined: Vec<Defined>,
    pub(crate) equal: Vec<Equal>,
}

/// `lhs op modifier*rhs`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub lhs: String,
    pub op: Operator,
    pub rhs: String,
    pub modifier: Modifier,
}

/// `name := formula`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Defined {
    pub name: String,
    pub formula: Expression,
    pub text: String,
}

/// `left == right`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Equal {
    pub left: Expression,
    pub right: Expression,
    pub text: (String, String),
}

impl Model {
    /// Reads model text: `=~ ~ ~~ ~1 | ~*~ := ==`, comments after `#` or `!`, statements ended by a line or `;` and
    /// carried on by an open sign or bracket, modifiers `2*x`, `NA*x`, `a*x`, `start(0.5)*x`, `equal("f=~x2")*x`,
    /// `c(a, b)*x` (one for each group).
    ///
    /// ```
    /// let model = psychometrics::sem::Model::read("f =~ x1 + a*x2 + x3\n twice := 2*a").unwrap();
    /// let error = psychometrics::sem::Model::read("f =~ x1 +\n + a*").unwrap_err();
    /// assert!(error.to_string().starts_with("model, line 2"));
    /// ```
    ///
    /// # Errors
    /// [`Error::Syntax`] with line and column.
    pub fn read(text: &str) -> Result<Model> {
        let words = tokens(text)?;
        let mut model = Model { terms: Vec::new(), defined: Vec::new(), equal: Vec::new() };
        for statement in statements(&words) {
            model.add(&statement)?;
            if model.terms.len() > MOST {
                return Err(wrong(statement[0].line, 1, format!("the model has more than {MOST} terms")));
            }
        }
        model.terms = merged(std::mem::take(&mut model.terms));
        if model.terms.is_empty() {
            return Err(Error::Model("the text holds no formula such as \"f =~ x1 + x2 + x3\"".to_owned()));
        }
        Ok(model)
    }

    fn add(&mut self, statement: &[Token]) -> Result<()> {
        let first = &statement[0];
        let (at, operator) = split(statement)?;
        let (left, right) = (&statement[..at], &statement[at + 1..]);
        let sign = &statement[at];
        if left.is_empty() {
            return Err(wrong(
                sign.line,
                sign.column,
                format!("nothing stands left of \"{}\"", operator.sign()),
            ));
        }
        if right.is_empty() {
            return Err(wrong(
                sign.line,
                sign.column,
                format!("nothing stands right of \"{}\"", operator.sign()),
            ));
        }
        match operator {
            Operator::Defines => {
                let [Token { symbol: Symbol::Name(name), .. }] = left else {
                    return Err(wrong(first.line, first.column, "one name is needed left of \":=\""));
                };
                let formula = Expression::read(right, sign.line, sign.column)?;
                self.defined.push(Defined { name: name.clone(), formula, text: written(right) });
            }
            Operator::Equals => self.equal.push(Equal {
                left: Expression::read(left, first.line, first.column)?,
                right: Expression::read(right, sign.line, sign.column)?,
                text: (written(left), written(right)),
            }),
            _ => self.formula(operator, left, right)?,
        }
        Ok(())
    }

    fn formula(&mut self, operator: Operator, left: &[Token], right: &[Token]) -> Result<()> {
        let subjects = subjects(left)?;
        for piece in pieces(right) {
            if let (true, Some(last)) = (piece.is_empty(), right.last()) {
                return Err(wrong(last.line, last.column, "a variable is missing after this"));
            }
            let (modifier, last) = Modifier::read(piece)?;
            for subject in &subjects {
                let (op, rhs) = match (&last.symbol, operator) {
                    (Symbol::Name(name), _) => (operator, name.clone()),
                    (Symbol::Number(value), Operator::Regresses) if *value == 1.0 => {
                        (Operator::Intercept, String::new())
                    }
                    (Symbol::Number(value), Operator::Regresses) if *value == 0.0 => {
                        let mut zero = modifier.clone();
                        zero.fixed = vec![Some(0.0)];
                        self.terms.push(Term {
                            lhs: subject.clone(),
                            op: Operator::Intercept,
                            rhs: String::new(),
                            modifier: zero,
                        });
                        continue;
                    }
                    _ => return Err(wrong(last.line, last.column, "the name of a variable is missing here")),
                };
                if operator == Operator::Scales && rhs != *subject {
                    return Err(wrong(
                        last.line,
                        last.column,
                        "\"~*~\" needs the same variable on both sides",
                    ));
                }
                if matches!(operator, Operator::Measures | Operator::Regresses) && rhs == *subject {
                    return Err(wrong(last.line, last.column, format!("\"{rhs}\" stands on both sides")));
                }
                self.terms.push(Term { lhs: subject.clone(), op, rhs, modifier: modifier.clone() });
            }
        }
        Ok(())
    }
}

/// A term said twice is one term with both modifiers.
fn merged(terms: Vec<Term>) -> Vec<Term> {
    let mut places: HashMap<(&'static str, String, String), usize> = HashMap::new();
    let mut kept: Vec<Term> = Vec::with_capacity(terms.len());
    for term in terms {
        let turned = term.op == Operator::Covaries && term.rhs < term.lhs;
        let (a, b) = if turned { (&term.rhs, &term.lhs) } else { (&term.lhs, &term.rhs) };
        match places.entry((term.op.sign(), a.clone(), b.clone())) {
            Entry::Occupied(place) => kept[*place.get()].modifier.take(term.modifier),
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(term);
            }
        }
    }
    kept
}

/// Statements, each at least one token; a line ends one unless something is still open.
fn statements(words: &[Token]) -> Vec<Vec<Token>> {
    let (mut found, mut now): (Vec<Vec<Token>>, Vec<Token>) = (Vec::new(), Vec::new());
    let mut open = 0usize;
    for (at, word) in words.iter().enumerate() {
        let ends = match &word.symbol {
            Symbol::Semicolon => true,
            Symbol::LineEnd => open == 0 && !now.last().is_some_and(carries) && !continued(&words[at..]),
            _ => false,
        };
        match &word.symbol {
            Symbol::Sign('(') => open += 1,
            Symbol::Sign(')') => open = open.saturating_sub(1),
            _ => {}
        }
        if ends {
            open = 0;
            if !now.is_empty() {
                found.push(std::mem::take(&mut now));
            }
        } else if !matches!(word.symbol, Symbol::LineEnd) {
            now.push(word.clone());
        }
    }
    if !now.is_empty() {
        found.push(now);
    }
    found
}

/// Whether a formula cannot end after this token.
fn carries(token: &Token) -> bool {
    matches!(
        token.symbol,
        Symbol::Operator(_)
            | Symbol::Refused(_)
            | Symbol::Sign('+' | '-' | '*' | '/' | '^' | ',' | '?' | '(')
    )
}

/// Whether the next thing after these line ends cannot begin a formula.
fn continued(rest: &[Token]) -> bool {
    let next = rest.iter().find(|token| token.symbol != Symbol::LineEnd);
    next.is_some_and(|token| {
        matches!(token.symbol, Symbol::Operator(_) | Symbol::Sign('+' | '*' | '/' | '^' | ',' | '?' | ')'))
    })
}

/// Place and meaning of the one operator of a statement.
fn split(statement: &[Token]) -> Result<(usize, Operator)> {
    let mut found: Option<(usize, Operator)> = None;
    for (at, token) in statement.iter().enumerate() {
        match &token.symbol {
            Symbol::Refused(what) => {
                return Err(wrong(token.line, token.column, format!("{what} is not supported")));
            }
            Symbol::Operator(_) if found.is_some() => {
                let problem = "a second operator in one formula; does a line break or \";\" lack before it?";
                return Err(wrong(token.line, token.column, problem));
            }
            Symbol::Operator(operator) => found = Some((at, *operator)),
            _ => {}
        }
    }
    let first = &statement[0];
    found.ok_or_else(|| {
        wrong(first.line, first.column, "an operator such as \"=~\", \"~\" or \"~~\" is missing")
    })
}

/// The variables left of an operator: one, or several joined by `+`.
fn subjects(left: &[Token]) -> Result<Vec<String>> {
    pieces(left)
        .into_iter()
        .map(|piece| match piece {
            [Token { symbol: Symbol::Name(name), .. }] => Ok(name.clone()),
            [first, ..] => {
                Err(wrong(first.line, first.column, "only names joined by \"+\" may stand left of it"))
            }
            [] => Err(wrong(left[0].line, left[0].column, "a name is missing beside \"+\"")),
        })
        .collect()
}

/// Cut at every `+` outside brackets. An empty piece is kept where a `+` has nothing beside it.
fn pieces(tokens: &[Token]) -> Vec<&[Token]> {
    let (mut found, mut begin, mut open) = (Vec::new(), 0, 0usize);
    for (at, token) in tokens.iter().enumerate() {
        match token.symbol {
            Symbol::Sign('(') => open += 1,
            Symbol::Sign(')') => open = open.saturating_sub(1),
            Symbol::Sign('+') if open == 0 => {
                found.push(&tokens[begin..=at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    found.push(&tokens[begin..]);
    let last = found.len() - 1;
    for (at, piece) in found.iter_mut().enumerate() {
        // The plus sign itself goes, but keeps the place of an error when nothing is before it.
        if at < last && piece.len() > 1 {
            *piece = &piece[..piece.len() - 1];
        }
    }
    found
}

/// Tokens as text again.
fn written(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        match &token.symbol {
            Symbol::Name(name) | Symbol::Text(name) => text.push_str(name),
            Symbol::Number(value) => text.push_str(&value.to_string()),
            Symbol::Sign(sign) => text.push(*sign),
            Symbol::Operator(operator) => text.push_str(operator.sign()),
            Symbol::Refused(_) | Symbol::LineEnd | Symbol::Semicolon => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_over_several_lines_with_comments_is_read_as_one() {
        let model = Model::read(
            "# measurement\n f =~ x1 + # marker\n  x2\n  + c(a, b)*x3 ! third\n\n g =~ NA*y1 + 1*y2; g ~ start(0.5)*f + b1*x\n y1 ~ 1\n x1 ~~ x2",
        )
        .unwrap();
        let said: Vec<String> =
            model.terms.iter().map(|term| format!("{}{}{}", term.lhs, term.op.sign(), term.rhs)).collect();
        assert_eq!(said, ["f=~x1", "f=~x2", "f=~x3", "g=~y1", "g=~y2", "g~f", "g~x", "y1~1", "x1~~x2"]);
        assert_eq!(model.terms[2].modifier.labels, ["a", "b"]);
        assert_eq!(model.terms[3].modifier.fixed, [None]);
        assert_eq!(model.terms[5].modifier.starts, [0.5]);
    }

    #[test]
    fn every_mistake_is_told_with_its_place() {
        for (text, line, column) in [
            ("f =~ x1 +", 1, 9),
            ("f =~ x1\n\n g =~ 2*", 3, 7),
            ("f x1", 1, 1),
            ("a > 2", 1, 3),
            ("f =~ x1 ~ x2", 1, 9),
            ("f =~ x1 + $", 1, 11),
            ("f =~ 2x", 1, 6),
            ("group: 1", 1, 6),
            ("f =~ f", 1, 6),
            ("a := (1 + ", 1, 9),
        ] {
            match Model::read(text) {
                Err(Error::Syntax { line: l, column: c, .. }) => assert_eq!((l, c), (line, column), "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
