//! The accounts of the county, as the security administrator keeps them.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::account::{self, GrantRow, Listed};
use kernel::actor::{ROLES, Role};
use kernel::{Area, Fault};
use serde::Deserialize;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, Proven, see_other, show_again};

use crate::factor;
use crate::keeping::{self, Waiting};
use crate::proposal::Proposed;

const PAGE: u32 = 50;
/// Accounts opened from the roster in one go: each has its password hashed, a few per second.
const AT_ONCE: u32 = 60;

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "access/accounts.html")]
struct AccountsPage<'a> {
    page: &'a Page,
    accounts: &'a [Listed],
    next: Option<String>,
}

/// `GET /accounts`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(after): Query<After>,
) -> Result<Response, Problem> {
    let after = after.after.unwrap_or_default();
    let mut accounts = house
        .read(move |tx| {
            keeping::check_keeper(&actor)?;
            account::page(tx, &actor.scope(Area::Accounts), &after, PAGE + 1)
        })
        .await?;
    let more = accounts.len() > PAGE as usize;
    accounts.truncate(PAGE as usize);
    let next = accounts.last().filter(|_| more).map(|last| last.login.clone());
    let page = page.titled_by("access-accounts").led_by("access-accounts-lead").across();
    web::show(&AccountsPage { page: &page, accounts: &accounts, next })
}

#[derive(Template)]
#[template(path = "access/new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    roles: Vec<Choice>,
}

fn roles(page: &Page) -> Vec<Choice> {
    let name = |role: Role| page.t.of(&format!("access-role-{}", role.code())).to_owned();
    ROLES.into_iter().map(|role| Choice::new(role.code(), name(role))).collect()
}

fn draw_new(page: Page, form: &FormState, again: bool) -> Result<Response, Problem> {
    let page = page.titled_by("access-new").led_by("access-new-lead").back_to("/accounts", "access-accounts");
    let roles = roles(&page);
    let view = NewPage { page: &page, form, roles };
    if again { show_again(&view) } else { web::show(&view) }
}

/// `GET /accounts/new`
pub async fn new(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    draw_new(page, &FormState::default(), false)
}

/// A sign-in name and the one-time password that goes with it: shown once, stored nowhere.
struct Slip {
    name: String,
    unit: String,
    login: String,
    password: String,
}

#[derive(Template)]
#[template(path = "access/slips.html")]
struct SlipsPage<'a> {
    page: &'a Page,
    slips: &'a [Slip],
    left: bool,
    note: &'a str,
}

/// `note` is the key of a sentence on what comes next, or nothing.
fn draw_slips(page: Page, slips: &[Slip], left: bool, note: &str) -> Result<Response, Problem> {
    let page =
        page.titled_by("access-slips").led_by("access-slips-lead").back_to("/accounts", "access-accounts");
    web::show(&SlipsPage { page: &page, slips, left, note })
}

/// `POST /accounts/new`
pub async fn create(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    let login = form.required_text("login", 40);
    let name = form.required_text("name", 40);
    let role = form.required_coded("role", &ROLES, Role::code);
    let (Some(login), Some(name), Some(role)) = (login, name, role) else {
        return draw_new(page, &form, true);
    };
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (password, hash) = fresh_password(&house).await?;
    let (asked, called) = (login.clone(), name.clone());
    let made =
        house.county().write(move |tx| keeping::create_plain(tx, &actor, (&asked, &called), role, &hash));
    match made.await {
        Ok(proposed) => {
            let note = match proposed {
                Proposed::Waits => "access-grant-proposed",
                Proposed::Holds => "access-grant-first",
            };
            draw_slips(page, &[Slip { name, unit: String::new(), login, password }], false, note)
        }
        Err(fault) => {
            form.take(fault)?;
            draw_new(page, &form, true)
        }
    }
}

async fn fresh_password(house: &House) -> Result<(String, String), Problem> {
    let password = keeping::one_time_password(house.county().entropy().bytes());
    let (hashed, salt) = (password.clone(), house.county().entropy().bytes());
    let hash = house.hashing().slowly(move || account::hash_given(&hashed, salt)).await??;
    Ok((password, hash))
}

/// Which unit's people.
#[derive(Debug, Deserialize)]
pub struct OfUnit {
    unit: Option<String>,
}

#[derive(Template)]
#[template(path = "access/roster.html")]
struct RosterPage<'a> {
    page: &'a Page,
    form: FormState,
    units: Vec<Choice>,
    unit: String,
    waiting: &'a [Waiting],
}

/// `GET /accounts/roster`
pub async fn roster(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<OfUnit>,
) -> Result<Response, Problem> {
    let unit = of.unit.unwrap_or_default();
    let asked = unit.clone();
    let (units, waiting) = house
        .read(move |tx| Ok((keeping::units(tx, &actor)?, keeping::waiting(tx, &actor, &asked, AT_ONCE)?)))
        .await?;
    let page =
        page.titled_by("access-roster").led_by("access-roster-lead").back_to("/accounts", "access-accounts");
    let units = units.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let form = FormState::default().prefilled("unit", unit.clone());
    web::show(&RosterPage { page: &page, form, units, unit, waiting: &waiting })
}

