//! Changing the items of a letter, as a draft or in answer to comments; and commenting on them. Not here: the letter.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Area, Fault};
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{Found, amounts, choices, findings, hundredths, weight};
use crate::compose::Draft;
use crate::cycle;
use crate::document::goal_words;
use crate::letter::{self, Comment, Item, Letter, NewComment, State as Stage};
use crate::measure::Measure;
use crate::method::Method;

/// Most items the form takes.
const MOST: usize = 60;
/// Rows offered for further items.
const FURTHER: usize = 2;

/// An item as the form shows it: the names of its fields, and what cannot be changed.
struct Row {
    at: usize,
    number: usize,
    source: String,
    method: String,
    measure: Option<String>,
    comments: Vec<String>,
    is_new: bool,
}

impl Row {
    fn name(&self, field: &str) -> String {
        format!("{field}-{}", self.at)
    }
}

#[derive(Template)]
#[template(path = "duty/items.html")]
struct ItemsPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    letter: &'a Letter,
    rows: Vec<Row>,
    measures: Vec<Choice>,
    findings: Vec<Found>,
    amending: bool,
}

struct Sheet {
    letter: Letter,
    items: Vec<Item>,
    comments: Vec<Comment>,
    findings: Vec<crate::balance::Finding>,
}

async fn read(house: &House, actor: std::sync::Arc<kernel::Actor>, id: &str) -> Result<Sheet, Problem> {
    let (id, book) = (id.to_owned(), house.book());
    house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let letter = letter::find(tx, &scope, &id)?;
            let mine = letter::open_step(tx, &letter)?.filter(|step| step.waits_for(&actor));
            if !mine.is_some_and(|step| ["draft", "amend"].contains(&step.step.as_str())) {
                return Err(Fault::NotFound);
            }
            let items = letter::items(tx, &scope, &id)?;
            let comments = letter::comments(tx, &scope, &id)?;
            let scheme = cycle::scheme(tx, &letter.cycle)?;
            let drafts: Vec<Draft> = items.iter().map(Item::draft).collect();
            let findings = letter::findings(&drafts, letter.category, &scheme, (&book, tx.today()));
            Ok(Sheet { letter, items, comments, findings })
        })
        .await
}

fn fill(items: &[Item]) -> FormState {
    let mut form = FormState::default();
    for (at, item) in items.iter().enumerate() {
        let number = |amount: Option<rust_decimal::Decimal>| {
            amount.map(|one| one.normalize().to_string()).unwrap_or_default()
        };
        form.set(&format!("root-{at}"), item.root.clone());
        form.set(&format!("title-{at}"), item.title.clone());
        form.set(&format!("baseline-{at}"), number(item.baseline));
        form.set(&format!("goal-{at}"), number(item.goal));
        form.set(&format!("due_on-{at}"), item.due_on.map(|day| day.to_string()).unwrap_or_default());
        form.set(&format!("weight-{at}"), hundredths(item.weight).to_string());
        form.set(&format!("evidence-{at}"), item.evidence_wanted.clone());
    }
    form
}

/// The items as typed, in their order. A row left without a title is dropped; a new row needs its measure.
fn typed(form: &mut FormState, before: &[Item]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for at in 0..MOST {
        if form.value(&format!("title-{at}")).trim().is_empty() {
            continue;
        }
        let title = form.required_text(&format!("title-{at}"), 200).unwrap_or_default();
        let root = form.value(&format!("root-{at}")).to_owned();
        let weight = weight(form, &format!("weight-{at}")).unwrap_or_default();
        let goal = form.decimal(&format!("goal-{at}"), 4, amounts());
        let due_on = form.date(&format!("due_on-{at}"));
        let evidence_wanted = form.text(&format!("evidence-{at}"), 400).unwrap_or_default();
        let draft = match before.iter().find(|item| item.root == root) {
            Some(item) => {
                let baseline = form.decimal(&format!("baseline-{at}"), 4, amounts());
                let method = moved(&item.method, due_on);
                Draft { title, weight, baseline, goal, due_on, evidence_wanted, method, ..item.draft() }
            }
            None => {
                let unit = form.text(&format!("unit-{at}"), 12).unwrap_or_default();
                let Some(measure) = form
                    .required_choice(&format!("measure-{at}"), Measure::CODES)
                    .and_then(|code| Measure::from_code(&code))
                else {
                    continue;
                };
                further(title, measure, (unit, goal, due_on), weight, evidence_wanted)
            }
        };
        drafts.push(draft);
    }
    drafts
}

fn further(
    title: String,
    measure: Measure,
    (measure_unit, goal, due_on): (String, Option<rust_decimal::Decimal>, Option<jiff::civil::Date>),
    weight: i64,
    evidence_wanted: String,
) -> Draft {
    Draft {
        root: None,
        target: None,
        source: "双方商定".to_owned(),
        title,
        measure,
        measure_unit,
        baseline: None,
        goal,
        due_on,
        weight,
        method: Method::usual(measure, due_on),
        evidence_wanted,
    }
}

