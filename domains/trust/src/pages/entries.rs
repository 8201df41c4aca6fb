//! The ledger as the audit administrator reads it: who did what kind of thing when, with the hash of each entry, by kind and
//! by day, and as a file. What was done to whom in particular is not shown: auditing reads no content. Not here: recomputing
//! the ledger (`shanzhi verify`), checkpoints (`ledger`).

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::ledger::{self, Entry, Wanted};
use kernel::{Actor, Area, Fault};
use web::components::{Cell, Table};
use web::download::{download, encoded};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem};

use super::minute;

/// So many on one page.
const SHOWN: u32 = 100;
/// So many in one file; a day of a large county has fewer.
const MOST: u32 = 50_000;

/// What is looked for.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
    day: String,
    before: Option<i64>,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let plain = |c: &char| c.is_ascii_lowercase() || matches!(c, '.' | '-');
        Wanted {
            kind: self.kind.trim().chars().filter(plain).take(60).collect(),
            day: self.day.trim().parse::<Date>().ok(),
        }
    }

    fn query(&self) -> String {
        let wanted = self.wanted();
        let day = wanted.day.map(|day| day.to_string()).unwrap_or_default();
        format!("kind={}&day={day}", encoded(&wanted.kind))
    }
}

fn check(actor: &Actor) -> Result<(), Problem> {
    if actor.is_county(Role::AuditAdmin) { Ok(()) } else { Err(Problem::forbidden()) }
}

async fn read(
    house: &House,
    actor: &Actor,
    (wanted, before): (Wanted, Option<i64>),
    most: u32,
) -> Result<Vec<Entry>, Problem> {
    let scope = actor.scope(Area::Ledger);
    house.read(move |tx| Ok::<_, Fault>(ledger::chosen(tx, &scope, &wanted, before, most)?)).await
}

fn start(hash: &[u8]) -> String {
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// `GET /trust/ledger`
pub async fn list(
    page: Page,
    Acting(actor): Acting,
    Ax(house): Ax<House>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    check(&actor)?;
    let found = read(&house, &actor, (asked.wanted(), asked.before), SHOWN).await?;
    let page = page.titled_by("trust-entries").led_by("trust-entries-lead").across();
    let t = &page.t;
    let form = FormState::default().prefilled("kind", asked.kind.clone()).prefilled("day", asked.day.clone());
    let mut sheet = Sheet::new(&page, &form);
    let kind = sheet.field("kind", "trust-kind", |field| field.hint("trust-kind-hint").optional());
    let day = sheet.field("day", "trust-day", |field| field.date().optional());
    sheet.add(&Form::search("/trust/ledger").part(kind).part(day).button(t.of("trust-find")));
    let mut table = Table::new(t, "entries", t.of("trust-entries"))
        .caption_unseen()
        .number_column(t.of("trust-seq"))
        .column(t.of("trust-at"))
        .column(t.of("trust-by"))
        .column(t.of("trust-kind"))
        .column(t.of("trust-hash"))
        .empty(t.of("trust-no-entry"));
    let last = found.last().map(|entry| entry.seq);
    let more = found.len() == SHOWN as usize;
    for one in found {
        table.push(vec![
            Cell::number(t, one.seq),
            minute(one.at).into(),
            one.actor_name.into(),
            one.kind.into(),
            format!("{}…", start(&one.hash)).into(),
        ]);
    }
    sheet.add(&table);
    let mut links =
        vec![(format!("/trust/ledger.csv?{}", asked.query()), t.of("trust-entries-file").to_owned())];
    if let (true, Some(last)) = (more, last) {
        let earlier = format!("/trust/ledger?{}&before={last}", asked.query());
        links.insert(0, (earlier, t.of("trust-earlier").to_owned()));
    }
    sheet.links(links);
    sheet.done()
}

/// A field of comma-separated text; what a spreadsheet would take for a formula is kept from being one.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

/// `GET /trust/ledger.csv`: the same as a file, newest first, with the whole hash.
pub async fn sheet(
    page: Page,
    Acting(actor): Acting,
    Ax(house): Ax<House>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    check(&actor)?;
    let found = read(&house, &actor, (asked.wanted(), asked.before), MOST).await?;
    let mut text = String::from("\u{feff}seq,at,account,name,kind,subject,hash\r\n");
    for one in found {
        let hash: String = one.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let fields =
            [&one.account, &one.actor_name, &one.kind, &one.subject_kind].map(|text| field(text)).join(",");
        text.push_str(&format!("{},{},{fields},{hash}\r\n", one.seq, one.at));
    }
    let name = format!("{}.csv", page.t.of("trust-entries"));
    Ok(download(&name, "text/csv; charset=utf-8", text.into_bytes()))
}
