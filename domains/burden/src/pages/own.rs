//! The program's own burden, shown to everybody signed in: by role and month, by form, the forms over the budget. Not
//! here: counting at the door.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::case;
use kernel::{Actor, Role};
use serde::Deserialize;
use web::charts::Head;
use web::charts::bars::{Bar, bars};
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::act;
use crate::own::flag::{self, Flag};
use crate::own::{self as own_burden, Budget, SECONDS_FIELD, SECONDS_POST, Sum};

/// Which month.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    month: Option<String>,
}

struct Found {
    month: String,
    months: Vec<String>,
    roles: Vec<(String, String, Sum)>,
    forms: Vec<(String, Sum)>,
    flags: Vec<Flag>,
    budget: Budget,
}

async fn read(house: &House, asked: Asked) -> Result<Found, Problem> {
    house
        .read(move |tx| {
            let months = own_burden::months(tx)?;
            let newest = months.first().cloned().unwrap_or_else(|| tx.today().strftime("%Y-%m").to_string());
            let month = asked.month.filter(|month| months.contains(month)).unwrap_or(newest);
            let oldest = months.get(11.min(months.len().saturating_sub(1))).cloned().unwrap_or_default();
            Ok(Found {
                roles: own_burden::roles(tx, &oldest)?,
                forms: own_burden::forms(tx, &month)?,
                flags: flag::list(tx)?,
                budget: own_burden::budget(tx)?,
                month,
                months,
            })
        })
        .await
}

fn keeps(actor: &Actor) -> bool {
    actor.is_county(Role::Organiser)
}

/// `GET /burden/own`
pub async fn show_all(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = read(&house, asked).await?;
    draw(page, &actor, &found, FormState::default())
}

fn draw(page: Page, actor: &Actor, found: &Found, form: FormState) -> Result<Response, Problem> {
    let page =
        page.titled_by("burden-own").led_by("burden-own-lead").back_to("/burden", "burden-room").across();
    let t = &page.t;
    let form = if form.is_ok() {
        form.prefilled("fields", found.budget.fields.to_string())
            .prefilled("minutes", found.budget.minutes.to_string())
    } else {
        form
    };
    let mut sheet = Sheet::new(&page, &form);
    let method: [(&str, &dyn web::argument::Arg); 2] = [("post", &SECONDS_POST), ("field", &SECONDS_FIELD)];
    sheet.text(&t.with("burden-own-method", &method));
    let head = Head::new(
        "own",
        t.with("burden-own-chart", &[("month", &found.month)]),
        t.of("burden-own-chart-says"),
        t.of("burden-role"),
    );
    let items: Vec<Bar> = found
        .roles
        .iter()
        .filter(|(month, _, _)| *month == found.month)
        .map(|(_, role, sum)| {
            #[expect(clippy::cast_precision_loss, reason = "minutes of a month are few")]
            let length = sum.minutes() as f64;
            Bar::new(role_name(t, role), length, t.with("burden-minutes-of", &[("n", &sum.minutes())]))
        })
        .collect();
    if !items.is_empty() {
        sheet.add(&bars(t, head, t.of("burden-minutes-spent"), &items));
    }
    let months = found.months.iter().take(12);
    sheet.links(months.map(|month| (format!("/burden/own?month={month}"), month.clone())).collect());
    sheet.heading("burden-own-roles");
    sheet.add(&roles(t, found));
    sheet.words_heading(&t.with("burden-own-forms", &[("month", &found.month)]));
    sheet.add(&forms(t, found));
    if !found.flags.is_empty() {
        sheet.heading("burden-own-flags");
        sheet.add(&flags(t, &found.flags));
    }
    if keeps(actor) {
        let budget = Form::to("/burden/budget")
            .part(sheet.field("fields", "burden-budget-fields", |field| field.number().short()))
            .part(sheet.field("minutes", "burden-budget-minutes", |field| field.number().short()))
            .button(t.of("burden-budget-set"));
        sheet.fold(t.of("burden-budget"), &budget, !form.is_ok());
    }
    sheet.done()
}

fn role_name(t: &Lookup, code: &str) -> String {
    match t.get(&format!("burden-role-{code}")) {
        Some(name) => name.to_owned(),
        None => code.to_owned(),
    }
}

fn roles(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "roles", t.of("burden-own-roles"))
        .caption_unseen()
        .column(t.of("burden-month"))
        .column(t.of("burden-role"))
        .number_column(t.of("burden-posts"))
        .number_column(t.of("burden-fields"))
        .number_column(t.of("burden-minutes-spent"))
        .column(t.of("burden-state"))
        .empty(t.of("burden-own-none"));
    for (month, role, sum) in &found.roles {
        let over = sum.minutes() > found.budget.minutes;
        let state = if over {
            StateTag::new(Tone::Late, t.of("burden-over"))
        } else {
            StateTag::new(Tone::Done, t.of("burden-within-budget"))
        };
        table.push(vec![
            month.as_str().into(),
            role_name(t, role).into(),
            Cell::number(t, sum.posts),
            Cell::number(t, sum.fields),
            Cell::number(t, sum.minutes()),
            Cell::drawn(&state),
        ]);
    }
    table
}

