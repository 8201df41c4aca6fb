//! The norms reports go by: made of the county's own counts, or of counts brought in. Not here: how they are computed.

use axum::extract::State as Ax;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use web::components::{Cell, Choice, FactList, Table};
use web::{Acting, FormState, House, Page, Problem, Upload, see_other};

use super::act;
use super::{two, wording};
use crate::bank::{CONSTRUCTS, OWN, Wave, constructs};
use crate::norm::{self, From, Norm};
use crate::permission::is_keeper;
use crate::terms::{Terms, terms};
use web::sheet::{Form, Sheet};

const WAVES: [Wave; 2] = [Wave::Pulse, Wave::Later];

/// `GET /diagnosis/norms`
pub async fn show_all(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw(page, &house, &actor, FormState::default()).await
}

async fn draw(page: Page, house: &House, actor: &Actor, form: FormState) -> Result<Response, Problem> {
    if !is_keeper(actor) {
        return Err(Fault::NotFound.into());
    }
    let read =
        |tx: &mut Tx<'_>| Ok((terms(tx)?, norm::kept(tx, OWN, WAVES[0])?, norm::kept(tx, OWN, WAVES[1])?));
    let (terms, pulse, later) = house.read(read).await?;
    let page = page
        .titled_by("diagnosis-norms")
        .led_by("diagnosis-norms-lead")
        .back_to("/diagnosis", "diagnosis-room")
        .across();
    let mut sheet = Sheet::new(&page, &form);
    sheet.text(&page.t.with(
        "diagnosis-norms-how",
        &[("least", &terms.norm_least), ("width", &two(&page.t, terms.norm_width))],
    ));
    for (wave, kept) in WAVES.into_iter().zip([pulse, later]) {
        sheet.lesser(page.t.both(&wave.text()));
        match kept {
            Some(norm) => tell(&mut sheet, wave, &norm, &terms),
            None => sheet.text(page.t.of("diagnosis-norm-none")),
        }
        let own = Form::to("/diagnosis/norms").hidden("wave", wave.number().to_string());
        sheet.add(&own.way("act", "own", page.t.of("diagnosis-norm-make"), true));
    }
    bring_in(&mut sheet);
    sheet.done()
}

fn tell(sheet: &mut Sheet<'_>, wave: Wave, norm: &Norm, terms: &Terms) {
    let t = &sheet.page.t;
    let facts = FactList::new()
        .fact(t.of("diagnosis-norm-whose"), &wording::whose(t, norm))
        .fact(t.of("diagnosis-norm-people"), &t.number(norm.people()))
        .fact(t.of("diagnosis-norm-since"), &t.day(norm.set_on));
    let id = if wave == Wave::Pulse { "norm-pulse" } else { "norm-later" };
    let mut table = Table::new(t, id, t.both(&wave.text()))
        .caption_unseen()
        .column(t.of("diagnosis-construct"))
        .number_column(t.of("diagnosis-n"))
        .number_column(t.of("diagnosis-mean"))
        .number_column(t.of("diagnosis-sd"))
        .number_column(t.of("diagnosis-terms-barrier"))
        .number_column(t.of("diagnosis-terms-catalyst"));
    let cuts = norm.cuts(terms.norm_width);
    for scale in 0..CONSTRUCTS {
        let (place, cuts) = (&norm.places[scale], &cuts[scale]);
        table.push(vec![
            t.both(&constructs()[scale].name).into(),
            Cell::number(t, place.n),
            Cell::Number(two(t, place.mean)),
            Cell::Number(two(t, place.sd)),
            Cell::Number(two(t, cuts.barrier)),
            Cell::Number(two(t, cuts.catalyst)),
        ]);
    }
    let aside = Form::to("/diagnosis/norms").hidden("wave", wave.number().to_string()).way(
        "act",
        "aside",
        t.of("diagnosis-norm-aside"),
        true,
    );
    let too_few = (norm.people() < terms.norm_least).then(|| t.of("diagnosis-norm-too-few").to_owned());
    sheet.add(&facts);
    too_few.iter().for_each(|said| sheet.text(said));
    sheet.add(&table);
    sheet.add(&aside);
}

fn bring_in(sheet: &mut Sheet<'_>) {
    sheet.heading("diagnosis-norm-bring");
    sheet.hint("diagnosis-norm-bring-hint");
    let t = &sheet.page.t;
    let choice = |wave: Wave| Choice::new(wave.number().to_string(), t.both(&wave.text()));
    let waves = WAVES.map(choice);
    let fields = [
        sheet.field("wave", "diagnosis-norm-wave", |field| field.select(&waves)),
        sheet.field("name", "diagnosis-norm-whose", |field| field.max(80).hint("diagnosis-norm-whose-hint")),
        sheet.field("file", "diagnosis-norm-file", |field| field.file(".json,application/json")),
    ];
    let whole = fields.into_iter().fold(Form::to("/diagnosis/norms/file").with_files(), Form::part);
    sheet.add(&whole.button(sheet.page.t.of("diagnosis-norm-take")));
}

/// `POST /diagnosis/norms`: made of the county's own counts, or set aside.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let wave = wave_of(&form);
    let own = form.value("act") == "own";
    let who = actor.clone();
    let work = move |tx: &mut Tx<'_>| match own {
        true => norm::set(tx, &who, OWN, wave, &From::Own).map(|_| ()),
        false => norm::set_aside(tx, &who, OWN, wave),
    };
    let done = act(&house, &mut form, work).await?;
    answer(page, &house, &actor, form, (done, own)).await
}

fn wave_of(form: &FormState) -> Wave {
    Wave::from_number(form.value("wave").parse().unwrap_or(1))
}

async fn answer(
    page: Page,
    house: &House,
    actor: &Actor,
    form: FormState,
    (done, set): (Option<()>, bool),
) -> Result<Response, Problem> {
    let notice = if set { "diagnosis-done-norm" } else { "diagnosis-done-norm-aside" };
    match done {
        Some(()) => Ok(see_other("/diagnosis/norms").notice(notice, &[]).into_response()),
        None => draw(page, house, actor, form).await,
    }
}

/// `POST /diagnosis/norms/file`: counts added up elsewhere.
pub async fn bring(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    upload: Upload,
) -> Result<Response, Problem> {
    let mut form = upload.form.clone();
    let Some(file) = upload.files_of("file").next() else {
        form.error("file", "web-error-required");
        return draw(page, &house, &actor, form).await;
    };
    let tables = match norm::read(&file.bytes) {
        Ok(tables) => Box::new(tables),
        Err(refusal) => {
            form.refused("file", &refusal.text);
            return draw(page, &house, &actor, form).await;
        }
    };
    let (who, wave) = (actor.clone(), wave_of(&form));
    let from = From::Brought { name: form.value("name").to_owned(), tables };
    let work = move |tx: &mut Tx<'_>| norm::set(tx, &who, OWN, wave, &from).map(|_| ());
    let done = act(&house, &mut form, work).await?;
    answer(page, &house, &actor, form, (done, true)).await
}
