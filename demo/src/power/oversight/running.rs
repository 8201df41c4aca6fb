//! What happens over the two years: tasks sent down and refused, a duty admitted, a list adjusted, documents evaluated.
//! Not here: what was there at the beginning (`founding`).

use jiff::Span;
use jiff::civil::Date;
use kernel::clock::at_hour;
use kernel::{Fault, Role, Scope, Tx};
use oversight::document::evaluation::{self, Fate, Proposal};
use oversight::document::issuing::{self, Outcome, Recorded, Review};
use oversight::document::{Issuer, Kind as DocumentKind, NewDocument};
use oversight::town::change::{self, Kind, NewChange, Resolution, Wanted};
use oversight::town::task::{self, Move, NewTask, State};
use oversight::town::{self, List};

use super::{Told, ToldTask, head, told, towns, unit_id};
use crate::DemoError;
use crate::living::course::{Course, Phase, World, later};
use crate::living::{day, year_key};

fn everything() -> Scope {
    Scope::county("the demo reads what it wrote")
}

/// Offices send tasks to towns; what the lists forbid is refused. Towns answer.
///
/// # Errors
/// What an operation refused.
pub fn send(course: &mut Course<'_>, (year, on): (i16, Date)) -> Result<(), DemoError> {
    let told = told()?;
    let key = year_key(year, "tasks-sent");
    let phase = Phase { key, zh: "县级部门向乡镇下达任务", en: "Tasks sent down", weight: 1 };
    let at = at_hour(on, 16);
    course.live(phase, 1, move |_| at, move |tx, world, _| send_all(tx, world, &told, year))
}

fn send_all(tx: &mut Tx<'_>, world: &World, told: &Told, year: i16) -> Result<Vec<String>, Fault> {
    let mut left = Vec::new();
    let towns = towns(world);
    for (place, one) in told.task.iter().enumerate() {
        for (at, town) in towns.iter().enumerate() {
            // Where nobody heads a town nobody would answer.
            if head(tx, world, *town)?.is_none() {
                continue;
            }
            let mut throws =
                world.invention.dice.throws("tasks", place * 100 + at + usize::from(year.unsigned_abs()));
            // What is refused is tried on a few towns only.
            let share = if matches!(one.list.as_str(), "basic" | "cooperating") { 70 } else { 25 };
            if throws.chance(share)
                && let Some(id) = send_one(tx, world, one, *town)?
            {
                left.push(id);
            }
        }
    }
    answer(tx, world, &left)?;
    Ok(left)
}

fn send_one(tx: &mut Tx<'_>, world: &World, one: &ToldTask, town: usize) -> Result<Option<String>, Fault> {
    let Some(office) = world.invention.unit(&one.office) else { return Ok(None) };
    let Some(sender) = head(tx, world, office)? else { return Ok(None) };
    let (town_id, today) = (unit_id(world, town)?, tx.today());
    let list = List::from_code(&one.list);
    let all = town::on_day(tx, &town_id, today)?;
    let duty = all.iter().find(|duty| Some(duty.list) == list && duty.name.contains(&one.duty));
    if list.is_some() && duty.is_none() {
        return Ok(None);
    }
    let new = NewTask {
        office: unit_id(world, office)?,
        town: town_id,
        title: one.title.clone(),
        what: one.what.clone(),
        due_on: today.saturating_add(Span::new().days(45)),
        duty: duty.map(|duty| duty.id.clone()),
    };
    Ok(Some(task::send(tx, &sender, &world.book, &new)?.0))
}

/// Towns accept most of what was sent, object to some, and report some done; a few wait.
fn answer(tx: &mut Tx<'_>, world: &World, sent: &[String]) -> Result<(), Fault> {
    for (place, id) in sent.iter().enumerate() {
        let found = task::find(tx, &everything(), id)?;
        if found.state != State::Sent {
            continue;
        }
        let units = world.ids("units")?;
        let Some(at) = units.iter().position(|unit| *unit == found.town) else { continue };
        let Some(town) = head(tx, world, at)? else { continue };
        let mut throws = world.invention.dice.throws("tasks-answered", place);
        let mut take = |way, said: &str| task::take(tx, &town, &world.book, id, (way, said));
        if throws.chance(12) {
            take(Move::Object, "任务与正在开展的工作重复，建议使用已有数据，不再逐户填报。")?;
        } else if throws.chance(85) {
            take(Move::Accept, "")?;
            if throws.chance(60) {
                take(Move::Finish, "已按要求完成，情况已汇总报送。")?;
            }
        }
    }
    Ok(())
}

