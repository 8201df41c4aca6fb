//! The JSON schema of a rule's facts, made from its fields; both languages stand beside each property. What is
//! deliberately not here: checking (check), which says more than a schema validator could.

use serde_json::{Map, Value, json};

use super::{Choice, Field, FieldKind};

/// The schema (draft 2020-12) of an object of fields, with an example. Chinese in `title`, English in
/// `description`, and both together in `x-text`.
pub fn schema(fields: &[Field], example: &Value) -> Value {
    let mut schema = object(fields);
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("examples".to_owned(), json!([example]));
    }
    schema
}

fn object(fields: &[Field]) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    let properties: Map<String, Value> =
        fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn property(field: &Field) -> Value {
    let mut schema = match &field.kind {
        FieldKind::Date => json!({"type": "string", "format": "date"}),
        FieldKind::Moment => json!({
            "type": "string",
            "pattern": "^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2})?(\\+08:00)?)?$"
        }),
        FieldKind::Int { min, max } => json!({"type": "integer", "minimum": min, "maximum": max}),
        FieldKind::Year { min, max } => {
            json!({"type": "integer", "minimum": min, "maximum": max, "x-unit": "year"})
        }
        FieldKind::HalfDays { max } => {
            json!({"type": "number", "minimum": 0, "maximum": max, "multipleOf": 0.5})
        }
        FieldKind::Flag => json!({"type": "boolean"}),
        FieldKind::Text => json!({"type": "string", "minLength": 1}),
        FieldKind::OneOf(choices) => word(choices),
        FieldKind::Group(fields) => object(fields),
        FieldKind::List(fields) => json!({"type": "array", "items": object(fields)}),
        FieldKind::ListOf(choices) => json!({"type": "array", "items": word(choices)}),
        FieldKind::ByYear(choices) => json!({
            "type": "object",
            "propertyNames": {"pattern": "^\\d{4}$"},
            "additionalProperties": word(choices)
        }),
    };
    if let Value::Object(map) = &mut schema {
        if !field.required
            && let Some(kind) = map.get_mut("type")
        {
            *kind = json!([kind.take(), "null"]);
        }
        map.insert("title".to_owned(), json!(field.zh));
        map.insert("description".to_owned(), json!(field.en));
        map.insert("x-text".to_owned(), json!({"zh": field.zh, "en": field.en}));
    }
    schema
}

/// Every spelling taken, and under `x-choices` the ids with their names for a pick list.
fn word(choices: &[Choice]) -> Value {
    let mut spellings: Vec<&str> = Vec::new();
    for choice in choices {
        spellings.push(choice.id);
        spellings.push(choice.zh);
        spellings.extend(choice.also);
    }
    let list: Vec<Value> =
        choices.iter().map(|choice| json!({"id": choice.id, "zh": choice.zh, "en": choice.en})).collect();
    json!({"type": "string", "anyOf": [{"enum": spellings}], "x-choices": list})
}
