//! Carrying a plan out: every person, post and tenure of it in one transaction, each with its act, or nothing.

use std::collections::HashMap;

use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, files, params};
use serde_json::json;

use super::{Form, Plan, Planned, PostRef, Step};
use crate::check;
use crate::person;
use crate::post::{self, Description, NewPost};
use crate::store::{import as store, person as persons, tenure as tenures};
use crate::tenure::{self, NewTenure};

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Id of the run.
    pub run: String,
    /// People added.
    pub added: usize,
    /// People changed.
    pub changed: usize,
    /// Tenures begun.
    pub tenures: usize,
    /// Posts set up.
    pub posts: usize,
}

/// Carries a plan out. Everything it lists is done, nothing else; if the roster has changed since it was made, nothing.
///
/// # Errors
/// A refusal: errors in the plan, units not the actor's, a person changed since or an identity number taken since.
pub fn carry_out(tx: &mut Tx<'_>, actor: &Actor, plan: &Plan) -> Result<Done, Fault> {
    check::any_organiser(actor)?;
    if !plan.can_be_carried_out() {
        return Err(Refusal::new(
            "试读中还有错误或没有可导入的人员，请改好文件后重新上传。",
            "The trial reading found errors or nobody to import; mend the file and upload it again.",
        )
        .into());
    }
    check_units(tx, actor, plan)?;
    let run = tx.id();
    let posts = set_up_posts(tx, actor, plan)?;
    let mut done = Done { run, added: 0, changed: 0, tenures: 0, posts: posts.len() };
    let places = Places { made: posts, heads: HashMap::new() };
    carry_people(tx, actor, plan, places, &mut done).map_err(|fault| match fault {
        // Rows travel together, so a number taken since may come to light at a later row than its own.
        Fault::Db(DbError::Duplicate { .. }) => stale("名单中有人", "somebody on the list"),
        other => other,
    })?;
    record(tx, actor, plan, &done)?;
    Ok(done)
}

fn carry_people(
    tx: &mut Tx<'_>,
    actor: &Actor,
    plan: &Plan,
    mut places: Places,
    done: &mut Done,
) -> Result<(), Fault> {
    for planned in &plan.people {
        let Some(id) = person_of(tx, actor, planned, done)? else { continue };
        begin_tenures(tx, actor, planned, &id, &mut places, done)?;
        if let Some(form) = &planned.form {
            keep_form(tx, actor, &id, form)?;
        }
    }
    Ok(tx.send_later()?)
}

/// The posts a plan refers to: those made for it, and which of those there were are a head's.
struct Places {
    made: Vec<String>,
    heads: HashMap<String, bool>,
}

impl Places {
    fn is_head(&mut self, tx: &mut Tx<'_>, post: &str) -> Result<bool, Fault> {
        if let Some(known) = self.heads.get(post) {
            return Ok(*known);
        }
        let scope = Scope::county("a post of a unit whose roster the actor keeps");
        let found = post::find(tx, &scope, post)?.is_head;
        self.heads.insert(post.to_owned(), found);
        Ok(found)
    }
}

/// The right to each unit is checked once, not once a row.
fn check_units(tx: &mut Tx<'_>, actor: &Actor, plan: &Plan) -> Result<(), Fault> {
    let mut units: Vec<&str> =
        plan.people.iter().flat_map(|person| &person.tenures).map(|tenure| tenure.unit.as_str()).collect();
    units.sort_unstable();
    units.dedup();
    for unit in units {
        check::organiser(tx, actor, Some(unit))?;
    }
    Ok(())
}

fn set_up_posts(tx: &mut Tx<'_>, actor: &Actor, plan: &Plan) -> Result<Vec<String>, Fault> {
    let today = tx.today();
    let mut made = Vec::with_capacity(plan.posts.len());
    for (at, planned) in plan.posts.iter().enumerate() {
        let begun = plan.people.iter().flat_map(|person| &person.tenures);
        let opened_on = begun
            .filter(|tenure| tenure.post == PostRef::Planned(at))
            .map(|tenure| tenure.from)
            .min()
            .unwrap_or(today);
        let new = NewPost {
            unit: planned.unit.clone(),
            title: planned.title.clone(),
            category: planned.category,
            level: planned.level.clone(),
            is_head: false,
            seats: planned.seats,
            description: Description::default(),
            opened_on,
        };
        made.push(post::add(tx, actor, &new)?);
    }
    Ok(made)
}

