//! The reasons of an eligibility in the order a lawyer looks. What is deliberately not here: the judgement.

use serde_json::json;

use super::judge::{Effect, Judgement, Terms, days_in, probation_end, weigh};
use super::{Facts, Form};
use crate::facts::HalfDays;
use crate::inquiry::{Inquiry, Stop};

pub(super) fn note(
    inquiry: &mut Inquiry<'_>,
    facts: &Facts,
    terms: &Terms,
    found: &Judgement,
) -> Result<(), Stop> {
    let year = facts.year;
    inquiry.note(
        "AS-23",
        facts.under_investigation,
        vec![("under_investigation", json!(facts.under_investigation))],
    )?;
    if facts.refused_without_reason {
        inquiry.note("AS-29", true, vec![("refused_without_reason", json!(true))])?;
    }
    if let Some(end) = probation_end(facts, terms)? {
        let facts =
            vec![("hired", json!(facts.hired)), ("probation_ends", json!(end)), ("year", json!(year))];
        inquiry.note("AS-18", found.on_probation, facts)?;
    }
    note_sanctions(inquiry, facts, terms, found)?;
    let leave = HalfDays(facts.leave_days.sick.0 + facts.leave_days.personal.0);
    let year_days = json!(days_in(year));
    inquiry.note(
        "AS-22",
        found.leave_over,
        vec![
            ("sick", facts.leave_days.sick.json()),
            ("personal", facts.leave_days.personal.json()),
            ("leave", leave.json()),
            ("year", json!(year)),
            ("year_days", year_days.clone()),
        ],
    )?;
    inquiry.note(
        "AS-20",
        found.attached_over,
        vec![
            ("attached_elsewhere_days", facts.attached_elsewhere_days.json()),
            ("year", json!(year)),
            ("year_days", year_days),
        ],
    )?;
    let highest = found.highest.map_or_else(|| json!(null), |grade| json!(grade.text().zh));
    inquiry.note("AS-04", found.form == Form::Grade, vec![("highest", highest)])
}

fn note_sanctions(
    inquiry: &mut Inquiry<'_>,
    facts: &Facts,
    terms: &Terms,
    found: &Judgement,
) -> Result<(), Stop> {
    for sanction in &facts.sanctions {
        let weighed = weigh(sanction, facts.year, terms);
        let kind = sanction.kind.words().map_or("", |words| words.zh);
        inquiry.note(
            weighed.clause,
            weighed.effect != Effect::None,
            vec![
                ("kind", json!(kind)),
                ("decided", json!(sanction.decided)),
                ("effect", json!(said(weighed.effect))),
                ("year", json!(facts.year)),
            ],
        )?;
    }
    let bearing = facts.sanctions.iter().filter(|one| weigh(one, facts.year, terms).effect != Effect::None);
    if bearing.count() > 1 {
        inquiry.note("AS-27", true, vec![("effect", json!(said(found.heaviest)))])?;
    }
    Ok(())
}

fn said(effect: Effect) -> &'static str {
    match effect {
        Effect::None => "无影响",
        Effect::NotExcellent => "不得确定为优秀",
        Effect::NoGrade => "不确定等次",
        Effect::CommentOnly => "只写评语，不确定等次",
        Effect::Incompetent => "确定为不称职",
    }
}
