//! Somebody's training: the year's statement with the decisions and their clauses, as a page, a workbook and a docx;
//! certificates; and withdrawing an outside record that was wrong.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Area, Fault, Tx};
use law::Rulebook;
use serde::Deserialize;
use web::components::{Cell, FactList, Table};
use web::document::{Block, Document as Paper};
use web::download::{DOCX, download};
use web::i18n::{Language, Lookup};
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, attended, hours_sentence, said, time, value_word};
use crate::certificate::{self, Certificate};
use crate::form::Presence;
use crate::record::{self, Record, Source};
use crate::requirement::{self, Standing};
use crate::roll::{self, Attendance};
use crate::store::need as needs;
use crate::{permission, seat, words};
use web::sheet::{Form, Sheet};

/// Which year.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    year: Option<i16>,
}

struct Found {
    person: String,
    name: String,
    unit_name: String,
    standing: Standing,
    certificates: Vec<Certificate>,
    rolls: BTreeMap<String, Attendance>,
    years: Vec<i16>,
    /// The county, which issues the statement.
    issued_by: String,
    today: Date,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &kernel::Actor,
    book: &Rulebook,
    person: &str,
    asked: Option<i16>,
) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Learning);
    let own = actor.person.as_deref() == Some(person);
    if !own && !seat::in_reach(tx, &scope, person)? {
        return Err(Fault::NotFound);
    }
    let this = tx.today().year();
    let year = asked.filter(|year| (2000..=this).contains(year)).unwrap_or(this);
    let (name, ..) = seat::person(tx, person)?;
    let unit = seat::unit_of(tx, person)?;
    let unit_name = unit.map(|unit| seat::unit_name(tx, &unit)).transpose()?.unwrap_or_default();
    let all = record::of_person(tx, &scope, person)?;
    let mut years: Vec<i16> = all.iter().map(|one| one.ended_on.year()).chain([this]).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    let certificates = certificate::of_person(tx, &scope, person)?;
    let certificates = certificates.into_iter().filter(|one| one.to.year() == year).collect();
    let standing = requirement::of_person(tx, &scope, book, person, year)?;
    let rolls = roll::of_person(tx, &scope, person)?;
    let top = tx.row(&seat::directory(), needs::TOP_UNIT, &[])?.map(|row| row.text(0)).transpose()?;
    let issued_by = top.map(|unit| seat::unit_name(tx, &unit)).transpose()?.unwrap_or_default();
    let (person, today) = (person.to_owned(), tx.today());
    Ok(Found { person, name, unit_name, standing, certificates, rolls, years, issued_by, today })
}

/// What the roll of its class says of a record; empty for training elsewhere.
fn sessions(t: &Lookup, found: &Found, one: &Record) -> String {
    let roll = found.rolls.get(&one.source_ref).filter(|_| one.source == Source::Class);
    roll.map(|roll| attended(t, roll)).unwrap_or_default()
}

async fn found(house: &House, actor: &Asker, person: &str, of: &Of) -> Result<Found, Problem> {
    let (asker, book, person, year) = (actor.clone(), house.book(), person.to_owned(), of.year);
    house.read(move |tx| read(tx, &asker, &book, &person, year)).await
}

fn records_table(t: &Lookup, found: &Found, keeps: bool) -> Table {
    let path = format!("/training/people/{}/statement.xlsx?year={}", found.person, found.standing.year);
    let mut table = Table::new(t, "records", t.of("training-records"))
        .caption_unseen()
        .column(t.of("training-record"))
        .column(t.of("training-form"))
        .column(t.of("training-ends"))
        .column(t.of("training-attendance"))
        .number_column(t.of("training-time"))
        .column(t.of("training-held-by"))
        .column(t.of("training-source"))
        .column(t.of("training-counts"))
        .empty(t.of("training-records-none"))
        .export(path);
    for one in &found.standing.records {
        let title = match one.source {
            Source::Class => Cell::link(one.link(), one.title.as_str()),
            Source::Import | Source::Xapi if keeps => {
                Cell::link(format!("/training/records/{}/withdrawal", one.id), one.title.as_str())
            }
            Source::Import | Source::Xapi => one.title.as_str().into(),
        };
        table.push(vec![
            title,
            said(t, one.form.words()).into(),
            one.ended_on.into(),
            sessions(t, found, one).into(),
            Cell::Number(time(t, one.minutes)),
            one.held_by.as_str().into(),
            said(t, one.source.words()).into(),
            t.of(if one.recognised { "training-counted" } else { "training-not-counted" }).into(),
        ]);
    }
    table
}

