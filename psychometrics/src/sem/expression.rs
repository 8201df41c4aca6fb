//! Arithmetic on labels, for `:=` and `==`: read, evaluated, and differentiated exactly.
//! Not here: which parameter a label stands for ([`super::constraints`]).

use super::tokens::{Symbol, Token, wrong};
use crate::{Error, Result};

/// Deepest nesting of brackets and signs.
const DEEPEST: usize = 60;

/// A function of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Exp,
    Log,
    Sqrt,
    Abs,
    Sin,
    Cos,
    Tan,
}

/// A formula over labels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Number(f64),
    Label(String),
    Negative(Box<Expression>),
    Two(char, Box<Expression>, Box<Expression>),
    Call(Function, Box<Expression>),
}

/// A value with its derivatives in the free parameters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slope {
    pub value: f64,
    pub by: Vec<f64>,
}

impl Slope {
    /// A constant among `parameters` parameters.
    pub fn constant(value: f64, parameters: usize) -> Slope {
        Slope { value, by: vec![0.0; parameters] }
    }

    /// `value` whose derivative is `self.by` times `factor`.
    fn chained(mut self, value: f64, factor: f64) -> Slope {
        self.value = value;
        self.by.iter_mut().for_each(|by| *by *= factor);
        self
    }

    /// `a self + b other` in the derivatives.
    fn joined(mut self, other: &Slope, value: f64, a: f64, b: f64) -> Slope {
        self.value = value;
        for (mine, theirs) in self.by.iter_mut().zip(&other.by) {
            *mine = a * *mine + b * theirs;
        }
        self
    }
}

impl Expression {
    /// Reads the whole of `tokens`.
    pub fn read(tokens: &[Token], line: usize, column: usize) -> Result<Expression> {
        let mut reader = Reader { tokens, at: 0, depth: 0, line, column };
        let whole = reader.sum()?;
        match reader.tokens.get(reader.at) {
            None => Ok(whole),
            Some(token) => Err(wrong(token.line, token.column, "the formula should have ended here")),
        }
    }

    /// Every label in it.
    pub fn labels(&self, into: &mut Vec<String>) {
        match self {
            Expression::Number(_) => {}
            Expression::Label(name) => into.push(name.clone()),
            Expression::Negative(inner) | Expression::Call(_, inner) => inner.labels(into),
            Expression::Two(_, left, right) => {
                left.labels(into);
                right.labels(into);
            }
        }
    }

    /// Value and derivatives, where `of` gives those of a label.
    pub fn slope(&self, parameters: usize, of: &dyn Fn(&str) -> Option<Slope>) -> Result<Slope> {
        Ok(match self {
            Expression::Number(value) => Slope::constant(*value, parameters),
            Expression::Label(name) => {
                of(name).ok_or_else(|| Error::Model(format!("there is no parameter labelled \"{name}\"")))?
            }
            Expression::Negative(inner) => {
                let inner = inner.slope(parameters, of)?;
                let value = -inner.value;
                inner.chained(value, -1.0)
            }
            Expression::Two(sign, left, right) => {
                two(*sign, left.slope(parameters, of)?, &right.slope(parameters, of)?)
            }
            Expression::Call(function, inner) => called(*function, inner.slope(parameters, of)?),
        })
    }
}

fn two(sign: char, left: Slope, right: &Slope) -> Slope {
    let (a, b) = (left.value, right.value);
    match sign {
        '+' => left.joined(right, a + b, 1.0, 1.0),
        '-' => left.joined(right, a - b, 1.0, -1.0),
        '*' => left.joined(right, a * b, b, a),
        '/' => left.joined(right, a / b, 1.0 / b, -a / (b * b)),
        _ => {
            let value = a.powf(b);
            let by_base = if b == 0.0 { 0.0 } else { b * a.powf(b - 1.0) };
            let moving = right.by.iter().any(|&by| by != 0.0);
            let by_power = if moving { value * a.ln() } else { 0.0 };
            left.joined(right, value, by_base, by_power)
        }
    }
}

fn called(function: Function, inner: Slope) -> Slope {
    let x = inner.value;
    let (value, factor) = match function {
        Function::Exp => (x.exp(), x.exp()),
        Function::Log => (x.ln(), 1.0 / x),
        Function::Sqrt => (x.sqrt(), 0.5 / x.sqrt()),
        Function::Abs => (x.abs(), if x < 0.0 { -1.0 } else { 1.0 }),
        Function::Sin => (x.sin(), x.cos()),
        Function::Cos => (x.cos(), -x.sin()),
        Function::Tan => (x.tan(), 1.0 + x.tan() * x.tan()),
    };
    inner.chained(value, factor)
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    line: usize,
    column: usize,
}

