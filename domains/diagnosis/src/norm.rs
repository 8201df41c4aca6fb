//! Norms: where the answers of many people lie, so that a class is compared with others and not with a number somebody
//! thought of. Made of the county's own counts, or of counts several counties added up; no row of anybody is in them.
//! Kept as they were when set, so that a report does not move by itself. Not here: the fixed cut-offs (`terms`).

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use psychometrics::answers::{Moments, Tables};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::analysis::{Cuts, line};
use crate::bank::{Bank, CONSTRUCTS, Wave, constructs};
use crate::counts::{Counts, Layout};
use crate::permission::{keeper, wanted};
use crate::store::norm as sql;
use crate::terms::{Terms, terms};

/// Largest file of counts read, bytes.
pub const MOST_BYTES: usize = 8 << 20;

/// Where a construct lies among many people.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// People.
    pub n: u64,
    /// Mean score, 1 to 5, turned so that high helps.
    pub mean: f64,
    /// Standard deviation of the scores.
    pub sd: f64,
}

/// Places of the sixteen constructs.
pub type Places = Vec<Place>;

/// A norm as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// Whose answers, in words.
    pub name: String,
    /// Added up elsewhere and brought in.
    pub brought: bool,
    /// Since when.
    pub set_on: Date,
    /// The sixteen constructs.
    pub places: Places,
}

impl Norm {
    /// People behind the construct that has fewest.
    #[must_use]
    pub fn people(&self) -> u64 {
        fewest(&self.places)
    }

    /// The cut-offs it gives: the mean less and more `width` standard deviations of people.
    #[must_use]
    pub fn cuts(&self, width: f64) -> Vec<Cuts> {
        let of = |place: &Place| Cuts {
            barrier: place.mean - width * place.sd,
            catalyst: place.mean + width * place.sd,
        };
        self.places.iter().map(of).collect()
    }
}

fn fewest(places: &[Place]) -> u64 {
    places.iter().map(|place| place.n).min().unwrap_or(0)
}

/// Places from counts; none where a construct has no two scores.
#[must_use]
pub fn of_counts(bank: &Bank, counts: &Counts) -> Option<Places> {
    let layout = Layout::of(bank);
    let place = |scale: usize| {
        let found = line(counts, &layout, scale, &bank.codes_of(scale)).filter(|found| found.n > 1)?;
        Some(Place { n: found.n, mean: found.mean, sd: found.sd })
    };
    (0..CONSTRUCTS).map(place).collect()
}

/// Places from two-way tables of all questions: the mean of a score is the mean of its questions, its variance that of
/// their sum over the square of their number.
///
/// # Errors
/// A refusal that names what is missing.
pub fn of_tables(bank: &Bank, tables: &Tables) -> Result<Places, Refusal> {
    (0..CONSTRUCTS).map(|scale| of_scale(&bank.codes_of(scale), scale, tables)).collect()
}

fn of_scale(names: &[String], scale: usize, tables: &Tables) -> Result<Place, Refusal> {
    let missing: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| !tables.names().iter().any(|one| one == name))
        .collect();
    if !missing.is_empty() {
        let list = missing.join("、");
        return Err(Refusal::new(
            format!("文件中缺少题目 {list}；请用同一套题目、完整问卷的计数表。"),
            format!(
                "The file lacks the questions {list}; take tables of the same set of questions, whole form."
            ),
        )
        .at("file"));
    }
    let name = &constructs()[scale].name;
    let unfit = || {
        Refusal::new(
            format!("“{}”的计数不足，无法计算平均分和标准差。", name.zh),
            format!("The counts of “{}” are too few for a mean and a spread.", name.en),
        )
        .at("file")
    };
    let moments = Moments::from_tables(&tables.select(names).map_err(|_| unfit())?);
    let size = names.len() as f64;
    let mean = moments.means.iter().sum::<f64>() / size;
    let variance = moments.covariance.iter().sum::<f64>() / size / size;
    let n = (0..names.len())
        .filter_map(|at| tables.names().iter().position(|one| *one == names[at]))
        .map(|at| tables.margin(at).iter().sum::<u64>())
        .min()
        .unwrap_or(0);
    let outside = tables_leave_the_scale(names, tables);
    if n < 2 || outside || !(1.0..=5.0).contains(&mean) || !variance.is_finite() || variance < 0.0 {
        return Err(unfit());
    }
    Ok(Place { n, mean, sd: variance.sqrt() })
}

