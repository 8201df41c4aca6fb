//! The forms of the steps of a decision: which are open to whom, how they are drawn, read and taken. Not here: what is
//! allowed (`decision`).

use kernel::Actor;
use kernel::actor::Role;
use web::FormState;
use web::components::field::Choice;
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};

use super::area;
use super::decision_new::TRAITS;
use super::decisions::Found;
use crate::decision::after;

/// Rows of views a form of a meeting begins with, and by how many it grows.
const ROWS: usize = 7;

macro_rules! views {
    ($($n:literal)*) => {
        /// Fields of the views of a meeting, row by row: name, stance, words.
        pub(crate) const VIEW: &[(&str, &str, &str)] =
            &[$((concat!("name_", $n), concat!("stance_", $n), concat!("words_", $n))),*];
    };
}

views!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27);

/// How many rows a form has; one that asks for more has more.
pub(crate) fn rows(form: &FormState) -> usize {
    let now = form.value("rows").parse().unwrap_or(ROWS);
    let more = if form.value("outcome") == "more" { ROWS } else { 0 };
    now.saturating_add(more).clamp(ROWS, VIEW.len())
}

/// A step one may be taking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    Start,
    Draft,
    Comment,
    Hearing,
    HearingPapers,
    Experts,
    Risk,
    Fair,
    SendReview,
    Review,
    LegalRisk,
    Table,
    Decide,
    Report,
    Publish,
    Issue,
    File,
    OrderEvaluation,
    Evaluate,
    Suspend,
    Resume,
}

use Doing::{
    Comment, Decide, Draft as DraftIt, Evaluate, Experts as HearExperts, Fair as FairIt, File, Hearing,
    HearingPapers, Issue, LegalRisk, OrderEvaluation, Publish, Report, Resume, Review, Risk, SendReview,
    Start, Suspend, Table,
};

/// Code and label of each.
const ALL: [(Doing, &str, &str); 21] = [
    (Start, "start", "openness-do-start"),
    (DraftIt, "draft", "openness-do-draft"),
    (Comment, "comment", "openness-do-comment"),
    (Hearing, "hearing", "openness-do-hearing"),
    (HearingPapers, "hearing-papers", "openness-do-hearing-papers"),
    (HearExperts, "experts", "openness-do-experts"),
    (Risk, "risk", "openness-do-risk"),
    (FairIt, "fair", "openness-do-fair"),
    (SendReview, "send-review", "openness-do-send-review"),
    (Review, "review", "openness-do-review"),
    (LegalRisk, "legal-risk", "openness-do-legal-risk"),
    (Table, "table", "openness-do-table"),
    (Decide, "decide", "openness-do-decide"),
    (Report, "report", "openness-do-report"),
    (Publish, "publish", "openness-do-publish"),
    (Issue, "issue", "openness-do-issue"),
    (File, "file", "openness-do-file"),
    (OrderEvaluation, "order-evaluation", "openness-do-order-evaluation"),
    (Evaluate, "evaluate", "openness-do-evaluate"),
    (Suspend, "suspend", "openness-do-suspend"),
    (Resume, "resume", "openness-do-resume"),
];

impl Doing {
    pub(crate) fn from_code(code: &str) -> Option<Doing> {
        ALL.iter().find(|one| one.1 == code).map(|one| one.0)
    }

    fn entry(self) -> &'static (Doing, &'static str, &'static str) {
        ALL.iter().find(|one| one.0 == self).unwrap_or(&ALL[0])
    }

    pub(crate) fn code(self) -> &'static str {
        self.entry().1
    }

    pub(crate) fn label(self) -> &'static str {
        self.entry().2
    }
}

/// What somebody may do now.
pub(crate) fn ways(actor: &Actor, found: &Found) -> Vec<Doing> {
    let of = &found.decision;
    let mut ways = Vec::new();
    match found.mine.as_deref() {
        Some("start") => ways.push(Start),
        Some("decide") => ways.push(Decide),
        Some("file") => ways.push(File),
        _ => {}
    }
    if found.review {
        ways.push(Review);
    }
    if found.leads && of.state == "preparing" {
        ways.push(DraftIt);
        if !of.facts.not_public {
            ways.extend([Comment, Hearing]);
            ways.extend(of.facts.hearing.then_some(HearingPapers));
        }
        ways.extend(of.facts.professional.then_some(HearExperts));
        ways.extend(of.facts.risk.then_some(Risk));
        ways.extend(of.facts.market.then_some(FairIt));
        ways.push(SendReview);
        let pilot =
            of.facts.exploratory_confirmed && of.facts.review == law::rules::decision_gate::Review::Failed;
        ways.extend(pilot.then_some(LegalRisk));
        ways.push(Table);
    }
    if found.leads && of.state == "decided" {
        ways.push(match (of.facts.reported, of.facts.not_public) {
            (false, _) => Report,
            (true, false) => Publish,
            (true, true) => Issue,
        });
    }
    if found.decides && of.in_force() {
        ways.push(OrderEvaluation);
        ways.push(if of.suspended_on.is_some() { Resume } else { Suspend });
    }
    let evaluates = |one: &&after::Evaluation| !one.done && actor.units_as(Role::Head).any(|u| u == one.unit);
    ways.extend(found.evaluations.iter().find(evaluates).map(|_| Evaluate));
    ways
}

