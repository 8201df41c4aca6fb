//! Checks given facts against a rule's fields and writes them in the form of the house: ids for words, optional
//! nulls removed. A fault names the fact by its path. What is deliberately not here: whether facts agree with
//! each other (each rule).

use jiff::civil::{Date, DateTime};
use serde_json::{Map, Value};

use super::{Choice, Fault, Field, FieldKind, HalfDays};

/// The facts in the form the rule's typed facts are read from.
///
/// # Errors
/// The first fact that is unknown, missing, of the wrong kind or out of bounds.
pub fn check(facts: &Value, fields: &'static [Field]) -> Result<Value, Fault> {
    let Value::Object(given) = facts else {
        let names = names(fields);
        return Err(Fault::new(
            "facts",
            format!("事实应写成一个对象，含：{names}。"),
            format!("the facts are one object with: {names}"),
        ));
    };
    group(given, fields, "")
}

fn names(fields: &[Field]) -> String {
    fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ")
}

fn group(given: &Map<String, Value>, fields: &'static [Field], path: &str) -> Result<Value, Fault> {
    if let Some(name) = given.keys().find(|name| fields.iter().all(|field| field.name != *name)) {
        let known = names(fields);
        return Err(Fault::new(
            format!("{path}{name}"),
            format!("本规则不用“{name}”，可用：{known}。"),
            format!("this rule has no fact `{name}`; it has: {known}"),
        ));
    }
    let mut checked = Map::new();
    for field in fields {
        let place = format!("{path}{}", field.name);
        match given.get(field.name) {
            None | Some(Value::Null) if field.required => {
                return Err(Fault::new(
                    place,
                    format!("缺少{}。", field.zh),
                    format!("missing: {}", field.en),
                ));
            }
            None | Some(Value::Null) => {}
            Some(value) => {
                checked.insert(field.name.to_owned(), one(value, field, &place)?);
            }
        }
    }
    Ok(Value::Object(checked))
}

fn one(value: &Value, field: &Field, place: &str) -> Result<Value, Fault> {
    let bad = |zh: String, en: String| {
        let (label_zh, label_en) = (field.zh, field.en);
        Fault::new(
            place,
            format!("{label_zh}：写的是 {value}，应为{zh}。"),
            format!("{label_en}: it is {value}; give {en}"),
        )
    };
    match &field.kind {
        FieldKind::Date => match value.as_str().and_then(|text| text.trim().parse::<Date>().ok()) {
            Some(date) => Ok(Value::from(date.to_string())),
            None => Err(bad("2026-03-02 这样的日期".into(), "a date like 2026-03-02".into())),
        },
        FieldKind::Moment => match value.as_str().and_then(moment) {
            Some(text) => Ok(Value::from(text)),
            None => Err(bad(
                "2026-03-02 或 2026-03-02T14:30 这样的日期时间".into(),
                "a day like 2026-03-02 or a time like 2026-03-02T14:30".into(),
            )),
        },
        FieldKind::Int { min, max } | FieldKind::Year { min, max } => whole(value, (*min, *max), &bad),
        FieldKind::HalfDays { max } => match value.as_f64().and_then(HalfDays::from_days) {
            Some(days) if (0..=max * 2).contains(&days.0) => Ok(days.json()),
            _ => Err(bad(
                format!("0 至 {max} 的天数（可有半天）"),
                format!("days from 0 to {max}, halves allowed"),
            )),
        },
        FieldKind::Flag => match value {
            Value::Bool(_) => Ok(value.clone()),
            _ => Err(bad("true 或 false".into(), "true or false".into())),
        },
        FieldKind::Text => match value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Ok(Value::from(text)),
            _ => Err(bad("文字".into(), "a text that is not empty".into())),
        },
        FieldKind::OneOf(choices) => match value.as_str().and_then(|text| Choice::find(choices, text)) {
            Some(choice) => Ok(Value::from(choice.id)),
            None => Err(bad(words_zh(choices), words_en(choices))),
        },
        FieldKind::Group(fields) => match value {
            Value::Object(given) => group(given, fields, &format!("{place}.")),
            _ => Err(bad(format!("对象，含 {}", names(fields)), format!("an object with {}", names(fields)))),
        },
        FieldKind::List(fields) => list(value, place, &bad, |item, place| match item {
            Value::Object(given) => group(given, fields, &format!("{place}.")),
            _ => Err(Fault::new(
                place,
                format!("应为对象，含 {}。", names(fields)),
                format!("give an object with {}", names(fields)),
            )),
        }),
        FieldKind::ListOf(choices) => list(value, place, &bad, |item, place| word(item, choices, place)),
        FieldKind::ByYear(choices) => by_year(value, choices, place, &bad),
    }
}

