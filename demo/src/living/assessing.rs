//! The annual assessment up to the proposals: opened, self-summaries, anonymous review by codes, verification and the
//! head's proposal. How people answer and what heads think follows a stated model: everybody has a worth thrown once;
//! answers and marks scatter around it. Not here: decisions and what follows (`grading`).

use std::collections::BTreeMap;

use assessment::appraisal::{self, Appraisal, State};
use assessment::items::{self, Adjustment, Came, Line};
use assessment::verify::{self, Proposal};
use assessment::vote::{self, Answer};
use assessment::{annual, ballot, eligibility, quota};
use duty::cycle;
use duty::measure::Measure;
use kernel::actor::Role;
use kernel::{Actor, Area, Fault, Scope, Tx};
use law::decision::Outcome;
use law::rules::Grade;
use law::rules::pooled_quota::Method;
use rust_decimal::Decimal;

use super::course::{Course, Phase, World, on, parts, slice};
use super::{day, letters, year_key};
use crate::DemoError;
use crate::dice::Throws;
use crate::invention::{Fate, Invention};

const PEOPLE: usize = 200;
const ORGANS: usize = 4;

/// Units right beneath the county: each counts its own places for 优秀.
#[must_use]
pub fn organs(county: &Invention) -> Vec<usize> {
    letters::lettered(county).into_iter().filter(|unit| county.units[*unit].parent == Some(0)).collect()
}

/// Assesses a year up to the proposals.
///
/// # Errors
/// What an operation refused.
pub fn assess(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let county = course.invention();
    let (all, organs) = (county.people.len(), organs(&county));
    let groups = parts(organs.len(), ORGANS);
    let phase = |key, zh, en, weight| Phase::of_year(year, (key, zh, en, weight));
    let opened = phase("assessing", "部署年度考核", "Opening the annual assessment", 9);
    course.live(opened, 1, on(day(year, 12, 29), 9), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        let cycle = world.id(&year_key(year, "cycle"), 0)?;
        cycle::advance(tx, &organiser, &cycle, cycle::State::Assessing, "")?;
        annual::open(tx, &organiser, &world.book, &cycle, day(year, 12, 29))?;
        Ok(Vec::new())
    })?;
    let summed = phase("summaries", "个人总结述职", "Self-summaries", 15);
    course.live(summed, parts(all, PEOPLE), on(day(year, 12, 30), 17), move |tx, world, part| {
        for person in slice(part, PEOPLE, all) {
            sum_up(tx, world, person, year)?;
        }
        Ok(Vec::new())
    })?;
    let of = organs.clone();
    let asked = phase("ballots", "民主测评", "Anonymous review", 39);
    course.live(asked, of.len(), on(day(year + 1, 1, 8), 10), move |tx, world, part| {
        hold_ballot(tx, world, of[part], year).map(|()| Vec::new())
    })?;
    let closed = phase("ballots-closed", "汇总测评、核定优秀名额", "Closing the review; places", 9);
    course.live(closed, 1, on(day(year + 1, 1, 14), 9), move |tx, world, _| {
        close_ballots(tx, world, year)?;
        allot_places(tx, world, year).map(|()| Vec::new())
    })?;
    let verified = phase("verified", "了解核实、提出等次建议", "Verification and proposals", 70);
    course.live(verified, groups, on(day(year + 1, 1, 19), 15), move |tx, world, part| {
        for at in slice(part, ORGANS, organs.len()) {
            propose_organ(tx, world, organs[at], year)?;
        }
        Ok(Vec::new())
    })
}

