//! What a reader may do on the page of a year, as forms: each step's own, remedies, taking the year up again.
//! Not here: doing any of it (appraisal_acts).

use kernel::Actor;
use kernel::actor::Role;
use web::components::Confirm;
use web::components::field::Choice;

use super::appraisal::Found;
use super::grade_choices;
use crate::appeal::{Appeal, Remedy};
use crate::appraisal::{self, Appraisal, State};
use web::sheet::{Form, Sheet};

/// What the reader may do now.
pub(crate) fn acts_part(sheet: &mut Sheet<'_>, actor: &Actor, found: &Found) {
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
    let form = Form::to(format!("{}/summary", one.link()))
        .autosave_briefly(format!("summary-{}", one.id))
        .part(field);
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

pub(crate) fn remedy_part(sheet: &mut Sheet<'_>, actor: &Actor, found: &Found) {
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
        .autosave_briefly(format!("appeal-{}", one.id))
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
