//! What I mean to use at work: the list, and the form of one intended application. Not here: attempts (`attempt`).

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::people::offer;
use super::{me, said, written};
use crate::transfer::{self, Attempt, Intention, MOST, NewIntention, Occasion, Source};

/// Where an intended application stands, drawn.
pub(super) fn stands(
    t: &Lookup,
    one: &Intention,
    (attempts, seen, transferred): (usize, usize, usize),
    today: Date,
) -> StateTag {
    if one.withdrawn_at.is_some() {
        StateTag::new(Tone::Stopped, t.of("action-taken-back"))
    } else if transferred > 0 {
        StateTag::new(Tone::Done, t.of("action-transferred"))
    } else if seen > 0 {
        StateTag::new(Tone::Active, t.of("action-seen"))
    } else if attempts > 0 {
        StateTag::new(Tone::Waiting, t.of("action-tried"))
    } else if one.when_on < today {
        StateTag::new(Tone::Late, t.of("action-not-tried-overdue"))
    } else {
        StateTag::new(Tone::Draft, t.of("action-not-tried"))
    }
}

/// The intended applications of a learner with where each stands.
pub(super) fn table(t: &Lookup, all: &[Intention], attempts: &[Attempt], today: Date) -> Table {
    let mut table = Table::new(t, "intentions", t.of("action-intentions"))
        .caption_unseen()
        .column(t.of("action-intended"))
        .column(t.of("action-learned-in"))
        .column(t.of("action-when"))
        .column(t.of("action-state"))
        .empty(t.of("action-intentions-none"));
    for one in all {
        let mine: Vec<&Attempt> = attempts.iter().filter(|attempt| attempt.intention == one.id).collect();
        let seen = mine.iter().filter(|attempt| attempt.seen == transfer::Seen::Confirmed).count();
        let transferred = mine.iter().filter(|attempt| attempt.is_transferred()).count();
        table.push(vec![
            Cell::link(format!("/action/intentions/{}", one.id), &*one.what),
            one.source_title.as_str().into(),
            one.when_on.into(),
            Cell::drawn(&stands(t, one, (mine.len(), seen, transferred), today)),
        ]);
    }
    table
}

/// Which class or set it was learned in.
#[derive(Debug, Deserialize)]
pub struct Of {
    source: Option<String>,
    of: Option<String>,
}

#[derive(Template)]
#[template(path = "action/intention_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    from: Vec<Choice>,
    people: Vec<Choice>,
    none: bool,
}

struct Offer {
    occasions: Vec<Occasion>,
    people: super::people::Offered,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &std::sync::Arc<Actor>,
    (chosen, named): (&[String], &str),
) -> Result<Offer, Fault> {
    let person = me(actor)?;
    let mut occasions = transfer::occasions(tx, &person)?;
    occasions.retain(|one| one.written < MOST);
    let today = tx.today();
    let seat = duty::seat::of_person(tx, &kernel::Scope::own(&person), &person, today)?;
    let unit = seat.map(|seat| seat.unit);
    Ok(Offer { occasions, people: offer(tx, chosen, named, (unit.as_deref(), &person))? })
}

fn draw(page: Page, offer: &Offer, form: &FormState, again: bool) -> Result<Response, Problem> {
    let page = page
        .titled_by("action-intention-new")
        .led_by("action-intention-lead")
        .back_to("/action", "action-room");
    let t = &page.t;
    let from = offer.occasions.iter().map(|one| {
        let words = format!("{} {}", said(t, one.source.words()), one.title);
        let left = t.with("action-written-of", &[("n", &one.written)]);
        Choice::new(format!("{} {}", one.source.code(), one.id), words).explained(left)
    });
    let view = NewPage {
        from: from.collect(),
        people: offer.people.lines(),
        none: offer.occasions.is_empty(),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/transfer/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let class = of.of.clone().filter(|_| of.source.as_deref() == Some(Source::Class.code()));
    let (offer, said) = house
        .read(move |tx| {
            let offer = read(tx, &actor, (&[], ""))?;
            // The first application of a class begins with what its report already says.
            let first =
                |one: &&String| offer.occasions.iter().any(|known| known.id == **one && known.written == 0);
            let said = match class.as_ref().filter(first) {
                Some(class) => transfer::reported(tx, &me(&actor)?, class)?,
                None => None,
            };
            Ok((offer, said))
        })
        .await?;
    let asked = of.source.zip(of.of).map(|(source, id)| format!("{source} {id}"));
    let only = offer.occasions.first().filter(|_| offer.occasions.len() == 1);
    let from = asked.or_else(|| only.map(|one| format!("{} {}", one.source.code(), one.id)));
    let short = |text: String| text.chars().take(100).collect::<String>();
    let (what, when, with_whom) = said.unwrap_or_default();
    let form = FormState::default()
        .prefilled("from", from.unwrap_or_default())
        .prefilled("what", short(what))
        .prefilled("setting", short(when))
        .prefilled("with_whom", short(with_whom));
    draw(page, &offer, &form, false)
}

fn typed(form: &mut FormState) -> Option<NewIntention> {
    let what = form.required_text("what", 100);
    let when_on = form.required_date("when_on");
    let (setting, with_whom) = (form.required_text("setting", 100), form.required_text("with_whom", 100));
    let help = form.text("help", 400).unwrap_or_default();
    let from = form.required_text("from", 100);
    let chosen = from.as_deref().and_then(|from| from.split_once(' '));
    let source = chosen.and_then(|(source, id)| Some((Source::from_code(source)?, id.to_owned())));
    if from.is_some() && source.is_none() {
        form.error("from", "action-from-missing");
    }
    let witness = Some(form.value("witness").to_owned()).filter(|id| !id.is_empty());
    if !form.is_ok() {
        return None;
    }
    let (source, source_id) = source?;
    Some(NewIntention {
        source,
        source_id,
        what: what?,
        when_on: when_on?,
        setting: setting?,
        with_whom: with_whom?,
        witness,
        help,
    })
}

/// `POST /action/transfer`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let chosen: Vec<String> = form.values("witness").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let named = if form.has("find") { form.value("who").trim().to_owned() } else { String::new() };
    if !form.has("find")
        && let Some(new) = typed(&mut form)
    {
        let asker = actor.clone();
        let day = new.when_on;
        if written(&house, &mut form, move |tx| transfer::intend(tx, &asker, &new)).await?.is_some() {
            return Ok(see_other("/action").notice("action-intended-now", &[("day", &day)]).into_response());
        }
    }
    let asked = named.clone();
    let offer = house.read(move |tx| read(tx, &actor, (&chosen, &asked))).await?;
    if !named.is_empty() && offer.people.found == 0 {
        form.error_with("who", "action-nobody-named", &[("named", &named)]);
    }
    let again = !form.is_ok();
    draw(page, &offer, &form, again)
}

#[derive(Template)]
#[template(path = "action/transfer.html")]
struct MinePage<'a> {
    page: &'a Page,
    table: Table,
}

/// `GET /action/transfer`
pub async fn mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let (all, attempts, today) = house
        .read(move |tx| {
            let (person, scope) = (me(&actor)?, actor.scope(Area::Learning));
            let all = transfer::of_person(tx, &scope, &person)?;
            Ok((all, transfer::attempts_of_person(tx, &scope, &person)?, tx.today()))
        })
        .await?;
    let page = page
        .titled_by("action-intentions")
        .led_by("action-intentions-lead")
        .back_to("/action", "action-room");
    let table = table(&page.t, &all, &attempts, today)
        .empty_next("/action/transfer/new", page.t.of("action-intention-new"));
    show(&MinePage { page: &page, table })
}
