//! What came of a class on four levels: reaction, what was learnt, what is done differently at work, and the measure of
//! the target it serves. Not here: why things do or do not arrive at work (diagnosis).

use axum::extract::{Path, State};
use axum::response::Response;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use super::reaction::MARKS;
use super::{any_class, days, said};
use crate::behaviour::{self, Behaviour};
use crate::reaction::{Question, Summary};
use crate::result::Outcome;
use crate::test::Test;
use crate::{permission, programme, reaction, report, result, test};
use web::sheet::Sheet;

fn marks_table(t: &Lookup, summary: &Summary) -> Table {
    let mut table = Table::new(t, "reaction", t.of("training-reaction"))
        .caption_unseen()
        .column(t.of("training-question"));
    for mark in MARKS {
        table = table.number_column(t.of(mark));
    }
    for question in Question::ALL {
        let counts = summary.counts.get(question).copied().unwrap_or_default();
        let mut cells: Vec<Cell> = vec![said(t, question.words()).into()];
        cells.extend(counts.iter().map(|count| Cell::number(t, *count)));
        table.push(cells);
    }
    table
}

fn learnt_table(t: &Lookup, test: &Test, counts: &std::collections::BTreeMap<String, (i64, i64)>) -> Table {
    let mut table = Table::new(t, "learnt", t.of("training-learnt"))
        .caption_unseen()
        .column(t.of("training-question"))
        .column(t.of("training-kind"))
        .number_column(t.of("training-answered"))
        .number_column(t.of("training-right"));
    for one in &test.questions {
        let Some((answered, right)) = counts.get(&one.id) else { continue };
        let marked = one.kind != crate::form::QuestionKind::Short;
        table.push(vec![
            one.stem.as_str().into(),
            said(t, one.kind.words()).into(),
            Cell::number(t, *answered),
            if marked { Cell::number(t, *right) } else { t.of("training-not-marked").into() },
        ]);
    }
    table
}

fn amount(t: &Lookup, value: Option<f64>, outcome: &Outcome) -> String {
    let Some(value) = value.and_then(Decimal::from_f64) else {
        return t.of("training-nothing-recorded").to_owned();
    };
    let key = if outcome.level { "training-level-amount" } else { "training-monthly-amount" };
    t.with(key, &[("amount", &value.round_dp(2).normalize()), ("unit", &outcome.measure_unit)])
}

/// What learners do differently at work, in counts.
fn behaving(sheet: &mut Sheet<'_>, one: &Behaviour) {
    let t = &sheet.page.t.clone();
    sheet.heading("training-behaviour");
    if one.intended == 0 {
        sheet.hint("training-behaviour-none");
    } else {
        sheet.add(
            &FactList::new()
                .fact(t.of("training-behaviour-writers"), &t.number(one.writers))
                .fact(t.of("training-behaviour-intended"), &t.number(one.intended))
                .fact(t.of("training-behaviour-tried"), &t.number(one.tried))
                .fact(t.of("training-behaviour-seen"), &t.number(one.seen))
                .fact(t.of("training-behaviour-transferred"), &t.number(one.transferred)),
        );
    }
    if let Some(study) = &one.study {
        let href = format!("/diagnosis/studies/{study}");
        sheet.links(vec![(href, t.of("training-behaviour-study").to_owned())]);
    }
}

fn results(sheet: &mut Sheet<'_>, outcome: Option<&Outcome>) {
    sheet.heading("training-results");
    let t = &sheet.page.t.clone();
    let Some(one) = outcome else {
        sheet.hint("training-results-none");
        return;
    };
    let goal =
        one.goal.and_then(Decimal::from_f64).map(|goal| format!("{} {}", goal.normalize(), one.measure_unit));
    sheet.add(
        &FactList::new()
            .fact(t.of("training-target"), &t.labelled(&one.unit_name, &one.title))
            .fact(t.of("training-goal"), &goal.unwrap_or_default())
            .fact(t.of("training-before"), &amount(t, one.before, one))
            .fact(t.of("training-after"), &amount(t, one.after, one))
            .fact(t.of("training-looked-at"), &days(t, one.from, one.to)),
    );
    sheet.hint("training-results-no-proof");
}

fn reactions(sheet: &mut Sheet<'_>, summary: Option<&Summary>) {
    let t = &sheet.page.t.clone();
    sheet.heading("training-reaction");
    match summary {
        None => sheet.hint("training-reaction-none"),
        Some(one) => {
            sheet.text(&t.with("training-reaction-given", &[("given", &one.given), ("asked", &one.asked)]));
            if !one.ended {
                sheet.hint("training-reaction-running");
            } else if one.counts.is_empty() {
                sheet.hint("training-reaction-few");
            } else {
                sheet.add(&marks_table(t, one));
                if !one.helpful.is_empty() {
                    sheet.folded(t.of("training-reaction-helpful"), one.helpful.clone(), false);
                }
                if !one.better.is_empty() {
                    sheet.folded(t.of("training-reaction-better"), one.better.clone(), false);
                }
            }
        }
    }
}

/// `GET /training/classes/{id}/evaluation`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (class, summary, test, counts, reports, outcome, behaviour) = house
        .read(move |tx| {
            let class = any_class(tx, &asker, &id)?;
            let target = programme::find(tx, &class.programme)?.draft.target;
            let outcome = result::of_class(tx, &class, target.as_deref())?;
            let reports = report::counts(tx, &id)?;
            Ok((
                class,
                reaction::summary(tx, &id)?,
                test::of_class(tx, &id)?,
                test::counts(tx, &id)?,
                reports,
                outcome,
                behaviour::of_class(tx, &id)?,
            ))
        })
        .await?;
    if !permission::answers_for(&actor, &class) {
        return Err(Problem::forbidden());
    }
    let page = page
        .titled_by("training-evaluation")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    reactions(&mut sheet, summary.as_ref());
    sheet.heading("training-learnt");
    match &test {
        None => sheet.hint("training-test-none"),
        Some(_) if counts.is_empty() => sheet.hint("training-test-few"),
        Some(test) => sheet.add(&learnt_table(t, test, &counts)),
    }
    sheet.heading("training-reports");
    sheet.text(&t.with("training-reports-counted", &[("written", &reports.1), ("asked", &reports.0)]));
    sheet.links(vec![(
        format!("/training/classes/{}/reports", class.id),
        t.of("training-reports-shared").to_owned(),
    )]);
    behaving(&mut sheet, &behaviour);
    results(&mut sheet, outcome.as_ref());
    sheet.done()
}
