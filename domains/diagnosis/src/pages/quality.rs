//! How well the questions measure, for who keeps them; answers as csv and counts as tables to take away.

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::Fault;
use serde::Deserialize;
use web::components::{Cell, FactList, Table};
use web::download::download;
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use super::{places, two};
use crate::bank::{OWN, Wave};
use crate::quality::{self, Fit, NoFit, Question, Taken};
use web::sheet::Sheet;

/// Which answers: `?bank=&wave=`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    bank: Option<String>,
    wave: Option<i64>,
}

impl Asked {
    fn bank(&self) -> String {
        self.bank.clone().unwrap_or_else(|| OWN.to_owned())
    }

    fn wave(&self) -> Wave {
        Wave::from_number(self.wave.unwrap_or(1))
    }
}

/// `GET /diagnosis/quality`
pub async fn show_all(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (bank, wave) = (asked.bank(), asked.wave());
    // The model takes some tenths of a second: on a reader's thread, not on that of the requests.
    let read = house.county().read(move |tx| {
        let taken = quality::take(tx, &actor, &bank, wave)?;
        Ok::<_, Fault>((taken.rows(), quality::model_fit(&taken), quality::questions(&taken)))
    });
    let read = read.await;
    let page = page
        .titled_by("diagnosis-quality")
        .led_by("diagnosis-quality-lead")
        .back_to("/diagnosis", "diagnosis-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let other = if wave == Wave::Pulse { Wave::Later } else { Wave::Pulse };
    let query = |wave: Wave| format!("bank={}&wave={}", web::download::encoded(&asked.bank()), wave.number());
    let (rows, fitted, questions) = match read {
        Ok(found) => found,
        Err(Fault::Refused(refusals)) => {
            refusals.iter().for_each(|refusal| sheet.text(t.both(&refusal.text)));
            return sheet.done();
        }
        Err(fault) => return Err(fault.into()),
    };
    sheet.text(&t.with("diagnosis-quality-of", &[("n", &rows), ("wave", &t.both(&wave.text()).to_owned())]));
    sheet.heading("diagnosis-fit");
    draw_fit(&mut sheet, fitted);
    sheet.heading("diagnosis-questions");
    match questions {
        Ok(questions) => sheet.add(&table(t, &questions)),
        Err(error) => return Err(Problem::internal(error)),
    }
    let links = vec![
        (format!("/diagnosis/quality?{}", query(other)), t.both(&other.text()).to_owned()),
        (format!("/diagnosis/answers.csv?{}", query(wave)), t.of("diagnosis-answers-csv").to_owned()),
        (format!("/diagnosis/tables.json?{}", query(wave)), t.of("diagnosis-tables-json").to_owned()),
    ];
    sheet.links(links);
    sheet.hint("diagnosis-tables-note");
    sheet.done()
}

fn draw_fit(sheet: &mut Sheet<'_>, fitted: Result<Fit, NoFit>) {
    let t = &sheet.page.t;
    match fitted {
        Err(NoFit::TooFew(n)) => {
            sheet.text(&t.with("diagnosis-fit-few", &[("n", &n), ("least", &quality::MODEL_LEAST)]));
        }
        Err(NoFit::Not(why)) => sheet.text(&t.with("diagnosis-fit-not", &[("why", &why)])),
        Ok(fit) => {
            let shown =
                |number: Option<f64>| number.map_or_else(|| "—".to_owned(), |number| places(t, number, 3));
            let facts = FactList::new()
                .fact(t.of("diagnosis-n"), &t.number(fit.n))
                .fact("χ² (df)", &format!("{} ({})", two(t, fit.chisq), fit.df))
                .fact("CFI", &shown(fit.cfi))
                .fact("TLI", &shown(fit.tli))
                .fact("RMSEA", &shown(fit.rmsea))
                .fact("SRMR", &shown(Some(fit.srmr)));
            sheet.add(&facts);
            sheet.hint("diagnosis-fit-note");
            if !fit.warnings.is_empty() {
                sheet.folded(t.of("diagnosis-fit-warnings"), fit.warnings, true);
            }
        }
    }
}

fn table(t: &Lookup, questions: &[Question]) -> Table {
    let mut table = Table::new(t, "quality", t.of("diagnosis-questions"))
        .caption_unseen()
        .column(t.of("diagnosis-code-head"))
        .number_column(t.of("diagnosis-n"))
        .number_column(t.of("diagnosis-missing"))
        .number_column(t.of("diagnosis-mean"))
        .number_column(t.of("diagnosis-sd"))
        .number_column(t.of("diagnosis-rest"))
        .number_column(t.of("diagnosis-without"));
    let shown =
        |number: Option<f64>| Cell::Number(number.map_or_else(|| "—".to_owned(), |number| two(t, number)));
    let mut sorted: Vec<&Question> = questions.iter().collect();
    sorted.sort_by(|a, b| a.statistics.item.cmp(&b.statistics.item));
    for one in sorted {
        table.push(vec![
            one.statistics.item.as_str().into(),
            Cell::number(t, one.statistics.n),
            Cell::number(t, one.statistics.missing),
            shown(one.statistics.mean),
            shown(one.statistics.sd),
            shown(one.rest),
            shown(one.without),
        ]);
    }
    table
}

async fn taken(house: &House, actor: std::sync::Arc<kernel::Actor>, asked: &Asked) -> Result<Taken, Problem> {
    let (bank, wave) = (asked.bank(), asked.wave());
    house.read(move |tx| quality::take(tx, &actor, &bank, wave)).await
}

/// `GET /diagnosis/answers.csv`
pub async fn answers(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let taken = taken(&house, actor, &asked).await?;
    Ok(download("answers.csv", "text/csv; charset=utf-8", taken.csv().into_bytes()))
}

/// `GET /diagnosis/tables.json`
pub async fn tables(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let tables = taken(&house, actor, &asked).await?.tables().map_err(Problem::internal)?;
    let text = tables.to_json().map_err(Problem::internal)?;
    Ok(download("tables.json", "application/json", text.into_bytes()))
}
