//! One row of outside records: whose it is, what it says, and what is wrong with it, by field. Not here: reading cells
//! (`sheet`), what a file does as a whole (`import`).

use jiff::civil::Date;
use kernel::{Fault, Tx, params};
use law::Text;
use people::formats::Finding;
use people::formats::dates::PartialDate;
use sha2::{Digest, Sha256};

use super::Measure;
use super::sheet::{Column, Row, heading, place};
use crate::form::Form;
use crate::record::{Record, Source};
use crate::seat;
use crate::store::seat as people_sql;

pub(super) fn finding(row: &Row, column: Column, problem: (&str, &str), mending: (&str, &str)) -> Finding {
    Finding::error(
        place(row.number),
        &heading(column).zh,
        Text::new(problem.0, problem.1),
        Text::new(mending.0, mending.1),
    )
}

pub(super) fn of_row(
    tx: &mut Tx<'_>,
    row: &Row,
    (measure, today): (&Measure, Date),
    wrong: &mut Vec<Finding>,
) -> Result<Option<(String, Record)>, Fault> {
    let person = whose(tx, row, wrong)?;
    let title = worded(row, Column::Title, wrong);
    let held_by = worded(row, Column::HeldBy, wrong);
    let form = form_of(row, wrong);
    let ends = day(row, Column::Ends, wrong);
    let starts = if row.cell(Column::Starts).is_empty() { None } else { day(row, Column::Starts, wrong) };
    check_days(row, (starts, ends), today, wrong);
    let time = time(row, measure, wrong);
    let counts = counts(row, wrong);
    let (
        Some((person, name, unit)),
        Some(title),
        Some(held_by),
        Some(form),
        Some(ended_on),
        Some((minutes, half_days)),
    ) = (person, title, held_by, form, ends, time)
    else {
        return Ok(None);
    };
    if !wrong.is_empty() {
        return Ok(None);
    }
    let reference = match row.cell(Column::Reference) {
        "" => hex::encode(Sha256::digest(format!("{title}\n{ended_on}\n{minutes}\n{held_by}").as_bytes())),
        number => number.to_owned(),
    };
    let new = Record {
        id: String::new(),
        person,
        unit,
        title,
        form,
        minutes,
        half_days,
        started_on: starts,
        ended_on,
        held_by,
        source: Source::Import,
        source_ref: reference,
        recognised: counts,
    };
    Ok(Some((name, new)))
}

fn check_days(
    row: &Row,
    (starts, ends): (Option<Date>, Option<Date>),
    today: Date,
    wrong: &mut Vec<Finding>,
) {
    if let (Some(starts), Some(ends)) = (starts, ends)
        && starts > ends
    {
        let problem = ("开始日期晚于结业日期。", "It begins after it ends.");
        wrong.push(finding(row, Column::Starts, problem, ("请核对两个日期。", "Check the two days.")));
    }
    if ends.is_some_and(|day| day > today) {
        let problem = ("结业日期晚于今天。", "It ends after today.");
        wrong.push(finding(
            row,
            Column::Ends,
            problem,
            ("只登记已经结束的培训。", "Only training that has ended is recorded."),
        ));
    }
}

/// Who a citizen number is; the name has to be theirs.
fn numbered(
    tx: &mut Tx<'_>,
    row: &Row,
    wrong: &mut Vec<Finding>,
) -> Result<Option<(String, String, String)>, Fault> {
    let (name, number) = (row.cell(Column::Name), row.cell(Column::IdNumber));
    let directory = seat::directory();
    let number = number.to_ascii_uppercase();
    let found = tx.row(&directory, people_sql::BY_ID_NUMBER, params![&number])?;
    let Some(found) = found else {
        let problem = ("名册中没有这个身份证号。", "Nobody on the roster has this number.");
        wrong.push(finding(
            row,
            Column::IdNumber,
            problem,
            ("请核对号码，或改填单位。", "Check it, or give the unit instead."),
        ));
        return Ok(None);
    };
    let (person, known) = (found.text(0)?, found.text(1)?);
    if known != name {
        let zh = format!("该号码在名册中是{known}，表中写的是{name}。");
        let en = format!("On the roster this number is {known}'s, not {name}'s.");
        wrong.push(finding(row, Column::Name, (&zh, &en), ("请核对姓名和号码。", "Check name and number.")));
        return Ok(None);
    }
    let unit = seat::unit_of(tx, &person)?.unwrap_or_default();
    Ok(Some((person, known, unit)))
}

/// Who a row is about: by citizen number, else by name and unit, else by a name only one person has.
fn whose(
    tx: &mut Tx<'_>,
    row: &Row,
    wrong: &mut Vec<Finding>,
) -> Result<Option<(String, String, String)>, Fault> {
    let (name, number, unit) = (row.cell(Column::Name), row.cell(Column::IdNumber), row.cell(Column::Unit));
    let today = tx.today();
    let directory = seat::directory();
    if !number.is_empty() {
        return numbered(tx, row, wrong);
    }
    let mut found: Vec<(String, String, String)> = Vec::new();
    for row in tx.rows(&directory, people_sql::NAMED, params![name, today])? {
        let one = (row.text(0)?, row.text(2)?, row.text(3)?);
        if (unit.is_empty() || one.2 == unit) && !found.iter().any(|known| known.0 == one.0) {
            found.push(one);
        }
    }
    match (found.len(), unit.is_empty()) {
        (1, _) => {}
        (0, true) => {
            let problem = ("在职人员中没有这个姓名。", "Nobody serving has this name.");
            wrong.push(finding(row, Column::Name, problem, ("请核对姓名。", "Check the name.")));
        }
        (0, false) => {
            let problem = ("该单位没有这个姓名的人员。", "The unit has nobody of this name.");
            wrong.push(finding(
                row,
                Column::Unit,
                problem,
                ("请核对姓名和单位全称。", "Check the name and the full name of the unit."),
            ));
        }
        (n, _) => {
            let zh = format!("有{n}人同名。");
            let en = format!("{n} people have this name.");
            wrong.push(finding(
                row,
                Column::Name,
                (&zh, &en),
                ("请填写身份证号或单位。", "Give the ID number or the unit."),
            ));
        }
    }
    Ok(match found.as_slice() {
        [(person, unit, _)] => Some((person.clone(), name.to_owned(), unit.clone())),
        _ => None,
    })
}

