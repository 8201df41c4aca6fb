//! Dividing a target: one row for each person of the unit and each unit beneath, and the balance beside it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Area, Fault, Tx};
use rust_decimal::Decimal;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{Found, choices, findings, hundredths, to_hundredths};
use crate::balance;
use crate::carried;
use crate::cycle;
use crate::permission;
use crate::seat;
use crate::share::{self, Bearer, NewShare, Part, Share};
use crate::target::{self, Target};

/// Somebody or some unit that may be given a part.
struct Row {
    id: String,
    name: String,
    about: String,
    part: String,
    role: String,
}

struct Sheet {
    target: Target,
    people: Vec<(String, String, String)>,
    units: Vec<(String, String)>,
    shares: Vec<Share>,
    balance: Vec<balance::Finding>,
}

fn read_sheet(tx: &mut Tx<'_>, actor: &kernel::Actor, id: &str) -> Result<Sheet, Fault> {
    let scope = actor.scope(Area::Duty);
    let target = target::find(tx, &scope, id)?;
    permission::drafter(tx, actor, &target.unit)?;
    let today = tx.today();
    let seats = seat::in_unit(tx, &scope, &target.unit, today)?;
    let people = seats.into_iter().map(|seat| (seat.person, seat.name, seat.title)).collect();
    let units =
        seat::children(tx, &scope, &target.unit)?.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let shares = share::of_target(tx, &scope, id)?;
    let scheme = cycle::scheme(tx, &target.cycle)?;
    let carried = carried::of_unit(tx, &scope, &target.cycle, &target.unit)?;
    let balance = balance::of_unit(&carried, &scheme);
    Ok(Sheet { target, people, units, shares, balance })
}

#[derive(Template)]
#[template(path = "duty/shares.html")]
struct SharesPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    target: &'a Target,
    people: Vec<Row>,
    units: Vec<Row>,
    roles: Vec<Choice>,
    findings: Vec<Found>,
}

impl Sheet {
    fn fill(&self) -> FormState {
        let mut form = FormState::default();
        for share in &self.shares {
            let (Bearer::Person(to) | Bearer::Unit(to)) = &share.to;
            form.set(&format!("part-{to}"), hundredths(share.part).to_string());
            form.set(&format!("role-{to}"), share.role.code());
        }
        form
    }

    fn rows(&self) -> (Vec<Row>, Vec<Row>) {
        let row = |id: &String, name: &String, about: &str| Row {
            part: format!("part-{id}"),
            role: format!("role-{id}"),
            id: id.clone(),
            name: name.clone(),
            about: about.to_owned(),
        };
        let people = self.people.iter().map(|(id, name, post)| row(id, name, post)).collect();
        let units = self.units.iter().map(|(id, name)| row(id, name, "")).collect();
        (people, units)
    }

    /// The shares as typed; an empty part is no share.
    fn typed(&self, form: &mut FormState) -> Vec<NewShare> {
        let everybody = self.people.iter().map(|(id, ..)| Bearer::Person(id.clone()));
        let bearers: Vec<Bearer> =
            everybody.chain(self.units.iter().map(|(id, _)| Bearer::Unit(id.clone()))).collect();
        let mut shares = Vec::new();
        for to in bearers {
            let (Bearer::Person(id) | Bearer::Unit(id)) = &to;
            let part = form.decimal(&format!("part-{id}"), 2, Decimal::ZERO..=Decimal::ONE_HUNDRED);
            let role =
                form.choice(&format!("role-{id}"), Part::CODES).and_then(|code| Part::from_code(&code));
            if let Some(part) = part.filter(|part| !part.is_zero()) {
                shares.push(NewShare { to, part: to_hundredths(part), role: role.unwrap_or(Part::Carry) });
            }
        }
        shares
    }
}

fn draw(page: Page, sheet: Sheet, form: &FormState, again: bool) -> Result<Response, Problem> {
    let page = page
        .titled_by("duty-divide")
        .led(sheet.target.says.title.clone())
        .back_to(format!("/duty/targets/{}", sheet.target.id), "duty-target");
    let (people, units) = sheet.rows();
    let view = SharesPage {
        roles: choices(&page.t, Part::ALL, |one| (one.code(), one.words())),
        findings: findings(&page.t, sheet.balance),
        page: &page,
        form,
        target: &sheet.target,
        people,
        units,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/targets/{id}/shares`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let sheet = house.read(move |tx| read_sheet(tx, &actor, &id)).await?;
    let form = sheet.fill();
    draw(page, sheet, &form, false)
}

/// `POST /duty/targets/{id}/shares`
pub async fn divide(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (asker, asked) = (actor.clone(), id.clone());
    let sheet = house.read(move |tx| read_sheet(tx, &asker, &asked)).await?;
    let shares = sheet.typed(&mut form);
    if form.is_ok() {
        let sum: i64 = shares.iter().map(|share| share.part).sum();
        let asked = id.clone();
        match house.county().write(move |tx| share::divide(tx, &actor, &asked, &shares)).await {
            Ok(()) => {
                let now = balance::percent(sum);
                let key = if sum == crate::scheme::WHOLE { "duty-divided" } else { "duty-divided-part" };
                // Not yet whole: back to the same page, whose balance says what is missing.
                let to = if sum == crate::scheme::WHOLE {
                    format!("/duty/targets/{id}")
                } else {
                    format!("/duty/targets/{id}/shares")
                };
                return Ok(see_other(to).notice(key, &[("part", &now)]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    draw(page, sheet, &form, true)
}
