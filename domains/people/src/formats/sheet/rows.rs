//! Reading the rows of a roster, and what rows say about each other.

use std::collections::HashMap;

use law::decision::Text;

use super::super::citizen_id::{self, CitizenId};
use super::super::codes;
use super::super::dates::{DateFault, PartialDate};
use super::super::finding::{Finding, Place, Reading, Severity};
use super::super::text::tidy_name;
use super::cells::Cells;
use super::columns::{COLUMNS, Column};
use super::grid::{Grid, Raw};
use super::headings::{self, Columns};
use super::{Roster, RosterRow};

/// Reads a sheet; none if it has no headings.
pub fn read(grid: &Grid) -> Option<Reading<Roster>> {
    let (head, places) = headings::find::<Column>(grid)?;
    let mut roster = Roster::default();
    let mut findings = Vec::new();
    let (number, heads) = grid.get(head)?;
    roster.unknown_headings = headings::unknown::<Column>(*number, heads, &places, &mut findings);
    findings.extend(without_unit(*number, &places));
    for (row, cells) in grid.iter().skip(head + 1) {
        if headings::is_example(cells) || is_footer(cells, &places) {
            continue;
        }
        let mut cells = Cells { row: *row, cells, places: &places, findings: Vec::new() };
        roster.rows.push(read_row(&mut cells));
        findings.append(&mut cells.findings);
    }
    findings.extend(repeated(&roster.rows));
    if roster.rows.is_empty() {
        findings.push(Finding::warning(
            Place::whole(),
            "",
            Text::new("名册中没有人员行。", "The roster has no rows of people."),
            Text::new("请在表头下方逐行填写后再上传。", "Fill in rows below the headings."),
        ));
    }
    Some(Reading { value: roster, findings })
}

/// Lines below the list (填表人, 合计) have neither name nor identity number.
fn is_footer(cells: &[Raw], places: &[Option<usize>]) -> bool {
    let empty = |column: Column| headings::is_empty(column, cells, places);
    headings::begins_footer(cells) && (empty(Column::Name) || empty(Column::Unit)) && empty(Column::IdNumber)
}

fn without_unit(row: u32, places: &[Option<usize>]) -> Option<Finding> {
    if places.get(Column::Unit as usize).copied().flatten().is_some() {
        return None;
    }
    Some(Finding::error(
        Place::row(row),
        "unit",
        Text::new("表头中没有“单位”。", "There is no heading Unit."),
        Text::new(
            "请增加“单位”一列，写明每个人所在的单位。",
            "Add a column Unit that says where each person works.",
        ),
    ))
}

fn read_row(cells: &mut Cells<'_>) -> RosterRow {
    let mut row = RosterRow {
        row: cells.row,
        unit: cells.text(Column::Unit),
        name: tidy_name(&cells.text(Column::Name)),
        id_number: cells.identity(),
        sex: cells.code(Column::Sex, &codes::SEX),
        nation: cells.code(Column::Nation, &codes::NATION),
        native_place: cells.text(Column::NativePlace),
        personnel_kind: cells.code(Column::PersonnelKind, &codes::PERSONNEL_KIND),
        political_status: cells.code(Column::PoliticalStatus, &codes::POLITICAL),
        party_joined: cells.date_or_finding(Column::PartyJoined),
        work_started: cells.date_or_finding(Column::WorkStarted),
        education: cells.code(Column::Education, &codes::EDUCATION),
        degree: cells.code(Column::Degree, &codes::DEGREE),
        school: cells.text(Column::School),
        post: cells.text(Column::Post),
        post_category: cells.code(Column::PostCategory, &codes::POST_CATEGORY),
        rank: cells.code(Column::Rank, &codes::RANK),
        tenure_kind: cells.code(Column::TenureKind, &codes::TENURE_KIND),
        tenure_from: cells.date_or_finding(Column::TenureFrom),
        tenure_to: cells.date_or_finding(Column::TenureTo),
        appointed_by: cells.code(Column::AppointedBy, &codes::APPOINTED_BY),
        phone: cells.text(Column::Phone),
        remarks: cells.text(Column::Remarks),
        birth: None,
    };
    row.birth = birth(cells, row.id_number.as_ref());
    required(cells, &row);
    identity(cells, &mut row);
    order(cells, &row);
    row
}

/// The birth; a number that may be January or October is settled by the identity number.
fn birth(cells: &mut Cells<'_>, id: Option<&CitizenId>) -> Option<PartialDate> {
    let fault = match cells.date(Column::Birth) {
        Ok(birth) => return birth,
        Err(fault) => fault,
    };
    if let (DateFault::Ambiguous { says, may_mean }, Some(id)) = (&fault, id)
        && let Ok(carried) = PartialDate::of(id.birth())
    {
        let settled = [says, may_mean].into_iter().find(|date| date.agrees_with(&carried));
        if let Some(date) = settled {
            return Some(*date);
        }
    }
    cells.bad_date(Column::Birth, &fault);
    None
}

