//! What the two quota rules share: the approval, the share it allows, and rounding. What is deliberately not
//! here: the rules themselves.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};

/// The approval of a larger share by the civil-service authority of the same level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Name or number of the document.
    pub document: String,
    /// Its day.
    pub date: Date,
}

/// How a part of a place is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// Down: the share is never exceeded.
    Floor,
    /// To the nearest, halves up.
    HalfUp,
}

pub(crate) const ROUNDINGS: &[Choice] = &[
    Choice::also("floor", "舍去", "down", &["向下取整"]),
    Choice::also("half-up", "四舍五入", "nearest, halves up", &[]),
];

pub(crate) const APPROVAL: &[Field] = &[
    Field::needed(
        "document",
        FieldKind::Text,
        "批准文件名称或文号",
        "name or number of the approving document",
    ),
    Field::needed("date", FieldKind::Date, "批准日期", "day of the approval"),
];

/// The share allowed and how parts are rounded, with the reasons.
pub(crate) fn terms(
    inquiry: &mut Inquiry<'_>,
    approval: Option<&Approval>,
    rounding: Option<Rounding>,
) -> Result<(Decimal, Rounding), Stop> {
    let normal: Decimal = inquiry.take("AS-05", "share")?;
    let raised: Decimal = inquiry.take("AS-05", "share_approved")?;
    let share = match approval {
        Some(approval) => {
            check_approval(approval, inquiry.on)?;
            inquiry.note("AS-05", true, vec![("share", json!(raised.to_string()))])?;
            let facts = vec![("document", json!(approval.document)), ("date", json!(approval.date))];
            // The trigger is recalled, but the approval is an act of the authority itself.
            inquiry.note("AS-06", true, facts)?;
            raised
        }
        None => {
            inquiry.note("AS-05", true, vec![("share", json!(normal.to_string()))])?;
            inquiry.note("AS-06", false, Vec::new())?;
            normal
        }
    };
    let rounding = match rounding {
        Some(rounding) => rounding,
        None => match inquiry.take::<String>("AS-07", "rounding")?.as_str() {
            "half-up" => Rounding::HalfUp,
            _ => Rounding::Floor,
        },
    };
    Ok((share, rounding))
}

fn check_approval(approval: &Approval, on: Date) -> Result<(), Stop> {
    if approval.document.trim().is_empty() {
        return Stop::refuse(
            "approval.document",
            "提高比例须有批准文件，请写明名称或文号。",
            "a larger share needs the approving document; give its name or number",
        );
    }
    if approval.date > on {
        return Stop::refuse(
            "approval.date",
            format!("批准日期 {} 晚于 {on}，批准之前不能提高比例。", approval.date),
            format!(
                "the approval of {} is later than {on}; before it the larger share is not allowed",
                approval.date
            ),
        );
    }
    Ok(())
}

/// Whole places out of a share of people.
pub(crate) fn places(people: u32, share: Decimal, rounding: Rounding) -> u32 {
    let exact = Decimal::from(people) * share;
    let whole = match rounding {
        Rounding::Floor => exact.floor(),
        Rounding::HalfUp => exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero),
    };
    // A share of at most one keeps the places within the people.
    u32::try_from(whole).unwrap_or(people)
}
