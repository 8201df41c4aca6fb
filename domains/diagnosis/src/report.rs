//! Which counts somebody may read, and a report made of them: of a class, a unit with all beneath it, the county. Not
//! here: numbers (`analysis`), words and pictures (`pages`).

use std::collections::BTreeMap;

use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Scope, Tx, params};

use crate::analysis::{
    Agreement, Change, Cuts, Drivers, Line, NoDrivers, agreement, change_paired, change_unpaired, drivers,
    line,
};
use crate::bank::{Bank, CONSTRUCTS, SCALES, Wave};
use crate::counts::{Counts, Layout, Pairs, SEEN};
use crate::norm::{self, Norm};
use crate::permission::answers_for_units;
use crate::slip;
use crate::store::count as sql;
use crate::study::{self, Study, WaveRow};
use crate::terms::{Terms, terms};

/// What a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Of {
    /// The whole county in a year, by one set of questions.
    County {
        /// Set of questions.
        bank: String,
        /// Year.
        year: i16,
    },
    /// A unit with all beneath it.
    Unit {
        /// Set of questions.
        bank: String,
        /// Year.
        year: i16,
        /// The unit.
        unit: String,
    },
    /// A class or set.
    Study(String),
}

/// The counts of a report.
#[derive(Debug, Clone, Default)]
pub struct Material {
    /// Both waves.
    pub waves: [Counts; 2],
    /// Those in both.
    pub pairs: Pairs,
    /// Cells of the latest wave by unit: the constructs alone.
    pub units: Vec<Counts>,
}

/// One wave of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct WaveReport {
    /// People who answered.
    pub rows: u64,
    /// Constructs, the outcome, and last what others saw.
    pub lines: Vec<Option<Line>>,
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Both waves, where they are closed and large enough.
    pub waves: [Option<WaveReport>; 2],
    /// The latest of them.
    pub latest: Option<Wave>,
    /// Change of each construct.
    pub change: Vec<Option<Change>>,
    /// Agreement within units on each construct, in the latest wave.
    pub agreement: Vec<Option<Agreement>>,
    /// What goes with the outcome as the people themselves say.
    pub own: Result<Drivers, NoDrivers>,
    /// What goes with it as those say who see their work.
    pub seen: Result<Drivers, NoDrivers>,
    /// Cut-offs of each construct.
    pub cuts: Vec<Cuts>,
    /// The norm they come from; none where they are the county's fixed ones.
    pub norm: Option<Norm>,
    /// Smallest group told.
    pub least: u64,
}

impl Report {
    /// The latest wave.
    #[must_use]
    pub fn now(&self) -> Option<&WaveReport> {
        self.waves[usize::from(self.latest? == Wave::Later)].as_ref()
    }
}

/// Title and bank of a report, for whoever may read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// Name of the class or unit; none for the county.
    pub name: Option<String>,
    /// Set of questions.
    pub bank: String,
    /// Year.
    pub year: i16,
    /// The unit a plan made from it belongs to.
    pub unit: Option<String>,
    /// The class, with what others confirmed.
    pub study: Option<Study>,
    /// Its waves.
    pub waves: Vec<WaveRow>,
    /// Slips given out.
    pub slips: i64,
}

/// Whether the actor may read a report, and what it is called.
///
/// # Errors
/// [`Fault::NotFound`] if there is none they may read.
pub fn head(tx: &mut Tx<'_>, actor: &Actor, of: &Of) -> Result<Head, Fault> {
    match of {
        Of::County { bank, year } => {
            if !answers_for_units(actor) {
                return Err(Fault::NotFound);
            }
            Ok(Head { bank: bank.clone(), year: *year, ..Head::default() })
        }
        Of::Unit { bank, year, unit } => {
            if !answers_for_units(actor) {
                return Err(Fault::NotFound);
            }
            let scope = actor.scope(Area::Learning);
            let row = tx.row(&scope, sql::UNIT_IN_SCOPE, params![unit])?.ok_or(Fault::NotFound)?;
            let (name, unit) = (Some(row.text(0)?), Some(unit.clone()));
            Ok(Head { name, bank: bank.clone(), year: *year, unit, ..Head::default() })
        }
        Of::Study(id) => {
            let found = study::one(tx, id)?;
            // What a class said is told to those it came from: they are to improve it.
            let asked = match &actor.person {
                Some(person) => study::asked_of(tx, person)?.iter().any(|one| one.id == *id),
                None => false,
            };
            let scope = actor.scope(Area::Learning);
            let reaches = tx.row(&scope, sql::UNIT_IN_SCOPE, params![&found.unit])?.is_some();
            let runs = study::find(tx, actor, id).is_ok();
            if !(asked || runs || (reaches && answers_for_units(actor))) {
                return Err(Fault::NotFound);
            }
            Ok(Head {
                name: Some(found.title.clone()),
                bank: found.bank.clone(),
                year: found.year,
                unit: Some(found.unit.clone()),
                waves: study::waves(tx, id)?,
                slips: slip::groups(tx, id)?.iter().map(|group| group.codes).sum(),
                study: Some(found),
            })
        }
    }
}

fn told() -> Scope {
    Scope::county("counts of cells large enough to be told; who may read the report is checked before")
}

