//! Opening a year and changing its scheme: one form for dates, limits and the weights of each category of post.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::ToSpan;
use jiff::civil::date;
use kernel::actor::Role;
use rust_decimal::Decimal;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{choices, hundredths, said, weight};
use crate::cycle::{self, Cycle, Dates};
use crate::measure::{Category, Measure};
use crate::scheme::{CategoryScheme, Dimension, Scheme, Source};

/// The rows of a category in the form: name of the field and its label.
struct Group {
    code: &'static str,
    name: String,
    duties_weight: String,
    duties_measure: String,
    sources: Vec<(String, String)>,
    dimensions: Vec<(String, String)>,
    emphasis: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "duty/scheme.html")]
struct SchemePage<'a> {
    page: &'a Page,
    form: &'a FormState,
    action: String,
    groups: Vec<Group>,
    measures: Vec<Choice>,
    new: bool,
    editable: bool,
    with_reason: bool,
}

fn groups(page: &Page) -> Vec<Group> {
    let t = &page.t;
    Category::ALL
        .iter()
        .map(|category| {
            let code = category.code();
            let pairs = |prefix: &str, codes: &[(&str, String)]| -> Vec<(String, String)> {
                codes.iter().map(|(one, name)| (format!("{code}-{prefix}-{one}"), name.clone())).collect()
            };
            let sources: Vec<(&str, String)> =
                Source::ALL.iter().map(|one| (one.code(), said(t, one.words()))).collect();
            let dimensions: Vec<(&str, String)> =
                Dimension::ALL.iter().map(|one| (one.code(), said(t, one.words()))).collect();
            let emphasis = Measure::ALL.iter().map(|measure| {
                let one = measure.code();
                (format!("{code}-least-{one}"), format!("{code}-most-{one}"), said(t, measure.words()))
            });
            Group {
                code,
                name: said(t, category.words()),
                duties_weight: format!("{code}-duties_weight"),
                duties_measure: format!("{code}-duties_measure"),
                sources: pairs("source", &sources),
                dimensions: pairs("dimension", &dimensions),
                emphasis: emphasis.collect(),
            }
        })
        .collect()
}

fn draw(
    page: Page,
    form: &FormState,
    found: Option<&Cycle>,
    (editable, again): (bool, bool),
) -> Result<Response, Problem> {
    let page = match found {
        None => page
            .titled_by("duty-cycle-open")
            .led_by("duty-scheme-lead")
            .back_to("/duty/cycles", "duty-cycles"),
        Some(found) => page
            .titled_with("duty-scheme-title", &[("year", &found.year.to_string())])
            .led_by("duty-scheme-lead")
            .back_to(format!("/duty/cycles/{}", found.id), "duty-cycle"),
    };
    let measures = choices(&page.t, &[Measure::Standard, Measure::Rating], |one| (one.code(), one.words()));
    let view = SchemePage {
        page: &page,
        form,
        action: found
            .map_or_else(|| "/duty/cycles".to_owned(), |found| format!("/duty/cycles/{}/scheme", found.id)),
        groups: groups(&page),
        measures,
        new: found.is_none(),
        editable,
        with_reason: found.is_some_and(|found| found.state != cycle::State::Planning),
    };
    if again { show_again(&view) } else { show(&view) }
}

fn fill(scheme: &Scheme) -> FormState {
    let mut form = FormState::default()
        .prefilled("most_targets", scheme.most_targets.to_string())
        .prefilled("most_load", hundredths(scheme.most_load).to_string())
        .prefilled("most_items", scheme.most_items.to_string())
        .prefilled("answer_days", scheme.answer_days.to_string())
        .prefilled("min_group", scheme.min_group.to_string())
        .prefilled("trim", (scheme.trim * Decimal::ONE_HUNDRED).normalize().to_string())
        .prefilled("routine_weight", hundredths(scheme.routine_weight).to_string());
    for category in Category::ALL {
        let (code, rules) = (category.code(), scheme.of(*category));
        form.set(&format!("{code}-duties_weight"), hundredths(rules.duties_weight).to_string());
        form.set(&format!("{code}-duties_measure"), rules.duties_measure.code());
        for (source, value) in &rules.sources {
            form.set(&format!("{code}-source-{}", source.code()), hundredths(*value).to_string());
        }
        for (dimension, value) in &rules.dimensions {
            form.set(&format!("{code}-dimension-{}", dimension.code()), hundredths(*value).to_string());
        }
        for (prefix, bounds) in [("least", &rules.at_least), ("most", &rules.at_most)] {
            for (measure, value) in bounds {
                form.set(&format!("{code}-{prefix}-{}", measure.code()), hundredths(*value).to_string());
            }
        }
    }
    form
}

