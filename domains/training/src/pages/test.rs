//! The test of a class: setting it from the bank, taking it, one's own answers with the explanations.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::field::Choice;
use web::components::{StateTag, Tone};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, said};
use crate::class::Class;
use crate::form::QuestionKind;
use crate::permission;
use crate::question::{self, Question};
use crate::test::{self, Given, Own, Test};
use web::sheet::{Form, Sheet};

struct Found {
    class: Class,
    test: Test,
    own: Own,
    open: bool,
}

async fn read(house: &House, actor: &Asker, id: &str) -> Result<Found, Problem> {
    let (asker, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            let class = any_class(tx, &asker, &id)?;
            let test = test::of_class(tx, &id)?.ok_or(kernel::Fault::NotFound)?;
            let person = asker.person.as_deref().ok_or(kernel::Fault::NotFound)?;
            let (own, today) = (test::own(tx, person, &id)?, tx.today());
            let open = (test.opens_on..=test.closes_on).contains(&today);
            Ok(Found { class, test, own, open })
        })
        .await
}

/// The choices of a question.
fn options(t: &web::i18n::Lookup, question: &Question) -> Vec<Choice> {
    if question.kind == QuestionKind::Judgement {
        return vec![
            Choice::new("1", t.of("training-right-word")),
            Choice::new("0", t.of("training-wrong-word")),
        ];
    }
    question.options.iter().enumerate().map(|(at, text)| Choice::new(at.to_string(), text.as_str())).collect()
}

fn words(t: &web::i18n::Lookup, question: &Question, chosen: &[usize]) -> String {
    let all = options(t, question);
    let of = |at: &usize| all.iter().find(|one| one.value == at.to_string()).map(|one| one.label.clone());
    t.join(&chosen.iter().filter_map(of).collect::<Vec<_>>())
}

fn own_answers(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t.clone();
    sheet.hint("training-test-own");
    for one in &found.test.questions {
        let Some((given, right)) = found.own.get(&one.id) else { continue };
        sheet.words_heading(&one.stem);
        let (said_, tag) = match (given, right) {
            (Given::Said(words), _) => (words.clone(), None),
            (Given::Chosen(chosen), Some(true)) => {
                (words(t, one, chosen), Some(StateTag::new(Tone::Done, t.of("training-answered-right"))))
            }
            (Given::Chosen(chosen), _) => {
                (words(t, one, chosen), Some(StateTag::new(Tone::Returned, t.of("training-answered-wrong"))))
            }
        };
        sheet.text(&t.with("training-own-answer", &[("answer", &said_)]));
        if let Some(tag) = tag {
            sheet.add(&tag);
            sheet.text(&t.with("training-right-answer", &[("answer", &words(t, one, &one.answer))]));
        }
        sheet.quoted(&one.explanation);
    }
}

