//! The report of a class, a unit or the county: sentences and pictures first, tables beneath. Not here: its parts.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::county::Kept;
use kernel::{Actor, Fault};
use serde::Deserialize;
use web::{Acting, FormState, House, Page, Problem};

use super::{figure, report_parts, wording};
use crate::analysis::{Band, in_band};
use crate::bank::{self, constructs};
use crate::permission::answers_for_units;
use crate::report::{self, Head, Of, Report};
use web::sheet::Sheet;

/// What a report is asked about: `?study=`, or `?bank=&year=` with or without `&unit=`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    study: Option<String>,
    unit: Option<String>,
    bank: Option<String>,
    year: Option<i16>,
}

impl Asked {
    /// What is asked for; the year now if none is named.
    pub(super) fn of(&self, this_year: i16) -> Of {
        if let Some(study) = &self.study {
            return Of::Study(study.clone());
        }
        let (bank, year) =
            (self.bank.clone().unwrap_or_else(|| bank::OWN.to_owned()), self.year.unwrap_or(this_year));
        match &self.unit {
            Some(unit) => Of::Unit { bank, year, unit: unit.clone() },
            None => Of::County { bank, year },
        }
    }
}

/// The query of a report.
pub(super) fn query(of: &Of) -> String {
    let safe = web::download::encoded;
    match of {
        Of::Study(study) => format!("study={}", safe(study)),
        Of::County { bank, year } => format!("bank={}&year={year}", safe(bank)),
        Of::Unit { bank, year, unit } => format!("bank={}&year={year}&unit={}", safe(bank), safe(unit)),
    }
}

/// Reports kept until something in the county changes.
pub type Shelf = Kept<(Arc<Actor>, Of), (Head, Report)>;

/// An empty shelf.
#[must_use]
pub fn shelf() -> Arc<Shelf> {
    Arc::new(Kept::new(200))
}

pub(super) async fn read(
    house: &House,
    shelf: &Shelf,
    actor: Arc<Actor>,
    of: Of,
) -> Result<Arc<(Head, Report)>, Problem> {
    let key = (actor.clone(), of.clone());
    let found = shelf.read(house.county(), &key, move |tx| report::report(tx, &actor, &of));
    found.await.map_err(|fault: Fault| Problem::from(fault))
}

pub(super) fn title(t: &web::i18n::Lookup, head: &Head) -> String {
    let name = head.name.clone().unwrap_or_else(|| t.of("diagnosis-county").to_owned());
    t.with("diagnosis-report-title", &[("name", &name), ("year", &head.year.to_string())])
}

/// `GET /diagnosis/report`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Extension(shelf): Extension<Arc<Shelf>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let year = kernel::clock::date_at(house.county().clock().now()).year();
    let of = asked.of(year);
    let found = read(&house, &shelf, actor.clone(), of.clone()).await?;
    let (head, report) = (&found.0, &found.1);
    let named = title(&page.t, head);
    let page = page.titled(named).back_to("/diagnosis", "diagnosis-room").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    for said in wording::sentences(t, report) {
        sheet.text(&said);
    }
    waves(&mut sheet, head);
    let Some(now) = report.now() else { return sheet.done() };
    sheet.heading("diagnosis-pictures");
    sheet.add(&report_parts::bars(t, report, now));
    sheet.add(&figure::figure(t, report));
    act_on(&mut sheet, &actor, head, report, &of);
    sheet.heading("diagnosis-numbers");
    let query = query(&of);
    let xlsx = format!("/diagnosis/report.xlsx?{query}");
    sheet.add(&report_parts::standing(t, report, now, (&xlsx, "")));
    sheet.links(vec![(format!("/diagnosis/report.csv?{query}"), t.of("diagnosis-csv").to_owned())]);
    sheet.hint(if report.norm.is_some() { "diagnosis-bands-norm-note" } else { "diagnosis-bands-note" });
    if let Some(table) = report_parts::change(t, report) {
        sheet.add(&table);
        sheet.hint("diagnosis-change-note");
    }
    sheet.heading("diagnosis-drivers");
    sheet.hint("diagnosis-drivers-note");
    for (found, by_others, id) in [(&report.own, false, "drivers-own"), (&report.seen, true, "drivers-seen")]
    {
        sheet.lesser(t.of(if by_others { "diagnosis-drivers-seen" } else { "diagnosis-drivers-own" }));
        for said in wording::of_drivers(t, found, by_others) {
            sheet.text(&said);
        }
        if let Ok(found) = found {
            let caption = t.of(if by_others { "diagnosis-drivers-seen" } else { "diagnosis-drivers-own" });
            sheet.add(&report_parts::drivers(t, found, id, caption));
        }
    }
    if let Some(table) = report_parts::agreement(t, report) {
        sheet.heading("diagnosis-agreement");
        sheet.add(&table);
        sheet.hint("diagnosis-agreement-note");
    } else {
        sheet.text(t.of("diagnosis-agreement-none"));
    }
    sheet.done()
}

/// When a class was asked, and how many of those who had a slip answered.
fn waves(sheet: &mut Sheet<'_>, head: &Head) {
    let t = &sheet.page.t;
    let closed = head.waves.iter().filter(|wave| wave.state == "closed");
    let said: Vec<String> = closed
        .map(|wave| {
            t.with(
                "diagnosis-report-wave",
                &[
                    ("wave", &t.both(&wave.wave.text()).to_owned()),
                    ("opens", &t.day(wave.opens_on)),
                    ("closes", &t.day(wave.closes_on)),
                    ("slips", &head.slips),
                    ("n", &wave.answered),
                ],
            )
        })
        .collect();
    said.iter().for_each(|line| sheet.text(line));
}

/// The ways on: what can be done about each barrier, and a plan.
fn act_on(sheet: &mut Sheet<'_>, actor: &Actor, head: &Head, report: &Report, of: &Of) {
    let Some(now) = report.now() else { return };
    let barriers = in_band(&now.lines, &report.cuts, Band::Barrier);
    if barriers.is_empty() {
        return;
    }
    let t = &sheet.page.t;
    sheet.heading("diagnosis-what-to-do");
    sheet.hint("diagnosis-what-to-do-hint");
    let mut links = Vec::new();
    for scale in barriers {
        let one = &constructs()[scale];
        let name = t.both(&one.name).to_owned();
        let ways = format!("/diagnosis/library?construct={}", one.code);
        links.push((ways, t.with("diagnosis-ways-for", &[("name", &name)])));
        if answers_for_units(actor) {
            let unit = head.unit.as_deref().map(|unit| format!("&of_unit={unit}")).unwrap_or_default();
            let plan = format!("/diagnosis/plans/new?construct={}&{}{unit}", one.code, query(of));
            links.push((plan, t.with("diagnosis-plan-for", &[("name", &name)])));
        }
    }
    sheet.links(links);
}
