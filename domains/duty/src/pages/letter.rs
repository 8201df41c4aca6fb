//! One letter: where it stands in its procedure, its items with what the evidence gives so far, comments,
//! signatures, history; and the page that signs it. Not here: changing its items (`letter_items`).

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Tx, account};
use serde_json::json;
use web::components::{Cell, Confirm, FactList, History, Notice, StateTag, Steps, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, Proven, see_other, show, show_again};

use super::cycle::ConfirmPage;
use super::history::{self, Course};
use super::{hundredths, letter_state, local, said};
use crate::cycle;
use crate::document::goal_words;
use crate::evidence::{self, Standing};
use crate::letter::{self, Comment, Item, Letter, Side, Signature, State as Stage};
use crate::measure::{Measure, is_ratio};
use crate::procedure::LETTER;

/// All a page needs to know of a letter.
struct Found {
    letter: Letter,
    items: Vec<Item>,
    standings: BTreeMap<String, Standing>,
    comments: Vec<Comment>,
    signatures: Vec<Signature>,
    course: Course,
    /// The open step, if it is the reader's.
    mine: Option<String>,
    may_end: bool,
    hash: String,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Duty);
    let letter = letter::find(tx, &scope, id)?;
    let mine = letter::open_step(tx, &letter)?.filter(|step| step.waits_for(actor)).map(|step| step.step);
    let plans = cycle::find(tx, &letter.cycle)?.state.plans();
    Ok(Found {
        items: letter::items(tx, &scope, id)?,
        standings: evidence::standings_of_letter(tx, &scope, id)?,
        comments: letter::comments(tx, &scope, id)?,
        signatures: letter::signatures(tx, &scope, id)?,
        course: history::read(tx, &scope, &LETTER, ("letter", id))?,
        mine,
        may_end: plans && letter::may_end(tx, actor, &letter)?,
        hash: letter::document(tx, &scope, &letter)?.hash(),
        today: tx.today(),
        letter,
    })
}

#[derive(Template)]
#[template(path = "duty/letter.html")]
struct LetterPage<'a> {
    page: &'a Page,
    letter: &'a Letter,
    state: StateTag,
    facts: FactList,
    steps: Steps,
    notices: Vec<Notice>,
    actions: Vec<(String, String, bool)>,
    items: Table,
    workings: Vec<(String, String)>,
    comments: Vec<(String, String, String)>,
    signatures: Table,
    history: History,
    shows_work: bool,
}

/// `GET /duty/letters/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let letter = &found.letter;
    let page = titled(page, letter).across();
    let t = &page.t;
    let names = [
        ("draft", letter.head_name.clone()),
        ("holder", letter.holder_name.clone()),
        ("amend", letter.head_name.clone()),
        ("head", letter.head_name.clone()),
    ];
    let works = matches!(letter.state, Stage::InForce | Stage::Closed | Stage::Revised);
    let view = LetterPage {
        state: letter_state(t, letter.state),
        facts: facts(t, letter),
        steps: found.course.bar(t, &house.book(), &LETTER, (&names, found.today)),
        notices: notices(t, &found),
        actions: actions(t, &found),
        items: items_table(t, &found, works),
        workings: workings(t, &found),
        comments: comments(t, &found),
        signatures: signatures_table(t, &found),
        history: found.course.history(t),
        shows_work: works,
        page: &page,
        letter,
    };
    show(&view)
}

pub(super) fn titled(page: Page, letter: &Letter) -> Page {
    let year = letter.year.to_string();
    page.titled_with("duty-letter-title", &[("year", &year), ("name", &letter.holder_name)])
        .back_to(format!("/duty/units/{}?cycle={}", letter.unit, letter.cycle), "duty-unit-targets")
}

fn facts(t: &Lookup, letter: &Letter) -> FactList {
    FactList::new()
        .fact(t.of("duty-unit"), &letter.unit_name)
        .fact(t.of("duty-post"), &letter.post_title)
        .fact(t.of("duty-emphasis-of"), &said(t, letter.category.words()))
        .fact(t.of("duty-head"), &letter.head_name)
        .fact(t.of("duty-version"), &t.with("duty-version-n", &[("n", &letter.version)]))
        .fact(t.of("duty-in-force-on"), &letter.in_force_on.map(|day| t.date(day)).unwrap_or_default())
}

