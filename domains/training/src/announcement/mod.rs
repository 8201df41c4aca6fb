//! Announcing a class: what it is, its first timetable, the units asked to name people; changing and cancelling it,
//! and naming its leader (`changing`). Not here: who comes in (`enrolment`), concluding it (`conclusion`).

mod changing;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::Text;
use serde_json::json;

use crate::act::{On, note};
use crate::form::ProgrammeState;
use crate::session::{self, Plan};
use crate::store::class as sql;
use crate::year::open_to_all;
use crate::{permission, procedure, programme, seat};

pub use changing::{cancel, change, name_leader};
pub(crate) use changing::{close_cases, going_on};

/// What is said of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Title.
    pub title: String,
    /// What one can do afterwards.
    pub about: String,
    /// Who answers for it (person).
    pub trainer: String,
    /// Names and offices of those who teach.
    pub trainers: String,
    /// Where; may be empty for a remote class.
    pub place: String,
    /// Remote link; may be empty.
    pub link: String,
    /// Places.
    pub capacity: i64,
    /// Last day to come in.
    pub enrol_until: Date,
    /// Whether people may enrol themselves.
    pub own_enrolment: bool,
    /// Whether reaction is asked at the end.
    pub evaluated: bool,
}

/// What a class has besides [`Class`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What one can do afterwards.
    pub about: String,
    /// Last day to come in.
    pub enrol_until: Date,
    /// Whether people may enrol themselves.
    pub own_enrolment: bool,
    /// Names and offices of those who teach.
    pub trainers: String,
    /// Seed of the draw of teams, in hex.
    pub seed: Option<String>,
    /// When they were drawn.
    pub drawn_at: Option<Timestamp>,
    /// By whom (name).
    pub drawn_by: Option<String>,
    /// How many teams.
    pub teams: Option<i64>,
    /// Last day on which reaction is taken.
    pub reaction_until: Option<Date>,
    /// The case of the class.
    pub case: Option<String>,
    /// When it was concluded.
    pub finished_at: Option<Timestamp>,
    /// Why it was cancelled.
    pub cancelled_why: Option<String>,
}

/// A unit asked to name people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Places kept for it.
    pub seats: i64,
    /// Its case.
    pub case: String,
    /// When it answered.
    pub answered_at: Option<Timestamp>,
}

fn detail_of(row: &Row) -> Result<Detail, DbError> {
    Ok(Detail {
        about: row.text(0)?,
        enrol_until: row.get(1)?,
        own_enrolment: row.get(2)?,
        trainers: row.text(3)?,
        seed: row.get(4)?,
        drawn_at: row.get(5)?,
        drawn_by: row.get(6)?,
        teams: row.get(7)?,
        reaction_until: row.get(8)?,
        case: row.get(9)?,
        finished_at: row.get(10)?,
        cancelled_why: row.get(11)?,
    })
}

/// What a class has besides its row.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such class.
pub fn detail(tx: &mut Tx<'_>, class: &str) -> Result<Detail, Fault> {
    let row = tx.row(&open_to_all(), sql::DETAIL, params![class])?.ok_or(Fault::NotFound)?;
    Ok(detail_of(&row)?)
}

/// The units asked to name people for a class.
///
/// # Errors
/// If they cannot be read.
pub fn invitations(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Invitation>, DbError> {
    tx.rows(&seat::directory(), sql::INVITATIONS, params![class])?
        .iter()
        .map(|row| {
            Ok(Invitation {
                unit: row.text(0)?,
                unit_name: row.text(1)?,
                seats: row.int(2)?,
                case: row.text(3)?,
                answered_at: row.get(4)?,
            })
        })
        .collect()
}

fn check(new: &Announcement) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut wrong = |field: &str, zh: &str, en: &str| refusals.push(Refusal::new(zh, en).at(field));
    let length = |text: &str| text.trim().chars().count();
    if !(4..=60).contains(&length(&new.title)) {
        wrong("title", "班次名称写 4–60 字。", "A title has 4 to 60 characters.");
    }
    if !(8..=400).contains(&length(&new.about)) {
        wrong(
            "about",
            "写明学完能做什么，8–400 字。",
            "Say in 8 to 400 characters what one can do afterwards.",
        );
    }
    if length(&new.trainers) > 200 {
        wrong("trainers", "授课教师写 200 字以内。", "At most 200 characters.");
    }
    if new.place.trim().is_empty() && new.link.trim().is_empty() {
        wrong("place", "请写明地点，或者填写远程链接。", "Say where it is held, or give the remote link.");
    }
    if length(&new.place) > 100 {
        wrong("place", "地点写 100 字以内。", "At most 100 characters.");
    }
    let link = new.link.trim();
    if !link.is_empty()
        && (!link.starts_with("https://") || link.len() > 400 || link.contains(char::is_whitespace))
    {
        wrong("link", "链接应以 https:// 开头，不含空格。", "A link begins with https:// and has no spaces.");
    }
    if !(1..=5_000).contains(&new.capacity) {
        wrong("capacity", "名额写 1–5000。", "Places: 1 to 5,000.");
    }
    refusals
}

