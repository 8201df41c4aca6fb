//! Asking for data: what the program holds and what was asked before is found first. Not here: answering.

use jiff::Span;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::burden_check::{self, Facts, Kind};
use law::{Record, Rulebook, Text};
use serde_json::json;

use crate::entry::{allowed, count_up, record_of};
use crate::fact::{self, Fact};
use crate::permission::{office, wanted};
use crate::procedure::DATA;
use crate::store::request as sql;

/// Most fields of a request.
pub const MOST: usize = 40;
/// A question counts as asked before for so many days.
const AGAIN: i32 = 366;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRequest {
    /// Who asks.
    pub unit: String,
    /// Title.
    pub title: String,
    /// What for.
    pub purpose: String,
    /// The year the data are about.
    pub year: i64,
    /// Due on.
    pub due_on: Option<Date>,
    /// Codes of facts the program holds.
    pub facts: Vec<String>,
    /// What else is asked, in words.
    pub labels: Vec<String>,
    /// Units asked.
    pub units: Vec<String>,
    /// Why what was asked before is asked again.
    pub reason: String,
}

/// A question asked before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// The earlier request.
    pub request: String,
    /// Its title.
    pub title: String,
    /// When.
    pub asked_on: Date,
    /// By whom.
    pub unit_name: String,
}

/// One question, as it will be treated.
#[derive(Debug, Clone)]
pub struct Question {
    /// In the words of whoever asks.
    pub label: String,
    /// What of the program answers it.
    pub fact: Option<&'static Fact>,
    /// When it was asked before.
    pub before: Option<Before>,
}

/// What becomes of a request.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Every question.
    pub questions: Vec<Question>,
    /// What the rule says.
    pub record: Record,
}

impl Plan {
    /// The questions that go to units.
    pub fn left(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| question.fact.is_none())
    }
}

/// Looks what the program holds and what was asked before. Nothing is kept.
///
/// # Errors
/// If it cannot be read.
pub fn plan(tx: &mut Tx<'_>, book: &Rulebook, new: &NewRequest) -> Result<Plan, Fault> {
    let mut questions: Vec<Question> = Vec::new();
    for code in &new.facts {
        if let Some(fact) = fact::find(code) {
            questions.push(Question { label: fact.name.zh.to_owned(), fact: Some(fact), before: None });
        }
    }
    let today = tx.today();
    let since = today.saturating_sub(Span::new().days(AGAIN));
    let scope = Scope::county("whoever asks is shown what was asked before, without the answers");
    for label in new.labels.iter().map(|label| label.trim()).filter(|label| !label.is_empty()) {
        if questions.iter().any(|known| fact::norm(&known.label) == fact::norm(label)) {
            continue;
        }
        let fact = fact::meant(label);
        let before = match fact {
            Some(_) => None,
            None => tx
                .row(&scope, sql::BEFORE, params![fact::norm(label), since])?
                .map(|row| {
                    Ok::<_, DbError>(Before {
                        request: row.text(0)?,
                        title: row.text(1)?,
                        asked_on: row.get(2)?,
                        unit_name: row.text(3)?,
                    })
                })
                .transpose()?,
        };
        questions.push(Question { label: label.to_owned(), fact, before });
    }
    let record = record_of(&ruling(&questions, book, today))?;
    Ok(Plan { questions, record })
}

/// What is held is never sent to units, so what the rule judges is the rest.
fn ruling(questions: &[Question], book: &Rulebook, today: Date) -> law::Decision<burden_check::Checked> {
    let asked_before = questions.iter().any(|question| question.before.is_some());
    let facts = Facts { kind: Kind::DataRequest, held_already: false, asked_before, ..Facts::default() };
    burden_check::decide(&facts, book, today)
}

