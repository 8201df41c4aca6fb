//! Collects every reason against an operation before it is refused, so that a form comes back with all of them.
//! And who may write in this room. Not here: any rule of law.

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Role, Scope, Tx, params};

use crate::store;

/// Reasons gathered so far.
#[derive(Default)]
pub(crate) struct Checks(Vec<Refusal>);

impl Checks {
    /// Refuses with that text, bound to a field, unless `held`.
    pub(crate) fn hold(&mut self, held: bool, field: &str, zh: impl Into<String>, en: impl Into<String>) {
        if !held {
            self.0.push(Refusal::new(zh, en).at(field));
        }
    }

    /// Refuses an empty text or one longer than `most` characters.
    pub(crate) fn text(&mut self, field: &str, (zh, en): (&str, &str), value: &str, most: usize) {
        let length = value.trim().chars().count();
        self.hold(length > 0, field, format!("请填写{zh}。"), format!("Give the {en}."));
        self.hold(
            length <= most,
            field,
            format!("{zh}最多 {most} 字，现有 {length} 字，请精简。"),
            format!("The {en} has {length} characters; {most} at most."),
        );
    }

    /// Refuses a text longer than `most` characters; empty is allowed.
    pub(crate) fn at_most(&mut self, field: &str, (zh, en): (&str, &str), value: &str, most: usize) {
        if !value.trim().is_empty() {
            self.text(field, (zh, en), value, most);
        }
    }

    /// Refuses a date after today.
    pub(crate) fn not_future(&mut self, field: &str, on: Date, today: Date) {
        self.hold(
            on <= today,
            field,
            format!("日期 {on} 还没有到，请在当天或之后登记。"),
            format!("{on} is still to come; record it on that day or later."),
        );
    }

    /// The refusal with every reason, if there is any.
    pub(crate) fn done(self) -> Result<(), Fault> {
        if self.0.is_empty() { Ok(()) } else { Err(Fault::Refused(self.0)) }
    }
}

/// Whether the actor keeps the roster at all: organisers, and the program when it sets up a county.
pub(crate) fn keeps_roster(actor: &Actor) -> bool {
    actor.is(Role::Organiser) || *actor == Actor::program()
}

fn not_theirs() -> Fault {
    Refusal::new(
        "单位、岗位和人员由组织部门登记，您没有这项权限。",
        "Units, posts and persons are kept by the organisation department; this is not yours to change.",
    )
    .into()
}

/// Refuses anybody who does not keep the roster of that unit (`None`: of the county).
pub(crate) fn organiser(tx: &mut Tx<'_>, actor: &Actor, unit: Option<&str>) -> Result<(), Fault> {
    if *actor == Actor::program() || actor.is_county(Role::Organiser) {
        return Ok(());
    }
    let allowed = match unit {
        Some(unit) => actor.holds(tx, Role::Organiser, unit)?,
        None => false,
    };
    if allowed { Ok(()) } else { Err(not_theirs()) }
}

/// Refuses anybody who keeps the roster of no unit.
pub(crate) fn any_organiser(actor: &Actor) -> Result<(), Fault> {
    if keeps_roster(actor) { Ok(()) } else { Err(not_theirs()) }
}

/// Whether the actor keeps the roster of a unit in which that person serves or served last.
///
/// # Errors
/// If the tenures cannot be read.
pub fn keeps(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<bool, Fault> {
    if *actor == Actor::program() || actor.is_county(Role::Organiser) {
        return Ok(true);
    }
    let scope = Scope::units(actor.units_as(Role::Organiser).map(str::to_owned).collect(), None);
    let today = tx.today();
    Ok(tx.row(&scope, store::tenure::IN_REACH, params![person, today])?.is_some())
}

/// Refuses anybody who does not keep the roster of a unit in which that person serves or served last.
pub(crate) fn organiser_of(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<(), Fault> {
    if keeps(tx, actor, person)? { Ok(()) } else { Err(not_theirs()) }
}