fn forms(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "forms", t.of("burden-form-path"))
        .caption_unseen()
        .column(t.of("burden-form-path"))
        .number_column(t.of("burden-posts"))
        .number_column(t.of("burden-fields-each"))
        .number_column(t.of("burden-minutes-spent"))
        .column(t.of("burden-state"))
        .empty(t.of("burden-own-none"));
    for (form, sum) in &found.forms {
        let state = if sum.at_a_time() > found.budget.fields {
            StateTag::new(Tone::Late, t.of("burden-over"))
        } else {
            StateTag::new(Tone::Done, t.of("burden-within-budget"))
        };
        table.push(vec![
            own_burden::form::name(t, form).into(),
            Cell::number(t, sum.posts),
            Cell::number(t, sum.at_a_time()),
            Cell::number(t, sum.minutes()),
            Cell::drawn(&state),
        ]);
    }
    table
}

fn flag_tag(t: &Lookup, state: &str) -> StateTag {
    match state {
        "open" => StateTag::new(Tone::Waiting, t.of("burden-flag-open")),
        "shortened" => StateTag::new(Tone::Done, t.of("burden-flag-shortened")),
        _ => StateTag::new(Tone::Info, t.of("burden-flag-kept")),
    }
}

fn flags(t: &Lookup, all: &[Flag]) -> Table {
    let mut table = Table::new(t, "flags", t.of("burden-own-flags"))
        .caption_unseen()
        .column(t.of("burden-form-path"))
        .column(t.of("burden-month"))
        .number_column(t.of("burden-fields-each"))
        .column(t.of("burden-state"));
    for one in all {
        table.push(vec![
            Cell::link(format!("/burden/forms/{}", one.id), own_burden::form::name(t, &one.form)),
            one.month.as_str().into(),
            Cell::number(t, one.fields),
            Cell::drawn(&flag_tag(t, &one.state)),
        ]);
    }
    table
}

/// `POST /burden/budget`
pub async fn set_budget(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !keeps(&actor) {
        return Err(Problem::forbidden());
    }
    let asked = (form.required_integer("fields", 1..=500), form.required_integer("minutes", 1..=10_000_000));
    let (Some(fields), Some(minutes)) = asked else {
        let found = read(&house, Asked::default()).await?;
        return draw(page, &actor, &found, form);
    };
    let budget = Budget { fields, minutes };
    house.county().write(move |tx| own_burden::set_budget(tx, &actor, budget)).await?;
    Ok(see_other("/burden/own").notice("burden-done-budget", &[]).into_response())
}

/// `GET /burden/forms/{id}`
pub async fn show_flag(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_flag(page, &house, &actor, id, FormState::default()).await
}

async fn draw_flag(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (found, mine) = house
        .read(move |tx| {
            let found = flag::find(tx, &id)?;
            let open = case::open_step_of(tx, &found.case)?;
            Ok((found, open.is_some_and(|step| step.waits_for(&asking))))
        })
        .await?;
    let page = page.titled_by("burden-flag").back_to("/burden/own", "burden-own");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(
        &FactList::new()
            .fact(t.of("burden-form-path"), own_burden::form::name(t, &found.form))
            .fact(t.of("burden-month"), &found.month)
            .fact(t.of("burden-fields-each"), &t.number(found.fields))
            .drawn(t.of("burden-state"), Markup::of(&flag_tag(t, &found.state))),
    );
    sheet.quoted(&found.words);
    if mine {
        let words = sheet.field("words", "burden-flag-words", |field| field.textarea(3).max(1_000));
        let whole = Form::to(format!("/burden/forms/{}", found.id))
            .part(words)
            .way("outcome", "shortened", t.of("burden-flag-shorten"), false)
            .way("outcome", "kept", t.of("burden-flag-keep"), true);
        sheet.add(&whole);
    }
    sheet.done()
}

/// `POST /burden/forms/{id}`
pub async fn settle(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, of) = (actor.clone(), id.clone());
    let (shortened, words) = (form.value("outcome") == "shortened", form.value("words").to_owned());
    let done = act(&house, &mut form, move |tx| flag::settle(tx, &who, &of, (shortened, &words))).await?;
    match done {
        Ok(()) => {
            Ok(see_other(format!("/burden/forms/{id}")).notice("burden-done-settled", &[]).into_response())
        }
        Err(_) => draw_flag(page, &house, &actor, id, form).await,
    }
}
