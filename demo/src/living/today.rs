//! The last week before the demo's today, so that everybody finds something to do: a letter revised and waiting for its
//! holder, a year taken up again and waiting for the committee, meetings of villages waiting for the town, an office
//! to be ended by the organisation department, entries waiting to be confirmed.

use assessment::appraisal::{self, State};
use assessment::{reopen, village};
use duty::compose::Draft;
use duty::evidence::{self, NewEvidence, Support};
use duty::letter;
use duty::measure::{self, Measure};
use jiff::civil::Date;
use kernel::{Area, Fault, Scope, Tx};
use law::rules::Grade;
use rust_decimal::Decimal;

use super::assessing::{organs, propose, verifier};
use super::course::{Course, Phase, World, on};
use super::{day, letters, targets, villages, year_key};
use crate::DemoError;
use crate::invention::Fate;
use crate::roles::{self, first_town};

/// Villages whose meetings were held early.
const EARLY: usize = 3;

/// Brings the county to its today, 20 November of the running year.
///
/// # Errors
/// What an operation refused.
pub fn arrive(course: &mut Course<'_>, closed: i16, year: i16) -> Result<(), DemoError> {
    let phase = |key, zh, en| Phase::named((key, zh, en, 2));
    let of = move |of_month| day(year, 11, of_month);
    course.live(
        phase("today-reopened", "更正重办", "A year is taken up again"),
        1,
        on(of(17), 9),
        move |tx, world, _| reopen_one(tx, world, closed).map(|()| Vec::new()),
    )?;
    course.live(
        phase("today-villages", "村干部评议", "Meetings of villages"),
        1,
        on(of(18), 9),
        move |tx, world, _| review_villages(tx, world, year).map(|()| Vec::new()),
    )?;
    course.live(
        phase("today-revised", "修订责任书", "A letter is revised"),
        1,
        on(of(19), 9),
        move |tx, world, _| revise_letter(tx, world, year).map(|()| Vec::new()),
    )?;
    course.live(
        phase("today-asked", "请同事确认", "Colleagues are asked"),
        1,
        on(of(20), 15),
        move |tx, world, _| {
            ask_colleagues(tx, world, (year, of(20)))?;
            roles::note(tx, world).map(|()| Vec::new())
        },
    )
}

/// A county for practice is ready once its roster is: who can be signed in as is noted, nothing else.
///
/// # Errors
/// If it cannot be written.
pub fn await_practice(course: &mut Course<'_>) -> Result<(), DemoError> {
    let year = course.invention().plan.year_closed;
    let ready = Phase::named(("practice", "备好名册，供演练", "The roster is ready for practice", 2));
    course
        .live(ready, 1, on(day(year, 12, 31), 9), |tx, world, _| roles::note(tx, world).map(|()| Vec::new()))
}

/// An error in a closed year is found; its head proposes again and the committee is to decide.
fn reopen_one(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let Some(organ) =
        organs(&world.invention).into_iter().find(|organ| world.invention.units[*organ].key == "yingji")
    else {
        return Ok(());
    };
    let organ_id = world.id("units", organ)?;
    let all = appraisal::in_organ(tx, &organiser.scope(Area::Duty), &cycle, &organ_id)?;
    let fits = |one: &appraisal::Appraisal| {
        one.state == State::Closed && one.grade == Some(Grade::Competent) && !one.leads
    };
    let Some(one) = all.into_iter().find(fits) else { return Ok(()) };
    let reason = "一项防汛演练完成数漏记，影响实绩得分，经单位申请予以更正。";
    reopen::reopen(tx, &organiser, &one.id, "凤组考演〔2026〕19号", reason)?;
    let Some(person) = world.position(&one.person) else { return Ok(()) };
    let one = appraisal::find(tx, &organiser.scope(Area::Duty), &one.id)?;
    let actor = verifier(tx, world, &one, person)?;
    propose(tx, world, &actor, &one, (person, false))
}