/// Whether a question has values other than 1 to 5.
fn tables_leave_the_scale(names: &[String], tables: &Tables) -> bool {
    let places = names.iter().filter_map(|name| tables.names().iter().position(|one| one == name));
    places.flat_map(|at| tables.values(at).to_vec()).any(|value| !(1.0..=5.0).contains(&value))
}

/// The norm kept for a set of questions and a wave.
///
/// # Errors
/// If it cannot be read.
pub fn kept(tx: &mut Tx<'_>, bank: &str, wave: Wave) -> Result<Option<Norm>, DbError> {
    let scope = Scope::county("norms are of nobody in particular");
    let Some(row) = tx.row(&scope, sql::KEPT, params![bank, wave.number()])? else { return Ok(None) };
    let broken = |why: String| DbError::Stored { what: "a norm of the diagnosis", why };
    let places: Places = serde_json::from_str(&row.text(3)?).map_err(|error| broken(error.to_string()))?;
    if places.len() != CONSTRUCTS {
        return Err(broken("it does not have sixteen constructs".into()));
    }
    Ok(Some(Norm { name: row.text(0)?, brought: row.get(1)?, set_on: row.get(2)?, places }))
}

/// The norm that reports go by: the one kept, if enough people are behind every construct of it.
///
/// # Errors
/// If it cannot be read.
pub fn in_force(tx: &mut Tx<'_>, bank: &str, wave: Wave, terms: &Terms) -> Result<Option<Norm>, DbError> {
    Ok(kept(tx, bank, wave)?.filter(|norm| norm.people() >= terms.norm_least))
}

/// Where a norm is taken from.
#[derive(Debug, Clone, PartialEq)]
pub enum From {
    /// The county's own waves that are closed.
    Own,
    /// Counts added up elsewhere: whose, and the file as read.
    Brought {
        /// Whose answers, in words.
        name: String,
        /// The tables.
        tables: Box<Tables>,
    },
}

/// Reads a file of counts.
///
/// # Errors
/// A refusal that says what the file should be.
pub fn read(bytes: &[u8]) -> Result<Tables, Refusal> {
    let refuse = |why: String| {
        Refusal::new(
            format!("这不是计数表文件：请上传“题目质量”页下载的 tables.json，或者用 shanzhi stats tables merge 合并后的文件。（{why}）"),
            format!("This is no file of counts: take tables.json from the page on the quality of questions, or what shanzhi stats tables merge made of several. ({why})"),
        )
        .at("file")
    };
    if bytes.len() > MOST_BYTES {
        return Err(refuse(format!("> {MOST_BYTES} bytes")));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| refuse(error.to_string()))?;
    Tables::from_json(text).map_err(|error| refuse(error.to_string()))
}

/// Sets the norm of a set of questions and a wave in place of the one before.
///
/// # Errors
/// A refusal for anybody but the keepers, or where fewer people are behind it than the county asks for.
pub fn set(tx: &mut Tx<'_>, actor: &Actor, bank: &str, wave: Wave, from: &From) -> Result<Norm, Fault> {
    keeper(actor)?;
    let bank = crate::licensed::bank(tx, bank)?;
    let (name, places) = match from {
        From::Own => (String::new(), of_counts(&bank, &own_counts(tx, &bank.id, wave)?).unwrap_or_default()),
        From::Brought { name, tables } => {
            let name = wanted(
                name,
                "name",
                "请写明是哪些县、哪一年的答卷。",
                "Say whose answers these are, and of which year.",
            )?;
            (name, of_tables(&bank, tables)?)
        }
    };
    let (people, least) = (fewest(&places), terms(tx)?.norm_least);
    if people < least {
        return Err(Refusal::new(
            format!("每个维度至少要有 {least} 人的答卷才能作常模，现在最少的只有 {people} 人。"),
            format!("A norm takes {least} people on every construct; the fewest here are {people}."),
        )
        .at("file")
        .into());
    }
    let norm = Norm { name, brought: *from != From::Own, set_on: tx.today(), places };
    let body = serde_json::to_string(&norm.places)
        .map_err(|error| DbError::Stored { what: "a norm of the diagnosis", why: error.to_string() })?;
    tx.execute(sql::DROP, params![&bank.id, wave.number()])?;
    tx.execute(sql::ADD, params![&bank.id, wave.number(), &norm.name, norm.brought, norm.set_on, &body])?;
    let facts =
        json!({ "wave": wave.number(), "people": people, "name": &norm.name, "places": &norm.places });
    record(tx, actor, &bank.id, "diagnosis.norm-set", facts)?;
    Ok(norm)
}

