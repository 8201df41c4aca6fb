//! The text of a mixed model, `y ~ 1 + x * z + (1 + x | g)`, taken apart into terms.
//! Not here: what the names stand for (see `design`).
//!
//! Read are `+`, `-`, `:`, `*`, `/`, `^`, brackets, `0` and `1`; `(… | g)` for random effects that go together,
//! `(… || g)` for ones that do not, `a/b` and `a:b` for groups within groups. Names may stand in backticks.

use crate::{Error, Result};

/// A product of variables; the empty product is the intercept.
pub type Product = Vec<String>;

/// Random effects of one grouping.
#[derive(Debug, Clone, PartialEq)]
pub struct Random {
    /// The effects, the intercept as an empty product.
    pub terms: Vec<Product>,
    /// Whether they go together (`|`) or not (`||`).
    pub correlated: bool,
    /// The variables whose levels together make the groups, the innermost first.
    pub group: Vec<String>,
}

/// A model taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The variable to be explained.
    pub response: String,
    /// Fixed effects, main effects before products, the intercept as an empty product in front.
    pub fixed: Vec<Product>,
    /// Random effects in the order of the text; `a/b` makes two.
    pub random: Vec<Random>,
}

impl Formula {
    /// Reads the text of a model.
    ///
    /// ```
    /// use psychometrics::nested::mixed::formula::Formula;
    /// let formula = Formula::read("y ~ x * z + (1 | school/class)").unwrap();
    /// assert_eq!(formula.fixed.len(), 4); // the intercept, x, z and x:z
    /// assert_eq!(formula.random[0].group, ["class", "school"]);
    /// assert!(Formula::read("y ~ x + (1 | )").is_err());
    /// ```
    ///
    /// # Errors
    /// [`Error::Syntax`] with the place where the text cannot be read.
    pub fn read(text: &str) -> Result<Self> {
        let mut reader = Reader { tokens: tokens(text)?, at: 0 };
        let response = reader.name()?;
        reader.expect(&Kind::Sign('~'), "\"~\" after the response")?;
        let mut random = Vec::new();
        let fixed = reader.sum(Some(&mut random))?;
        match reader.peek().kind {
            Kind::End => Ok(Self { response, fixed: in_order(fixed.terms, fixed.intercept), random }),
            _ => Err(reader.wrong("nothing more")),
        }
    }

    /// Every variable the model speaks of, once each.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names = vec![self.response.as_str()];
        let of_random = self.random.iter().flat_map(|random| random.terms.iter().chain([&random.group]));
        for name in self.fixed.iter().chain(of_random).flatten() {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Name(String),
    Number(u32),
    Sign(char),
    /// `||`.
    Apart,
    End,
}

#[derive(Debug, Clone)]
struct Token {
    kind: Kind,
    line: usize,
    column: usize,
}

fn tokens(text: &str) -> Result<Vec<Token>> {
    let signs: Vec<char> = text.chars().collect();
    let (mut found, mut at, mut line, mut column) = (Vec::new(), 0, 1, 1);
    while at < signs.len() {
        let sign = signs[at];
        let start = at;
        let kind = match sign {
            '\n' => {
                (at, line, column) = (at + 1, line + 1, 1);
                continue;
            }
            _ if sign.is_whitespace() => {
                (at, column) = (at + 1, column + 1);
                continue;
            }
            '`' => {
                let long = signs[at + 1..].iter().position(|&sign| sign == '`');
                let Some(long) = long.filter(|&long| long > 0) else {
                    return Err(Error::Syntax {
                        line,
                        column,
                        problem: "a name in backticks does not end".to_owned(),
                    });
                };
                at += long + 2;
                Kind::Name(signs[start + 1..at - 1].iter().collect())
            }
            '|' if signs.get(at + 1) == Some(&'|') => {
                at += 2;
                Kind::Apart
            }
            '~' | '+' | '-' | ':' | '*' | '/' | '^' | '(' | ')' | '|' => {
                at += 1;
                Kind::Sign(sign)
            }
            _ if sign.is_ascii_digit() => {
                at += signs[at..].iter().take_while(|sign| sign.is_ascii_digit()).count();
                let digits: String = signs[start..at].iter().collect();
                Kind::Number(digits.parse().unwrap_or(u32::MAX))
            }
            _ if is_name(sign) => {
                at += signs[at..].iter().take_while(|&&sign| is_name(sign)).count();
                Kind::Name(signs[start..at].iter().collect())
            }
            _ => {
                let problem =
                    format!("\"{sign}\" has no meaning here; a name with such signs stands in backticks");
                return Err(Error::Syntax { line, column, problem });
            }
        };
        found.push(Token { kind, line, column });
        column += at - start;
    }
    found.push(Token { kind: Kind::End, line, column });
    Ok(found)
}

fn is_name(sign: char) -> bool {
    sign.is_alphanumeric() || sign == '_' || sign == '.'
}

/// Terms of a sum, and what it says of the intercept.
struct Sum {
    terms: Vec<Product>,
    intercept: bool,
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn take(&mut self, kind: &Kind) -> bool {
        let same = self.peek().kind == *kind;
        self.at += usize::from(same);
        same
    }

