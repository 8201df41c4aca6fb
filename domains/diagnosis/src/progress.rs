//! Whether a plan moved what it is against: the construct then, and in the waves that opened after the plan was made.
//! Not here: the plan itself (`plan`), whose review a person writes.

use kernel::{DbError, Fault, Scope, Tx, params};

use crate::analysis::{Change, Line, change_unpaired, line};
use crate::bank::{Wave, construct};
use crate::counts::{Counts, Layout};
use crate::plan::Plan;
use crate::report::Of;
use crate::store::count as sql;
use crate::terms::terms;

/// How the construct of a plan stands since.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// Which wave; the later one where there is one.
    pub wave: Wave,
    /// The construct in it.
    pub line: Line,
    /// Against the report the plan was made from; none where that kept no spread.
    pub change: Option<Change>,
}

fn counts(tx: &mut Tx<'_>, plan: &Plan, bank: &str) -> Result<[Counts; 2], DbError> {
    let mut waves: [Counts; 2] = Default::default();
    let scope =
        Scope::county("counts of cells large enough to be told; who may read the plan is checked before");
    let take =
        |row: &kernel::db::Row| waves[usize::from(row.int(0)? == 2)].merge_bytes(&row.get::<Vec<u8>>(1)?);
    match &plan.of {
        Of::County { .. } => tx.each(&scope, sql::COUNTY_SINCE, params![bank, plan.made_on], take)?,
        Of::Unit { unit, .. } => tx.each(&scope, sql::UNIT_SINCE, params![bank, plan.made_on, unit], take)?,
        Of::Study(_) => tx.each(&scope, sql::HOLDER_SINCE, params![bank, plan.made_on, &plan.unit], take)?,
    }
    Ok(waves)
}

/// How the construct of a plan stands in waves opened since, of the county, the unit, or the classes its unit holds; none
/// before there is one with enough people.
///
/// # Errors
/// If it cannot be read.
pub fn since(tx: &mut Tx<'_>, plan: &Plan) -> Result<Option<Progress>, Fault> {
    let Some((scale, _)) = construct(&plan.construct) else { return Ok(None) };
    let bank = match &plan.of {
        Of::County { bank, .. } | Of::Unit { bank, .. } => bank.clone(),
        Of::Study(id) => crate::study::one(tx, id)?.bank,
    };
    let (waves, least) = (counts(tx, plan, &bank)?, terms(tx)?.least);
    let bank = crate::licensed::bank(tx, &bank)?;
    let layout = Layout::of(&bank);
    let found = [Wave::Later, Wave::Pulse].into_iter().find_map(|wave| {
        let counts = &waves[usize::from(wave == Wave::Later)];
        let found = line(counts, &layout, scale, &bank.codes_of(scale))?;
        (found.n >= least).then_some((wave, found))
    });
    Ok(found.map(|(wave, line)| Progress { wave, change: against(plan, &line), line }))
}

fn against(plan: &Plan, now: &Line) -> Option<Change> {
    let ((mean, n), sd) = (plan.before?, plan.before_sd?);
    let before = Line { n: u64::try_from(n).ok()?, mean, sd, ..Line::default() };
    change_unpaired(&before, now)
}
