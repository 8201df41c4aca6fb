//! One person's year: the result in a sentence with its basis, the table of items with formula and working, where it
//! stands, and whatever the reader may do next. Not here: verifying (verification), the printed notice (notice).

use axum::extract::{Path, State as Ax};
use axum::response::Response;
use duty::scheme::Scheme;
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use law::rules::appeal::Remedy as LawRemedy;
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem};

use super::appraisal_forms::{acts_part, remedy_part};
use super::course::{self, Course};
use super::{eligibility_sentence, result_words, show_decisions, state_tag};
use crate::appeal::{self, Appeal};
use crate::appraisal::{self, Appraisal, State};
use crate::items::{self, Line};
use crate::result::{self, Consequence};
use crate::terms::Terms;
use crate::working::{plain, working};
use crate::{annual, eligibility, notice, verify};
use web::sheet::Sheet;

/// Everything the page shows.
pub(crate) struct Found {
    pub(crate) appraisal: Appraisal,
    pub(crate) items: Vec<Line>,
    pub(crate) sheet: crate::formula::Sheet,
    pub(crate) scheme: Scheme,
    pub(crate) eligibility: Option<Record>,
    pub(crate) highest: Option<law::rules::Grade>,
    pub(crate) remedy: Option<law::Decision<LawRemedy>>,
    pub(crate) appeals: Vec<Appeal>,
    consequences: Vec<Consequence>,
    pub(crate) course: Course,
    draft: String,
    today: Date,
}

pub(crate) fn read(tx: &mut Tx<'_>, actor: &Actor, book: &law::Rulebook, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Duty);
    let appraisal = appraisal::find(tx, &scope, id)?;
    let items = items::table(tx, &appraisal)?;
    let live = verify::sheet(tx, &appraisal)?;
    let sheet = appraisal.sheet.clone().unwrap_or(live);
    let now = eligibility::of(tx, book, &appraisal)?;
    let highest = now.value().and_then(|found| found.highest);
    let eligibility = match (&appraisal.eligibility, appraisal.state.is_result()) {
        (Some(kept), true) => Some(kept.clone()),
        _ => Some(eligibility::record(&now)?),
    };
    let today = tx.today();
    let mine = actor.person.as_deref() == Some(appraisal.person.as_str());
    let draft = if mine && appraisal.state == State::Summary && appraisal.summary.is_empty() {
        annual::prefill(tx, &appraisal)?
    } else {
        appraisal.summary.clone()
    };
    Ok(Found {
        remedy: notice::remedy(&appraisal, book, today),
        appeals: appeal::of(tx, &scope, id)?,
        consequences: result::of_appraisal(tx, &scope, id)?,
        course: course::read(tx, &scope, &appraisal.case, ("appraisal", id))?,
        scheme: duty::cycle::scheme(tx, &appraisal.cycle)?,
        appraisal,
        items,
        sheet,
        eligibility,
        highest,
        draft,
        today,
    })
}

pub(crate) fn titled(page: Page, appraisal: &Appraisal) -> Page {
    let args: [(&str, &dyn web::argument::Arg); 2] =
        [("year", &appraisal.year.to_string()), ("name", &appraisal.name)];
    page.titled_with("assessment-title", &args).across()
}

/// `GET /assessment/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, id, FormState::default(), &[]).await
}

pub(crate) async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, book) = (actor.clone(), house.book());
    let found = house.read(move |tx| read(tx, &asking, &book, &id)).await?;
    let page = titled(page, &found.appraisal).back_to("/assessment", "assessment-room");
    let mut form = form;
    if !form.has("summary") {
        form.set("summary", found.draft.clone());
    }
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    result_part(&mut sheet, &found);
    if let Some((name, note)) = found.course.sent_back() {
        sheet.text(&page.t.with("assessment-sent-back", &[("name", &name), ("note", &note)]));
    }
    acts_part(&mut sheet, actor, &found);
    sheet.add(&found.course.bar(&page.t, &house.book(), found.appraisal.runs(), found.today));
    score_part(&mut sheet, &found);
    words_part(&mut sheet, &found);
    remedy_part(&mut sheet, actor, &found);
    consequences_part(&mut sheet, &found.consequences);
    sheet.heading("assessment-history");
    sheet.add(&found.course.history(&page.t));
    sheet.done()
}

fn result_part(sheet: &mut Sheet<'_>, found: &Found) {
    let (t, one) = (&sheet.page.t, &found.appraisal);
    if let Some(sentence) = notice::sentence(one) {
        sheet.text(t.both(&sentence));
    }
    let sending =
        one.sending_unit.as_ref().map(|_| t.of("assessment-host-assesses").to_owned()).unwrap_or_default();
    let facts = FactList::new()
        .drawn(t.of("assessment-state"), Markup::of(&state_tag(t, one.state)))
        .fact(t.of("assessment-result"), &result_words(t, one))
        .fact(t.of("assessment-unit"), &one.unit_name)
        .fact(t.of("assessment-category"), t.both(&one.category.words().text()))
        .fact(t.of("assessment-attached"), &sending)
        .fact(t.of("assessment-proposed-by"), one.proposed_name.as_deref().unwrap_or_default())
        .fact(t.of("assessment-decided-by"), one.decided_name.as_deref().unwrap_or_default())
        .fact(t.of("assessment-noticed-by"), one.noticed_name.as_deref().unwrap_or_default());
    sheet.add(&facts);
    if let Some(record) = &found.eligibility {
        let sentence = eligibility_sentence(t, record);
        let contest = format!("{}#remedies", one.link());
        let panel = sheet.page.decision(record, &sentence).about_person();
        let panel = if one.state.is_result() { panel.contest(&contest) } else { panel };
        sheet.add(&panel);
    }
    if one.state.is_result() {
        sheet.links(vec![(format!("{}/notice", one.link()), t.of("assessment-notice").to_owned())]);
    }
}

