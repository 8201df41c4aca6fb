//! One xAPI 1.0.3 statement: what has to be there and of what shape, and what of it concerns training. A fault names
//! the field by its path. Not here: who may send it, whose it is, storing it (`xapi`).

use jiff::{SignedDuration, Span, Timestamp};
use serde_json::{Map, Value};

/// What is wrong with a statement: where, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path of the field, e.g. `statements[2].actor.mbox`.
    pub field: String,
    /// What is wrong and how to mend it.
    pub why: String,
}

/// What of a statement concerns training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its id, lower case; none if the sender left it to us.
    pub id: Option<String>,
    /// IRI of the verb.
    pub verb: String,
    /// Who it is about, as named: the account's name, else the address.
    pub actor: String,
    /// Whether it names one person, not a group.
    pub is_one: bool,
    /// The account's name, if it is one person's account.
    pub account: Option<String>,
    /// IRI of the activity, or id of what else it is about.
    pub object: String,
    /// Whether it is about an activity.
    pub is_activity: bool,
    /// Name of the activity in Chinese, else English, else any language.
    pub title: Option<String>,
    /// How long it took, in minutes, rounded down.
    pub minutes: Option<i64>,
    /// Whether it was passed; none if not said.
    pub success: Option<bool>,
    /// When it happened.
    pub at: Option<Timestamp>,
}

type Checked<T> = Result<T, Fault>;

fn wrong<T>(field: impl Into<String>, why: impl Into<String>) -> Checked<T> {
    Err(Fault { field: field.into(), why: why.into() })
}

const TOP: [&str; 12] = [
    "id",
    "actor",
    "verb",
    "object",
    "result",
    "context",
    "timestamp",
    "stored",
    "authority",
    "version",
    "attachments",
    "objectType",
];

/// Reads a statement; `at` is its path.
///
/// # Errors
/// The first field that is missing or of the wrong shape.
pub fn read(value: &Value, at: &str) -> Checked<Statement> {
    let map = object_at(value, at)?;
    no_nulls(value, at)?;
    if let Some(unknown) = map.keys().find(|key| !TOP.contains(&key.as_str()) || *key == "objectType") {
        return wrong(format!("{at}.{unknown}"), "is no property of a statement");
    }
    let id = match map.get("id") {
        None => None,
        Some(Value::String(id)) if is_uuid(id) => Some(id.to_ascii_lowercase()),
        Some(_) => {
            return wrong(format!("{at}.id"), "is not a UUID such as 12345678-1234-5678-1234-567812345678");
        }
    };
    let (actor, account) = actor(map.get("actor"), &format!("{at}.actor"))?;
    let verb_at = format!("{at}.verb");
    let verb = needed(map, "verb", at)?;
    let verb = iri(object_at(verb, &verb_at)?.get("id"), &format!("{verb_at}.id"))?;
    let (object, is_activity, title) = activity(needed(map, "object", at)?, &format!("{at}.object"))?;
    let (minutes, success) = match map.get("result") {
        None => (None, None),
        Some(value) => result(value, &format!("{at}.result"))?,
    };
    let time = match map.get("timestamp") {
        None => None,
        Some(value) => Some(timestamp(value, &format!("{at}.timestamp"))?),
    };
    if let Some(version) = map.get("version")
        && !version.as_str().is_some_and(|version| version == "1.0" || version.starts_with("1.0."))
    {
        return wrong(format!("{at}.version"), "is not 1.0.x");
    }
    if let Some(context) = map.get("context") {
        object_at(context, &format!("{at}.context"))?;
    }
    let is_one =
        map.get("actor").and_then(|actor| actor.get("objectType")).and_then(Value::as_str) != Some("Group");
    Ok(Statement { id, verb, actor, is_one, account, object, is_activity, title, minutes, success, at: time })
}

fn object_at<'a>(value: &'a Value, at: &str) -> Checked<&'a Map<String, Value>> {
    value.as_object().ok_or_else(|| Fault { field: at.to_owned(), why: "is not an object".to_owned() })
}

fn needed<'a>(map: &'a Map<String, Value>, name: &str, at: &str) -> Checked<&'a Value> {
    map.get(name).ok_or_else(|| Fault { field: format!("{at}.{name}"), why: "is missing".to_owned() })
}

/// `null` stands nowhere but in extensions.
fn no_nulls(value: &Value, at: &str) -> Checked<()> {
    match value {
        Value::Null => wrong(at, "is null; leave it out instead"),
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(n, item)| no_nulls(item, &format!("{at}[{n}]")))
        }
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "extensions")
            .try_for_each(|(key, item)| no_nulls(item, &format!("{at}.{key}"))),
        _ => Ok(()),
    }
}