/// Sets a norm aside: reports go by the fixed cut-offs again.
///
/// # Errors
/// A refusal for anybody but the keepers; [`Fault::NotFound`] if there is none.
pub fn set_aside(tx: &mut Tx<'_>, actor: &Actor, bank: &str, wave: Wave) -> Result<(), Fault> {
    keeper(actor)?;
    if tx.execute(sql::DROP, params![bank, wave.number()])? == 0 {
        return Err(Fault::NotFound);
    }
    record(tx, actor, bank, "diagnosis.norm-set-aside", json!({ "wave": wave.number() }))
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    bank: &str,
    kind: &'static str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act =
        Act { kind, subject: ("diagnosis-norm", bank), unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

fn own_counts(tx: &mut Tx<'_>, bank: &str, wave: Wave) -> Result<Counts, DbError> {
    let mut counts = Counts::default();
    let scope = Scope::county("counts of cells large enough to be told, of all classes together");
    tx.each(&scope, sql::OWN, params![bank, wave.number()], |row| {
        counts.merge_bytes(&row.get::<Vec<u8>>(0)?)?;
        Ok::<_, DbError>(())
    })?;
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::own;
    use crate::counts::tests::count;

    fn answers(n: usize) -> Vec<Vec<Option<u8>>> {
        (0..n)
            .map(|row| {
                (0..53)
                    .map(|item| Some(u8::try_from((row * 7 + item * 3 + row * item) % 5 + 1).unwrap()))
                    .collect()
            })
            .collect()
    }

    fn tables(rows: &[Vec<Option<u8>>]) -> Tables {
        let names: Vec<String> = own().items.iter().map(|item| item.code.clone()).collect();
        let column = |item: usize| -> Vec<f64> {
            let turned = own().items[item].turned;
            let of = |given: u8| f64::from(if turned { 6 - given } else { given });
            rows.iter().map(|row| row[item].map_or(f64::NAN, of)).collect()
        };
        let columns: Vec<Vec<f64>> = (0..53).map(column).collect();
        psychometrics::answers::Answers::from_columns(&names, &columns).unwrap().tables()
    }

    #[test]
    fn tables_of_questions_give_the_norm_that_the_scores_of_people_give() {
        let rows = answers(60);
        let by_tables = of_tables(own(), &tables(&rows)).unwrap();
        let by_scores =
            of_counts(own(), &count(&rows.into_iter().map(|row| (row, None)).collect::<Vec<_>>())).unwrap();
        for (one, other) in by_tables.iter().zip(&by_scores) {
            assert_eq!(one.n, other.n);
            assert!(
                (one.mean - other.mean).abs() < 1e-12 && (one.sd - other.sd).abs() < 1e-12,
                "{one:?} {other:?}"
            );
        }
    }

    #[test]
    fn tables_without_a_question_are_refused_by_its_name() {
        let whole = tables(&answers(60));
        let names: Vec<String> = whole.names().iter().filter(|name| *name != "LR2").cloned().collect();
        let refusal = of_tables(own(), &whole.select(&names).unwrap()).unwrap_err();
        assert!(refusal.text.zh.contains("LR2"), "{refusal:?}");
    }

    #[test]
    fn cut_offs_lie_so_many_standard_deviations_around_the_mean() {
        let place = Place { n: 400, mean: 3.2, sd: 0.8 };
        let norm = Norm {
            name: String::new(),
            brought: false,
            set_on: jiff::civil::date(2026, 1, 5),
            places: vec![place; CONSTRUCTS],
        };
        let cuts = norm.cuts(0.5)[3];
        assert!((cuts.barrier - 2.8).abs() < 1e-12 && (cuts.catalyst - 3.6).abs() < 1e-12);
    }
}
