//! Five decisions: one with dissent, carried out and evaluated; one whose review failed and that became a pilot with its
//! risk stated; today one in public participation, one with the jurist, one just proposed. Not here: notices.

use jiff::civil::Date;
use kernel::{Actor, Fault, Role, Tx};
use law::rules::decision_gate::Fair;
use openness::decision::meeting::{self, Meeting};
use openness::decision::opening::{self, NewDecision, Traits};
use openness::decision::preparing::{self, Draft, Experts, FairReview};
use openness::decision::review::{self, Opinion};
use openness::decision::view::View;
use openness::decision::{self, after, voice};
use serde::Deserialize;

use super::{Told, head};
use crate::living::course::World;
use crate::living::{day, roster};

/// A decision as it is told.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Story {
    office: String,
    title: String,
    proposal: String,
    question: String,
    traits: Vec<String>,
    #[serde(default)]
    draft: String,
    #[serde(default)]
    explanation: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    experts: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    risk: String,
    #[serde(default)]
    measures: String,
    #[serde(default)]
    opinion: String,
    #[serde(default)]
    fair: String,
    #[serde(default)]
    legal_risk: String,
    #[serde(default)]
    pilot: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    evaluation: String,
    #[serde(default)]
    voice: Vec<Voice>,
    #[serde(default)]
    view: Vec<Stance>,
}

#[derive(Debug, Clone, Deserialize)]
struct Voice {
    title: String,
    adopted: String,
    reason: String,
    words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Stance {
    name: String,
    stance: String,
    words: String,
}

/// A step of a decision.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Propose,
    Start,
    Prepare,
    /// Comment until a day.
    Comment(Date),
    /// So many of the comments arrive.
    Voices(usize),
    /// Comments are grouped and answered.
    Sort,
    /// The draft goes to the jurist, who has until a day.
    Send(Date),
    Review,
    StateRisk,
    Table,
    Decide,
    Publish,
    File,
    OrderEvaluation(Date),
    Evaluate,
}

/// Which decision and step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    story: usize,
    step: Step,
}

/// The days of the five decisions; none where nobody reviews their legality.
pub(super) fn script(told: &Told, world: &World, (closed, running): (i16, i16)) -> Vec<(Date, Event)> {
    // A county too small for a jurist takes no major decisions.
    let appointed = roster::appointments(&world.invention);
    if ![Role::Committee, Role::Jurist].iter().all(|role| appointed.iter().any(|one| one.0 == *role)) {
        return Vec::new();
    }
    let (of, at) = (|month, on| day(closed, month, on), |month, on| day(running, month, on));
    let over: [Vec<(Date, Step)>; 2] = [
        vec![
            (of(5, 12), Step::Propose),
            (of(5, 19), Step::Start),
            (of(6, 3), Step::Prepare),
            (of(6, 10), Step::Comment(of(7, 15))),
            (of(6, 24), Step::Voices(4)),
            (of(7, 8), Step::Voices(9)),
            (of(7, 18), Step::Sort),
            (of(7, 21), Step::Send(of(8, 4))),
            (of(8, 4), Step::Review),
            (of(8, 6), Step::Table),
            (of(8, 12), Step::Decide),
            (of(8, 20), Step::Publish),
            (of(8, 29), Step::File),
            (at(6, 16), Step::OrderEvaluation(at(7, 31))),
            (at(7, 28), Step::Evaluate),
        ],
        vec![
            (at(3, 3), Step::Propose),
            (at(3, 11), Step::Start),
            (at(3, 27), Step::Prepare),
            (at(4, 2), Step::Comment(at(5, 8))),
            (at(4, 20), Step::Voices(5)),
            (at(5, 12), Step::Sort),
            (at(5, 13), Step::Send(at(5, 25))),
            (at(5, 25), Step::Review),
            (at(6, 9), Step::StateRisk),
            (at(6, 11), Step::Table),
            (at(6, 18), Step::Decide),
            (at(6, 29), Step::Publish),
            (at(7, 6), Step::File),
        ],
    ];
    let mut script = Vec::new();
    let all = over.into_iter().chain(under_way(running));
    for (story, steps) in all.enumerate().take(told.decision.len()) {
        script.extend(steps.into_iter().map(|(on, step)| (on, Event { story, step })));
    }
    script
}

