//! A person: their archive for whoever may read it, otherwise the line of the directory. The appointment form as a
//! file and on paper, and the photo.

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Actor, Area, Fault, Tx};
use web::components::{Cell, FactList, StateTag, Table, Timeline, TimelineEntry, Tone};
use web::i18n::Lookup;
use web::{Acting, House, Page, Problem, show};

use super::{directory, said};
use crate::archive::{self, Chapters, Entry, EntryKind};
use crate::person::{self, FIELDS, Person};
use crate::standing::{self, Investigation, Leave, Sanction};
use crate::tenure::{self, Tenure};
use crate::{check, form};

/// Everything an archive shows.
struct Record {
    person: Person,
    tenures: Vec<Tenure>,
    entries: Vec<Entry>,
    leaves: Vec<Leave>,
    sanctions: Vec<Sanction>,
    investigations: Vec<Investigation>,
    /// Whether the reader may see leave, sanctions and investigations at all.
    standing: bool,
    keeps: bool,
    own: bool,
    has_photo: bool,
    has_form: bool,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage<'a> {
    page: &'a Page,
    person: &'a Person,
    facts: FactList,
    tenures: Table,
    timeline: Timeline,
    leaves: Table,
    sanctions: Table,
    cases: Table,
    record: &'a Record,
    state: Option<StateTag>,
}

#[derive(Template)]
#[template(path = "people/card.html")]
struct CardPage<'a> {
    page: &'a Page,
    tenures: Table,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str, chapters: Chapters) -> Result<Record, Fault> {
    let (scope, of_standing) = (actor.scope(Area::People), actor.scope(Area::Standing));
    let person = person::find(tx, &scope, id)?;
    let kept = form::kept(tx, &scope, id)?;
    Ok(Record {
        tenures: tenure::of_person(tx, &scope, id)?,
        entries: archive::entries(tx, actor, id, chapters)?,
        leaves: standing::leaves(tx, &of_standing, id)?,
        sanctions: standing::sanctions(tx, &of_standing, id)?,
        investigations: standing::investigations(tx, &of_standing, id)?,
        standing: person::find(tx, &of_standing, id).map(|_| true).or_else(unreached)?,
        keeps: check::keeps(tx, actor, id)?,
        own: actor.person.as_deref() == Some(id),
        has_photo: kept.as_ref().is_some_and(|kept| kept.photo.is_some()),
        has_form: kept.is_some(),
        person,
    })
}

fn unreached(fault: Fault) -> Result<bool, Fault> {
    match fault {
        Fault::NotFound => Ok(false),
        fault => Err(fault),
    }
}

/// `GET /people/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Extension(chapters): Extension<Chapters>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (asker, asked) = (actor.clone(), id.clone());
    let found = house
        .read(move |tx| match read(tx, &asker, &asked, chapters) {
            Ok(record) => Ok(Some(record)),
            Err(Fault::NotFound) => Ok(None),
            Err(fault) => Err(fault),
        })
        .await?;
    match found {
        Some(record) => draw(page, &record),
        None => card(page, &house, &actor, &id).await,
    }
}

/// What the directory says of somebody whose archive is not the reader's to see: posts held today, nothing else.
async fn card(page: Page, house: &House, actor: &Actor, id: &str) -> Result<Response, Problem> {
    let (asker, asked) = (actor.clone(), id.to_owned());
    let tenures = house
        .read(move |tx| {
            let today = tx.today();
            let mut tenures = tenure::of_person(tx, &directory(&asker), &asked)?;
            tenures.retain(|tenure| tenure.lasts_on(today));
            // The directory has names, units and posts; numbers of documents are the archive's.
            tenures.iter_mut().for_each(|tenure| tenure.document.clear());
            Ok(tenures)
        })
        .await?;
    let Some(name) = tenures.first().map(|tenure| tenure.person_name.clone()) else {
        return Err(Problem::not_found());
    };
    let page = page.titled(name).led_by("people-card-lead").back_to("/people", "people-title");
    let table = tenure_table(&page.t, &tenures, None);
    show(&CardPage { page: &page, tenures: table })
}

fn draw(page: Page, record: &Record) -> Result<Response, Problem> {
    let person = &record.person;
    let seat = record.tenures.iter().find(|tenure| tenure.to_on.is_none());
    let lead = seat.map(|tenure| format!("{} {}", tenure.unit_name, page.t.both(&tenure.title())));
    let page = page.titled(person.name.clone()).back_to("/people", "people-title").across();
    let page = match lead {
        Some(lead) => page.led(lead),
        None => page,
    };
    let t = &page.t;
    let state = person.left_on.map(|on| {
        let how = person.left_how.map(|how| said(t, how.words())).unwrap_or_default();
        StateTag::new(Tone::Archived, t.with("people-left-on", &[("on", &t.day(on)), ("how", &how)]))
    });
    let view = PersonPage {
        facts: facts(t, person, record.keeps),
        tenures: tenure_table(t, &record.tenures, record.keeps.then_some(person.id.as_str())),
        timeline: timeline(t, &record.entries),
        leaves: leave_table(t, record),
        sanctions: sanction_table(t, record),
        cases: case_table(t, record),
        page: &page,
        person,
        record,
        state,
    };
    show(&view)
}