/// What somebody voted, in words.
pub(crate) fn stance<'a>(t: &'a Lookup, code: &str) -> &'a str {
    match code {
        "for" => t.of("openness-for"),
        "against" => t.of("openness-against"),
        _ => t.of("openness-reserved"),
    }
}

fn choices(t: &Lookup, pairs: &[(&str, &str)]) -> Vec<Choice> {
    pairs.iter().map(|(value, key)| Choice::new(*value, t.of(key))).collect()
}

/// Draws the form of a step.
pub(crate) fn draw(sheet: &mut Sheet<'_>, doing: Doing, found: &Found, units: &[Choice]) {
    let t = &sheet.page.t;
    let path = format!("/openness/decisions/{}", found.decision.id);
    let form = Form::to(path).hidden("do", doing.code());
    let button = t.of(doing.label());
    let form = match doing {
        Start => draw_start(sheet, (form, units), button),
        DraftIt => form
            .autosave(format!("draft-{}", found.decision.id))
            .part(area(sheet, "draft", "openness-paper-draft", 8, false))
            .part(area(sheet, "explanation", "openness-paper-explanation", 4, false))
            .part(area(sheet, "basis", "openness-paper-basis", 4, false))
            .part(sheet.field("options", "openness-options", |field| field.number().short()))
            .button(button),
        Comment => form
            .part(sheet.field("day", "openness-comment-until", |field| field.date()))
            .part(sheet.field("words", "openness-shorter", |field| {
                field.textarea(2).max(500).optional().hint("openness-shorter-hint")
            }))
            .button(button),
        Hearing => form
            .part(sheet.field("day", "openness-hearing-on", |field| field.date()))
            .part(sheet.field("words", "openness-place", |field| field.textarea(2).max(500)))
            .button(button),
        HearingPapers => form
            .part(sheet.field("day", "openness-papers-sent-on", |field| {
                field.date().hint("openness-papers-sent-hint")
            }))
            .part(area(sheet, "words", "openness-papers-sent-how", 2, false))
            .button(button),
        HearExperts => form
            .part(sheet.field("experts", "openness-experts", |field| field.number().short()))
            .part(sheet.field("interested", "openness-experts-interested", |field| field.number().short()))
            .part(sheet.field("signed", "openness-experts-signed", |field| field.tick().optional()))
            .part(area(sheet, "who", "openness-experts-who", 3, false))
            .part(area(sheet, "opinion", "openness-experts-opinion", 5, false))
            .button(button),
        Risk => {
            let levels = choices(t, &[("yes", "openness-controllable"), ("no", "openness-uncontrollable")]);
            form.part(sheet.field("unit", "openness-assessor", |field| field.select(units)))
                .part(sheet.field("outcome", "openness-risk-level", |field| field.radios(&levels)))
                .part(area(sheet, "words", "openness-risk-report", 5, false))
                .part(area(sheet, "measures", "openness-risk-measures", 3, true))
                .button(button)
        }
        FairIt => draw_fair(sheet, form).button(button),
        _ => return draw_later(sheet, doing, found, (form, units)),
    };
    sheet.add(&form);
}

/// Starting says what the decision is: what was proposed stands ticked and may be changed.
fn draw_start(sheet: &mut Sheet<'_>, (form, units): (Form, &[Choice]), button: &str) -> Form {
    let mut form = form
        .part(sheet.field("unit", "openness-lead-unit", |field| field.select(units)))
        .part(area(sheet, "words", "openness-studied", 3, false))
        .part(sheet.drawn_hint("openness-traits-hint"));
    for (name, label) in TRAITS {
        form = form.part(sheet.field(name, label, |field| field.tick().optional()));
    }
    form.part(sheet.field("ground", "openness-ground", |field| {
        field.textarea(2).max(500).optional().hint("openness-ground-hint")
    }))
    .way("outcome", "yes", button, false)
    .way("outcome", "no", sheet.page.t.of("openness-not-start"), true)
}