/// Asks: answers at once what is held, sends the rest to the units.
///
/// # Errors
/// Refusals by field; a reason is asked for what was asked before.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewRequest) -> Result<String, Fault> {
    office(tx, actor, &new.unit)?;
    let title = wanted(&new.title, ("title", 120), "请写标题。", "Give a title.")?;
    let purpose = wanted(&new.purpose, ("purpose", 1_000), "请写用途。", "Say what it is for.")?;
    let today = tx.today();
    let Some(due_on) = new.due_on.filter(|due| *due > today) else {
        return Err(Refusal::new("期限要在今天以后。", "The date lies after today.").at("due_on").into());
    };
    let planned = plan(tx, book, new)?;
    if planned.questions.is_empty() || planned.questions.len() > MOST {
        return Err(Refusal::new(
            format!("请写要什么数据，最多 {MOST} 项。"),
            format!("Say which data, at most {MOST}."),
        )
        .at("labels")
        .into());
    }
    let ruling = ruling(&planned.questions, book, today);
    allowed(&ruling, &new.reason)?;
    let units = chosen(tx, new)?;
    let (id, now) = (tx.id(), tx.now());
    let left = planned.left().count();
    let count = i64::try_from(units.len()).unwrap_or(0);
    let (state, answered) = if left == 0 { ("closed", count) } else { ("open", 0) };
    let record = planned.record.clone();
    let written = serde_json::to_string(&record)
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    let again = planned.questions.iter().any(|question| question.before.is_some());
    let reason = if again { new.reason.trim() } else { "" };
    tx.execute(
        sql::ADD,
        params![
            &id, &new.unit, &title, &purpose, new.year, today, due_on, state, count, answered, reason,
            written, now
        ],
    )?;
    let fields = add_fields(tx, &id, &planned.questions)?;
    for unit in &units {
        add_ask(tx, (&id, &title, due_on), (unit, new.year), &fields, left > 0)?;
    }
    let year = i64::from(today.year());
    count_up(tx, &new.unit, (year, "data-request"), (again, i64::try_from(left).unwrap_or(0)))?;
    let held = planned.questions.len() - left;
    let act = Act {
        kind: "burden.data-asked",
        subject: ("data-request", &id),
        unit: Some(&new.unit),
        person: None,
        facts: json!({ "held": held, "asked": left, "units": units.len(), "again": again }),
        decision: Some(&record),
    };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

fn chosen(tx: &mut Tx<'_>, new: &NewRequest) -> Result<Vec<(String, String)>, Fault> {
    let mut units = crate::entry::askable(tx, &new.unit)?;
    if new.units.iter().any(|asked| !units.iter().any(|(id, _)| id == asked)) {
        return Err(Refusal::new(
            "只能向下属单位要数据：乡镇（街道）向所辖的村（社区），县级部门向部门和乡镇；请改选填报单位。",
            "Data are asked of the units beneath: a town asks its villages, an office of the county departments and towns; \
             choose others.",
        )
        .at("units")
        .into());
    }
    units.retain(|(id, _)| new.units.contains(id));
    if units.is_empty() {
        return Err(Refusal::new("请选择向哪些单位要。", "Choose whom to ask.").at("units").into());
    }
    Ok(units)
}

/// A field: id, what of the program answers it.
type Field = (String, Option<&'static Fact>);

fn add_fields(tx: &mut Tx<'_>, request: &str, questions: &[Question]) -> Result<Vec<Field>, DbError> {
    let mut fields = Vec::new();
    for (sort, question) in (0_i64..).zip(questions) {
        let id = tx.id();
        tx.execute(
            sql::ADD_FIELD,
            params![
                &id,
                request,
                sort,
                &question.label,
                fact::norm(&question.label),
                question.fact.map(|fact| fact.code).unwrap_or_default(),
                question.before.as_ref().map(|before| before.request.as_str())
            ],
        )?;
        fields.push((id, question.fact));
    }
    Ok(fields)
}

fn add_ask(
    tx: &mut Tx<'_>,
    (request, title, due_on): (&str, &str, Date),
    ((unit, _), year): (&(String, String), i64),
    fields: &[Field],
    sends: bool,
) -> Result<(), Fault> {
    let id = tx.id();
    let case = if sends {
        let about = About {
            subject: ("data-ask", &id),
            unit: Some(unit),
            person: None,
            title: Text::new(title, title),
            link: &format!("/burden/asks/{id}"),
        };
        Some(case::open(tx, &DATA, &about, &Assigned::role(Role::Head, Some(unit)).by(due_on, false))?)
    } else {
        None
    };
    let today = tx.today();
    let (state, answered_on) = if sends { ("open", None) } else { ("answered", Some(today)) };
    tx.execute(sql::ADD_ASK, params![&id, request, unit, state, case.as_deref(), answered_on])?;
    // Only sums of a unit are given to whoever may ask it: the program reads them for the request.
    let scope = Scope::county("sums of the units asked, given to whoever asks them");
    for (field, fact) in fields {
        let Some(fact) = fact else { continue };
        let words = match fact.of(tx, &scope, unit, year)? {
            Some(sum) => sum.to_string(),
            None => "—".to_owned(),
        };
        tx.execute(sql::ADD_ANSWER, params![&id, field, words, true])?;
    }
    Ok(())
}

/// The units somebody may be asking, all of them together: those of each unit they stand for.
///
/// # Errors
/// If they cannot be read.
pub fn offered(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, DbError> {
    let mut offered: Vec<(String, String)> = Vec::new();
    for asker in crate::permission::stands_for(tx, actor)? {
        for unit in crate::entry::askable(tx, &asker)? {
            if !offered.contains(&unit) {
                offered.push(unit);
            }
        }
    }
    Ok(offered)
}

/// Whether somebody asks in this room at all.
#[must_use]
pub fn may_ask(actor: &Actor) -> bool {
    crate::permission::is_noter(actor) && actor.scope(Area::Power) != Scope::nothing()
}
