//! What befell some people, so that every rule of the assessment meets somebody: illness, leave, sanctions,
//! investigations, attachments, secondment, transfers, retirement, a head's post held by a deputy.

use super::person::PersonPlan;
use super::post::PostPlan;
use super::unit::UnitPlan;

/// What befell a person (by position).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Ill for more than half of the closed year.
    LongIll(usize),
    /// Ill for some weeks.
    Ill(usize),
    /// On maternity leave for most of the year: neither sick nor personal leave.
    Maternity(usize),
    /// 警告 in the closed year.
    Warned(usize),
    /// 记过 in the closed year.
    Demerit(usize),
    /// 记大过 in the year before: its effect lasts through the closed year.
    MajorDemeritBefore(usize),
    /// 党内严重警告 in the closed year.
    PartySevereWarning(usize),
    /// Under investigation at the end of the closed year; ends in the running year with a warning.
    InvestigatedThenWarned(usize),
    /// Under investigation in the running year, still open.
    Investigated(usize),
    /// Attached to another unit for most of the closed year.
    Attached {
        /// Who.
        person: usize,
        /// Where to.
        to: usize,
    },
    /// Seconded to another unit.
    Seconded {
        /// Who.
        person: usize,
        /// Where to.
        to: usize,
    },
    /// Retired in the running year.
    Retires(usize),
    /// Objects to a proposed result during publicity.
    ObjectedTo(usize),
    /// Work that fell short: 基本称职.
    FellShort(usize),
    /// Failed: 不称职, and appeals.
    Failed(usize),
    /// A village cadre who lost the village's trust, two years in a row.
    Distrusted(usize),
}

/// Gives fates to ordinary people in a fixed order, spread over units; a small county has fewer of them.
#[must_use]
pub fn invent(units: &[UnitPlan], posts: &[PostPlan], people: &[PersonPlan]) -> Vec<Fate> {
    let ordinary = |kind: &'static str| {
        people
            .iter()
            .enumerate()
            .filter(move |(_, person)| {
                let post = &posts[person.post];
                person.kind == kind
                    && post.level.is_none()
                    && !post.is_head
                    && person.probation_ends.is_none()
                    && post.role == "staff"
            })
            .map(|(at, _)| at)
            .collect::<Vec<_>>()
    };
    let servants = ordinary("civil-servant");
    let staff = ordinary("institution-staff");
    let mut fates = Vec::new();
    let mut spread = Spread { from: &servants, next: 0, parts: 13 };
    let simple: [fn(usize) -> Fate; 11] = [
        Fate::LongIll,
        Fate::InvestigatedThenWarned,
        Fate::FellShort,
        Fate::Warned,
        Fate::ObjectedTo,
        Fate::Failed,
        Fate::Demerit,
        Fate::Investigated,
        Fate::MajorDemeritBefore,
        Fate::PartySevereWarning,
        Fate::Retires,
    ];
    for fate in simple {
        fates.extend(spread.take().map(fate));
    }
    if let (Some(person), Some(to)) = (spread.take(), units.iter().position(|unit| unit.kind == "township")) {
        fates.push(Fate::Attached { person, to });
    }
    if let (Some(person), Some(to)) = (spread.take(), units.iter().position(|unit| unit.key == "zhengfuban"))
    {
        fates.push(Fate::Seconded { person, to });
    }
    let mut spread = Spread { from: &staff, next: 0, parts: 4 };
    fates.extend(spread.take().map(Fate::LongIll));
    fates.extend(spread.take().map(Fate::Ill));
    fates.extend(staff.iter().rev().find(|at| !people[**at].male).map(|at| Fate::Maternity(*at)));
    // In the first village staffed; never its head, whom the review of the others needs.
    let villager = |person: &PersonPlan| units[person.unit].kind == "village" && !posts[person.post].is_head;
    fates.extend(people.iter().position(villager).map(Fate::Distrusted));
    fates
}

/// Takes people at even distances, each at most once.
struct Spread<'a> {
    from: &'a [usize],
    next: usize,
    parts: usize,
}

impl Spread<'_> {
    fn take(&mut self) -> Option<usize> {
        // With fewer people than parts the later fates find nobody: nobody has two.
        let at =
            if self.from.len() < self.parts { self.next } else { self.next * self.from.len() / self.parts };
        self.next += 1;
        self.from.get(at).copied()
    }
}
