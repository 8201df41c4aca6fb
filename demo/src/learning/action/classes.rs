//! Learners of classes that have ended: some write what they mean to use, try it, and are seen. Not here: the classes.

use action::transfer::{self, NewAttempt, NewIntention, Outcome, Sight, Source, Thought};
use jiff::Span;
use jiff::civil::Date;
use kernel::{Fault, Scope};

use super::hour;
use crate::DemoError;
use crate::living::course::{Course, Phase};

const CLASS_INTENDED: [(&str, &str); 4] = [
    ("来访先复述一遍对方的诉求再答复", "信访接待"),
    ("会前一天把材料发给参会的人", "村组会议"),
    ("检查前先说明查什么、查完当场反馈", "安全生产检查"),
    ("把办事流程写成三步贴在窗口", "便民服务窗口"),
];

/// Some of the learners of classes that have ended write one application each.
///
/// # Errors
/// What an operation refused.
pub fn intend(course: &mut Course<'_>, on: Date) -> Result<(), DemoError> {
    let phase = Phase::named(("transfer-intended", "学员写下应用打算", "What learners mean to use", 1));
    course.live(
        phase,
        1,
        move |_| hour(on, 10),
        move |tx, world, _| {
            let county = world.invention.clone();
            let mut left = Vec::new();
            for person in 0..county.people.len() {
                let mut throws = county.dice.throws("transfer", person);
                if !throws.chance(60) || !world.is_present(person) {
                    continue;
                }
                let id = world.person(person)?;
                let classes = transfer::occasions(tx, &id)?;
                let Some(class) =
                    classes.into_iter().find(|one| one.source == Source::Class && one.written == 0)
                else {
                    continue;
                };
                let actor = world.somebody(tx, person)?;
                let Some((what, setting)) = throws.pick(&CLASS_INTENDED).copied() else { continue };
                let near: Vec<usize> = county
                    .in_unit(county.people[person].unit)
                    .filter(|one| *one != person && world.is_present(*one))
                    .collect();
                let witness = throws.pick(&near).map(|one| world.person(*one)).transpose()?;
                let new = NewIntention {
                    source: Source::Class,
                    source_id: class.id,
                    what: what.into(),
                    when_on: on.saturating_add(Span::new().days(i64::from(throws.between(20, 60)))),
                    setting: setting.into(),
                    with_whom: "本单位同事".into(),
                    witness,
                    help: if throws.chance(15) {
                        "希望领导在例会上说一次，大家一起做".into()
                    } else {
                        String::new()
                    },
                };
                // Who holds no post that day writes nothing.
                match transfer::intend(tx, &actor, &new) {
                    Ok(written) => left.push(written),
                    Err(Fault::Refused(_) | Fault::NotFound) => {}
                    Err(fault) => return Err(fault),
                }
            }
            Ok(left)
        },
    )
}

/// Some of them try it, and most are seen.
///
/// # Errors
/// What an operation refused.
pub fn try_out(course: &mut Course<'_>, on: Date) -> Result<(), DemoError> {
    let phase = Phase::named(("transfer-tried", "学员记录尝试", "What learners tried", 1));
    course.live(
        phase,
        1,
        move |_| hour(on, 15),
        move |tx, world, _| {
            let all = world.ids("transfer-intended")?;
            let scope = Scope::county("the demo reads what it wrote");
            for (place, id) in all.iter().enumerate() {
                let mut throws = world.invention.dice.throws("transfer-tried", place);
                if !throws.chance(65) {
                    continue;
                }
                let one = transfer::find(tx, &scope, id)?;
                let Some(person) = world.position(&one.person) else { continue };
                let actor = world.somebody(tx, person)?;
                let thought = *throws.pick(Thought::ALL).unwrap_or(&Thought::None);
                let named = thought != Thought::None && throws.chance(75);
                let outcome = *throws.pick(Outcome::ALL).unwrap_or(&Outcome::Partly);
                let new = NewAttempt {
                    happened_on: on.saturating_sub(Span::new().days(i64::from(throws.between(1, 20)))),
                    what: one.what.clone(),
                    as_intended: throws.chance(80),
                    alike: throws.chance(55),
                    thought,
                    principle: if named {
                        "先让对方看见，再请对方做。".into()
                    } else {
                        String::new()
                    },
                    outcome,
                    witness: one.witness.clone(),
                    client_key: format!("demo-{place:08}"),
                };
                let tried = transfer::record(tx, &actor, &world.book, id, &new)?;
                let seen =
                    one.witness.as_deref().and_then(|one| world.position(one)).filter(|_| throws.chance(80));
                if let Some(witness) = seen {
                    let witness = world.somebody(tx, witness)?;
                    let worked = match outcome {
                        Outcome::Worked => throws.between(3, 5),
                        Outcome::Partly => throws.between(2, 4),
                        Outcome::Not => throws.between(1, 3),
                    };
                    let rating = throws.chance(88).then(|| i64::from(worked));
                    transfer::confirm(tx, &witness, &tried.id, &Sight { rating, note: String::new() })?;
                }
            }
            Ok(Vec::new())
        },
    )
}