/// The counts of a report.
///
/// # Errors
/// If they cannot be read.
pub fn material(tx: &mut Tx<'_>, of: &Of) -> Result<Material, DbError> {
    let mut material = Material::default();
    let mut units: [BTreeMap<String, Counts>; 2] = Default::default();
    let mut take = |row: &Row| {
        let at = usize::from(row.int(0)? == 2);
        let body: Vec<u8> = row.get(2)?;
        material.waves[at].merge_bytes(&body)?;
        if let Some(unit) = row.get::<Option<String>>(1)? {
            units[at].entry(unit).or_default().merge_constructs(&body)?;
        }
        Ok(())
    };
    match of {
        Of::County { bank, year } => tx.each(&told(), sql::COUNTY, params![bank, *year], &mut take)?,
        Of::Unit { bank, year, unit } => {
            tx.each(&told(), sql::UNIT, params![bank, *year, unit], &mut take)?
        }
        Of::Study(id) => {
            for row in tx.rows(&told(), sql::OF_STUDY, params![id])? {
                if row.get::<Option<String>>(5)?.is_none() {
                    let at = usize::from(row.int(1)? == 2);
                    let body: Vec<u8> = row.get(6)?;
                    material.waves[at].merge_bytes(&body)?;
                    if let Some(unit) = row.get::<Option<String>>(2)? {
                        units[at].entry(unit).or_default().merge_constructs(&body)?;
                    }
                }
            }
        }
    }
    let pairs = match of {
        Of::County { bank, year } => tx.rows(&told(), sql::COUNTY_PAIRS, params![bank, *year])?,
        Of::Unit { .. } => Vec::new(),
        Of::Study(id) => tx.rows(&told(), sql::PAIR, params![id])?,
    };
    for row in &pairs {
        material.pairs.merge(&Pairs::from_bytes(&row.get::<Vec<u8>>(0)?)?);
    }
    let latest = usize::from(material.waves[1].rows > 0);
    material.units = std::mem::take(&mut units[latest]).into_values().collect();
    Ok(material)
}

/// A report of counts. Pure.
#[must_use]
pub fn compute(
    bank: &Bank,
    material: &Material,
    terms: &Terms,
    norms: [Option<Norm>; 2],
    least: u64,
) -> Report {
    let layout = Layout::of(bank);
    let names: Vec<Vec<String>> = (0..=SCALES).map(|scale| bank.codes_of(scale.min(SCALES - 1))).collect();
    let wave = |counts: &Counts| {
        (counts.rows >= least).then(|| WaveReport {
            rows: counts.rows,
            lines: (0..=SEEN)
                .map(|scale| line(counts, &layout, scale, &names[scale]))
                .map(|line| line.filter(|line| line.n >= least))
                .collect(),
        })
    };
    let waves = [wave(&material.waves[0]), wave(&material.waves[1])];
    let latest = match &waves {
        [_, Some(_)] => Some(Wave::Later),
        [Some(_), None] => Some(Wave::Pulse),
        _ => None,
    };
    let change = (0..CONSTRUCTS)
        .map(|scale| {
            let [Some(first), Some(second)] = &waves else { return None };
            let (before, after) = (first.lines[scale].as_ref()?, second.lines[scale].as_ref()?);
            if material.pairs.rows >= least {
                change_paired(&material.pairs, scale)
            } else {
                change_unpaired(before, after)
            }
        })
        .collect();
    let at = usize::from(latest == Some(Wave::Later));
    let last = &material.waves[at];
    let norm = norms.into_iter().nth(at).flatten();
    let told =
        |found: Result<Drivers, NoDrivers>| if latest.is_some() { found } else { Err(NoDrivers::TooFew(0)) };
    Report {
        change,
        agreement: (0..CONSTRUCTS).map(|scale| agreement(&material.units, &layout, scale)).collect(),
        own: told(drivers(&last.own)),
        seen: told(drivers(&last.seen)),
        latest,
        waves,
        cuts: norm.as_ref().map_or_else(|| vec![terms.cuts; CONSTRUCTS], |norm| norm.cuts(terms.norm_width)),
        norm,
        least,
    }
}

/// The report of something, for whoever may read it.
///
/// # Errors
/// [`Fault::NotFound`] if there is none they may read.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, of: &Of) -> Result<(Head, Report), Fault> {
    let head = head(tx, actor, of)?;
    let bank = crate::licensed::bank(tx, &head.bank)?;
    let terms = terms(tx)?;
    let least = head.study.as_ref().map_or(terms.least, |study| study.least.max(terms.least));
    let material = material(tx, of)?;
    let [pulse, later] = [Wave::Pulse, Wave::Later].map(|wave| norm::in_force(tx, &head.bank, wave, &terms));
    Ok((head, compute(&bank, &material, &terms, [pulse?, later?], least)))
}

/// The years with a report, by set of questions: bank, year, classes.
///
/// # Errors
/// If they cannot be read.
pub fn years(tx: &mut Tx<'_>) -> Result<Vec<(String, i16, i64)>, DbError> {
    let rows = tx.rows(&told(), sql::YEARS, &[])?;
    let year = |row: &Row| row.int(1).map(|year| i16::try_from(year).unwrap_or(0));
    rows.iter().map(|row| Ok((row.text(0)?, year(row)?, row.int(2)?))).collect()
}

/// The units with a report of their own, in scope: id, name, people.
///
/// # Errors
/// If they cannot be read.
pub fn units(
    tx: &mut Tx<'_>,
    actor: &Actor,
    bank: &str,
    year: i16,
    wave: Wave,
) -> Result<Vec<(String, String, i64)>, DbError> {
    let rows = tx.rows(&actor.scope(Area::Learning), sql::UNITS, params![bank, year, wave.number()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)?))).collect()
}