/// What still lay of a closed year's tasks is ended in the spring after: objections are met, the rest is accepted and done.
///
/// # Errors
/// What an operation refused.
pub fn finish(course: &mut Course<'_>, closed: i16) -> Result<(), DemoError> {
    let named = ("tasks-finished", "了结上年下达的任务", "Last year's tasks are ended");
    let phase = Phase { key: year_key(closed, named.0), zh: named.1, en: named.2, weight: 1 };
    let at = at_hour(day(closed + 1, 4, 22), 9);
    course.live(
        phase,
        1,
        move |_| at,
        move |tx, world, _| {
            for id in world.ids(&year_key(closed, "tasks-sent"))?.iter() {
                end(tx, world, id)?;
            }
            Ok(Vec::new())
        },
    )
}

fn end(tx: &mut Tx<'_>, world: &World, id: &str) -> Result<(), Fault> {
    let found = task::find(tx, &everything(), id)?;
    let ways: &[(Move, &str)] = match found.state {
        State::Sent => &[(Move::Accept, ""), (Move::Finish, "已按要求完成，情况已汇总报送。")],
        State::Accepted => &[(Move::Finish, "已按要求完成，情况已汇总报送。")],
        State::Objected => &[(Move::Withdraw, "改用已有数据，不再要求报送。")],
        State::Withdrawn | State::Done | State::Refused => return Ok(()),
    };
    let whose = if found.state == State::Objected { &found.office } else { &found.town };
    let Some(at) = world.ids("units")?.iter().position(|unit| unit == whose) else { return Ok(()) };
    let Some(head) = head(tx, world, at)? else { return Ok(()) };
    ways.iter().try_for_each(|way| task::take(tx, &head, &world.book, id, *way))
}

/// A duty is admitted at one town, and the list of another is adjusted.
///
/// # Errors
/// What an operation refused.
pub fn change_lists(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let phase = Phase::named(("lists-changed", "职责准入和动态调整", "Admission and adjustment", 1));
    let days = [(15, 10), (16, 9), (16, 15), (17, 10), (17, 16)];
    let at = move |part: usize| {
        let (of_month, hour) = days.get(part).copied().unwrap_or((17, 16));
        later(at_hour(day(year, 10, of_month), hour), 0)
    };
    course.live(phase, days.len(), at, |tx, world, part| {
        let before = if part == 0 { asked(tx, world)? } else { open_changes(tx)? };
        for id in &before {
            step(tx, world, id, part)?;
        }
        Ok(before)
    })
}

fn open_changes(tx: &mut Tx<'_>) -> Result<Vec<String>, Fault> {
    let all = change::list(tx, &everything(), "", 10)?;
    Ok(all.into_iter().filter(|one| one.reported_on.is_none()).map(|one| one.id).collect())
}

fn asked(tx: &mut Tx<'_>, world: &World) -> Result<Vec<String>, Fault> {
    let mut left = Vec::new();
    let (Some(civil), Some(jiaoti)) = (world.invention.unit("minzheng"), world.invention.unit("jiaoti"))
    else {
        return Ok(left);
    };
    let towns = towns(world);
    let (Some(first), Some(second)) = (towns.first(), towns.get(1)) else { return Ok(left) };
    if let Some(asker) = head(tx, world, civil)? {
        let new = NewChange {
            kind: Kind::Admission,
            town: unit_id(world, *first)?,
            office: unit_id(world, civil)?,
            task: None,
            duty: None,
            name: "乡镇社工站运行管理".into(),
            class: "民生服务".into(),
            wanted: Wanted::Basic,
            basis: "社会救助暂行办法第五十五条".into(),
            resources: "每站每年工作经费5万元，配备社工2名，由县民政局购买服务。".into(),
            reason: "社工站设在镇上，由镇统一管理便于及时发现和帮助困难群众。".into(),
        };
        left.push(change::ask(tx, &asker, &world.book, &new)?);
    }
    let today = tx.today();
    let town = unit_id(world, *second)?;
    let duty = town::on_day(tx, &town, today)?
        .into_iter()
        .find(|duty| duty.list == List::Cooperating && duty.name.contains("校外培训"));
    if let (Some(asker), Some(duty)) = (head(tx, world, *second)?, duty) {
        let new = NewChange {
            kind: Kind::Adjustment,
            town,
            office: unit_id(world, jiaoti)?,
            task: None,
            duty: Some(duty.id),
            name: duty.name,
            class: duty.class,
            wanted: Wanted::TakenBack,
            basis: String::new(),
            resources: String::new(),
            reason: "本镇没有校外培训机构，也没有教育执法力量，配合事项没有实际内容。".into(),
        };
        left.push(change::ask(tx, &asker, &world.book, &new)?);
    }
    Ok(left)
}

