//! The year's plan: where it stands, its programmes, and handing it in, adopting or returning it. Not here: needs.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Fault, Tx};
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, listed, said, time};
use crate::amendment::Amendment;
use crate::form::{Category, Kind, NeedState, ProgrammeState, Stage, YearState};
use crate::need::Need;
use crate::programme::{Draft, Programme};
use crate::survey::Counts;
use crate::year::Year;
use crate::{amendment, need, permission, programme, survey, year};
use web::sheet::{Form, Sheet};

struct Found {
    year: Year,
    programmes: Vec<Programme>,
    needs: Vec<Need>,
    survey: Counts,
    years: Vec<i16>,
    amendments: Vec<Amendment>,
}

fn read(tx: &mut Tx<'_>, actor: &kernel::Actor, which: i16) -> Result<Found, Fault> {
    Ok(Found {
        year: year::wanted(tx, which)?,
        programmes: programme::of_year(tx, which)?,
        needs: need::of_year(tx, &actor.scope(kernel::Area::Learning), which)?,
        survey: survey::counts(tx, which)?,
        years: year::all(tx)?.into_iter().map(|one| one.year).collect(),
        amendments: amendment::of_year(tx, which)?,
    })
}

/// Whom a programme is for, in words.
pub(crate) fn for_whom(t: &Lookup, draft: &Draft) -> String {
    let mut parts = Vec::new();
    if !draft.kinds.is_empty() {
        parts.push(listed(t, &draft.kinds, Kind::words));
    }
    if !draft.categories.is_empty() {
        parts.push(listed(t, &draft.categories, Category::words));
    }
    if !draft.stages.is_empty() {
        parts.push(listed(t, &draft.stages, Stage::words));
    }
    if parts.is_empty() { t.of("training-for-all").to_owned() } else { parts.join(" · ") }
}

/// The planned month.
pub(crate) fn month(t: &Lookup, month: Option<i64>) -> String {
    month.map_or_else(|| t.of("training-month-any").to_owned(), |n| t.with("training-month-n", &[("n", &n)]))
}

/// The planned people; empty where the plan does not say.
pub(crate) fn people(t: &Lookup, people: i64) -> String {
    if people > 0 { t.number(people) } else { String::new() }
}

