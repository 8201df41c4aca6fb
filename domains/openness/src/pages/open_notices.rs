//! Notices as everybody reads them: the list, one notice, its print. Not here: drafting and answering (`notices`).

use askama::Template;
use axum::extract::{Path, Query, State as Ax};
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, FactList, Pager, StateTag, Table, Tone};
use web::document::Document;
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Page, Problem, show};

use super::open_decisions::{draw_comment, draw_draft};
use super::village::{item_name, period_name};
use super::{kind_name, notice_tag, page_number};
use crate::decision::{self, Decision, voice};
use crate::notice::{self, Count, KINDS, Line, Notice, Wanted};
use crate::village::{self, Publication};

/// Notices on a page of the list.
pub(crate) const EACH: usize = 30;

/// What the list is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    pub(crate) kind: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) page: Option<String>,
}

impl Asked {
    pub(crate) fn wanted(&self) -> Wanted {
        let given = |one: &Option<String>| one.clone().filter(|text| !text.is_empty());
        let kind = given(&self.kind).filter(|code| notice::kind::find(code).is_some());
        Wanted { kind, unit: given(&self.unit).filter(|unit| unit.len() <= 64) }
    }
}

/// The query of a filter, with `?` if there is one.
pub(crate) fn query(wanted: &Wanted) -> String {
    let mut parts = Vec::new();
    if let Some(kind) = &wanted.kind {
        parts.push(format!("kind={kind}"));
    }
    if let Some(unit) = &wanted.unit {
        parts.push(format!("unit={}", web::download::encoded(unit)));
    }
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

fn total(counts: &[Count], wanted: &Wanted) -> usize {
    let fits = |count: &&Count| {
        wanted.kind.as_ref().is_none_or(|kind| *kind == count.kind)
            && wanted.unit.as_ref().is_none_or(|unit| *unit == count.unit)
    };
    usize::try_from(counts.iter().filter(fits).map(|count| count.notices).sum::<i64>()).unwrap_or(0)
}

/// `GET /open/notices`
pub async fn list(page: Page, Ax(house): Ax<House>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let (wanted, number) = (asked.wanted(), page_number(asked.page.as_deref()));
    let filter = wanted.clone();
    let from = i64::try_from((number - 1).saturating_mul(EACH)).unwrap_or(0);
    let (lines, counts, today) = house
        .read(move |tx| {
            let most = i64::try_from(EACH).unwrap_or(30);
            Ok((notice::list_public(tx, &filter, (most, from))?, notice::counts(tx)?, tx.today()))
        })
        .await?;
    let page = page.titled_by("openness-notices").led_by("openness-notices-lead").across();
    let t = &page.t;
    let form = FormState::default()
        .prefilled("kind", wanted.kind.clone().unwrap_or_default())
        .prefilled("unit", wanted.unit.clone().unwrap_or_default());
    let mut sheet = Sheet::new(&page, &form);
    let (kinds, units) = (kinds(t), units(t, &counts));
    let kind = sheet.field("kind", "openness-kind", |field| field.select(&kinds).optional());
    let unit = sheet.field("unit", "openness-unit", |field| field.select(&units).optional());
    let search = Form::search("/open/notices").part(kind).part(unit).button(t.of("openness-show"));
    sheet.fold(t.of("openness-choose"), &search, wanted != Wanted::default());
    if wanted == Wanted::default() {
        sheet.links(by_kind(t, &counts));
    }
    sheet.add(&table(t, &lines, today));
    let path = format!("/open/notices{}", query(&wanted));
    sheet.add(&Pager::new(t, &path, number, total(&counts, &wanted), EACH));
    sheet.links(vec![
        (format!("/open/notices.atom{}", query(&wanted)), t.of("openness-feed").to_owned()),
        ("/open/objections".to_owned(), t.of("openness-follow-objection").to_owned()),
        ("/open/villages".to_owned(), t.of("openness-village").to_owned()),
        ("/open/decisions".to_owned(), t.of("openness-decisions").to_owned()),
    ]);
    sheet.done()
}

/// A link to each kind there are notices of, with how many: what concerns few is not lost among what is posted every month.
fn by_kind(t: &Lookup, counts: &[Count]) -> Vec<(String, String)> {
    let of =
        |code: &str| counts.iter().filter(|count| count.kind == code).map(|count| count.notices).sum::<i64>();
    KINDS
        .iter()
        .map(|kind| (kind, of(kind.code)))
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| {
            let text = t.with("openness-kind-count", &[("kind", &kind_name(t, kind)), ("n", &n)]);
            (format!("/open/notices?kind={}", kind.code), text)
        })
        .collect()
}