fn sum_up(tx: &mut Tx<'_>, world: &World, person: usize, year: i16) -> Result<(), Fault> {
    let id = world.person(person)?;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let Some(appraisal) = appraisal::of_year(tx, &Scope::own(&id), &cycle, &id)? else { return Ok(()) };
    let actor = world.somebody(tx, person)?;
    let work = annual::prefill(tx, &appraisal)?;
    let mut throws = world.invention.dice.throws("summary", person);
    let opening = "按照考核要求，对照目标责任书总结如下。";
    let closing = throws.pick(&CLOSING).copied().unwrap_or_default();
    let middle = if work.is_empty() {
        "本年度因请假等原因在岗时间较短，在岗期间按岗位职责完成交办事项。"
    } else {
        &work
    };
    annual::submit(tx, &actor, &appraisal.id, &format!("{opening}\n\n{middle}\n\n{closing}"))?;
    Ok(())
}

const CLOSING: [&str; 4] = [
    "不足之处：统筹不够，年末任务集中时顾此失彼。明年按季度均衡推进，提前与联办单位沟通。",
    "不足之处：调查研究不深，有的办法不够贴近实际。明年多到现场、多听群众意见。",
    "遵守廉洁纪律，无违规事项。明年把群众反映的两件事盯到底。",
    "主动学习新政策用于办件，办结质量有提高；还需加强文字综合能力。",
];

/// What people think of somebody, from 0 to 1: thrown once, lower for those whose year fell short.
#[must_use]
pub fn worth(county: &Invention, person: usize) -> f64 {
    let thrown = county.dice.throws("worth", person).middling();
    county.fates.iter().fold(0.25 + 0.75 * thrown, |worth, fate| match fate {
        Fate::FellShort(who) if *who == person => 0.12,
        Fate::Failed(who) if *who == person => 0.02,
        Fate::ObjectedTo(who) if *who == person => 0.99,
        _ => worth,
    })
}

/// Opens the review of an organ, and everybody with a slip answers: the codes are kept nowhere.
fn hold_ballot(tx: &mut Tx<'_>, world: &World, organ: usize, year: i16) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let organ_id = world.id("units", organ)?;
    let scope = organiser.scope(Area::Duty);
    let whom: BTreeMap<String, usize> = appraisal::in_organ(tx, &scope, &cycle, &organ_id)?
        .into_iter()
        .filter_map(|one| Some((one.id, world.position(&one.person)?)))
        .collect();
    let served = BTreeMap::from([(organ_id.clone(), 8_usize)]);
    let opened = ballot::open(tx, &organiser, &cycle, &organ_id, day(year + 1, 1, 13), &served)?;
    for (at, slip) in opened.slips.iter().enumerate() {
        let mut throws = world.invention.dice.throws("slip", organ * 1_000 + at);
        if throws.chance(9) {
            continue;
        }
        let page = vote::page(tx, &slip.code)?;
        let answers: Vec<Answer> = page
            .subjects
            .iter()
            .filter_map(|subject| {
                let person = whom.get(&subject.appraisal)?;
                // In a large unit people mark those they work with.
                let knows = page.subjects.len() <= 14 || throws.below(page.subjects.len()) < 12;
                let marks = [(); 4].map(|()| Some(mark(world, *person, &mut throws)));
                knows.then(|| Answer { appraisal: subject.appraisal.clone(), marks })
            })
            .collect();
        if !answers.is_empty() {
            vote::cast(tx, &slip.code, &answers)?;
        }
    }
    Ok(())
}

/// An answer: 0 good to 3 poor.
fn mark(world: &World, person: usize, throws: &mut Throws) -> u8 {
    let felt = worth(&world.invention, person) + 0.5 * (throws.middling() - 0.5);
    match felt {
        felt if felt > 0.52 => 0,
        felt if felt > 0.30 => 1,
        felt if felt > 0.10 => 2,
        _ => 3,
    }
}

fn close_ballots(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    for round in
        ballot::rounds(tx, &organiser.scope(Area::Duty), &cycle)?.into_iter().filter(|round| round.open)
    {
        ballot::close(tx, &organiser, &round.id, "")?;
    }
    Ok(())
}