/// Early meetings: confirmed only about whoever lost the village's trust a second time.
fn review_villages(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let county = &world.invention;
    let Some(town) = first_town(county) else { return Ok(()) };
    let in_town =
        |unit: &usize| county.units[*unit].parent == Some(town) && county.units[*unit].kind == "village";
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    for unit in letters::lettered(county).into_iter().filter(in_town).take(EARLY) {
        villages::record_unit(tx, world, (unit, year, 11))?;
    }
    let head = targets::head(tx, world, town)?;
    for fate in &county.fates {
        let Fate::Distrusted(person) = fate else { continue };
        let id = world.person(*person)?;
        let found = village::of_person(tx, &Scope::own(&id), &id)?;
        for review in found.into_iter().filter(|review| review.cycle == cycle && review.result.is_none()) {
            let result = review.meeting.proposed.unwrap_or(Grade::Competent);
            village::confirm(tx, &head, &world.book, &review.id, result, "")?;
        }
    }
    Ok(())
}

/// The head lowers one goal in the letter of the holder and offers it again; the holder is to sign.
fn revise_letter(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let county = &world.invention;
    let holder = roles::cast(county).into_iter().find(|one| one.0 == "holder");
    let Some((_, _, person)) = holder else { return Ok(()) };
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let id = world.person(person)?;
    let Some(old) = letter::in_force(tx, &Scope::own(&id), &id, &cycle)? else { return Ok(()) };
    let [head, _] = letters::signers(tx, world, county.people[person].unit)?;
    let note = "上级调减年度任务，相应调整一项目标值";
    let new = letter::revise(tx, &head, &world.book, &old.id, note)?;
    let items = letter::items(tx, &head.scope(Area::Duty), &new)?;
    let mut drafts: Vec<_> = items.iter().map(letter::Item::draft).collect();
    // A share of what is asked is not lowered with the task, and a goal never falls below where the year began.
    let amount =
        |item: &&mut Draft| item.measure == Measure::Quantity && !measure::is_ratio(&item.measure_unit);
    if let Some(item) = drafts.iter_mut().find(amount) {
        let base = item.baseline.unwrap_or_default();
        item.goal = item.goal.map(|goal| (goal * Decimal::new(92, 2)).round().max(base));
    }
    letter::change(tx, &head, &new, &drafts)?;
    letter::offer(tx, &head, &world.book, &new, "任务调减，已与本人沟通")
}

/// Entries of the last day that name the people a visitor may sign in as.
fn ask_colleagues(tx: &mut Tx<'_>, world: &World, (year, today): (i16, Date)) -> Result<(), Fault> {
    let county = &world.invention;
    for (key, _, person) in roles::cast(county) {
        let unit = county.people[person].unit;
        if unit == 0 {
            continue;
        }
        let colleague = county.in_unit(unit).find(|other| {
            *other != person
                && !super::evidence::is_away(county, *other, today)
                && county.head_of(unit) != Some(*other)
        });
        let Some(colleague) = colleague else { continue };
        let own = evidence::own_items(tx, &world.person(colleague)?)?;
        let standard = |item: &&evidence::OwnItem| item.year == year && item.measure == Measure::Standard;
        let Some(item) = own
            .iter()
            .find(standard)
            .or(own.iter().find(|item| item.year == year && item.measure == Measure::Rating))
        else {
            continue;
        };
        let actor = world.somebody(tx, colleague)?;
        let new = NewEvidence {
            happened_on: today,
            title: "与同事一道复核本月办理事项，更正记录2处".to_owned(),
            body: String::new(),
            client_key: format!("demo-today-{key}"),
            supports: vec![Support { item: item.id.clone(), quantity: None, reached_on: None }],
            partners: vec![world.person(person)?],
        };
        evidence::enter(tx, &actor, &new)?;
    }
    Ok(())
}
