//! What a class must meet for its questionnaire to be opened. Not here: opening it (`study`).

use jiff::civil::Date;
use kernel::{DbError, Refusal, Tx, params};

use crate::store::study as sql;
use crate::study::{About, NewStudy, known, shifted};

/// A day in a Chinese sentence.
pub(crate) fn spoken(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Why it cannot be opened; nothing where it can.
pub(crate) fn unfit(
    tx: &mut Tx<'_>,
    new: &NewStudy,
    about: &About,
    least: u64,
) -> Result<Option<Refusal>, DbError> {
    let no = |zh: &str, en: &str, field: &str| Ok(Some(Refusal::new(zh, en).at(field)));
    if tx.row(&known(), sql::OF_SUBJECT, params![&new.kind, &new.subject])?.is_some() {
        return no("这个班已经开始诊断，不能重复。", "This class has its diagnosis already.", "subject");
    }
    if about.people.is_empty() {
        return no("名单里还没有学员，先确定学员再印发问卷码。", "The class has no learners yet.", "subject");
    }
    if new.opens_on < tx.today() || new.opens_on > shifted(tx.today(), 200) {
        return no(
            "最后一次课的日期不能早于今天，也不能晚于 200 天以后。",
            "The last session cannot be past, nor more than 200 days off.",
            "opens_on",
        );
    }
    if let Some(ends_on) = about.ends_on.filter(|ends_on| new.opens_on < *ends_on) {
        return Ok(Some(
            Refusal::new(
                format!("这个班{}才结束，问卷不能在此以前开始；提前结业的，到时在问卷页面按“现在开始”。", spoken(ends_on)),
                format!("The class ends on {ends_on}; its questionnaire cannot begin before. If it ends early, open the questionnaire by hand then."),
            )
            .at("opens_on"),
        ));
    }
    if i64::try_from(about.people.len()).unwrap_or(i64::MAX) < i64::try_from(least).unwrap_or(i64::MAX) {
        return Ok(Some(
            Refusal::new(
                format!("名单只有 {} 人，不足 {least} 人的班不能单独看结果，谁答了什么也容易猜出来，不开问卷。", about.people.len()),
                format!("The class has {} people; with fewer than {least} no report can be told, and answers could be guessed.", about.people.len()),
            )
            .at("subject"),
        ));
    }
    Ok(None)
}
