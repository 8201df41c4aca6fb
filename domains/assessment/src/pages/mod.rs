//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod appraisal;
pub mod appraisal_acts;
pub mod appraisal_forms;
pub mod ballot;
pub mod ballots;
pub mod cockpit;
pub mod cockpit_acts;
pub mod cockpit_sheets;
mod cockpit_starts;
pub mod committee;
pub mod course;
pub mod handbook;
pub mod home;
pub mod notice;
pub mod plans;
pub mod publicity;
pub mod results;
pub mod routine;
pub mod unit;
pub mod verification;
pub mod village;

use duty::cycle::{self, Cycle, State as YearState};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::actor::Role;
use kernel::procedure::Words;
use kernel::{Actor, Fault, Tx, clock};
use law::decision::Outcome;
use law::rules::Grade;
use law::{Record, Rulebook, Text};
use web::components::field::Choice;
use web::components::{Deadline, StateTag, Tone};
use web::i18n::Lookup;
use web::sheet::Sheet;
use web::{FormState, House, Problem};

use crate::appraisal::{Appraisal, GRADES, State};

/// What an act answered: its value, or the decisions behind its refusal (the words are in the form).
pub(crate) type Acted<T> = Result<T, Vec<Record>>;

/// Writes; puts refusals beside their fields. Every other fault ends the request.
pub(crate) async fn act<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Acted<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    match house.county().write(work).await {
        Ok(value) => Ok(Ok(value)),
        Err(fault) => Ok(Err(form.take(fault)?)),
    }
}

/// The name of a code in the reader's language.
pub(crate) fn said(t: &Lookup, words: Words) -> String {
    t.choose(words.zh, words.en).to_owned()
}

/// A moment in county time.
pub(crate) fn local(at: Timestamp) -> DateTime {
    clock::china().to_datetime(at)
}

/// When something is due, counted in working days from today.
pub(crate) fn deadline(t: &Lookup, book: &Rulebook, due: (Date, bool), today: Date) -> Deadline {
    Deadline::counted(t, book.calendar(), due, today)
}

/// The state of an appraisal, drawn.
pub(crate) fn state_tag(t: &Lookup, state: State) -> StateTag {
    let tone = match state {
        State::Summary => Tone::Draft,
        State::Survey | State::Verify | State::Decide | State::Notice => Tone::Waiting,
        State::Later => Tone::Stopped,
        State::Publicity => Tone::Public,
        State::Opinion => Tone::Active,
        State::Closed => Tone::Archived,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The result of an appraisal in a word, or that there is none yet.
pub(crate) fn result_words(t: &Lookup, appraisal: &Appraisal) -> String {
    appraisal
        .result()
        .map_or_else(|| t.of("assessment-no-result").to_owned(), |text| t.both(&text).to_owned())
}

/// A grade in the reader's words.
pub(crate) fn grade_words(t: &Lookup, grade: Grade) -> String {
    t.both(&grade.text()).to_owned()
}

/// The grades to choose from, up to the highest open.
pub(crate) fn grade_choices(t: &Lookup, highest: Option<Grade>) -> Vec<Choice> {
    let fixed = highest == Some(Grade::Incompetent);
    let open = |grade: &Grade| {
        highest.is_none_or(|highest| *grade <= highest) && (!fixed || *grade == Grade::Incompetent)
    };
    GRADES.into_iter().filter(open).map(|grade| Choice::new(grade.id(), grade_words(t, grade))).collect()
}

/// A grade as a form sends it.
pub(crate) fn grade_of(form: &mut FormState, name: &str) -> Option<Grade> {
    let ids: Vec<&str> = GRADES.iter().map(|grade| grade.id()).collect();
    form.choice(name, &ids).and_then(|code| crate::appraisal::grade_from(&code))
}

/// The decisions behind a refusal.
pub(crate) fn show_decisions(sheet: &mut Sheet<'_>, records: &[Record]) {
    let t = &sheet.page.t;
    for record in records {
        let sentence = eligibility_sentence(t, record);
        let sentence = if sentence.is_empty() { t.of("assessment-basis").to_owned() } else { sentence };
        sheet.decision(record, &sentence, true);
    }
}

/// An eligibility in a sentence.
pub(crate) fn eligibility_sentence(t: &Lookup, record: &Record) -> String {
    let Outcome::Found { value } = &record.outcome else { return String::new() };
    let word = |name: &str| -> Option<Text> {
        let text = value.get("words")?.get(name)?;
        serde_json::from_value(text.clone()).ok()
    };
    let said = |text: Option<Text>| text.map(|text| t.both(&text).to_owned());
    match (said(word("form")), said(word("highest"))) {
        (Some(form), Some(highest)) => {
            t.with("assessment-eligible-highest", &[("form", &form), ("highest", &highest)])
        }
        (Some(form), None) => t.with("assessment-eligible", &[("form", &form)]),
        _ => String::new(),
    }
}

/// The year the pages of this room are about: the one asked for, else the one being assessed, else the latest.
pub(crate) fn year(tx: &mut Tx<'_>, asked: Option<i16>) -> Result<Option<Cycle>, Fault> {
    if let Some(year) = asked {
        return Ok(Some(cycle::by_year(tx, year)?.ok_or(Fault::NotFound)?));
    }
    let all = cycle::all(tx)?;
    let assessed =
        |state: YearState| matches!(state, YearState::Assessing | YearState::Publicity | YearState::Reopened);
    let found = all
        .iter()
        .find(|one| assessed(one.state))
        .or_else(|| all.iter().find(|one| one.state == YearState::Closed));
    Ok(found.or(all.first()).cloned())
}

/// The year in a query: `?year=2025`.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub(crate) struct Asked {
    /// The year.
    pub year: Option<i16>,
    /// A unit.
    pub unit: Option<String>,
    /// A person.
    pub person: Option<String>,
}

/// Whether somebody sees more than their own year.
pub(crate) fn oversees(actor: &Actor) -> bool {
    actor
        .grants
        .iter()
        .any(|grant| matches!(grant.role, Role::Head | Role::Overseer | Role::Organiser | Role::Committee))
}
