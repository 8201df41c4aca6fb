//! Persons 人员: who serves, of what kind, with the facts of the personnel file. What belongs to a post or a time
//! is a tenure's. Not here: tenures, leave and sanctions, import.

mod facts;

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use serde_json::{Value as Json, json};

use crate::check::{self, Checks};
use crate::coded::coded;
use crate::formats::citizen_id::CitizenId;
use crate::formats::dates::PartialDate;
use crate::formats::pinyin;
use crate::store::person as statements;

coded! {
    /// Personnel kind; later rules differ by it. 参公人员 count as civil servants.
    Kind {
        /// 公务员、参公人员.
        CivilServant = "civil-servant", "公务员（含参公）", "Civil servant";
        /// 事业人员.
        InstitutionStaff = "institution-staff", "事业单位人员", "Institution staff";
        /// 村（社区）干部.
        VillageCadre = "village-cadre", "村（社区）干部", "Village or community cadre";
        /// 社区工作者.
        CommunityWorker = "community-worker", "社区工作者", "Community worker";
    }
}

coded! {
    /// Sex, as on the identity card.
    Sex {
        /// 男.
        Male = "男", "男", "Male";
        /// 女.
        Female = "女", "女", "Female";
    }
}

coded! {
    /// How somebody left service in the county.
    LeftHow {
        /// 退休.
        Retired = "retired", "退休", "Retired";
        /// 调出.
        Transferred = "transferred", "调出本县", "Transferred out";
        /// 辞职.
        Resigned = "resigned", "辞去公职", "Resigned";
        /// 辞退、开除.
        Dismissed = "dismissed", "辞退或开除", "Dismissed";
        /// 届满离任.
        TermEnded = "term-ended", "届满离任", "Term ended";
        /// 去世.
        Died = "died", "去世", "Died";
    }
}

/// A person as the roster has them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of NewPerson")]
pub struct Person {
    pub id: String,
    pub name: String,
    pub sex: Sex,
    pub born: Option<String>,
    pub id_number: Option<String>,
    pub nation: Option<String>,
    pub native_place: Option<String>,
    pub birthplace: Option<String>,
    pub politics: Option<String>,
    pub joined_party: Option<String>,
    pub started_work: Option<String>,
    pub education: Option<String>,
    pub degree: Option<String>,
    pub school: Option<String>,
    pub phone: Option<String>,
    pub kind: Kind,
    pub hired_on: Option<Date>,
    pub probation_ends: Option<Date>,
    pub rank: Option<String>,
    /// Last day of service in the county, if it is over.
    pub left_on: Option<Date>,
    /// How it ended.
    pub left_how: Option<LeftHow>,
}

fn check_person(new: &NewPerson, today: Date) -> Checks {
    let mut checks = Checks::default();
    checks.text("name", ("姓名", "name"), &new.name, 50);
    for (field, (zh, en), read) in FIELDS.iter().skip(2) {
        let Some(value) = read(new) else { continue };
        checks.at_most(field, (zh, en), &value, 120);
        if !matches!(*field, "born" | "joined_party" | "started_work") {
            continue;
        }
        match PartialDate::parse(&value) {
            Err(fault) => {
                let (problem, mending) = (fault.problem(), fault.mending());
                checks.hold(
                    false,
                    field,
                    format!("“{zh}”写的是 {value}，{}。{}", problem.zh, mending.zh),
                    format!("{en} is {value}, {}. {}", problem.en, mending.en),
                );
            }
            Ok(date) => checks.hold(
                date.first_day().is_some_and(|day| day <= today),
                field,
                format!("“{zh}”写的是 {value}，晚于今天，请核对。"),
                format!("{en} is {value}, which is after today; check it."),
            ),
        }
    }
    if let Some(Err(fault)) = new.id_number.as_deref().map(CitizenId::parse) {
        let problem = fault.problem();
        checks.hold(
            false,
            "id_number",
            format!("身份证号{}，请按居民身份证逐位核对。", problem.zh),
            format!("The identity number: {}. Check it digit by digit against the card.", problem.en),
        );
    }
    if let (Some(hired), Some(ends)) = (new.hired_on, new.probation_ends) {
        checks.hold(
            ends > hired,
            "probation_ends",
            "试用期满日应在录用日期之后。",
            "Probation ends after recruitment.",
        );
    }
    checks
}

fn number_is_free(
    tx: &mut Tx<'_>,
    checks: &mut Checks,
    number: Option<&str>,
    but: &str,
) -> Result<(), Fault> {
    let Some(number) = number else { return Ok(()) };
    let scope = Scope::county("an identity number is one person's in the whole county");
    if let Some(row) = tx.row(&scope, statements::BY_ID_NUMBER, params![number])?
        && row.text(0)? != but
    {
        let name = row.text(1)?;
        checks.hold(
            false,
            "id_number",
            format!("这个身份证号已登记在“{name}”名下，请核对；若是同一人，请在其档案中修改。"),
            format!(
                "This identity number is {name}'s already; if they are the same person, change that record."
            ),
        );
    }
    Ok(())
}