fn notices(t: &Lookup, found: &Found) -> Vec<Notice> {
    let mut notices = Vec::new();
    let changed = found.letter.body_hash.as_ref().is_some_and(|hash| *hash != found.hash);
    // Between being contested and offered again the items may well differ from what was offered last.
    if changed && !matches!(found.letter.state, Stage::Contested | Stage::Draft) {
        notices.push(Notice::new(Tone::Late, t.of("duty-letter-changed")));
    }
    if found.letter.state == Stage::Contested
        && let Some((who, why)) = found.course.last_note(&["returned"])
    {
        notices.push(Notice::new(
            Tone::Returned,
            t.with("duty-letter-returned", &[("who", &who), ("why", &why)]),
        ));
    }
    if found.letter.state == Stage::Offered
        && let Some((who, why)) = found.course.last_note(&["kept"])
    {
        notices.push(Notice::new(Tone::Info, t.with("duty-letter-kept", &[("who", &who), ("why", &why)])));
    }
    notices
}

/// What the reader can do now: path below the letter, the verb, whether it is the main thing to do.
fn actions(t: &Lookup, found: &Found) -> Vec<(String, String, bool)> {
    let ways: &[(&str, &str)] = match (found.mine.as_deref(), found.letter.state) {
        (Some("draft"), _) => &[
            ("offer", "duty-offer"),
            ("items", "duty-items-change"),
            ("cancellation", "duty-letter-cancellation"),
        ],
        (Some("holder"), _) => &[("signature", "duty-sign"), ("comments", "duty-contest")],
        (Some("amend"), _) => &[
            ("items", "duty-items-amend"),
            ("upholding", "duty-letter-upholding"),
            ("cancellation", "duty-letter-cancellation"),
        ],
        (Some("head"), _) => &[("signature", "duty-sign"), ("return", "duty-letter-return")],
        (_, Stage::InForce) if found.may_end => {
            &[("revision", "duty-letter-revision"), ("closure", "duty-letter-closure")]
        }
        _ => &[],
    };
    let first = |at: usize| at == 0 && found.mine.is_some();
    ways.iter()
        .enumerate()
        .map(|(at, (path, key))| ((*path).to_owned(), t.of(key).to_owned(), first(at)))
        .collect()
}

/// What the evidence says for an item so far, in a few words.
pub(super) fn so_far(t: &Lookup, item: &Item, standing: &Standing) -> String {
    match item.measure {
        Measure::Quantity => {
            let amount = if is_ratio(&item.measure_unit) { standing.latest } else { standing.quantity };
            amount.map(|amount| format!("{} {}", t.decimal(amount), item.measure_unit)).unwrap_or_default()
        }
        Measure::Milestone => standing.reached_on.map(|day| t.day(day)).unwrap_or_default(),
        Measure::Rating | Measure::Standard => String::new(),
    }
}

fn items_table(t: &Lookup, found: &Found, works: bool) -> Table {
    let mut table = Table::new(t, "items", t.of("duty-items"))
        .caption_unseen()
        .column(t.of("duty-item"))
        .column(t.of("duty-goal-and-day"))
        .number_column(t.of("duty-weight"));
    if works {
        table = table
            .column(t.of("duty-so-far"))
            .number_column(t.of("duty-entry-count"))
            .number_column(t.of("duty-points-now"));
    } else {
        table = table.column(t.of("duty-method")).column(t.of("duty-source"));
    }
    for item in &found.items {
        let mut cells: Vec<Cell> = vec![
            item.title.as_str().into(),
            t.both(&goal_words(item)).into(),
            Cell::Number(t.decimal(hundredths(item.weight))),
        ];
        if works {
            let standing = found.standings.get(&item.id).cloned().unwrap_or_default();
            let points = standing.score(item).and_then(|scored| scored.points);
            cells.push(so_far(t, item, &standing).into());
            cells.push(Cell::number(t, standing.entries));
            cells.push(Cell::Number(points.map_or_else(|| "—".to_owned(), |points| t.decimal(points))));
        } else {
            cells.push(t.both(&item.method.words()).into());
            cells.push(item.source.as_str().into());
        }
        table.push(cells);
    }
    table
}

fn workings(t: &Lookup, found: &Found) -> Vec<(String, String)> {
    let scored = found.items.iter().filter_map(|item| {
        let scored = found.standings.get(&item.id).cloned().unwrap_or_default().score(item)?;
        Some((item.title.clone(), t.both(&scored.working).to_owned()))
    });
    scored.collect()
}

fn comments(t: &Lookup, found: &Found) -> Vec<(String, String, String)> {
    let title = |comment: &Comment| match &comment.item {
        Some(id) => found
            .items
            .iter()
            .find(|item| item.id == *id)
            .map_or_else(|| t.of("duty-comment-amended").to_owned(), |item| item.title.clone()),
        None => t.of("duty-comment-whole").to_owned(),
    };
    let line = |comment: &Comment| {
        (title(comment), comment.body.clone(), format!("{} {}", comment.name, t.moment(local(comment.at))))
    };
    found.comments.iter().map(line).collect()
}

