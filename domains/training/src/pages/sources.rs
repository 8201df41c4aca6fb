//! Learning platforms that send statements: their keys, and what came from them.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::{Asker, act, local};
use crate::permission;
use crate::xapi::{self, Kept, Source};
use web::sheet::{Form, Sheet};

/// As many statements as the list shows.
const SHOWN: u32 = 200;

fn sources_table(t: &Lookup, sources: &[Source]) -> Table {
    let mut table = Table::new(t, "sources", t.of("training-sources"))
        .caption_unseen()
        .column(t.of("training-platform"))
        .number_column(t.of("training-statements-kept"))
        .number_column(t.of("training-statements-counted"))
        .column(t.of("training-made"))
        .column(t.of("training-state"))
        .empty(t.of("training-sources-none"));
    for one in sources {
        let tag = match one.withdrawn_at {
            None => StateTag::new(Tone::Active, t.of("training-in-use")),
            Some(_) => StateTag::new(Tone::Stopped, t.of("training-retired")),
        };
        let name = match one.withdrawn_at {
            None => Cell::link(format!("/training/sources/{}/withdrawal", one.id), one.name.as_str()),
            Some(_) => one.name.as_str().into(),
        };
        table.push(vec![
            name,
            Cell::number(t, one.kept),
            Cell::number(t, one.counted),
            t.with("training-made-by", &[("by", &one.created_by), ("at", &t.moment(local(one.created_at)))])
                .into(),
            Cell::drawn(&tag),
        ]);
    }
    table
}

/// The verb of a statement in the reader's language; one the house does not know as it was sent.
pub(crate) fn verb(t: &Lookup, iri: &str) -> String {
    let raw = iri.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let (zh, en) = match raw {
        "attended" => ("参加", "attended"),
        "completed" => ("学完", "completed"),
        "passed" => ("通过", "passed"),
        "failed" => ("未通过", "failed"),
        "experienced" => ("浏览", "looked at"),
        "launched" | "initialized" => ("打开", "opened"),
        "terminated" | "exited" | "suspended" => ("退出", "left"),
        "answered" => ("作答", "answered"),
        "attempted" => ("开始学", "attempted"),
        "progressed" => ("学习中", "progressed"),
        "voided" => ("作废", "voided"),
        other => return other.to_owned(),
    };
    t.choose(zh, en).to_owned()
}

/// What was made of a statement.
pub(crate) fn why(t: &Lookup, code: &str) -> String {
    let key = match code {
        "counted" => "training-why-counted",
        "verb" => "training-why-verb",
        "person" => "training-why-person",
        "duration" => "training-why-duration",
        "result" => "training-why-result",
        "object" => "training-why-object",
        "again" => "training-why-again",
        "group" => "training-why-group",
        "aside" => "training-why-aside",
        _ => "training-why-voided",
    };
    t.of(key).to_owned()
}

fn statements_table(t: &Lookup, kept: &[Kept]) -> Table {
    let mut table = Table::new(t, "statements", t.of("training-statements"))
        .caption_unseen()
        .column(t.of("training-came"))
        .column(t.of("training-platform"))
        .column(t.of("training-verb"))
        .column(t.of("training-named-person"))
        .column(t.of("training-activity"))
        .column(t.of("training-made-of-it"))
        .empty(t.of("training-statements-none"))
        .filter();
    for one in kept {
        let account = one.actor.trim_start_matches("mailto:");
        let who = if one.person.is_empty() { account } else { one.person.as_str() };
        table.push(vec![
            t.moment(local(one.stored_at)).into(),
            one.source.as_str().into(),
            verb(t, &one.verb).into(),
            who.into(),
            one.object.as_str().into(),
            why(t, &one.why).into(),
        ]);
    }
    table
}

