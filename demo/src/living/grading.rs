//! From the committee to the closed year: decisions, publicity with objections, notices, opinions, consequences,
//! improvement plans, and closing. Not here: remedies and what is filled in later (`remedies`).

use assessment::appraisal::{self, Appraisal, State};
use assessment::grade::{self, Verdict};
use assessment::{notice, plan, publicity, quota, result};
use duty::cycle;
use kernel::{Actor, Area, Fault, Tx};
use law::rules::Grade;

use super::assessing::{member_but, organs, verifier};
use super::course::{Course, Phase, World, on, parts, slice};
use super::{day, year_key};
use crate::DemoError;
use crate::invention::Fate;

const ORGANS: usize = 6;

type Work = fn(&mut Tx<'_>, &World, (i16, usize)) -> Result<(), Fault>;

/// Decides and closes a year, in the first months of the next.
///
/// # Errors
/// What an operation refused.
pub fn close(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let organs = organs(&course.invention());
    let next = year + 1;
    let steps: [(&'static str, &'static str, &'static str, u32, (i8, i8), Work); 7] = [
        ("decided", "考核委员会审核评鉴", "The committee decides", 36, (1, 26), decide_organ),
        ("posted", "公示拟优秀人员", "Publicity of proposed grades", 3, (1, 28), post_organ),
        ("objected", "受理并答复异议", "Objections", 2, (2, 3), object),
        ("publicity-closed", "办结公示", "Closing the publicity", 5, (2, 6), close_publicity),
        ("noticed", "送达书面通知", "Written notice", 14, (2, 9), notice_organ),
        ("opinions", "本人签署意见", "Opinions", 8, (2, 12), answer_organ),
        ("results", "落实考核结果", "Consequences of the grades", 22, (2, 24), results_organ),
    ];
    for (key, zh, en, weight, (month, of_month), work) in steps {
        let organs = organs.clone();
        let count = parts(organs.len(), ORGANS);
        let named = Phase::of_year(year, (key, zh, en, weight));
        course.live(named, count, on(day(next, month, of_month), 8), move |tx, world, part| {
            for at in slice(part, ORGANS, organs.len()) {
                work(tx, world, (year, organs[at]))?;
            }
            Ok(Vec::new())
        })?;
        if key == "decided" {
            move_to(course, year, ("public", (1, 27)), cycle::State::Publicity)?;
        }
    }
    move_to(course, year, ("closed", (2, 24)), cycle::State::Closed)
}

fn move_to(
    course: &mut Course<'_>,
    year: i16,
    (key, (month, of_month)): (&'static str, (i8, i8)),
    to: cycle::State,
) -> Result<(), DemoError> {
    let phase = Phase::of_year(year, (key, "年度考核转入下一阶段", "The year moves on", 1));
    course.live(phase, 1, on(day(year + 1, month, of_month), 18), move |tx, world, _| {
        let organiser = world.organiser(tx)?;
        cycle::advance(tx, &organiser, &world.id(&year_key(year, "cycle"), 0)?, to, "")?;
        Ok(Vec::new())
    })
}

fn of_organ(
    tx: &mut Tx<'_>,
    world: &World,
    (year, organ): (i16, usize),
    state: State,
) -> Result<(Actor, Vec<(Appraisal, usize)>), Fault> {
    let organiser = world.organiser(tx)?;
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let organ_id = world.id("units", organ)?;
    let found = appraisal::in_organ(tx, &organiser.scope(Area::Duty), &cycle, &organ_id)?;
    let of_state = found.into_iter().filter(|one| one.state == state);
    let of_whom = of_state.filter_map(|one| {
        let person = world.position(&one.person)?;
        Some((one, person))
    });
    Ok((organiser, of_whom.collect()))
}

/// Decides one appraisal as proposed; where the places are taken, 称职 with the reason.
///
/// # Errors
/// What the operation refused.
pub fn decide(tx: &mut Tx<'_>, world: &World, one: &Appraisal) -> Result<(), Fault> {
    let proposer = one.proposed_by.clone().unwrap_or_default();
    let member = member_but(tx, world, &[&proposer])?;
    let mut verdict = Verdict { grade: one.proposed, note: String::new() };
    if one.proposed == Some(Grade::Excellent) {
        let places = quota::places(tx, &world.book, &one.cycle, &one.organ, &one.kind)?;
        if places.left() == 0 {
            verdict = Verdict {
                grade: Some(Grade::Competent),
                note: "优秀名额已用完，按测评结果排定".to_owned(),
            };
        }
    }
    grade::decide(tx, &member, &world.book, &one.id, &verdict)?;
    Ok(())
}

fn decide_organ(tx: &mut Tx<'_>, world: &World, of: (i16, usize)) -> Result<(), Fault> {
    for (one, _) in of_organ(tx, world, of, State::Decide)?.1 {
        decide(tx, world, &one)?;
    }
    Ok(())
}

fn post_organ(tx: &mut Tx<'_>, world: &World, (year, organ): (i16, usize)) -> Result<(), Fault> {
    let (organiser, waiting) = of_organ(tx, world, (year, organ), State::Publicity)?;
    if waiting.is_empty() {
        return Ok(());
    }
    let closes = publicity::earliest(tx, &world.book)?.earliest_close;
    let (cycle, organ) = (world.id(&year_key(year, "cycle"), 0)?, world.id("units", organ)?);
    publicity::open(tx, &organiser, &world.book, &cycle, &organ, closes)?;
    Ok(())
}

/// One objection is found to be mistaken, one to be right.
fn object(tx: &mut Tx<'_>, world: &World, (year, organ): (i16, usize)) -> Result<(), Fault> {
    let county = &world.invention;
    let (organiser, posted) = of_organ(tx, world, (year, organ), State::Publicity)?;
    let about = |fate: &Fate| match fate {
        Fate::ObjectedTo(who) => posted.iter().find(|(_, person)| person == who),
        _ => None,
    };
    let mistaken = county.fates.iter().find_map(about);
    let right = posted.first().filter(|_| county.units[organ].key == "wenlv");
    let cycle = world.id(&year_key(year, "cycle"), 0)?;
    let organ_id = world.id("units", organ)?;
    let open = publicity::list(tx, &cycle, true)?.into_iter().find(|posted| posted.organ == organ_id);
    let Some(open) = open else { return Ok(()) };
    for ((one, person), upheld) in
        mistaken.into_iter().map(|one| (one, false)).chain(right.map(|one| (one, true)))
    {
        let colleague = county.in_unit(organ).find(|other| other != person).ok_or(Fault::NotFound)?;
        let by = world.somebody(tx, colleague)?;
        let (body, answer) = if upheld {
            (
                "该同志牵头的巡查有两处没有到现场，却报了完成。",
                "经核实，两处巡查确未到场，异议成立，提请考核委员会重新研究。",
            )
        } else {
            (
                "该同志七月参与的项目群众有意见，建议再了解。",
                "经走访12户和查阅记录，群众意见系施工方扬尘所致，与该同志履职无关，维持公示。",
            )
        };
        let objection = publicity::object(tx, &by, &open.id, &one.id, body, !upheld)?;
        publicity::answer(tx, &organiser, &objection, upheld, answer)?;
    }
    Ok(())
}

fn close_publicity(tx: &mut Tx<'_>, world: &World, (year, organ): (i16, usize)) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let (cycle, organ_id) = (world.id(&year_key(year, "cycle"), 0)?, world.id("units", organ)?);
    for posted in publicity::list(tx, &cycle, true)?.into_iter().filter(|posted| posted.organ == organ_id) {
        publicity::close(tx, &organiser, &world.book, &posted.id)?;
    }
    // Whoever an upheld objection brought back is decided again.
    for (one, _) in of_organ(tx, world, (year, organ), State::Decide)?.1 {
        let proposer = one.proposed_by.clone().unwrap_or_default();
        let member = member_but(tx, world, &[&proposer])?;
        let verdict = Verdict { grade: Some(Grade::Competent), note: "公示期间异议成立".to_owned() };
        grade::decide(tx, &member, &world.book, &one.id, &verdict)?;
    }
    Ok(())
}

fn notice_organ(tx: &mut Tx<'_>, world: &World, of: (i16, usize)) -> Result<(), Fault> {
    for (one, person) in of_organ(tx, world, of, State::Notice)?.1 {
        let actor = verifier(tx, world, &one, person)?;
        notice::give(tx, &actor, &world.book, &one.id)?;
    }
    Ok(())
}

fn answer_organ(tx: &mut Tx<'_>, world: &World, of: (i16, usize)) -> Result<(), Fault> {
    for (one, person) in of_organ(tx, world, of, State::Opinion)?.1 {
        let mut throws = world.invention.dice.throws("opinion", person);
        let content = matches!(one.grade, Some(Grade::Excellent | Grade::Competent));
        if content && throws.chance(3) {
            continue;
        }
        let actor = world.somebody(tx, person)?;
        let remarks = if content { "" } else { "希望对我承担的临时任务一并考虑。" };
        let agrees = content || one.grade == Some(Grade::BasicallyCompetent) || one.grade.is_none();
        notice::answer(tx, &actor, &one.id, agrees, if agrees { "" } else { remarks })?;
    }
    Ok(())
}

fn results_organ(tx: &mut Tx<'_>, world: &World, (year, organ): (i16, usize)) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let (cycle, organ_id) = (world.id(&year_key(year, "cycle"), 0)?, world.id("units", organ)?);
    notice::lapse(tx, &organiser, &cycle)?;
    result::draw_up(tx, &organiser, &world.book, &cycle, &organ_id)?;
    let drawn = result::of_organ(tx, &organiser.scope(Area::Duty), &cycle, &organ_id)?;
    let ids: Vec<String> =
        drawn.into_iter().filter(|one| one.state == "proposed").map(|one| one.id).collect();
    if !ids.is_empty() {
        result::confirm(tx, &organiser, &ids, "凤组考演〔2026〕2号")?;
    }
    draft_plans(tx, world, (year, organ))
}

/// Heads draw up improvement plans with those whose year fell short; the person agrees, a colleague helps.
fn draft_plans(tx: &mut Tx<'_>, world: &World, (year, organ): (i16, usize)) -> Result<(), Fault> {
    let organiser = world.organiser(tx)?;
    let organ_id = world.id("units", organ)?;
    let open = plan::list(tx, &organiser.scope(Area::Duty))?;
    for found in open
        .into_iter()
        .filter(|found| found.unit == organ_id && found.state == "draft" && found.year == year)
    {
        let person = world.position(&found.person);
        let Some(person) = person else { continue };
        let helper = world.invention.in_unit(organ).find(|other| {
            *other != person && world.invention.posts[world.invention.people[*other].post].role == "section"
        });
        let Some(helper) = helper else { continue };
        let draft = plan::Draft {
            goals: "一、逾期办件清零；二、本人承担的目标按季完成；三、每季度独立完成一次现场调研并拿出办法。"
                .to_owned(),
            helper: world.person(helper)?,
            checks: [(4, 30), (7, 31), (10, 31), (12, 15)]
                .map(|(month, of_month)| day(year + 1, month, of_month))
                .to_vec(),
        };
        let [head, _] = super::letters::signers(tx, world, organ)?;
        plan::draft(tx, &head, &found.id, &draft)?;
        let own = world.somebody(tx, person)?;
        plan::answer(tx, &own, &found.id, true, "")?;
    }
    Ok(())
}
