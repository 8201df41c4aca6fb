//! The transfer diagnosis of two large classes of the running year, in spring and in autumn, each in two waves. Answers
//! follow a stated model: somebody's level in everything (a third of the spread), in each construct, in each question;
//! in spring superiors hardly support use, a plan is made against that, and in autumn they do. About 400 answers come
//! of 120 learners a class. Not here: the classes themselves.

use diagnosis::answer;
use diagnosis::bank::{self, Form, OUTCOME, OWN, Wave, constructs};
use diagnosis::due::{self, Due};
use diagnosis::plan::{self, NewPlan};
use diagnosis::report::Of;
use diagnosis::study::{self, NewStudy};
use diagnosis::terms::Terms;
use jiff::civil::Date;
use kernel::{Actor, Fault, Role, Scope, Tx, clock};

use crate::DemoError;
use crate::dice::{Dice, Throws};
use crate::learning::training;
use crate::living::course::{Course, Phase, World, later};
use crate::living::day;

/// A class that is asked.
#[derive(Debug, Clone, Copy)]
struct Asked {
    /// Key of the class.
    key: &'static str,
    /// Its last session.
    last: Date,
    /// Whether superiors support use.
    supported: bool,
}

/// The class of spring, before the plan, or that of autumn, after it.
fn asked(year: i16, autumn: bool) -> Asked {
    let (key, last) = training::large(year)[usize::from(autumn)];
    Asked { key, last, supported: autumn }
}

/// The days of a class's waves.
fn days(course: &Course<'_>, asked: Asked) -> Result<[(Date, Date, bool); 2], DemoError> {
    let days = study::both_days(&course.world().book, &Terms::default(), asked.last);
    days.map_err(|fault| DemoError::Refused { phase: format!("diagnosis-{}", asked.key), part: 0, fault })
}

/// The phase whose id is the plan.
const PLAN: &str = "diagnosis-plan";

/// Answers taken in one part.
const EACH: usize = 30;

/// Mean of each construct in the order of the model, one to five, high helps.
const MEANS: [f64; 16] = [3.5, 3.7, 3.9, 3.8, 3.3, 3.4, 2.9, 3.6, 3.5, 3.6, 3.4, 3.3, 3.8, 3.6, 3.0, 3.4];
/// What supervisor support and its opposite stand at where nothing has been done.
const UNSUPPORTED: f64 = 2.3;
/// Parts of the outcome: construct and weight.
const OUTCOME_OF: [(&str, f64); 3] = [("SS", 0.45), ("MT", 0.35), ("OU", 0.2)];

/// About a standard normal number.
fn normal(throws: &mut Throws) -> f64 {
    (throws.middling() - 0.5) / 0.1443
}

/// The answers of the nth learner in a wave, as given.
#[must_use]
pub fn answers(dice: &Dice, n: usize, wave: Wave, supported: bool) -> Vec<Option<u8>> {
    let mut person = dice.throws("diagnosis-person", n);
    let general = normal(&mut person);
    let lasting: Vec<f64> = (0..16).map(|_| normal(&mut person)).collect();
    let mut now = dice.throws("diagnosis-answers", n * 2 + usize::from(wave == Wave::Later));
    let level = |scale: usize, now: &mut Throws| {
        let low = !supported && constructs()[scale].code == "SS";
        let mean = if low { UNSUPPORTED } else { MEANS[scale] };
        // What one meant to do at the end of the class looks a little smaller at work.
        let back = if wave == Wave::Later { -0.1 } else { 0.0 };
        mean + back + 0.4 * general + 0.5 * lasting[scale] + 0.25 * normal(now)
    };
    let levels: Vec<f64> = (0..16).map(|scale| level(scale, &mut now)).collect();
    let outcome: f64 = OUTCOME_OF
        .iter()
        .filter_map(|(code, weight)| bank::construct(code).map(|(scale, _)| levels[scale] * weight))
        .sum();
    bank::own()
        .items
        .iter()
        .map(|item| {
            let level = if item.scale == OUTCOME { outcome } else { levels[item.scale] };
            let high = rounded(level + 0.7 * normal(&mut now));
            (!now.chance(1)).then_some(if item.turned { 6 - high } else { high })
        })
        .collect()
}