pub(crate) fn score_part(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    sheet.heading("assessment-items");
    sheet.add(&items_table(t, &found.items));
    let working_lines: Vec<String> =
        found.items.iter().map(|line| t.labelled(&line.title, t.both(&line.working))).collect();
    sheet.folded(t.of("assessment-item-workings"), working_lines, false);
    sheet.heading("assessment-working");
    sheet.hint("assessment-working-about");
    let terms = Terms::of(&found.scheme, found.sheet.category);
    let mut table = Table::new(t, "working", t.of("assessment-working"))
        .caption_unseen()
        .column(t.of("assessment-dimension"))
        .number_column(t.of("assessment-weight"))
        .number_column(t.of("assessment-points"))
        .column(t.of("assessment-formula"));
    for line in working(&found.sheet, &terms) {
        let name = line
            .of
            .map_or_else(|| t.of("assessment-total").to_owned(), |of| t.both(&of.words().text()).to_owned());
        table.push(vec![
            name.into(),
            Cell::Number(crate::working::percent(line.weight)),
            Cell::Number(line.points.map(plain).unwrap_or_else(|| "—".to_owned())),
            t.both(&line.text).into(),
        ]);
    }
    sheet.add(&table);
}

fn items_table(t: &Lookup, items: &[Line]) -> Table {
    let mut table = Table::new(t, "items", t.of("assessment-items"))
        .caption_unseen()
        .column(t.of("assessment-item"))
        .number_column(t.of("assessment-weight"))
        .column(t.of("assessment-goal"))
        .column(t.of("assessment-came"))
        .number_column(t.of("assessment-computed"))
        .number_column(t.of("assessment-adjusted"))
        .column(t.of("assessment-adjusted-why"))
        .empty(t.of("assessment-items-none"));
    for line in items {
        let points = |points: Option<rust_decimal::Decimal>| points.map(plain).unwrap_or_default();
        table.push(vec![
            line.title.as_str().into(),
            Cell::Number(crate::working::percent(line.weight.unsigned_abs())),
            line.goal.map(|goal| format!("{}{}", plain(goal), line.unit)).unwrap_or_default().into(),
            came_words(t, line).into(),
            Cell::Number(points(line.computed)),
            Cell::Number(points(line.adjusted)),
            line.reason.as_str().into(),
        ]);
    }
    table
}

pub(crate) fn came_words(t: &Lookup, line: &Line) -> String {
    use duty::measure::Measure;
    match line.measure {
        Measure::Milestone => line
            .came
            .reached
            .map(|day| t.day(day))
            .unwrap_or_else(|| t.of("assessment-not-reached").to_owned()),
        Measure::Rating => {
            let ratings: Vec<String> = line.came.ratings.iter().map(|rating| plain(*rating)).collect();
            t.join(&ratings)
        }
        Measure::Standard => {
            let breaches = line.came.amount.unwrap_or_default();
            t.with("assessment-breaches", &[("n", &plain(breaches))])
        }
        Measure::Quantity => {
            line.came.amount.map(|amount| format!("{}{}", plain(amount), line.unit)).unwrap_or_default()
        }
    }
}

fn words_part(sheet: &mut Sheet<'_>, found: &Found) {
    let one = &found.appraisal;
    for (key, text) in [
        ("assessment-summary", &one.summary),
        ("assessment-heard", &one.heard),
        ("assessment-comment", &one.comment),
        ("assessment-decided-note", &one.decided_note),
        ("assessment-opinion-text", &one.opinion_text),
    ] {
        if !text.is_empty() {
            sheet.heading(key);
            sheet.quoted(text);
        }
    }
}

fn consequences_part(sheet: &mut Sheet<'_>, consequences: &[Consequence]) {
    if consequences.is_empty() {
        return;
    }
    let t = &sheet.page.t;
    let mut table = Table::new(t, "consequences", t.of("assessment-consequences"))
        .caption_unseen()
        .column(t.of("assessment-consequence"))
        .column(t.of("assessment-clause"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-document"));
    for one in consequences {
        table.push(vec![
            t.both(&one.text).into(),
            one.clause.as_str().into(),
            t.of(&format!("assessment-consequence-{}", one.state)).into(),
            one.document.as_str().into(),
        ]);
    }
    sheet.heading("assessment-consequences");
    sheet.add(&table);
}