/// The days of what is under way when a visitor comes: in comment, with the jurist, just proposed.
fn under_way(year: i16) -> [Vec<(Date, Step)>; 3] {
    let at = |month, on| day(year, month, on);
    [
        vec![
            (at(9, 21), Step::Propose),
            (at(9, 29), Step::Start),
            (at(10, 19), Step::Prepare),
            (at(10, 26), Step::Comment(at(12, 4))),
            (at(11, 5), Step::Voices(5)),
            (at(11, 13), Step::Voices(9)),
        ],
        vec![
            (at(8, 24), Step::Propose),
            (at(9, 1), Step::Start),
            (at(9, 11), Step::Prepare),
            (at(9, 15), Step::Comment(at(10, 20))),
            (at(9, 29), Step::Voices(3)),
            (at(10, 16), Step::Voices(7)),
            (at(10, 23), Step::Sort),
            (at(11, 16), Step::Send(at(11, 27))),
        ],
        vec![(at(11, 17), Step::Propose)],
    ]
}

/// Takes a step; nothing where the lead unit has no head.
pub(super) fn live(tx: &mut Tx<'_>, world: &World, told: &Told, event: &Event) -> Result<(), Fault> {
    let story = &told.decision[event.story];
    let Some(unit) = world.invention.unit(&story.office) else { return Ok(()) };
    let Some(lead) = head(tx, world, unit)? else { return Ok(()) };
    let unit = world.id("units", unit)?;
    if matches!(event.step, Step::Propose) {
        return propose(tx, &lead, (&unit, story));
    }
    // The office of the county government acts for the deciding body; without a head there nothing is started.
    let Some(government) = world.invention.unit("zhengfuban") else { return Ok(()) };
    let Some(government) = head(tx, world, government)? else { return Ok(()) };
    let all = decision::list(tx, &government)?;
    let Some(found) = all.into_iter().find(|one| one.title == story.title) else { return Ok(()) };
    let id = found.id.as_str();
    match event.step {
        Step::Propose => Ok(()),
        Step::Start => {
            let words = "承办单位作了可行性论证，常务会议研究同意启动".to_owned();
            let traits = traits(story);
            let new = opening::Start { starts: true, unit, words, traits, ground: String::new() };
            opening::start(tx, &government, &world.book, (id, &new))
        }
        Step::Prepare => prepare(tx, &lead, id, story),
        Step::Comment(until) => preparing::open_comment(tx, &lead, &world.book, id, (until, "")).map(drop),
        Step::Voices(n) => voices(tx, story, (&found.number, found.comments), n),
        Step::Sort => sort(tx, &lead, id, story),
        Step::Send(due) => review::send(tx, &lead, &world.book, (id, due, "")),
        Step::Review => {
            let jurist = world.appointed(tx, Role::Jurist)?;
            let pilot = !story.legal_risk.is_empty();
            let opinion = Opinion { passed: !pilot, exploratory: pilot, words: story.opinion.clone() };
            review::give(tx, &jurist, id, &opinion)
        }
        Step::StateRisk => {
            preparing::state_legal_risk(tx, &lead, &world.book, (id, &story.legal_risk, &story.pilot))
        }
        Step::Table => meeting::table(tx, &lead, &world.book, id),
        Step::Decide => meeting::decide(tx, &government, &world.book, (id, &sitting(story))),
        Step::Publish => {
            meeting::report(tx, &lead, id, "已向县委请示报告，县委常委会研究同意")?;
            meeting::publish(tx, &lead, &world.book, (id, &story.result)).map(drop)
        }
        Step::File => meeting::file(tx, &lead, &world.book, id),
        Step::OrderEvaluation(due) => {
            let Some(other) = world.invention.unit("shenji") else { return Ok(()) };
            let other = world.id("units", other)?;
            let why = "实施满十个月，群众对引导岗撤除意见较多";
            after::order_evaluation(tx, &government, &world.book, id, (&other, why, due))
        }
        Step::Evaluate => evaluate(tx, world, id, story),
    }
}

