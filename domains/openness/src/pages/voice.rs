//! Comments on a decision, for whoever sorts and answers them: put into groups, each adopted or not with its reason. Not
//! here: commenting (`open_decisions`).

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault};
use serde::Deserialize;
use web::components::StateTag;
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::open_decisions::adopted_tag;
use super::{act, area};
use crate::decision::voice::{self, Comment, Group};
use crate::decision::{self, Decision};

/// Comments offered at once.
const MOST: i64 = 40;

/// Which group is answered.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    group: Option<String>,
}

struct Found {
    decision: Decision,
    groups: Vec<(Group, Vec<Comment>)>,
    ungrouped: Vec<Comment>,
    leads: bool,
}

async fn read(house: &House, actor: &Actor, id: String) -> Result<Found, Problem> {
    let asking = actor.clone();
    house
        .read(move |tx| {
            let decision = decision::find(tx, &asking, &id)?;
            let mut groups = Vec::new();
            for group in voice::groups(tx, &id)? {
                let comments = voice::of_group(tx, &id, &group.id)?;
                groups.push((group, comments));
            }
            let ungrouped = voice::ungrouped(tx, &asking, &id, MOST)?;
            let leads = asking.holds(tx, kernel::Role::Head, &decision.unit)?;
            Ok(Found { decision, groups, ungrouped, leads })
        })
        .await
}

/// `GET /openness/decisions/{id}/comments`
pub async fn show_all(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, (id, asked.group.unwrap_or_default()), FormState::default()).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    (id, answering): (String, String),
    form: FormState,
) -> Result<Response, Problem> {
    let found = read(house, actor, id).await?;
    let of = &found.decision;
    let page = page
        .titled_with("openness-comments-of", &[("title", &of.title)])
        .back_to(format!("/openness/decisions/{}", of.id), "openness-decision");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    let args: [(&str, &dyn web::argument::Arg); 3] =
        [("all", &of.comments), ("open", &of.ungrouped), ("groups", &found.groups.len())];
    sheet.text(&t.with("openness-comments-sum", &args));
    let path = format!("/openness/decisions/{}/comments", of.id);
    let works = found.leads && of.state == "preparing";
    for (group, comments) in &found.groups {
        sheet.words_heading(&t.with("openness-group-of", &[("title", &group.title), ("n", &group.comments)]));
        let tag: StateTag = adopted_tag(t, &group.adopted);
        sheet.add(&tag);
        sheet.quoted(&group.reason);
        let lines = comments.iter().map(|one| format!("{}　{}", one.number, one.body)).collect();
        sheet.folded(t.of("openness-group-comments"), lines, false);
        if works && answering == group.id {
            let reason = area(&mut sheet, "reason", "openness-reason", 3, false);
            let form = Form::to(path.as_str())
                .hidden("act", "answer")
                .hidden("group", group.id.as_str())
                .part(reason)
                .way("adopted", "yes", t.of("openness-adopted-yes"), false)
                .way("adopted", "partly", t.of("openness-adopted-partly"), true)
                .way("adopted", "no", t.of("openness-adopted-no"), true);
            sheet.add(&form);
        } else if works {
            let href = format!("{path}?group={}", group.id);
            sheet.links(vec![(href, t.of("openness-answer-group").to_owned())]);
        }
    }
    if works && !found.ungrouped.is_empty() && answering.is_empty() {
        grouping(&mut sheet, &found, path);
    }
    sheet.done()
}

fn grouping(sheet: &mut Sheet<'_>, found: &Found, path: String) {
    let t = &sheet.page.t;
    sheet.heading("openness-grouping");
    let comments: Vec<Choice> = found
        .ungrouped
        .iter()
        .map(|one| Choice::new(one.id.as_str(), format!("{}　{}", one.number, one.body)))
        .collect();
    let mut groups = vec![Choice::new("", t.of("openness-group-new"))];
    groups.extend(found.groups.iter().map(|(one, _)| Choice::new(one.id.as_str(), one.title.as_str())));
    let chosen = sheet.field("comment", "openness-comments", |field| field.checkboxes(&comments));
    let group = sheet.field("group", "openness-group", |field| field.select(&groups).optional());
    let title = sheet.field("title", "openness-group-title", |field| field.max(200).optional());
    let form =
        Form::to(path).hidden("act", "put").part(chosen).part(group).part(title).button(t.of("openness-put"));
    sheet.add(&form);
}

/// `POST /openness/decisions/{id}/comments`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let value = |name: &str| form.value(name).to_owned();
    let (way, group, title) = (value("act"), value("group"), value("title"));
    let (adopted, reason) = (value("adopted"), value("reason"));
    let comments: Vec<String> = form.values("comment").map(str::to_owned).collect();
    let (who, of, answering) = (actor.clone(), id.clone(), group.clone());
    let answers = way == "answer";
    let done = act(&house, &mut form, move |tx| match way.as_str() {
        "put" => {
            let into = Some(group.as_str()).filter(|group| !group.is_empty());
            voice::put(tx, &who, &of, (&comments, into, &title))
        }
        "answer" => voice::answer(tx, &who, &of, (&group, &adopted, &reason)),
        _ => Err(Fault::NotFound),
    })
    .await?;
    match done {
        Ok(()) => Ok(see_other(format!("/openness/decisions/{id}/comments"))
            .notice("openness-done-grouped", &[])
            .into_response()),
        Err(_) => {
            let answering = if answers { answering } else { String::new() };
            draw(page, &house, &actor, (id, answering), form).await
        }
    }
}