/// The state of a programme, drawn.
pub(crate) fn programme_tag(t: &Lookup, state: ProgrammeState) -> StateTag {
    let tone = match state {
        ProgrammeState::Draft => Tone::Draft,
        ProgrammeState::Adopted => Tone::Active,
        ProgrammeState::Withdrawn => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

fn year_tag(t: &Lookup, state: YearState) -> StateTag {
    let tone = match state {
        YearState::Gathering => Tone::Active,
        YearState::Submitted => Tone::Waiting,
        YearState::Adopted => Tone::Done,
    };
    StateTag::new(tone, said(t, state.words()))
}

fn programmes_table(t: &Lookup, programmes: &[Programme]) -> Table {
    let mut table = Table::new(t, "programmes", t.of("training-programmes"))
        .caption_unseen()
        .column(t.of("training-programme"))
        .column(t.of("training-form"))
        .column(t.of("training-for"))
        .column(t.of("training-month"))
        .number_column(t.of("training-planned-classes"))
        .number_column(t.of("training-planned-people"))
        .number_column(t.of("training-time"))
        .column(t.of("training-state"))
        .empty(t.of("training-programmes-none"));
    for one in programmes {
        table.push(vec![
            Cell::link(format!("/training/programmes/{}", one.id), one.draft.title.as_str()),
            said(t, one.draft.form.words()).into(),
            for_whom(t, &one.draft).into(),
            month(t, one.draft.month).into(),
            Cell::number(t, one.draft.classes),
            people(t, one.draft.people).into(),
            Cell::Number(time(t, one.draft.minutes)),
            Cell::drawn(&programme_tag(t, one.state)),
        ]);
    }
    table
}

/// Handing the plan in, and adopting or returning it.
fn settling(sheet: &mut Sheet<'_>, actor: &kernel::Actor, found: &Found) {
    let (t, which) = (&sheet.page.t.clone(), found.year.year);
    let drafts = found.programmes.iter().filter(|one| one.state == ProgrammeState::Draft).count();
    if permission::keeps(actor) && drafts > 0 && found.year.state != YearState::Submitted {
        let mut handing = Form::to(format!("/training/years/{which}/submission"));
        if found.year.adopted_at.is_some() {
            handing = handing.part(sheet.field("why", "training-added-why", |field| {
                field.textarea(2).max(200).hint("training-added-why-hint")
            }));
        }
        sheet.add(&handing.button(t.of("training-plan-submit")));
    }
    if actor.is_county(Role::Organiser) && found.year.state == YearState::Submitted {
        sheet.heading("training-plan-adopt");
        if !found.year.added_why.is_empty() {
            sheet.add(&FactList::new().fact(t.of("training-added-why"), &found.year.added_why));
        }
        let field = sheet
            .field("document", "training-document", |field| field.max(100).hint("training-document-hint"));
        let action = format!("/training/years/{which}/adoption");
        sheet.add(&Form::to(action).part(field).button(t.of("training-plan-adopt")));
        let note = sheet.field("note", "training-reason", |field| field.textarea(3).max(200));
        let back = Form::to(format!("/training/years/{which}/return")).part(note);
        sheet.fold(
            t.of("training-plan-return"),
            &back.button(t.of("training-plan-return")),
            sheet.form.has("note"),
        );
    }
}

fn draw(page: Page, actor: &kernel::Actor, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let which = found.year.year;
    let page = page
        .titled_with("training-plan-of", &[("year", &which.to_string())])
        .back_to("/training", "training-room")
        .across();
    let t = &page.t;
    let keeps = permission::keeps(actor);
    let mut sheet = Sheet::new(&page, form);
    sheet.add(&year_tag(t, found.year.state));
    let open = found.needs.iter().filter(|one| one.state == NeedState::Open).count();
    sheet.add(
        &FactList::new()
            .fact(t.of("training-document"), &found.year.document)
            .fact(t.of("training-survey-until"), &t.date(found.year.survey_until))
            .fact(t.of("training-survey-answers"), &t.number(found.survey.answers))
            .fact(t.of("training-needs-open"), &t.number(i64::try_from(open).unwrap_or(0))),
    );
    sheet.links(vec![(format!("/training/years/{which}/needs"), t.of("training-needs").to_owned())]);
    sheet.heading("training-programmes");
    if keeps {
        let href = format!("/training/years/{which}/programmes/new");
        sheet.links(vec![(href, t.of("training-programme-new").to_owned())]);
    }
    sheet.add(&programmes_table(t, &found.programmes));
    settling(&mut sheet, actor, found);
    if !found.amendments.is_empty() {
        sheet.heading("training-amendments");
        sheet.add(&super::amendment::table(t, &found.amendments, true));
    }
    let others = found.years.iter().filter(|one| **one != which);
    let others: Vec<_> = others
        .map(|one| {
            (format!("/training/years/{one}"), t.with("training-plan-of", &[("year", &one.to_string())]))
        })
        .collect();
    if keeps || !others.is_empty() {
        sheet.heading("training-other-years");
        let mut links = others;
        if keeps {
            links.push(("/training/years".to_owned(), t.of("training-year-open").to_owned()));
        }
        sheet.links(links);
    }
    sheet.done()
}

/// `GET /training/years/{year}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
) -> Result<Response, Problem> {
    again(page, &house, actor, which, FormState::default()).await
}

async fn again(
    page: Page,
    house: &House,
    actor: Asker,
    which: i16,
    form: FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let found = house.read(move |tx| read(tx, &asker, which)).await?;
    draw(page, &actor, &found, &form)
}

/// `GET /training/years`: opening a year.
pub async fn new(page: Page, State(house): State<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    if !permission::keeps(&actor) {
        return Err(Problem::forbidden());
    }
    let (today, known) = house.read(|tx| Ok((tx.today(), year::all(tx)?))).await?;
    let next = known.first().map_or(today.year(), |one| one.year + 1);
    let form = FormState::default().prefilled("year", next.to_string());
    draw_new(page, &form)
}

fn draw_new(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-year-open")
        .led_by("training-year-open-lead")
        .back_to("/training", "training-room");
    let mut sheet = Sheet::new(&page, form);
    let year = sheet.field("year", "training-year", |field| field.number());
    let until = sheet.field("survey_until", "training-survey-until", |field| field.date());
    let opening = Form::to("/training/years").part(year).part(until);
    sheet.add(&opening.button(page.t.of("training-year-open")));
    sheet.done()
}

/// `POST /training/years`
pub async fn open(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let which = form.required_integer("year", 2000..=2199).and_then(|year| i16::try_from(year).ok());
    let until = form.required_date("survey_until");
    if let (Some(which), Some(until), true) = (which, until, form.is_ok())
        && act(&house, &mut form, move |tx| year::open(tx, &actor, which, until)).await?.is_some()
    {
        let to = see_other(format!("/training/years/{which}"));
        return Ok(to.notice("training-done-year", &[("until", &until)]).into_response());
    }
    draw_new(page, &form)
}

/// `POST /training/years/{year}/submission`
pub async fn submit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, book, why) = (actor.clone(), house.book(), form.value("why").to_owned());
    let done = act(&house, &mut form, move |tx| year::submit(tx, &by, &book, which, &why)).await?;
    settled(page, &house, actor, which, form, done.map(|()| "training-done-submitted")).await
}

/// `POST /training/years/{year}/adoption`
pub async fn adopt(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, document) = (actor.clone(), form.value("document").to_owned());
    let done = act(&house, &mut form, move |tx| year::adopt(tx, &by, which, &document)).await?;
    settled(page, &house, actor, which, form, done.map(|()| "training-done-adopted")).await
}

/// `POST /training/years/{year}/return`
pub async fn give_back(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, note) = (actor.clone(), form.value("note").to_owned());
    let done = act(&house, &mut form, move |tx| year::give_back(tx, &by, which, &note)).await?;
    settled(page, &house, actor, which, form, done.map(|()| "training-done-returned")).await
}

async fn settled(
    page: Page,
    house: &House,
    actor: Asker,
    which: i16,
    form: FormState,
    done: Option<&str>,
) -> Result<Response, Problem> {
    match done {
        Some(key) => Ok(see_other(format!("/training/years/{which}")).notice(key, &[]).into_response()),
        None => again(page, house, actor, which, form).await,
    }
}
