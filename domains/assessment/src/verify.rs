//! Verification 了解核实: the superior checks the items, gives marks by name, writes the comment and proposes a
//! grade where one is due. Not here: the decision (grade).

use kernel::actor::Role;
use kernel::case::Assigned;
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use law::rules::Grade;
use law::rules::grade_eligibility::{self as rule, Eligibility};
use rust_decimal::Decimal;
use serde_json::json;

use crate::annual::{advance, in_time, record};
use crate::appraisal::{self, Appraisal, Form, State, stored};
use crate::formula::{Marks, Sheet};
use crate::items::{self, Adjustment};
use crate::permission::wanted;
use crate::store::appraisal as sql;
use crate::{ballot, eligibility, routine};

/// What the superior found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Corrections to the item table.
    pub corrections: Vec<Adjustment>,
    /// Marks by name for 德能勤廉, 0 to 100.
    pub marks: [Option<Decimal>; 4],
    /// The comment 评语.
    pub comment: String,
    /// What the sending unit said, for somebody attached.
    pub heard: String,
    /// The grade proposed; `None` where none is due.
    pub grade: Option<Grade>,
}

/// The form in the words of this room.
#[must_use]
pub fn form_of(eligibility: &Eligibility) -> Form {
    match eligibility.form {
        rule::Form::Grade => Form::Grade,
        rule::Form::CommentOnly => Form::CommentOnly,
        rule::Form::NoGrade => Form::NoGrade,
        rule::Form::Later => Form::Later,
    }
}

