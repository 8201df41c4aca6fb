//! Lists for spreadsheets: the directory, the full roster and the units (in the columns an import reads), posts. Which
//! rows is the scope's; identity numbers are masked unless the actor keeps the roster. Not here: the file formats.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Scope, Tx};
use serde_json::json;

use crate::formats::PartialDate;
use crate::formats::sheet::{COLUMNS, Column, UNIT_COLUMNS, UnitColumn};
use crate::formats::table::{Cell, Language};
use crate::person::{self, Filter, Kind, Person};
use crate::tenure::{self, Tenure};
use crate::unit::CodeSystem;
use crate::unit_import::known::{Known, Units};
use crate::{post, unit};

/// Most rows of one export; a longer list is narrowed first.
pub const MOST_ROWS: u32 = 100_000;

/// A list ready to be written.
#[derive(Debug, Clone)]
pub struct List {
    /// Headings.
    pub headings: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Cell>>,
}

fn pick(language: Language, (zh, en): (&str, &str)) -> String {
    if language == Language::Zh { zh.to_owned() } else { en.to_owned() }
}

fn said(language: Language, words: kernel::procedure::Words) -> String {
    pick(language, (words.zh, words.en))
}

/// The directory as the list of people shows it.
///
/// # Errors
/// If it cannot be read.
pub fn directory(tx: &mut Tx<'_>, scope: &Scope, filter: &Filter, language: Language) -> Result<List, Fault> {
    let headings = [
        ("姓名", "Name"),
        ("单位", "Unit"),
        ("职务", "Post"),
        ("任职方式", "Tenure"),
        ("人员类别", "Kind"),
        ("性别", "Sex"),
    ];
    let page = person::page(tx, scope, filter, 0, MOST_ROWS)?;
    let rows = page.rows.into_iter().map(|row| {
        vec![
            row.name.into(),
            row.unit_name.unwrap_or_default().into(),
            row.post_title.unwrap_or_default().into(),
            row.tenure_kind.map(|kind| said(language, kind.words())).unwrap_or_default().into(),
            said(language, row.kind.words()).into(),
            said(language, row.sex.words()).into(),
        ]
    });
    Ok(List { headings: headings.map(|heading| pick(language, heading)).to_vec(), rows: rows.collect() })
}

