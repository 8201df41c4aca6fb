//! Trying a rule with one's own facts: simple facts are fields, lists and groups are JSON as the schema shows them.
//! Nothing that is typed here is kept.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::clock;
use law::decision::{Outcome, Record};
use law::facts::{Field as Fact, FieldKind};
use law::registry::{self, Rule};
use serde_json::{Map, Value};
use web::components::field::{Choice, Field};
use web::{FormState, House, Markup, Page, Problem, show_again};

#[derive(Template)]
#[template(path = "rules/attempt.html")]
struct AttemptPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    rule: &'static Rule,
    fields: Vec<Markup>,
    panel: Option<Markup>,
    command: String,
}

fn choices(page: &Page, fact: &Fact) -> Vec<Choice> {
    match &fact.kind {
        FieldKind::Flag => Choice::list(&page.t, &[("true", "rules-yes"), ("false", "rules-no")]),
        FieldKind::OneOf(choices) => {
            choices.iter().map(|choice| Choice::new(choice.id, page.t.choose(choice.zh, choice.en))).collect()
        }
        _ => Vec::new(),
    }
}

fn is_json(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::Group(_) | FieldKind::List(_) | FieldKind::ListOf(_) | FieldKind::ByYear(_))
}

fn field(page: &Page, form: &FormState, fact: &'static Fact) -> Result<Markup, Problem> {
    let choices = choices(page, fact);
    let mut field =
        Field::new(&page.t, form, fact.name, page.t.choose(fact.zh, fact.en)).hint_text(fact.name);
    field = match &fact.kind {
        FieldKind::Date => field.date(),
        FieldKind::Int { .. } | FieldKind::Year { .. } | FieldKind::HalfDays { .. } => field.number(),
        FieldKind::Flag | FieldKind::OneOf(_) => field.select(&choices),
        kind if is_json(kind) => field.textarea(3),
        _ => field,
    };
    if !fact.required {
        field = field.optional();
    }
    Ok(Markup::of(&field))
}

/// The form filled in from facts.
fn prefilled(rule: &Rule, facts: &Value) -> FormState {
    let mut form = FormState::default();
    for fact in rule.fields {
        match facts.get(fact.name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => form.set(fact.name, text.clone()),
            Some(other) => form.set(fact.name, other.to_string()),
        }
    }
    form
}

/// The facts of a form; a field that is not JSON where it should be gets its error.
fn facts(rule: &Rule, form: &mut FormState) -> Value {
    let mut facts = Map::new();
    for fact in rule.fields {
        let typed = form.value(fact.name).trim().to_owned();
        if typed.is_empty() {
            continue;
        }
        let value = match &fact.kind {
            FieldKind::Int { .. } | FieldKind::Year { .. } | FieldKind::HalfDays { .. } | FieldKind::Flag => {
                serde_json::from_str(&typed).unwrap_or(Value::String(typed))
            }
            kind if is_json(kind) => match serde_json::from_str(&typed) {
                Ok(value) => value,
                Err(_) => {
                    form.error(fact.name, "rules-not-json");
                    continue;
                }
            },
            _ => Value::String(typed),
        };
        facts.insert(fact.name.to_owned(), value);
    }
    Value::Object(facts)
}

fn outcome(page: &Page, record: &Record) -> String {
    match &record.outcome {
        Outcome::Found { value } => web::components::decision::fact_value(&page.t, &record.rule, "", value),
        Outcome::NeedsConfirmation { parameters, .. } => {
            page.t.with("rules-needs-confirmation", &[("parameters", &parameters.join("、"))])
        }
        Outcome::Refused { why, .. } => page.t.both(why).to_owned(),
    }
}

fn draw(
    page: Page,
    rule: &'static Rule,
    form: &FormState,
    record: Option<&Record>,
) -> Result<Response, Problem> {
    let title = page.t.choose(rule.title.zh, rule.title.en).to_owned();
    let lead = page.t.choose(rule.about.zh, rule.about.en).to_owned();
    let page = page.titled(title).led(lead).back_to("/law", "rules-law");
    let fields = rule.fields.iter().map(|fact| field(&page, form, fact)).collect::<Result<_, _>>()?;
    let panel = match record {
        None => None,
        Some(record) => {
            let said = outcome(&page, record);
            Some(Markup::of(&page.decision(record, &said).about_person()))
        }
    };
    let command = format!("shanzhi decide {} --facts '{}'", rule.name, rule.example_facts());
    let view = AttemptPage { page: &page, form, rule, fields, panel, command };
    if form.is_ok() { web::show(&view) } else { show_again(&view) }
}

/// `GET /law/rules/{name}`: filled in with the rule's example.
pub async fn show(page: Page, Path(name): Path<String>) -> Result<Response, Problem> {
    let rule = registry::find(&name).ok_or_else(Problem::not_found)?;
    draw(page, rule, &prefilled(rule, &rule.example_facts()), None)
}

/// `POST /law/rules/{name}`
pub async fn decide(
    page: Page,
    State(house): State<House>,
    Path(name): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let rule = registry::find(&name).ok_or_else(Problem::not_found)?;
    let facts = facts(rule, &mut form);
    let on = form.date("on").unwrap_or_else(|| clock::date_at(house.county().clock().now()));
    if !form.is_ok() {
        return draw(page, rule, &form, None);
    }
    let record = (rule.decide)(&facts, &house.book(), on);
    if let Outcome::Refused { fact, why } = &record.outcome {
        let known = rule.fields.iter().find(|field| fact.starts_with(field.name));
        form.refused(known.map_or("", |field| field.name), why);
    }
    draw(page, rule, &form, Some(&record))
}