fn stale(zh: &str, en: &str) -> Fault {
    Refusal::new(
        format!("试读之后{zh}的记录已有变动，本次未导入；请重新试读。"),
        format!("The record of {en} has changed since the trial reading; nothing was imported. Read the file again."),
    )
    .into()
}

fn person_of(
    tx: &mut Tx<'_>,
    actor: &Actor,
    planned: &Planned,
    done: &mut Done,
) -> Result<Option<String>, Fault> {
    match &planned.step {
        Step::Blocked => Ok(None),
        Step::Leave { id } => Ok(Some(id.clone())),
        Step::Add(new) => {
            let id = person::insert(tx, new).map_err(|fault| match fault {
                Fault::Db(DbError::Duplicate { .. }) => stale(&format!("“{}”", planned.name), &planned.name),
                other => other,
            })?;
            let facts = json!({"name": new.name, "kind": new.kind.code(), "import": done.run});
            person::record(tx, actor, "person.added", &id, facts)?;
            done.added += 1;
            Ok(Some(id))
        }
        Step::Change { id, before, after, changes } => {
            check::organiser_of(tx, actor, id)?;
            let scope = Scope::county("the person of the plan, after the actor's right to them was checked");
            if person::find(tx, &scope, id)?.known() != **before {
                return Err(stale(&format!("“{}”", planned.name), &planned.name));
            }
            person::overwrite(tx, id, after).map_err(|fault| match fault {
                Fault::Db(DbError::Duplicate { .. }) => stale(&format!("“{}”", planned.name), &planned.name),
                other => other,
            })?;
            let facts = json!({"changes": person::changes_for_ledger(changes), "import": done.run});
            person::record(tx, actor, "person.changed", id, facts)?;
            done.changed += 1;
            Ok(Some(id.clone()))
        }
    }
}

fn begin_tenures(
    tx: &mut Tx<'_>,
    actor: &Actor,
    planned: &Planned,
    person: &str,
    places: &mut Places,
    done: &mut Done,
) -> Result<(), Fault> {
    for planned in &planned.tenures {
        let post = match &planned.post {
            PostRef::None => None,
            PostRef::Known(id) => Some(id.clone()),
            PostRef::Planned(at) => places.made.get(*at).cloned(),
        };
        let is_head = match (&planned.post, &post) {
            (PostRef::Known(_), Some(post)) => places.is_head(tx, post)?,
            _ => false,
        };
        let new = NewTenure {
            person: person.to_owned(),
            unit: planned.unit.clone(),
            post,
            kind: planned.kind,
            from_on: planned.from,
            document: String::new(),
        };
        let id = tenure::insert(tx, actor, &new, is_head && planned.to.is_none())?;
        if let Some(to) = planned.to {
            tx.execute(tenures::FINISH, params![&id, to, ""])?;
        }
        done.tenures += 1;
    }
    Ok(())
}

fn keep_form(tx: &mut Tx<'_>, actor: &Actor, person: &str, form: &Form) -> Result<(), Fault> {
    let (now, hash) = (tx.now(), form.photo.as_ref().map(|photo| photo.sha256()));
    if let (Some(photo), Some(hash)) = (&form.photo, &hash) {
        let stored = files::Stored {
            hash: hash.clone(),
            size: i64::try_from(photo.bytes().len()).unwrap_or(i64::MAX),
            kind: crate::photo::media_type(photo.kind()).to_owned(),
        };
        files::attach(tx, ("person-photo", person), &stored, "photo", (None, Some(person)), &actor.account)?;
    }
    tx.execute(persons::FORM_PUT, params![person, &form.body, hash.as_deref(), now])?;
    let facts = json!({"photo": hash, "characters": form.body.chars().count()});
    person::record(tx, actor, "person.form-kept", person, facts)
}

fn record(tx: &mut Tx<'_>, actor: &Actor, plan: &Plan, done: &Done) -> Result<(), Fault> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let now = tx.now();
    tx.execute(
        store::RUN_ADD,
        params![
            &done.run,
            &plan.file_name,
            &plan.file_hash,
            count(plan.rows_read),
            count(done.added),
            count(done.changed),
            count(done.tenures),
            now,
            &actor.account
        ],
    )?;
    let facts = json!({"file": plan.file_hash, "rows": plan.rows_read, "added": done.added, "changed": done.changed,
        "tenures": done.tenures, "posts": done.posts});
    let act = Act {
        kind: "import.carried-out",
        subject: ("import", &done.run),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
