//! Drafting letters: generating them from shares and post duties, changing a draft, dropping it, revising one that
//! is in force. Not here: what the items are (`compose`), offering and signing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::items::{replace_items, write_items};
use super::{Item, Letter, State, find, items, may_end, sql};
use crate::compose::{self, Draft};
use crate::cycle::{self, Cycle};
use crate::document::FORM;
use crate::permission;
use crate::procedure::LETTER;
use crate::scheme::WHOLE;
use crate::seat::{self, Seat, Superior};
use crate::share::{self, Held, Part};
use crate::target;

/// What generating did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generated {
    /// The letters drafted.
    pub made: Vec<String>,
    /// People who have a letter already.
    pub skipped: usize,
    /// Units with people but no adopted target; their letters hold post duties only.
    pub without_targets: Vec<String>,
}

/// Drafts a letter for everybody with a main seat in a unit, or in every unit of the county, who has none yet. The
/// head of a unit answers for all its adopted targets, everybody else for their parts; both for their post's duties.
///
/// # Errors
/// A refusal: neither the organisation department nor the unit's head, or the year is past planning letters;
/// [`Fault::NotFound`] for a unit out of reach.
pub fn generate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    cycle: &str,
    unit: Option<&str>,
) -> Result<Generated, Fault> {
    let scope = actor.scope(Area::Duty);
    let cycle = lettering_cycle(tx, cycle)?;
    let units = match unit {
        Some(unit) => {
            permission::drafter(tx, actor, unit)?;
            vec![seat::unit(tx, &scope, unit)?.ok_or(Fault::NotFound)?]
        }
        None => {
            permission::organiser(actor)?;
            seat::units(tx, &scope)?
        }
    };
    let have = with_letter(tx, &cycle.id)?;
    let today = tx.today();
    let mut done = Generated::default();
    for unit in units {
        let whole = adopted(tx, &scope, &cycle.id, &unit.id)?;
        let seats = seat::in_unit(tx, &scope, &unit.id, today)?;
        if whole.is_empty() && !seats.is_empty() {
            done.without_targets.push(unit.name.clone());
        }
        for seat in seats {
            if have.contains_key(&seat.person) {
                done.skipped += 1;
                continue;
            }
            let held = held_by(tx, &scope, &seat, &whole, &cycle.id)?;
            let items = compose::compose(&seat, &held, &cycle.scheme);
            done.made.push(add(tx, actor, book, &cycle, &seat, &items, None)?);
        }
    }
    Ok(done)
}

fn lettering_cycle(tx: &mut Tx<'_>, id: &str) -> Result<Cycle, Fault> {
    let cycle = cycle::find(tx, id)?;
    if matches!(cycle.state, cycle::State::Agreed | cycle::State::Running) {
        return Ok(cycle);
    }
    let state = cycle.state.words();
    Err(Refusal::new(
        format!("{}年度现处于“{}”；目标审定之后、考核开始之前才能拟定责任书。", cycle.year, state.zh),
        format!(
            "The year {} is {}; letters are drafted after targets are adopted and before assessment.",
            cycle.year, state.en
        ),
    )
    .into())
}

fn with_letter(tx: &mut Tx<'_>, cycle: &str) -> Result<BTreeMap<String, ()>, DbError> {
    let scope = Scope::county("whether somebody has a letter, so that nobody gets two");
    tx.rows(&scope, sql::PEOPLE_WITH_LETTER, params![cycle])?
        .iter()
        .map(|row| Ok((row.text(0)?, ())))
        .collect()
}

