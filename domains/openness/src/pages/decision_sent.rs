//! What was sent of a step of a decision: read from its form and taken. Not here: which steps there are (`decision_forms`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Tx};
use law::Rulebook;
use law::rules::decision_gate::Fair;
use web::FormState;

use super::decision_forms::{Doing, VIEW};
use super::decision_new::traits;
use crate::decision::meeting::{self, Meeting};
use crate::decision::opening::{self, Traits};
use crate::decision::preparing::{self, Draft, Experts, FairReview};
use crate::decision::review::{self, Opinion};
use crate::decision::view::View;
use crate::decision::{after, hearing};

use Doing::{
    Comment, Decide, Draft as DraftIt, Evaluate, Experts as HearExperts, Fair as FairIt, File, Hearing,
    HearingPapers, Issue, LegalRisk, OrderEvaluation, Publish, Report, Resume, Review, Risk, SendReview,
    Start, Suspend, Table,
};

/// What was sent, of any step.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    doing: Doing,
    unit: String,
    words: String,
    outcome: String,
    day: Option<Date>,
    draft: Draft,
    experts: Experts,
    measures: String,
    fair: FairReview,
    pilot: String,
    meeting: Meeting,
    evaluation: String,
    emergency: bool,
    by_head: bool,
    traits: Traits,
    ground: String,
}

/// Reads a form; none if a value is not what its field takes.
pub(crate) fn read(form: &mut FormState, doing: Doing) -> Option<Sent> {
    let day = match doing {
        Comment | Hearing | HearingPapers | SendReview | OrderEvaluation => form.required_date("day"),
        _ => form.date("day"),
    };
    let options = if doing == DraftIt { form.required_integer("options", 1..=20) } else { None };
    let experts = match doing {
        HearExperts => {
            (form.required_integer("experts", 1..=100), form.required_integer("interested", 0..=100))
        }
        _ => (None, None),
    };
    if !form.is_ok() {
        return None;
    }
    let value = |name: &str| form.value(name).to_owned();
    let fair = match form.value("outcome") {
        "passed" => Fair::Passed,
        "exception" => Fair::Exception,
        "failed" => Fair::Failed,
        _ => Fair::None,
    };
    Some(Sent {
        doing,
        unit: value("unit"),
        words: value("words"),
        outcome: value("outcome"),
        day,
        draft: Draft {
            draft: value("draft"),
            explanation: value("explanation"),
            basis: value("basis"),
            options: options.unwrap_or(1),
        },
        experts: Experts {
            experts: experts.0.unwrap_or(0),
            interested: experts.1.unwrap_or(0),
            signed: form.ticked("signed"),
            who: value("who"),
            opinion: value("opinion"),
        },
        measures: value("measures"),
        fair: FairReview {
            fair,
            by_regulator: form.ticked("regulator"),
            heard: form.ticked("heard"),
            no_milder_option: form.ticked("milder"),
            exception_ends: day,
            words: value("words"),
        },
        pilot: value("pilot"),
        meeting: sitting(form),
        evaluation: value("evaluation"),
        emergency: form.ticked("emergency"),
        by_head: form.ticked("by_head"),
        traits: traits(form),
        ground: value("ground"),
    })
}

/// A meeting with the views that were written down.
fn sitting(form: &FormState) -> Meeting {
    let value = |name: &str| form.value(name).to_owned();
    let view = |(name, stance, words): (&str, &str, &str)| {
        let view = View { name: value(name), stance: value(stance), words: value(words) };
        // Words without a name are kept, so that the name is asked for.
        (!view.name.trim().is_empty() || !view.words.trim().is_empty()).then_some(view)
    };
    Meeting {
        views: VIEW.iter().copied().filter_map(view).collect(),
        head_last: form.ticked("head_last"),
        explanation: value("explanation"),
        outcome: value("outcome"),
        words: value("words"),
    }
}

/// Takes the step.
pub(crate) fn take(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    sent: &Sent,
) -> Result<(), Fault> {
    let yes = sent.outcome == "yes";
    let day = || sent.day.ok_or(Fault::NotFound);
    match sent.doing {
        Start => {
            let (unit, words, ground) = (sent.unit.clone(), sent.words.clone(), sent.ground.clone());
            let new = opening::Start { starts: yes, unit, words, traits: sent.traits, ground };
            opening::start(tx, actor, book, (id, &new))
        }
        DraftIt => preparing::write(tx, actor, id, &sent.draft),
        Comment => preparing::open_comment(tx, actor, book, id, (day()?, &sent.words)).map(drop),
        Hearing => hearing::announce(tx, actor, book, id, (day()?, &sent.words)).map(drop),
        HearingPapers => hearing::send_papers(tx, actor, id, (day()?, &sent.words)),
        HearExperts => preparing::hear_experts(tx, actor, id, &sent.experts),
        Risk => preparing::assess_risk(tx, actor, id, (&sent.unit, yes, &sent.words, &sent.measures)),
        FairIt => preparing::review_fairness(tx, actor, id, &sent.fair),
        SendReview => review::send(tx, actor, book, (id, day()?, &sent.words)),
        Review => {
            let (exploratory, words) = (sent.traits.exploratory, sent.words.clone());
            review::give(tx, actor, id, &Opinion { passed: yes, exploratory, words })
        }
        LegalRisk => preparing::state_legal_risk(tx, actor, book, (id, &sent.words, &sent.pilot)),
        Table => meeting::table(tx, actor, book, id),
        Decide => meeting::decide(tx, actor, book, (id, &sent.meeting)),
        Report => meeting::report(tx, actor, id, &sent.words),
        Publish => meeting::publish(tx, actor, book, (id, &sent.words)).map(drop),
        Issue => meeting::keep_private(tx, actor, book, (id, &sent.words)),
        File => meeting::file(tx, actor, book, id),
        OrderEvaluation => after::order_evaluation(tx, actor, book, id, (&sent.unit, &sent.words, day()?)),
        Evaluate => after::evaluate(tx, actor, id, (&sent.evaluation, &sent.words)),
        Suspend => after::suspend(tx, actor, book, id, (sent.emergency, sent.by_head, &sent.words)),
        Resume => after::resume(tx, actor, id, &sent.words),
    }
}