fn draw_fair(sheet: &mut Sheet<'_>, form: Form) -> Form {
    let conclusions = choices(
        &sheet.page.t,
        &[
            ("passed", "openness-fair-passed"),
            ("exception", "openness-fair-exception"),
            ("failed", "openness-fair-failed"),
        ],
    );
    form.part(sheet.field("outcome", "openness-fair", |field| field.radios(&conclusions)))
        .part(sheet.field("regulator", "openness-fair-regulator", |field| field.tick().optional()))
        .part(sheet.field("heard", "openness-fair-heard", |field| field.tick().optional()))
        .part(sheet.field("milder", "openness-fair-milder", |field| field.tick().optional()))
        .part(sheet.field("day", "openness-fair-ends", |field| field.date().optional()))
        .part(area(sheet, "words", "openness-fair-words", 4, false))
}

fn draw_later(sheet: &mut Sheet<'_>, doing: Doing, found: &Found, (form, units): (Form, &[Choice])) {
    let t = &sheet.page.t;
    let button = t.of(doing.label());
    let form = match doing {
        SendReview => {
            sheet.hint("openness-review-hint");
            form.part(sheet.field("day", "openness-review-due", |field| field.date()))
                .part(sheet.field("words", "openness-review-shorter", |field| {
                    field.textarea(2).max(500).optional().hint("openness-review-shorter-hint")
                }))
                .button(button)
        }
        Review => confirming(sheet, form, found)
            .part(area(sheet, "words", "openness-opinion", 6, false))
            .way("outcome", "yes", t.of("openness-review-passed"), false)
            .way("outcome", "no", t.of("openness-review-failed"), true),
        LegalRisk => form
            .part(area(sheet, "words", "openness-legal-risk", 4, false))
            .part(area(sheet, "pilot", "openness-pilot", 4, false))
            .button(button),
        Table => {
            sheet.text(t.of("openness-table-says"));
            form.button(button)
        }
        Decide => draw_meeting(sheet, form),
        Report => form.part(area(sheet, "words", "openness-reported", 3, false)).button(button),
        Publish => form.part(area(sheet, "words", "openness-published-text", 6, false)).button(button),
        Issue => form.part(area(sheet, "words", "openness-issued", 3, false)).button(button),
        File => {
            sheet.text(t.of("openness-file-says"));
            form.button(button)
        }
        OrderEvaluation => form
            .part(sheet.field("unit", "openness-evaluator", |field| field.select(units)))
            .part(area(sheet, "words", "openness-why", 3, false))
            .part(sheet.field("day", "openness-due", |field| field.date()))
            .button(button),
        Evaluate => {
            let open = found.evaluations.iter().find(|one| !one.done);
            form.hidden("evaluation", open.map(|one| one.id.as_str()).unwrap_or_default())
                .part(area(sheet, "words", "openness-evaluated", 6, false))
                .button(button)
        }
        Suspend => form
            .part(sheet.field("emergency", "openness-emergency", |field| field.tick().optional()))
            .part(sheet.field("by_head", "openness-by-head", |field| field.tick().optional()))
            .part(area(sheet, "words", "openness-why", 3, false))
            .button(button),
        _ => form.part(area(sheet, "words", "openness-why", 3, false)).button(button),
    };
    sheet.add(&form);
}

/// Whether it is exploratory is confirmed by the jurist, where the deciding body started it as such.
fn confirming(sheet: &mut Sheet<'_>, form: Form, found: &Found) -> Form {
    if !found.decision.facts.exploratory {
        return form;
    }
    form.part(sheet.field("exploratory", "openness-confirm-exploratory", |field| {
        field.tick().optional().hint("openness-confirm-exploratory-hint")
    }))
}

fn draw_meeting(sheet: &mut Sheet<'_>, form: Form) -> Form {
    let t = &sheet.page.t;
    let stances = choices(
        t,
        &[("for", "openness-for"), ("against", "openness-against"), ("reserved", "openness-reserved")],
    );
    sheet.hint("openness-meeting-hint");
    let rows = rows(sheet.form);
    let mut form = form.hidden("rows", rows.to_string());
    for (name, stance, words) in VIEW.iter().copied().take(rows) {
        form = form
            .part(sheet.field(name, "openness-who", |field| field.max(40).optional()))
            .part(sheet.field(stance, "openness-stance", |field| field.select(&stances).optional()))
            .part(sheet.field(words, "openness-said", |field| field.textarea(2).max(2_000).optional()));
    }
    form = form
        .part(sheet.field("head_last", "openness-head-last", |field| field.tick().optional()))
        .part(sheet.field("explanation", "openness-explanation", |field| {
            field.textarea(2).max(8_000).optional().hint("openness-explanation-hint")
        }))
        .part(area(sheet, "words", "openness-outcome", 4, false))
        .way("outcome", "adopted", t.of("openness-adopt"), false)
        .way("outcome", "returned", t.of("openness-return"), true)
        .way("outcome", "rejected", t.of("openness-reject"), true);
    if rows < VIEW.len() {
        form = form.way("outcome", "more", t.of("openness-more-views"), true);
    }
    form
}
