//! Coming into a class: named by the unit, or enrolled by oneself; the waiting list, which moves up by itself when a
//! place comes free; leaving it again. Not here: the roll, and who finished (`conclusion`).

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::Text;
use serde_json::json;

use crate::act::{On, note};
use crate::announcement::{self, Detail, invitations};
use crate::class::{self, Class, Learner, learner};
use crate::form::{ClassState, Standing};
use crate::seat::{self, Member};
use crate::store::class as sql;
use crate::{permission, procedure, programme};

/// Everybody who ever came in, by order of arrival.
///
/// # Errors
/// If they cannot be read.
pub fn everybody(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Learner>, DbError> {
    tx.rows(&seat::directory(), sql::EVERYBODY, params![class])?.iter().map(learner).collect()
}

fn taken(all: &[Learner]) -> i64 {
    i64::try_from(all.iter().filter(|one| one.standing.takes_part()).count()).unwrap_or(i64::MAX)
}

/// A class people can still come into.
fn open_class(tx: &mut Tx<'_>, id: &str) -> Result<(Class, Detail), Fault> {
    let found = class::one(tx, &seat::directory(), id)?;
    if !matches!(found.state, ClassState::Announced | ClassState::Running) {
        return Err(Refusal::new("本班已经结束，不再接收报名。", "The class is over.").into());
    }
    let detail = announcement::detail(tx, id)?;
    Ok((found, detail))
}

fn in_time(detail: &Detail, today: Date) -> Result<(), Refusal> {
    if today <= detail.enrol_until {
        return Ok(());
    }
    let last = crate::words::day(detail.enrol_until);
    Err(Refusal::new(
        format!("报名已于{}截止，确需参加请与培训机构联系。", last.zh),
        format!("Enrolment ended on {}; speak to the training section.", last.en),
    ))
}

/// What came of coming in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// They have a place.
    In,
    /// They wait; so many are before them.
    Waiting(i64),
}

fn come_in(
    tx: &mut Tx<'_>,
    class: &Class,
    (person, name, unit): (&str, &str, &str),
    by_own: bool,
) -> Result<Came, Fault> {
    let all = everybody(tx, &class.id)?;
    let waiting = all.iter().filter(|one| one.standing == Standing::Waiting).count();
    let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
    let full = taken(&all) >= class.capacity || waiting > 0;
    let standing = match (full, by_own) {
        (true, _) => Standing::Waiting,
        (false, true) => Standing::Enrolled,
        (false, false) => Standing::Nominated,
    };
    let scope = seat::directory();
    let last = tx.row(&scope, sql::LAST_PLACE, params![&class.id])?;
    let place = last.map(|row| row.int(0)).transpose()?.unwrap_or(0) + 1;
    let now = tx.now();
    tx.execute(sql::COME_IN, params![&class.id, person, unit, name, standing.code(), by_own, place, now])?;
    Ok(if full { Came::Waiting(waiting) } else { Came::In })
}

fn refuse_again(all: &[Learner], person: &str, name: &str) -> Option<Refusal> {
    let known = all.iter().find(|one| one.person == person)?;
    (known.standing != Standing::Withdrawn).then(|| {
        let words = known.standing.words();
        Refusal::new(
            format!("{name}已在本班（{}）。", words.zh),
            format!("{name} is in the class already ({}).", words.en.to_lowercase()),
        )
        .at("person")
    })
}

/// Names people of a unit for a class. Answers how many have a place and how many wait.
///
/// # Errors
/// A refusal: not the head of the unit, the unit was not asked, more than its places, past the last day (but for the
/// training section), somebody not of the unit or in the class already.
pub fn nominate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    unit: &str,
    people: &[String],
) -> Result<(usize, usize), Fault> {
    permission::nominator(tx, actor, unit)?;
    let (found, detail) = open_class(tx, id)?;
    if !permission::keeps(actor) {
        in_time(&detail, tx.today())?;
    }
    if people.is_empty() {
        return Err(Refusal::new("请至少选一人。", "Choose at least one person.").at("person").into());
    }
    let invitation = invitations(tx, id)?.into_iter().find(|one| one.unit == unit);
    let staff = seat::staff(tx, &seat::directory(), unit)?;
    let all = everybody(tx, id)?;
    check_named(&all, &staff, (unit, people), invitation.as_ref().map(|one| one.seats))?;
    let (mut placed, mut waiting) = (0, 0);
    for person in people {
        let Some(member) = staff.iter().find(|one| one.person == *person) else { continue };
        match come_in(tx, &found, (&member.person, &member.name, &member.unit), false)? {
            Came::In => placed += 1,
            Came::Waiting(_) => waiting += 1,
        }
        let on = On::class(&found).about(&member.unit, &member.person);
        note(tx, actor, "enrolment.nominated", on, json!({"by": unit}))?;
    }
    if let Some(one) = invitation {
        answer_invitation(tx, actor, id, (&one.unit, &one.case), ("nominated", ""))?;
    }
    Ok((placed, waiting))
}