/// The kinds as choices.
fn kinds(t: &Lookup) -> Vec<Choice> {
    let first = Choice::new("", t.of("openness-all"));
    let kinds = KINDS.iter().map(|kind| Choice::new(kind.code, kind_name(t, kind)));
    std::iter::once(first).chain(kinds).collect()
}

fn units(t: &Lookup, counts: &[Count]) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", t.of("openness-all"))];
    for count in counts {
        if choices.last().is_none_or(|last| last.value != count.unit) {
            choices.push(Choice::new(count.unit.as_str(), count.unit_name.as_str()));
        }
    }
    choices
}

fn table(t: &Lookup, lines: &[Line], today: Date) -> Table {
    let mut table = Table::new(t, "notices", t.of("openness-notices"))
        .caption_unseen()
        .column(t.of("openness-title"))
        .column(t.of("openness-kind"))
        .column(t.of("openness-unit"))
        .column(t.of("openness-posted-on"))
        .column(t.of("openness-state"))
        .empty(t.of("openness-notices-none"));
    for line in lines {
        table.push(vec![
            Cell::link(format!("/open/notices/{}", line.number), line.title.as_str()),
            kind_name(t, line.kind).into(),
            line.unit_name.as_str().into(),
            line.posted_on.map_or_else(|| "".into(), Cell::from),
            Cell::drawn(&notice_tag(t, line.kind, (&line.state, line.closes_on), today)),
        ]);
    }
    table
}

struct Found {
    notice: Notice,
    today: Date,
    /// The decision on whose draft it asks for comment, with its papers.
    asked: Option<(Decision, Vec<(String, String)>)>,
    /// The item and period of village affairs it posts.
    village: Option<Publication>,
}

async fn read(house: &House, number: String) -> Result<Found, Problem> {
    house
        .read(move |tx| {
            let notice = notice::find_public(tx, &number)?;
            let asked = match notice.asks_on() {
                Some(id) => decision::public_of(tx, id)?,
                None => None,
            };
            let asked = match asked {
                Some(of) => {
                    let papers = decision::papers(tx, &of.id)?;
                    Some((of, papers))
                }
                None => None,
            };
            let village = village::of_notice(tx, &notice.id)?;
            Ok(Found { notice, today: tx.today(), asked, village })
        })
        .await
}

/// Which item and period of village affairs a notice posts, and whether it was made up late.
fn of_village(t: &Lookup, facts: FactList, posted: Option<&Publication>) -> FactList {
    let Some(posted) = posted else { return facts };
    let item = village::item(&posted.item).map(|item| item_name(t, item)).unwrap_or_default();
    let facts = facts
        .fact(t.of("openness-village-item"), &item)
        .fact(t.of("openness-period"), &period_name(t, &posted.period));
    if !posted.late {
        return facts;
    }
    let tag = StateTag::new(Tone::Returned, t.of("openness-period-late"));
    facts.drawn(t.of("openness-period-how"), Markup::of(&tag))
}

