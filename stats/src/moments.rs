//! Structural models from covariances in place of rows: of counts, of large files counted while read, of pairs of answers.
//! Not here: models of rows (`structure`).

use nalgebra::DVector;
use psychometrics::answers::Moments;
use psychometrics::sem::{Data, Estimator, Model, Options};

use crate::Stopped;
use crate::asked::Asked;
use crate::counts;
use crate::input::{Missing, is_counts};

impl Asked {
    /// Covariances in place of rows: of counts, of complete answers in a file so large that it is counted, or of pairs of
    /// answers where `--missing pairwise` asks for them. They are enough for ml, gls and uls.
    ///
    /// # Errors
    /// What needs the rows; gaps in the counts; columns that are not there.
    pub fn pairwise(&self) -> Result<Option<(Model, Data<'static>, Options)>, Stopped> {
        let counted = is_counts(&self.input.file);
        let asked = self.input.missing == Some(Missing::Pairwise) && self.ordered.is_none();
        let large = self.input.is_large() && self.input.reverse.is_none();
        if !(counted || asked || large) {
            return Ok(None);
        }
        let plain =
            self.estimator.is_none_or(|by| matches!(by, Estimator::Ml | Estimator::Gls | Estimator::Uls));
        if self.ordered.is_some() || !plain {
            let what = match (&self.ordered, self.estimator) {
                (None, Some(by)) => format!("the estimator {by:?}").to_lowercase(),
                _ => "--ordered".to_owned(),
            };
            let source = if counted { "a file of counts" } else { "--missing pairwise" };
            let why = format!("{what} needs the rows; with {source} there are ml, gls and uls");
            return if counted || asked { Err(why.into()) } else { Ok(None) };
        }
        let groups = if counted { self.counted()? } else { self.summed(asked)? };
        let Some((text, groups)) = groups else { return Ok(None) };
        Ok(Some((Model::read(&text)?, of_moments(groups)?, self.options(Vec::new())?)))
    }

    /// The moments of a file of counts.
    fn counted(&self) -> Result<Option<(String, Grouped)>, Stopped> {
        let tables = counts::of_input(&self.input)?;
        let text = self.text(|| Ok(tables.names().to_vec()))?;
        let moments = Moments::from_tables(&tables.select(&named(&text, tables.names()))?);
        if self.input.missing != Some(Missing::Pairwise) && !moments.complete() {
            return Err(format!(
                "{}: the counts have gaps; count complete rows with `tables export --missing listwise`, or say \
                 --missing pairwise to use the covariances of pairs",
                self.input.file
            )
            .into());
        }
        Ok(Some((text, vec![(None, moments)])))
    }

    /// The moments of pairs of answers, group by group; of a large file only where it has no gap.
    fn summed(&self, asked: bool) -> Result<Option<(String, Grouped)>, Stopped> {
        if !asked {
            let Some(text) = self.model.as_ref().map(|_| self.text(|| Ok(Vec::new()))).transpose()? else {
                return Ok(None);
            };
            // Columns that are no answers in categories have to be read as numbers.
            let Ok(tables) = counts::stream(&self.input.file, |names| Ok(named(&text, names))) else {
                return Ok(None);
            };
            let moments = Moments::from_tables(&tables);
            return Ok(moments.complete().then(|| (text, vec![(None, moments)])));
        }
        let frame = self.input.read()?;
        let text = self.text(|| self.input.items(&frame))?;
        let mut groups = Vec::new();
        for part in self.input.parts(frame)? {
            let names = named(&text, part.frame.names());
            groups.push((part.group, Moments::from_columns(&names, &part.frame.select(&names)?)?));
        }
        Ok(Some((text, groups)))
    }
}

/// Those of the names that stand in a model's text.
fn named(text: &str, names: &[String]) -> Vec<String> {
    let within = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let plain: String =
        text.lines().map(|line| line.split(['#', '!']).next().unwrap_or("").to_owned() + "\n").collect();
    let words: Vec<&str> = plain.split(|c| !within(c)).collect();
    names.iter().filter(|name| words.contains(&name.as_str())).cloned().collect()
}

/// Moments by group.
type Grouped = Vec<(Option<String>, Moments)>;

/// Moments of groups as data of a model. Where answers are missing, a group has as many rows as its rarest pair.
fn of_moments(groups: Grouped) -> Result<Data<'static>, Stopped> {
    let names = groups.first().map(|(_, moments)| moments.names.clone()).unwrap_or_default();
    let mut data = Data::named(names);
    for (label, moments) in groups {
        moments.check()?;
        let n = moments.counts.min();
        let means = DVector::from_vec(moments.means);
        let covariance = moments.covariance * ((n - 1.0) / n);
        data = data.with_moments(label.as_deref().unwrap_or(""), n as usize, means, covariance)?;
    }
    Ok(data)
}
