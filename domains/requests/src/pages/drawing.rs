//! What pages of a request have in common: its state, its dates with their clauses, what was said, its steps. Not here:
//! forms.

use jiff::civil::Date;
use kernel::case::StepRow;
use kernel::clock;
use kernel::files::Attachment;
use kernel::procedure::Procedure;
use law::decision::Citation;
use web::components::{
    Cell, Deadline, FileItem, FileList, StateTag, Step, StepState, Steps, Table, Timeline, TimelineEntry,
    Tone,
};
use web::i18n::Lookup;
use web::sheet::Sheet;

use super::detail::Handled;
use crate::coded::State;
use crate::dates::Dated;
use crate::procedure;
use crate::request::{Request, Said};

/// The word of a stored code.
pub(super) fn word<'t>(t: &'t Lookup, what: &str, code: &str) -> &'t str {
    if code.is_empty() {
        return t.of("requests-none");
    }
    t.get(&format!("requests-{what}-{code}")).unwrap_or(t.of("requests-none"))
}

/// The state of a request, late where its day has passed.
pub(super) fn tag(t: &Lookup, state: State, late: bool) -> StateTag {
    let label = word(t, "state", state.code());
    let tone = match state {
        _ if late => Tone::Late,
        State::Received | State::Accepting => Tone::Waiting,
        State::Handling | State::Extending | State::Reviewing | State::Consulting => Tone::Active,
        State::Correcting | State::Returned | State::Disputed => Tone::Returned,
        State::Answered | State::Recorded => Tone::Done,
        State::Routed | State::Merged | State::Withdrawn | State::Refused => Tone::Stopped,
    };
    let late_word = if late { t.with("requests-late-state", &[("state", &label)]) } else { label.to_owned() };
    StateTag::new(tone, late_word)
}

/// Whether its day has passed.
pub(super) fn is_late(found: &Request, today: Date) -> bool {
    found.open && found.due.is_some_and(|due| due < today)
}

/// What the day of a request is called: until it is sorted it is the day of sorting, not of handling.
pub(super) fn due_key(found: &Request) -> &'static str {
    match found.state {
        State::Received if found.sealed => "requests-due-check",
        State::Received => "requests-due-sort",
        _ => "requests-due",
    }
}

/// The steps of a case, as far as they were taken, and the open one.
pub(super) fn steps(t: &Lookup, procedure: &Procedure, unit: &str, rows: &[StepRow]) -> Steps {
    let drawn = rows.iter().map(|row| {
        let declared = procedure.step(&row.step);
        let title = declared.map_or(row.step.clone(), |step| t.both(&step.title.text()).to_owned());
        let way = declared
            .and_then(|step| step.ways.iter().find(|way| Some(way.outcome) == row.outcome.as_deref()));
        match row.done_at {
            Some(at) => {
                let outcome = way.map(|way| t.both(&way.title.text()).to_owned()).unwrap_or_default();
                let label = if outcome.is_empty() { title } else { t.labelled(&title, &outcome) };
                Step::new(label, StepState::Done, row.done_name.clone().unwrap_or_default())
                    .done_on(t.date(clock::date_at(at)))
            }
            None => {
                let step = Step::new(title, StepState::Now, unit.to_owned());
                match row.due {
                    Some(due) => step.due(Deadline::on(t, due).provisional(row.provisional)),
                    None => step,
                }
            }
        }
    });
    Steps::new(t, drawn.collect())
}

/// Every case a request ran through with its steps, oldest first: the sorting, each handling, each review. The first handling
/// and the one after it was taken up again are told apart.
pub(super) fn draw_cases(sheet: &mut Sheet<'_>, found: &Request, cases: &[Handled]) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-steps");
    let mut handled = 0;
    for one in cases {
        let procedure = procedure::ALL.into_iter().find(|declared| declared.id == one.procedure);
        let Some(procedure) = procedure else { continue };
        let again = found.reopened && procedure.id == procedure::SERVICE.id;
        let title = match (again, handled) {
            (true, 0) => t.with("requests-handling-first-from", &[("day", &one.opened_on)]),
            (true, _) => t.with("requests-handling-again-from", &[("day", &one.opened_on)]),
            (false, _) => {
                let name = procedure.title.text();
                let name = t.both(&name);
                t.with("requests-handling-from", &[("what", &name), ("day", &one.opened_on)])
            }
        };
        handled += i64::from(procedure.id == procedure::SERVICE.id);
        sheet.lesser(&title);
        sheet.add(&steps(&t, procedure, &found.unit_name, &one.steps));
    }
}

/// Who reads the dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The resident: regulations and articles, no codes of the house.
    Resident,
    /// Somebody of an office.
    Officer,
}

/// A clause as people know it: the regulation and its article.
fn source(t: &Lookup, cited: &Citation) -> String {
    let name = t.both(&cited.regulation);
    let marked = name.starts_with('《') || name.is_ascii();
    let name = if marked { name.to_owned() } else { t.choose("《name》", "name").replace("name", name) };
    if cited.article.is_empty() {
        return name;
    }
    t.with("requests-cited", &[("regulation", &name), ("article", &cited.article)])
}