/// Whether a text is a UUID.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_iri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        !rest.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    }) && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && text.len() <= 2_000
}

fn iri(value: Option<&Value>, at: &str) -> Checked<String> {
    match value {
        None => wrong(at, "is missing"),
        Some(Value::String(text)) if is_iri(text) => Ok(text.clone()),
        Some(_) => wrong(at, "is not an IRI such as http://adlnet.gov/expapi/verbs/completed"),
    }
}

fn actor(value: Option<&Value>, at: &str) -> Checked<(String, Option<String>)> {
    let Some(value) = value else { return wrong(at, "is missing") };
    let map = object_at(value, at)?;
    let kind = match map.get("objectType") {
        None => "Agent",
        Some(Value::String(kind)) if kind == "Agent" || kind == "Group" => kind,
        Some(_) => return wrong(format!("{at}.objectType"), "is neither Agent nor Group"),
    };
    let named: Vec<&str> = ["mbox", "mbox_sha1sum", "openid", "account"]
        .into_iter()
        .filter(|key| map.contains_key(*key))
        .collect();
    let key = match named.as_slice() {
        [key] => *key,
        [] if kind == "Group" && map.get("member").is_some_and(Value::is_array) => {
            return Ok(("group".to_owned(), None));
        }
        [] => return wrong(at, "names nobody: give one of account, mbox, mbox_sha1sum, openid"),
        _ => return wrong(at, "names somebody twice: give only one of account, mbox, mbox_sha1sum, openid"),
    };
    let field = format!("{at}.{key}");
    if key == "account" {
        let account = object_at(&map["account"], &field)?;
        iri(account.get("homePage"), &format!("{field}.homePage"))?;
        return match account.get("name") {
            Some(Value::String(name)) if !name.is_empty() && name.len() <= 400 => {
                Ok((name.clone(), (kind == "Agent").then(|| name.clone())))
            }
            _ => wrong(format!("{field}.name"), "is missing or not a text"),
        };
    }
    let Some(text) = map[key].as_str() else { return wrong(field, "is not a text") };
    let sound = match key {
        "mbox" => text.strip_prefix("mailto:").is_some_and(|rest| rest.contains('@')),
        "mbox_sha1sum" => text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        _ => is_iri(text),
    };
    if !sound || text.len() > 400 {
        let how = match key {
            "mbox" => "is not an address such as mailto:name@example.org",
            "mbox_sha1sum" => "is not a SHA-1 in hex",
            _ => "is not an IRI",
        };
        return wrong(field, how);
    }
    Ok((text.to_owned(), None))
}

fn activity(value: &Value, at: &str) -> Checked<(String, bool, Option<String>)> {
    let map = object_at(value, at)?;
    let kind = match map.get("objectType") {
        None => "Activity",
        Some(Value::String(kind)) => kind.as_str(),
        Some(_) => return wrong(format!("{at}.objectType"), "is not a text"),
    };
    match kind {
        "Activity" => {
            let id = iri(map.get("id"), &format!("{at}.id"))?;
            Ok((id, true, title(map, at)?))
        }
        "StatementRef" => match map.get("id").and_then(Value::as_str) {
            Some(id) if is_uuid(id) => Ok((id.to_ascii_lowercase(), false, None)),
            _ => wrong(format!("{at}.id"), "is not the UUID of a statement"),
        },
        "Agent" | "Group" => Ok((actor(Some(value), at)?.0, false, None)),
        "SubStatement" => {
            object_at(needed(map, "object", at)?, &format!("{at}.object"))?;
            Ok(("substatement".to_owned(), false, None))
        }
        _ => {
            wrong(format!("{at}.objectType"), "is none of Activity, Agent, Group, StatementRef, SubStatement")
        }
    }
}

fn title(map: &Map<String, Value>, at: &str) -> Checked<Option<String>> {
    let Some(definition) = map.get("definition") else { return Ok(None) };
    let definition = object_at(definition, &format!("{at}.definition"))?;
    let Some(names) = definition.get("name") else { return Ok(None) };
    let field = format!("{at}.definition.name");
    let names = object_at(names, &field)?;
    if names.values().any(|name| !name.is_string()) {
        return wrong(field, "is not a map of languages to texts");
    }
    let chosen = ["zh-CN", "zh-Hans", "zh", "en-US", "en"].iter().find_map(|tag| names.get(*tag));
    let chosen = chosen.or_else(|| names.values().next()).and_then(Value::as_str);
    Ok(chosen.map(|name| name.trim().chars().take(60).collect::<String>()).filter(|name| !name.is_empty()))
}