fn check_named(
    all: &[Learner],
    staff: &[Member],
    (unit, people): (&str, &[String]),
    seats: Option<i64>,
) -> Result<(), Fault> {
    let mut refusals = Vec::new();
    let Some(seats) = seats else {
        let (zh, en) = ("本班没有给该单位分配名额。", "No places of this class are kept for that unit.");
        return Err(Refusal::new(zh, en).into());
    };
    for person in people {
        match staff.iter().find(|one| one.person == *person) {
            Some(member) => refusals.extend(refuse_again(all, person, &member.name)),
            None => refusals.push(
                Refusal::new(
                    "所选人员不在本单位，请刷新后重选。",
                    "Somebody is not with the unit; choose again.",
                )
                .at("person"),
            ),
        }
    }
    let of_unit = |one: &&Learner| {
        !one.by_own
            && one.standing != Standing::Withdrawn
            && (one.unit == unit || staff.iter().any(|member| member.person == one.person))
    };
    let before = all.iter().filter(of_unit).count();
    let together = i64::try_from(before + people.len()).unwrap_or(i64::MAX);
    if together > seats {
        refusals.push(
            Refusal::new(
                format!("分配给本单位{seats}个名额，已选派{before}人，这次又选了{}人。", people.len()),
                format!(
                    "{seats} places are kept for the unit; {before} are named, and {} more chosen.",
                    people.len()
                ),
            )
            .at("person"),
        );
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}

fn answer_invitation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    class: &str,
    (unit, case): (&str, &str),
    (outcome, reason): (&str, &str),
) -> Result<(), Fault> {
    if let Some(open) = case::open_step_of(tx, case)? {
        let program = Actor::program();
        let by = if open.waits_for(actor) { actor } else { &program };
        case::advance(tx, &procedure::NOMINATION, case, ("nominate", outcome), by, reason, None)?;
    }
    let now = tx.now();
    tx.execute(sql::INVITED, params![class, unit, now])?;
    Ok(())
}

/// Answers that a unit names nobody this time, with the reason.
///
/// # Errors
/// A refusal: not the head of the unit, not asked, answered already, no reason.
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, id: &str, unit: &str, reason: &str) -> Result<(), Fault> {
    permission::nominator(tx, actor, unit)?;
    let (found, _) = open_class(tx, id)?;
    let Some(one) = invitations(tx, id)?.into_iter().find(|one| one.unit == unit) else {
        return Err(Fault::NotFound);
    };
    if one.answered_at.is_some() {
        return Err(Refusal::new("本单位已经答复。", "The unit has answered already.").into());
    }
    if reason.trim().is_empty() {
        return Err(Refusal::new("请说明不选派的原因。", "Give the reason.").at("note").into());
    }
    answer_invitation(tx, actor, id, (unit, &one.case), ("declined", reason))?;
    let on = On { unit: Some(unit), ..On::class(&found) };
    note(tx, actor, "enrolment.declined", on, json!({"reason": reason.trim()}))
}