/// Announces a class of an adopted programme; answers its id. The units asked get a to-do; the trainer gets the
/// class's own.
///
/// # Errors
/// Refusals by field: `title`, `about`, `trainer`, `place`, `link`, `capacity`, `enrol_until`, `invitations` and those of
/// the sessions; not the training section; the programme is not adopted.
pub fn announce(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (of, unit): (&str, &str),
    new: &Announcement,
    sessions: &[Plan],
    invited: &[(String, i64)],
) -> Result<String, Fault> {
    permission::trainer(actor)?;
    let programme = programme::find(tx, of)?;
    if programme.state != ProgrammeState::Adopted {
        let (zh, en) = ("项目审定后才能办班。", "A class runs an adopted programme.");
        return Err(Refusal::new(zh, en).into());
    }
    let (first, last) = days(new, sessions, invited, tx.today())?;
    seat::unit_name(tx, unit)?;
    seat::person(tx, &new.trainer)?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        sql::ADD,
        params![
            &id,
            of,
            programme.year,
            new.title.trim(),
            programme.draft.form.code(),
            unit,
            &new.trainer,
            new.place.trim(),
            new.link.trim(),
            new.capacity,
            first,
            last,
            new.evaluated,
            now
        ],
    )?;
    let case = open_case(tx, (&id, unit), new, first)?;
    tx.execute(
        sql::DETAIL_ADD,
        params![&id, new.about.trim(), new.enrol_until, new.own_enrolment, new.trainers.trim(), &case],
    )?;
    for plan in sessions {
        session::insert(tx, &id, plan)?;
    }
    for (unit, seats) in invited {
        invite(tx, &id, new, (unit, *seats))?;
    }
    let facts =
        json!({"programme": of, "sessions": sessions.len(), "units": invited.len(), "places": new.capacity});
    let on = On { unit: Some(unit), ..On::county("class", &id) };
    note(tx, actor, "class.announced", on, facts)?;
    Ok(id)
}

/// The first and the last day, once everything said holds together.
fn days(
    new: &Announcement,
    sessions: &[Plan],
    invited: &[(String, i64)],
    today: Date,
) -> Result<(Date, Date), Fault> {
    let mut refusals = check(new);
    for (at, plan) in sessions.iter().enumerate() {
        session::check(&format!("new{at}"), plan, &mut refusals);
    }
    check_places(new, invited, &mut refusals);
    let first = sessions.iter().map(|plan| plan.on).min();
    let last = sessions.iter().map(|plan| plan.on).max();
    let (Some(first), Some(last)) = (first, last) else {
        refusals.push(Refusal::new("请至少排一次课。", "Give at least one session.").at("day-new0"));
        return Err(Fault::Refused(refusals));
    };
    if new.enrol_until < today {
        refusals.push(past());
    }
    if new.enrol_until > last {
        let (zh, en) = ("报名截止日期不能晚于结课日期。", "Enrolment ends no later than the last session.");
        refusals.push(Refusal::new(zh, en).at("enrol_until"));
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    Ok((first, last))
}

/// The refusal of a day of enrolment that is past.
fn past() -> Refusal {
    Refusal::new("报名截止日期不能早于今天。", "Enrolment cannot end before today.").at("enrol_until")
}

fn check_places(new: &Announcement, invited: &[(String, i64)], refusals: &mut Vec<Refusal>) {
    let kept: i64 = invited.iter().map(|(_, seats)| *seats).sum();
    if kept > new.capacity {
        refusals.push(
            Refusal::new(
                format!("分给各单位的名额共{kept}个，超过全班名额{}个。", new.capacity),
                format!("{kept} places are kept for units, more than the {} of the class.", new.capacity),
            )
            .at("capacity"),
        );
    }
    if invited.is_empty() && !new.own_enrolment {
        let (zh, en) = (
            "请给单位分配名额，或者允许自主报名，否则无人能参加。",
            "Keep places for units or let people enrol themselves; else nobody can come in.",
        );
        refusals.push(Refusal::new(zh, en).at("own_enrolment"));
    }
}

fn open_case(
    tx: &mut Tx<'_>,
    (id, unit): (&str, &str),
    new: &Announcement,
    first: Date,
) -> Result<String, Fault> {
    let about = About {
        subject: ("class", id),
        unit: Some(unit),
        person: None,
        title: Text::new(new.title.trim(), new.title.trim()),
        link: &format!("/training/classes/{id}"),
    };
    case::open(tx, &procedure::CLASS, &about, &Assigned::person(&new.trainer).by(first, false))
}

fn invite(tx: &mut Tx<'_>, id: &str, new: &Announcement, (unit, seats): (&str, i64)) -> Result<(), Fault> {
    let title = new.title.trim();
    let about = About {
        subject: ("class", id),
        unit: Some(unit),
        person: None,
        title: Text::new(format!("{title}（{seats}个名额）"), format!("{title} ({seats} places)")),
        link: &format!("/training/classes/{id}/nomination?unit={unit}"),
    };
    let first = Assigned::role(Role::Head, Some(unit)).by(new.enrol_until, false);
    let case = case::open(tx, &procedure::NOMINATION, &about, &first)?;
    tx.execute(sql::INVITE, params![id, unit, seats, &case])?;
    Ok(())
}
