//! Which level of the action-learning pyramid a set needs, and which elements of its design are there or missing. Pure.
//! Each level includes those beneath it. Not here: sets as stored (`set`), what is done in a round (`round`).

use law::decision::Text;
use serde::Deserialize;

use crate::coded::coded;

/// Fewest members of a set.
pub const FEWEST: u32 = 4;
/// Most members of a set.
pub const MOST: u32 = 8;
/// Months a set of the fourth level works at least.
pub const LONG: u32 = 6;

coded! {
    /// A result wanted of a set; the highest decides the level.
    Wanted {
        /// Level 1: the problem is solved and the solution put into practice.
        Solution = "solution", "问题得到解决，办法落到实处", "the problem solved and the solution put into practice";
        /// Level 2: the problem is seen anew.
        Insight = "insight", "重新看清问题本身，从中学到东西", "the problem itself seen anew, and something learned from it";
        /// Level 3: the members grow.
        Growth = "growth", "成员的能力和自我认识得到提高", "members who can do more and know themselves better";
        /// Level 4: the organisation changes.
        Renewal = "renewal", "单位的惯例和制度得到改变", "changed habits and rules of the organisation";
    }
}

impl Wanted {
    /// The level it asks for, 1 to 4.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Wanted::Solution => 1,
            Wanted::Insight => 2,
            Wanted::Growth => 3,
            Wanted::Renewal => 4,
        }
    }
}

coded! {
    /// An element of the design of a set.
    Element {
        /// Members: four to eight.
        Size = "size", "成员 4–8 人", "four to eight members";
        /// Somebody to whom the problem belongs.
        Owner = "owner", "有问题负责人", "an owner of the problem";
        /// A leader who backs it.
        Sponsor = "sponsor", "有支持领导", "a sponsor";
        /// People who know.
        Experts = "experts", "业务上有人可问", "people to ask about the trade";
        /// A day on which the solution is presented.
        Presentation = "presentation", "定好成果汇报的日子", "a day for the final presentation";
        /// Somebody bound to put it into practice.
        Implementation = "implementation", "明确由谁落实", "somebody bound to put it into practice";
        /// Questions before advice.
        Questions = "questions", "约定先提问、后建议", "questions before advice, agreed";
        /// Time to understand the problem.
        Diagnosis = "diagnosis", "留出弄清问题的时间，期间不谈办法", "time to understand the problem before any solution";
        /// Assumptions are put to the test.
        Tests = "tests", "约定每个假设都要检验", "assumptions put to the test, agreed";
        /// Somebody leads the set in.
        Facilitator = "facilitator", "起步时有人引导", "somebody who leads the set in";
        /// A coach.
        Coach = "coach", "有学习教练", "a learning coach";
        /// Who comes every time.
        CoachAlways = "coach-always", "教练每次都到场", "the coach is there every time";
        /// What each wants to learn.
        Goals = "goals", "每名成员写下学习目标", "a learning goal of every member";
        /// Breaks to reflect.
        Breaks = "breaks", "每次留出反思时间", "a break to reflect in every session";
        /// Private notes.
        Journals = "journals", "成员各自写札记", "private notes kept by the members";
        /// Members tell each other.
        Feedback = "feedback", "成员相互反馈", "feedback among members";
        /// How each learns.
        Styles = "styles", "了解各人的学习方式", "how each member learns, looked at";
        /// A coach trained in critical reflection.
        CriticalCoach = "critical-coach", "教练受过批判性反思训练", "a coach trained in critical reflection";
        /// A problem of the system.
        Systemic = "systemic", "问题牵涉制度或多个单位", "a problem of rules or of several units";
        /// A sponsor who can change the rule.
        StrongSponsor = "strong-sponsor", "支持领导有权改变有关规定", "a sponsor who can change the rules concerned";
        /// Habits and premises may be questioned.
        Norms = "norms", "约定惯例和前提都可以质疑", "habits and premises may be questioned, agreed";
        /// At least half a year.
        Long = "long", "为期六个月以上", "half a year or longer";
        /// Somebody follows it up in the system.
        FollowUp = "follow-up", "有人在制度层面跟进", "somebody follows it up in rules and plans";
    }
}

impl Element {
    /// The level from which on it is needed.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Element::Size
            | Element::Owner
            | Element::Sponsor
            | Element::Experts
            | Element::Presentation
            | Element::Implementation => 1,
            Element::Questions | Element::Diagnosis | Element::Tests | Element::Facilitator => 2,
            Element::Coach
            | Element::CoachAlways
            | Element::Goals
            | Element::Breaks
            | Element::Journals
            | Element::Feedback
            | Element::Styles => 3,
            Element::CriticalCoach
            | Element::Systemic
            | Element::StrongSponsor
            | Element::Norms
            | Element::Long
            | Element::FollowUp => 4,
        }
    }

    /// Whether it is agreed by word: ticked, not seen from the set itself.
    #[must_use]
    pub fn is_agreed_by_word(self) -> bool {
        !matches!(
            self,
            Element::Size
                | Element::Owner
                | Element::Sponsor
                | Element::Experts
                | Element::Presentation
                | Element::Implementation
                | Element::Diagnosis
                | Element::Coach
                | Element::Goals
                | Element::Long
        )
    }

    /// Whether a set cannot begin without it. Of the others a person may say why it begins all the same.
    #[must_use]
    pub fn is_bound(self) -> bool {
        matches!(self, Element::Size | Element::Owner | Element::Sponsor)
    }
}

