//! The second set: of the third level, with a coach, in its second round today.

use action::level::{Element, Wanted};
use action::round::{self, Step, Tested, commitment};
use action::set::{self, NewSet};
use jiff::civil::Date;
use kernel::Fault;

use super::{Circle, found_out, hour, ids, keep_promises, once};
use crate::DemoError;
use crate::living::course::{Course, World};
use crate::living::day;

/// The set is put together, begins, and goes round as far as its commitments.
///
/// # Errors
/// What an operation refused.
pub fn begin(course: &mut Course<'_>, on: Date) -> Result<(), DemoError> {
    let year = on.year();
    once(
        course,
        ("action-second", "第二个小组启动", "The second set begins"),
        hour(on, 14),
        move |tx, world, circle| {
            let head = world.somebody(tx, circle.head)?;
            let members = [&[circle.holder, circle.village], &circle.staff[1..4]].concat();
            let id = set::open(tx, &head, &second(world, circle, &members, on)?)?;
            for (place, member) in members.iter().enumerate() {
                let actor = world.somebody(tx, *member)?;
                set::set_goal(tx, &actor, &id, SECOND_GOALS[place % SECOND_GOALS.len()])?;
            }
            let coach = world.somebody(tx, circle.trainer)?;
            let round = set::begin(tx, &coach, &id, "")?;
            let (holder, village) = (world.somebody(tx, circle.holder)?, world.somebody(tx, circle.village)?);
            round::write(
                tx,
                &village,
                &round,
                (Step::Problem, "同一户的矛盾调了又起，村里、镇里各调各的，没有人知道上一次说到哪里。"),
            )?;
            round::ask(tx, &coach, &round, "上一次调解以后，这户人家过得怎样？")?;
            round::ask(tx, &holder, &round, "反复的是同一个矛盾，还是同一种需要？")?;
            round::assume(tx, &village, &round, ("调成了就等于解决了", "调解后一个月回访三户"))?;
            commitment::commit(
                tx,
                &coach,
                &round,
                (&world.person(circle.village)?, "回访三户调解过的家庭", day(year, 11, 13)),
            )?;
            commitment::commit(
                tx,
                &coach,
                &round,
                (&world.person(circle.holder)?, "把近两年的调解记录按户整理", day(year, 11, 13)),
            )?;
            Ok(vec![id, round])
        },
    )
}

const SECOND_GOALS: [&str; 3] = ["学会听完再判断", "看清自己遇到冲突时的习惯", "学会让双方自己提出办法"];

fn second(world: &World, circle: &Circle, members: &[usize], on: Date) -> Result<NewSet, Fault> {
    let agreed = Element::ALL.iter().copied();
    Ok(NewSet {
        unit: world.id("units", circle.town)?,
        title: "矛盾调解不反复".into(),
        problem: "邻里和家庭矛盾调解后半年内反复的占三成，村、镇各有记录，互不相通。".into(),
        residents: "两年内调解过两次以上的住户".into(),
        wanted: vec![Wanted::Solution, Wanted::Insight, Wanted::Growth],
        target: None,
        owner: Some(world.person(circle.head)?),
        sponsor: Some(world.person(circle.overseer)?),
        coach: Some(world.person(circle.trainer)?),
        members: ids(world, members)?,
        experts: "县司法局人民调解指导股".into(),
        implements: "镇综治中心和各村调委会".into(),
        presents_on: Some(day(on.year() + 1, 1, 20)),
        diagnosis_until: Some(day(on.year(), 11, 10)),
        starts_on: on,
        ends_on: day(on.year() + 1, 1, 29),
        agreed: agreed.filter(|one| one.is_agreed_by_word() && one.level() <= 3).collect(),
    })
}

/// Its first round ends and its second begins.
///
/// # Errors
/// What an operation refused.
pub fn go_on(course: &mut Course<'_>, on: Date) -> Result<(), DemoError> {
    let year = on.year();
    once(
        course,
        ("action-again", "第二个小组进入第二轮", "The second set goes round again"),
        hour(on, 13),
        move |tx, world, circle| {
            let round = world.id("action-second", 1)?;
            for (person, happened) in [
                (circle.village, "三户里两户又吵过，起因都不是原来那件事，是没有人听他们说完。"),
                (circle.holder, "按户整理出二十三户，七户在村、镇两边都有记录，口径不一样。"),
            ] {
                keep_promises(tx, world, (person, happened), day(year, 11, 13))?;
            }
            let (coach, holder) = (world.somebody(tx, circle.trainer)?, world.somebody(tx, circle.holder)?);
            let village = world.somebody(tx, circle.village)?;
            found_out(tx, &village, &round, Tested::Fell)?;
            round::write(
                tx,
                &village,
                &round,
                (Step::Reflection, "我们急着让双方签字，签完就走。反复的是没有被听见。"),
            )?;
            round::name_principle(tx, &village, &round, "签字不是结束，一个月后的回访才是。")?;
            round::name_principle(tx, &holder, &round, "先把同一户的话放到一起看，再说谁对谁错。")?;
            round::keep_note(tx, &holder, &round, "我在会上也常常打断别人，下次先记下来再说。")?;
            let next = round::finish(
                tx,
                &coach,
                &round,
                ("先试一户一档、一月一回访，再走一轮。", Some(day(year, 11, 24))),
            )?;
            if let Some(next) = next {
                round::write(
                    tx,
                    &holder,
                    &next,
                    (Step::Problem, "问题不在调解的次数，在调解以后没有人接着听。"),
                )?;
                round::ask(tx, &village, &next, "谁最适合在一个月后去听？")?;
                commitment::commit(
                    tx,
                    &coach,
                    &next,
                    (&world.person(circle.holder)?, "为七户建一户一档，村镇共用", day(year, 11, 27)),
                )?;
            }
            Ok(Vec::new())
        },
    )
}