    fn wrong(&self, wanted: &str) -> Error {
        let token = self.peek();
        let found = match &token.kind {
            Kind::Name(name) => format!("\"{name}\""),
            Kind::Number(number) => format!("\"{number}\""),
            Kind::Sign(sign) => format!("\"{sign}\""),
            Kind::Apart => "\"||\"".to_owned(),
            Kind::End => "the end".to_owned(),
        };
        let problem = format!("{wanted} expected, {found} found");
        Error::Syntax { line: token.line, column: token.column, problem }
    }

    fn expect(&mut self, kind: &Kind, wanted: &str) -> Result<()> {
        if self.take(kind) { Ok(()) } else { Err(self.wrong(wanted)) }
    }

    fn name(&mut self) -> Result<String> {
        match self.peek().kind.clone() {
            Kind::Name(name) => {
                self.at += 1;
                Ok(name)
            }
            _ => Err(self.wrong("a variable")),
        }
    }

    /// Items with `+` and `-` between them; random effects only where there is a place for them.
    fn sum(&mut self, mut random: Option<&mut Vec<Random>>) -> Result<Sum> {
        let mut sum = Sum { terms: Vec::new(), intercept: true };
        let mut minus = self.take(&Kind::Sign('-'));
        loop {
            if let (Some(random), true) = (random.as_deref_mut(), self.at_random()) {
                if minus {
                    return Err(self.wrong("a fixed effect after \"-\""));
                }
                self.random(random)?;
            } else if self.take(&Kind::Number(0)) {
                sum.intercept = minus;
            } else if self.take(&Kind::Number(1)) {
                sum.intercept = !minus;
            } else {
                for term in self.crossed()? {
                    let same = sum.terms.iter().position(|known| same(known, &term));
                    match (minus, same) {
                        (false, None) => sum.terms.push(term),
                        (true, Some(at)) => _ = sum.terms.remove(at),
                        _ => {}
                    }
                }
            }
            minus = self.take(&Kind::Sign('-'));
            if !minus && !self.take(&Kind::Sign('+')) {
                return Ok(sum);
            }
        }
    }

    /// `a * b` is `a + b + a:b`; `a / b` is `a + a:b`.
    fn crossed(&mut self) -> Result<Vec<Product>> {
        let mut left = self.joined()?;
        loop {
            let star = self.take(&Kind::Sign('*'));
            if !star && !self.take(&Kind::Sign('/')) {
                return Ok(left);
            }
            let right = self.joined()?;
            let products = if star {
                products(&left, &right)
            } else {
                let all: Product = left.iter().flatten().cloned().collect();
                products(&[all], &right)
            };
            let alone = if star { right } else { Vec::new() };
            left.extend(alone.into_iter().chain(products));
        }
    }

    fn joined(&mut self) -> Result<Vec<Product>> {
        let mut left = self.raised()?;
        while self.take(&Kind::Sign(':')) {
            left = products(&left, &self.raised()?);
        }
        Ok(left)
    }

