//! A unit's targets together with who carries them: what the balance checks and the tree look at. Not here: the
//! checks themselves (`balance`).

use std::collections::BTreeMap;

use kernel::{DbError, Fault, Refusal, Scope, Tx};

use crate::balance::{self, Force};
use crate::cycle::Cycle;
use crate::share::{self, Share};
use crate::target::{self, State, Target};

/// A target with its shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The target.
    pub target: Target,
    /// Who carries it.
    pub shares: Vec<Share>,
}

/// The targets of a unit with their shares; withdrawn ones are left out.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(tx: &mut Tx<'_>, scope: &Scope, cycle: &str, unit: &str) -> Result<Vec<Carried>, DbError> {
    let targets = target::of_unit(tx, scope, cycle, unit)?;
    let shares = share::of_unit(tx, scope, cycle, unit)?;
    Ok(joined(targets.into_iter().filter(|target| target.state != State::Withdrawn), shares))
}

fn joined(targets: impl Iterator<Item = Target>, shares: Vec<Share>) -> Vec<Carried> {
    let mut by_target: BTreeMap<String, Vec<Share>> = BTreeMap::new();
    for share in shares {
        by_target.entry(share.target.clone()).or_default().push(share);
    }
    targets
        .map(|target| {
            let shares = by_target.remove(&target.id).unwrap_or_default();
            Carried { target, shares }
        })
        .collect()
}

/// Refuses unless the targets of every unit that has any are adopted and in balance.
pub(crate) fn check_all_balanced(tx: &mut Tx<'_>, cycle: &Cycle) -> Result<(), Fault> {
    let scope = Scope::county("the whole year is adopted at once");
    let targets = target::of_cycle(tx, &scope, &cycle.id)?;
    let shares = share::of_cycle(tx, &scope, &cycle.id)?;
    let mut by_unit: BTreeMap<String, Vec<Carried>> = BTreeMap::new();
    for carried in joined(targets.into_iter(), shares) {
        by_unit.entry(carried.target.unit.clone()).or_default().push(carried);
    }
    let mut refusals = Vec::new();
    for carried in by_unit.values() {
        let name = carried.first().map_or("", |first| first.target.unit_name.as_str());
        let drafts = carried.iter().filter(|one| one.target.state == State::Draft).count();
        if drafts > 0 {
            refusals.push(Refusal::new(
                format!("{name}：还有 {drafts} 项目标未审定。"),
                format!("{name}: {drafts} targets are not adopted yet."),
            ));
        }
        let findings = balance::of_unit(carried, &cycle.scheme);
        refusals.extend(findings.into_iter().filter(|found| found.force == Force::Blocks).map(|found| {
            Refusal::new(format!("{name}：{}", found.text.zh), format!("{name}: {}", found.text.en))
        }));
    }
    if by_unit.is_empty() {
        refusals.push(Refusal::new("还没有任何单位拟定目标。", "No unit has drafted any target yet."));
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}
