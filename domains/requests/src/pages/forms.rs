//! The forms of the step at which a request stands, for who takes it. Each posts to the noun of what it changes. Not here:
//! what they do (`acts`).

use jiff::ToSpan;
use kernel::Actor;
use web::components::field::Choice;
use web::sheet::{Form, Sheet};

use super::detail::Found;
use super::drawing::word;
use super::material;
use crate::category;
use crate::coded::{Applicant, Kind, State};
use crate::facts::{Information, Matter, Ticket, read};
use crate::permission::is_county_desk;
use crate::rating;
use crate::review;
use law::rules::petition::Route;

fn posted(found: &Found, noun: &str) -> Form {
    Form::to(format!("/requests/{}/{noun}", found.request.id))
}

fn choices(all: &[(String, String)]) -> Vec<Choice> {
    all.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect()
}

/// Every form that is open to this reader.
pub(super) fn draw(sheet: &mut Sheet<'_>, found: &Found, actor: &Actor) {
    let waits = found.step.as_ref().is_some_and(|step| step.waits_for(actor));
    let request = &found.request;
    if waits {
        match (request.kind, request.state) {
            (Kind::Unsorted, State::Received) => sort(sheet, found),
            (Kind::Service, State::Handling) => service(sheet, found),
            (Kind::Service, State::Returned) => dispatch(sheet, found, "dispatch"),
            (Kind::Information, State::Handling) => information(sheet, found),
            (Kind::Information, State::Consulting) => consultation(sheet, found),
            (Kind::Petition, State::Accepting) => accept(sheet, found),
            (Kind::Petition, State::Disputed) => dispatch(sheet, found, "settlement"),
            (Kind::Petition, State::Handling) => opinion(sheet, found, "opinion"),
            (Kind::Petition, State::Reviewing) if outside(found) => letter(sheet, found),
            (Kind::Petition, State::Reviewing) => opinion(sheet, found, "decision"),
            (_, State::Extending) => extension(sheet, found),
            _ => {}
        }
    }
    if found.answers && request.open && request.state != State::Received {
        message(sheet, found);
        material::draw(sheet, &format!("/requests/{}", request.id));
    }
    if found.answers && review::awaits_delivery(request) {
        delivery(sheet, found);
    }
    if is_county_desk(actor) && request.kind == Kind::Service && request.state != State::Merged {
        publish(sheet, found);
    }
    if is_county_desk(actor) {
        desk(sheet, found, actor);
    }
    if is_county_desk(actor) && found.ratings.last().is_some_and(|rating| rating.excluded.is_empty()) {
        let t = sheet.page.t.clone();
        let note = sheet.field("note-exclusion", "requests-exclude-why", |field| field.textarea(2).max(500));
        let form = posted(found, "exclusion").part(note).button(t.of("requests-exclude"));
        sheet.fold(t.of("requests-exclude-title"), &form, false);
    }
}

/// Forms of the county's desk beside the steps: a rating that waits for a call-back, a complaint found on the way.
fn desk(sheet: &mut Sheet<'_>, found: &Found, actor: &Actor) {
    let (t, request) = (sheet.page.t.clone(), &found.request);
    let waits = found.ratings.last().is_some_and(|rating| rating.excluded == rating::ENTERED);
    if waits && request.entered_by.as_deref() != Some(actor.account.as_str()) {
        sheet.add(&posted(found, "confirmation").button(t.of("requests-rating-confirm")));
    }
    if request.open && request.state != State::Received {
        let parts = [
            sheet.field("accused", "requests-accused", |field| field.max(120)),
            sheet.field("accused_unit", "requests-accused-unit", |field| field.max(120).optional()),
        ];
        let form = posted(found, "sorting").hidden("kind", Kind::Complaint.code());
        let form = parts.into_iter().fold(form, Form::part).button(t.of("requests-take-over"));
        sheet.fold(t.of("requests-take-over-title"), &form, false);
    }
}

