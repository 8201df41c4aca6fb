//! Whether the basis of an item still carries it: laws stand, registered documents lapse by rule, others by what they say
//! themselves. With no basis left that founds the power, new cases stop. Not here: the rule (law), the register.

use jiff::civil::Date;
use kernel::{Fault, Refusal, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::document_validity::{self, Facts, Standing as Stands, Validity};

use super::{Item, find_public, version, version::own};
use crate::act::record_of;
use crate::document::facts_of_row;
use crate::says::Says;
use crate::store::item as sql;

/// One basis of an item on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// Its place among the bases of the item.
    pub place: usize,
    /// Whether it carries the power that day.
    pub carries: bool,
    /// Whether the power itself comes from it.
    pub founds: bool,
    /// Where a registered document stands, with its days.
    pub validity: Option<Validity>,
    /// The decision on a registered document.
    pub decision: Option<Record>,
}

/// The bases of an item on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Whether new cases are taken.
    pub open: bool,
    /// Each basis, in the order of the item.
    pub bases: Vec<Carried>,
}

impl Standing {
    /// Bases that no longer carry anything.
    pub fn gone(&self) -> impl Iterator<Item = &Carried> {
        self.bases.iter().filter(|one| !one.carries)
    }

    /// Whether the evaluation of a basis is due.
    #[must_use]
    pub fn is_ageing(&self) -> bool {
        self.bases.iter().any(|one| one.validity.is_some_and(|found| found.standing == Stands::Lapsing))
    }
}

/// How the bases of a version stand on a day.
///
/// # Errors
/// If the register cannot be read.
pub fn standing_of(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (item, number): (&str, i64),
    says: &Says,
    day: Date,
) -> Result<Standing, Fault> {
    let rows = tx.rows(&own(), sql::BASES, params![item, number])?;
    let mut bases = Vec::with_capacity(says.bases.len());
    for (place, basis) in says.bases.iter().enumerate() {
        let mut one = Carried { place, carries: true, founds: basis.founds, validity: None, decision: None };
        match &basis.document {
            Some(document) => {
                let row = rows.iter().find(|row| row.word(0).is_ok_and(|id| id == document));
                // A document that is gone carries nothing; the item itself stays to be read.
                let Some(row) = row else {
                    one.carries = false;
                    bases.push(one);
                    continue;
                };
                let facts = facts_of_row(row)?;
                let decision = document_validity::decide(&facts, book, day);
                // What the county has not confirmed stops nobody; what the document says of itself still counts.
                one.carries = decision.value().map_or_else(|| stands(&facts, day), |found| found.carries);
                one.validity = decision.value().copied();
                one.decision = Some(record_of(&decision)?);
            }
            None => one.carries = basis.valid_until.is_none_or(|until| until >= day),
        }
        bases.push(one);
    }
    let open = bases.iter().any(|one| one.founds && one.carries);
    Ok(Standing { open, bases })
}

/// Whether a document carries a power by what it says itself, without any general period.
fn stands(facts: &Facts, day: Date) -> bool {
    facts.published
        && facts.effective_on <= day
        && facts.ended_on.is_none_or(|ended| ended > day)
        && facts.valid_until.is_none_or(|until| until >= day)
}

/// Whether new cases of a published item are taken on a day.
///
/// # Errors
/// A refusal with the decision it follows from, where no basis that founds the power is valid any more;
/// [`Fault::NotFound`] for an item that is not published.
pub fn open_for_cases(tx: &mut Tx<'_>, book: &Rulebook, id: &str, day: Date) -> Result<Standing, Fault> {
    let item: Item = find_public(tx, id)?;
    let says = version(tx, &own(), id, item.version)?.says;
    let standing = standing_of(tx, book, (id, item.version), &says, day)?;
    if standing.open {
        return Ok(standing);
    }
    let titles: Vec<&str> = standing
        .gone()
        .filter_map(|one| says.bases.get(one.place))
        .map(|basis| basis.title.as_str())
        .collect();
    let refusal = Refusal::new(
        format!("本事项的设定依据已失效（{}），依据更新前不受理新的申请。", titles.join("、")),
        format!(
            "The basis of this item is no longer valid ({}); new cases are not taken until it is renewed.",
            titles.join("; ")
        ),
    )
    .at("item");
    let decision = standing.gone().find_map(|one| one.decision.clone());
    Err(decision.map_or(refusal.clone(), |decision| refusal.because(decision)).into())
}