/// The town that did best may name a quarter; small offices share their places.
fn allot_places(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let county = &world.invention;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let mut small = Vec::new();
    for organ in organs(county) {
        let id = world.id("units", organ)?;
        let assessed = appraisal::in_organ(tx, &organiser.scope(Area::Duty), &cycle, &id)?;
        let first_town = county.units[organ].key.starts_with("610330100");
        if first_town {
            quota::approve(
                tx,
                &organiser,
                &cycle,
                &id,
                "关于同意双石铺镇提高优秀等次比例的批复（演示）",
                day(year + 1, 1, 12),
            )?;
        } else if assessed.len() < 9 {
            small.push(id);
        }
    }
    if small.len() >= 2 {
        quota::pool(tx, &organiser, &cycle, "县直人数较少单位", Method::LargestRemainder, &small)?;
    }
    Ok(())
}

fn propose_organ(tx: &mut Tx<'_>, world: &World, organ: usize, year: i16) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let organ_id = world.id("units", organ)?;
    let scope = organiser.scope(Area::Duty);
    let assessed = appraisal::in_organ(tx, &scope, &cycle, &organ_id)?;
    let mut best = BTreeMap::new();
    for kind in ["civil-servant", "institution-staff"] {
        let places = quota::places(tx, &world.book, &cycle, &organ_id, kind)?.left();
        best.insert(kind, best_of(tx, world, &assessed, (kind, places))?);
    }
    for one in assessed.iter().filter(|one| one.state == State::Verify) {
        let Some(person) = world.position(&one.person) else { continue };
        let excellent = best.values().any(|chosen| chosen.contains(&one.id));
        let actor = verifier(tx, world, one, person)?;
        propose(tx, world, &actor, one, (person, excellent))?;
    }
    Ok(())
}

/// The best of a kind, as many as there are places, who may be 优秀 by the rules.
fn best_of(
    tx: &mut Tx<'_>,
    world: &World,
    assessed: &[Appraisal],
    (kind, places): (&str, u32),
) -> Result<Vec<String>, Fault> {
    let mut ranked: Vec<(&Appraisal, usize)> = assessed
        .iter()
        .filter(|one| one.kind == kind)
        .filter_map(|one| Some((one, world.position(&one.person)?)))
        .collect();
    ranked.sort_by(|a, b| worth(&world.invention, b.1).total_cmp(&worth(&world.invention, a.1)));
    let mut chosen = Vec::new();
    for (one, _) in ranked {
        if chosen.len() >= places as usize {
            break;
        }
        if highest(tx, world, one)? == Some(Grade::Excellent) {
            chosen.push(one.id.clone());
        }
    }
    Ok(chosen)
}

/// The highest grade open to somebody; `None` if the year ends without one.
fn highest(tx: &mut Tx<'_>, world: &World, one: &Appraisal) -> Result<Option<Grade>, Fault> {
    let decision = eligibility::of(tx, &world.book, one)?;
    let Outcome::Found { value } = &decision.outcome else { return Ok(None) };
    let graded = verify::form_of(value) == appraisal::Form::Grade;
    Ok(graded.then(|| value.highest.unwrap_or(Grade::Excellent)))
}

/// Who verifies: the head of the unit that assesses; for the head, whoever stands above.
///
/// # Errors
/// If there is nobody.
pub fn verifier(tx: &mut Tx<'_>, world: &World, one: &Appraisal, person: usize) -> Result<Actor, Fault> {
    let units = world.ids("units")?;
    let unit = units.iter().position(|unit| *unit == one.unit).ok_or(Fault::NotFound)?;
    let [head, above] = letters::signers(tx, world, unit)?;
    Ok(if world.invention.head_of(unit) == Some(person) { above } else { head })
}

