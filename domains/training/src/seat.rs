//! Where people serve and since when, as training needs it: the unit, the kind of person, the category of post, the
//! stage and the tier of the regulation. Read from room people. Not here: changing any of it.

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::training_hours::Tier;

use crate::form::{Category, Kind, Stage};
use crate::programme::Draft;
use crate::store::seat as sql;

/// Somebody of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Kind of person.
    pub kind: Option<Kind>,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Category of the post.
    pub category: Option<Category>,
    /// Level of the post, as written; may be empty.
    pub level: String,
    /// Rank of the person, as written; may be empty.
    pub rank: String,
    /// In the post since.
    pub since: Date,
}

/// A post somebody holds or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Title of the post.
    pub title: String,
    /// Category of the post.
    pub category: Option<Category>,
    /// Level of the post, as written; may be empty.
    pub level: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
}

const READS: &str = "names, units and posts are the county's own directory";

/// The scope for the county's own directory.
pub(crate) fn directory() -> Scope {
    Scope::county(READS)
}

/// The unit somebody is with today.
///
/// # Errors
/// If it cannot be read.
pub fn unit_of(tx: &mut Tx<'_>, person: &str) -> Result<Option<String>, DbError> {
    let today = tx.today();
    tx.row(&directory(), sql::UNIT_OF, params![person, today])?.map(|row| row.text(0)).transpose()
}

/// The refusal for somebody who serves nowhere.
pub(crate) fn without_unit() -> Fault {
    Refusal::new("本人目前没有任职单位。", "You are with no unit at present.").into()
}

/// The name of a unit.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn unit_name(tx: &mut Tx<'_>, unit: &str) -> Result<String, Fault> {
    let row = tx.row(&directory(), sql::UNIT, params![unit])?.ok_or(Fault::NotFound)?;
    Ok(row.text(1)?)
}

/// Units in a scope: id and name.
///
/// # Errors
/// If they cannot be read.
pub fn units(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(String, String)>, DbError> {
    tx.rows(scope, sql::UNITS, params![])?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// The name, kind and rank of a person.
///
/// # Errors
/// [`Fault::NotFound`] if there is nobody.
pub fn person(tx: &mut Tx<'_>, id: &str) -> Result<(String, Option<Kind>, String), Fault> {
    let row = tx.row(&directory(), sql::PERSON, params![id])?.ok_or(Fault::NotFound)?;
    Ok((row.text(1)?, Kind::from_code(row.word(2)?), row.text(3)?))
}

fn member(row: &Row) -> Result<Member, DbError> {
    Ok(Member {
        person: row.text(0)?,
        name: row.text(1)?,
        kind: Kind::from_code(row.word(2)?),
        unit: row.text(3)?,
        unit_name: row.text(4)?,
        category: Category::from_code(row.word(5)?),
        level: row.text(6)?,
        rank: row.text(7)?,
        since: row.get(8)?,
    })
}

/// Who is with a unit or one beneath it today, each once.
///
/// # Errors
/// If they cannot be read.
pub fn staff(tx: &mut Tx<'_>, scope: &Scope, unit: &str) -> Result<Vec<Member>, DbError> {
    let today = tx.today();
    let rows = tx.rows(scope, sql::STAFF, params![unit, today])?;
    let mut found: Vec<Member> = Vec::with_capacity(rows.len());
    let mut seen = std::collections::BTreeSet::new();
    for row in &rows {
        let one = member(row)?;
        if seen.insert(one.person.clone()) {
            found.push(one);
        }
    }
    Ok(found)
}

/// The posts somebody holds or held, the first first.
///
/// # Errors
/// If they cannot be read.
pub fn posts(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Held>, DbError> {
    tx.rows(&directory(), sql::POSTS, params![person])?
        .iter()
        .map(|row| {
            Ok(Held {
                unit: row.text(0)?,
                unit_name: row.text(1)?,
                title: row.text(2)?,
                category: Category::from_code(row.word(3)?),
                level: row.text(4)?,
                from: row.get(5)?,
                to: row.get(6)?,
            })
        })
        .collect()
}

/// The stage of somebody in their post since a day.
#[must_use]
pub fn stage(since: Date, today: Date) -> Stage {
    let years = since.until((jiff::Unit::Year, today)).map_or(0, |span| span.get_years());
    match years {
        i16::MIN..=0 => Stage::New,
        1..=2 => Stage::Early,
        3..=9 => Stage::Middle,
        _ => Stage::Long,
    }
}

/// Whether a programme is for somebody, by kind, category and stage.
#[must_use]
pub fn is_for(draft: &Draft, member: &Member, today: Date) -> bool {
    let kind = draft.kinds.is_empty() || member.kind.is_some_and(|kind| draft.kinds.contains(&kind));
    let category = draft.categories.is_empty()
        || member.category.is_some_and(|category| draft.categories.contains(&category));
    let stage = draft.stages.is_empty() || draft.stages.contains(&stage(member.since, today));
    kind && category && stage
}

/// The words by which a level or a rank is of county tier and above.
const COUNTY_TIER: [&str; 7] = ["县处级", "厅局级", "省部级", "副县级", "正县级", "调研员", "巡视员"];

/// The tier of the regulation for a level of post and a rank.
#[must_use]
pub fn tier(level: &str, rank: &str) -> Tier {
    if COUNTY_TIER.iter().any(|word| level.contains(word) || rank.contains(word)) {
        Tier::CountyAndAbove
    } else {
        Tier::TownshipAndBelow
    }
}

/// How high a level of post is; none for a level not known.
#[must_use]
pub fn height(level: &str) -> Option<u8> {
    const LEVELS: [(&str, u8); 8] = [
        ("科员", 1),
        ("股级", 1),
        ("乡科级副职", 2),
        ("乡科级正职", 3),
        ("县处级副职", 4),
        ("县处级正职", 5),
        ("厅局级副职", 6),
        ("厅局级正职", 7),
    ];
    LEVELS.iter().find(|(name, _)| level.contains(name)).map(|(_, height)| *height)
}

/// Whether somebody who serves is within a scope.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn in_reach(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<bool, DbError> {
    if scope.is_county() {
        return Ok(true);
    }
    let today = tx.today();
    Ok(tx.row(scope, sql::UNIT_OF, params![person, today])?.is_some())
}
