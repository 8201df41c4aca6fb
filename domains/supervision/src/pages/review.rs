//! One peer review as those who take part see it: the draw, the files, the findings, and the one step that is next.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx};
use law::Rulebook;
use web::components::{Cell, FactList, Table};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::{act, moment, review_tag, said};
use crate::permission::heads;
use crate::review::finding::{self, Drawn, Finding};
use crate::review::opening::{self, looks, looks_at};
use crate::review::{self, Review, State as Stands};

pub(super) struct Found {
    pub review: Review,
    pub files: Vec<Drawn>,
    pub findings: Vec<Finding>,
    pub people: Vec<(String, String)>,
    pub looks: bool,
    /// The drawn files that the reader looks at.
    pub theirs: Vec<String>,
    pub heads_reviewed: bool,
    pub heads_reviewer: bool,
    pub draws: bool,
}

pub(super) fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Found, Fault> {
    let review = review::find(tx, &actor.scope(Area::Power), id)?;
    let files = finding::drawn(tx, id)?;
    let mut theirs = Vec::new();
    if review.state == Stands::Review {
        for one in &files {
            if looks_at(tx, actor, book, (&review, &one.counterpart))? {
                theirs.push(one.file.clone());
            }
        }
    }
    Ok(Found {
        files,
        theirs,
        findings: finding::of_review(tx, id)?,
        people: review::reviewers(tx, id)?,
        looks: looks(tx, actor, &review)?,
        heads_reviewed: heads(actor, &review.reviewed.0),
        heads_reviewer: heads(actor, &review.reviewer.0),
        draws: actor.person.as_deref() == Some(&review.opened_by),
        review,
    })
}

fn draw(page: Page, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let review = &found.review;
    let page =
        page.titled(review.title.clone()).back_to("/supervision/reviews", "supervision-reviews").across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let names: Vec<&str> = found.people.iter().map(|(_, name)| name.as_str()).collect();
    let facts = FactList::new()
        .drawn(t.of("supervision-state"), Markup::of(&review_tag(t, review.state)))
        .fact(t.of("supervision-reviewed"), &review.reviewed.1)
        .fact(t.of("supervision-reviewer"), &review.reviewer.1)
        .fact(t.of("supervision-reviewers"), &t.join(&names))
        .fact(t.of("supervision-review-by"), &t.date(review.review_by));
    sheet.add(&facts);
    sheet.links(vec![(format!("/open/reviews/{}", review.id), t.of("supervision-public-page").to_owned())]);
    steps(&mut sheet, found);
    if !found.files.is_empty() {
        sheet.heading("supervision-drawn");
        sheet.add(&files(&page.t, found));
    }
    if !found.findings.is_empty() {
        sheet.heading("supervision-findings");
        findings(&mut sheet, found);
    }
    endings(&mut sheet, found);
    sheet.done()
}

/// The word and the draw.
fn steps(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let id = &found.review.id;
    match found.review.state {
        Stands::Word if found.heads_reviewed => {
            sheet.heading("supervision-word");
            let field =
                sheet.field("word", "supervision-word", |field| field.max(60).hint("supervision-word-hint"));
            let whole = Form::to(format!("/supervision/reviews/{id}/word"));
            sheet.add(&whole.part(field).button(t.of("supervision-word-give")));
        }
        Stands::Draw if found.draws => {
            sheet.heading("supervision-draw");
            sheet.hint("supervision-draw-hint");
            sheet.add(&Form::to(format!("/supervision/reviews/{id}/draw")).button(t.of("supervision-draw")));
        }
        _ => {}
    }
}

fn files(t: &web::i18n::Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "drawn", t.of("supervision-drawn"))
        .caption_unseen()
        .column(t.of("supervision-number"))
        .column(t.of("supervision-kind"))
        .column(t.of("supervision-title"))
        .column(t.of("supervision-counterpart"))
        .column(t.of("supervision-seen"));
    for one in &found.files {
        let open = found.theirs.contains(&one.file);
        let withdraws = !open && found.looks && found.review.state == Stands::Review;
        let seen = t.of(match one.seen {
            true => "supervision-seen-yes",
            false if withdraws => "supervision-seen-by-another",
            false => "supervision-seen-no",
        });
        let shown = |text: &str| if withdraws { String::new() } else { text.to_owned() };
        let cell = if open {
            Cell::link(format!("/supervision/reviews/{}/files/{}", found.review.id, one.file), seen)
        } else {
            seen.into()
        };
        table.push(vec![
            one.number.as_str().into(),
            said(t, one.kind.words()).into(),
            shown(&one.title).into(),
            shown(&one.counterpart).into(),
            cell,
        ]);
    }
    table
}

