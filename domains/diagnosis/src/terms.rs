//! What the county sets for the diagnosis: cut-offs, the smallest group told, how long a wave runs and when the second
//! comes. Not here: the ends of the law's own calendar (crate `law`).

use kernel::actor::Role;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Tx, settings};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::analysis::Cuts;
use crate::closing;

/// Where they are kept.
const NAME: &str = "diagnosis.terms";
/// No county tells smaller groups than this.
pub const LEAST: u64 = 5;

/// The county's terms.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// Cut-offs of the bands.
    pub cuts: Cuts,
    /// Smallest group told.
    pub least: u64,
    /// Calendar days from the end of the class to the second wave, 30 to 60.
    pub after: u16,
    /// Working days the first wave stays open.
    pub pulse: u16,
    /// Working days the second stays open.
    pub later: u16,
    /// Fewest people on every construct for a norm to be gone by.
    #[serde(default = "norm_least")]
    pub norm_least: u64,
    /// How far the cut-offs of a norm lie from its mean, in standard deviations of people.
    #[serde(default = "norm_width")]
    pub norm_width: f64,
}

fn norm_least() -> u64 {
    300
}

fn norm_width() -> f64 {
    0.5
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            cuts: Cuts::default(),
            least: LEAST,
            after: 42,
            pulse: 3,
            later: 10,
            norm_least: norm_least(),
            norm_width: norm_width(),
        }
    }
}

/// The terms in force.
///
/// # Errors
/// If they cannot be read.
pub fn terms(tx: &mut Tx<'_>) -> Result<Terms, DbError> {
    let kept = settings::get(tx, NAME)?;
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
}

fn unfit(terms: &Terms, before: &Terms) -> Option<Refusal> {
    let Terms { cuts, least, after, pulse, later, norm_least, norm_width } = *terms;
    if *before != *terms && least < before.least.max(LEAST) {
        let least = before.least.max(LEAST);
        return Some(
            Refusal::new(
                format!("最小人数只能调高，不能低于 {least} 人：已经合并的结果不能再拆开。"),
                format!("The smallest group can only be raised, never below {least}: what was put together stays so."),
            )
            .at("least"),
        );
    }
    if !(1.0..=5.0).contains(&cuts.barrier)
        || !(1.0..=5.0).contains(&cuts.catalyst)
        || cuts.barrier > cuts.catalyst
    {
        return Some(
            Refusal::new(
                "分界线应在 1 到 5 之间，且“阻碍”线不高于“助力”线。",
                "Cut-offs lie between 1 and 5, that of barriers not above that of catalysts.",
            )
            .at("barrier"),
        );
    }
    if !(30..=60).contains(&after) {
        return Some(
            Refusal::new(
                "第二次问卷应在结业后 30 至 60 天之间。",
                "The second wave comes 30 to 60 days after the class.",
            )
            .at("after"),
        );
    }
    if !(1..=20).contains(&pulse) || !(1..=20).contains(&later) || least > 50 {
        return Some(
            Refusal::new(
                "开放天数应为 1 至 20 个工作日，最小人数不超过 50。",
                "A wave is open for 1 to 20 working days; the smallest group is at most 50.",
            )
            .at("later"),
        );
    }
    if !(100..=1_000_000).contains(&norm_least) || !(0.2..=1.0).contains(&norm_width) {
        return Some(
            Refusal::new(
                "常模人数应不少于 100，分界距离应在 0.2 到 1 个标准差之间。",
                "A norm takes at least 100 people; its cut-offs lie 0.2 to 1 standard deviation from the mean.",
            )
            .at("norm_least"),
        );
    }
    None
}

/// Sets the terms. A larger smallest group also puts together what is kept already.
///
/// # Errors
/// A refusal where they do not fit, or for anybody but the organisation department and the trainers of the county.
pub fn set(tx: &mut Tx<'_>, actor: &Actor, terms: &Terms) -> Result<(), Fault> {
    if !actor.is_county(Role::Organiser) && !actor.is_county(Role::Trainer) {
        return Err(Refusal::new(
            "此事由组织部门或者县级培训部门办理。",
            "This is for the organisation department or the county's trainers.",
        )
        .into());
    }
    let before = self::terms(tx)?;
    if let Some(refusal) = unfit(terms, &before) {
        return Err(refusal.into());
    }
    let body = serde_json::to_string(terms)
        .map_err(|error| DbError::Stored { what: "terms of the diagnosis", why: error.to_string() })?;
    settings::put(tx, NAME, &body)?;
    if terms.least > before.least {
        closing::fold_again(tx, terms.least)?;
    }
    let facts = json!({ "before": before, "now": terms });
    let subject = ("diagnosis", "terms");
    let act = Act { kind: "diagnosis.terms-set", subject, unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