/// The steps after asking: opinion, legality, decision, report.
fn step(tx: &mut Tx<'_>, world: &World, id: &str, part: usize) -> Result<(), Fault> {
    let found = change::find(tx, &everything(), id)?;
    match part {
        1 => {
            let unit = match found.kind {
                Kind::Admission => &found.town,
                Kind::Adjustment => &found.office,
            };
            let at = world.ids("units")?.iter().position(|one| one == unit);
            let Some(heard) = at.map(|at| head(tx, world, at)).transpose()?.flatten() else { return Ok(()) };
            change::give_opinion(tx, &heard, &world.book, id, "同意，请同步落实人员和经费。")
        }
        2 if !found.town_opinion.is_empty() || !found.office_opinion.is_empty() => {
            let jurist = world.appointed(tx, Role::Jurist)?;
            change::review(tx, &jurist, &world.book, id, "依据充分，程序完整，符合清单管理规定。")
        }
        3 if !found.legality.is_empty() => {
            let committee = world.appointed(tx, Role::Committee)?;
            let resolution = Resolution {
                agreed: true,
                document: "凤县县委编委会2025年第4次会议纪要".into(),
                note: String::new(),
            };
            change::decide(tx, &committee, &world.book, id, &resolution)
        }
        4 if found.agreed == Some(true) => {
            let jurist = world.appointed(tx, Role::Jurist)?;
            change::report(tx, &jurist, id)
        }
        _ => Ok(()),
    }
}

/// Evaluations that are due begin; the one of temporary relief is carried through and keeps its document.
///
/// # Errors
/// What an operation refused.
pub fn evaluate(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let phase = Phase::named(("documents-evaluated", "规范性文件届满前评估", "Documents evaluated", 1));
    let at = at_hour(day(year, 4, 15), 16);
    course.live(
        phase,
        1,
        move |_| at,
        move |tx, world, _| {
            evaluation::begin_due(tx)?;
            carry(tx, world, "临时救助", (Fate::Keep, Some(day(2028, 6, 30))), true)?;
            Ok(Vec::new())
        },
    )
}

/// Proposes for the document whose title says so, has it reviewed, and decides if asked to.
fn carry(
    tx: &mut Tx<'_>,
    world: &World,
    title: &str,
    (fate, until_on): (Fate, Option<Date>),
    decided: bool,
) -> Result<(), Fault> {
    let open = evaluation::under_way(tx, &everything())?;
    let Some(one) = open.into_iter().find(|one| one.title.contains(title)) else { return Ok(()) };
    let at = world.ids("units")?.iter().position(|unit| *unit == one.unit);
    let Some(owner) = at.map(|at| head(tx, world, at)).transpose()?.flatten() else { return Ok(()) };
    let why = "执行以来办理平稳，群众反映较好；与上位法一致，文件内容仍然适用。".to_owned();
    evaluation::propose(tx, &owner, &world.book, &one.id, &Proposal { proposal: fate, why, until_on })?;
    let jurist = world.appointed(tx, Role::Jurist)?;
    evaluation::review(tx, &jurist, &one.id, (true, "评估程序完整，同意所提意见。"))?;
    if decided {
        let committee = world.appointed(tx, Role::Committee)?;
        evaluation::decide(tx, &committee, &world.book, &one.id, (fate, "凤县人民政府第9次常务会议纪要"))?;
    }
    Ok(())
}

/// The last weeks: evaluations of what lapses soon, one of them waiting for its decision, and a document being made.
///
/// # Errors
/// What an operation refused.
pub fn reach_today(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let phase = Phase::named(("powers-today", "评估即将到期的文件", "Documents that lapse soon", 1));
    let at = at_hour(day(year, 10, 27), 17);
    course.live(
        phase,
        1,
        move |_| at,
        move |tx, world, _| {
            evaluation::begin_due(tx)?;
            carry(tx, world, "民宿", (Fate::Revise, None), false)?;
            carry(tx, world, "创业担保贷款", (Fate::Keep, Some(day(year + 3, 12, 9))), true)?;
            draft_market(tx, world, year)?;
            Ok(Vec::new())
        },
    )
}

/// The market regulator makes the document anew whose trial has lapsed: comment is done, the rest is not.
fn draft_market(tx: &mut Tx<'_>, world: &World, year: i16) -> Result<(), Fault> {
    let Some(unit) = world.invention.unit("shichang") else { return Ok(()) };
    let Some(owner) = head(tx, world, unit)? else { return Ok(()) };
    let new = NewDocument {
        unit: unit_id(world, unit)?,
        title: "凤县集贸市场管理办法".into(),
        number: "集贸市场管理办法（草案）".into(),
        issuer: Issuer::Government,
        kind: DocumentKind::Normal,
        issued_on: tx.today(),
        effective_on: day(year + 1, 1, 1),
        valid_until: None,
        market: true,
        published_at: String::new(),
        published_on: None,
        body: String::new(),
    };
    let id = issuing::draft(tx, &owner, &world.book, &new)?;
    let comment = Recorded {
        review: Review::Comment,
        outcome: Outcome::Passed,
        from_on: Some(day(year, 9, 10)),
        done_on: day(year, 10, 20),
        regulator: false,
        heard: true,
        ends_on: None,
        no_milder: false,
        said: "收到意见14条，采纳9条，未采纳的已逐条说明理由。".into(),
        by_name: String::new(),
    };
    issuing::record(tx, &owner, &id, &comment)?;
    Ok(())
}
