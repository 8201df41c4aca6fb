//! Model text cut into words and signs, each with its place.
//! Not here: what they mean together ([`super::syntax`], [`super::expression`]).

use crate::{Error, Result};

/// Longest model text, in characters.
const LONGEST: usize = 400_000;

/// The sign in the middle of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Operator {
    /// `=~`: the left is measured by the right.
    #[serde(rename = "=~")]
    Measures,
    /// `~`: the left is regressed on the right.
    #[serde(rename = "~")]
    Regresses,
    /// `~~`: variance or covariance.
    #[serde(rename = "~~")]
    Covaries,
    /// `~1`: intercept or mean.
    #[serde(rename = "~1")]
    Intercept,
    /// `|`: threshold of an ordinal item.
    #[serde(rename = "|")]
    Threshold,
    /// `~*~`: scale of the variable under an ordinal item.
    #[serde(rename = "~*~")]
    Scales,
    /// `:=`: a parameter computed from others.
    #[serde(rename = ":=")]
    Defines,
    /// `==`: an equality constraint.
    #[serde(rename = "==")]
    Equals,
}

impl Operator {
    /// As it is written in model text.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Measures => "=~",
            Operator::Regresses => "~",
            Operator::Covaries => "~~",
            Operator::Intercept => "~1",
            Operator::Threshold => "|",
            Operator::Scales => "~*~",
            Operator::Defines => ":=",
            Operator::Equals => "==",
        }
    }
}

/// A word or sign.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Symbol {
    Name(String),
    Number(f64),
    Text(String),
    Operator(Operator),
    /// `+ - * / ^ ( ) , ?`
    Sign(char),
    /// An operator that lavaan knows and this crate refuses.
    Refused(&'static str),
    LineEnd,
    Semicolon,
}

/// A symbol and where it begins, both counted from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub symbol: Symbol,
    pub line: usize,
    pub column: usize,
}

/// An error of syntax at a place.
pub(crate) fn wrong(line: usize, column: usize, problem: impl Into<String>) -> Error {
    Error::Syntax { line, column, problem: problem.into() }
}

/// All tokens of a model text.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>> {
    if text.len() > LONGEST {
        return Err(wrong(1, 1, format!("the model text is longer than {LONGEST} bytes")));
    }
    let mut reader = Reader { rest: text.chars().collect(), at: 0, line: 1, column: 1, found: Vec::new() };
    while reader.at < reader.rest.len() {
        reader.one()?;
    }
    Ok(reader.found)
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    line: usize,
    column: usize,
    found: Vec<Token>,
}

fn begins_name(sign: char) -> bool {
    sign.is_alphabetic() || sign == '_' || sign == '.'
}

fn within_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '.'
}

impl Reader {
    fn peek(&self, ahead: usize) -> char {
        self.rest.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn put(&mut self, symbol: Symbol, length: usize) {
        self.found.push(Token { symbol, line: self.line, column: self.column });
        self.at += length;
        self.column += length;
    }

    fn one(&mut self) -> Result<()> {
        let sign = self.peek(0);
        match sign {
            '\n' => {
                self.put(Symbol::LineEnd, 1);
                self.line += 1;
                self.column = 1;
            }
            '#' | '!' => {
                while self.at < self.rest.len() && self.peek(0) != '\n' {
                    self.at += 1;
                    self.column += 1;
                }
            }
            ';' => self.put(Symbol::Semicolon, 1),
            '"' | '\'' | '`' => self.quoted(sign)?,
            _ if sign.is_whitespace() || sign == '\u{feff}' => {
                self.at += 1;
                self.column += 1;
            }
            _ if sign.is_ascii_digit() || (sign == '.' && self.peek(1).is_ascii_digit()) => self.number()?,
            _ if begins_name(sign) => self.name(),
            '+' | '-' | '*' | '/' | '^' | '(' | ')' | ',' | '?' => self.put(Symbol::Sign(sign), 1),
            _ => self.operator()?,
        }
        Ok(())
    }

    fn operator(&mut self) -> Result<()> {
        let next = (self.peek(0), self.peek(1), self.peek(2));
        let (symbol, length) = match next {
            ('~', '*', '~') => (Symbol::Operator(Operator::Scales), 3),
            ('~', '~', _) => (Symbol::Operator(Operator::Covaries), 2),
            ('~', ..) => (Symbol::Operator(Operator::Regresses), 1),
            ('=', '~', _) => (Symbol::Operator(Operator::Measures), 2),
            ('=', '=', _) => (Symbol::Operator(Operator::Equals), 2),
            (':', '=', _) => (Symbol::Operator(Operator::Defines), 2),
            ('|', ..) => (Symbol::Operator(Operator::Threshold), 1),
            ('<', '~', _) => (Symbol::Refused("<~ (a composite of its indicators)"), 2),
            ('<', ..) => (Symbol::Refused("< (an inequality)"), 1),
            ('>', ..) => (Symbol::Refused("> (an inequality)"), 1),
            (':', ..) => (Symbol::Refused(": (a block of the model)"), 1),
            ('%', ..) => (Symbol::Refused("% (a group's weight)"), 1),
            (other, ..) => {
                return Err(wrong(
                    self.line,
                    self.column,
                    format!("the sign \"{other}\" has no meaning here"),
                ));
            }
        };
        self.put(symbol, length);
        Ok(())
    }

    fn name(&mut self) {
        let mut length = 1;
        loop {
            let sign = self.peek(length);
            let product = sign == ':' && begins_name(self.peek(length + 1));
            if !within_name(sign) && !product {
                break;
            }
            length += 1;
        }
        let word: String = self.rest[self.at..self.at + length].iter().collect();
        self.put(Symbol::Name(word), length);
    }

    fn number(&mut self) -> Result<()> {
        let mut length = 0;
        while self.peek(length).is_ascii_digit() || self.peek(length) == '.' {
            length += 1;
        }
        if matches!(self.peek(length), 'e' | 'E') {
            let signed = usize::from(matches!(self.peek(length + 1), '+' | '-'));
            if self.peek(length + 1 + signed).is_ascii_digit() {
                length += 1 + signed;
                while self.peek(length).is_ascii_digit() {
                    length += 1;
                }
            }
        }
        let word: String = self.rest[self.at..self.at + length].iter().collect();
        if within_name(self.peek(length)) {
            return Err(wrong(
                self.line,
                self.column,
                format!("\"{word}{}\": a name begins with a letter", self.peek(length)),
            ));
        }
        match word.parse::<f64>() {
            Ok(value) if value.is_finite() => self.put(Symbol::Number(value), length),
            _ => return Err(wrong(self.line, self.column, format!("\"{word}\" is not a number"))),
        }
        Ok(())
    }

    /// Text between quotes, or a name between backticks.
    fn quoted(&mut self, mark: char) -> Result<()> {
        let mut length = 1;
        loop {
            match self.peek(length) {
                '\0' | '\n' => return Err(wrong(self.line, self.column, format!("{mark} is never closed"))),
                sign if sign == mark => break,
                _ => length += 1,
            }
        }
        let word: String = self.rest[self.at + 1..self.at + length].iter().collect();
        if word.trim().is_empty() {
            return Err(wrong(self.line, self.column, "nothing between the quotation marks"));
        }
        let symbol = if mark == '`' { Symbol::Name(word) } else { Symbol::Text(word) };
        self.put(symbol, length + 1);
        Ok(())
    }
}
