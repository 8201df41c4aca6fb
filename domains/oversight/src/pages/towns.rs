//! The duty lists of the towns inside: with the tasks and changes of a town, export and import. Not here: the lists for
//! everybody (`open::lists`).

use axum::extract::{Path, Query as Asked, State};
use axum::response::Response;
use kernel::{Actor, Fault, Tx};
use web::components::{Cell, Table};
use web::download::{XLSX, download};
use web::i18n::Language;
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

use super::changes::table as changes_table;
use super::home::{has_part, tabs};
use super::open::lists;
use super::{Query, address, said, scope, unit_name};
use crate::import::{duties as columns, sheet as cells};
use crate::permission;
use crate::town::change::Change;
use crate::town::{self, Duty, List, change};

/// `GET /oversight/towns`
///
/// # Errors
/// If the lists cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let towns = house
        .read(|tx| {
            let today = tx.today();
            Ok(town::towns(tx, today)?)
        })
        .await?;
    let page = page.titled_by("oversight-towns").back_to("/oversight", "oversight-room").across();
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight/towns"));
    let mut table =
        Table::new(&t, "towns", t.of("oversight-towns")).caption_unseen().column(t.of("oversight-town"));
    for list in List::ALL {
        table = table.number_column(said(&t, list.words()));
    }
    let mut table = table.empty(t.of("oversight-towns-none"));
    for one in &towns {
        let mut cells = vec![Cell::link(format!("/oversight/towns/{}", one.id), &*one.name)];
        cells.extend(one.counts.iter().map(|count| Cell::number(&t, *count)));
        table.push(cells);
    }
    sheet.add(&table);
    sheet.done()
}

struct Seen {
    name: String,
    duties: Vec<Duty>,
    changes: Vec<Change>,
    heads: bool,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Seen, Fault> {
    let today = tx.today();
    Ok(Seen {
        name: unit_name(tx, id)?,
        duties: town::on_day(tx, id, today)?,
        changes: change::list(tx, &scope(actor), id, 20)?,
        heads: permission::heads(tx, actor, id)?,
    })
}

/// `GET /oversight/towns/{id}`
///
/// # Errors
/// If there is no such unit.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let (by, of) = (actor.clone(), id.clone());
    let seen = house.read(move |tx| read(tx, &by, &of)).await?;
    let page = page
        .titled_with("oversight-lists-of", &[("town", &seen.name)])
        .back_to("/oversight/towns", "oversight-towns")
        .across();
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let mut links = vec![
        (address("/oversight/tasks", &[("town", &id)]), t.of("oversight-tasks-of-town").to_owned()),
        (format!("/oversight/towns/{id}/lists.xlsx"), t.of("oversight-lists-export").to_owned()),
    ];
    if permission::is_jurist(&actor) {
        links.push((format!("/oversight/towns/{id}/imports"), t.of("oversight-import-lists").to_owned()));
    }
    if seen.heads {
        let to = address("/oversight/changes/new", &[("kind", "adjustment"), ("town", &id)]);
        links.push((to, t.of("oversight-adjust").to_owned()));
    }
    sheet.links(links);
    lists::add(&mut sheet, (&format!("/oversight/towns/{id}"), &asked), &seen.duties);
    if !seen.changes.is_empty() {
        sheet.heading("oversight-changes");
        sheet.add(&changes_table(&t, &seen.changes));
    }
    sheet.done()
}

/// `GET /oversight/towns/{id}/lists.xlsx`: the three lists, in the columns an import reads.
///
/// # Errors
/// If they cannot be read or written.
pub async fn export(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let (name, duties) = house
        .read(move |tx| {
            let today = tx.today();
            Ok((unit_name(tx, &id)?, town::on_day(tx, &id, today)?))
        })
        .await?;
    let (title, english) = (page.t.of("oversight-open-lists").to_owned(), page.language() == Language::En);
    let work = {
        let title = title.clone();
        move || cells::write((&title, english), &columns::COLUMNS, &columns::rows(&duties))
    };
    let bytes =
        tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(download(&format!("{name}{title}.xlsx"), XLSX, bytes))
}