async fn draw(page: Page, house: &House, actor: &Asker, form: &FormState) -> Result<Response, Problem> {
    if !xapi::keeps_sources(actor) {
        return Err(Problem::forbidden());
    }
    let reads = permission::keeps(actor);
    let (sources, kept, waiting) = house
        .read(move |tx| {
            let kept = if reads { xapi::kept(tx, SHOWN)? } else { Vec::new() };
            let (_, waiting) = xapi::actor::listed(tx, xapi::actor::State::Waiting, (1, 1))?;
            Ok((xapi::sources(tx)?, kept, waiting))
        })
        .await?;
    let page = page
        .titled_by("training-sources")
        .led_by("training-sources-lead")
        .back_to("/training", "training-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(&sources_table(t, &sources));
    sheet.heading("training-source-make");
    let make = Form::to("/training/sources")
        .part(sheet.field("name", "training-platform", |field| field.max(40)))
        .part(sheet.field("minutes", "training-source-minutes", |field| {
            field.number().hint("training-source-minutes-hint")
        }));
    sheet.add(&make.button(t.of("training-source-make")));
    sheet.heading("training-actors");
    sheet.hint("training-actors-hint");
    let n = i64::try_from(waiting).unwrap_or(i64::MAX);
    sheet.links(vec![("/training/statements".to_owned(), t.with("training-actors-n", &[("n", &n)]))]);
    if reads {
        sheet.heading("training-statements");
        sheet.hint("training-statements-hint");
        sheet.add(&statements_table(t, &kept));
    }
    sheet.done()
}

/// `GET /training/sources`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let form = FormState::default().prefilled("minutes", "480");
    draw(page, &house, &actor, &form).await
}

/// The whole address of the door for statements, as the browser knows the house.
fn address(headers: &HeaderMap) -> String {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(host) = header("x-forwarded-host").or_else(|| header("host")) else {
        return "/xapi/".to_owned();
    };
    let origin = header("origin").filter(|origin| origin.ends_with(host));
    let scheme = header("x-forwarded-proto").unwrap_or("http");
    origin.map_or_else(|| format!("{scheme}://{host}/xapi/"), |origin| format!("{origin}/xapi/"))
}

/// `POST /training/sources`: makes a source and shows its secret, this once.
pub async fn make(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let name = form.required_text("name", 40).unwrap_or_default();
    let minutes = form.required_integer("minutes", 1..=6_000).unwrap_or_default();
    let by = actor.clone();
    if form.is_ok()
        && let Some((key, secret)) =
            act(&house, &mut form, move |tx| xapi::make(tx, &by, &name, minutes)).await?
    {
        let page = page.titled_by("training-source-made").back_to("/training/sources", "training-sources");
        let (t, none) = (&page.t, FormState::default());
        let mut sheet = Sheet::new(&page, &none);
        sheet.hint("training-source-once");
        sheet.add(
            &FactList::new()
                .fact(t.of("training-source-address"), &address(&headers))
                .fact(t.of("training-source-key"), &key)
                .fact(t.of("training-source-secret"), &secret),
        );
        return sheet.done();
    }
    draw(page, &house, &actor, &form).await
}

/// `GET /training/sources/{id}/withdrawal`
pub async fn ask_withdrawal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if !xapi::keeps_sources(&actor) {
        return Err(Problem::forbidden());
    }
    let sources = house.read(|tx| Ok(xapi::sources(tx)?)).await?;
    let one = sources.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    let page = page
        .titled_by("training-source-withdraw")
        .led(one.name.clone())
        .back_to("/training/sources", "training-sources");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.hint("training-source-withdraw-hint");
    sheet.add(&FactList::new().fact(t.of("training-source-key"), &one.id));
    let withdrawal = Form::to(format!("/training/sources/{id}/withdrawal"));
    sheet.add(&withdrawal.button(t.of("training-source-withdraw")));
    sheet.done()
}

/// `POST /training/sources/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    house.county().write(move |tx| xapi::withdraw(tx, &actor, &id)).await?;
    Ok(see_other("/training/sources").notice("training-done-source-withdrawn", &[]).into_response())
}