fn sort(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-sort");
    sheet.hint("requests-sort-hint");
    let kinds: Vec<Choice> = Kind::ALL
        .iter()
        .filter(|kind| **kind != Kind::Unsorted)
        .map(|kind| {
            let hint = t.get(&format!("requests-kind-{}-hint", kind.code())).unwrap_or_default();
            Choice::new(kind.code(), word(&t, "kind", kind.code())).explained(hint)
        })
        .collect();
    let categories: Vec<Choice> = category::categories()
        .iter()
        .map(|one| Choice::new(one.code.as_str(), t.both(&one.name())))
        .collect();
    let applicants: Vec<Choice> =
        Applicant::ALL.iter().map(|one| Choice::new(one.code(), word(&t, "applicant", one.code()))).collect();
    let units = choices(&found.offices);
    let parts = [
        sheet.field("kind", "requests-kind", |field| field.radios(&kinds)),
        sheet.field("title", "requests-title", |field| field.max(60).optional().hint("requests-title-hint")),
        sheet.field("unit", "requests-office", |field| field.select(&units).optional()),
        sheet.field("category", "requests-category", |field| {
            field.select(&categories).optional().hint("requests-category-hint")
        }),
        sheet.field("item_days", "requests-item-days", |field| {
            field.number().optional().hint("requests-item-days-hint")
        }),
        sheet.field("applicant", "requests-applicant", |field| field.select(&applicants).optional()),
        sheet.field("people", "requests-people", |field| {
            field.number().optional().hint("requests-people-hint")
        }),
        sheet.field("accused", "requests-accused", |field| {
            field.max(120).optional().hint("requests-sort-accused")
        }),
        sheet.field("accused_unit", "requests-accused-unit", |field| field.max(120).optional()),
    ];
    let form =
        parts.into_iter().fold(posted(found, "sorting"), Form::part).button(t.of("requests-sort-send"));
    sheet.add(&form);
    let into = sheet.field("into", "requests-merge-into", |field| field.max(24).hint("requests-merge-hint"));
    let form = posted(found, "merging").part(into).button(t.of("requests-merge"));
    sheet.fold(t.of("requests-merge-title"), &form, false);
}

/// A text area that begins with words of the house, unless something was typed.
fn begun(
    sheet: &mut Sheet<'_>,
    name: &'static str,
    label: &'static str,
    template: &str,
    rows: u8,
) -> web::Markup {
    let t = sheet.page.t.clone();
    if sheet.form.has(name) || template.is_empty() {
        return sheet.field(name, label, |field| field.textarea(rows).max(4000));
    }
    let form = web::FormState::default().prefilled(name, t.both(&category::template(template)));
    web::Markup::of(
        &sheet.page.field(&form, name, label).textarea(rows).max(4000).hint("requests-template-hint"),
    )
}

fn service(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-answer");
    let answer = begun(sheet, "answer", "requests-answer-words", "service", 8);
    sheet.add(&posted(found, "answer").part(answer).button(t.of("requests-answer-close")));
    let note = sheet.field("note-return", "requests-return-why", |field| field.textarea(3).max(1000));
    let form = posted(found, "return").part(note).button(t.of("requests-return"));
    sheet.fold(t.of("requests-return-title"), &form, false);
    if read::<Ticket>(&found.request).is_ok_and(|ticket| !ticket.extended) {
        let parts = [
            sheet.field("note-extension", "requests-extend-plan", |field| field.textarea(2).max(1000)),
            sheet.field("extend_until", "requests-extend-until", |field| field.date()),
        ];
        let form = parts.into_iter().fold(posted(found, "extension"), Form::part);
        sheet.fold(t.of("requests-extend-title"), &form.button(t.of("requests-extend-ask-desk")), false);
    }
}

fn dispatch(sheet: &mut Sheet<'_>, found: &Found, noun: &'static str) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-dispatch");
    sheet.hint("requests-dispatch-hint");
    let units = choices(&found.offices);
    let parts = [
        sheet.field("unit", "requests-office", |field| field.select(&units)),
        sheet.field(
            if noun == "dispatch" { "note-dispatch" } else { "note-settlement" },
            "requests-dispatch-why",
            |field| field.textarea(2).max(1000).optional(),
        ),
    ];
    let form = parts.into_iter().fold(posted(found, noun), Form::part).button(t.of("requests-dispatch-send"));
    sheet.add(&form);
}

