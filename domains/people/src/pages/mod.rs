//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod chart;
pub mod form_paper;
pub mod imports;
pub mod lists;
pub mod person;
pub mod person_form;
mod plan;
pub mod post;
pub mod post_form;
pub mod roster;
pub mod standing;
pub mod tenures;
pub mod unit;
pub mod unit_form;
pub mod unit_imports;
mod unit_plan;

use askama::Template;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::procedure::Words;
use kernel::{Actor, DbError, Fault, Scope, Tx, clock};
use web::components::field::{Choice, Field};
use web::download::{XLSX, download};
use web::i18n::{Language, Lookup};
use web::page::Link;
use web::{FormState, House, Markup, Page, Problem, see_other, show, show_again};

use crate::formats::table;
use crate::unit::{Branch, Unit, tree};

/// The scope of the county's telephone book, open to whoever serves in it.
pub(crate) fn directory(actor: &Actor) -> Scope {
    actor.scope(kernel::Area::Directory)
}

/// Today in the county.
pub(crate) fn today(house: &House) -> Date {
    clock::date_at(house.county().clock().now())
}

/// The name of a code in the reader's language.
pub(crate) fn said(t: &Lookup, words: Words) -> String {
    t.choose(words.zh, words.en).to_owned()
}

/// Choices of a closed list.
pub(crate) fn choices<T: Copy>(
    t: &Lookup,
    all: &[T],
    of: impl Fn(T) -> (&'static str, Words),
) -> Vec<Choice> {
    let one = |one: &T| {
        let (code, words) = of(*one);
        Choice::new(code, said(t, words))
    };
    all.iter().map(one).collect()
}

/// The units in scope as a pick list in the order of the tree, each level set in by a blank.
pub(crate) fn unit_choices(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Choice>, DbError> {
    let tree = tree(tx, scope)?;
    let choice = |branch: Branch| {
        Choice::new(branch.unit.id, format!("{}{}", "\u{3000}".repeat(branch.depth), branch.unit.name))
    };
    Ok(tree.into_iter().map(choice).collect())
}

/// The units whose roster the actor keeps.
pub(crate) fn kept_units(actor: &Actor) -> Scope {
    use kernel::Role;
    if actor.is_county(Role::Organiser) {
        return Scope::county("an organiser of the county keeps every unit");
    }
    Scope::units(actor.units_as(Role::Organiser).map(str::to_owned).collect(), None)
}

/// The links of a unit's path.
pub(crate) fn steps(path: &[Unit]) -> Vec<Link> {
    path.iter()
        .map(|unit| Link { href: format!("/units/{}", unit.id), text: unit.short_name.clone() })
        .collect()
}

/// Writes; a refusal is put beside the fields of the form and answers `None`, any other fault ends the request.
pub(crate) async fn write<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    match house.county().write(work).await {
        Ok(done) => Ok(Some(done)),
        Err(fault) => form.take(fault).map(|_| None),
    }
}

/// On to the page of a thing, with a notice of what was done.
pub(crate) fn done(room: &str, id: &str, key: &str) -> Response {
    see_other(format!("{room}/{id}")).notice(key, &[]).into_response()
}

/// A page with one form: summary of errors, a few sentences, the fields, one button.
pub(crate) struct Ask<'a> {
    page: &'a Page,
    form: &'a FormState,
    named: Vec<(&'static str, &'static str)>,
    said: Vec<String>,
    fields: Vec<Markup>,
    action: String,
    button: &'static str,
    grave: bool,
}

#[derive(Template)]
#[template(path = "people/ask.html")]
struct AskPage<'a> {
    page: &'a Page,
    summary: Markup,
    ask: &'a Ask<'a>,
}

impl<'a> Ask<'a> {
    /// A form that posts to `action`; `button` is the key of a verb.
    pub fn new(
        page: &'a Page,
        form: &'a FormState,
        action: impl Into<String>,
        button: &'static str,
    ) -> Ask<'a> {
        Ask {
            page,
            form,
            named: Vec::new(),
            said: Vec::new(),
            fields: Vec::new(),
            action: action.into(),
            button,
            grave: false,
        }
    }

    /// Says a sentence above the fields.
    pub fn say(mut self, sentence: impl Into<String>) -> Ask<'a> {
        self.said.push(sentence.into());
        self
    }

    /// Adds a field: its name, the key of its label, how it is asked.
    pub fn field<'b>(
        mut self,
        name: &'static str,
        label: &'static str,
        how: impl FnOnce(Field<'b>) -> Field<'b>,
    ) -> Ask<'a>
    where
        'a: 'b,
    {
        self.named.push((name, label));
        self.fields.push(Markup::of(&how(self.page.field(self.form, name, label))));
        self
    }

    /// Adds a heading between fields.
    pub fn heading(mut self, key: &str) -> Ask<'a> {
        self.fields.push(Markup::of(&Heading { text: self.page.t.of(key) }));
        self
    }

    /// It binds or ends something: the button is red.
    pub fn grave(mut self) -> Ask<'a> {
        self.grave = true;
        self
    }

    /// The page: 200 on a first visit, 422 with kept values when something is wrong.
    pub fn draw(self) -> Result<Response, Problem> {
        let mut summary = self.page.errors(self.form);
        for (name, label) in &self.named {
            summary = summary.named(name, label);
        }
        let view = AskPage { page: self.page, summary: Markup::of(&summary), ask: &self };
        if self.form.is_ok() { show(&view) } else { show_again(&view) }
    }
}

#[derive(Template)]
#[template(source = "<h2>{{ text }}</h2>", ext = "html")]
struct Heading<'a> {
    text: &'a str,
}

impl askama::filters::HtmlSafe for Heading<'_> {}

/// The language of what is written into files.
pub(crate) fn file_language(t: &Lookup) -> table::Language {
    if t.language() == Language::En { table::Language::En } else { table::Language::Zh }
}

/// A list as a workbook, or as comma-separated text when `ending` is `csv`.
pub(crate) fn sheet(title: &str, ending: &str, list: &crate::export::List) -> Result<Response, Problem> {
    let headings: Vec<&str> = list.headings.iter().map(String::as_str).collect();
    let failed = |error: crate::formats::FormatError| Problem::internal(error);
    match ending {
        "xlsx" => {
            let bytes = table::xlsx(title, &headings, &list.rows).map_err(failed)?;
            Ok(download(&format!("{title}.xlsx"), XLSX, bytes))
        }
        "csv" => {
            let bytes = table::csv(&headings, &list.rows).map_err(failed)?;
            Ok(download(&format!("{title}.csv"), "text/csv; charset=utf-8", bytes))
        }
        _ => Err(Problem::not_found()),
    }
}