impl Reader<'_> {
    fn here(&self) -> (usize, usize) {
        match self.tokens.get(self.at).or_else(|| self.tokens.last()) {
            Some(token) => (token.line, token.column),
            None => (self.line, self.column),
        }
    }

    fn sign(&mut self, among: &[char]) -> Option<char> {
        match self.tokens.get(self.at).map(|token| &token.symbol) {
            Some(Symbol::Sign(sign)) if among.contains(sign) => {
                self.at += 1;
                Some(*sign)
            }
            _ => None,
        }
    }

    fn deeper(&mut self) -> Result<()> {
        self.depth += 1;
        let (line, column) = self.here();
        if self.depth > DEEPEST {
            Err(wrong(line, column, "the formula is nested too deeply"))
        } else {
            Ok(())
        }
    }

    fn sum(&mut self) -> Result<Expression> {
        let mut left = self.product()?;
        let mut length = 0;
        while let Some(sign) = self.sign(&['+', '-']) {
            length += 1;
            self.long(length)?;
            left = Expression::Two(sign, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression> {
        let mut left = self.signed()?;
        let mut length = 0;
        while let Some(sign) = self.sign(&['*', '/']) {
            length += 1;
            self.long(length)?;
            left = Expression::Two(sign, Box::new(left), Box::new(self.signed()?));
        }
        Ok(left)
    }

    /// A chain of operations is a deep tree too; the evaluation walks it by calling itself.
    fn long(&self, length: usize) -> Result<()> {
        let (line, column) = self.here();
        if length > 400 { Err(wrong(line, column, "the formula is too long")) } else { Ok(()) }
    }

    fn signed(&mut self) -> Result<Expression> {
        match self.sign(&['-', '+']) {
            Some(sign) => {
                self.deeper()?;
                let inner = self.signed()?;
                self.depth -= 1;
                Ok(if sign == '-' { Expression::Negative(Box::new(inner)) } else { inner })
            }
            None => self.power(),
        }
    }

    fn power(&mut self) -> Result<Expression> {
        let base = self.atom()?;
        if self.sign(&['^']).is_none() {
            return Ok(base);
        }
        self.deeper()?;
        let exponent = self.signed()?;
        self.depth -= 1;
        Ok(Expression::Two('^', Box::new(base), Box::new(exponent)))
    }

    fn atom(&mut self) -> Result<Expression> {
        let (line, column) = self.here();
        let symbol = self.tokens.get(self.at).map(|token| token.symbol.clone());
        self.at += 1;
        match symbol {
            Some(Symbol::Number(value)) => Ok(Expression::Number(value)),
            Some(Symbol::Sign('(')) => self.bracket(),
            Some(Symbol::Name(name)) => {
                if self.sign(&['(']).is_none() {
                    return Ok(Expression::Label(name));
                }
                let function = match name.as_str() {
                    "exp" => Function::Exp,
                    "log" => Function::Log,
                    "sqrt" => Function::Sqrt,
                    "abs" => Function::Abs,
                    "sin" => Function::Sin,
                    "cos" => Function::Cos,
                    "tan" => Function::Tan,
                    _ => return Err(wrong(line, column, format!("there is no function \"{name}\""))),
                };
                Ok(Expression::Call(function, Box::new(self.bracket()?)))
            }
            _ => Err(wrong(line, column, "a number, a label or a bracket is missing here")),
        }
    }

    fn bracket(&mut self) -> Result<Expression> {
        self.deeper()?;
        let inner = self.sum()?;
        self.depth -= 1;
        let (line, column) = self.here();
        self.sign(&[')']).map(|_| inner).ok_or_else(|| wrong(line, column, "a bracket is never closed"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn a_formula_is_evaluated_with_its_exact_derivatives() {
        let words = tokens("a*b + exp(-a)^2/ (1 - b)").unwrap();
        let formula = Expression::read(&words, 1, 1).unwrap();
        let at = |a: f64, b: f64| {
            formula
                .slope(2, &|name| {
                    let (value, by) = if name == "a" { (a, vec![1.0, 0.0]) } else { (b, vec![0.0, 1.0]) };
                    Some(Slope { value, by })
                })
                .unwrap()
        };
        let (here, step) = (at(0.3, 0.2), 1e-6);
        assert!((here.value - (0.06 + (-0.6f64).exp() / 0.8)).abs() < 1e-15);
        let by_a = (at(0.3 + step, 0.2).value - at(0.3 - step, 0.2).value) / (2.0 * step);
        let by_b = (at(0.3, 0.2 + step).value - at(0.3, 0.2 - step).value) / (2.0 * step);
        assert!((here.by[0] - by_a).abs() < 1e-8 && (here.by[1] - by_b).abs() < 1e-8);
    }

    #[test]
    fn nesting_without_end_is_refused_and_does_not_overflow() {
        let deep = tokens(&"(".repeat(10_000)).unwrap();
        assert!(matches!(Expression::read(&deep, 1, 1), Err(Error::Syntax { .. })));
        let long = tokens(&vec!["a"; 5_000].join("+")).unwrap();
        assert!(matches!(Expression::read(&long, 1, 1), Err(Error::Syntax { .. })));
    }
}