/// What stands under the title of a notice.
pub(crate) fn facts(t: &Lookup, found: &Notice, today: Date) -> FactList {
    let mut facts = FactList::new()
        .fact(t.of("openness-number"), &found.number)
        .fact(t.of("openness-kind"), kind_name(t, found.kind))
        .fact(t.of("openness-unit"), &found.unit_name)
        .drawn(
            t.of("openness-state"),
            Markup::of(&notice_tag(t, found.kind, (&found.state, found.closes_on), today)),
        );
    if let Some(day) = found.posted_on {
        facts = facts.fact(t.of("openness-posted-on"), &t.date(day));
    }
    if let Some(day) = found.closes_on {
        let key = if found.kind.asks { "openness-comment-until" } else { "openness-closes-on" };
        facts = facts.fact(t.of(key), &t.date(day));
    }
    if !found.shorter.is_empty() {
        facts = facts.fact(t.of("openness-shorter"), &found.shorter);
    }
    facts
}

/// `GET /open/notices/{number}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let seen = read(&house, number).await?;
    let (found, today) = (&seen.notice, seen.today);
    let page = page.titled(found.title.as_str()).back_to("/open/notices", "openness-notices");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&of_village(t, facts(t, found, today), seen.village.as_ref()));
    sheet.heading("openness-text");
    sheet.quoted(&found.body);
    if found.erased {
        sheet.hint("openness-erased");
    }
    if !found.conclusion.is_empty() {
        sheet.heading("openness-conclusion");
        sheet.quoted(&found.conclusion);
    }
    if let Some(record) = &found.decision {
        let sentence = t.of("openness-days-judged").to_owned();
        sheet.decision(record, &sentence, false);
    }
    if found.objections > 0 {
        let args: [(&str, &dyn web::argument::Arg); 2] =
            [("all", &found.objections), ("open", &found.open_objections)];
        sheet.text(&t.with("openness-objections-count", &args));
    }
    let mut links = Vec::new();
    if let Some((of, papers)) = &seen.asked {
        draw_draft(&mut sheet, of, papers);
        draw_comment(&mut sheet, of, today);
        let key = if voice::takes_comments(of, today) { "openness-to-decision" } else { "openness-to-use" };
        links.push((format!("/open/decisions/{}", of.number), t.of(key).to_owned()));
    }
    if found.takes_objections(today) {
        let path = format!("/open/notices/{}/objections", found.number);
        links.push((path, t.of("openness-object").to_owned()));
    }
    links.push((format!("/open/notices/{}/print", found.number), t.of("openness-print").to_owned()));
    sheet.links(links);
    sheet.done()
}

#[derive(Template)]
#[template(path = "openness/paper.html")]
pub(crate) struct Paper<'a> {
    pub(crate) page: &'a Page,
    pub(crate) paper: Markup,
}

/// `GET /open/notices/{number}/print`
pub async fn print(
    page: Page,
    Ax(house): Ax<House>,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, number).await?.notice;
    let back = format!("/open/notices/{}", found.number);
    let page = page.titled(found.title.as_str()).back_to(back, "openness-notice");
    let t = &page.t;
    let mut paper = Document::new(t, found.title.as_str());
    paper.number = t.with("openness-paper-number", &[("number", &found.number)]);
    for line in found.body.lines().filter(|line| !line.trim().is_empty()) {
        paper = paper.paragraph(line);
    }
    if let Some(day) = found.closes_on {
        paper = paper.paragraph(t.with("openness-paper-until", &[("day", &t.date_plain(day))]));
    }
    if !found.shorter.is_empty() {
        paper = paper.paragraph(format!("{}：{}", t.of("openness-shorter"), found.shorter));
    }
    if !found.conclusion.is_empty() {
        paper = paper.heading(1, t.of("openness-conclusion"));
        paper = found.conclusion.lines().fold(paper, |paper, line| paper.paragraph(line));
    }
    paper.signed_by = vec![found.unit_name.clone()];
    paper.date = found.posted_on;
    show(&Paper { page: &page, paper: paper.html() })
}