fn read(form: &mut FormState) -> Option<(Dates, Scheme)> {
    let dates = read_dates(form);
    let most_targets = form.required_integer("most_targets", 1..=50);
    let most_load = weight(form, "most_load");
    let most_items = form.required_integer("most_items", 1..=60);
    let answer_days = form.required_integer("answer_days", 1..=60).and_then(|days| u32::try_from(days).ok());
    let min_group = form.required_integer("min_group", 3..=50);
    let trim = form.required_decimal("trim", 1, Decimal::ZERO..=Decimal::from(40));
    let routine_weight = weight(form, "routine_weight");
    let categories: Option<BTreeMap<Category, CategoryScheme>> = Category::ALL
        .iter()
        .map(|category| read_category(form, *category))
        // Every category is read, so that all its errors are shown at once.
        .collect::<Vec<_>>()
        .into_iter()
        .collect();
    let scheme = Scheme {
        most_targets: most_targets?,
        most_load: most_load?,
        most_items: most_items?,
        answer_days: answer_days?,
        min_group: min_group?,
        trim: trim? / Decimal::ONE_HUNDRED,
        routine_weight: routine_weight?,
        categories: categories?,
    };
    Some((dates?, scheme))
}

fn read_dates(form: &mut FormState) -> Option<Dates> {
    let letters_by = form.required_date("letters_by");
    let assessment_by = form.required_date("assessment_by");
    let publicity_from = form.date("publicity_from");
    Some(Dates { letters_by: letters_by?, assessment_by: assessment_by?, publicity_from })
}

fn read_category(form: &mut FormState, category: Category) -> Option<(Category, CategoryScheme)> {
    let code = category.code();
    let duties_weight = weight(form, &format!("{code}-duties_weight"));
    let measure = form.required_choice(&format!("{code}-duties_measure"), Measure::CODES);
    let mut sources = BTreeMap::new();
    for source in Source::ALL {
        sources.insert(*source, weight(form, &format!("{code}-source-{}", source.code())));
    }
    let mut dimensions = BTreeMap::new();
    for dimension in Dimension::ALL {
        dimensions.insert(*dimension, weight(form, &format!("{code}-dimension-{}", dimension.code())));
    }
    let mut bounds = |prefix: &str| -> BTreeMap<Measure, i64> {
        let read = Measure::ALL.iter().filter_map(|measure| {
            let name = format!("{code}-{prefix}-{}", measure.code());
            let value = form.decimal(&name, 2, Decimal::ZERO..=Decimal::ONE_HUNDRED)?;
            Some((*measure, super::to_hundredths(value)))
        });
        read.collect()
    };
    let (at_least, at_most) = (bounds("least"), bounds("most"));
    let whole =
        |map: BTreeMap<_, Option<i64>>| map.into_iter().map(|(key, value)| Some((key, value?))).collect();
    let sources: Option<BTreeMap<Source, i64>> = whole(sources);
    let dimensions: Option<BTreeMap<Dimension, i64>> =
        dimensions.into_iter().map(|(key, value)| Some((key, value?))).collect();
    let scheme = CategoryScheme {
        duties_weight: duties_weight?,
        duties_measure: Measure::from_code(&measure?)?,
        at_least,
        at_most,
        sources: sources?,
        dimensions: dimensions?,
    };
    Some((category, scheme))
}

/// `GET /duty/cycles/new`
pub async fn new(page: Page, State(house): State<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    if !actor.is_county(Role::Organiser) {
        return Err(Problem::forbidden());
    }
    let (today, latest) = house.read(|tx| Ok((tx.today(), cycle::all(tx)?.into_iter().next()))).await?;
    let year = latest.as_ref().map_or(today.year(), |latest| latest.year + 1);
    // Next year begins from what this year used; the first from what the house proposes.
    let scheme = latest.map(|latest| latest.scheme).unwrap_or_default();
    let letters_by = date(year, 3, 31);
    let form = fill(&scheme)
        .prefilled("year", year.to_string())
        .prefilled("letters_by", letters_by.to_string())
        .prefilled("assessment_by", letters_by.saturating_add(10.months()).to_string());
    draw(page, &form, None, (true, false))
}

/// `POST /duty/cycles`
pub async fn open(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let year = form.required_integer("year", 2000..=2199).and_then(|year| i16::try_from(year).ok());
    if let (Some(year), Some((dates, scheme)), true) = (year, read(&mut form), form.is_ok()) {
        let opened = house.county().write(move |tx| cycle::open(tx, &actor, year, dates, &scheme)).await;
        match opened {
            Ok(id) => {
                return Ok(see_other(format!("/duty/cycles/{id}"))
                    .notice("duty-cycle-opened", &[("year", &year.to_string())])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    draw(page, &form, None, (true, true))
}

/// `GET /duty/cycles/{id}/scheme`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| cycle::find(tx, &id)).await?;
    let editable = actor.is_county(Role::Organiser) && found.state.plans();
    let form = fill(&found.scheme)
        .prefilled("letters_by", found.letters_by.to_string())
        .prefilled("assessment_by", found.assessment_by.to_string())
        .prefilled("publicity_from", found.publicity_from.map(|day| day.to_string()).unwrap_or_default());
    draw(page, &form, Some(&found), (editable, false))
}

/// `POST /duty/cycles/{id}/scheme`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let note = form.text("note", 400).unwrap_or_default();
    if let (Some((dates, scheme)), true) = (read(&mut form), form.is_ok()) {
        let asked = id.clone();
        match house.county().write(move |tx| cycle::change(tx, &actor, &asked, dates, &scheme, &note)).await {
            Ok(()) => {
                return Ok(see_other(format!("/duty/cycles/{id}"))
                    .notice("duty-scheme-changed", &[])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| cycle::find(tx, &id)).await?;
    draw(page, &form, Some(&found), (true, true))
}
