//! Writing the items of a letter, as composed or as amended in a form. Not here: what they should be (`compose`).

use kernel::{DbError, Fault, Refusal, Scope, Tx, params};

use super::{Item, Letter, items, sql};
use crate::compose::Draft;
use crate::measure;
use crate::scheme::WHOLE;

/// Writes items. One that continues an item of `before` keeps its id, so that comments stay beside it.
pub(super) fn write_items(
    tx: &mut Tx<'_>,
    letter: &str,
    items: &[Draft],
    before: &[Item],
) -> Result<(), Fault> {
    for (at, item) in items.iter().enumerate() {
        let same = before.iter().find(|old| Some(&old.root) == item.root.as_ref());
        let id = same.map_or_else(|| tx.id(), |old| old.id.clone());
        let root = item.root.as_deref().unwrap_or(&id);
        let method = serde_json::to_string(&item.method)
            .map_err(|error| DbError::Stored { what: "a method", why: error.to_string() })?;
        let sort = i64::try_from(at).unwrap_or(i64::MAX);
        tx.execute(
            sql::ADD_ITEM,
            params![
                &id,
                root,
                letter,
                item.target.as_deref(),
                item.source.trim(),
                item.title.trim(),
                item.measure.code(),
                item.measure_unit.trim(),
                measure::stored(item.baseline),
                measure::stored(item.goal),
                item.due_on,
                item.weight,
                method,
                item.evidence_wanted.trim(),
                sort
            ],
        )?;
    }
    Ok(())
}

/// What is wrong with items as typed, by field; empty if they can be stored. Fields are `title-N`, `goal-N`, ….
fn defects(items: &[Draft]) -> Vec<Refusal> {
    let mut found = Vec::new();
    let sum: i64 = items.iter().map(|item| item.weight).sum();
    if sum != WHOLE {
        let now = crate::balance::points(sum);
        found.push(
            Refusal::new(
                format!("各条分值合计应为 100，现为 {now}。"),
                format!("The weights must sum to 100; they sum to {now}."),
            )
            .at("weights"),
        );
    }
    for (at, item) in items.iter().enumerate() {
        let mut wrong = |field: &str, zh: &str, en: &str| {
            let (zh, en) = (format!("第 {} 条：{zh}", at + 1), format!("Item {}: {en}", at + 1));
            found.push(Refusal::new(zh, en).at(format!("{field}-{at}")));
        };
        if !(2..=200).contains(&item.title.trim().chars().count()) {
            wrong("title", "内容写 2–200 字。", "say it in 2 to 200 characters.");
        }
        if !(1..=WHOLE).contains(&item.weight) {
            wrong("weight", "分值应大于 0、不超过 100。", "the weight is more than 0 and at most 100.");
        }
        if item.measure == measure::Measure::Quantity
            && (item.goal.is_none() || item.measure_unit.trim().is_empty())
        {
            wrong("goal", "数量类须写明目标值和计量单位。", "a quantity needs its goal and unit.");
        }
        if item.measure == measure::Measure::Milestone && item.due_on.is_none() {
            wrong("due_on", "节点类须写明完成期限。", "a milestone needs the day it is due.");
        }
        if !item.method.fits(item.measure) {
            wrong("method", "计分方法与类型不符。", "this method does not score this kind of item.");
        }
        if let Some(text) = item.method.defect() {
            wrong("method", &text.zh, &text.en);
        }
    }
    found
}

/// Stores amended items. A root or target that is not the letter's own is refused: it would carry evidence over.
pub(super) fn replace_items(
    tx: &mut Tx<'_>,
    scope: &Scope,
    letter: &Letter,
    new: &[Draft],
) -> Result<(), Fault> {
    let found = defects(new);
    if !found.is_empty() {
        return Err(Fault::Refused(found));
    }
    let before = items(tx, scope, &letter.id)?;
    let foreign = |item: &Draft| {
        let known = before.iter().find(|old| Some(&old.root) == item.root.as_ref());
        match known {
            Some(old) => old.target != item.target,
            None => item.root.is_some() || item.target.is_some(),
        }
    };
    let twice = new.iter().enumerate().any(|(at, item)| {
        item.root.is_some() && new.iter().skip(at + 1).any(|other| other.root == item.root)
    });
    if twice || new.iter().any(foreign) {
        return Err(Refusal::new(
            "有条目不属于这份责任书，请刷新后重改。",
            "An item does not belong to this letter; load the page again.",
        )
        .into());
    }
    tx.execute(sql::CLEAR_ITEMS, params![&letter.id])?;
    write_items(tx, &letter.id, new, &before)
}
