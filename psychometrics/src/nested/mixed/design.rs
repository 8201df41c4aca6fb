//! What the names of a formula stand for: which rows are complete, the columns of the fixed and random effects, the
//! groups. Columns are borrowed and multiplied while they are read; none is copied.
//! Not here: reading the formula (see `formula`) and sums over the columns (see `sums`).

use std::sync::Arc;

use super::formula::{Formula, Product, Random};
use crate::nested::groups::{Groups, NOBODY};
use crate::nested::variables::{Variable, Variables};
use crate::{Error, Result};

/// A factor of a column: a variable, or whether a text variable has a certain value.
#[derive(Debug, Clone)]
enum Part<'a> {
    Number(&'a [f64]),
    Level(Arc<Vec<u32>>, u32),
}

/// A column of a design: a product of parts, the intercept where there are none.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// Its name, such as `x`, `cohortB` or `x:cohortB`; `(Intercept)` for the intercept.
    pub name: String,
    parts: Vec<Part<'a>>,
}

/// A text variable's levels and the code of each kept row.
#[derive(Debug, Clone)]
struct Category {
    levels: Vec<String>,
    codes: Arc<Vec<u32>>,
}

/// Random effects of one grouping; several terms of the formula may share it.
#[derive(Debug, Clone)]
pub struct Grouping<'a> {
    /// Its name, inner variables first: `class:school`.
    pub name: String,
    /// The groups of the kept rows.
    pub groups: Groups,
    /// Columns of the effects.
    pub columns: Vec<Column<'a>>,
    /// How many columns each term has; effects go together within a term only.
    pub blocks: Vec<usize>,
}

/// The whole design.
#[derive(Debug, Clone)]
pub struct Design<'a> {
    /// Kept rows; none where all are kept.
    pub rows: Option<Vec<u32>>,
    /// How many rows are kept.
    pub n: usize,
    /// How many are left out because something is missing.
    pub left_out: usize,
    /// The response.
    pub response: Column<'a>,
    /// Columns of the fixed effects.
    pub fixed: Vec<Column<'a>>,
    /// Groupings, those with most groups first.
    pub groupings: Vec<Grouping<'a>>,
    /// Weights of all rows, where given.
    pub weights: Option<&'a [f64]>,
}

impl Column<'_> {
    /// Whether this is the intercept.
    #[must_use]
    pub fn is_intercept(&self) -> bool {
        self.parts.is_empty()
    }

    /// Writes the values of the kept rows from place `from` on into `out`; `rows` as in [`Design::rows`].
    pub fn fill(&self, rows: Option<&[u32]>, from: usize, out: &mut [f64]) {
        let Some((first, rest)) = self.parts.split_first() else {
            out.fill(1.0);
            return;
        };
        first.each(rows, from, out, |out, value| *out = value);
        for part in rest {
            part.each(rows, from, out, |out, value| *out *= value);
        }
    }
}

impl Part<'_> {
    fn each(&self, rows: Option<&[u32]>, from: usize, out: &mut [f64], put: impl Fn(&mut f64, f64)) {
        match (self, rows) {
            (Self::Number(values), None) => {
                out.iter_mut().zip(&values[from..]).for_each(|(out, &value)| put(out, value));
            }
            (Self::Number(values), Some(rows)) => {
                out.iter_mut().zip(&rows[from..]).for_each(|(out, &row)| put(out, values[row as usize]));
            }
            (Self::Level(codes, level), _) => {
                let is = |code: &u32| f64::from(u8::from(code == level));
                out.iter_mut().zip(&codes[from..]).for_each(|(out, code)| put(out, is(code)));
            }
        }
    }
}