/// Notes in the ledger that the roster left as a file: in what form, how many lines, what for, and whether with identity
/// numbers and telephones in full.
///
/// # Errors
/// If it cannot be written.
pub fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (ending, clear): (&str, bool),
    (rows, purpose): (usize, &str),
) -> Result<(), DbError> {
    let facts = json!({"ending": ending, "clear": clear, "rows": rows, "purpose": purpose});
    let subject = ("county", "county");
    let act =
        Act { kind: "people.roster-exported", subject, unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// The roster with every fact, one row for each running tenure, in the columns of the import template, so that it
/// can be mended in a spreadsheet and imported again. `clear`: identity numbers and telephones in full.
///
/// # Errors
/// If it cannot be read.
pub fn roster(
    tx: &mut Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (language, clear): (Language, bool),
) -> Result<List, Fault> {
    let today = tx.today();
    let wanted: Vec<String> =
        person::page(tx, scope, filter, 0, MOST_ROWS)?.rows.into_iter().map(|row| row.id).collect();
    let mut people: HashMap<String, Person> = HashMap::new();
    person::all(tx, scope, |person| {
        people.insert(person.id.clone(), person);
        Ok(())
    })?;
    let names = unit_names(tx)?;
    let reach = Scope::county("tenures of people who were read in scope");
    let mut tenures: HashMap<String, Vec<Tenure>> = HashMap::new();
    for tenure in tenure::current(tx, &reach, today)? {
        tenures.entry(tenure.person.clone()).or_default().push(tenure);
    }
    let levels: HashMap<String, (Option<String>, post::Category)> =
        post::all(tx, &reach)?.into_iter().map(|post| (post.id, (post.level, post.category))).collect();
    let mut rows = Vec::new();
    for id in wanted {
        let Some(person) = people.get(&id) else { continue };
        let of_person = tenures.remove(&id).unwrap_or_default();
        let seats: Vec<Option<&Tenure>> =
            if of_person.is_empty() { vec![None] } else { of_person.iter().map(Some).collect() };
        for seat in seats {
            let unit = seat.and_then(|seat| names.get(&seat.unit)).cloned().unwrap_or_default();
            let terms = seat.and_then(|seat| levels.get(seat.post.as_ref()?));
            rows.push(
                COLUMNS
                    .iter()
                    .map(|c| cell(c.column, person, seat, &unit, terms, (language, clear)))
                    .collect(),
            );
        }
    }
    let headings = COLUMNS.iter().map(|heading| pick(language, (heading.zh, heading.en))).collect();
    Ok(List { headings, rows })
}

/// Full names of units; those that are not alone in theirs carry the name of the unit above.
fn unit_names(tx: &mut Tx<'_>) -> Result<HashMap<String, String>, Fault> {
    let units = unit::all(tx, &Scope::county("names of units"))?;
    let mut count: HashMap<&str, usize> = HashMap::new();
    for unit in &units {
        *count.entry(unit.name.as_str()).or_default() += 1;
    }
    let short: HashMap<&str, &str> =
        units.iter().map(|unit| (unit.id.as_str(), unit.short_name.as_str())).collect();
    let named = units.iter().map(|unit| {
        let above = unit.parent.as_deref().and_then(|parent| short.get(parent)).copied().unwrap_or_default();
        let alone = count.get(unit.name.as_str()).is_none_or(|count| *count == 1);
        (unit.id.clone(), if alone { unit.name.clone() } else { format!("{above}{}", unit.name) })
    });
    Ok(named.collect())
}

fn month(written: Option<&String>) -> Cell {
    match written.map(|written| PartialDate::parse(written)) {
        Some(Ok(date)) => Cell::Month(date),
        _ => Cell::Empty,
    }
}

fn day(on: Date) -> Cell {
    PartialDate::of(on).map_or(Cell::Empty, Cell::Month)
}

fn text(value: Option<&String>) -> Cell {
    value.cloned().unwrap_or_default().into()
}

/// Names the import reads back: the words of the code tables, not those of the pages.
fn kind_name(kind: Kind, language: Language) -> String {
    pick(
        language,
        match kind {
            Kind::CivilServant => ("公务员", "Civil servant"),
            Kind::InstitutionStaff => ("事业人员", "Institution staff"),
            Kind::VillageCadre => ("村干部", "Village cadre"),
            Kind::CommunityWorker => ("社区工作者", "Community worker"),
        },
    )
}

fn category_name(category: post::Category, language: Language) -> String {
    let code = match category {
        post::Category::Village => "village_community",
        other => other.code(),
    };
    let found = crate::formats::codes::POST_CATEGORY.by_code(code);
    found.map(|entry| pick(language, (entry.zh, entry.en))).unwrap_or_default()
}

fn cell(
    column: Column,
    person: &Person,
    seat: Option<&Tenure>,
    unit: &str,
    terms: Option<&(Option<String>, post::Category)>,
    (language, clear): (Language, bool),
) -> Cell {
    let hidden = |value: Option<&String>| match value {
        Some(value) if clear => value.clone(),
        Some(value) => crate::formats::citizen_id::masked(value),
        None => String::new(),
    };
    match column {
        Column::Unit => unit.into(),
        Column::Name => person.name.as_str().into(),
        Column::Sex => said(language, person.sex.words()).into(),
        Column::Birth => month(person.born.as_ref()),
        Column::Nation => text(person.nation.as_ref()),
        Column::NativePlace => text(person.native_place.as_ref()),
        Column::IdNumber => hidden(person.id_number.as_ref()).into(),
        Column::PersonnelKind => kind_name(person.kind, language).into(),
        Column::PoliticalStatus => text(person.politics.as_ref()),
        Column::PartyJoined => month(person.joined_party.as_ref()),
        Column::WorkStarted => month(person.started_work.as_ref()),
        Column::Education => text(person.education.as_ref()),
        Column::Degree => text(person.degree.as_ref()),
        Column::School => text(person.school.as_ref()),
        Column::Post => text(seat.and_then(|seat| seat.post_title.as_ref())),
        Column::PostCategory => {
            terms.map(|(_, category)| category_name(*category, language)).unwrap_or_default().into()
        }
        Column::Rank => text(person.rank.as_ref().or_else(|| terms.and_then(|(level, _)| level.as_ref()))),
        Column::TenureKind => seat.map(|seat| said(language, seat.kind.words())).unwrap_or_default().into(),
        Column::TenureFrom => seat.map_or(Cell::Empty, |seat| day(seat.from_on)),
        Column::TenureTo => seat.and_then(|seat| seat.to_on).map_or(Cell::Empty, day),
        Column::Phone => hidden(person.phone.as_ref()).into(),
        Column::AppointedBy | Column::Remarks => Cell::Empty,
    }
}

/// Units in scope in the columns of their import, so that the list can be mended in a spreadsheet and imported again;
/// behind them how full each is.
///
/// # Errors
/// If they cannot be read.
pub fn units(tx: &mut Tx<'_>, scope: &Scope, language: Language) -> Result<List, Fault> {
    let columns = UNIT_COLUMNS.iter().filter(|heading| heading.column != UnitColumn::Remarks);
    let full = [
        ("层级", "Depth"),
        ("行政在岗", "Administrative in post"),
        ("事业在岗", "Institution in post"),
        ("村社区人员", "Village and community people"),
        ("岗位职数", "Seats"),
    ];
    let headings = columns.clone().map(|heading| (heading.zh, heading.en)).chain(full);
    let headings = headings.map(|heading| pick(language, heading)).collect();
    let today = tx.today();
    let strength = unit::strength(tx, scope, today)?;
    let known = Units::load(tx, scope)?;
    let written = known.written();
    let mut rows = Vec::new();
    for branch in unit::tree(tx, scope)? {
        let Some(one) = known.at(&branch.unit.id).and_then(|at| known.list.get(at)) else { continue };
        let above = one.unit.parent.as_deref().and_then(|id| written.get(known.at(id)?));
        let mut row: Vec<Cell> =
            columns.clone().map(|heading| unit_cell(heading.column, one, above, language)).collect();
        let full = strength.get(&branch.unit.id).copied().unwrap_or_default();
        let depth = i64::try_from(branch.depth + 1).unwrap_or(i64::MAX);
        row.extend([depth, full.admin, full.institution, full.others, full.seats].map(Cell::Integer));
        rows.push(row);
    }
    Ok(List { headings, rows })
}

fn unit_cell(column: UnitColumn, known: &Known, above: Option<&String>, language: Language) -> Cell {
    let unit = &known.unit;
    let code = |system| known.code(system).map_or(Cell::Empty, |code| code.code.as_str().into());
    let as_of = |system| known.code(system).map_or(Cell::Empty, |code| Cell::Date(code.as_of));
    match column {
        UnitColumn::Above => text(above),
        UnitColumn::Name => unit.name.as_str().into(),
        UnitColumn::Short => unit.short_name.as_str().into(),
        UnitColumn::Kind => said(language, unit.kind.words()).into(),
        UnitColumn::PostsAdmin => unit.posts_admin.into(),
        UnitColumn::PostsInstitution => unit.posts_institution.into(),
        UnitColumn::Sort => unit.sort.into(),
        UnitColumn::OpenedOn => Cell::Date(unit.opened_on),
        UnitColumn::Document => known.document.as_str().into(),
        UnitColumn::CivilCode => code(CodeSystem::Mca),
        UnitColumn::CivilAsOf => as_of(CodeSystem::Mca),
        UnitColumn::StatisticsCode => code(CodeSystem::Nbs),
        UnitColumn::StatisticsAsOf => as_of(CodeSystem::Nbs),
        UnitColumn::CreditCode => code(CodeSystem::Credit),
        UnitColumn::CreditAsOf => as_of(CodeSystem::Credit),
        UnitColumn::Remarks => Cell::Empty,
    }
}

/// Posts in scope with their descriptions and how many serve in them.
///
/// # Errors
/// If they cannot be read.
pub fn posts(tx: &mut Tx<'_>, scope: &Scope, language: Language) -> Result<List, Fault> {
    let headings = [
        ("单位", "Unit"),
        ("岗位", "Post"),
        ("类别", "Category"),
        ("职务层次", "Level"),
        ("单位负责人", "Head of unit"),
        ("职数", "Seats"),
        ("在岗", "Filled"),
        ("空缺", "Vacant"),
        ("岗位职责", "Duties"),
        ("岗位权限", "Powers"),
        ("任职资格", "Qualifications"),
        ("晋升路径", "Way up"),
    ];
    let today = tx.today();
    let filled = post::filled(tx, scope, today)?;
    let names = unit_names(tx)?;
    let mut rows = Vec::new();
    for post in post::all(tx, scope)? {
        let serving = filled.get(&post.id).copied().unwrap_or_default();
        rows.push(vec![
            names.get(&post.unit).cloned().unwrap_or_default().into(),
            post.title.into(),
            said(language, post.category.words()).into(),
            post.level.unwrap_or_default().into(),
            Cell::YesNo(post.is_head, language),
            post.seats.into(),
            serving.into(),
            (post.seats - serving).max(0).into(),
            post.description.duties.into(),
            post.description.powers.into(),
            post.description.qualifications.into(),
            post.description.way_up.into(),
        ]);
    }
    Ok(List { headings: headings.map(|heading| pick(language, heading)).to_vec(), rows })
}