/// The last day with full points follows the day an item is due.
fn moved(method: &Method, due_on: Option<jiff::civil::Date>) -> Method {
    match (method, due_on) {
        (Method::ByDate { late, .. }, Some(full_until)) => Method::ByDate { full_until, late: *late },
        (method, _) => method.clone(),
    }
}

fn rows(page: &Page, sheet: &Sheet, form: &FormState) -> Vec<Row> {
    let t = &page.t;
    let mut rows: Vec<Row> = sheet
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| Row {
            at,
            number: at + 1,
            source: item.source.clone(),
            method: t.both(&item.method.words()).to_owned(),
            measure: Some(super::said(t, item.measure.words())),
            comments: sheet
                .comments
                .iter()
                .filter(|comment| comment.item.as_ref() == Some(&item.id))
                .map(|comment| comment.body.clone())
                .collect(),
            is_new: false,
        })
        .collect();
    let typed = (sheet.items.len()..MOST).filter(|at| !form.value(&format!("title-{at}")).is_empty()).count();
    for at in sheet.items.len()..(sheet.items.len() + typed + FURTHER).min(MOST) {
        rows.push(Row {
            at,
            number: at + 1,
            source: String::new(),
            method: String::new(),
            measure: None,
            comments: Vec::new(),
            is_new: true,
        });
    }
    rows
}

fn draw(page: Page, sheet: Sheet, form: &FormState, again: bool) -> Result<Response, Problem> {
    let amending = sheet.letter.state == Stage::Contested;
    let title = if amending { "duty-items-amend" } else { "duty-items-change" };
    let page = page
        .titled_by(title)
        .led(sheet.letter.holder_name.clone())
        .back_to(format!("/duty/letters/{}", sheet.letter.id), "duty-letter");
    let view = ItemsPage {
        rows: rows(&page, &sheet, form),
        measures: choices(&page.t, Measure::ALL, |one| (one.code(), one.words())),
        findings: findings(&page.t, sheet.findings),
        amending,
        page: &page,
        form,
        letter: &sheet.letter,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/letters/{id}/items`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let sheet = read(&house, actor, &id).await?;
    let form = fill(&sheet.items);
    draw(page, sheet, &form, false)
}

/// `POST /duty/letters/{id}/items`: changes a draft, or amends a contested letter and offers it again.
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let sheet = read(&house, actor.clone(), &id).await?;
    let drafts = typed(&mut form, &sheet.items);
    let note = form.text("note", 400).unwrap_or_default();
    if form.is_ok() {
        let amending = sheet.letter.state == Stage::Contested;
        let (book, asked) = (house.book(), id.clone());
        let done = house.county().write(move |tx| {
            if amending {
                letter::amend(tx, &actor, &book, &asked, &drafts, &note)
            } else {
                letter::change(tx, &actor, &asked, &drafts)
            }
        });
        match done.await {
            Ok(()) => {
                let key = if amending { "duty-items-amended" } else { "duty-items-changed" };
                return Ok(see_other(format!("/duty/letters/{id}")).notice(key, &[]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    draw(page, sheet, &form, true)
}

#[derive(Template)]
#[template(path = "duty/comments.html")]
struct CommentsPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    letter: &'a Letter,
    items: Vec<(String, String)>,
}

async fn read_offered(
    house: &House,
    actor: std::sync::Arc<kernel::Actor>,
    id: &str,
) -> Result<(Letter, Vec<Item>), Problem> {
    let id = id.to_owned();
    house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let found = letter::find(tx, &scope, &id)?;
            Ok((found, letter::items(tx, &scope, &id)?))
        })
        .await
}

fn draw_comments(
    page: Page,
    (letter, items): (&Letter, &[Item]),
    form: &FormState,
    again: bool,
) -> Result<Response, Problem> {
    let page = page
        .titled_by("duty-contest")
        .led_by("duty-contest-lead")
        .back_to(format!("/duty/letters/{}", letter.id), "duty-letter");
    let label =
        |item: &Item| format!("{} {}（{}）", item.sort + 1, item.title, page.t.both(&goal_words(item)));
    let items = items.iter().map(|item| (format!("comment-{}", item.id), label(item))).collect();
    let view = CommentsPage { page: &page, form, letter, items };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/letters/{id}/comments`
pub async fn ask_comments(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (letter, items) = read_offered(&house, actor, &id).await?;
    draw_comments(page, (&letter, &items), &FormState::default(), false)
}

/// `POST /duty/letters/{id}/comments`
pub async fn comment(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (letter, items) = read_offered(&house, actor.clone(), &id).await?;
    let mut comments = Vec::new();
    for item in &items {
        if let Some(body) = form.text(&format!("comment-{}", item.id), 1_000) {
            comments.push(NewComment { item: Some(item.id.clone()), body });
        }
    }
    if let Some(body) = form.text("comment", 1_000) {
        comments.push(NewComment { item: None, body });
    }
    if form.is_ok() {
        let (book, asked) = (house.book(), id.clone());
        match house.county().write(move |tx| letter::contest(tx, &actor, &book, &asked, &comments)).await {
            Ok(()) => {
                return Ok(see_other(format!("/duty/letters/{id}"))
                    .notice("duty-contested", &[])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    draw_comments(page, (&letter, &items), &form, true)
}