impl<'a> Design<'a> {
    /// Resolves `formula` over `variables`.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`]; [`Error::Model`] where a variable is of the wrong kind, a grouping too fine, or a term
    /// is there twice; [`Error::TooFew`] for rows; [`Error::Value`] for a weight that is not above zero.
    pub fn new(formula: &Formula, variables: &Variables<'a>, weights: Option<&'a [f64]>) -> Result<Self> {
        let total = variables.rows();
        let rows = complete(formula, variables, weights)?;
        let n = rows.as_ref().map_or(total, Vec::len);
        if n < 2 {
            return Err(Error::TooFew { what: "complete rows".to_owned(), needed: 2, found: n });
        }
        let kept = Kept { variables, rows: rows.as_deref() };
        let Variable::Number(response) = variables.get(&formula.response)? else {
            return Err(Error::Model(format!("the response \"{}\" is text", formula.response)));
        };
        let response = Column { name: formula.response.clone(), parts: vec![Part::Number(response)] };
        let fixed = kept.columns(&formula.fixed)?;
        let mut groupings: Vec<Grouping<'a>> = Vec::new();
        for random in &formula.random {
            kept.add_random(random, &mut groupings)?;
        }
        groupings.sort_by_key(|grouping| std::cmp::Reverse(grouping.groups.count()));
        for grouping in &groupings {
            check(grouping, n, weights.is_some())?;
        }
        Ok(Self { rows, n, left_out: total - n, response, fixed, groupings, weights })
    }

    /// The square roots of the weights of the kept rows from place `from` on, where there are weights.
    #[must_use]
    pub fn root_weights(&self, from: usize, out: &mut [f64]) -> bool {
        let Some(weights) = self.weights else { return false };
        for (place, out) in out.iter_mut().enumerate() {
            let row = self.rows.as_ref().map_or(from + place, |rows| rows[from + place] as usize);
            *out = weights[row].sqrt();
        }
        true
    }
}

/// The rows that are complete in every variable of the model; none where all are.
fn complete(
    formula: &Formula,
    variables: &Variables<'_>,
    weights: Option<&[f64]>,
) -> Result<Option<Vec<u32>>> {
    let used: Vec<Variable<'_>> =
        formula.names().into_iter().map(|name| variables.get(name)).collect::<Result<_>>()?;
    let total = variables.rows();
    if let Some(weights) = weights {
        if weights.len() != total {
            let why = format!("{} are given for {total} rows", weights.len());
            return Err(Error::Argument { what: "weights".to_owned(), why });
        }
        if let Some(row) = weights.iter().position(|&weight| weight <= 0.0) {
            let (item, value) = ("weight".to_owned(), weights[row].to_string());
            return Err(Error::Value { item, row: row + 1, value, why: "is not above zero".to_owned() });
        }
    }
    let unweighted = |row: usize| weights.is_some_and(|weights| !weights[row].is_finite());
    let gaps: Vec<Variable<'_>> = used.into_iter().filter(Variable::any_missing).collect();
    if gaps.is_empty() && !(0..total).any(unweighted) {
        return Ok(None);
    }
    let whole =
        |&row: &u32| !unweighted(row as usize) && !gaps.iter().any(|variable| variable.missing(row as usize));
    Ok(Some((0..total as u32).filter(whole).collect()))
}

struct Kept<'a, 'b> {
    variables: &'b Variables<'a>,
    rows: Option<&'b [u32]>,
}

