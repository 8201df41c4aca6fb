//! The committee: organs with their places, what waits to be decided, remedies with their clocks; and an organ with
//! its places as a decision, deciding several people as proposed by one named act each.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::{Asked, act, grade_words, show_decisions};
use crate::appeal;
use crate::appraisal::{self, Appraisal, State};
use crate::cockpit;
use crate::grade::{self, Verdict};
use crate::quota::Places;
use web::sheet::{Form, Sheet};

/// Committee or organisation department, for the county.
fn may_look(actor: &Actor) -> Result<(), Fault> {
    let may = actor.is_county(Role::Committee) || actor.is_county(Role::Organiser);
    if may { Ok(()) } else { Err(Fault::NotFound) }
}

/// `GET /assessment/committee`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let book = house.book();
    let found = house
        .read(move |tx| {
            may_look(&actor)?;
            let scope = actor.scope(Area::Duty);
            let Some(year) = super::year(tx, asked.year)? else { return Ok(None) };
            let view = cockpit::read(tx, &scope, &book, &year.id)?;
            Ok(Some((year, view, appeal::open(tx, &scope)?)))
        })
        .await?;
    let page = page.titled_by("assessment-committee").back_to("/assessment", "assessment-room").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let Some((year, view, appeals)) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    sheet.lesser(&t.with("assessment-year-of", &[("year", &year.year.to_string())]));
    let decide = State::ALL.iter().position(|state| *state == State::Decide).unwrap_or(0);
    let mut table = Table::new(t, "organs", t.of("assessment-organs"))
        .caption_unseen()
        .column(t.of("assessment-organ"))
        .number_column(t.of("assessment-people"))
        .number_column(t.of("assessment-to-decide"))
        .column(t.of("assessment-places"))
        .empty(t.of("assessment-people-none"));
    for organ in &view.organs {
        table.push(vec![
            Cell::link(format!("/assessment/committee/{}?year={}", organ.id, year.year), organ.name.as_str()),
            Cell::number(t, organ.people()),
            Cell::number(t, organ.states.get(decide).copied().unwrap_or(0)),
            places_words(t, &organ.places).into(),
        ]);
    }
    sheet.add(&table);
    sheet.heading("assessment-appeals-open");
    let mut table = Table::new(t, "appeals", t.of("assessment-appeals-open"))
        .caption_unseen()
        .column(t.of("assessment-name"))
        .column(t.of("assessment-remedy-route"))
        .column(t.of("assessment-decide-until"))
        .empty(t.of("assessment-appeals-none"));
    for one in &appeals {
        table.push(vec![
            Cell::link(format!("/assessment/{}", one.appraisal), one.name.as_str()),
            t.both(&one.remedy.words().text()).into(),
            one.decide_by.into(),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}

/// Places of an organ in a sentence for each kind of personnel; a kind is named only where there are several.
pub(crate) fn places_words(t: &Lookup, places: &[(String, Result<Places, law::Text>)]) -> String {
    let several = places.len() > 1;
    let words = places.iter().map(|(kind, places)| {
        let said = match places {
            Ok(places) => t.with(
                "assessment-places-of",
                &[("places", &places.places), ("taken", &places.taken), ("due", &places.due)],
            ),
            Err(why) => t.both(why).to_owned(),
        };
        if several { t.labelled(t.of(&format!("assessment-kind-{kind}")), &said) } else { said }
    });
    words.collect::<Vec<_>>().join(t.choose("；", "; "))
}

struct Found {
    name: String,
    people: Vec<Appraisal>,
    places: Vec<(String, Result<Places, law::Text>)>,
    year: i16,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &law::Rulebook,
    organ: &str,
    asked: Option<i16>,
) -> Result<Found, Fault> {
    may_look(actor)?;
    let scope = actor.scope(Area::Duty);
    let year = super::year(tx, asked)?.ok_or(Fault::NotFound)?;
    let view = cockpit::read(tx, &scope, book, &year.id)?;
    let organ = view.organs.into_iter().find(|one| one.id == organ).ok_or(Fault::NotFound)?;
    let people = appraisal::in_organ(tx, &scope, &year.id, &organ.id)?;
    Ok(Found { name: organ.name, people, places: organ.places, year: year.year })
}

/// `GET /assessment/committee/{organ}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(organ): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, organ, asked.year, FormState::default(), &[]).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    organ: String,
    year: Option<i16>,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, book, asked) = (actor.clone(), house.book(), organ.clone());
    let found = house.read(move |tx| read(tx, &asking, &book, &asked, year)).await?;
    let page = page
        .titled_with("assessment-organ-title", &[("unit", &found.name), ("year", &found.year.to_string())])
        .back_to("/assessment/committee", "assessment-committee")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let several = found.places.len() > 1;
    for (kind, places) in &found.places {
        match places {
            Ok(places) => {
                let sentence = places_words(t, &[(kind.clone(), Ok(places.clone()))]);
                let sentence = match several {
                    true => t.labelled(t.of(&format!("assessment-kind-{kind}")), &sentence),
                    false => sentence,
                };
                sheet.add(&page.decision(&places.decision, &sentence));
            }
            Err(why) => sheet.text(t.both(why)),
        }
    }
    let open: Vec<Choice> = found
        .people
        .iter()
        .filter(|one| one.state == State::Decide && actor.person.as_deref() != Some(one.person.as_str()))
        .map(|one| {
            Choice::new(one.id.as_str(), t.labelled(&one.name, &proposed_words(t, one)))
                .explained(one.comment.as_str())
        })
        .collect();
    if !open.is_empty() && actor.is_county(Role::Committee) {
        sheet.heading("assessment-to-decide");
        let ids = sheet.field("ids", "assessment-decide-these", |field| field.checkboxes(&open));
        let form = Form::to(format!("/assessment/committee/{organ}?year={}", found.year)).part(ids);
        sheet.add(&form.button(t.of("assessment-decide-as-proposed")));
        sheet.hint("assessment-decide-otherwise");
    }
    sheet.heading("assessment-people");
    sheet.add(&super::unit::table(t, t.of("assessment-people"), &found.people));
    sheet.done()
}