fn traits(story: &Story) -> Traits {
    let has = |name: &str| story.traits.iter().any(|one| one == name);
    Traits {
        wide_disagreement: has("wide_disagreement"),
        professional: has("professional"),
        risk: has("risk"),
        market: has("market"),
        exploratory: has("exploratory"),
        ..Traits::default()
    }
}

fn propose(tx: &mut Tx<'_>, lead: &Actor, (unit, story): (&str, &Story)) -> Result<(), Fault> {
    let new = NewDecision {
        title: story.title.clone(),
        unit: unit.to_owned(),
        proposal: story.proposal.clone(),
        question: story.question.clone(),
        traits: traits(story),
    };
    opening::propose(tx, lead, &new).map(drop)
}

fn prepare(tx: &mut Tx<'_>, lead: &Actor, id: &str, story: &Story) -> Result<(), Fault> {
    let draft = Draft {
        draft: story.draft.clone(),
        explanation: story.explanation.clone(),
        basis: story.basis.clone(),
        options: 2,
    };
    preparing::write(tx, lead, id, &draft)?;
    let experts = Experts {
        experts: 3,
        interested: 0,
        signed: true,
        who: story.who.clone(),
        opinion: story.experts.clone(),
    };
    preparing::hear_experts(tx, lead, id, &experts)?;
    let of = decision::find(tx, lead, id)?;
    preparing::assess_risk(tx, lead, id, (&of.unit, true, &story.risk, &story.measures))?;
    if !story.fair.is_empty() {
        let fair = FairReview {
            fair: Fair::Passed,
            by_regulator: true,
            heard: true,
            words: story.fair.clone(),
            ..FairReview::default()
        };
        preparing::review_fairness(tx, lead, id, &fair)?;
    }
    Ok(())
}

/// The next comments, up to `to` of them in all.
fn voices(tx: &mut Tx<'_>, story: &Story, (number, have): (&str, i64), to: usize) -> Result<(), Fault> {
    let have = usize::try_from(have).unwrap_or(0);
    let all: Vec<&String> = story.voice.iter().flat_map(|voice| &voice.words).collect();
    for words in all.into_iter().take(to).skip(have) {
        voice::comment(tx, number, words)?;
    }
    Ok(())
}

fn sort(tx: &mut Tx<'_>, lead: &Actor, id: &str, story: &Story) -> Result<(), Fault> {
    for voice in &story.voice {
        let left = voice::ungrouped(tx, lead, id, 100)?;
        let of: Vec<String> =
            left.into_iter().filter(|one| voice.words.contains(&one.body)).map(|one| one.id).collect();
        if of.is_empty() {
            continue;
        }
        voice::put(tx, lead, id, (&of, None, &voice.title))?;
        let groups = voice::groups(tx, id)?;
        if let Some(group) = groups.iter().find(|group| group.title == voice.title) {
            voice::answer(tx, lead, id, (&group.id, &voice.adopted, &voice.reason))?;
        }
    }
    Ok(())
}

fn sitting(story: &Story) -> Meeting {
    let view =
        |one: &Stance| View { name: one.name.clone(), stance: one.stance.clone(), words: one.words.clone() };
    Meeting {
        views: story.view.iter().map(view).collect(),
        head_last: true,
        explanation: String::new(),
        outcome: "adopted".to_owned(),
        words: story.result.clone(),
    }
}

fn evaluate(tx: &mut Tx<'_>, world: &World, id: &str, story: &Story) -> Result<(), Fault> {
    let Some(other) = world.invention.unit("shenji") else { return Ok(()) };
    let Some(actor) = head(tx, world, other)? else { return Ok(()) };
    let open = after::evaluations(tx, id)?.into_iter().find(|one| !one.done);
    match open {
        Some(open) => after::evaluate(tx, &actor, id, (&open.id, &story.evaluation)),
        None => Ok(()),
    }
}
