//! One person's year: the result in a sentence with its basis, the table of items with formula and working, where it
//! stands, and whatever the reader may do next. Not here: verifying (verification), the printed notice (notice).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use duty::scheme::Scheme;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use law::rules::appeal::Remedy as LawRemedy;
use web::components::field::Choice;
use web::components::{Cell, Confirm, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::course::{self, Course};
use super::sheet::{Form, Sheet};
use super::{act, eligibility_sentence, grade_choices, grade_of, result_words, state_tag};
use crate::appeal::{self, Appeal, Remedy};
use crate::appraisal::{self, Appraisal, State};
use crate::grade::{self, Verdict};
use crate::items::{self, Line};
use crate::result::{self, Consequence};
use crate::terms::Terms;
use crate::working::{plain, working};
use crate::{annual, eligibility, notice, reopen, verify};

/// Everything the page shows.
pub(crate) struct Found {
    pub(crate) appraisal: Appraisal,
    pub(crate) items: Vec<Line>,
    pub(crate) sheet: crate::formula::Sheet,
    scheme: Scheme,
    eligibility: Option<Record>,
    highest: Option<law::rules::Grade>,
    remedy: Option<law::Decision<LawRemedy>>,
    appeals: Vec<Appeal>,
    consequences: Vec<Consequence>,
    course: Course,
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

async fn draw(
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
    sheet.decisions(decisions);
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

/// What the reader may do now.
fn acts_part(sheet: &mut Sheet<'_>, actor: &Actor, found: &Found) {
    let (t, one) = (&sheet.page.t, &found.appraisal);
    let mine = actor.person.as_deref() == Some(one.person.as_str());
    let waits = found.course.open.as_ref().is_some_and(|open| open.waits_for(actor));
    let organiser = actor.is_county(Role::Organiser);
    match one.state {
        State::Summary if mine => summary_form(sheet, one),
        State::Summary if organiser => refusal_form(sheet, one),
        State::Verify if waits && !mine => {
            sheet.links(vec![(format!("{}/verification", one.link()), t.of("assessment-verify").to_owned())]);
        }
        State::Decide if actor.is_county(Role::Committee) && !mine => decision_form(sheet, found),
        State::Notice if waits => {
            let confirm = Confirm::new(t, format!("{}/notice", one.link()), t.of("assessment-give-notice"))
                .effect(t.of("assessment-give-notice-effect"));
            sheet.add(&confirm);
        }
        State::Opinion if mine => opinion_form(sheet, one),
        State::Later if organiser => {
            let confirm = Confirm::new(t, format!("{}/resumption", one.link()), t.of("assessment-resume"))
                .effect(t.of("assessment-resume-effect"));
            sheet.add(&confirm);
        }
        _ => {}
    }
}

fn summary_form(sheet: &mut Sheet<'_>, one: &Appraisal) {
    sheet.hint("assessment-summary-prefilled");
    let field = sheet.field("summary", "assessment-summary", |field| field.textarea(14).max(20_000));
    let form =
        Form::to(format!("{}/summary", one.link())).autosave(format!("summary-{}", one.id)).part(field);
    sheet.add(&form.button(sheet.page.t.of("assessment-summary-send")));
}

fn refusal_form(sheet: &mut Sheet<'_>, one: &Appraisal) {
    let field = sheet.field("note", "assessment-refusal-note", |field| {
        field.textarea(3).max(1_000).why("assessment-refusal-why")
    });
    let form = Form::to(format!("{}/refusal", one.link())).part(field);
    let words = sheet.page.t.of("assessment-refusal").to_owned();
    sheet.lesser(&words);
    sheet.add(&form.way("act", "refusal", words, true));
}

fn decision_form(sheet: &mut Sheet<'_>, found: &Found) {
    let (t, one) = (&sheet.page.t, &found.appraisal);
    sheet.heading("assessment-decide");
    let proposed = one.proposed.map_or_else(
        || one.form.map(|form| t.both(&form.words().text()).to_owned()).unwrap_or_default(),
        |grade| super::grade_words(t, grade),
    );
    sheet.text(&t.with(
        "assessment-proposed",
        &[("name", &one.proposed_name.clone().unwrap_or_default()), ("grade", &proposed)],
    ));
    let choices: Vec<Choice> = grade_choices(t, found.highest);
    let mut form = Form::to(format!("{}/decision", one.link()));
    if found.highest.is_some() {
        form = form.part(sheet.field("grade", "assessment-grade", |field| field.radios(&choices)));
    }
    let note = sheet.field("note", "assessment-decided-note", |field| {
        field.textarea(3).max(2_000).optional().hint("assessment-decided-note-hint")
    });
    let form = form.part(note).way("act", "decide", t.of("assessment-decide"), false);
    sheet.add(&form.way("act", "return", t.of("assessment-return-to-verify"), true));
}

fn opinion_form(sheet: &mut Sheet<'_>, one: &Appraisal) {
    let t = &sheet.page.t;
    let text = sheet.field("opinion_text", "assessment-opinion-text", |field| {
        field.textarea(4).max(4_000).optional().hint("assessment-opinion-hint")
    });
    let form = Form::to(format!("{}/opinion", one.link())).part(text).way(
        "opinion",
        "agree",
        t.of("assessment-agree"),
        false,
    );
    sheet.heading("assessment-opinion");
    sheet.add(&form.way("opinion", "remarks", t.of("assessment-remark-on-it"), true));
}

fn remedy_part(sheet: &mut Sheet<'_>, actor: &Actor, found: &Found) {
    let (t, one) = (&sheet.page.t, &found.appraisal);
    let mine = actor.person.as_deref() == Some(one.person.as_str());
    if one.state.is_result() && one.noticed_at.is_some() {
        sheet.heading("assessment-remedies");
        if let Some(decision) = &found.remedy
            && let Ok(record) = decision.record()
        {
            let sentence = decision
                .value()
                .map(|remedy| t.with("assessment-remedy-until", &[("day", &remedy.file_by)]))
                .unwrap_or_default();
            sheet.add(&sheet.page.decision(&record, &sentence).about_person());
            if mine && decision.value().is_some() {
                remedy_form(sheet, one);
            }
        }
    }
    for appeal in &found.appeals {
        appeal_part(sheet, actor, appeal);
    }
    if one.state == State::Closed && actor.is_county(Role::Organiser) {
        let document = sheet.field("document", "assessment-document", |field| field.max(120));
        let note = sheet.field("note", "assessment-reopen-note", |field| field.textarea(3).max(1_000));
        let form = Form::to(format!("{}/reopening", one.link())).part(document).part(note);
        sheet.heading("assessment-reopen");
        sheet.add(&form.way("act", "reopen", t.of("assessment-reopen"), true));
    }
}

fn remedy_form(sheet: &mut Sheet<'_>, one: &Appraisal) {
    let t = &sheet.page.t;
    let ways: Vec<Choice> =
        Remedy::ALL.iter().map(|remedy| Choice::new(remedy.code(), t.both(&remedy.words().text()))).collect();
    let route = sheet.field("route", "assessment-remedy-route", |field| field.radios(&ways));
    let grounds = sheet.field("grounds", "assessment-remedy-grounds", |field| field.textarea(6).max(8_000));
    let form = Form::to(format!("{}/appeals", one.link()))
        .autosave(format!("appeal-{}", one.id))
        .part(route)
        .part(grounds);
    sheet.add(&form.button(t.of("assessment-remedy-file")));
}

fn appeal_part(sheet: &mut Sheet<'_>, actor: &Actor, appeal: &Appeal) {
    let t = &sheet.page.t;
    let state = format!("assessment-appeal-{}", appeal.state);
    sheet.lesser(&format!(
        "{} · {} · {}",
        t.both(&appeal.remedy.words().text()),
        t.day(appeal.filed_on),
        t.of(&state)
    ));
    sheet.quoted(&appeal.grounds);
    let sentence = t.with("assessment-decide-by", &[("day", &appeal.decide_by)]);
    sheet.add(&sheet.page.decision(&appeal.decision, &sentence));
    if !appeal.answer.is_empty() {
        sheet.quoted(&appeal.answer);
    }
    if appeal.state != "open" {
        return;
    }
    let path = format!("/assessment/appeals/{}", appeal.id);
    if actor.person.as_deref() == Some(appeal.person.as_str()) {
        sheet.add(&Form::to(path).way("act", "withdraw", t.of("assessment-appeal-withdraw"), true));
        return;
    }
    let role = if appeal.remedy == Remedy::Reconsideration { Role::Committee } else { Role::Organiser };
    if !actor.is_county(role) {
        return;
    }
    let lighter: Vec<Choice> = appraisal::GRADES
        .into_iter()
        .filter(|grade| appeal.contested.is_none_or(|contested| *grade > contested))
        .map(|grade| Choice::new(grade.id(), super::grade_words(t, grade)))
        .collect();
    let grade = sheet.field("new_grade", "assessment-appeal-grade", |field| {
        field.radios(&lighter).optional().hint("assessment-appeal-grade-hint")
    });
    let answer = sheet.field("answer", "assessment-appeal-answer", |field| field.textarea(5).max(8_000));
    let mut form =
        Form::to(path).part(grade).part(answer).way("act", "decide", t.of("assessment-appeal-decide"), false);
    if appeal.remedy != Remedy::Reconsideration && !appeal.extended {
        form = form.way("act", "extend", t.of("assessment-appeal-extend"), true);
    }
    sheet.add(&form);
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

/// `POST /assessment/{id}/notice`
pub async fn give_notice(
    page: Page,
    house: Ax<House>,
    acting: Acting,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    act_on(page, house, acting, Path((id, "notice".to_owned())), form).await
}

/// `POST /assessment/{id}/{noun}`: whatever is done to a year.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path((id, noun)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked, book) = (actor.clone(), id.clone(), house.book());
    let text = |form: &FormState, name: &str| form.value(name).to_owned();
    let (done, key) = match noun.as_str() {
        "summary" => {
            let summary = text(&form, "summary");
            (
                act(&house, &mut form, move |tx| annual::submit(tx, &who, &asked, &summary).map(|_| ()))
                    .await?,
                "assessment-done-summary",
            )
        }
        "refusal" => {
            let note = text(&form, "note");
            (
                act(&house, &mut form, move |tx| annual::record_refusal(tx, &who, &asked, &note)).await?,
                "assessment-done-refusal",
            )
        }
        "decision" if form.value("act") == "return" => {
            let note = text(&form, "note");
            (
                act(&house, &mut form, move |tx| grade::send_back(tx, &who, &asked, &note)).await?,
                "assessment-done-returned",
            )
        }
        "decision" => {
            let verdict = Verdict { grade: grade_of(&mut form, "grade"), note: text(&form, "note") };
            let work = move |tx: &mut Tx<'_>| grade::decide(tx, &who, &book, &asked, &verdict).map(|_| ());
            (act(&house, &mut form, work).await?, "assessment-done-decided")
        }
        "notice" => (
            act(&house, &mut form, move |tx| notice::give(tx, &who, &book, &asked)).await?,
            "assessment-done-noticed",
        ),
        "opinion" => {
            let (agrees, remarks) = (form.value("opinion") == "agree", text(&form, "opinion_text"));
            let work = move |tx: &mut Tx<'_>| notice::answer(tx, &who, &asked, agrees, &remarks);
            (act(&house, &mut form, work).await?, "assessment-done-opinion")
        }
        "resumption" => {
            let work = move |tx: &mut Tx<'_>| reopen::resume(tx, &who, &book, &asked).map(|_| ());
            (act(&house, &mut form, work).await?, "assessment-done-resumed")
        }
        "reopening" => {
            let (document, note) = (text(&form, "document"), text(&form, "note"));
            let work = move |tx: &mut Tx<'_>| reopen::reopen(tx, &who, &asked, &document, &note);
            (act(&house, &mut form, work).await?, "assessment-done-reopened")
        }
        "appeals" => {
            let route =
                form.required_choice("route", Remedy::CODES).and_then(|code| Remedy::from_code(&code));
            let grounds = text(&form, "grounds");
            let Some(route) = route else { return draw(page, &house, &actor, id, form, &[]).await };
            let work =
                move |tx: &mut Tx<'_>| appeal::file(tx, &who, &book, &asked, route, &grounds).map(|_| ());
            (act(&house, &mut form, work).await?, "assessment-done-appeal")
        }
        _ => return Err(Problem::not_found()),
    };
    match done {
        Ok(()) => Ok(see_other(format!("/assessment/{id}")).notice(key, &[]).into_response()),
        Err(decisions) => draw(page, &house, &actor, id, form, &decisions).await,
    }
}

/// `POST /assessment/appeals/{id}`: decided, extended or withdrawn.
pub async fn act_on_appeal(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (asking, asked) = (actor.clone(), id.clone());
    let found = house.read(move |tx| appeal::find(tx, &asking.scope(Area::Duty), &asked)).await?;
    let (who, book) = (actor.clone(), house.book());
    let answer = form.value("answer").to_owned();
    let new_grade = grade_of(&mut form, "new_grade");
    let done = match form.value("act") {
        "withdraw" => act(&house, &mut form, move |tx| appeal::withdraw(tx, &who, &id)).await?,
        "extend" => {
            act(&house, &mut form, move |tx| appeal::extend(tx, &who, &book, &id, &answer).map(|_| ()))
                .await?
        }
        _ => {
            act(&house, &mut form, move |tx| appeal::decide(tx, &who, &book, &id, new_grade, &answer)).await?
        }
    };
    match done {
        Ok(()) => Ok(see_other(format!("/assessment/{}", found.appraisal))
            .notice("assessment-done-appeal-settled", &[])
            .into_response()),
        Err(decisions) => draw(page, &house, &actor, found.appraisal, form, &decisions).await,
    }
}