fn whole(value: &Value, (min, max): (i64, i64), bad: &Bad<'_>) -> Result<Value, Fault> {
    let fits = value.as_i64().filter(|n| (min..=max).contains(n));
    fits.map(Value::from)
        .ok_or_else(|| bad(format!("{min} 至 {max} 的整数"), format!("a whole number from {min} to {max}")))
}

type Bad<'a> = dyn Fn(String, String) -> Fault + 'a;

fn list<F>(value: &Value, place: &str, bad: &Bad<'_>, each: F) -> Result<Value, Fault>
where
    F: Fn(&Value, &str) -> Result<Value, Fault>,
{
    let Value::Array(items) = value else {
        return Err(bad("列表".into(), "a list".into()));
    };
    let checked = items.iter().enumerate().map(|(n, item)| each(item, &format!("{place}[{n}]")));
    checked.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn by_year(value: &Value, choices: &'static [Choice], place: &str, bad: &Bad<'_>) -> Result<Value, Fault> {
    let Value::Object(given) = value else {
        return Err(bad("从年份到等次的对象".into(), "an object from years to words".into()));
    };
    let mut checked = Map::new();
    for (year, item) in given {
        let place = format!("{place}.{year}");
        let known = year.len() == 4 && year.parse::<i16>().is_ok_and(|year| (1994..=2100).contains(&year));
        if !known {
            return Err(Fault::new(
                place,
                format!("“{year}”不是年份，应为 1994 至 2100 之间的四位年份。"),
                format!("`{year}` is not a year; write four digits from 1994 to 2100"),
            ));
        }
        checked.insert(year.clone(), word(item, choices, &place)?);
    }
    Ok(Value::Object(checked))
}

fn word(item: &Value, choices: &'static [Choice], place: &str) -> Result<Value, Fault> {
    match item.as_str().and_then(|text| Choice::find(choices, text)) {
        Some(choice) => Ok(Value::from(choice.id)),
        None => Err(Fault::new(
            place,
            format!("写的是 {item}，应为{}。", words_zh(choices)),
            format!("it is {item}; give {}", words_en(choices)),
        )),
    }
}

fn words_zh(choices: &[Choice]) -> String {
    let words: Vec<&str> = choices.iter().map(|choice| choice.zh).collect();
    format!("下列之一：{}", words.join("、"))
}

fn words_en(choices: &[Choice]) -> String {
    let words: Vec<&str> = choices.iter().map(|choice| choice.id).collect();
    format!("one of: {}", words.join(", "))
}

/// A day, or a moment in the one legal time of the country; an offset of +08:00 says the same.
fn moment(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(date) = text.parse::<Date>()
        && text.len() == date.to_string().len()
    {
        return Some(date.to_string());
    }
    let local = text.strip_suffix("+08:00").unwrap_or(text);
    // Any other offset would silently shift the clock.
    let has_offset =
        local.ends_with(['Z', 'z']) || local.get(10..).is_some_and(|time| time.contains(['+', '-', '[']));
    if has_offset {
        return None;
    }
    local.parse::<DateTime>().ok().map(|moment| moment.to_string())
}
