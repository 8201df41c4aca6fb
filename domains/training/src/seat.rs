//! Where people serve and since when, as training needs it: the unit, the kind of person, the category of post, the
//! stage and the tier of the regulation. Read from room people. Not here: changing any of it.

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use law::rules::training_hours::Tier;
use people::formats::codes::RANK;

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

/// Codes of the house's table of levels and ranks that are of county tier and above: leading levels, ranks down to
/// fourth-class researcher and those that correspond to them, management grades 5 and 6.
const COUNTY_TIER: [&str; 27] = [
    "0101", "0102", "0111", "0112", "0121", "0122", "0131", "0132", "01A01", "01A02", "01A03", "01A04",
    "01A05", "01A06", "01B01", "01B02", "01B03", "01B04", "01B05", "01B06", "01C01", "01C02", "01C03",
    "01C04", "01C05", "0831", "0832",
];

/// Likewise of township tier and below.
const TOWNSHIP_TIER: [&str; 25] = [
    "0141", "0142", "0150", "0160", "01A07", "01A08", "01A09", "01A10", "01A11", "01A12", "01B07", "01B08",
    "01B09", "01B10", "01B11", "01C06", "01C07", "01C08", "01C09", "01C10", "01C11", "0841", "0842", "0850",
    "0860",
];

fn code_of(written: &str) -> Option<&'static str> {
    RANK.by_name(written).map(|entry| entry.code)
}

/// Why nobody can say which requirement applies to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Untiered {
    /// The clauses do not bind them: they serve in a village or community.
    NotBound,
    /// A fact is missing, named here.
    Missing(Text),
}

impl Untiered {
    /// In words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Untiered::Missing(text) => text.clone(),
            Untiered::NotBound => Text::new(
                "本条规定的是公务员的学时，不适用于村（社区）干部；培训照常记录，本县另有规定的从其规定。",
                "The hours of the regulation are for civil servants and do not bind village and community cadres; their training is recorded all the same.",
            ),
        }
    }
}

/// The tier of the regulation, from what is stored: the level of the post and the rank of the person, each looked up
/// in the table of ranks.
///
/// # Errors
/// That the clauses do not bind who serves in a village or community, or which fact is missing. Nothing is inferred
/// from wording.
pub fn tier(
    (kind, category): (Option<Kind>, Option<Category>),
    level: &str,
    rank: &str,
) -> Result<Tier, Untiered> {
    let codes = [code_of(level), code_of(rank)];
    let is_of = |tier: &[&str]| codes.iter().flatten().any(|code| tier.contains(code));
    if is_of(&COUNTY_TIER) {
        return Ok(Tier::CountyAndAbove);
    }
    if is_of(&TOWNSHIP_TIER) {
        return Ok(Tier::TownshipAndBelow);
    }
    let local = matches!(kind, Some(Kind::VillageCadre | Kind::CommunityWorker));
    if local || category == Some(Category::Village) {
        return Err(Untiered::NotBound);
    }
    Err(Untiered::Missing(missing(level, rank)))
}

fn missing(level: &str, rank: &str) -> Text {
    let written: Vec<&str> = [level, rank].into_iter().filter(|one| !one.is_empty()).collect();
    if written.is_empty() {
        return Text::new(
            "缺少“层次”：岗位没有登记职务层次，本人也没有登记职级，不能确定适用哪一档要求。请在岗位信息中补登职务层次，或者在个人信息中补登职级。",
            "The tier is missing: neither the post has a level nor the person a rank. Enter the level of the post or the rank of the person.",
        );
    }
    Text::new(
        format!(
            "缺少“层次”：登记的“{}”没有对应县处级以上或者乡科级以下，不能确定适用哪一档要求。请在岗位信息中登记对应的职务层次。",
            written.join("、")
        ),
        format!(
            "The tier is missing: what is entered ({}) corresponds to none. Enter the level the post corresponds to.",
            written.join(", ")
        ),
    )
}

/// How high a leading level of post is; none for what is no leading level.
#[must_use]
pub fn height(level: &str) -> Option<u8> {
    // The higher the level, the earlier it stands.
    const LEVELS: [&str; 12] =
        ["0160", "0150", "0142", "0141", "0132", "0131", "0122", "0121", "0112", "0111", "0102", "0101"];
    let code = code_of(level)?;
    LEVELS.iter().position(|one| *one == code).and_then(|at| u8::try_from(at + 1).ok())
}

/// Who serves in the county, by a part of the name or its pinyin: id, name, unit, post; at most thirty.
///
/// # Errors
/// If they cannot be read.
pub fn called(tx: &mut Tx<'_>, wanted: &str) -> Result<Vec<(String, String, String, String)>, DbError> {
    let wanted = wanted.trim().to_lowercase();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let escaped: String = wanted
        .chars()
        .flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] })
        .collect();
    let today = tx.today();
    tx.rows(&directory(), sql::CALLED, params![format!("%{escaped}%"), today])?
        .iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?)))
        .collect()
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