fn draw(page: Page, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-test")
        .led(found.class.title.clone())
        .back_to(format!("/training/classes/{}", found.class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    if !found.own.is_empty() {
        own_answers(&mut sheet, found);
        return sheet.done();
    }
    let dates = [
        ("from", &t.date(found.test.opens_on) as &dyn web::argument::Arg),
        ("to", &t.date(found.test.closes_on)),
    ];
    if !found.open {
        sheet.text(&t.with("training-test-closed", &dates));
        return sheet.done();
    }
    sheet.text(&t.with("training-test-open", &dates));
    let mut answers = Form::to(format!("/training/classes/{}/test", found.class.id));
    for one in &found.test.questions {
        let (name, all) = (format!("q-{}", one.id), options(t, one));
        let label = t.labelled(&said(t, one.kind.words()), &one.stem);
        answers = answers.part(sheet.field(&name, &label, |field| match one.kind {
            QuestionKind::Multiple => field.checkboxes(&all),
            QuestionKind::Short => field.textarea(3).max(600),
            QuestionKind::Single | QuestionKind::Judgement => field.radios(&all),
        }));
    }
    sheet.add(&answers.button(t.of("training-test-send")));
    sheet.done()
}

/// `GET /training/classes/{id}/test`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    draw(page, &found, &FormState::default())
}

/// `POST /training/classes/{id}/test`
pub async fn take(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let mut answers: BTreeMap<String, Given> = BTreeMap::new();
    for one in &found.test.questions {
        let name = format!("q-{}", one.id);
        let given = if one.kind == QuestionKind::Short {
            Given::Said(form.value(&name).to_owned())
        } else {
            Given::Chosen(form.values(&name).filter_map(|at| at.parse().ok()).collect())
        };
        answers.insert(one.id.clone(), given);
    }
    let (by, which) = (actor.clone(), id.clone());
    let work = move |tx: &mut kernel::Tx<'_>| test::take(tx, &by, &which, &answers);
    if let Some((right, of)) = act(&house, &mut form, work).await? {
        let to = see_other(format!("/training/classes/{id}/test"));
        return Ok(to.notice("training-done-test", &[("right", &right), ("of", &of)]).into_response());
    }
    draw(page, &found, &form)
}

async fn draw_set(
    page: Page,
    house: &House,
    actor: &Asker,
    id: String,
    form: &FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (class, bank) = house.read(move |tx| Ok((any_class(tx, &asker, &id)?, question::all(tx)?))).await?;
    if !permission::answers_for(actor, &class) {
        return Err(Problem::forbidden());
    }
    let page = page
        .titled_by("training-test-set")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.hint("training-test-set-hint");
    let questions: Vec<Choice> = bank
        .iter()
        .filter(|one| one.in_use)
        .map(|one| {
            let about = t.labelled(&said(t, one.topic.words()), &said(t, one.kind.words()));
            Choice::new(one.id.as_str(), one.stem.as_str()).explained(about)
        })
        .collect();
    if questions.is_empty() {
        sheet.hint("training-bank-empty");
        if permission::keeps(actor) {
            sheet.links(vec![("/training/questions".to_owned(), t.of("training-questions").to_owned())]);
        }
        return sheet.done();
    }
    let set = Form::to(format!("/training/classes/{}/test/questions", class.id))
        .part(sheet.field("opens_on", "training-opens-on", |field| field.date()))
        .part(sheet.field("closes_on", "training-closes-on", |field| field.date()))
        .part(sheet.field("question", "training-questions", |field| field.checkboxes(&questions)));
    sheet.add(&set.button(t.of("training-test-set")));
    sheet.done()
}

/// `GET /training/classes/{id}/test/questions`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (asker, which) = (actor.clone(), id.clone());
    let (class, test) =
        house.read(move |tx| Ok((any_class(tx, &asker, &which)?, test::of_class(tx, &which)?))).await?;
    let mut form = FormState::default();
    match test {
        Some(test) => {
            form.set("opens_on", test.opens_on.to_string());
            form.set("closes_on", test.closes_on.to_string());
            form.set_all("question", test.questions.iter().map(|one| one.id.as_str()));
        }
        None => {
            form.set("opens_on", class.ends_on.to_string());
            form.set("closes_on", class.ends_on.to_string());
        }
    }
    draw_set(page, &house, &actor, id, &form).await
}

/// `POST /training/classes/{id}/test/questions`
pub async fn set(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (opens_on, closes_on) = (form.required_date("opens_on"), form.required_date("closes_on"));
    let questions: Vec<String> =
        form.values("question").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    if let (Some(opens_on), Some(closes_on), true) = (opens_on, closes_on, form.is_ok()) {
        let (by, which) = (actor.clone(), id.clone());
        let work =
            move |tx: &mut kernel::Tx<'_>| test::set(tx, &by, &which, (opens_on, closes_on), &questions);
        if act(&house, &mut form, work).await?.is_some() {
            let to = see_other(format!("/training/classes/{id}"));
            return Ok(to.notice("training-done-test-set", &[]).into_response());
        }
    }
    draw_set(page, &house, &actor, id, &form).await
}