fn findings(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    for one in &found.findings {
        sheet.lesser(&t.labelled(&one.number, &one.clause));
        sheet.quoted(&one.says);
        sheet.text(&super::signed(t, &one.found.0, one.found.1));
        let mut facts = FactList::new();
        if let Some(answer) = &one.answer {
            let key = if answer.agreed { "supervision-agreed" } else { "supervision-contested" };
            let by = answer.by.map(|day| t.with("supervision-mended-by-day", &[("day", &day)]));
            facts = facts
                .fact(t.of(key), &format!("{}{}", answer.says, by.unwrap_or_default()))
                .fact(t.of("supervision-answered-by"), &super::signed(t, &answer.who, answer.at));
        }
        if let Some((says, who, at)) = &one.recheck {
            let key = if one.settled { "supervision-settled" } else { "supervision-not-settled" };
            facts = facts
                .fact(t.of(key), says)
                .fact(t.of("supervision-rechecked-by"), &format!("{who} {}", moment(t, *at)));
        }
        sheet.add(&facts);
        let answers = found.heads_reviewed && found.review.state == Stands::Answer && !one.settled;
        let checks = found.heads_reviewer && found.review.state == Stands::Recheck && !one.settled;
        if answers || checks {
            let key = if answers { "supervision-finding-answer" } else { "supervision-finding-check" };
            let href = format!("/supervision/reviews/{}/findings/{}", found.review.id, one.id);
            sheet.links(vec![(href, t.with(key, &[("number", &one.number)]))]);
        }
    }
}

/// What hands the whole on.
fn endings(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let path = |noun: &str| format!("/supervision/reviews/{}/{noun}", found.review.id);
    let (noun, key, hint) = match found.review.state {
        Stands::Review if found.heads_reviewer => {
            ("findings", "supervision-hand-in", "supervision-hand-in-hint")
        }
        Stands::Answer if found.heads_reviewed => {
            ("answers", "supervision-hand-in-answers", "supervision-hand-in-answers-hint")
        }
        Stands::Recheck if found.heads_reviewer => ("closing", "supervision-close", "supervision-close-hint"),
        _ => return,
    };
    sheet.heading(key);
    sheet.hint(hint);
    sheet.add(&Form::to(path(noun)).button(t.of(key)));
}

/// `GET /supervision/reviews/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let book = house.book();
    let found = house.read(move |tx| read(tx, &actor, &book, &id)).await?;
    draw(page, &found, &FormState::default())
}

/// `POST /supervision/reviews/{id}/{noun}`: the step that is next.
pub async fn step(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, noun)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, which, book) = (actor.clone(), id.clone(), house.book());
    let (done, told) = match noun.as_str() {
        "word" => {
            let word = form.text("word", 60).unwrap_or_default();
            let work = move |tx: &mut Tx<'_>| opening::give_word(tx, &by, &book, &which, &word);
            (act(&house, &mut form, work).await?, "supervision-done-word")
        }
        "draw" => {
            let work = move |tx: &mut Tx<'_>| opening::reveal(tx, &by, &which);
            (act(&house, &mut form, work).await?, "supervision-done-drawn")
        }
        "findings" => {
            let work = move |tx: &mut Tx<'_>| finding::hand_in(tx, &by, &book, &which);
            (act(&house, &mut form, work).await?, "supervision-done-handed-in")
        }
        "answers" => {
            let work = move |tx: &mut Tx<'_>| finding::hand_in_answers(tx, &by, &book, &which);
            (act(&house, &mut form, work).await?, "supervision-done-answers")
        }
        "closing" => {
            let work = move |tx: &mut Tx<'_>| finding::close(tx, &by, &book, &which);
            let closed = act(&house, &mut form, work).await?;
            let told =
                if closed == Some(false) { "supervision-done-again" } else { "supervision-done-closed" };
            (closed.map(|_| ()), told)
        }
        _ => return Err(Problem::not_found()),
    };
    if done.is_some() {
        return Ok(see_other(format!("/supervision/reviews/{id}")).notice(told, &[]).into_response());
    }
    let book = house.book();
    let found = house.read(move |tx| read(tx, &actor, &book, &id)).await?;
    draw(page, &found, &form)
}