fn required(cells: &mut Cells<'_>, row: &RosterRow) {
    for heading in COLUMNS.iter().filter(|heading| heading.required) {
        let missing = match heading.column {
            Column::Unit => row.unit.is_empty(),
            Column::Name => row.name.is_empty(),
            _ => false,
        };
        // A column that is missing as a whole is reported once, at the headings.
        if missing && cells.places.get(heading.column as usize).copied().flatten().is_some() {
            cells.error(
                heading,
                Text::new("没有填写。", "is missing."),
                Text::new("这一项必填；空行请整行删去。", "It is required; delete rows that are not meant."),
            );
        }
    }
}

/// What the identity number fills in, and where it disagrees. What was filled in is never changed.
fn identity(cells: &mut Cells<'_>, row: &mut RosterRow) {
    let Some(id) = row.id_number.clone() else { return };
    let label = Text::new(format!("第 {} 行", row.row), format!("Row {}", row.row));
    let sex = row.sex.map(|sex| sex.code);
    let (_, found) = citizen_id::compare(&Place::row(row.row), &label, id.as_str(), row.birth, sex);
    cells.findings.extend(found);
    if id.was_legacy() {
        cells.warning(
            Column::IdNumber.heading(),
            Text::new("是 15 位旧号，已换算为 18 位。", "is the 15-digit form and was brought to 18."),
            Text::new("请按证件核对。", "Check it against the card."),
        );
    }
    if row.sex.is_none() && cells.raw(Column::Sex).is_empty() {
        row.sex = codes::SEX.by_code(id.sex_code());
    }
    if row.birth.is_none() && cells.raw(Column::Birth).is_empty() {
        row.birth = PartialDate::of(id.birth()).ok();
    }
}

fn order(cells: &mut Cells<'_>, row: &RosterRow) {
    const YOUNGEST: i32 = 14 * 12;
    let dates = [(Column::WorkStarted, row.work_started), (Column::PartyJoined, row.party_joined)];
    for (column, date) in dates {
        if let (Some(birth), Some(date)) = (row.birth, date)
            && date.months() < birth.months() + YOUNGEST
        {
            cells.warning(
                column.heading(),
                Text::new(
                    format!("{} 时还不满 14 岁（出生年月 {}）。", date.dotted(), birth.dotted()),
                    format!("{} is before the age of 14 (born {}).", date.dotted(), birth.dotted()),
                ),
                Text::new("请核对这两个年月。", "Check both dates."),
            );
        }
    }
    if let (Some(from), Some(to)) = (row.tenure_from, row.tenure_to)
        && to.months() < from.months()
    {
        cells.error(
            Column::TenureTo.heading(),
            Text::new(
                format!("写的是 {}，早于任职时间 {}。", to.dotted(), from.dotted()),
                format!("says {}, before the tenure began ({}).", to.dotted(), from.dotted()),
            ),
            Text::new(
                "请核对任职、免职时间；在任的不填免职时间。",
                "Check both; leave the end empty while in office.",
            ),
        );
    }
}

/// Rows that repeat each other, and one identity number under two names. A person in two posts has two rows.
fn repeated(rows: &[RosterRow]) -> Vec<Finding> {
    let mut by_id: HashMap<&str, &RosterRow> = HashMap::new();
    let mut by_post: HashMap<(String, &str, &str), u32> = HashMap::new();
    let mut findings = Vec::new();
    for row in rows.iter().filter(|row| !row.name.is_empty()) {
        let person = match &row.id_number {
            Some(id) => id.as_str().to_owned(),
            None => format!("{}/{}", row.name, row.birth.map(|birth| birth.compact()).unwrap_or_default()),
        };
        if let Some(first) = by_post.insert((person, &row.unit, &row.post), row.row) {
            findings.push(about(
                row.row,
                "name",
                Severity::Warning,
                Text::new(
                    format!(
                        "第 {} 行“姓名”{} 与第 {first} 行是同一人、同一单位、同一职务。",
                        row.row, row.name
                    ),
                    format!(
                        "Row {}, Name: {} repeats row {first}: same person, unit and post.",
                        row.row, row.name
                    ),
                ),
                Text::new("请删去重复的一行。", "Delete one of the two."),
            ));
        }
        let Some(id) = &row.id_number else { continue };
        let first = *by_id.entry(id.as_str()).or_insert(row);
        if first.name != row.name {
            findings.push(about(
                row.row,
                "id_number",
                Severity::Error,
                Text::new(
                    format!(
                        "第 {} 行“身份证号”与第 {} 行相同，但姓名不同（{}、{}）。",
                        row.row, first.row, row.name, first.name
                    ),
                    format!(
                        "Row {}, Identity number: same as row {}, yet the names differ ({}, {}).",
                        row.row, first.row, row.name, first.name
                    ),
                ),
                Text::new("请核对两人的身份证号。", "Check the numbers of both."),
            ));
        }
    }
    findings
}

fn about(row: u32, field: &str, severity: Severity, problem: Text, mending: Text) -> Finding {
    Finding { place: Place::row(row), field: field.to_owned(), problem, mending, severity }
}
