//! The first set: of the first level, closed, answered by its unit and offered; and what its members then used.

use action::level::Wanted;
use action::round::{self, Step, Tested, commitment};
use action::set::closing::{self, NewClosing};
use action::set::taking::{self, NewTaking};
use action::set::{self, NewSet, offer};
use action::transfer::{self, NewAttempt, NewIntention, Outcome, Sight, Source, Thought};
use jiff::Span;
use jiff::civil::Date;
use kernel::{Fault, Tx};

use super::{Circle, found_out, hour, ids, keep_promises, once};
use crate::DemoError;
use crate::living::course::{Course, World};
use crate::living::day;

/// The first set is put together, begins and goes round as far as its commitments.
///
/// # Errors
/// What an operation refused.
pub fn begin(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let on = day(year, 5, 21);
    once(
        course,
        ("action-first", "组建行动学习小组", "A set is put together"),
        hour(on, 14),
        move |tx, world, circle| {
            let head = world.somebody(tx, circle.head)?;
            let members = [&[circle.holder], &circle.staff[..4]].concat();
            let id = set::open(tx, &head, &first(world, circle, &members, on)?)?;
            for (place, member) in members.iter().enumerate() {
                let actor = world.somebody(tx, *member)?;
                set::set_goal(tx, &actor, &id, FIRST_GOALS[place % FIRST_GOALS.len()])?;
            }
            let round = set::begin(tx, &head, &id, "")?;
            let (holder, second) = (world.somebody(tx, circle.holder)?, world.somebody(tx, circle.staff[0])?);
            round::write(
                tx,
                &holder,
                &round,
                (Step::Problem, "老人办高龄补贴，退件时只说“材料不齐”，回去不知道补什么，平均跑三趟。"),
            )?;
            round::ask(tx, &second, &round, "老人是在哪一步被退回的？")?;
            round::ask(tx, &holder, &round, "退件时我们说了什么，对方听到的又是什么？")?;
            round::assume(
                tx,
                &second,
                &round,
                ("墙上有清单，老人自己会看", "请五位来办事的老人当场找一找清单"),
            )?;
            for (person, what) in
                [(circle.holder, "退件时当场写明缺什么材料"), (circle.staff[0], "请五位老人试看办事清单")]
            {
                commitment::commit(tx, &holder, &round, (&world.person(person)?, what, day(year, 7, 15)))?;
            }
            Ok(vec![id, round])
        },
    )
}

const FIRST_GOALS: [&str; 3] =
    ["学会先问清楚再动手", "学会把政策讲成老人听得懂的话", "学会和村里一起解决问题"];

fn first(world: &World, circle: &Circle, members: &[usize], on: Date) -> Result<NewSet, Fault> {
    Ok(NewSet {
        unit: world.id("units", circle.town)?,
        title: "高龄补贴少跑一趟".into(),
        problem: "老人申办高龄补贴平均要到镇上跑三趟，多数是材料不齐被退回，退回时不清楚缺什么。".into(),
        residents: "全镇八十岁以上、首次申办高龄补贴的老人和代办的家属".into(),
        wanted: vec![Wanted::Solution],
        target: None,
        owner: Some(world.person(circle.staff[0])?),
        sponsor: Some(world.person(circle.head)?),
        coach: None,
        members: ids(world, members)?,
        experts: "县民政局养老服务股".into(),
        implements: "镇便民服务中心".into(),
        presents_on: Some(day(on.year(), 7, 17)),
        diagnosis_until: None,
        starts_on: on,
        ends_on: day(on.year(), 7, 31),
        agreed: Vec::new(),
    })
}

/// The commitments of the first set are kept, its round finished, the set closed, answered and offered; its members
/// write what they mean to use.
///
/// # Errors
/// What an operation refused.
pub fn close(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    once(
        course,
        ("action-kept", "兑现行动承诺", "Commitments are kept"),
        hour(day(year, 7, 16), 10),
        move |tx, world, circle| {
            for (person, happened) in [
                (circle.holder, "两个月退件四十一件，都写明了缺什么；三十六件第二趟办成。"),
                (circle.staff[0], "五位老人都没有看墙上的清单，两位说字太小。清单改成口袋卡片。"),
            ] {
                keep_promises(tx, world, (person, happened), day(year, 7, 16))?;
            }
            Ok(Vec::new())
        },
    )?;
    once(
        course,
        ("action-closed", "小组结束，提供经验", "The first set closes"),
        hour(day(year, 7, 17), 10),
        |tx, world, circle| finish(tx, world, circle).map(|()| Vec::new()),
    )?;
    once(
        course,
        ("action-intended", "写下应用打算", "What members mean to use"),
        hour(day(year, 7, 20), 10),
        move |tx, world, circle| intend(tx, world, circle, day(year, 10, 30)),
    )?;
    once(
        course,
        ("action-taken-up", "其他单位借鉴经验", "The experience is taken up elsewhere"),
        hour(day(year, 7, 21), 10),
        move |tx, world, circle| {
            let village = world.somebody(tx, circle.village)?;
            let new = NewTaking {
                unit: world.id("units", world.invention.people[circle.village].unit)?,
                person: world.person(circle.village)?,
                first: "先在村便民点试用一个月退件单，由值班的村干部填写".into(),
                by_on: day(year, 9, 30),
            };
            Ok(vec![taking::take_up(tx, &village, &world.id("action-first", 0)?, &new)?])
        },
    )
}

