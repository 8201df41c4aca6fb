//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod asks;
pub mod entries;
pub mod explanations;
pub mod figures;
pub mod home;
pub mod lint;
pub mod own;
pub mod requests;

use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use law::rules::burden_check::Kind;
use web::components::field::Choice;
use web::i18n::Lookup;
use web::sheet::Sheet;
use web::{FormState, House, Problem};

use crate::entry;

/// Rows on a page of a list.
pub(crate) const EACH: usize = 40;

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
        let sentence = said(&sheet.page.t, record);
        sheet.decision(record, &sentence, false);
    }
}

/// What a ruling comes to, in a sentence.
pub(crate) fn said(t: &Lookup, record: &Record) -> String {
    let flag = |name: &str| {
        record.value().and_then(|value| value.get(name)).and_then(serde_json::Value::as_bool) == Some(true)
    };
    let key = if flag("forbidden") {
        "burden-is-forbidden"
    } else if flag("reason_asked") {
        "burden-asks-reason"
    } else {
        "burden-is-fine"
    };
    t.of(key).to_owned()
}

/// Name of a kind.
pub(crate) fn kind_name(t: &Lookup, kind: Kind) -> &str {
    kind_word(t, entry::code(kind))
}

/// Name of the code of a kind.
pub(crate) fn kind_word<'t>(t: &'t Lookup, code: &str) -> &'t str {
    match code {
        "document" => t.of("burden-kind-document"),
        "meeting" => t.of("burden-kind-meeting"),
        "inspection" => t.of("burden-kind-inspection"),
        "data-request" => t.of("burden-kind-data-request"),
        "secondment" => t.of("burden-kind-secondment"),
        _ => t.of("burden-kind-pilot"),
    }
}

/// Units of one's own as choices.
pub(crate) async fn units(house: &House, actor: &Actor) -> Result<Vec<Choice>, Problem> {
    let scope = actor.scope(Area::Power);
    let units = house.read(move |tx| Ok(entry::units(tx, &scope)?)).await?;
    Ok(units.into_iter().map(|(id, name)| Choice::new(id, name)).collect())
}

/// A page number from its query, and where its rows begin.
pub(crate) fn from_page(page: Option<&str>) -> (usize, (i64, i64)) {
    let number = page.and_then(|page| page.parse().ok()).filter(|page| *page >= 1).unwrap_or(1);
    let from = i64::try_from((number - 1_usize).saturating_mul(EACH)).unwrap_or(0);
    (number, (i64::try_from(EACH + 1).unwrap_or(41), from))
}

/// Links to the pages beside a page of a list.
pub(crate) fn turn(sheet: &mut Sheet<'_>, path: &str, number: usize, more: bool) {
    let join = if path.contains('?') { '&' } else { '?' };
    let t = &sheet.page.t;
    let mut links = Vec::new();
    if number > 1 {
        links.push((format!("{path}{join}page={}", number - 1), t.of("burden-newer").to_owned()));
    }
    if more {
        links.push((format!("{path}{join}page={}", number + 1), t.of("burden-older").to_owned()));
    }
    sheet.links(links);
}