/// Writes a new person without checking or recording: for [`add`] and the import, which do both.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &NewPerson) -> Result<String, Fault> {
    let (id, now) = (tx.id(), tx.now());
    tx.insert(
        statements::INSERT,
        params![
            &id,
            &new.name,
            new.sex,
            new.born.as_deref(),
            new.id_number.as_deref(),
            new.nation.as_deref(),
            new.native_place.as_deref(),
            new.birthplace.as_deref(),
            new.politics.as_deref(),
            new.joined_party.as_deref(),
            new.started_work.as_deref(),
            new.education.as_deref(),
            new.degree.as_deref(),
            new.school.as_deref(),
            new.phone.as_deref(),
            new.kind,
            new.hired_on,
            new.probation_ends,
            new.rank.as_deref(),
            search_text(&new.name),
            now
        ],
    )?;
    Ok(id)
}

/// Overwrites a person without checking or recording: for [`change`] and the import, which do both.
pub(crate) fn overwrite(tx: &mut Tx<'_>, id: &str, new: &NewPerson) -> Result<(), Fault> {
    tx.execute(
        statements::CHANGE,
        params![
            id,
            &new.name,
            new.sex,
            new.born.as_deref(),
            new.id_number.as_deref(),
            new.nation.as_deref(),
            new.native_place.as_deref(),
            new.birthplace.as_deref(),
            new.politics.as_deref(),
            new.joined_party.as_deref(),
            new.started_work.as_deref(),
            new.education.as_deref(),
            new.degree.as_deref(),
            new.school.as_deref(),
            new.phone.as_deref(),
            new.kind,
            new.hired_on,
            new.probation_ends,
            new.rank.as_deref(),
            search_text(&new.name)
        ],
    )?;
    Ok(())
}

fn search_text(name: &str) -> String {
    let mut keys = pinyin::search_keys(name);
    keys.push(name.to_lowercase());
    keys.join(" ")
}

/// Adds a person to the roster; answers their id. A tenure puts them into a unit.
///
/// # Errors
/// A refusal: not an organiser, no name, dates that are none, an identity number that is wrong or another's.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, new: &NewPerson) -> Result<String, Fault> {
    check::any_organiser(actor)?;
    let new = tidied(new);
    let mut checks = check_person(&new, tx.today());
    number_is_free(tx, &mut checks, new.id_number.as_deref(), "")?;
    checks.done()?;
    let id = insert(tx, &new)?;
    record(tx, actor, "person.added", &id, json!({"name": new.name, "kind": new.kind.code()}))?;
    Ok(id)
}

pub(crate) fn record(tx: &mut Tx<'_>, actor: &Actor, kind: &str, id: &str, facts: Json) -> Result<(), Fault> {
    let act = Act { kind, subject: ("person", id), unit: None, person: Some(id), facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Sets every fact of a person; answers what changed. Nothing is written if nothing differs.
///
/// # Errors
/// As [`add`]; [`Fault::NotFound`] if there is no such person.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewPerson) -> Result<Vec<Change>, Fault> {
    check::organiser_of(tx, actor, id)?;
    let scope = Scope::county("the person to be changed, after the actor's right to it was checked");
    let before = find(tx, &scope, id)?.known();
    let new = tidied(new);
    let mut checks = check_person(&new, tx.today());
    number_is_free(tx, &mut checks, new.id_number.as_deref(), id)?;
    checks.done()?;
    let changes = differences(&before, &new);
    if !changes.is_empty() {
        overwrite(tx, id, &new)?;
        record(tx, actor, "person.changed", id, json!({"changes": changes_for_ledger(&changes)}))?;
    }
    Ok(changes)
}

/// Ends a person's service in the county: all tenures end on that day, the last one of service.
///
/// # Errors
/// A refusal: not the actor's, left already, a day to come, a tenure that began later.
pub fn leave(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    how: LeftHow,
    on: Date,
    document: &str,
) -> Result<(), Fault> {
    check::organiser_of(tx, actor, id)?;
    let scope = Scope::county("the person who leaves, after the actor's right to it was checked");
    let person = find(tx, &scope, id)?;
    if let Some(left) = person.left_on {
        return Err(Refusal::new(
            format!("{}已于 {left} 离任，无须再办。", person.name),
            format!("{} left on {left} already.", person.name),
        )
        .into());
    }
    let mut checks = Checks::default();
    checks.not_future("on", on, tx.today());
    checks.done()?;
    for tenure in crate::tenure::of_person(tx, &scope, id)? {
        if tenure.to_on.is_none_or(|to| to > on) {
            crate::tenure::finish(tx, actor, &tenure.id, on, document)?;
        }
    }
    tx.execute(statements::LEAVE, params![id, on, how])?;
    record(tx, actor, "person.left", id, json!({"how": how.code(), "on": on, "document": document.trim()}))
}

pub(crate) use facts::changes_for_ledger;
pub use facts::{Change, FIELDS, FieldOf, NewPerson, differences, tidied};

pub use crate::roster::{Filter, Identity, Listed, PageOf, State, all, find, page, search};