/// The sheet of an appraisal as things stand: items, graded quarters, marks of closed reviews.
///
/// # Errors
/// If it cannot be read.
pub fn sheet(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<Sheet, Fault> {
    let lines = items::table(tx, appraisal)?;
    sheet_of(tx, appraisal, &lines, appraisal.marks)
}

fn sheet_of(
    tx: &mut Tx<'_>,
    appraisal: &Appraisal,
    lines: &[items::Line],
    superior: [Option<Decimal>; 4],
) -> Result<Sheet, Fault> {
    Ok(Sheet {
        category: appraisal.category,
        items: items::for_sums(lines),
        quarters: routine::graded(tx, &appraisal.cycle, &appraisal.person)?,
        marks: Marks { superior, anonymous: ballot::tallies(tx, &appraisal.id)? },
    })
}

/// Refuses a grade that the eligibility does not allow; both for proposals and for decisions.
pub(crate) fn check_grade(
    found: &Eligibility,
    record: &law::Record,
    grade: Option<Grade>,
) -> Result<(), Refusal> {
    let refuse = |zh: String, en: String| Err(Refusal::new(zh, en).at("grade").because(record.clone()));
    let form = form_of(found).words();
    match (found.form, grade) {
        (rule::Form::Grade, None) => refuse("请选择等次。".into(), "Choose a grade.".into()),
        (rule::Form::Grade, Some(grade)) => {
            let highest = found.highest.unwrap_or(Grade::Excellent);
            let fixed = highest == Grade::Incompetent && grade != highest;
            if grade > highest || fixed {
                let (zh, en) = (highest.text().zh, highest.text().en);
                return refuse(
                    format!("按规定最高可定“{zh}”，请改选。"),
                    format!("The highest grade open is “{en}”; choose again."),
                );
            }
            Ok(())
        }
        (_, Some(_)) => refuse(
            format!("按规定本年度{}，不能定等次。", form.zh),
            format!("By the rules this year ends in: {}; no grade can be given.", form.en),
        ),
        (_, None) => Ok(()),
    }
}

fn check_words(appraisal: &Appraisal, form: Form, proposal: &Proposal) -> Vec<Refusal> {
    let mut wrong = Vec::new();
    let comment = proposal.comment.trim();
    match form {
        Form::Grade | Form::CommentOnly | Form::NoGrade if comment.is_empty() => {
            wrong.push(Refusal::new("请写评语。", "Write the comment.").at("comment"));
        }
        Form::Later if !comment.is_empty() => wrong.push(
            Refusal::new(
                "立案审查调查期间不写评语，请清空。",
                "While the case is open no comment is written; leave it empty.",
            )
            .at("comment"),
        ),
        _ => {}
    }
    if appraisal.sending_unit.is_some() && proposal.heard.trim().is_empty() {
        wrong.push(
            Refusal::new(
                "此人由接收单位考核，请写明派出单位的意见。",
                "The host unit assesses this person; write what the sending unit said.",
            )
            .at("heard"),
        );
    }
    let zero_to_hundred = Decimal::ZERO..=Decimal::ONE_HUNDRED;
    for (place, mark) in proposal.marks.iter().enumerate() {
        let missing = mark.is_none() && form == Form::Grade;
        if missing || mark.is_some_and(|mark| !zero_to_hundred.contains(&mark)) {
            let refusal = Refusal::new("请给出 0–100 的分数。", "Give points from 0 to 100.");
            wrong.push(refusal.at(format!("mark_{place}")));
        }
    }
    wrong
}

/// Sends the verified appraisal with its proposal to the committee.
///
/// # Errors
/// Refusals bound to fields; a refusal with its decision where the rules do not allow the grade.
pub fn propose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &law::Rulebook,
    id: &str,
    proposal: &Proposal,
) -> Result<(), Fault> {
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Verify)?;
    not_oneself(actor, &appraisal)?;
    let decision = eligibility::of(tx, book, &appraisal)?;
    let found = eligibility::settled(&decision)?;
    let decided = eligibility::record(&decision)?;
    check_grade(&found, &decided, proposal.grade)?;
    let form = form_of(&found);
    let wrong = check_words(&appraisal, form, proposal);
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    let lines = items::keep(tx, &appraisal, &proposal.corrections)?;
    let sheet = sheet_of(tx, &appraisal, &lines, proposal.marks)?;
    let letter = items::letter_of(tx, &appraisal)?;
    let now = tx.now();
    tx.execute(
        sql::SET_PROPOSAL,
        params![
            id,
            proposal.heard.trim(),
            proposal.comment.trim(),
            stored("marks", &proposal.marks)?,
            form.code(),
            proposal.grade.map(Grade::id),
            &actor.account,
            &actor.name,
            now,
            stored("a sheet", &sheet)?,
            stored("a decision", &decided)?,
            letter
        ],
    )?;
    let next = in_time(tx, &appraisal, Assigned::role(Role::Committee, None))?;
    advance(tx, actor, &appraisal, "proposed", "", Some(next))?;
    let adjusted = lines.iter().filter(|line| line.adjusted.is_some()).count();
    let facts = json!({ "form": form.code(), "grade": proposal.grade.map(Grade::id), "adjusted": adjusted });
    record(tx, actor, &appraisal, "appraisal.proposed", facts, Some(&decided))
}

/// Sends the summary back to the person with the reason.
///
/// # Errors
/// A refusal without a reason, or if the step is not open to this actor.
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let appraisal = appraisal::find(tx, &actor.scope(Area::Duty), id)?;
    appraisal.must_be(State::Verify)?;
    not_oneself(actor, &appraisal)?;
    let reason = wanted(reason, "note", "请写明需要补充什么。", "Say what is to be added.")?;
    let next = in_time(tx, &appraisal, Assigned::person(&appraisal.person))?;
    advance(tx, actor, &appraisal, "returned", &reason, Some(next))?;
    record(tx, actor, &appraisal, "appraisal.returned", json!({ "to": "summary" }), None)
}

/// Nobody verifies or decides about themselves.
pub(crate) fn not_oneself(actor: &Actor, appraisal: &Appraisal) -> Result<(), Refusal> {
    if actor.person.as_deref() == Some(appraisal.person.as_str()) {
        return Err(Refusal::new(
            "涉及本人，应当回避。",
            "This is about yourself; somebody else has to do it.",
        ));
    }
    Ok(())
}