/// What a promotion asks, in a sentence.
fn promotion_sentence(t: &Lookup, one: &requirement::Promotion) -> String {
    let key = match value_word(&one.decision, "state") {
        Some("not-needed") => "training-promotion-not-needed",
        Some("open") => "training-promotion-open",
        Some("in-time") => "training-promotion-in-time",
        Some("late") => "training-promotion-late",
        Some("overdue") => "training-promotion-overdue",
        _ => "training-promotion-unknown",
    };
    let due = value_word(&one.decision, "due").unwrap_or_default().to_owned();
    t.with(key, &[("post", &one.post), ("on", &t.date(one.on)), ("due", &due)])
}

fn draw(page: Page, actor: &Asker, found: &Found) -> Result<Response, Problem> {
    let year = found.standing.year;
    let own = actor.person.as_deref() == Some(found.person.as_str());
    let page = page
        .titled_with("training-statement-of", &[("name", &found.name), ("year", &year.to_string())])
        .led(found.unit_name.clone())
        .back_to("/training", "training-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.heading("training-hours");
    let sentence = hours_sentence(t, &found.standing.decision, found.standing.hours.as_ref());
    sheet.decision(&found.standing.decision, &sentence, true);
    sheet.hint("training-hours-no-score");
    if let Some(one) = &found.standing.promotion {
        sheet.heading("training-promotion");
        sheet.decision(&one.decision, &promotion_sentence(t, one), true);
    }
    sheet.heading("training-records");
    sheet.add(&records_table(t, found, permission::keeps(actor)));
    let path = |file: &str| format!("/training/people/{}/{file}?year={year}", found.person);
    sheet.links(vec![
        (path("statement.docx"), t.of("training-statement-docx").to_owned()),
        (path("statement.xlsx"), t.of("training-statement-xlsx").to_owned()),
    ]);
    if !found.certificates.is_empty() {
        sheet.heading("training-certificates");
        let link = |one: &Certificate| (format!("/training/certificates/{}", one.number), one.title.clone());
        sheet.links(found.certificates.iter().map(link).collect());
    }
    let others: Vec<_> = found
        .years
        .iter()
        .filter(|one| **one != year)
        .map(|one| (format!("/training/people/{}?year={one}", found.person), one.to_string()))
        .collect();
    if !others.is_empty() {
        sheet.heading("training-other-years");
        sheet.links(others);
    }
    if !own {
        sheet.links(vec![(format!("/people/{}", found.person), t.of("training-archive").to_owned())]);
    }
    sheet.done()
}

/// `GET /training/people/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id, &of).await?;
    draw(page, &actor, &found)
}

/// `GET /training/people/{id}/statement.xlsx`
pub async fn export(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id, &of).await?;
    let t = &page.t;
    let heads = [
        "training-record",
        "training-form",
        "training-starts",
        "training-ends",
        "training-attendance",
        "training-minutes",
        "training-held-by",
        "training-source",
        "training-counts",
    ];
    let row = |one: &Record| -> Vec<Out> {
        vec![
            one.title.as_str().into(),
            said(t, one.form.words()).into(),
            one.started_on.map(|day| day.to_string()).into(),
            one.ended_on.to_string().into(),
            sessions(t, &found, one).into(),
            one.minutes.into(),
            one.held_by.as_str().into(),
            said(t, one.source.words()).into(),
            t.of(if one.recognised { "training-counted" } else { "training-not-counted" }).into(),
        ]
    };
    let rows: Vec<Vec<Out>> = found.standing.records.iter().map(row).collect();
    let title =
        t.with("training-statement-of", &[("name", &found.name), ("year", &found.standing.year.to_string())]);
    spreadsheet::sheet(&title, &heads.map(|key| t.of(key).to_owned()), &rows)
}

/// The time of a record as the statement has it: with the sessions that were not attended in full.
fn took(found: &Found, one: &Record) -> String {
    let time = words::minutes(one.minutes).zh;
    let roll = found.rolls.get(&one.source_ref).filter(|_| one.source == Source::Class);
    let missed: Vec<String> = roll
        .iter()
        .flat_map(|roll| &roll.sessions)
        .filter(|(presence, _)| **presence != Presence::Present)
        .map(|(presence, n)| format!("{}{n}次", presence.words().zh))
        .collect();
    if missed.is_empty() { time } else { format!("{time}（{}）", missed.join("、")) }
}

