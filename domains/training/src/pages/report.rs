//! The report after a class as its writer keeps it, and the reports others share.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::{FactList, Notice, Tone};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, choices, said};
use crate::class::Class;
use crate::form::Sharing;
use crate::reaction;
use crate::report::{self, Report, Words};
use web::sheet::{Form, Sheet};

async fn read(house: &House, actor: &Asker, id: &str) -> Result<(Class, Report, bool), Problem> {
    let (asker, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            let person = asker.person.as_deref().ok_or(kernel::Fault::NotFound)?;
            let class = any_class(tx, &asker, &id)?;
            let own = report::own(tx, person, &id)?.ok_or(kernel::Fault::NotFound)?;
            Ok((class, own, reaction::waits_for(tx, person, &id)?))
        })
        .await
}

fn draw(
    page: Page,
    (class, own, reaction): &(Class, Report, bool),
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-report")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    if *reaction {
        sheet.add(&Notice::new(Tone::Info, t.of("training-reaction-first")));
        let href = format!("/training/classes/{}/reaction", class.id);
        sheet.links(vec![(href, t.of("training-reaction-give").to_owned())]);
    }
    if own.handed_in_at.is_some() {
        let href = format!("/action/transfer/new?source=class&of={}", class.id);
        sheet.links(vec![(href, t.of("training-report-intend").to_owned())]);
    }
    sheet.hint(if own.handed_in_at.is_some() { "training-report-handed" } else { "training-report-own" });
    let sharing = choices(t, Sharing::ALL, |one| (one.code(), one.words()));
    let report = Form::to(format!("/training/classes/{}/report", class.id))
        .autosave(format!("training-report-{}", class.id))
        .part(sheet.field("what", "training-report-what", |field| {
            field.textarea(3).max(400).hint("training-report-what-hint")
        }))
        .part(sheet.field("when", "training-report-when", |field| field.max(200)))
        .part(sheet.field("with", "training-report-with", |field| field.max(200).optional()))
        .part(
            sheet
                .field("obstacle", "training-report-obstacle", |field| field.textarea(2).max(400).optional()),
        )
        .part(
            sheet
                .field("learned", "training-report-learned", |field| field.textarea(4).max(1_000).optional()),
        )
        .part(sheet.field("shared", "training-report-shared", |field| field.radios(&sharing)))
        .way("way", "done", t.of("training-report-hand-in"), false)
        .way("way", "kept", t.of("training-report-keep"), true);
    sheet.add(&report);
    sheet.done()
}

/// `GET /training/classes/{id}/report`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let words = &found.1.words;
    let form = FormState::default()
        .prefilled("what", words.what.as_str())
        .prefilled("when", words.when.as_str())
        .prefilled("with", words.with.as_str())
        .prefilled("obstacle", words.obstacle.as_str())
        .prefilled("learned", words.learned.as_str())
        .prefilled("shared", words.shared.code());
    draw(page, &found, &form)
}

/// `POST /training/classes/{id}/report`
pub async fn write(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let shared = form.required_coded("shared", Sharing::ALL, Sharing::code).unwrap_or(Sharing::Own);
    let hand_in = form.value("way") != "kept";
    let mut text = |name: &str, most: usize| form.text(name, most).unwrap_or_default();
    let words = Words {
        what: text("what", 400),
        when: text("when", 200),
        with: text("with", 200),
        obstacle: text("obstacle", 400),
        learned: text("learned", 1_000),
        shared,
    };
    let (by, which) = (actor.clone(), id.clone());
    let work = move |tx: &mut kernel::Tx<'_>| report::write(tx, &by, &which, &words, hand_in);
    if form.is_ok() && act(&house, &mut form, work).await?.is_some() {
        let key = if hand_in { "training-done-report" } else { "training-done-report-kept" };
        return Ok(see_other(format!("/training/classes/{id}/report")).notice(key, &[]).into_response());
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &found, &form)
}

/// `GET /training/classes/{id}/reports`: those shared with the reader.
pub async fn shared(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (class, reports) =
        house.read(move |tx| Ok((any_class(tx, &actor, &id)?, report::shared(tx, &actor, &id)?))).await?;
    let page = page
        .titled_by("training-reports-shared")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if reports.is_empty() {
        sheet.hint("training-reports-none");
    }
    for one in &reports {
        sheet.words_heading(&t.labelled(&one.name, &one.unit_name));
        sheet.add(
            &FactList::new()
                .fact(t.of("training-report-what"), &one.words.what)
                .fact(t.of("training-report-when"), &one.words.when)
                .fact(t.of("training-report-with"), &one.words.with)
                .fact(t.of("training-report-obstacle"), &one.words.obstacle)
                .fact(t.of("training-report-learned"), &one.words.learned)
                .fact(t.of("training-report-shared"), &said(t, one.words.shared.words())),
        );
    }
    sheet.done()
}
