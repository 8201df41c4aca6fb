//! How a power runs, as data: steps, who takes them, within how long, who may not be the same person, what
//! is public. Domains declare procedures as constants; the public portal draws them. Pure: no database here.

use law::decision::Text;

use crate::actor::{Actor, Role};
use crate::fault::Refusal;

/// A text of a constant, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Words {
    /// Both versions of a text.
    #[must_use]
    pub const fn new(zh: &'static str, en: &'static str) -> Words {
        Words { zh, en }
    }

    /// As an owned text.
    #[must_use]
    pub fn text(self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// A version of a procedure. A case runs on the version it was opened with.
#[derive(Debug, Clone, Copy)]
pub struct Procedure {
    /// Id, e.g. `letter`.
    pub id: &'static str,
    /// Version, from 1.
    pub version: i64,
    /// Name.
    pub title: Words,
    /// What it is for, in a sentence.
    pub about: Words,
    /// Clauses it rests on.
    pub basis: &'static [&'static str],
    /// Its steps; the first opens the case.
    pub steps: &'static [Step],
}

/// One step.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Id, unique in the procedure.
    pub id: &'static str,
    /// What is to be done, as it stands in the to-do list.
    pub title: Words,
    /// Who takes it.
    pub by: By,
    /// Within how long.
    pub limit: Limit,
    /// The ways it can end.
    pub ways: &'static [Way],
    /// Steps whose doer may not take this one.
    pub not_by: &'static [&'static str],
    /// Whether the public sees that it was done and when (never by whom it concerns).
    pub public: bool,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The person the case is about.
    Person,
    /// Whoever holds the role on the unit named when the step opens.
    Role(Role),
    /// Somebody named when the step opens.
    Named,
    /// The program, on its date.
    Program,
}

/// Within how long a step is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// No limit of its own.
    Open,
    /// The period a clause sets.
    Clause(&'static str),
    /// Working days set by the county.
    WorkingDays(u16),
    /// Until a date the cycle names.
    CycleDate,
}

/// A way a step can end.
#[derive(Debug, Clone, Copy)]
pub struct Way {
    /// The word stored as the outcome.
    pub outcome: &'static str,
    /// The verb on the button.
    pub title: Words,
    /// The next step; `None` closes the case.
    pub to: Option<&'static str>,
    /// Whether a reason has to be given.
    pub reason: bool,
}

/// A step that was taken in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Which step.
    pub step: String,
    /// Account that took it.
    pub account: String,
}

impl Procedure {
    /// The step of that id.
    #[must_use]
    pub fn step(&self, id: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Whether `actor` may end `step` with `outcome` after what was taken before: the way it goes, or why not.
    /// Whether the step is theirs at all is checked where the assignment is known (`case`).
    ///
    /// # Errors
    /// A [`Refusal`]: unknown step or outcome, somebody who took an excluded step, a missing reason.
    pub fn way(
        &self,
        step: &str,
        outcome: &str,
        taken: &[Taken],
        actor: &Actor,
        note: &str,
    ) -> Result<&'static Way, Refusal> {
        let step = self.step(step).ok_or_else(|| {
            Refusal::new(
                "这一步不在本程序之内，请从待办重新进入。",
                "This step is not part of the procedure; open it again from the to-do list.",
            )
        })?;
        let way = step.ways.iter().find(|way| way.outcome == outcome).ok_or_else(|| {
            Refusal::new(
                format!("“{}”没有“{outcome}”这种办理结果，请重新选择。", step.title.zh),
                format!("“{}” cannot end with “{outcome}”; choose one of the ways offered.", step.title.en),
            )
        })?;
        if let Some(same) =
            taken.iter().find(|was| was.account == actor.account && step.not_by.contains(&was.step.as_str()))
        {
            let before = self.step(&same.step).map_or(step.title, |before| before.title);
            return Err(Refusal::new(
                format!("“{}”已由您办理，本步须由另一人办理。", before.zh),
                format!("You took “{}”; this step must be taken by somebody else.", before.en),
            ));
        }
        if way.reason && note.trim().is_empty() {
            return Err(Refusal::new("请写明理由。", "Give the reason.").at("note"));
        }
        Ok(way)
    }

    /// What is wrong with the declaration itself; empty when it is sound. For tests of each room.
    #[must_use]
    pub fn defects(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (position, step) in self.steps.iter().enumerate() {
            if self.steps.iter().skip(position + 1).any(|other| other.id == step.id) {
                found.push(format!("{}: step {} is declared twice", self.id, step.id));
            }
            if step.ways.is_empty() {
                found.push(format!("{}: step {} never ends", self.id, step.id));
            }
            for to in step.ways.iter().filter_map(|way| way.to).chain(step.not_by.iter().copied()) {
                if self.step(to).is_none() {
                    found.push(format!("{}: step {} names {to}, which is not declared", self.id, step.id));
                }
            }
            let reached = position == 0
                || self.steps.iter().any(|other| other.ways.iter().any(|way| way.to == Some(step.id)));
            if !reached {
                found.push(format!("{}: nothing leads to step {}", self.id, step.id));
            }
        }
        if !self.steps.iter().any(|step| step.ways.iter().any(|way| way.to.is_none())) {
            found.push(format!("{}: it never closes", self.id));
        }
        found
    }
}
