//! How well the questions measure, for who keeps them: every question with its statistics, the sixteen constructs as a
//! confirmatory model, answers and counts to take away. Not here: reports about classes and units.

use kernel::{Actor, DbError, Fault, Scope, Tx, params};
use nalgebra::DVector;
use psychometrics::answers::{Answers, Tables};
use psychometrics::classical::{ItemStatistics, alpha_of_answers, item_statistics_of_answers};
use psychometrics::sem::{Data, Model, Options, fit};

use crate::answer::read_signs;
use crate::bank::{Bank, CONSTRUCTS, Wave, constructs};
use crate::permission::keeper;
use crate::store::answer as sql;
use crate::terms::terms;

/// Fewest complete answers for the model.
pub const MODEL_LEAST: usize = 200;

/// Answers of one wave, turned so that high helps; nobody's name, class or unit.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The questions.
    pub bank: Bank,
    /// A column for each question, NaN where there is no answer.
    pub columns: Vec<Vec<f64>>,
}

impl Taken {
    /// How many answered.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    fn names(&self) -> Vec<String> {
        self.bank.items.iter().map(|item| item.code.clone()).collect()
    }

    /// As packed answers of `psychometrics`.
    ///
    /// # Errors
    /// If they are of another shape, which they are not.
    pub fn answers(&self) -> psychometrics::Result<Answers> {
        Answers::from_columns(&self.names(), &self.columns)
    }

    /// Every two-way table: what counties add up without any row of anybody.
    ///
    /// # Errors
    /// As [`Taken::answers`].
    pub fn tables(&self) -> psychometrics::Result<Tables> {
        Ok(self.answers()?.tables())
    }

    /// The rows as csv: a column for each question, empty where there is no answer.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = self.names().join(",");
        out.push('\n');
        for row in 0..self.rows() {
            let cells = self
                .columns
                .iter()
                .map(|column| if column[row].is_nan() { String::new() } else { format!("{}", column[row]) });
            out.push_str(&cells.collect::<Vec<_>>().join(","));
            out.push('\n');
        }
        out
    }
}

/// The answers of a wave of a set of questions in the whole county, for its keepers. Rows come in the order of
/// pseudonyms, which is none.
///
/// # Errors
/// A refusal for anybody else, or where fewer answered than thirty.
pub fn take(tx: &mut Tx<'_>, actor: &Actor, bank: &str, wave: Wave) -> Result<Taken, Fault> {
    keeper(actor)?;
    let bank = crate::licensed::bank(tx, bank)?;
    let scope = Scope::county("answers without name, class or unit, for the keepers of the questions");
    let mut columns = vec![Vec::new(); bank.items.len()];
    tx.each(&scope, sql::OF_BANK, params![&bank.id, wave.number()], |row| {
        let signs = row.text(0)?;
        for ((column, item), answer) in columns.iter_mut().zip(&bank.items).zip(read_signs(&signs)) {
            column.push(
                answer.map_or(f64::NAN, |given| f64::from(if item.turned { 6 - given } else { given })),
            );
        }
        Ok::<_, DbError>(())
    })?;
    let taken = Taken { bank, columns };
    let least = usize::try_from(terms(tx)?.least).unwrap_or(usize::MAX).max(30);
    if taken.rows() < least {
        return Err(kernel::Refusal::new(
            format!("目前只有 {} 份答卷，满 {least} 份才能看题目质量。", taken.rows()),
            format!("{} answers so far; the questions are judged from {least} on.", taken.rows()),
        )
        .into());
    }
    Ok(taken)
}

/// One question among the others of its construct.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its numbers.
    pub statistics: ItemStatistics,
    /// Correlation with the sum of the others; none for a construct of one question.
    pub rest: Option<f64>,
    /// Alpha without it.
    pub without: Option<f64>,
}

/// How the model of sixteen constructs fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Complete answers.
    pub n: usize,
    /// Chi-square.
    pub chisq: f64,
    /// Degrees of freedom.
    pub df: usize,
    /// CFI.
    pub cfi: Option<f64>,
    /// TLI.
    pub tli: Option<f64>,
    /// RMSEA.
    pub rmsea: Option<f64>,
    /// SRMR.
    pub srmr: f64,
    /// What is to be looked at first.
    pub warnings: Vec<String>,
}

/// Why there is no fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoFit {
    /// Fewer complete answers than [`MODEL_LEAST`].
    TooFew(usize),
    /// The model could not be estimated: what was said.
    Not(String),
}

/// Every question among the others of its scale.
///
/// # Errors
/// As [`Taken::answers`].
pub fn questions(taken: &Taken) -> psychometrics::Result<Vec<Question>> {
    let answers = taken.answers()?;
    let statistics = item_statistics_of_answers(&answers);
    let mut found: Vec<Question> =
        statistics.into_iter().map(|statistics| Question { statistics, rest: None, without: None }).collect();
    for scale in 0..=CONSTRUCTS {
        let names = taken.bank.codes_of(scale);
        if names.len() < 2 {
            continue;
        }
        let Ok(alpha) = alpha_of_answers(&answers.select(&names)?, psychometrics::answers::Missing::Pairwise)
        else {
            continue;
        };
        for one in &mut found {
            let own = alpha.items.iter().find(|item| item.item == one.statistics.item);
            let without = alpha.dropped.iter().find(|item| item.item == one.statistics.item);
            one.rest = own.map(|item| item.r_drop).or(one.rest);
            one.without = without.map(|item| item.raw_alpha).or(one.without);
        }
    }
    Ok(found)
}

/// The text of the model: a factor for each construct with more than one question.
#[must_use]
pub fn model_text(bank: &Bank) -> String {
    let factor = |scale: usize| {
        let names = bank.codes_of(scale);
        (names.len() > 1).then(|| format!("F_{} =~ {}\n", constructs()[scale].code, names.join(" + ")))
    };
    (0..CONSTRUCTS).filter_map(factor).collect()
}

/// How the model fits complete answers, by maximum likelihood from their moments.
///
/// # Errors
/// [`NoFit`].
pub fn model_fit(taken: &Taken) -> Result<Fit, NoFit> {
    let not = |error: psychometrics::Error| NoFit::Not(error.to_string());
    let names: Vec<String> = (0..CONSTRUCTS)
        .map(|scale| taken.bank.codes_of(scale))
        .filter(|names| names.len() > 1)
        .flatten()
        .collect();
    let answers = taken.answers().and_then(|answers| answers.select(&names)).map_err(not)?;
    let moments = psychometrics::answers::Moments::from_tables(&answers.complete_tables());
    let n = usize::try_from(moments.rows).unwrap_or(0);
    if n < MODEL_LEAST {
        return Err(NoFit::TooFew(n));
    }
    let covariance = &moments.covariance * ((n as f64 - 1.0) / n as f64);
    let data =
        Data::from_moments(names, n, DVector::from_vec(moments.means.clone()), covariance).map_err(not)?;
    let model = Model::read(&model_text(&taken.bank)).map_err(not)?;
    let options = Options {
        modification: false,
        standardized_errors: false,
        robust_indices: false,
        ..Options::default()
    };
    let solution = fit(&model, &data, &options).map_err(not)?;
    let number = |name: &str| {
        let all = serde_json::to_value(&solution.fit).ok()?;
        all.get(name).and_then(serde_json::Value::as_f64)
    };
    Ok(Fit {
        n,
        chisq: solution.fit.chisq,
        df: solution.fit.df,
        cfi: number("cfi"),
        tli: number("tli"),
        rmsea: number("rmsea"),
        srmr: solution.fit.srmr,
        warnings: solution.warnings,
    })
}
