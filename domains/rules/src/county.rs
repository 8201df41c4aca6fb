//! What the county decides on top of the rulebook: who may, and each as an act. The rulebook with the addition is
//! built before it is kept, so that nothing that does not fit is ever stored.

use kernel::actor::{Actor, Role};
use kernel::ledger::{self, Act};
use kernel::{Fault, Refusal, Tx, settings};
use law::calendar::YearNotice;
use law::rulebook::{Confirmation, Override};
use serde_json::json;

/// An addition to the rulebook.
#[derive(Debug, Clone)]
pub enum Addition {
    /// A parameter set by the county.
    Override(Override),
    /// A recalled parameter the county has checked.
    Confirmation(Confirmation),
    /// The notice of a year's holidays.
    Year(YearNotice),
}

/// Refuses whoever does not keep the county's rules: the organisers.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn check_keeper(actor: &Actor) -> Result<(), Fault> {
    if actor.is_county(Role::Organiser) { Ok(()) } else { Err(Fault::NotFound) }
}

/// Adds to the rulebook; answers the id of the addition.
///
/// # Errors
/// A refusal if it does not fit the rulebook.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, addition: &Addition) -> Result<String, Fault> {
    check_keeper(actor)?;
    let (kind, body, about) = match addition {
        Addition::Override(change) => ("override", json!(change).to_string(), json!(change)),
        Addition::Confirmation(confirmation) => {
            ("confirmation", json!(confirmation).to_string(), json!(confirmation))
        }
        Addition::Year(notice) => {
            ("calendar-year", notice.to_toml(), json!({"year": notice.year, "document": notice.document}))
        }
    };
    let id = settings::add_county_rule(tx, kind, &body, &actor.name)?;
    if let Err(error) = web::house::rulebook_of(tx) {
        let said = error.to_string();
        return Err(Refusal::new(
            format!("与规则库不相容：{said}"),
            format!("It does not fit the rulebook: {said}"),
        )
        .into());
    }
    let act = Act {
        kind: "rule.added",
        subject: ("rule", &id),
        unit: None,
        person: None,
        facts: json!({"kind": kind, "body": about}),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

/// Withdraws an addition.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    check_keeper(actor)?;
    if !settings::withdraw_county_rule(tx, id)? {
        return Err(Fault::NotFound);
    }
    let act = Act {
        kind: "rule.withdrawn",
        subject: ("rule", id),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