/// What the rule looks at.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Results wanted.
    pub wanted: Vec<Wanted>,
    /// Members.
    pub members: u32,
    /// Somebody owns the problem.
    pub owner: bool,
    /// Somebody backs it.
    pub sponsor: bool,
    /// Somebody to ask is named.
    pub experts: bool,
    /// A day of presentation is set.
    pub presentation: bool,
    /// Somebody is bound to put it into practice.
    pub implementation: bool,
    /// Time to understand the problem is set aside.
    pub diagnosis: bool,
    /// A coach is named.
    pub coach: bool,
    /// Members who wrote down a goal.
    pub goals: u32,
    /// Whole months from the first to the last day.
    pub months: u32,
    /// Elements agreed by word.
    pub agreed: Vec<Element>,
}

/// An element the level needs, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// Which.
    pub element: Element,
    /// Whether it is there.
    pub held: bool,
    /// What was found, in a sentence.
    pub found: Text,
}

/// What the rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Design {
    /// 1 to 4; 0 where no result is wanted yet.
    pub level: u8,
    /// The result wanted that asks for it.
    pub because: Option<Wanted>,
    /// Every element the level needs, in the order of the levels.
    pub needed: Vec<Needed>,
}

impl Design {
    /// The elements that are missing.
    pub fn missing(&self) -> impl Iterator<Item = &Needed> {
        self.needed.iter().filter(|needed| !needed.held)
    }

    /// The elements without which the set cannot begin.
    pub fn barred(&self) -> impl Iterator<Item = &Needed> {
        self.missing().filter(|needed| needed.element.is_bound())
    }
}

/// The level the wanted results ask for, and what of its elements is there.
#[must_use]
pub fn design(facts: &Facts) -> Design {
    let because = facts.wanted.iter().copied().max_by_key(|wanted| wanted.level());
    let level = because.map_or(0, Wanted::level);
    let needed = Element::ALL
        .iter()
        .filter(|element| element.level() <= level)
        .map(|element| {
            let held = holds(facts, *element);
            Needed { element: *element, held, found: found(facts, *element, held) }
        })
        .collect();
    Design { level, because, needed }
}

fn holds(facts: &Facts, element: Element) -> bool {
    match element {
        Element::Size => (FEWEST..=MOST).contains(&facts.members),
        Element::Owner => facts.owner,
        Element::Sponsor => facts.sponsor,
        Element::Experts => facts.experts,
        Element::Presentation => facts.presentation,
        Element::Implementation => facts.implementation,
        Element::Diagnosis => facts.diagnosis,
        Element::Coach => facts.coach,
        Element::Goals => facts.members > 0 && facts.goals >= facts.members,
        Element::Long => facts.months >= LONG,
        // A coach who is not named comes neither every time nor trained.
        Element::CoachAlways | Element::CriticalCoach => facts.coach && facts.agreed.contains(&element),
        _ => facts.agreed.contains(&element),
    }
}

fn found(facts: &Facts, element: Element, held: bool) -> Text {
    let (members, goals, months) = (facts.members, facts.goals, facts.months);
    match (element, held) {
        (Element::Size, true) => Text::new(format!("现有 {members} 人。"), format!("There are {members}.")),
        (Element::Size, false) if members < FEWEST => Text::new(
            format!("现有 {members} 人，还差 {} 人。", FEWEST - members),
            format!("There are {members}; {} more are needed.", FEWEST - members),
        ),
        (Element::Size, false) => Text::new(
            format!("现有 {members} 人，超出 {} 人，可分成两组。", members - MOST),
            format!("There are {members}, {} too many; two sets would do.", members - MOST),
        ),
        (Element::Goals, _) => Text::new(
            format!("{members} 名成员中已有 {goals} 人写下，由本人在小组页面填写。"),
            format!("{goals} of {members} have written theirs; each writes it on the page of the set."),
        ),
        (Element::Long, _) => Text::new(
            format!("起止日期之间满 {months} 个月，需满 {LONG} 个月。"),
            format!("{months} whole months lie between its days; {LONG} are needed."),
        ),
        (Element::CoachAlways | Element::CriticalCoach, false) if !facts.coach => {
            Text::new("还没有确定教练。", "No coach is named yet.")
        }
        (one, true) if one.is_agreed_by_word() => Text::new("已约定。", "Agreed."),
        (one, false) if one.is_agreed_by_word() => Text::new(
            "尚未约定，可在小组设计中勾选。",
            "Not agreed yet; it is ticked in the design of the set.",
        ),
        (_, true) => Text::new("已确定。", "Settled."),
        (_, false) => {
            Text::new("尚未确定，请在小组设计中补上。", "Not settled yet; add it in the design of the set.")
        }
    }
}
