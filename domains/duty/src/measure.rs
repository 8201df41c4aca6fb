//! How a target is measured and for what kind of post. Not here: how a result is scored (`scoring`).

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use crate::coded::coded;

coded! {
    /// The category of a post, as the post description has it. Each has its own emphasis in the scheme.
    Category {
        /// 综合管理.
        General = "general", "综合管理类", "general management";
        /// 行政执法.
        Enforcement = "enforcement", "行政执法类", "enforcement";
        /// 专业技术.
        Technical = "technical", "专业技术类", "technical";
        /// 村（社区）.
        Village = "village", "村（社区）", "village or community";
        /// 事业单位管理.
        Institution = "institution", "事业单位", "public institution";
    }
}

coded! {
    /// What kind of fact shows that a target is met.
    Measure {
        /// An amount against a goal.
        Quantity = "quantity", "数量", "quantity";
        /// Something done by a day.
        Milestone = "milestone", "节点", "milestone";
        /// What those who know the work say of it.
        Rating = "rating", "评价", "rating";
        /// A standard kept: counted are the breaches.
        Standard = "standard", "规范", "standard kept";
    }
}

/// Whether amounts in this unit are shares or levels, which are not added up and not divided among people.
#[must_use]
pub fn is_ratio(unit: &str) -> bool {
    ["%", "％", "‰", "率", "分"].iter().any(|sign| unit.contains(sign))
}

/// An amount as stored.
pub(crate) fn stored(amount: Option<Decimal>) -> Option<f64> {
    amount.and_then(|amount| amount.to_f64())
}

/// An amount as read. What a real column cannot hold exactly is rounded to six places, the most a form takes is four.
pub(crate) fn loaded(amount: Option<f64>) -> Option<Decimal> {
    let amount = amount?;
    if amount.fract() == 0.0 && amount.abs() < WHOLE_BELOW {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and far smaller than the type")]
        return Some(Decimal::from(amount as i64));
    }
    Decimal::from_f64(amount).map(|amount| amount.round_dp(6).normalize())
}

/// Whole numbers below this are read without searching for their decimals.
const WHOLE_BELOW: f64 = 1e15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_levels_are_not_divided_among_people() {
        assert!(is_ratio("%") && is_ratio("分") && is_ratio("满意率"));
        assert!(!is_ratio("户") && !is_ratio("件") && !is_ratio(""));
    }

    #[test]
    fn an_amount_comes_back_from_a_real_column_as_it_was_typed() {
        for typed in ["0", "-7", "240", "0.1", "33.3333", "1200000.25", "-4.5", "999999999999"] {
            let typed: Decimal = typed.parse().expect("a number");
            assert_eq!(loaded(stored(Some(typed))), Some(typed.normalize()));
        }
        assert_eq!(loaded(stored(None)), None);
    }
}