fn worded(row: &Row, column: Column, wrong: &mut Vec<Finding>) -> Option<String> {
    let text = row.cell(column);
    if (2..=60).contains(&text.chars().count()) {
        return Some(text.to_owned());
    }
    let problem = if text.is_empty() {
        ("没有填写。", "It is empty.")
    } else {
        ("字数不在 2–60 之间。", "Not 2 to 60 characters.")
    };
    wrong.push(finding(row, column, problem, ("请写 2–60 字。", "Write 2 to 60 characters.")));
    None
}

fn form_of(row: &Row, wrong: &mut Vec<Finding>) -> Option<Form> {
    let text = row.cell(Column::Form);
    let found = Form::ALL.iter().copied().find(|form| {
        let words = form.words();
        words.zh == text || words.en.eq_ignore_ascii_case(text) || form.code() == text
    });
    let short = match text {
        "脱产" => Some(Form::OffPost),
        "网络" | "线上培训" => Some(Form::Online),
        "挂职" => Some(Form::Secondment),
        "调研" => Some(Form::FieldResearch),
        _ => None,
    };
    if found.or(short).is_none() {
        let zh = format!("“{text}”不是培训形式。");
        let en = format!("“{text}” is no form of training.");
        let forms: Vec<&str> = Form::ALL.iter().map(|form| form.words().zh).collect();
        let english: Vec<&str> = Form::ALL.iter().map(|form| form.words().en).collect();
        let mending =
            (format!("请从{}中选。", forms.join("、")), format!("Choose one of: {}.", english.join(", ")));
        wrong.push(finding(row, Column::Form, (&zh, &en), (&mending.0, &mending.1)));
    }
    found.or(short)
}

fn day(row: &Row, column: Column, wrong: &mut Vec<Finding>) -> Option<Date> {
    let text = row.cell(column);
    let found =
        PartialDate::parse(text).ok().filter(|date| date.day().is_some()).and_then(|date| date.first_day());
    if found.is_none() {
        let zh = format!("“{text}”不是完整的日期。");
        let en = format!("“{text}” is no complete date.");
        wrong.push(finding(
            row,
            column,
            (&zh, &en),
            ("请写成 2026-04-17 这样。", "Write it like 2026-04-17."),
        ));
    }
    found
}

fn number(row: &Row, column: Column, most: f64, wrong: &mut Vec<Finding>) -> Option<f64> {
    let text = row.cell(column);
    if text.is_empty() {
        return None;
    }
    let found = text.parse::<f64>().ok().filter(|number| (0.0..=most).contains(number) && *number > 0.0);
    if found.is_none() {
        let zh = format!("“{text}”不是 0 到 {most} 之间的数。");
        let en = format!("“{text}” is no number between 0 and {most}.");
        wrong.push(finding(
            row,
            column,
            (&zh, &en),
            ("只写数字，不带单位。", "Digits only, without a unit."),
        ));
    }
    found
}

/// Minutes and half days of a row; minutes follow from class hours or days where they are not given.
#[expect(clippy::cast_possible_truncation, reason = "numbers are checked to be small before")]
fn time(row: &Row, measure: &Measure, wrong: &mut Vec<Finding>) -> Option<(i64, Option<i64>)> {
    let before = wrong.len();
    let minutes = number(row, Column::Minutes, 525_600.0, wrong);
    let hours = number(row, Column::Hours, 9_000.0, wrong);
    let days = number(row, Column::Days, 730.0, wrong);
    if wrong.len() > before {
        return None;
    }
    let halves = days.map(|days| days * 2.0);
    if halves.is_some_and(|halves| halves.fract() != 0.0) {
        let problem = ("天数只能到半天。", "Days go by halves.");
        wrong.push(finding(row, Column::Days, problem, ("写成 2 或 2.5 这样。", "Write 2 or 2.5.")));
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a class hour and a day are small numbers")]
    let (class_hour, day_hours) = (measure.class_hour as f64, measure.day_hours as f64);
    let found =
        minutes.or(hours.map(|hours| hours * class_hour)).or(days.map(|days| days * day_hours * class_hour));
    let Some(found) = found else {
        let problem = ("“分钟”“学时”“天数”都没有填。", "Neither minutes nor class hours nor days are given.");
        wrong.push(finding(row, Column::Minutes, problem, ("至少填一项。", "Give at least one.")));
        return None;
    };
    Some((found.round() as i64, halves.map(|halves| halves as i64)))
}

fn counts(row: &Row, wrong: &mut Vec<Finding>) -> bool {
    match row.cell(Column::Counts).to_ascii_lowercase().as_str() {
        "" | "是" | "yes" => true,
        "否" | "no" => false,
        other => {
            let zh = format!("“{other}”不是“是”或“否”。");
            let en = format!("“{other}” is neither yes nor no.");
            wrong.push(finding(
                row,
                Column::Counts,
                (&zh, &en),
                ("请写“是”或“否”，不填为是。", "Write yes or no; empty is yes."),
            ));
            true
        }
    }
}