fn rounded(level: f64) -> u8 {
    match level {
        low if low < 1.5 => 1,
        low if low < 2.5 => 2,
        middle if middle < 3.5 => 3,
        high if high < 4.5 => 4,
        _ => 5,
    }
}

/// What somebody who sees the work says: near the outcome, with much of their own.
fn seen(dice: &Dice, n: usize, own: &[Option<u8>]) -> Vec<Option<u8>> {
    let mut throws = dice.throws("diagnosis-seen", n);
    let items = bank::own().items.iter().zip(own).filter(|(item, _)| item.scale == OUTCOME);
    items
        .map(|(_, answer)| answer.map(|given| rounded(f64::from(given) + 0.9 * normal(&mut throws))))
        .collect()
}

fn phase(asked: &Asked, what: &'static str, words: (&'static str, &'static str)) -> Phase {
    Phase { key: format!("diagnosis-{}-{what}", asked.key), zh: words.0, en: words.1, weight: 2 }
}

/// What is due today happens; only the two large classes are asked.
fn happen(tx: &mut Tx<'_>, world: &World) -> Result<(), Fault> {
    for one in due::due(tx)? {
        if matches!(one, Due::Slips(..)) {
            continue;
        }
        match due::take(tx, &world.book, &one) {
            Ok(()) | Err(Fault::NotFound | Fault::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The slips of a class are printed and its first wave is answered.
///
/// # Errors
/// What an operation refused.
pub fn pulse(course: &mut Course<'_>, year: i16, autumn: bool) -> Result<(), DemoError> {
    let asked = asked(year, autumn);
    let [(opens, closes, _), _] = days(course, asked)?;
    let named = phase(&asked, "slips", ("印发学习迁移问卷码", "Slips of the transfer questionnaire"));
    let at = clock::at_hour(asked.last, 8);
    course.live(
        named,
        1,
        move |_| at,
        move |tx, world, _| {
            let trainer = world.appointed(tx, Role::Trainer)?;
            let new = NewStudy {
                kind: "class".into(),
                subject: world.id(&training::announced(asked.key), 0)?,
                bank: OWN.into(),
                form: Form::Full,
                opens_on: asked.last,
            };
            let opened = study::open(tx, &trainer, &world.book, &new)?;
            // The slips are kept only because the same people come back in the second wave of a county that is invented.
            Ok(opened.slips.into_iter().map(|slip| format!("{} {}", slip.own, slip.seen)).collect())
        },
    )?;
    answer_wave(course, asked, Wave::Pulse, (opens, closes))
}

/// The second wave of a class is answered.
///
/// # Errors
/// What an operation refused.
pub fn later_wave(course: &mut Course<'_>, year: i16, autumn: bool) -> Result<(), DemoError> {
    let asked = asked(year, autumn);
    let [_, (opens, closes, _)] = days(course, asked)?;
    answer_wave(course, asked, Wave::Later, (opens, closes))
}

fn answer_wave(
    course: &mut Course<'_>,
    asked: Asked,
    wave: Wave,
    (opens, closes): (Date, Date),
) -> Result<(), DemoError> {
    let what = if wave == Wave::Later { "later" } else { "pulse" };
    let named = phase(&asked, what, ("填写学习迁移问卷", "The transfer questionnaire is answered"));
    let slips = format!("diagnosis-{}-slips", asked.key);
    let count = course.world().ids(&slips).map_or(0, |all| all.len());
    let parts = count.div_ceil(EACH) + 2;
    let (first, last) = (clock::at_hour(opens, 9), clock::at_hour(closes.tomorrow().unwrap_or(closes), 7));
    let at = move |part: usize| {
        if part + 1 == parts { last } else { later(first, 60 * i64::try_from(part).unwrap_or(0)) }
    };
    course.live(named, parts, at, move |tx, world, part| {
        if part == 0 || part + 1 == parts {
            happen(tx, world)?;
            return Ok(Vec::new());
        }
        let dice = Dice::new(world.invention.plan.seed);
        let share = if wave == Wave::Later { 78 } else { 90 };
        let all = world.ids(&slips)?;
        for n in (part - 1) * EACH..(part * EACH).min(all.len()) {
            let (own, other) = all[n].split_once(' ').unwrap_or((&all[n], ""));
            // Another class, other people.
            let person = n + if asked.supported { 100_000 } else { 0 };
            let mut throws = dice.throws("diagnosis-comes", person * 2 + usize::from(wave == Wave::Later));
            if !throws.chance(share) {
                continue;
            }
            let given = answers(&dice, person, wave, asked.supported);
            answer::give(tx, own, &given)?;
            if wave == Wave::Later && throws.chance(70) {
                answer::give(tx, other, &seen(&dice, person, &given))?;
            }
        }
        Ok(Vec::new())
    })
}

/// A plan against what was found in spring: heads talk with whoever comes back.
///
/// # Errors
/// What an operation refused.
pub fn improve(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let named = Phase::named((PLAN, "商定改进计划", "A plan against a barrier", 1));
    let at = clock::at_hour(day(year, 7, 24), 15);
    course.live(named, 1, move |_| at, move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        let unit = home(tx, &organiser)?;
        let owner = organiser.person.clone().ok_or(Fault::NotFound)?;
        let new = NewPlan {
            of: Of::County { bank: OWN.into(), year },
            unit,
            construct: "SS".into(),
            meeting: "组织部、县委党校与六名学员、四名单位负责人一起看了春季结果：学员回来，多数负责人没有问过一句。不追究谁答了什么，商定从谈一次话做起。".into(),
            measures: vec![
                ("发一页纸给各单位负责人：学员回来三个工作日内谈一次，谈什么、给什么条件".into(), owner.clone(), day(year, 8, 14)),
                ("秋季班结业前最后一小时请学员的直接领导到场，当面听打算".into(), owner, day(year, 9, 18)),
            ],
            review_on: day(year, 11, 27),
        };
        Ok(vec![plan::make(tx, &organiser, &new)?])
    })
}

/// What was done of the plan, each measure before it was due.
const DONE: [&str; 2] = [
    "一页纸已发到各单位负责人，附谈话要点五条；第一周有十一个单位回了谈话记录。",
    "结业前最后一小时，六名负责人到场、三名视频连线，当面听了打算，现场答应了四项条件。",
];

/// A measure of the plan is carried out on its day.
///
/// # Errors
/// What an operation refused.
pub fn carry_out(course: &mut Course<'_>, which: usize, on: Date) -> Result<(), DemoError> {
    let named = Phase {
        key: format!("diagnosis-plan-done-{which}"),
        zh: "落实改进措施",
        en: "A measure is carried out",
        weight: 1,
    };
    let at = clock::at_hour(on, 16);
    course.live(
        named,
        1,
        move |_| at,
        move |tx, world, _| {
            let organiser = world.organiser(tx)?;
            let scope = Scope::county("the demo reads what it lives");
            let (_, measures) = plan::find(tx, &scope, &world.id(PLAN, 0)?)?;
            let measure = measures.get(which).ok_or(Fault::NotFound)?;
            plan::carry_out(tx, &organiser, &measure.id, DONE[which])?;
            Ok(Vec::new())
        },
    )
}

/// The unit in which the organiser serves.
fn home(tx: &mut Tx<'_>, organiser: &Actor) -> Result<String, Fault> {
    let person = organiser.person.clone().ok_or(Fault::NotFound)?;
    let today = tx.today();
    let seat = people::tenure::main_seat(tx, &kernel::Scope::own(&person), &person, today)?;
    seat.map(|seat| seat.unit.id).ok_or(Fault::NotFound)
}
