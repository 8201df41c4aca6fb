//! What leaves a decision's pages as a paper: the year's catalogue and the file of one decision. Not here: the pages.

use axum::extract::{Path, Query, State as Ax};
use axum::response::Response;
use web::document::Document;
use web::i18n::Lookup;
use web::{Acting, House, Page, Problem, show, spreadsheet};

use super::decisions::Asked;
use super::open_notices::Paper;
use crate::decision::voice::{self, Group};
use crate::decision::{self, Decision, PAPERS, catalogue};

/// `GET /openness/decisions.xlsx`: the year's catalogue.
pub async fn workbook(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let wanted = asked.year;
    let (all, year) = house
        .read(move |tx| {
            let year = wanted.unwrap_or(i64::from(tx.today().year()));
            Ok((catalogue::of_year(tx, &actor, year)?, year))
        })
        .await?;
    let t = &page.t;
    let keys = [
        "openness-number",
        "openness-title",
        "openness-lead-unit",
        "openness-state",
        "openness-comment-until",
        "openness-comments",
    ];
    let heads: Vec<String> = keys.iter().map(|key| t.of(key).to_owned()).collect();
    let rows: Vec<Vec<spreadsheet::Cell>> = all
        .iter()
        .map(|one| {
            let state = state_word(t, one);
            let until = one.facts.comment_to.map(|day| day.to_string());
            vec![
                one.number.as_str().into(),
                one.title.as_str().into(),
                one.unit_name.as_str().into(),
                state.into(),
                until.into(),
                one.comments.into(),
            ]
        })
        .collect();
    let year = year.to_string();
    spreadsheet::sheet(&t.with("openness-catalogue", &[("year", &year)]), &heads, &rows)
}

fn state_word(t: &Lookup, one: &Decision) -> String {
    let key = format!("openness-decision-{}", one.state);
    t.of(&key).to_owned()
}

/// How comments were used, in the reader's language; what was said and answered stays as it was written.
fn use_in_words(t: &Lookup, of: &Decision, groups: &[Group]) -> String {
    let mut words = super::use_of_comments(t, of.comments, groups.len());
    for group in groups {
        let adopted = match group.adopted.as_str() {
            "yes" => "openness-adopted-yes",
            "partly" => "openness-adopted-partly",
            "no" => "openness-adopted-no",
            _ => "openness-adopted-open",
        };
        let title = t.with("openness-group-of", &[("title", &group.title), ("n", &group.comments)]);
        words.push('\n');
        words.push_str(&t.labelled(&title, &t.labelled(t.of(adopted), &group.reason)));
    }
    words
}

/// `GET /openness/decisions/{id}/file`: the six items of the file, to print.
pub async fn file(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (of, papers, groups, steps) = house
        .read(move |tx| {
            let of = decision::find(tx, &actor, &id)?;
            Ok((of, decision::papers(tx, &id)?, voice::groups(tx, &id)?, decision::steps(tx, &id)?))
        })
        .await?;
    let page = page
        .titled_with("openness-file-of", &[("title", &of.title)])
        .back_to(format!("/openness/decisions/{}", of.id), "openness-decision");
    let t = &page.t;
    let mut paper = Document::new(t, page.title.as_str());
    paper.number = t.with("openness-paper-number", &[("number", &of.number)]);
    for item in PAPERS {
        if item == "fair" && !of.facts.market {
            continue;
        }
        paper = paper.heading(1, t.of(&format!("openness-paper-{item}")));
        let words = match papers.iter().find(|(code, _)| code == item) {
            Some(_) if item == "comments" => use_in_words(t, &of, &groups),
            Some((_, words)) => words.clone(),
            None => t.of("openness-paper-lacking").to_owned(),
        };
        for line in words.lines() {
            paper = paper.paragraph(line);
        }
    }
    paper = paper.heading(1, t.of("openness-done-steps"));
    for done in &steps {
        let key = format!("openness-step-{}", done.step);
        let name = t.of(&key);
        paper = paper.paragraph(format!("{} {name} {} {}", done.on, t.both(&done.shown), done.inner));
    }
    paper.signed_by = vec![of.unit_name.clone()];
    show(&Paper { page: &page, paper: paper.html() })
}