/// The clause of a date as its decision cites it.
fn clause(t: &Lookup, one: &Dated) -> String {
    let reasons = one.decision.iter().flat_map(|record| &record.reasons);
    let cited = reasons.map(|reason| &reason.citation).find(|cited| cited.clause == one.clause);
    cited.map(|cited| source(t, cited)).unwrap_or_default()
}

/// Which handling a date is of, where there was more than one.
fn handling(t: &Lookup, all: &[Dated], one: &Dated) -> String {
    if one.handling < 2 {
        return t.of("requests-handling-first").to_owned();
    }
    let began = all.iter().find(|other| other.handling == one.handling).unwrap_or(one);
    t.with("requests-handling-again-from", &[("day", &began.starts_on)])
}

/// Whether a date is one by which something may be done, not one by which it must be.
fn is_right(what: &str) -> bool {
    matches!(what, "correct" | "objection" | "file-review")
}

/// Every date with its clause, then the decision behind each that still says something.
pub(super) fn draw_dates(sheet: &mut Sheet<'_>, all: &[Dated], today: Date, reader: Reader) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-dates");
    let mut table = Table::new(&t, "dates", t.of("requests-dates"))
        .caption_unseen()
        .column(t.of("requests-date-what"))
        .entries()
        .column(t.of("requests-date-clause"))
        .column(t.of("requests-date-due"))
        .column(t.of("requests-date-met"))
        .empty(t.of("requests-dates-none"));
    let again = all.iter().any(|one| one.handling > 1);
    if again {
        table = table.column(t.of("requests-handling"));
    }
    let passed = |one: &Dated| one.due.is_some_and(|due| due < today);
    for one in all {
        let due = one.due.map(|due| t.day(due)).unwrap_or_default();
        let due = if one.provisional { t.with("requests-date-provisional", &[("day", &due)]) } else { due };
        let met = match (one.met_on, one.dropped) {
            (Some(day), _) => t.day(day),
            (None, true) => t.of("requests-date-dropped").to_owned(),
            // Nobody had to correct, object or ask for review: the day passed without it, and nothing was missed.
            (None, false) if passed(one) && is_right(&one.what) => t.of("requests-date-not-used").to_owned(),
            (None, false) if passed(one) => t.of("requests-date-late").to_owned(),
            (None, false) => t.of("requests-date-runs").to_owned(),
        };
        let mut cells = vec![
            word(&t, "date", &one.what).into(),
            Cell::Text(clause(&t, one)),
            Cell::Text(due),
            Cell::Text(met),
        ];
        if again {
            cells.push(Cell::Text(handling(&t, all, one)));
        }
        table.push(cells);
    }
    sheet.add(&table);
    for one in all.iter().filter(|one| !one.dropped) {
        let Some(record) = &one.decision else { continue };
        let what = word(&t, "date", &one.what);
        let sentence = match one.due {
            Some(due) => t.with("requests-date-sentence", &[("what", &what), ("day", &due)]),
            None => what.to_owned(),
        };
        match reader {
            Reader::Officer => sheet.decision(record, &sentence, false),
            Reader::Resident => {
                let reasons = record
                    .reasons
                    .iter()
                    .map(|reason| t.labelled(&source(&t, &reason.citation), t.both(&reason.text)));
                sheet.folded(&sentence, reasons.collect(), false);
            }
        }
    }
}

/// What was said, in order; the office's side is named by the office, never by a person.
pub(super) fn draw_said(sheet: &mut Sheet<'_>, all: &[Said]) {
    if all.is_empty() {
        return;
    }
    let t = sheet.page.t.clone();
    sheet.heading("requests-said");
    let entries = all.iter().map(|one| {
        let who = if one.by_resident { t.of("requests-resident") } else { one.unit.as_str() };
        TimelineEntry {
            when: t.moment(clock::china().to_datetime(one.at)),
            title: match one.dated_on {
                Some(day) => t.with(
                    "requests-said-on",
                    &[("who", &who), ("what", &word(&t, "said", &one.kind)), ("day", &day)],
                ),
                None => t.labelled(who, word(&t, "said", &one.kind)),
            },
            text: one.body.clone(),
            href: None,
            tone: if one.by_resident { Tone::Info } else { Tone::Done },
        }
    });
    sheet.add(&Timeline::new(entries.collect()));
}

/// The files of a request, each fetched at `base/<id>`.
pub(super) fn files(t: &Lookup, base: &str, all: &[Attachment]) -> FileList {
    let items = all.iter().map(|file| FileItem {
        name: file.name.clone(),
        href: format!("{base}/{}", file.id),
        size: u64::try_from(file.size).unwrap_or(0),
        kind: file.kind.rsplit('/').next().unwrap_or_default().to_uppercase(),
        by: String::new(),
    });
    FileList::new(t, items.collect())
}
