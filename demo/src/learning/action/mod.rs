//! Two sets of a town, and what learners use at work. Nobody where the county is too small for a set. Not here: classes.

mod classes;
mod first;
mod second;

use action::procedure::COMMITMENT;
use action::round::{self, Tested, commitment};
use duty::evidence::{Support, own_items};
use duty::measure::Measure;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Actor, Fault, Scope, Tx, case, clock};

use crate::DemoError;
use crate::invention::Fate;
use crate::living::course::{Course, Phase, World, later};
use crate::living::day;
use crate::roles::{cast, first_town};

pub use first::{begin as begin_first, close as close_first};

/// What was intended is tried and seen; the second set begins; learners of classes write what they mean to use.
///
/// # Errors
/// What an operation refused.
pub fn use_and_begin_second(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    first::try_out(course, day(year, 10, 13))?;
    second::begin(course, day(year, 10, 13))?;
    classes::intend(course, day(year, 10, 14))
}

/// The first round of the second set ends and the second begins; learners try what they meant to use. What is left open
/// waits for somebody on the demo's today.
///
/// # Errors
/// What an operation refused.
pub fn reach_today(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    second::go_on(course, day(year, 11, 16))?;
    classes::try_out(course, day(year, 11, 16))
}

/// The people of the two sets, by their positions.
#[derive(Debug, Clone)]
struct Circle {
    town: usize,
    head: usize,
    holder: usize,
    village: usize,
    overseer: usize,
    trainer: usize,
    staff: Vec<usize>,
}

/// Nobody where the county is too small for a set.
fn circle(world: &World) -> Option<Circle> {
    let county = &world.invention;
    let all = cast(county);
    let of = |key: &str| all.iter().find(|one| one.0 == key).map(|one| one.2);
    let (town, head, holder) = (first_town(county)?, of("head")?, of("holder")?);
    let staff: Vec<usize> = county
        .in_unit(town)
        .filter(|one| *one != head && *one != holder && world.is_present(*one))
        .filter(|one| !county.fates.iter().any(|fate| befell(fate) == *one))
        .take(6)
        .collect();
    let found = Circle {
        town,
        head,
        holder,
        village: of("village")?,
        overseer: of("overseer")?,
        trainer: of("trainer")?,
        staff,
    };
    (found.staff.len() >= 5).then_some(found)
}

/// Whom something befell: they may be ill, gone or elsewhere when a set meets.
fn befell(fate: &Fate) -> usize {
    match fate {
        Fate::LongIll(who)
        | Fate::Ill(who)
        | Fate::Maternity(who)
        | Fate::Warned(who)
        | Fate::Demerit(who)
        | Fate::MajorDemeritBefore(who)
        | Fate::PartySevereWarning(who)
        | Fate::InvestigatedThenWarned(who)
        | Fate::Investigated(who)
        | Fate::Attached { person: who, .. }
        | Fate::Seconded { person: who, .. }
        | Fate::Retires(who)
        | Fate::ObjectedTo(who)
        | Fate::FellShort(who)
        | Fate::Failed(who)
        | Fate::Distrusted(who) => *who,
    }
}

fn ids(world: &World, all: &[usize]) -> Result<Vec<String>, Fault> {
    all.iter().map(|one| world.person(*one)).collect()
}

/// Lives one part at an hour of a day.
fn once<W>(
    course: &mut Course<'_>,
    named: (&'static str, &'static str, &'static str),
    at: Timestamp,
    work: W,
) -> Result<(), DemoError>
where
    W: Fn(&mut Tx<'_>, &World, &Circle) -> Result<Vec<String>, Fault> + Send + Sync + 'static,
{
    let (key, zh, en) = named;
    course.live(
        Phase::named((key, zh, en, 1)),
        1,
        move |part| later(at, i64::try_from(part).unwrap_or(0)),
        move |tx, world, _| match circle(world) {
            Some(circle) => work(tx, world, &circle),
            None => Ok(Vec::new()),
        },
    )
}

fn hour(on: Date, hour: i8) -> Timestamp {
    clock::at_hour(on, hour)
}

fn found_out(tx: &mut Tx<'_>, actor: &Actor, round: &str, found: Tested) -> Result<(), Fault> {
    let scope = Scope::county("the demo finds its own assumption");
    let at = round::find(tx, &scope, round)?;
    if let Some(one) = round::written(tx, &at)?.assumptions.first() {
        round::find_out(tx, actor, round, (&one.id, found))?;
    }
    Ok(())
}

/// Whoever promised says what happened; it becomes evidence for the first item of their letter that asks no amount.
fn keep_promises(
    tx: &mut Tx<'_>,
    world: &World,
    (person, happened): (usize, &str),
    on: Date,
) -> Result<(), Fault> {
    let actor = world.somebody(tx, person)?;
    let own = own_items(tx, &world.person(person)?)?;
    let fits = |item: &&duty::evidence::OwnItem| {
        item.measure != Measure::Quantity && item.state.records() && item.year == on.year()
    };
    let item = own.iter().find(fits);
    let supports: Vec<Support> =
        item.iter().map(|item| Support { item: item.id.clone(), quantity: None, reached_on: None }).collect();
    for todo in case::todos(tx, &actor, 50)? {
        if todo.procedure == COMMITMENT.id {
            let report = commitment::Report {
                as_promised: true,
                happened_on: on,
                happened: happened.into(),
                supports: supports.clone(),
            };
            commitment::report(tx, &actor, &todo.subject_id, &report)?;
        }
    }
    Ok(())
}