/// Verifies one person's year and proposes what follows from it.
///
/// # Errors
/// What the operation refused.
pub fn propose(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    one: &Appraisal,
    (person, excellent): (usize, bool),
) -> Result<(), Fault> {
    let county = &world.invention;
    let mut throws = county.dice.throws("verified", person);
    let worth = worth(county, person);
    let corrections =
        items::table(tx, one)?.iter().filter_map(|line| correction(line, worth, &mut throws)).collect();
    let decision = eligibility::of(tx, &world.book, one)?;
    let form = decision.value().map(verify::form_of);
    let open = highest(tx, world, one)?;
    let wished = match worth {
        _ if excellent => Grade::Excellent,
        worth if worth < 0.05 => Grade::Incompetent,
        worth if worth < 0.15 => Grade::BasicallyCompetent,
        _ => Grade::Competent,
    };
    let later = form == Some(appraisal::Form::Later);
    let points = |low: i32| {
        #[expect(clippy::cast_possible_truncation, reason = "between 0 and 40")]
        let more = (worth * 40.0) as i32;
        Some(Decimal::from((low + more).min(99)))
    };
    let proposal = Proposal {
        corrections,
        marks: if open.is_some() { [points(62), points(60), points(61), points(64)] } else { [None; 4] },
        comment: if later { String::new() } else { comment(wished, &mut throws).to_owned() },
        heard: if one.sending_unit.is_some() {
            "已听取派出单位意见：在外服务期间表现良好。".to_owned()
        } else {
            String::new()
        },
        grade: open.map(|highest| wished.min(highest)),
    };
    verify::propose(tx, actor, &world.book, &one.id, &proposal)
}

fn correction(line: &Line, worth: f64, throws: &mut Throws) -> Option<Adjustment> {
    let came = match line.measure {
        Measure::Rating => {
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 30")]
            let level = 70 + (worth * 26.0) as i32;
            let ratings =
                (0..8).map(|_| Decimal::from((level + throws.between(-5, 5)).clamp(0, 100))).collect();
            Came { ratings, ..Came::default() }
        }
        Measure::Standard if throws.chance(if worth < 0.15 { 70 } else { 6 }) => {
            Came { amount: Some(Decimal::ONE), ..Came::default() }
        }
        _ => return None,
    };
    let reason = if came.ratings.is_empty() {
        "抽查发现1次未按规定期限办理"
    } else {
        "采用第三方抽查和群众评议的打分"
    };
    Some(Adjustment { item: line.item.clone(), came: Some(came), points: None, reason: reason.to_owned() })
}

fn comment(grade: Grade, throws: &mut Throws) -> &'static str {
    const GOOD: [&str; 3] = [
        "政治坚定，业务精通，敢于担当，急难任务面前顶得上，群众公认。",
        "工作有思路、有办法，牵头任务全部提前完成，带动了股室。",
        "作风扎实，长期在一线，群众评价高，廉洁自律。",
    ];
    const FAIR: [&str; 4] = [
        "认真履行岗位职责，完成了目标任务，遵守纪律。",
        "工作踏实，服务态度好，任务完成较好；创新意识可再加强。",
        "业务熟练，办件规范，团结同志。",
        "能按时完成交办任务，进一步加强统筹会更好。",
    ];
    match grade {
        Grade::Excellent => throws.pick(&GOOD).copied().unwrap_or(GOOD[0]),
        Grade::BasicallyCompetent => "部分目标没有完成，办件有逾期，责任心需要加强；经谈话本人认识到位。",
        Grade::Incompetent => "多项目标未完成且经提醒未改进，群众意见较大，未能履行岗位职责。",
        _ => throws.pick(&FAIR).copied().unwrap_or(FAIR[0]),
    }
}

/// A member of the committee who has not taken part so far: not the one given.
///
/// # Errors
/// If there is none.
pub fn member_but(tx: &mut Tx<'_>, world: &World, but: &[&str]) -> Result<Actor, Fault> {
    let members = super::roster::appointments(&world.invention);
    for (_, person, _) in members.into_iter().filter(|one| one.0 == Role::Committee) {
        let actor = world.somebody(tx, person)?;
        if !but.contains(&actor.account.as_str()) {
            return Ok(actor);
        }
    }
    Err(Fault::NotFound)
}