/// The facts of a person; an identity number is masked unless the reader keeps the roster.
fn facts(t: &Lookup, person: &Person, keeps: bool) -> FactList {
    let known = person.known();
    let mut list = FactList::new();
    for (field, (zh, en), read) in FIELDS.iter().skip(1) {
        let value = match *field {
            "id_number" if !keeps => person.masked_id(),
            "kind" => Some(said(t, person.kind.words())),
            "sex" => Some(said(t, person.sex.words())),
            _ => read(&known),
        };
        list = list.fact(t.choose(zh, &capital(en)).to_owned(), value.as_deref().unwrap_or_default());
    }
    list
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Tenures as a table; with the id of the person, links to end and mend them.
pub(crate) fn tenure_table(t: &Lookup, tenures: &[Tenure], keeper_of: Option<&str>) -> Table {
    let mut table = Table::new(t, "tenures", t.of("people-tenures"))
        .caption_unseen()
        .column(t.of("people-unit"))
        .column(t.of("people-post"))
        .column(t.of("people-from"))
        .column(t.of("people-to"))
        .column(t.of("people-document"))
        .empty(t.of("people-tenures-none"));
    if let Some(person) = keeper_of {
        table = table
            .column(t.of("people-changes"))
            .empty_next(format!("/people/{person}/tenures"), t.of("people-tenure-begin"));
    }
    for tenure in tenures {
        let title = t.both(&tenure.title()).to_owned();
        let mut cells = vec![
            Cell::link(format!("/units/{}", tenure.unit), tenure.unit_name.as_str()),
            match &tenure.post {
                Some(post) => Cell::link(format!("/posts/{post}"), title),
                None => title.into(),
            },
            tenure.from_on.into(),
            tenure.to_on.map_or_else(|| t.of("people-to-now").to_owned(), |to| to.to_string()).into(),
            tenure.document.as_str().into(),
        ];
        if let Some(person) = keeper_of {
            let (path, key) = match tenure.to_on {
                None => ("end", "people-tenure-end"),
                Some(_) => ("correction", "people-tenure-correct"),
            };
            cells.push(Cell::link(format!("/people/{person}/tenures/{}/{path}", tenure.id), t.of(key)));
        }
        table.push(cells);
    }
    table
}

fn tone(kind: EntryKind) -> Tone {
    match kind {
        EntryKind::Post => Tone::Active,
        EntryKind::Letter => Tone::Done,
        EntryKind::Grade => Tone::Public,
        EntryKind::Standing => Tone::Stopped,
        EntryKind::Learning | EntryKind::Other => Tone::Info,
    }
}

fn timeline(t: &Lookup, entries: &[Entry]) -> Timeline {
    let line = |entry: &Entry| TimelineEntry {
        when: t.day(entry.on),
        title: t.both(&entry.title).to_owned(),
        text: said(t, entry.kind.words()),
        href: entry.link.clone(),
        tone: tone(entry.kind),
    };
    Timeline::new(entries.iter().map(line).collect())
}

fn leave_table(t: &Lookup, record: &Record) -> Table {
    let mut table = Table::new(t, "leaves", t.of("people-leaves"))
        .column(t.of("people-leave-kind"))
        .column(t.of("people-from"))
        .number_column(t.of("people-days"))
        .column(t.of("people-note"))
        .empty(t.of("people-leaves-none"));
    if record.keeps {
        table = table.column(t.of("people-changes"));
    }
    for leave in &record.leaves {
        let mut cells = vec![
            said(t, leave.kind.words()).into(),
            leave.from_on.into(),
            Cell::Number(super::standing::days(leave.half_days)),
            leave.note.as_str().into(),
        ];
        if record.keeps {
            let href = format!("/people/{}/leaves/{}/withdrawal", record.person.id, leave.id);
            cells.push(Cell::link(href, t.of("people-withdraw")));
        }
        table.push(cells);
    }
    table
}

fn sanction_table(t: &Lookup, record: &Record) -> Table {
    let mut table = Table::new(t, "sanctions", t.of("people-sanctions"))
        .column(t.of("people-sanction-kind"))
        .column(t.of("people-decided"))
        .column(t.of("people-document"))
        .column(t.of("people-lifted"))
        .empty(t.of("people-sanctions-none"));
    if record.keeps {
        table = table.column(t.of("people-changes"));
    }
    for sanction in &record.sanctions {
        let kind = sanction.kind.words().map_or("", |words| t.choose(words.zh, words.en)).to_owned();
        let base = format!("/people/{}/sanctions/{}", record.person.id, sanction.id);
        let lifted: Cell = match sanction.lifted_on {
            Some(on) => on.into(),
            None if record.keeps => Cell::link(format!("{base}/lifting"), t.of("people-sanction-lift")),
            None => t.of("people-in-force").into(),
        };
        let mut cells =
            vec![kind.into(), sanction.decided_on.into(), sanction.document.as_str().into(), lifted];
        if record.keeps {
            cells.push(Cell::link(format!("{base}/withdrawal"), t.of("people-withdraw")));
        }
        table.push(cells);
    }
    table
}

fn case_table(t: &Lookup, record: &Record) -> Table {
    let mut table = Table::new(t, "cases", t.of("people-cases"))
        .column(t.of("people-opened"))
        .column(t.of("people-document"))
        .column(t.of("people-closed"))
        .column(t.of("people-outcome"))
        .empty(t.of("people-cases-none"));
    for case in &record.investigations {
        let outcome: Cell = match case.outcome {
            Some(outcome) => said(t, outcome.words()).into(),
            None if record.keeps => Cell::link(
                format!("/people/{}/investigations/{}/closure", record.person.id, case.id),
                t.of("people-case-close"),
            ),
            None => t.of("people-case-open").into(),
        };
        table.push(vec![
            case.opened_on.into(),
            case.document.as_str().into(),
            case.closed_on.map(|on| on.to_string()).unwrap_or_default().into(),
            outcome,
        ]);
    }
    table
}