fn adopted(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Held>, DbError> {
    let targets = target::of_unit(tx, scope, cycle, unit)?;
    let adopted = targets.into_iter().filter(|target| target.state == target::State::Adopted);
    Ok(adopted.map(|target| Held { target, part: WHOLE, role: Part::Lead }).collect())
}

fn held_by(
    tx: &mut Tx<'_>,
    scope: &Scope,
    seat: &Seat,
    whole: &[Held],
    cycle: &str,
) -> Result<Vec<Held>, DbError> {
    if seat.is_head && !whole.is_empty() {
        return Ok(whole.to_vec());
    }
    share::of_person(tx, scope, &seat.person, cycle)
}

/// Writes a draft with its items and opens its case; answers its id.
fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    cycle: &Cycle,
    seat: &Seat,
    items: &[Draft],
    replaces: Option<&Letter>,
) -> Result<String, Fault> {
    let superior = seat::superior_of(tx, &seat.person, &seat.unit, seat.is_head)?;
    let (id, now) = (tx.id(), tx.now());
    let version = replaces.map_or(1, |old| old.version + 1);
    tx.execute(
        sql::ADD,
        params![
            &id,
            &cycle.id,
            &seat.person,
            &seat.unit,
            seat.post.as_deref(),
            superior.person.as_deref(),
            &seat.name,
            &seat.unit_name,
            &seat.title,
            &superior.name,
            seat.category.code(),
            version,
            FORM,
            State::Draft.code(),
            replaces.map(|old| old.id.as_str()),
            now
        ],
    )?;
    write_items(tx, &id, items, &[])?;
    open_case(tx, book, cycle, seat, (&id, &superior))?;
    let year = cycle.year;
    let facts = json!({ "year": year, "version": version, "items": items.len() });
    let act = Act {
        kind: "letter.drafted",
        subject: ("letter", &id),
        unit: Some(&seat.unit),
        person: Some(&seat.person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

fn open_case(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    cycle: &Cycle,
    seat: &Seat,
    (id, superior): (&str, &Superior),
) -> Result<(), Fault> {
    let (year, name, unit) = (cycle.year, &seat.name, &seat.unit_name);
    let title = Text::new(
        format!("{year}年度目标责任书：{name}（{unit}）"),
        format!("Responsibility letter {year}: {name} ({unit})"),
    );
    let link = format!("/duty/letters/{id}");
    let about = About {
        subject: ("letter", id),
        unit: Some(&seat.unit),
        person: Some(&seat.person),
        title,
        link: &link,
    };
    let to = to_superior(tx, superior, book, cycle)?;
    case::open(tx, &LETTER, &about, &to)?;
    Ok(())
}

/// The last day to answer: the day the cycle names, or some working days from now if that leaves too few.
pub(super) fn due(tx: &Tx<'_>, book: &Rulebook, cycle: &Cycle) -> (Date, bool) {
    let counted = book.calendar().add_working_days(tx.today(), cycle.scheme.answer_days);
    match counted {
        Ok(due) if due.date > cycle.letters_by => (due.date, due.provisional),
        _ => (cycle.letters_by, false),
    }
}

pub(super) fn to_superior(
    tx: &mut Tx<'_>,
    superior: &Superior,
    book: &Rulebook,
    cycle: &Cycle,
) -> Result<Assigned, Fault> {
    let (day, provisional) = due(tx, book, cycle);
    Ok(Assigned::role(superior.role, superior.unit.as_deref()).by(day, provisional))
}

/// The superior of a letter's holder today.
pub(super) fn superior_of(tx: &mut Tx<'_>, letter: &Letter) -> Result<Superior, Fault> {
    let today = tx.today();
    let scope = Scope::county("the seat of a letter's holder, to find who signs with them");
    let leads = seat::of_person(tx, &scope, &letter.person, today)?
        .is_some_and(|seat| seat.is_head && seat.unit == letter.unit);
    Ok(seat::superior_of(tx, &letter.person, &letter.unit, leads)?)
}

/// Whether the open step of a letter is this actor's.
pub(super) fn mine(tx: &mut Tx<'_>, actor: &Actor, letter: &Letter, step: &str) -> Result<String, Fault> {
    let case = case::of_subject(tx, &LETTER, "letter", &letter.id)?.ok_or(Fault::NotFound)?;
    let open = case::open_step_of(tx, &case)?;
    match open {
        Some(open) if open.step == step && open.waits_for(actor) => Ok(case),
        Some(open) if open.step == step => {
            Err(Refusal::new("这一步目前不由本人办理。", "This step is not yours to take.").into())
        }
        _ => {
            let state = letter.state.words();
            Err(Refusal::new(
                format!("责任书现为“{}”，请刷新后再看。", state.zh),
                format!("The letter is {} now; load the page again.", state.en),
            )
            .into())
        }
    }
}

/// Replaces the items of a draft.
///
/// # Errors
/// Refusals by field, or because the step is another's; [`Fault::NotFound`].
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: &str, items: &[Draft]) -> Result<(), Fault> {
    let scope = actor.scope(Area::Duty);
    let letter = find(tx, &scope, id)?;
    mine(tx, actor, &letter, "draft")?;
    replace_items(tx, &scope, &letter, items)?;
    let facts = json!({ "items": items.len() });
    let act = Act {
        kind: "letter.changed",
        subject: ("letter", id),
        unit: Some(&letter.unit),
        person: Some(&letter.person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Gives up a draft, with a reason.
///
/// # Errors
/// A refusal if the step is another's or the reason is missing; [`Fault::NotFound`].
pub fn drop_draft(tx: &mut Tx<'_>, actor: &Actor, id: &str, note: &str) -> Result<(), Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    let step = if letter.state == State::Contested { "amend" } else { "draft" };
    let case = mine(tx, actor, &letter, step)?;
    case::advance(tx, &LETTER, &case, (step, "dropped"), actor, note, None)?;
    let now = tx.now();
    tx.execute(sql::END, params![id, State::Dropped.code(), now])?;
    let act = Act {
        kind: "letter.dropped",
        subject: ("letter", id),
        unit: Some(&letter.unit),
        person: Some(&letter.person),
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Drafts a further version of a letter in force, from the shares as they are now; evidence follows items that stay.
/// The old version is in force until the new one is. Answers the new letter's id.
///
/// # Errors
/// A refusal: not who signs for the unit nor the organisation department, the letter is not in force, a version is
/// being agreed already, the reason is missing; [`Fault::NotFound`].
pub fn revise(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    note: &str,
) -> Result<String, Fault> {
    let scope = actor.scope(Area::Duty);
    let old = find(tx, &scope, id)?;
    if !may_end(tx, actor, &old)? {
        return Err(Refusal::new(
            "修订由代表单位签订的负责人或组织部门提出。",
            "A revision is begun by whoever signs for the unit or the organisation department.",
        )
        .into());
    }
    if old.state != State::InForce {
        return Err(
            Refusal::new("只有已生效的责任书可以修订。", "Only a letter in force can be revised.").into()
        );
    }
    if note.trim().is_empty() {
        return Err(Refusal::new("请写明修订理由。", "Give the reason for the revision.").at("note").into());
    }
    let cycle = lettering_cycle(tx, &old.cycle)?;
    let others = super::of_person(tx, &Scope::county("every version of one letter"), &old.person)?;
    if others.iter().any(|other| other.cycle == old.cycle && other.state.is_open()) {
        return Err(Refusal::new("已有一个新版本正在商定。", "A new version is being agreed already.").into());
    }
    let today = tx.today();
    let Some(seat) = seat::of_person(tx, &scope, &old.person, today)? else {
        return Err(Refusal::new(
            "此人已不在岗，责任书应终止而不是修订。",
            "The holder has left; close the letter instead.",
        )
        .into());
    };
    let whole = adopted(tx, &scope, &cycle.id, &seat.unit)?;
    let held = held_by(tx, &scope, &seat, &whole, &cycle.id)?;
    let mut drafts = compose::compose(&seat, &held, &cycle.scheme);
    continue_roots(&mut drafts, &items(tx, &scope, id)?);
    let new = add(tx, actor, book, &cycle, &seat, &drafts, Some(&old))?;
    let facts = json!({ "replaces": id, "reason": note.trim() });
    let act = Act {
        kind: "letter.revision-begun",
        subject: ("letter", &new),
        unit: Some(&old.unit),
        person: Some(&old.person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(new)
}

/// Items that stay keep their root: those of the same target, and duties of the post in the same words.
fn continue_roots(drafts: &mut [Draft], before: &[Item]) {
    for draft in drafts {
        let same = before.iter().find(|item| match &draft.target {
            Some(target) => item.target.as_ref() == Some(target),
            None => item.target.is_none() && item.title == draft.title,
        });
        draft.root = same.map(|item| item.root.clone());
    }
}
