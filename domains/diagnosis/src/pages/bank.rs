//! The questions as they are asked, and bringing in a licensed set: first tried, then taken.

use axum::extract::State as Ax;
use axum::response::{IntoResponse, Response};
use kernel::Tx;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, Upload, see_other};

use super::act;
use crate::bank::{self, Item, OUTCOME, constructs};
use crate::licensed::{self, Listed, Row, Wrong};
use crate::permission::is_keeper;
use web::sheet::{Form, Sheet};

/// What a trial of a file found.
enum Tried {
    Nothing,
    Wrong(Vec<Wrong>),
    Fits(Vec<Row>),
}

/// `GET /diagnosis/bank`
pub async fn show_all(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw(page, &house, &actor, FormState::default(), Tried::Nothing).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &kernel::Actor,
    form: FormState,
    tried: Tried,
) -> Result<Response, Problem> {
    let sets = house.read(|tx| Ok(licensed::list(tx)?)).await?;
    let page = page
        .titled_by("diagnosis-bank")
        .led_by("diagnosis-bank-lead")
        .back_to("/diagnosis", "diagnosis-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    if is_keeper(actor) {
        bring_in(&mut sheet, &sets, &tried);
    }
    sheet.heading("diagnosis-bank-own");
    sheet.text(t.of("diagnosis-bank-own-note"));
    sheet.add(&questions(t, &bank::own().items));
    sheet.done()
}

fn questions(t: &Lookup, items: &[Item]) -> Table {
    let mut table = Table::new(t, "questions", t.of("diagnosis-questions"))
        .filter()
        .column(t.of("diagnosis-code-head"))
        .column(t.of("diagnosis-construct"))
        .column(t.of("diagnosis-question"))
        .column(t.of("diagnosis-direction"));
    let mut sorted: Vec<&Item> = items.iter().collect();
    sorted.sort_by_key(|item| item.scale);
    for item in sorted {
        let construct = match item.scale {
            OUTCOME => t.of("diagnosis-outcome-own").to_owned(),
            scale => t.both(&constructs()[scale].name).to_owned(),
        };
        let words = if item.pulse == item.later {
            t.both(&item.pulse).to_owned()
        } else {
            t.with(
                "diagnosis-asked-both",
                &[("pulse", &t.both(&item.pulse).to_owned()), ("later", &t.both(&item.later).to_owned())],
            )
        };
        let direction = t.of(if item.against { "diagnosis-against" } else { "diagnosis-for" });
        table.push(vec![item.code.as_str().into(), construct.into(), Cell::Text(words), direction.into()]);
    }
    table
}

fn bring_in(sheet: &mut Sheet<'_>, sets: &[Listed], tried: &Tried) {
    let t = &sheet.page.t;
    if !sets.is_empty() {
        let mut table = Table::new(t, "sets", t.of("diagnosis-sets"))
            .column(t.of("diagnosis-set-name"))
            .column(t.of("diagnosis-licence"))
            .column(t.of("diagnosis-state"));
        for one in sets {
            let (tone, key) = if one.open {
                (Tone::Active, "diagnosis-set-open")
            } else {
                (Tone::Stopped, "diagnosis-set-withdrawn")
            };
            table.push(vec![
                one.name.as_str().into(),
                Cell::Text(one.licence.clone()),
                Cell::drawn(&StateTag::new(tone, t.of(key))),
            ]);
        }
        sheet.add(&table);
        for one in sets.iter().filter(|one| one.open) {
            let label = t.with("diagnosis-set-withdraw", &[("name", &one.name)]);
            sheet.add(
                &Form::to("/diagnosis/bank/withdrawal")
                    .hidden("id", one.id.as_str())
                    .way("act", "withdraw", label, true),
            );
        }
    }
    sheet.heading("diagnosis-import");
    sheet.hint("diagnosis-import-hint");
    match tried {
        Tried::Nothing => {}
        Tried::Wrong(wrong) => {
            let said = |(line, text): &Wrong| match line {
                0 => t.both(text).to_owned(),
                line => {
                    t.with("diagnosis-import-line", &[("line", line), ("what", &t.both(text).to_owned())])
                }
            };
            sheet.folded(t.of("diagnosis-import-wrong"), wrong.iter().take(100).map(said).collect(), true);
        }
        Tried::Fits(rows) => {
            let said =
                |row: &Row| format!("{} {} {}", row.code, if row.against { "-" } else { "+" }, row.words);
            let title = t.with("diagnosis-import-fits", &[("n", &rows.len())]);
            sheet.folded(&title, rows.iter().map(said).collect(), false);
        }
    }
    let fields = [
        sheet.field("name", "diagnosis-set-name", |field| field.max(80)),
        sheet.field("licence", "diagnosis-licence", |field| {
            field.textarea(2).max(500).hint("diagnosis-licence-hint")
        }),
        sheet.field("file", "diagnosis-import-file", |field| field.file(".csv,text/csv")),
    ];
    let whole = fields.into_iter().fold(Form::to("/diagnosis/bank").with_files(), Form::part);
    let whole = whole.way("act", "try", t.of("diagnosis-import-try"), true);
    sheet.add(&whole.way("act", "take", t.of("diagnosis-import-take"), false));
}

/// `POST /diagnosis/bank`: tries a file, or takes it in.
pub async fn bring(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    upload: Upload,
) -> Result<Response, Problem> {
    let mut form = upload.form.clone();
    let Some(file) = upload.files_of("file").next() else {
        form.error("file", "web-error-required");
        return draw(page, &house, &actor, form, Tried::Nothing).await;
    };
    let rows = match licensed::read(&file.bytes) {
        Ok(rows) => rows,
        Err(wrong) => {
            form.error("file", "diagnosis-import-wrong");
            return draw(page, &house, &actor, form, Tried::Wrong(wrong)).await;
        }
    };
    if form.value("act") != "take" {
        return draw(page, &house, &actor, form, Tried::Fits(rows)).await;
    }
    let (name, licence) = (form.value("name").to_owned(), form.value("licence").to_owned());
    let (who, taken) = (actor.clone(), rows.clone());
    match act(&house, &mut form, move |tx: &mut Tx<'_>| licensed::take_in(tx, &who, &name, &licence, &taken))
        .await?
    {
        Some(_) => Ok(see_other("/diagnosis/bank")
            .notice("diagnosis-done-import", &[("n", &rows.len())])
            .into_response()),
        None => draw(page, &house, &actor, form, Tried::Fits(rows)).await,
    }
}

/// `POST /diagnosis/bank/withdrawal`
pub async fn withdraw(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let id = form.value("id").to_owned();
    act(&house, &mut form, move |tx: &mut Tx<'_>| licensed::withdraw(tx, &actor, &id)).await?;
    Ok(see_other("/diagnosis/bank").notice("diagnosis-done-withdrawn", &[]).into_response())
}
