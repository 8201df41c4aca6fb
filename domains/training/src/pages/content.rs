//! What a class is made of, for whoever answers for it: its exercises, and the shares of a main course. Not here: the
//! class itself (`class`).

use law::Rulebook;
use law::rules::training_curriculum;

use super::class::Found;
use crate::form::{Content, Form as Given};
use web::sheet::Sheet;

/// The shares of a main course, for off-post training: a decision that may await confirmation of its clause.
fn curriculum(book: &Rulebook, found: &Found) -> Option<law::Record> {
    if found.class.form != Given::OffPost {
        return None;
    }
    let sum = |wanted: &dyn Fn(Content) -> bool| {
        let minutes = found
            .sessions
            .iter()
            .filter(|one| wanted(one.plan.content))
            .map(|one| one.plan.minutes)
            .sum::<i64>();
        u32::try_from(minutes).unwrap_or(0)
    };
    let facts = training_curriculum::Facts {
        theory_minutes: sum(&|content| content == Content::Theory),
        spirit_minutes: sum(&|content| content == Content::Spirit),
        other_minutes: sum(&|content| !matches!(content, Content::Theory | Content::Spirit)),
    };
    training_curriculum::decide(&facts, book, found.today).record().ok()
}

/// Exercises, and the shares of a main course.
pub(super) fn add(sheet: &mut Sheet<'_>, book: &Rulebook, found: &Found) {
    let t = &sheet.page.t.clone();
    let class = &found.class;
    sheet.links(vec![(
        format!("/training/classes/{}/exercises", class.id),
        t.of("training-exercises").to_owned(),
    )]);
    if let Some(record) = curriculum(book, found) {
        sheet.heading("training-curriculum");
        let key = match record.value().and_then(|value| value.get("met")).and_then(serde_json::Value::as_bool)
        {
            Some(true) => "training-curriculum-met",
            Some(false) => "training-curriculum-not-met",
            None => "training-curriculum-unknown",
        };
        sheet.decision(&record, t.of(key), false);
    }
}