/// Enrols oneself.
///
/// # Errors
/// A refusal: the class takes no own enrolment, past the last day, in it already, not among those it is for.
pub fn enrol(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Came, Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let (found, detail) = open_class(tx, id)?;
    if !detail.own_enrolment {
        let (zh, en) = ("本班由单位选派，请向单位提出。", "Units name people for this class; ask yours.");
        return Err(Refusal::new(zh, en).into());
    }
    in_time(&detail, tx.today())?;
    let all = everybody(tx, id)?;
    let unit = seat::unit_of(tx, person)?.ok_or_else(seat::without_unit)?;
    let (name, ..) = seat::person(tx, person)?;
    if let Some(refusal) = refuse_again(&all, person, &name) {
        return Err(refusal.into());
    }
    let draft = programme::find(tx, &found.programme)?.draft;
    let member = seat::staff(tx, &seat::directory(), &unit)?.into_iter().find(|one| one.person == person);
    if member.is_some_and(|member| !seat::is_for(&draft, &member, tx.today())) {
        let (zh, en) = (
            "您不在本班的培训对象之内；岗位确有需要的，可请单位选派。",
            "This class is for others; if your post needs it, your unit can name you.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    let came = come_in(tx, &found, (person, &name, &unit), true)?;
    note(tx, actor, "enrolment.own", On::class(&found).about(&unit, person), json!({}))?;
    Ok(came)
}

/// Takes somebody out of a class: themselves, their head, or the trainer. The first who waits moves up.
///
/// # Errors
/// A refusal: none of these, not in the class, the class is over.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str, person: &str) -> Result<(), Fault> {
    let (found, _) = open_class(tx, id)?;
    let all = everybody(tx, id)?;
    let known = all.iter().find(|one| one.person == person && one.standing != Standing::Withdrawn);
    let Some(known) = known else { return Err(Fault::NotFound) };
    let own = actor.person.as_deref() == Some(person);
    if !own && !permission::answers_for(actor, &found) && !permission::names_people(tx, actor, &known.unit)? {
        let (zh, en) = (
            "退出由本人、所在单位或带班教师办理。",
            "One leaves oneself, or is taken out by the unit or the trainer.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    tx.execute(sql::MOVE, params![id, person, Standing::Withdrawn.code()])?;
    if found.leader.as_deref() == Some(person) {
        tx.execute(sql::LEADER, params![id, None::<String>])?;
    }
    close_place(tx, id, person, "lapsed")?;
    note(tx, actor, "enrolment.withdrawn", On::class(&found).about(&known.unit, person), json!({}))?;
    move_up(tx, &Actor::program(), id)
}

/// Moves the waiting list up while there are places; whoever moves up is told by a to-do.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn move_up(tx: &mut Tx<'_>, by: &Actor, id: &str) -> Result<(), Fault> {
    let found = class::one(tx, &seat::directory(), id)?;
    let all = everybody(tx, id)?;
    let mut free = found.capacity - taken(&all);
    for one in all.iter().filter(|one| one.standing == Standing::Waiting) {
        if free <= 0 {
            break;
        }
        free -= 1;
        let standing = if one.by_own { Standing::Enrolled } else { Standing::Nominated };
        tx.execute(sql::MOVE, params![id, &one.person, standing.code()])?;
        let about = About {
            subject: ("class-place", &place_key(id, &one.person)),
            unit: Some(&one.unit),
            person: Some(&one.person),
            title: Text::new(found.title.as_str(), found.title.as_str()),
            link: &format!("/training/classes/{id}/place"),
        };
        let due = found.starts_on.max(tx.today());
        case::open(tx, &procedure::PLACE, &about, &Assigned::person(&*one.person).by(due, false))?;
        note(tx, by, "enrolment.moved-up", On::class(&found).about(&one.unit, &one.person), json!({}))?;
    }
    Ok(())
}

fn place_key(class: &str, person: &str) -> String {
    format!("{class}/{person}")
}

/// The open case of a place that came free for somebody.
pub(crate) fn open_place(tx: &mut Tx<'_>, class: &str, person: &str) -> Result<Option<String>, DbError> {
    let found = case::of_subject(tx, &procedure::PLACE, "class-place", &place_key(class, person))?;
    let Some(found) = found else { return Ok(None) };
    Ok(case::open_step_of(tx, &found)?.map(|_| found))
}

fn close_place(tx: &mut Tx<'_>, class: &str, person: &str, outcome: &str) -> Result<(), Fault> {
    if let Some(open) = open_place(tx, class, person)? {
        let why = if outcome == "lapsed" { "已退出" } else { "" };
        case::advance(tx, &procedure::PLACE, &open, ("accept", outcome), &Actor::program(), why, None)?;
    }
    Ok(())
}

/// Says whether one takes a place that came free; declining passes it on.
///
/// # Errors
/// A refusal: nothing to answer.
pub fn answer_place(tx: &mut Tx<'_>, actor: &Actor, id: &str, takes: bool) -> Result<(), Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let Some(open) = open_place(tx, id, person)? else {
        return Err(Refusal::new("没有待确认的名额。", "There is no place to answer for.").into());
    };
    let outcome = if takes { "accepted" } else { "declined" };
    case::advance(tx, &procedure::PLACE, &open, ("accept", outcome), actor, "", None)?;
    if !takes {
        return withdraw(tx, actor, id, person);
    }
    let (found, _) = open_class(tx, id)?;
    let unit = seat::unit_of(tx, person)?.ok_or_else(seat::without_unit)?;
    note(tx, actor, "enrolment.accepted", On::class(&found).about(&unit, person), json!({}))
}
