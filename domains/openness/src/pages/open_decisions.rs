//! Major decisions as everybody reads them: what is asked, what was done, how comments were used; commenting and
//! following a comment. Who said what in the meeting is never here.

use axum::extract::{Path, State as Ax};
use axum::response::Response;
use jiff::civil::Date;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Page, Problem};

use super::{act, area, day_of, decision_tag, follow_form, slip};
use crate::decision::voice::{self, Group};
use crate::decision::{self, Decision, Done};

/// `GET /open/decisions`
pub async fn list(page: Page, Ax(house): Ax<House>) -> Result<Response, Problem> {
    let (all, today) = house.read(move |tx| Ok((decision::list_public(tx)?, tx.today()))).await?;
    let page = page.titled_by("openness-decisions").led_by("openness-decisions-open-lead").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(t, "decisions", t.of("openness-decisions"))
        .caption_unseen()
        .column(t.of("openness-title"))
        .column(t.of("openness-lead-unit"))
        .column(t.of("openness-state"))
        .column(t.of("openness-comment-until"))
        .number_column(t.of("openness-comments"))
        .empty(t.of("openness-decisions-none"));
    for one in &all {
        let until = match one.facts.comment_to {
            Some(day) if voice::takes_comments(one, today) => {
                Cell::drawn(&StateTag::new(Tone::Public, t.with("openness-state-until", &[("day", &day)])))
            }
            Some(day) => day.into(),
            None => "—".into(),
        };
        table.push(vec![
            Cell::link(format!("/open/decisions/{}", one.number), one.title.as_str()),
            one.unit_name.as_str().into(),
            Cell::drawn(&decision_tag(t, &one.state, one.suspended_on.is_some())),
            until,
            Cell::number(t, one.comments),
        ]);
    }
    sheet.add(&table);
    sheet.links(vec![
        ("/open/comments".to_owned(), t.of("openness-follow-comment").to_owned()),
        ("/open/notices".to_owned(), t.of("openness-notices").to_owned()),
    ]);
    sheet.done()
}

struct Found {
    decision: Decision,
    steps: Vec<Done>,
    groups: Vec<Group>,
    papers: Vec<(String, String)>,
    today: Date,
}

/// The draft as it was put to comment, with its explanation; before that nothing of it.
pub(crate) fn draw_draft(sheet: &mut Sheet<'_>, of: &Decision, papers: &[(String, String)]) {
    if of.facts.comment_from.is_none() {
        return;
    }
    let find = |item: &str| papers.iter().find(|(code, _)| code == item).map(|(_, words)| words.as_str());
    for (asked, now, key) in [
        ("asked-draft", "draft", "openness-draft-asked"),
        ("asked-explanation", "explanation", "openness-explanation-asked"),
    ] {
        // Comment opened before the draft was kept with it: the draft of today stands for it.
        if let Some(words) = find(asked).or_else(|| find(now)) {
            sheet.heading(key);
            sheet.quoted(words);
        }
    }
}

/// The days left for comment and the form for it; once the time is over, what comes next.
pub(crate) fn draw_comment(sheet: &mut Sheet<'_>, of: &Decision, today: Date) {
    let t = &sheet.page.t;
    let Some(last) = of.facts.comment_to else { return };
    sheet.heading("openness-comment");
    if !voice::takes_comments(of, today) {
        let key = if of.ungrouped == 0 { "openness-comment-over" } else { "openness-comment-sorting" };
        return sheet.text(&t.with(key, &[("n", &of.comments)]));
    }
    let left = i64::from((last - today).get_days()) + 1;
    sheet.text(&t.with("openness-days-left", &[("day", &t.date(last)), ("n", &left)]));
    sheet.hint("openness-comment-hint");
    let body = area(sheet, "body", "openness-your-comment", 5, false);
    let path = format!("/open/decisions/{}/comments", of.number);
    sheet.add(&Form::to(path).part(body).button(t.of("openness-comment-send")));
}

/// How comments were used: how many came, and each group with what was adopted of it and why.
pub(crate) fn draw_use(sheet: &mut Sheet<'_>, of: &Decision, groups: &[Group]) {
    let t = &sheet.page.t;
    if groups.is_empty() {
        return;
    }
    sheet.heading("openness-use-of-comments");
    sheet.text(&super::use_of_comments(t, of.comments, groups.len()));
    for group in groups {
        sheet.lesser(&t.with("openness-group-of", &[("title", &group.title), ("n", &group.comments)]));
        sheet.add(&adopted_tag(t, &group.adopted));
        sheet.quoted(&group.reason);
    }
}

/// `GET /open/decisions/{number}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, number, FormState::default()).await
}

