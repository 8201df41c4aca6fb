//! How a case runs, as the reader sees it: the step bar and the deadline. Not here: procedures themselves and
//! the counting of days (kernel, law); the caller gives what they found.

use askama::Template;
use jiff::civil::{Date, DateTime};
use law::calendar::Calendar;

use super::icon::{Icon, icon};
use crate::i18n::Lookup;

/// What the time left is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Hours.
    Hours,
}

impl Span {
    fn code(self) -> &'static str {
        match self {
            Span::Days => "days",
            Span::WorkingDays => "working",
            Span::Hours => "hours",
        }
    }
}

/// When something is due and how long that is from now.
#[derive(Debug, Clone, Template)]
#[template(path = "components/deadline.html")]
pub struct Deadline {
    t: Lookup,
    when: String,
    machine: String,
    left: Option<(i64, Span)>,
    provisional: bool,
    short: bool,
}

impl Deadline {
    /// Whether both say the same day in the same words.
    pub(super) fn same(&self, other: &Deadline) -> bool {
        (&self.machine, &self.when, self.provisional) == (&other.machine, &other.when, other.provisional)
    }

    /// Due on a day.
    pub fn on(t: &Lookup, due: Date) -> Deadline {
        Deadline {
            when: t.date(due),
            machine: t.day(due),
            t: t.clone(),
            left: None,
            provisional: false,
            short: false,
        }
    }

    /// Due on a day of the county's calendar, with the working days left from `today`. Where only days off lie between,
    /// calendar days are told: something due on Sunday is not due on Saturday.
    pub fn counted(
        t: &Lookup,
        calendar: &Calendar,
        (due, provisional): (Date, bool),
        today: Date,
    ) -> Deadline {
        let days = |from: Date, to: Date| from.until(to).map_or(0, |span| i64::from(span.get_days()));
        let working = |from, to| i64::from(calendar.working_days_between(from, to).days);
        let (left, span) = match (working(today, due), working(due, today)) {
            (0, 0) => (days(today, due), Span::Days),
            (left, late) => (left - late, Span::WorkingDays),
        };
        Deadline::on(t, due).left(left, span).provisional(provisional)
    }

    /// Due at a moment, in county time.
    pub fn at(t: &Lookup, due: DateTime) -> Deadline {
        let when = format!("{} {:02}:{:02}", t.date(due.date()), due.hour(), due.minute());
        Deadline { when, machine: t.moment(due), t: t.clone(), left: None, provisional: false, short: false }
    }

    /// How much is left; below zero: overdue by so much. Leave it out where the matter is closed.
    #[must_use]
    pub fn left(mut self, left: i64, span: Span) -> Deadline {
        self.left = Some((left, span));
        self
    }

    /// The calendar of that year is not published yet, so the day may move.
    #[must_use]
    pub fn provisional(mut self, provisional: bool) -> Deadline {
        self.provisional = provisional;
        self
    }

    /// In a table: `2026-03-06`.
    #[must_use]
    pub fn short(mut self) -> Deadline {
        self.when.clone_from(&self.machine);
        self.short = true;
        self
    }

    fn left_text(&self) -> Option<String> {
        let (left, span) = self.left?;
        Some(match left {
            0 if span != Span::Hours => self.t.of("web-due-today").to_owned(),
            0 => self.t.of("web-due-this-hour").to_owned(),
            1.. => self.t.with(&format!("web-left-{}", span.code()), &[("n", &left)]),
            _ => self.t.with(&format!("web-late-{}", span.code()), &[("n", &left.saturating_abs())]),
        })
    }

    fn is_late(&self) -> bool {
        self.left.is_some_and(|(left, _)| left < 0)
    }
}

impl askama::filters::HtmlSafe for Deadline {}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done.
    Done,
    /// Open: lies with somebody.
    Now,
    /// Still to come.
    Next,
    /// Not needed in this case.
    Skipped,
}

/// One step of a procedure as it ran or will run.
#[derive(Debug, Clone)]
pub struct Step {
    /// Name of the step.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
    /// Who did it, has it or will get it; may be empty.
    pub who: String,
    /// When it was done, in words; empty if it is not.
    pub when: String,
    /// When it has to be done.
    pub due: Option<Deadline>,
}

impl Step {
    /// A step with its state and who it lies with.
    pub fn new(label: impl Into<String>, state: StepState, who: impl Into<String>) -> Step {
        Step { label: label.into(), state, who: who.into(), when: String::new(), due: None }
    }

    /// The step with when it was done.
    #[must_use]
    pub fn done_on(mut self, when: impl Into<String>) -> Step {
        self.when = when.into();
        self
    }

    /// The step with its limit.
    #[must_use]
    pub fn due(mut self, due: Deadline) -> Step {
        self.due = Some(due);
        self
    }

    fn class(&self) -> &'static str {
        match self.state {
            StepState::Done => "done",
            StepState::Now => "now",
            StepState::Next => "next",
            StepState::Skipped => "skipped",
        }
    }

    fn icon(&self) -> Icon {
        icon(match self.state {
            StepState::Done => "done",
            StepState::Now => "active",
            StepState::Next => "waiting",
            StepState::Skipped => "stopped",
        })
    }

    fn word(&self) -> &'static str {
        match self.state {
            StepState::Done => "web-step-done",
            StepState::Now => "web-step-now",
            StepState::Next => "web-step-next",
            StepState::Skipped => "web-step-skipped",
        }
    }
}

/// The step bar of a case: done by whom and when, now, next, and by when.
#[derive(Debug, Clone, Template)]
#[template(path = "components/steps.html")]
pub struct Steps {
    t: Lookup,
    steps: Vec<Step>,
}

impl Steps {
    /// The steps in order.
    pub fn new(t: &Lookup, steps: Vec<Step>) -> Steps {
        Steps { t: t.clone(), steps }
    }
}

impl askama::filters::HtmlSafe for Steps {}
