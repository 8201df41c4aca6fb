//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod entry;
pub mod file;
pub mod finding;
pub mod home;
pub mod import;
pub mod matter;
pub mod open;
pub mod reading;
pub mod recusal;
pub mod register;
pub mod reminder;
pub mod review;
pub mod reviews;
pub mod standing;

use std::sync::Arc;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;
use jiff::civil::DateTime;
use kernel::actor::Role;
use kernel::procedure::{Procedure, Words};
use kernel::{Actor, DbError, Fault, Scope, Tx, clock};
use law::Record;
use law::decision::Outcome;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Markup, StateTag, Tone};
use web::i18n::Lookup;
use web::{FormState, House, Problem};

use crate::standing::Step;

/// Lines on a page of a long list.
pub(crate) const PER_PAGE: i64 = 50;

/// Every procedure of the house, so that a step of any room can be named.
#[derive(Debug, Clone)]
pub struct Shelf(Arc<Vec<&'static Procedure>>);

impl Shelf {
    /// The procedures of all rooms.
    #[must_use]
    pub fn of(all: Vec<&'static Procedure>) -> Shelf {
        Shelf(Arc::new(all))
    }

    /// The names of a procedure and of a step; the ids, where a room that is no more declared them.
    pub(crate) fn names(&self, t: &Lookup, procedure: &str, step: &str) -> (String, String) {
        let found = self.0.iter().find(|one| one.id == procedure);
        let title = found.map_or_else(|| procedure.to_owned(), |one| said(t, one.title));
        let step =
            found.and_then(|one| one.step(step)).map_or_else(|| step.to_owned(), |step| said(t, step.title));
        (title, step)
    }
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Paged {
    pub(crate) page: Option<i64>,
    pub(crate) kind: Option<String>,
    pub(crate) unit: Option<String>,
}

impl Paged {
    pub(crate) fn number(&self) -> i64 {
        self.page.unwrap_or(1).clamp(1, 1_000_000)
    }

    pub(crate) fn from(&self) -> i64 {
        (self.number() - 1) * PER_PAGE
    }
}

/// A number of lines as a pager takes it.
pub(crate) fn count(n: i64) -> usize {
    usize::try_from(n).unwrap_or(0)
}

/// Writes; puts refusals beside their fields and answers nothing then. Every other fault ends the request.
pub(crate) async fn act<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    if !form.is_ok() {
        return Ok(None);
    }
    match house.county().write(work).await {
        Ok(value) => Ok(Some(value)),
        Err(fault) => {
            form.take(fault)?;
            Ok(None)
        }
    }
}

/// The name of a code in the reader's language.
pub(crate) fn said(t: &Lookup, words: Words) -> String {
    t.choose(words.zh, words.en).to_owned()
}

/// Choices of a closed list.
pub(crate) fn choices<T: Copy>(
    t: &Lookup,
    all: &[T],
    of: impl Fn(T) -> (&'static str, Words),
) -> Vec<Choice> {
    all.iter()
        .map(|one| {
            let (code, words) = of(*one);
            Choice::new(code, said(t, words))
        })
        .collect()
}

/// A moment in county time.
pub(crate) fn local(at: Timestamp) -> DateTime {
    clock::china().to_datetime(at)
}

/// A moment in words.
pub(crate) fn moment(t: &Lookup, at: Timestamp) -> String {
    t.moment(local(at))
}

/// Who wrote something, and when.
pub(crate) fn signed(t: &Lookup, who: &str, at: Timestamp) -> String {
    t.with("supervision-signed", &[("who", &who), ("at", &moment(t, at))])
}

/// The role a step waits for; a person is not named.
pub(crate) fn role(t: &Lookup, role: Option<Role>) -> String {
    match role {
        Some(role) => t.of(role_key(role)).to_owned(),
        None => t.of("supervision-by-post").to_owned(),
    }
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Head => "supervision-by-head",
        Role::Overseer => "supervision-by-overseer",
        Role::Organiser => "supervision-by-organiser",
        Role::Committee => "supervision-by-committee",
        Role::Trainer => "supervision-by-trainer",
        Role::Inspector => "supervision-by-inspector",
        Role::Desk => "supervision-by-desk",
        Role::Jurist => "supervision-by-jurist",
        Role::Cadre | Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin => "supervision-by-post",
    }
}

/// Whether somebody can open what a step is about: requests are for whoever sees the requests of the office, the rest is for
/// whoever sees its power.
pub(crate) fn opens(tx: &mut Tx<'_>, actor: &Actor, step: &Step) -> Result<bool, DbError> {
    let Some(office) = step.office.as_deref().filter(|_| step.link.starts_with("/requests/")) else {
        return Ok(true);
    };
    for role in [Role::Head, Role::Desk, Role::Overseer] {
        if actor.holds(tx, role, office)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a step is about, in the words of its case, as a link where the reader can open it.
pub(crate) fn named(t: &Lookup, step: &Step, opens: bool) -> Markup {
    let title = t.both(&step.title);
    if opens { Markup::of(&Anchor { href: &step.link, text: title }) } else { Markup::text(title) }
}

/// A link among facts.
#[derive(Template)]
#[template(source = "<a href=\"{{ href }}\">{{ text }}</a>", ext = "html")]
struct Anchor<'a> {
    href: &'a str,
    text: &'a str,
}
impl HtmlSafe for Anchor<'_> {}

/// The state of a matter, drawn.
pub(crate) fn matter_tag(t: &Lookup, state: crate::standing::State) -> StateTag {
    use crate::standing::State::{
        Answered, Asked, Concluded, Explained, Moved, Noted, Read, Reminded, TakenUp,
    };
    let tone = match state {
        Reminded | Asked => Tone::Waiting,
        Answered | Explained | Read | TakenUp => Tone::Active,
        Noted => Tone::Late,
        Concluded | Moved => Tone::Done,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The state of a review, drawn.
pub(crate) fn review_tag(t: &Lookup, state: crate::review::State) -> StateTag {
    use crate::review::State::{Answer, Closed, Draw, Recheck, Review, Word};
    let tone = match state {
        Word | Draw | Answer => Tone::Waiting,
        Review | Recheck => Tone::Active,
        Closed => Tone::Done,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The sentence above a decision: what the rule found, or why it found nothing.
pub(crate) fn sentence(t: &Lookup, record: &Record, found: &str) -> String {
    match &record.outcome {
        Outcome::Found { .. } => found.to_owned(),
        Outcome::NeedsConfirmation { .. } => t.of("supervision-unconfirmed").to_owned(),
        Outcome::Refused { why, .. } => t.both(why).to_owned(),
    }
}

/// A decision as a record.
pub(crate) fn record<T: serde::Serialize>(decision: &law::Decision<T>) -> Result<Record, Problem> {
    decision.record().map_err(Problem::internal)
}

/// Units as choices.
pub(crate) fn units(units: &[(String, String)]) -> Vec<Choice> {
    units.iter().map(|(id, name)| Choice::new(&**id, &**name)).collect()
}

/// The units an actor heads, and that of their seat: id and name, the seat first.
pub(crate) fn own_units(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, DbError> {
    let scope = Scope::county("units are in the directory");
    let mut found: Vec<(String, String)> = Vec::new();
    if let Some(person) = &actor.person {
        let today = tx.today();
        if let Some(seat) = duty::seat::of_person(tx, &scope, person, today)? {
            found.push((seat.unit, seat.unit_name));
        }
    }
    let heads: Vec<String> = actor.units_as(Role::Head).map(str::to_owned).collect();
    for unit in heads {
        if found.iter().all(|(id, _)| *id != unit)
            && let Some(unit) = duty::seat::unit(tx, &scope, &unit)?
        {
            found.push((unit.id, unit.name));
        }
    }
    Ok(found)
}

/// Units that can be peers: departments, townships, institutions; villages look at each other through their townships.
pub(crate) fn peers(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, DbError> {
    let scope = Scope::county("units are in the directory");
    let all = duty::seat::units(tx, &scope)?;
    let peer = |kind: &str| matches!(kind, "office" | "township" | "institution");
    Ok(all.into_iter().filter(|unit| peer(&unit.kind)).map(|unit| (unit.id, unit.name)).collect())
}