fn information(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-answer");
    let lines: Vec<Choice> = category::lines()
        .iter()
        .filter(|line| line.answer().is_some())
        .map(|line| Choice::new(line.code.as_str(), t.both(&line.name())))
        .collect();
    let mut parts = vec![
        sheet.field("line", "requests-outcome", |field| field.select(&lines)),
        begun(sheet, "answer", "requests-answer-words", "granted", 8),
    ];
    if read::<Information>(&found.request).is_ok_and(|facts| facts.law.third_objected) {
        parts.push(sheet.field("interest", "requests-interest", |field| {
            field.textarea(3).max(1000).optional().hint("requests-interest-hint")
        }));
    }
    let form =
        parts.into_iter().fold(posted(found, "answer"), Form::part).button(t.of("requests-answer-letter"));
    sheet.add(&form);
    for kind in ["partly", "already-public", "not-held", "refused", "repeat", "petition-disguised"] {
        let text = category::template(kind);
        let lines = t.both(&text).lines().map(str::to_owned).collect();
        sheet.folded(&t.labelled(t.of("requests-template"), word(&t, "template", kind)), lines, false);
    }
    let asked = sheet.field("note-correction", "requests-correct-what", |field| field.textarea(3).max(1000));
    let until = found.today.checked_add(15.days()).unwrap_or(found.today);
    let form = web::FormState::default().prefilled("until", until.to_string());
    let until = web::Markup::of(&sheet.page.field(&form, "until", "requests-correct-until").date());
    let form = posted(found, "correction").part(asked).part(until).button(t.of("requests-correct-ask"));
    sheet.fold(t.of("requests-correct-title"), &form, false);
    let parties =
        Choice::list(&t, &[("third", "requests-party-third"), ("partner", "requests-party-partner")]);
    let parts = [
        sheet.field("party", "requests-party", |field| field.radios(&parties)),
        sheet.field("note-consultation", "requests-party-what", |field| field.textarea(3).max(1000)),
    ];
    let form =
        parts.into_iter().fold(posted(found, "consultation"), Form::part).button(t.of("requests-party-ask"));
    sheet.fold(t.of("requests-party-title"), &form, false);
    ask_extension(sheet, found);
}

fn ask_extension(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    let note = sheet.field("note-extension", "requests-extend-why", |field| field.textarea(2).max(1000));
    let form = posted(found, "extension").part(note).button(t.of("requests-extend-ask"));
    sheet.fold(t.of("requests-extend-title"), &form, false);
}

fn consultation(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-party-title");
    let outcomes = Choice::list(
        &t,
        &[
            ("agreed", "requests-party-agreed"),
            ("objected", "requests-party-objected"),
            ("silent", "requests-party-silent"),
        ],
    );
    let parts = [
        sheet.field("outcome", "requests-party-said", |field| field.radios(&outcomes)),
        sheet.field("note-hearing", "requests-party-words", |field| field.textarea(3).max(1000).optional()),
    ];
    let form =
        parts.into_iter().fold(posted(found, "hearing"), Form::part).button(t.of("requests-party-keep"));
    sheet.add(&form);
}

fn accept(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-accept");
    let units =
        Choice::list(&t, &[("working", "requests-limit-working"), ("calendar", "requests-limit-calendar")]);
    let routes: Vec<Choice> = Route::ALL
        .iter()
        .map(|route| {
            let hint = t.get(&format!("requests-route-{}-hint", route.code())).unwrap_or_default();
            Choice::new(route.code(), word(&t, "route", route.code())).explained(hint)
        })
        .collect();
    let parts = [
        sheet.field("route", "requests-route", |field| field.radios(&routes)),
        sheet.field("note-acceptance", "requests-accept-words", |field| {
            field.textarea(4).max(2000).hint("requests-accept-hint")
        }),
        sheet.field("limit_days", "requests-limit-days", |field| {
            field.number().optional().hint("requests-limit-hint")
        }),
        sheet.field("limit_unit", "requests-limit-unit", |field| field.select(&units).optional()),
        sheet.field("limit_basis", "requests-limit-basis", |field| field.max(200).optional()),
    ];
    let form =
        parts.into_iter().fold(posted(found, "acceptance"), Form::part).button(t.of("requests-accept-send"));
    sheet.add(&form);
    let note = sheet.field("note-objection", "requests-object-why", |field| field.textarea(3).max(1000));
    let form = posted(found, "objection").part(note).button(t.of("requests-object"));
    sheet.fold(t.of("requests-object-title"), &form, false);
    let parts = [
        sheet.field("earlier", "requests-again-number", |field| field.max(24)),
        sheet.field("note-refusal", "requests-again-why", |field| field.textarea(3).max(1000)),
    ];
    let form = parts.into_iter().fold(posted(found, "refusal"), Form::part).button(t.of("requests-again"));
    sheet.fold(t.of("requests-again-title"), &form, false);
}