/// The round ends, the set closes, its unit answers, and what it learned is offered.
fn finish(tx: &mut Tx<'_>, world: &World, circle: &Circle) -> Result<(), Fault> {
    let (set, round) = (world.id("action-first", 0)?, world.id("action-first", 1)?);
    let (owner, holder) = (world.somebody(tx, circle.staff[0])?, world.somebody(tx, circle.holder)?);
    found_out(tx, &owner, &round, Tested::Fell)?;
    round::write(
        tx,
        &owner,
        &round,
        (Step::Reflection, "我们把“贴出来”当成了“讲清楚”。退件的人省了一分钟，老人多跑一趟。"),
    )?;
    round::name_principle(tx, &holder, &round, "要紧的话写下来交到对方手里，不要只说一遍。")?;
    round::name_principle(tx, &owner, &round, "先看对方怎样做，再改自己的流程。")?;
    round::finish(tx, &owner, &round, ("办法已经管用，转为窗口的固定做法，小组可以结束。", None))?;
    let closing = NewClosing {
        changed: "首次申办高龄补贴的老人由平均三趟减为一趟多；退件后第二趟办成的占八成以上。".into(),
        principles: "要紧的话写下来交到对方手里。\n先看对方怎样做，再改自己的流程。".into(),
        unit_change: "便民服务中心所有退件一律书面写明缺什么、到哪里补。".into(),
    };
    closing::close(tx, &owner, &world.book, &set, &closing)?;
    let head = world.somebody(tx, circle.head)?;
    closing::answer(tx, &head, &set, (true, "采纳。八月起全部窗口使用书面退件单，便民服务中心负责。"))?;
    let story = "问题：老人办高龄补贴常跑三趟。做法：退件时当场写明缺什么材料、到哪里补，交到老人手里；清单改成口袋卡片。效果：第二趟办成的占八成以上。弯路：一开始只把清单贴大，没有人看。";
    offer::offer(
        tx,
        &owner,
        &set,
        ("退件写清楚，老人少跑两趟", story, "窗口有统一的退件单；退件原因能当场判断。"),
    )?;
    Ok(())
}

/// Three members write down what they mean to use.
fn intend(tx: &mut Tx<'_>, world: &World, circle: &Circle, by: Date) -> Result<Vec<String>, Fault> {
    let set = world.id("action-first", 0)?;
    let mut left = Vec::new();
    for (place, member) in [circle.holder, circle.staff[0], circle.staff[1]].into_iter().enumerate() {
        let actor = world.somebody(tx, member)?;
        let (what, setting, help) = INTENDED[place % INTENDED.len()];
        left.push(transfer::intend(
            tx,
            &actor,
            &NewIntention {
                source: Source::Set,
                source_id: set.clone(),
                what: what.into(),
                when_on: by,
                setting: setting.into(),
                with_whom: "同一窗口的同事".into(),
                witness: Some(world.person(circle.staff[2])?),
                help: help.into(),
            },
        )?);
    }
    Ok(left)
}

const INTENDED: [(&str, &str, &str); 3] = [
    ("残疾人补贴退件也当场写明缺什么", "便民服务中心残联窗口", ""),
    ("入户前先问对方想解决什么，再讲政策", "村里入户走访", "希望每月留出半天统一入户"),
    ("通知改成一句话加一张卡片", "村民小组会", ""),
];

/// Two of the applications are tried and seen; the head answers the help that was wanted.
///
/// # Errors
/// What an operation refused.
pub fn try_out(course: &mut Course<'_>, on: Date) -> Result<(), DemoError> {
    once(
        course,
        ("action-taken-told", "写明借鉴结果", "What came of taking it up"),
        hour(on, 8),
        |tx, world, circle| {
            let village = world.somebody(tx, circle.village)?;
            let came = "村里填了二十六张退件单，二十三位老人第二趟就办成。表太长，删到四行以后大家才愿意填。";
            if let Some(id) = world.ids("action-taken-up")?.first() {
                taking::tell(tx, &village, id, (taking::State::Works, came))?;
            }
            Ok(Vec::new())
        },
    )?;
    once(
        course,
        ("action-tried", "记录尝试并确认", "What was tried and seen"),
        hour(on, 9),
        move |tx, world, circle| {
            let all = world.ids("action-intended")?;
            for (place, id) in all.iter().take(2).enumerate() {
                let member = [circle.holder, circle.staff[0]][place % 2];
                let actor = world.somebody(tx, member)?;
                let tried = transfer::record(tx, &actor, &world.book, id, &tried(world, circle, place, on)?)?;
                let witness = world.somebody(tx, circle.staff[2])?;
                let sight = Sight {
                    rating: Some(4), note: "当场看到的，老人一次就听明白了。".into()
                };
                transfer::confirm(tx, &witness, &tried.id, &sight)?;
            }
            let head = world.somebody(tx, circle.head)?;
            if let Some(id) = all.get(1) {
                transfer::answer_help(tx, &head, id, "每月第一个周三下午不排会，统一入户。")?;
            }
            Ok(Vec::new())
        },
    )
}

fn tried(world: &World, circle: &Circle, place: usize, on: Date) -> Result<NewAttempt, Fault> {
    let yesterday = on.saturating_sub(Span::new().days(1));
    let (what, alike, thought, principle) = [
        ("给三位办残疾人补贴的家属写了缺的材料", true, Thought::None, ""),
        ("走访时先听两位老人说完，再讲养老金", false, Thought::Ahead, "先看对方要什么，再决定讲什么。"),
    ][place % 2];
    Ok(NewAttempt {
        happened_on: yesterday,
        what: what.into(),
        as_intended: true,
        alike,
        thought,
        principle: principle.into(),
        outcome: Outcome::Worked,
        witness: Some(world.person(circle.staff[2])?),
        client_key: format!("demo-attempt-{place}"),
    })
}