/// How a group of comments was used.
pub(crate) fn adopted_tag(t: &Lookup, adopted: &str) -> StateTag {
    match adopted {
        "yes" => StateTag::new(Tone::Done, t.of("openness-adopted-yes")),
        "partly" => StateTag::new(Tone::Done, t.of("openness-adopted-partly")),
        "no" => StateTag::new(Tone::Info, t.of("openness-adopted-no")),
        _ => StateTag::new(Tone::Waiting, t.of("openness-adopted-open")),
    }
}

async fn draw(page: Page, house: &House, number: String, form: FormState) -> Result<Response, Problem> {
    let found = house
        .read(move |tx| {
            let of = decision::find_public(tx, &number)?;
            let (steps, groups) = (decision::steps(tx, &of.id)?, voice::groups(tx, &of.id)?);
            let papers = decision::papers(tx, &of.id)?;
            Ok(Found { decision: of, steps, groups, papers, today: tx.today() })
        })
        .await?;
    let of = &found.decision;
    let page = page.titled(of.title.as_str()).back_to("/open/decisions", "openness-decisions");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    let mut facts = FactList::new()
        .fact(t.of("openness-number"), &of.number)
        .fact(t.of("openness-lead-unit"), &of.unit_name)
        .drawn(t.of("openness-state"), Markup::of(&decision_tag(t, &of.state, of.suspended_on.is_some())))
        .fact(t.of("openness-comments"), &t.number(of.comments));
    if let Some(day) = of.facts.comment_to {
        facts = facts.fact(t.of("openness-comment-until"), &t.date(day));
    }
    sheet.add(&facts);
    sheet.heading("openness-question");
    sheet.quoted(&of.question);
    sheet.heading("openness-proposal");
    sheet.quoted(&of.proposal);
    draw_draft(&mut sheet, of, &found.papers);
    draw_comment(&mut sheet, of, found.today);
    draw_use(&mut sheet, of, &found.groups);
    sheet.heading("openness-done-steps");
    sheet.add(&super::decisions::timeline(t, &found.steps, false));
    let mut links = Vec::new();
    for (number, key) in
        [(&of.comment_notice, "openness-comment-notice"), (&of.result_notice, "openness-result-notice")]
    {
        if let Some(number) = number {
            links.push((format!("/open/notices/{number}"), t.of(key).to_owned()));
        }
    }
    links.push(("/open/comments".to_owned(), t.of("openness-follow-comment").to_owned()));
    sheet.links(links);
    sheet.done()
}

/// `POST /open/decisions/{number}/comments`
pub async fn comment(
    page: Page,
    Ax(house): Ax<House>,
    Path(number): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let Some(body) = form.required_text("body", 2_000) else {
        return draw(page, &house, number, form).await;
    };
    let asked = number.clone();
    let done = act(&house, &mut form, move |tx| voice::comment(tx, &asked, &body)).await?;
    let Ok(kept) = done else { return draw(page, &house, number, form).await };
    let back = format!("/open/decisions/{number}");
    let page = page.titled_by("openness-commented").back_to(back, "openness-decision");
    let empty = FormState::default();
    let mut sheet = Sheet::new(&page, &empty);
    sheet.text(page.t.of("openness-commented-next"));
    slip(&mut sheet, &kept, "/open/comments");
    sheet.done()
}

/// `GET /open/comments`
pub async fn follow(page: Page) -> Result<Response, Problem> {
    draw_follow(page, FormState::default())
}

fn draw_follow(page: Page, form: FormState) -> Result<Response, Problem> {
    let page = page.titled_by("openness-follow-comment").back_to("/open/decisions", "openness-decisions");
    let mut sheet = Sheet::new(&page, &form);
    follow_form(&mut sheet, "/open/comments");
    sheet.done()
}

/// `POST /open/comments`: reads only; sent as a form so that the secret stands in no address.
pub async fn look(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let asked = (form.required_text("number", 40), form.required_text("secret", 40));
    let (Some(number), Some(secret)) = asked else { return draw_follow(page, form) };
    let found = house.read(move |tx| Ok(voice::follow(tx, &number, &secret).map_err(Box::new))).await?;
    let found = match found {
        Ok(found) => found,
        Err(fault) => {
            form.take(*fault)?;
            form.forget(&["secret"]);
            return draw_follow(page, form);
        }
    };
    let page = page.titled_by("openness-follow-comment").back_to("/open/decisions", "openness-decisions");
    let (t, empty) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &empty);
    sheet.add(
        &FactList::new()
            .fact(t.of("openness-slip-number"), &found.number)
            .fact(t.of("openness-decision"), &found.decision)
            .fact(t.of("openness-received"), &day_of(t, found.received_at)),
    );
    sheet.heading("openness-your-comment");
    sheet.quoted(&found.body);
    sheet.heading("openness-answer");
    match &found.group {
        Some((title, adopted, reason)) => {
            sheet.lesser(title);
            sheet.add(&adopted_tag(t, adopted));
            sheet.quoted(reason);
        }
        None => sheet.text(t.of("openness-comment-waits")),
    }
    sheet.done()
}