fn opinion(sheet: &mut Sheet<'_>, found: &Found, noun: &str) {
    let t = sheet.page.t.clone();
    let review = noun == "decision";
    sheet.heading(if review { "requests-review-decide" } else { "requests-opinion" });
    sheet.hint("requests-opinion-hint");
    let mut parts = vec![
        begun(sheet, "request", "requests-opinion-request", "", 3),
        begun(sheet, "facts", "requests-opinion-facts", "petition-facts", 6),
        begun(sheet, "opinion", "requests-opinion-opinion", "petition-opinion", 5),
        begun(sheet, "basis", "requests-opinion-basis", "petition-basis", 3),
    ];
    if review {
        parts.push(sheet.field("hearing_days", "requests-hearing-days", |field| field.number().optional()));
    }
    let form = parts.into_iter().fold(posted(found, noun), Form::part).button(t.of("requests-opinion-send"));
    sheet.add(&form);
    if !review {
        ask_extension(sheet, found);
    }
}

/// Whether the organ above the county decides.
fn outside(found: &Found) -> bool {
    read::<Matter>(&found.request).is_ok_and(|facts| facts.outside)
}

fn letter(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-letter");
    sheet.hint("requests-letter-hint");
    let parts = [
        sheet.field("organ", "requests-letter-organ", |field| field.max(100)),
        sheet.field("letter_number", "requests-letter-number", |field| field.max(100)),
        sheet.field("letter_on", "requests-letter-on", |field| field.date()),
        sheet.field("letter_words", "requests-letter-words", |field| field.textarea(6).max(4000)),
    ];
    let form =
        parts.into_iter().fold(posted(found, "letter"), Form::part).button(t.of("requests-letter-send"));
    sheet.add(&form);
}

fn delivery(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-delivery");
    let day = sheet
        .field("delivered_on", "requests-delivered-on", |field| field.date().hint("requests-delivery-hint"));
    sheet.add(&posted(found, "delivery").part(day).button(t.of("requests-delivery-send")));
}

fn extension(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-extend-decide");
    if let Some(day) = read::<Ticket>(&found.request).ok().and_then(|ticket| ticket.wanted) {
        sheet.text(&t.with("requests-extend-wanted", &[("day", &t.date(day))]));
    }
    let note = sheet.field("note-extension-decision", "requests-extend-note", |field| {
        field.textarea(2).max(1000).optional()
    });
    let form = posted(found, "extension-decision")
        .part(note)
        .way("agreed", "yes", t.of("requests-extend-agree"), false)
        .way("agreed", "no", t.of("requests-extend-decline"), true);
    sheet.add(&form);
}

fn message(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    let parts = [
        sheet.field("message", "requests-message", |field| {
            field.textarea(3).max(2000).hint("requests-message-hint")
        }),
        sheet.field("files", "requests-files", |field| field.files("").optional()),
    ];
    let form = parts.into_iter().fold(posted(found, "messages").with_files(), Form::part);
    sheet.fold(t.of("requests-message-title"), &form.button(t.of("requests-message-send")), false);
}

fn publish(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    let form = web::FormState::default().prefilled("words", found.request.public_words.as_str());
    let form = if sheet.form.has("words") { sheet.form.clone() } else { form };
    let field = sheet.page.field(&form, "words", "requests-publish-words").textarea(3).max(300).optional();
    let words = web::Markup::of(&field.hint("requests-publish-hint"));
    let form = posted(found, "publication").part(words).button(t.of("requests-publish"));
    sheet.fold(t.of("requests-publish-title"), &form, false);
}