impl<'a> Kept<'a, '_> {
    fn groups(&self, name: &str) -> Result<Groups> {
        let all = Groups::of(self.variables.get(name)?)?;
        self.rows.map_or(Ok(all.clone()), |rows| all.of_rows(rows))
    }

    fn category(&self, name: &str) -> Result<Option<Category>> {
        if let Variable::Number(_) = self.variables.get(name)? {
            return Ok(None);
        }
        let groups = self.groups(name)?;
        Ok(Some(Category { levels: groups.labels().to_vec(), codes: Arc::new(groups.codes().to_vec()) }))
    }

    /// A text variable stands for its levels but the first, where the rest of its term is in the model as well, and
    /// for all of its levels otherwise: the rule of the S language (Chambers & Hastie 1992).
    fn columns(&self, terms: &[Product]) -> Result<Vec<Column<'a>>> {
        let mut found = Vec::new();
        for term in terms {
            let mut columns = vec![Column { name: String::new(), parts: Vec::new() }];
            for name in term {
                let others = |known: &Product| {
                    known.len() + 1 == term.len()
                        && known.iter().all(|other| other != name && term.contains(other))
                };
                let skip = usize::from(terms.iter().any(others));
                let steps = self.steps(name, skip)?;
                let longer = |(label, part): &(String, Part<'a>), column: &Column<'a>| {
                    let glue = if column.parts.is_empty() { "" } else { ":" };
                    let mut parts = column.parts.clone();
                    parts.push(part.clone());
                    Column { name: format!("{}{glue}{label}", column.name), parts }
                };
                let each =
                    steps.iter().flat_map(|step| columns.iter().map(move |column| longer(step, column)));
                columns = each.collect();
            }
            if term.is_empty() {
                columns[0].name = "(Intercept)".to_owned();
            }
            found.extend(columns);
        }
        Ok(found)
    }

    fn steps(&self, name: &str, skip: usize) -> Result<Vec<(String, Part<'a>)>> {
        let Some(category) = self.category(name)? else {
            let Variable::Number(values) = self.variables.get(name)? else { return Ok(Vec::new()) };
            return Ok(vec![(name.to_owned(), Part::Number(values))]);
        };
        let step = |(at, level): (usize, &String)| {
            (format!("{name}{level}"), Part::Level(Arc::clone(&category.codes), at as u32))
        };
        Ok(category.levels.iter().enumerate().skip(skip).map(step).collect())
    }

    fn add_random(&self, random: &Random, groupings: &mut Vec<Grouping<'a>>) -> Result<()> {
        let name = random.group.join(":");
        let columns = self.columns(&random.terms)?;
        let blocks = if random.correlated {
            vec![columns.len()]
        } else {
            let each = |term| Ok(self.columns(std::slice::from_ref(term))?.len());
            let apart = random.terms.iter().map(each).collect::<Result<Vec<usize>>>()?;
            // A category that stands alone keeps all its levels, and they go together.
            let alone: usize = apart.iter().sum();
            if alone == columns.len() { apart } else { vec![1; columns.len()] }
        };
        let at = match groupings.iter().position(|known| known.name == name) {
            Some(at) => at,
            None => {
                let (outer, inner) = random
                    .group
                    .split_last()
                    .ok_or_else(|| Error::Model("a random effect has no grouping variable".to_owned()))?;
                let mut groups = self.groups(outer)?;
                for variable in inner.iter().rev() {
                    groups = self.groups(variable)?.within(&groups)?;
                }
                groupings.push(Grouping { name, groups, columns: Vec::new(), blocks: Vec::new() });
                groupings.len() - 1
            }
        };
        let grouping = &mut groupings[at];
        for column in columns {
            if grouping.columns.iter().any(|known| known.name == column.name) {
                let problem =
                    format!("the random effect {} is there twice for {}", column.name, grouping.name);
                return Err(Error::Model(problem));
            }
            grouping.columns.push(column);
        }
        grouping.blocks.extend(blocks);
        Ok(())
    }
}

fn check(grouping: &Grouping<'_>, n: usize, weighted: bool) -> Result<()> {
    let (name, levels, q) = (&grouping.name, grouping.groups.count(), grouping.columns.len());
    if grouping.groups.codes().contains(&NOBODY) {
        return Err(Error::Model(format!("some rows have no \"{name}\"")));
    }
    if levels < 2 {
        return Err(Error::TooFew { what: format!("groups of \"{name}\""), needed: 2, found: levels });
    }
    if levels * q >= n && !weighted {
        return Err(Error::Model(format!(
            "{n} rows cannot tell {q} random effects of each of {levels} groups of \"{name}\" from the residual"
        )));
    }
    Ok(())
}