fn proposed_words(t: &Lookup, one: &Appraisal) -> String {
    let form = || one.form.map(|form| t.both(&form.words().text()).to_owned()).unwrap_or_default();
    let grade = one.proposed.map_or_else(form, |grade| grade_words(t, grade));
    t.with(
        "assessment-proposed",
        &[("name", &one.proposed_name.clone().unwrap_or_default()), ("grade", &grade)],
    )
}

/// `POST /assessment/committee/{organ}`: decides those ticked as they were proposed.
pub async fn decide(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(organ): Path<String>,
    Query(asked): Query<Asked>,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    let ids: Vec<String> = form.values("ids").map(str::to_owned).collect();
    if ids.is_empty() {
        form.error("ids", "web-error-choose");
        return draw(page, &house, &actor, organ, asked.year, form, &[]).await;
    }
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (who, book, count) = (actor.clone(), house.book(), ids.len());
    let work = move |tx: &mut Tx<'_>| {
        let scope = who.scope(Area::Duty);
        for id in &ids {
            let one = appraisal::find(tx, &scope, id)?;
            let verdict = Verdict { grade: one.proposed, note: String::new() };
            grade::decide(tx, &who, &book, id, &verdict).map_err(|fault| with_name(fault, &one.name))?;
        }
        Ok(())
    };
    match act(&house, &mut form, work).await? {
        Ok(()) => {
            let to = format!("/assessment/committee/{organ}");
            Ok(see_other(to).notice("assessment-done-decided-several", &[("n", &count)]).into_response())
        }
        Err(decisions) => draw(page, &house, &actor, organ, asked.year, form, &decisions).await,
    }
}

/// A refusal about one of several says whom it is about; nothing was decided then.
fn with_name(fault: Fault, name: &str) -> Fault {
    let Fault::Refused(mut refusals) = fault else { return fault };
    for refusal in &mut refusals {
        refusal.text.zh = format!("{name}：{}", refusal.text.zh);
        refusal.text.en = format!("{name}: {}", refusal.text.en);
        refusal.field = Some("ids".to_owned());
    }
    Fault::Refused(refusals)
}
