//! A document in both of its forms: JSON as it is, XML with the element names of the specification. Pure. Not here: what is
//! in a document.

use std::fmt::Write;

use serde_json::Value;

/// How a list and its items are called in XML.
const NAMES: [(&str, &str); 8] = [
    ("services", "service"),
    ("service_requests", "request"),
    ("attributes", "attribute"),
    ("values", "value"),
    ("endpoints", "endpoint"),
    ("formats", "format"),
    ("errors", "error"),
    ("changesets", "changeset"),
];

/// A document as XML under a root.
#[must_use]
pub fn document(root: &str, value: &Value) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(&mut out, root, value);
    out
}

fn element(out: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(items) => {
            let item = NAMES.iter().find(|(list, _)| *list == name).map_or("item", |(_, item)| item);
            let _ = write!(out, "<{name}>");
            items.iter().for_each(|one| element(out, item, one));
            let _ = write!(out, "</{name}>");
        }
        Value::Object(fields) => {
            let _ = write!(out, "<{name}>");
            fields.iter().for_each(|(field, one)| element(out, field, one));
            let _ = write!(out, "</{name}>");
        }
        Value::Null => {
            let _ = write!(out, "<{name}/>");
        }
        Value::String(text) => {
            let _ = write!(out, "<{name}>{}</{name}>", escaped(text));
        }
        Value::Bool(_) | Value::Number(_) => {
            let _ = write!(out, "<{name}>{value}</{name}>");
        }
    }
}

/// Text that is text in XML too; signs XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_and_their_items_are_called_as_the_specification_says() {
        let written = document("service_requests", &json!([{ "service_request_id": "1", "lat": null }]));
        assert!(written.ends_with(
            "<service_requests><request><lat/><service_request_id>1</service_request_id></request></service_requests>"
        ));
    }

    #[test]
    fn what_somebody_wrote_stays_text() {
        let written = document("errors", &json!([{ "description": "<b> & \"c\"\u{1}" }]));
        assert!(written.contains("&lt;b&gt; &amp; &quot;c&quot;</description>"), "{written}");
    }
}
