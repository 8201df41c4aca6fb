//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

mod answering;
pub mod decision_forms;
pub mod decision_new;
pub mod decision_papers;
mod decision_sent;
pub mod decisions;
pub mod feed;
pub mod home;
pub mod notices;
pub mod office;
pub mod open_decisions;
pub mod open_notices;
pub mod open_objections;
pub mod village;
pub mod villages;
pub mod voice;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Fault, Tx, clock};
use law::Record;
use web::components::{FactList, StateTag, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Problem};

use crate::notice::Kind;
use crate::ticket::Slip;

/// Writes; puts refusals beside their fields and answers the decisions they rest on. Every other fault ends the request.
pub(crate) async fn act<T, F>(
    house: &House,
    form: &mut FormState,
    work: F,
) -> Result<Result<T, Vec<Record>>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    match house.county().write(work).await {
        Ok(value) => Ok(Ok(value)),
        Err(fault) => Ok(Err(form.take(fault)?)),
    }
}

/// The decisions a refusal rests on, above the form.
pub(crate) fn refused(sheet: &mut Sheet<'_>, why: &[Record]) {
    for record in why {
        let sentence = sheet.page.t.of("openness-not-allowed").to_owned();
        sheet.decision(record, &sentence, false);
    }
}

/// Name of a kind.
pub(crate) fn kind_name<'a>(t: &'a Lookup, kind: &Kind) -> &'a str {
    t.choose(kind.name.zh, kind.name.en)
}

/// The day of a moment.
pub(crate) fn day_of(t: &Lookup, at: Timestamp) -> String {
    t.day(clock::date_at(at))
}

/// A page number from its query.
pub(crate) fn page_number(page: Option<&str>) -> usize {
    page.and_then(|page| page.parse().ok()).filter(|page| *page >= 1).unwrap_or(1)
}

/// The state of a notice.
pub(crate) fn notice_tag(
    t: &Lookup,
    kind: &Kind,
    (state, closes_on): (&str, Option<Date>),
    today: Date,
) -> StateTag {
    match (state, closes_on) {
        ("draft", _) => StateTag::new(Tone::Draft, t.of("openness-state-draft")),
        ("closed", _) => StateTag::new(Tone::Done, t.of("openness-state-closed")),
        (_, Some(last)) if kind.asks && today <= last => {
            StateTag::new(Tone::Public, t.with("openness-state-asking", &[("day", &last)]))
        }
        (_, Some(_)) if kind.asks => StateTag::new(Tone::Done, t.of("openness-state-asked")),
        (_, Some(last)) if today <= last => {
            StateTag::new(Tone::Public, t.with("openness-state-until", &[("day", &last)]))
        }
        (_, Some(_)) if kind.concludes => StateTag::new(Tone::Waiting, t.of("openness-state-over")),
        (_, Some(_)) => StateTag::new(Tone::Done, t.of("openness-state-ended")),
        (_, None) => StateTag::new(Tone::Public, t.of("openness-state-published")),
    }
}

/// The state of a decision.
pub(crate) fn decision_tag(t: &Lookup, state: &str, suspended: bool) -> StateTag {
    if suspended {
        return StateTag::new(Tone::Late, t.of("openness-decision-suspended"));
    }
    let (tone, key) = match state {
        "proposed" => (Tone::Draft, "openness-decision-proposed"),
        "preparing" => (Tone::Active, "openness-decision-preparing"),
        "tabled" => (Tone::Waiting, "openness-decision-tabled"),
        "decided" => (Tone::Active, "openness-decision-decided"),
        "published" => (Tone::Public, "openness-decision-published"),
        "kept" => (Tone::Active, "openness-decision-kept"),
        "closed" => (Tone::Archived, "openness-decision-closed"),
        "rejected" => (Tone::Stopped, "openness-decision-rejected"),
        _ => (Tone::Stopped, "openness-decision-dropped"),
    };
    StateTag::new(tone, t.of(key))
}

/// How many comments came and in how many groups they are answered.
pub(crate) fn use_of_comments(t: &Lookup, comments: i64, groups: usize) -> String {
    t.with("openness-use-sum", &[("n", &comments), ("groups", &groups)])
}

/// What the writer keeps: number and secret, shown once.
pub(crate) fn slip(sheet: &mut Sheet<'_>, slip: &Slip, follow: &str) {
    let t = &sheet.page.t;
    let facts = FactList::new()
        .fact(t.of("openness-slip-number"), &slip.number)
        .fact(t.of("openness-slip-secret"), &slip.secret);
    let link = (follow.to_owned(), t.of("openness-follow").to_owned());
    sheet.add(&facts);
    sheet.hint("openness-slip-hint");
    sheet.links(vec![link]);
}

/// Number and secret, asked for.
pub(crate) fn follow_form(sheet: &mut Sheet<'_>, path: &str) {
    let number = sheet.field("number", "openness-slip-number", |field| field.max(40).short());
    let secret = sheet.field("secret", "openness-slip-secret", |field| field.max(40).short());
    let form = Form::to(path).part(number).part(secret).button(sheet.page.t.of("openness-look"));
    sheet.add(&form);
}

/// A long field.
pub(crate) fn area<'s, 'a: 's>(
    sheet: &mut Sheet<'a>,
    name: &'s str,
    label: &'s str,
    rows: u8,
    optional: bool,
) -> Markup {
    sheet.field(name, label, |field| {
        let field = field.textarea(rows).max(8_000);
        if optional { field.optional() } else { field }
    })
}