fn signatures_table(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "signatures", t.of("duty-signatures"))
        .caption_unseen()
        .column(t.of("duty-side"))
        .column(t.of("duty-signed-by"))
        .column(t.of("duty-signed-at"))
        .column(t.of("duty-hash"))
        .empty(t.of("duty-signatures-empty"));
    for one in &found.signatures {
        let fits = one.hash == found.hash;
        let said_of = t.of(if fits { "duty-hash-fits" } else { "duty-hash-earlier" });
        table.push(vec![
            said(t, one.side.words()).into(),
            one.name.as_str().into(),
            t.moment(local(one.at)).into(),
            format!("{}… {said_of}", one.hash.chars().take(12).collect::<String>()).into(),
        ]);
    }
    table
}

fn draw_signature(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let letter = &found.letter;
    let side = if letter.state == Stage::SignedByHolder { Side::Head } else { Side::Holder };
    let back = format!("/duty/letters/{}", letter.id);
    let led = letter_words(&page.t, letter);
    let page = page.titled_by("duty-sign").led(led).back_to(&back, "duty-letter");
    let t = &page.t;
    let mut password = page.field(form, "password", "duty-password").password().why("duty-password-why");
    if page.is_demo() {
        password = password.hint("duty-password-demo");
    }
    let with = if side == Side::Holder { &letter.head_name } else { &letter.holder_name };
    let confirm = Confirm::new(t, format!("{back}/signature"), t.of("duty-sign"))
        .effect(t.with("duty-sign-effect", &[("n", &found.items.len())]))
        .effect(t.of(if side == Side::Holder { "duty-sign-next-head" } else { "duty-sign-next-force" }))
        .effect(t.with("duty-sign-hash", &[("hash", &found.hash)]))
        .to(Markup::text(with))
        .hidden("seen", &found.hash)
        .field(Markup::of(&password))
        .back(&back, t.of("duty-sign-back"))
        .grave();
    let view = ConfirmPage { page: &page, form, confirm };
    if again { show_again(&view) } else { show(&view) }
}

fn letter_words(t: &Lookup, letter: &Letter) -> String {
    t.with("duty-letter-title", &[("year", &letter.year.to_string()), ("name", &letter.holder_name)])
}

/// `GET /duty/letters/{id}/signature`
pub async fn ask_signature(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    if !matches!(found.mine.as_deref(), Some("holder" | "head")) {
        return Err(Problem::conflict("duty-not-your-step"));
    }
    draw_signature(page, &found, &FormState::default(), false)
}

/// Whether a second factor is asked of the signer besides the password.
async fn has_factor(house: &House, actor: &Actor) -> Result<bool, Problem> {
    let id = actor.account.clone();
    house.read(move |tx| Ok(account::factor::standing(tx, &id)?.enrolled())).await
}

/// Checks the password of the signer; a wrong one counts as at the sign-in.
async fn prove(
    house: &House,
    actor: &Arc<Actor>,
    form: &mut FormState,
) -> Result<Option<account::Proof>, Problem> {
    let Some(password) = form.secret("password") else { return Ok(None) };
    let id = actor.account.clone();
    let credential = house.read(move |tx| account::credential_of(tx, &id)?.ok_or(Fault::NotFound)).await?;
    let now = house.county().clock().now();
    if credential.rests_at(now) {
        form.error("password", "duty-password-rests");
        return Ok(None);
    }
    let asked = credential.clone();
    let proof = house.hashing().slowly(move || asked.prove(&password, now)).await?;
    if proof.is_none() {
        form.error("password", "duty-password-wrong");
        house.county().write(move |tx| count_failure(tx, &credential)).await?;
    }
    Ok(proof)
}

fn count_failure(tx: &mut Tx<'_>, credential: &account::Credential) -> Result<(), DbError> {
    let rests = account::count_failure(tx, credential)?.is_some();
    let subject = ("account", credential.account.as_str());
    let facts = json!({ "rests": rests });
    let act =
        Act { kind: "account.password-wrong", subject, unit: None, person: None, facts, decision: None };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

/// `POST /duty/letters/{id}/signature`
pub async fn sign(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !proven.is_fresh() && has_factor(&house, &actor).await? {
        // The password is not kept meanwhile and is asked for again afterwards.
        return match proven.ask(&house, &page, &actor, &form).await? {
            Some(asked) => Ok(asked),
            None => Err(Problem::forbidden()),
        };
    }
    let seen = form.value("seen").to_owned();
    if let Some(proof) = prove(&house, &actor, &mut form).await? {
        let (book, asker, asked) = (house.book(), actor.clone(), id.clone());
        let signed =
            house.county().write(move |tx| letter::sign(tx, &asker, &book, &asked, &proof, &seen)).await;
        match signed {
            Ok(side) => {
                let key = if side == Side::Holder { "duty-signed" } else { "duty-signed-force" };
                return Ok(see_other(format!("/duty/letters/{id}")).notice(key, &[]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw_signature(page, &found, &form, true)
}
