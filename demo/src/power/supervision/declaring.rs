//! What people declare of their ties with businesses, what an inspector reads, and who has to withdraw because of it.

use jiff::Span;
use kernel::Role;
use kernel::clock::at_hour;
use law::rules::recusal::Matter;
use supervision::recusal::{self, Asked, Counterpart};
use supervision::register::contact::{self, Gifts, NewContact, Occasion};
use supervision::register::{self, Holder, Kind, NewInterest, reading};

use super::{head, told, unit_id};
use crate::DemoError;
use crate::living::course::{Course, Phase, World};
use crate::living::day;
use crate::roles::cast;

/// About so many people declare something, however large the county.
const DECLARE: usize = 60;

/// Who declares: the visitor's cadre always, others by chance.
fn declares(world: &World, person: usize) -> bool {
    let county = &world.invention;
    let share = (DECLARE * 100 / county.people.len().max(1)).clamp(2, 60);
    let holder = cast(county).into_iter().any(|(key, _, one)| key == "holder" && one == person);
    holder || county.dice.throws("declares", person).chance(u32::try_from(share).unwrap_or(5))
}

/// Interests in spring, with a contact or two since then.
///
/// # Errors
/// What an operation refused.
pub fn declare(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let on = day(year, 4, 15);
    let named = ("declared", "登记利害关系和政商接触", "Declaring interests and contacts", 1);
    course.live(
        Phase::of_year(year, named),
        1,
        move |_| at_hour(on, 9),
        move |tx, world, _| {
            let mut left = Vec::new();
            for person in 0..world.invention.people.len() {
                if !world.is_present(person) || !declares(world, person) {
                    continue;
                }
                let actor = world.somebody(tx, person)?;
                let mut throws = world.invention.dice.throws("interest", person);
                let (Some(tie), Some(firm)) = (throws.pick(&told.interest), throws.pick(&told.firms)) else {
                    continue;
                };
                let kind = Kind::from_code(&tie.kind).unwrap_or(Kind::Other);
                let holder = Holder::from_code(&tie.holder).unwrap_or(Holder::Own);
                let from_on = Some(day(2014 + i16::try_from(throws.below(9)).unwrap_or(0), 6, 1));
                let new = NewInterest {
                    kind,
                    holder,
                    firm: firm.clone(),
                    code: String::new(),
                    what: tie.what.clone(),
                    from_on,
                    to_on: None,
                };
                left.push(register::declare(tx, &actor, &new)?);
                for _ in 0..throws.below(3) {
                    let (Some(talk), Some(firm)) = (throws.pick(&told.contact), throws.pick(&told.firms))
                    else {
                        continue;
                    };
                    let new = NewContact {
                        firm: firm.clone(),
                        on: on.saturating_sub(Span::new().days(i64::from(throws.between(1, 40)))),
                        occasion: Occasion::from_code(&talk.occasion).unwrap_or(Occasion::Other),
                        said: talk.said.clone(),
                        gifts: if throws.chance(10) { Gifts::Refused } else { Gifts::None },
                        gift_note: String::new(),
                    };
                    contact::declare(tx, &actor, &new)?;
                }
            }
            Ok(left)
        },
    )
}

/// A year later most confirm that nothing changed.
///
/// # Errors
/// What an operation refused.
pub fn confirm(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let named = ("confirmed-register", "确认登记没有变化", "Confirming declarations", 1);
    let at = at_hour(day(year, 4, 16), 8);
    course.live(
        Phase::of_year(year, named),
        1,
        move |_| at,
        move |tx, world, _| {
            for person in 0..world.invention.people.len() {
                let stays = world.invention.dice.throws("confirms", person).chance(80);
                if world.is_present(person) && declares(world, person) && stays {
                    let actor = world.somebody(tx, person)?;
                    register::confirm(tx, &actor)?;
                }
            }
            Ok(Vec::new())
        },
    )
}

/// Heads check who has to withdraw: from matters with firms that somebody of their unit declared, and from one with a
/// firm nobody did. An inspector reads the declarations of one person.
///
/// # Errors
/// What an operation refused.
pub fn withdraw(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    let named = ("recusal", "核对回避", "Checking who has to withdraw", 1);
    let at = at_hour(day(year, 10, 28), 10);
    course.live(
        Phase::of_year(year, named),
        1,
        move |_| at,
        move |tx, world, _| {
            let county = &world.invention;
            let mut done = Vec::new();
            let mut matters = told.recusal.iter();
            for unit in 0..county.units.len() {
                let Some(person) = county.in_unit(unit).find(|one| {
                    world.is_present(*one) && declares(world, *one) && county.head_of(unit) != Some(*one)
                }) else {
                    continue;
                };
                let Some(actor) = head(tx, world, unit)? else { continue };
                let Some(matter) = matters.next() else { break };
                let firm = declared_firm(tx, world, person)?;
                let firm = firm.unwrap_or_else(|| told.firms.get(matter.firm).cloned().unwrap_or_default());
                let asked = Asked {
                    unit: unit_id(world, unit)?,
                    counterpart: Counterpart { name: firm, code: String::new() },
                    matter: Matter::Administrative,
                    about: matter.about.clone(),
                };
                let check = recusal::ask(tx, &actor, &world.book, &asked)?;
                let hit = recusal::find(tx, &actor, &check)
                    .is_ok_and(|one| one.state == "waiting" && recusal::arranges(&actor, &one));
                if let (Some(says), true) = (&matter.arrangement, hit) {
                    recusal::arrange(tx, &actor, &check, says)?;
                }
                let clear = Asked {
                    counterpart: Counterpart { name: "凤县无名石料厂".into(), code: String::new() },
                    about: "取水许可变更".into(),
                    ..asked
                };
                done.push(check);
                done.push(recusal::ask(tx, &actor, &world.book, &clear)?);
            }
            let holder =
                cast(county).into_iter().find(|(key, ..)| *key == "holder").map(|(.., person)| person);
            if let Some(person) = holder {
                opened(tx, world, (person, &told.purpose))?;
            }
            Ok(done)
        },
    )
}

/// One inspector asks to read somebody's declarations, the head of the inspectors agrees, and the first opens them. Where
/// both are one person nobody can agree, and it stays asked for.
fn opened(
    tx: &mut kernel::Tx<'_>,
    world: &World,
    (whose, purpose): (usize, &str),
) -> Result<(), kernel::Fault> {
    let asker = world.appointed(tx, Role::Inspector)?;
    let asking = reading::ask(tx, &asker, &world.book, &world.person(whose)?, purpose)?;
    let Some(unit) = world.invention.unit("jiwei") else { return Ok(()) };
    let second = head(tx, world, unit)?
        .filter(|second| second.account != asker.account && supervision::permission::inspects(second));
    if let Some(second) = second {
        reading::answer(tx, &second, &world.book, &asking, (true, ""))?;
        reading::open(tx, &asker, &asking)?;
    }
    Ok(())
}

/// The firm somebody declared, as the demo wrote it.
fn declared_firm(
    tx: &mut kernel::Tx<'_>,
    world: &World,
    person: usize,
) -> Result<Option<String>, kernel::Fault> {
    let id = world.person(person)?;
    let all = register::interests(tx, &register::own(&id), &id)?;
    Ok(all.into_iter().next().map(|one| one.says.firm))
}