fn result(value: &Value, at: &str) -> Checked<(Option<i64>, Option<bool>)> {
    let map = object_at(value, at)?;
    for key in ["success", "completion"] {
        if map.get(key).is_some_and(|value| !value.is_boolean()) {
            return wrong(format!("{at}.{key}"), "is neither true nor false");
        }
    }
    if let Some(scaled) = map.get("score").and_then(|score| score.get("scaled"))
        && !scaled.as_f64().is_some_and(|scaled| (-1.0..=1.0).contains(&scaled))
    {
        return wrong(format!("{at}.score.scaled"), "is not a number from -1 to 1");
    }
    let minutes = match map.get("duration") {
        None => None,
        Some(Value::String(text)) => Some(duration(text, &format!("{at}.duration"))?),
        Some(_) => return wrong(format!("{at}.duration"), "is not a text"),
    };
    Ok((minutes, map.get("success").and_then(Value::as_bool)))
}

fn duration(text: &str, at: &str) -> Checked<i64> {
    let why = "is not a duration such as PT1H30M";
    if !text.starts_with('P') {
        return wrong(at, why);
    }
    let span: Span = text.parse().map_err(|_| Fault { field: at.to_owned(), why: why.to_owned() })?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return wrong(
            at,
            "is given in years or months, which have no fixed length; use days, hours and minutes",
        );
    }
    let days = i64::from(span.get_days()) + 7 * i64::from(span.get_weeks());
    let rest = Span::new()
        .try_hours(span.get_hours())
        .and_then(|rest| rest.try_minutes(span.get_minutes()))
        .and_then(|rest| rest.try_seconds(span.get_seconds()))
        .ok()
        .and_then(|rest| SignedDuration::try_from(rest).ok());
    let Some(rest) = rest else { return wrong(at, "is too long") };
    Ok(days.saturating_mul(24 * 60).saturating_add(rest.as_secs() / 60))
}

fn timestamp(value: &Value, at: &str) -> Checked<Timestamp> {
    let parsed = value.as_str().and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| Fault {
        field: at.to_owned(),
        why: "is not a time with its zone such as 2026-04-17T09:30:00+08:00".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sound() -> Value {
        json!({
            "actor": {"account": {"homePage": "https://study.example", "name": "chenlan"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
            "object": {"id": "https://study.example/c/1", "definition": {"name": {"zh-CN": "防汛值守实务"}}},
            "result": {"duration": "PT1H30M", "success": true},
            "timestamp": "2026-04-17T09:30:00+08:00"
        })
    }

    #[test]
    fn a_sound_statement_says_who_did_what_for_how_long() {
        let read = read(&sound(), "statement").expect("sound");
        assert_eq!(read.account.as_deref(), Some("chenlan"));
        assert_eq!((read.minutes, read.success), (Some(90), Some(true)));
        assert_eq!(read.title.as_deref(), Some("防汛值守实务"));
    }

    #[test]
    fn what_is_malformed_is_named_by_its_path() {
        let cases = [
            ("/actor", json!({}), "s.actor"),
            ("/actor/account/homePage", json!("not an iri"), "s.actor.account.homePage"),
            ("/actor/mbox", json!("mailto:a@b.c"), "s.actor"),
            ("/verb", json!({}), "s.verb.id"),
            ("/verb", json!("completed"), "s.verb"),
            ("/object/id", json!("course 1"), "s.object.id"),
            ("/object/objectType", json!("Course"), "s.object.objectType"),
            ("/result/duration", json!("90"), "s.result.duration"),
            ("/result/duration", json!("P1M"), "s.result.duration"),
            ("/result/success", json!("yes"), "s.result.success"),
            ("/timestamp", json!("yesterday"), "s.timestamp"),
            ("/id", json!("17"), "s.id"),
            ("/version", json!("2.0.0"), "s.version"),
            ("/result/score", json!(null), "s.result.score"),
            ("/hours", json!(3), "s.hours"),
        ];
        for (path, value, field) in cases {
            let mut statement = sound();
            let (parent, key) = path.rsplit_once('/').expect("a path");
            let holder = statement.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
            holder.insert(key.to_owned(), value.clone());
            let fault = read(&statement, "s").expect_err("malformed");
            assert_eq!(fault.field, field, "{path} {value}: {}", fault.why);
        }
        for name in ["actor", "verb", "object"] {
            let mut statement = sound();
            statement.as_object_mut().expect("an object").remove(name);
            assert_eq!(read(&statement, "s").expect_err("missing").field, format!("s.{name}"));
        }
    }
}
