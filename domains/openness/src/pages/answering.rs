//! Objections on the page of a notice inside: open ones first, page by page, their words for whoever answers them, one
//! answer for several that say the same. Not here: objecting (`open_objections`).

use kernel::{Actor, Fault, Tx};
use web::components::field::Choice;
use web::components::{Pager, StateTag, Tone};
use web::sheet::{Form, Sheet};

use super::{area, day_of};
use crate::notice::Notice;
use crate::notice::objection::{self, Seen};

/// Objections on a page.
const EACH: usize = 20;

/// What of them is shown and answered.
pub(crate) struct Answering {
    /// Those of this page.
    pub(crate) shown: Vec<Seen>,
    /// Which page.
    pub(crate) page: usize,
    /// The one being answered.
    pub(crate) one: Option<String>,
    /// Several are being answered at once.
    pub(crate) several: bool,
}

/// The objections of a page.
pub(crate) fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str, page: usize) -> Result<Vec<Seen>, Fault> {
    let from = i64::try_from((page - 1).saturating_mul(EACH)).unwrap_or(0);
    objection::of_notice(tx, actor, id, (i64::try_from(EACH).unwrap_or(20), from))
}

/// Draws them.
pub(crate) fn draw(sheet: &mut Sheet<'_>, notice: &Notice, of: &Answering) {
    if notice.objections == 0 {
        return;
    }
    let t = &sheet.page.t;
    sheet.heading("openness-objections");
    let args: [(&str, &dyn web::argument::Arg); 2] =
        [("all", &notice.objections), ("open", &notice.open_objections)];
    sheet.text(&t.with("openness-objections-count", &args));
    let path = format!("/openness/notices/{}", notice.id);
    let waiting: Vec<&Seen> = of.shown.iter().filter(|seen| seen.waits).collect();
    if of.several && waiting.len() > 1 {
        return draw_several(sheet, path, &waiting);
    }
    if waiting.len() > 1 {
        let href = format!("{path}?several=yes&page={}", of.page);
        sheet.links(vec![(href, t.of("openness-answer-several").to_owned())]);
    }
    if of.shown.iter().any(|seen| !seen.readable) {
        sheet.hint("openness-objections-closed");
    }
    for seen in &of.shown {
        draw_one(sheet, seen, (&path, of));
    }
    let total = usize::try_from(notice.objections).unwrap_or(0);
    if total > EACH {
        sheet.add(&Pager::new(t, &path, of.page, total, EACH));
    }
}

fn draw_one(sheet: &mut Sheet<'_>, seen: &Seen, (path, of): (&str, &Answering)) {
    let t = &sheet.page.t;
    let one = &seen.objection;
    let args: [(&str, &dyn web::argument::Arg); 2] =
        [("number", &one.number), ("day", &day_of(t, one.received_at))];
    sheet.lesser(&t.with("openness-objection-of", &args));
    sheet.quoted(&one.body);
    if one.answered {
        let upheld = one.upheld == Some(true);
        let key = if upheld { "openness-objection-upheld" } else { "openness-objection-explained" };
        sheet.add(&StateTag::new(Tone::Done, t.of(key)));
        sheet.quoted(&one.answer);
    } else if seen.waits && of.one.as_deref() == Some(one.id.as_str()) {
        let answer = area(sheet, "answer", "openness-answer", 4, false);
        let form = Form::to(path)
            .hidden("objection", one.id.as_str())
            .part(answer)
            .way("act", "uphold", t.of("openness-uphold"), false)
            .way("act", "explain", t.of("openness-explain"), true);
        sheet.add(&form);
    } else if seen.waits {
        let href = format!("{path}?objection={}&page={}", one.id, of.page);
        sheet.links(vec![(href, t.of("openness-answer-it").to_owned())]);
    } else {
        sheet.add(&StateTag::new(Tone::Waiting, t.of("openness-objection-open")));
    }
}

fn draw_several(sheet: &mut Sheet<'_>, path: String, waiting: &[&Seen]) {
    let t = &sheet.page.t;
    let line = |seen: &&Seen| {
        let one = &seen.objection;
        Choice::new(one.id.as_str(), format!("{}　{}", one.number, one.body))
    };
    let choices: Vec<Choice> = waiting.iter().map(line).collect();
    sheet.hint("openness-answer-several-hint");
    let chosen = sheet.field("objection", "openness-objections", |field| field.checkboxes(&choices));
    let answer = area(sheet, "answer", "openness-answer", 4, false);
    let form = Form::to(path)
        .hidden("several", "yes")
        .part(chosen)
        .part(answer)
        .way("act", "uphold", t.of("openness-uphold"), false)
        .way("act", "explain", t.of("openness-explain"), true);
    sheet.add(&form);
}