/// The statement in official language, whatever the reader's is.
fn paper(found: &Found) -> Paper {
    let standing = &found.standing;
    let rows = standing
        .records
        .iter()
        .enumerate()
        .map(|(at, one)| {
            vec![
                (at + 1).to_string(),
                one.title.clone(),
                one.form.words().zh.to_owned(),
                words::day(one.ended_on).zh,
                took(found, one),
                one.held_by.clone(),
                if one.recognised { "计入" } else { "不计入" }.to_owned(),
            ]
        })
        .collect();
    let heads = ["序号", "培训名称", "形式", "结业日期", "时间", "主办单位", "是否计入"];
    let mut body = vec![
        Block::Paragraph(format!("姓名：{}　　单位：{}", found.name, found.unit_name)),
        Block::Table {
            caption: String::new(),
            head: heads.map(str::to_owned).to_vec(),
            rows,
            widths: vec![6, 28, 12, 17, 12, 17, 8],
        },
    ];
    let counted = standing.records.iter().filter(|one| one.recognised);
    let (number, minutes) = counted.fold((0, 0), |(n, sum), one| (n + 1, sum + one.minutes));
    body.push(Block::Paragraph(format!("合计：计入{number}项，{}。", words::minutes(minutes).zh)));
    let reasons = standing.decision.reasons.iter().map(|reason| {
        Block::Paragraph(format!(
            "{}（《{}》，{}）",
            reason.text.zh, reason.citation.regulation.zh, reason.citation.clause
        ))
    });
    body.extend(reasons);
    if let Some(one) = &standing.promotion {
        body.extend(one.decision.reasons.iter().map(|reason| Block::Paragraph(reason.text.zh.clone())));
    }
    body.push(Block::Note("培训时间只用于说明是否达到规定要求，不作为考核得分。".to_owned()));
    Paper {
        language: Language::ZhCn,
        number: String::new(),
        title: format!("{}年度干部教育培训情况", standing.year),
        to: String::new(),
        body,
        attachments: Vec::new(),
        signed_by: vec![found.issued_by.clone()],
        date: Some(found.today),
    }
}

/// `GET /training/people/{id}/statement.docx`
pub async fn docx(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id, &of).await?;
    let bytes = paper(&found).docx().map_err(Problem::internal)?;
    Ok(download(&format!("{}年度教育培训情况（{}）.docx", found.standing.year, found.name), DOCX, bytes))
}

async fn draw_withdrawal(
    page: Page,
    house: &House,
    actor: &Asker,
    id: &str,
    form: &FormState,
) -> Result<Response, Problem> {
    if !permission::keeps(actor) {
        return Err(Problem::forbidden());
    }
    let (scope, which) = (actor.scope(Area::Learning), id.to_owned());
    let found = house.read(move |tx| record::find(tx, &scope, &which)).await?;
    let page = page.titled_by("training-record-withdraw").back_to(
        format!("/training/people/{}?year={}", found.person, found.ended_on.year()),
        "training-statement",
    );
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(
        &FactList::new()
            .fact(t.of("training-record"), &found.title)
            .fact(t.of("training-ends"), &t.date(found.ended_on))
            .fact(t.of("training-time"), &time(t, found.minutes))
            .fact(t.of("training-held-by"), &found.held_by),
    );
    let note = sheet.field("note", "training-reason", |field| field.textarea(3).max(200));
    let withdrawal = Form::to(format!("/training/records/{id}/withdrawal")).part(note);
    sheet.add(&withdrawal.button(t.of("training-record-withdraw")));
    sheet.done()
}

/// `GET /training/records/{id}/withdrawal`
pub async fn ask_withdrawal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_withdrawal(page, &house, &actor, &id, &FormState::default()).await
}

/// `POST /training/records/{id}/withdrawal`
pub async fn withdraw(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, which, note) = (actor.clone(), id.clone(), form.value("note").to_owned());
    match act(&house, &mut form, move |tx| record::withdraw(tx, &by, &which, &note)).await? {
        Some(one) => {
            let to = see_other(format!("/training/people/{}?year={}", one.person, one.ended_on.year()));
            Ok(to.notice("training-done-record-withdrawn", &[]).into_response())
        }
        None => draw_withdrawal(page, &house, &actor, &id, &form).await,
    }
}
