//! Small lists: facts about a thing, what needs me now, a timeline, the history of acts, the pager, the tabs
//! of a room. Not here: tables (`table.rs`).

use askama::Template;

use super::{Deadline, Markup, Tone};
use crate::i18n::Lookup;
use crate::page::Link;

/// Facts about a thing: label and value, one under the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Template)]
#[template(path = "components/facts.html")]
pub struct FactList {
    facts: Vec<(String, Markup)>,
}

impl FactList {
    /// An empty list.
    pub fn new() -> FactList {
        FactList::default()
    }

    /// Adds a fact in plain text; nothing is added for an empty value.
    #[must_use]
    pub fn fact(self, label: impl Into<String>, value: &str) -> FactList {
        if value.is_empty() { self } else { self.drawn(label, Markup::text(value)) }
    }

    /// Adds a fact drawn by a component.
    #[must_use]
    pub fn drawn(mut self, label: impl Into<String>, value: Markup) -> FactList {
        self.facts.push((label.into(), value));
        self
    }
}

impl askama::filters::HtmlSafe for FactList {}

/// One thing that needs the reader now.
#[derive(Debug, Clone)]
pub struct Todo {
    /// What is to be done, beginning with a verb.
    pub title: String,
    /// About what or whom; may be empty.
    pub about: String,
    /// By when.
    pub due: Option<Deadline>,
    /// Where it is done.
    pub href: String,
    /// The verb on the button.
    pub button: String,
}

/// Things to be done in the same way by the same day, one after another in the list.
#[derive(Debug, Clone)]
struct Together {
    first: Todo,
    /// What the others are about, and where each is done.
    others: Vec<(String, String)>,
}

impl Together {
    fn takes(&self, todo: &Todo) -> bool {
        let same_day = match (&self.first.due, &todo.due) {
            (Some(a), Some(b)) => a.same(b),
            (None, None) => true,
            _ => false,
        };
        same_day && self.first.title == todo.title && !self.first.about.is_empty() && !todo.about.is_empty()
    }
}

/// What needs the reader now: each with the day it is due and one button; those that differ only in what they are
/// about stand together under one heading.
#[derive(Debug, Clone, Template)]
#[template(path = "components/todos.html")]
pub struct TodoList {
    todos: Vec<Together>,
    empty: String,
}

impl TodoList {
    /// The list, most urgent first; `empty` is the sentence for when nothing waits.
    pub fn new(todos: Vec<Todo>, empty: impl Into<String>) -> TodoList {
        let mut groups: Vec<Together> = Vec::new();
        for todo in todos {
            match groups.last_mut() {
                Some(group) if group.takes(&todo) => group.others.push((todo.about, todo.href)),
                _ => groups.push(Together { first: todo, others: Vec::new() }),
            }
        }
        TodoList { todos: groups, empty: empty.into() }
    }
}

impl askama::filters::HtmlSafe for TodoList {}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When, in words: a day, or `2019—2023`.
    pub when: String,
    /// What.
    pub title: String,
    /// More about it; may be empty.
    pub text: String,
    /// Where it can be read in full.
    pub href: Option<String>,
    /// Its kind.
    pub tone: Tone,
}

/// What happened over time, in the order given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Template)]
#[template(path = "components/timeline.html")]
pub struct Timeline {
    entries: Vec<TimelineEntry>,
}

impl Timeline {
    /// The timeline.
    pub fn new(entries: Vec<TimelineEntry>) -> Timeline {
        Timeline { entries }
    }
}

impl askama::filters::HtmlSafe for Timeline {}

/// One act of a history.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActLine {
    /// When, e.g. `2026-03-02 14:05`.
    pub at: String,
    /// Who acted.
    pub who: String,
    /// What was done, in words.
    pub what: String,
    /// What they said with it; may be empty.
    pub note: String,
    /// Number in the ledger; empty where it is of no use.
    pub number: String,
}

/// The acts on a thing, newest last, as the ledger has them.
#[derive(Debug, Clone, Template)]
#[template(path = "components/history.html")]
pub struct History {
    t: Lookup,
    acts: Vec<ActLine>,
}

impl History {
    /// The history.
    pub fn new(t: &Lookup, acts: Vec<ActLine>) -> History {
        History { t: t.clone(), acts }
    }
}

impl askama::filters::HtmlSafe for History {}

/// Links to the pages of a long list. Draws nothing for a single page.
#[derive(Debug, Clone, Template)]
#[template(path = "components/pager.html")]
pub struct Pager {
    t: Lookup,
    base: String,
    page: usize,
    pages: usize,
    total: usize,
}

impl Pager {
    /// `page` counts from 1; `path` may carry a query, to which `page=` is added.
    pub fn new(t: &Lookup, path: &str, page: usize, total: usize, per_page: usize) -> Pager {
        let pages = total.div_ceil(per_page.max(1)).max(1);
        let base = format!("{path}{}page=", if path.contains('?') { '&' } else { '?' });
        Pager { t: t.clone(), base, page: page.clamp(1, pages), pages, total }
    }

    /// The numbers to show; 0 stands for a gap.
    fn numbers(&self) -> Vec<usize> {
        let near = |n: &usize| *n == 1 || *n == self.pages || n.abs_diff(self.page) <= 1;
        let mut out: Vec<usize> = Vec::new();
        for n in (1..=self.pages).filter(near) {
            if out.last().is_some_and(|last| last + 1 < n) {
                out.push(0);
            }
            out.push(n);
        }
        out
    }
}

impl askama::filters::HtmlSafe for Pager {}

/// The pages of one thing or room, as a row of links; the current one is marked.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/tabs.html")]
pub struct Tabs {
    label: String,
    links: Vec<Link>,
    current: String,
}

impl Tabs {
    /// Links in order; `current` is the `href` of the one being read. `label` names the row.
    pub fn new(label: impl Into<String>, links: Vec<Link>, current: impl Into<String>) -> Tabs {
        Tabs { label: label.into(), links, current: current.into() }
    }
}

impl askama::filters::HtmlSafe for Tabs {}