/// `POST /accounts/roster`: opens accounts for those listed, all or nothing, and shows their slips once.
pub async fn open_for_roster(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    form: FormState,
) -> Result<Response, Problem> {
    let unit = form.value("unit").to_owned();
    let (asker, asked) = (actor.clone(), unit.clone());
    let waiting = house.read(move |tx| keeping::waiting(tx, &asker, &asked, AT_ONCE)).await?;
    let secrets: Vec<(String, [u8; 16])> = waiting
        .iter()
        .map(|_| {
            let entropy = house.county().entropy();
            (keeping::one_time_password(entropy.bytes()), entropy.bytes())
        })
        .collect();
    let to_hash = secrets.clone();
    let hash_all = move || {
        let hashes = to_hash.iter().map(|(password, salt)| account::hash_given(password, *salt));
        hashes.collect::<Result<Vec<_>, Fault>>()
    };
    let hashes = house.hashing().slowly(hash_all).await??;
    let people = waiting.clone();
    let logins = house
        .county()
        .write(move |tx| {
            let pairs = people.iter().zip(&hashes);
            pairs
                .map(|(who, hash)| keeping::open_for(tx, &actor, who, hash))
                .collect::<Result<Vec<_>, Fault>>()
        })
        .await?;
    let left = waiting.len() == AT_ONCE as usize;
    let slips: Vec<Slip> = waiting
        .into_iter()
        .zip(logins)
        .zip(secrets)
        .map(|((who, login), (password, _))| Slip { name: who.name, unit: who.unit, login, password })
        .collect();
    draw_slips(page, &slips, left, "")
}

#[derive(Template)]
#[template(path = "access/account.html")]
struct AccountPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    grants: Vec<(GrantRow, String, String, bool)>,
    roles: Vec<Choice>,
    units: Vec<Choice>,
}

pub(super) async fn draw_account(
    house: &House,
    page: Page,
    actor: std::sync::Arc<kernel::Actor>,
    id: &str,
    form: &FormState,
) -> Result<Response, Problem> {
    let asked = id.to_owned();
    let (name, grants, units, today) = house
        .read(move |tx| {
            keeping::check_keeper(&actor)?;
            let name = account::actor(tx, &asked)?.ok_or(Fault::NotFound)?.name;
            let grants = account::grants(tx, &actor.scope(Area::Accounts), &asked)?;
            Ok((name, grants, keeping::units(tx, &actor)?, tx.today()))
        })
        .await?;
    let page = page.titled(name).back_to("/accounts", "access-accounts");
    let unit_name = |id: &Option<String>| match id {
        None => page.t.of("access-whole-county").to_owned(),
        Some(id) => {
            units.iter().find(|(unit, _)| unit == id).map_or_else(String::new, |(_, name)| name.clone())
        }
    };
    let grants = grants
        .into_iter()
        .map(|grant| {
            let (role, unit) =
                (page.t.of(&format!("access-role-{}", grant.role)).to_owned(), unit_name(&grant.unit));
            let holds = grant.to.is_none_or(|to| to >= today);
            (grant, role, unit, holds)
        })
        .collect();
    let roles = roles(&page);
    let units = units.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let view = AccountPage { page: &page, form, id, grants, roles, units };
    if form.is_ok() { web::show(&view) } else { show_again(&view) }
}

/// `GET /accounts/{id}`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_account(&house, page, actor, &id, &FormState::default()).await
}

/// `POST /accounts/{id}/password`
pub async fn reset_password(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (password, hash) = fresh_password(&house).await?;
    let (name, login) = house
        .county()
        .write(move |tx| {
            let name = account::actor(tx, &id)?.ok_or(Fault::NotFound)?.name;
            keeping::reset_password(tx, &actor, &id, &hash)?;
            Ok::<_, Fault>((name, keeping::login_of(tx, &id)?))
        })
        .await?;
    house.forget_sessions();
    draw_slips(page, &[Slip { name, unit: String::new(), login, password }], false, "")
}

/// `POST /accounts/{id}/second-factor`: phone and recovery codes are gone.
pub async fn reset_factor(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (keeper, account_id) = (actor.clone(), id.clone());
    if let Err(fault) = house.county().write(move |tx| factor::reset(tx, &keeper, &account_id)).await {
        form.take(fault)?;
        return draw_account(&house, page, actor, &id, &form).await;
    }
    house.forget_sessions();
    Ok(see_other(format!("/accounts/{id}")).notice("access-factor-reset-done", &[]).into_response())
}

/// `POST /accounts/{id}/sessions`: ends all of them.
pub async fn end_sessions(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let account_id = id.clone();
    let ended = house.county().write(move |tx| keeping::end_sessions(tx, &actor, &account_id)).await?;
    house.forget_sessions();
    Ok(see_other(format!("/accounts/{id}"))
        .notice("access-sessions-all-ended", &[("n", &ended)])
        .into_response())
}

/// `POST /accounts/{id}/closure`
pub async fn close(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    house.county().write(move |tx| keeping::close(tx, &actor, &id)).await?;
    house.forget_sessions();
    Ok(see_other("/accounts").notice("access-closed", &[]).into_response())
}