    /// `(a + b)^2` is all terms and their products of two.
    fn raised(&mut self) -> Result<Vec<Product>> {
        let base = if self.take(&Kind::Sign('(')) {
            let inner = self.sum(None)?;
            self.expect(&Kind::Sign(')'), "\")\"")?;
            inner.terms
        } else {
            vec![vec![self.name()?]]
        };
        let mut whole = base.clone();
        if self.take(&Kind::Sign('^')) {
            let Kind::Number(power @ 1..=8) = self.peek().kind else {
                return Err(self.wrong("a power from 1 to 8"));
            };
            self.at += 1;
            for _ in 1..power {
                let next = products(&whole, &base);
                whole.extend(next);
            }
        }
        Ok(whole)
    }

    fn at_random(&self) -> bool {
        if self.peek().kind != Kind::Sign('(') {
            return false;
        }
        let mut depth = 0;
        for token in &self.tokens[self.at..] {
            match token.kind {
                Kind::Sign('(') => depth += 1,
                Kind::Sign(')') => depth -= 1,
                Kind::Sign('|') | Kind::Apart if depth == 1 => return true,
                _ => {}
            }
            if depth == 0 {
                return false;
            }
        }
        false
    }

    fn random(&mut self, found: &mut Vec<Random>) -> Result<()> {
        self.at += 1;
        let effects = self.sum(None)?;
        let terms = in_order(effects.terms, effects.intercept);
        if terms.is_empty() {
            return Err(self.wrong("a random effect before the bar"));
        }
        let correlated = !self.take(&Kind::Apart);
        if correlated {
            self.expect(&Kind::Sign('|'), "\"|\"")?;
        }
        let mut groups = vec![vec![self.name()?]];
        loop {
            if self.take(&Kind::Sign(':')) {
                let name = self.name()?;
                groups.iter_mut().last().into_iter().for_each(|group| group.push(name.clone()));
            } else if self.take(&Kind::Sign('/')) {
                let mut inner = vec![self.name()?];
                inner.extend(groups[groups.len() - 1].iter().cloned());
                groups.push(inner);
            } else {
                break;
            }
        }
        self.expect(&Kind::Sign(')'), "\")\"")?;
        let of_group = |group| Random { terms: terms.clone(), correlated, group };
        found.extend(groups.into_iter().rev().map(of_group));
        Ok(())
    }
}

fn same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().all(|name| b.contains(name))
}

fn products(left: &[Product], right: &[Product]) -> Vec<Product> {
    let mut found: Vec<Product> = Vec::new();
    for a in left {
        for b in right {
            let mut product = a.clone();
            product.extend(b.iter().filter(|name| !a.contains(name)).cloned());
            if !found.iter().any(|known| same(known, &product)) {
                found.push(product);
            }
        }
    }
    found
}

fn in_order(mut terms: Vec<Product>, intercept: bool) -> Vec<Product> {
    terms.sort_by_key(Vec::len);
    if intercept {
        terms.insert(0, Vec::new());
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_powers_and_removed_terms_come_out_as_written() {
        let fixed = |text: &str| {
            let formula = Formula::read(text).unwrap();
            formula.fixed.iter().map(|term| term.join(":")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(fixed("y ~ a * b - a"), " b a:b");
        assert_eq!(fixed("y ~ 0 + (a + b + c)^2"), "a b c a:b a:c b:c");
        assert_eq!(fixed("y ~ a / b - 1"), "a a:b");
        assert_eq!(fixed("y ~ `my x` : b + b:`my x`"), " my x:b");
    }

    #[test]
    fn a_text_that_cannot_be_read_is_refused_with_its_place() {
        for (text, column) in [("y x", 3), ("y ~ x + ", 9), ("y ~ (1 | g", 11), ("y ~ x $ z", 7), ("~ x", 1)]
        {
            match Formula::read(text) {
                Err(Error::Syntax { column: found, .. }) => assert_eq!(found, column, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn random_effects_know_their_groups_and_whether_they_go_together() {
        let formula = Formula::read("y ~ (0 + x || a:b) + (x | c/d/e)").unwrap();
        assert!(!formula.random[0].correlated && formula.random[0].group == ["a", "b"]);
        let groups: Vec<String> = formula.random[1..].iter().map(|random| random.group.join(":")).collect();
        assert_eq!(groups, ["e:d:c", "d:c", "c"]);
        assert_eq!(formula.names(), ["y", "x", "a", "b", "e", "d", "c"]);
    }
}
