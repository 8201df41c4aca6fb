//! Templates: nothing inline, since the policy of the pages forbids it, and no word of either language, since
//! words live in the texts.

use crate::Offence;
use crate::house::House;
use crate::markup::{is_han, own_words, without_comments};

/// Styles, scripts and event attributes written into a template.
#[must_use]
pub fn inline(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.ending(".html") {
        let text = without_comments(&file.text).to_ascii_lowercase();
        let scripts = text.split("<script").skip(1).filter(|rest| {
            let (tag, after) = rest.split_once('>').unwrap_or((rest, ""));
            !tag.contains("src=") || !after.trim_start().starts_with("</script")
        });
        let styles = text.matches("<style").count() + text.matches(" style=").count();
        let links = text.matches("javascript:").count();
        let amount = scripts.count() + styles + links + event_attributes(&text);
        if amount > 0 {
            let why = "has a style, script or event attribute inline: use a class of style.css or a file of script.";
            found.push(Offence::new(&file.path, amount, why));
        }
    }
    found
}

fn event_attributes(text: &str) -> usize {
    text.match_indices(" on")
        .filter(|(at, _)| {
            let name: String = text[at + 3..].chars().take_while(char::is_ascii_lowercase).collect();
            !name.is_empty() && text[at + 3 + name.len()..].starts_with("=\"")
        })
        .count()
}

/// Chinese, or an English sentence, written into a template.
#[must_use]
pub fn language(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.ending(".html").filter(|file| file.path.contains("/templates/") && !file.is_test()) {
        let own = own_words(&file.text);
        // The name of a language is said in that language, and marked so.
        let amount =
            own.lines().filter(|line| line.chars().any(is_han) && !line.contains(" lang=\"zh")).count();
        if amount > 0 {
            found.push(Offence::new(
                &file.path,
                amount,
                "has words in it: give them a key in both languages.",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_inline_is_found() {
        let bad = "<p style=\"x\"><script>a</script><script src=\"a.js\">b</script><a href=\"javascript:a\" onclick=\"b\">";
        assert_eq!(inline(&House::of(&[("a.html", bad)]))[0].amount, 5);
        let good = "<script src=\"/static/a.js\" defer></script><p class=\"wide\">on = \"x\"</p>";
        assert_eq!(inline(&House::of(&[("a.html", good)])), []);
    }

    #[test]
    fn words_in_a_template_are_found_but_not_in_comments_and_expressions() {
        let house =
            House::of(&[("web/templates/a.html", "<p>责任书</p>{# 说明 #}{{ t.choose(\"甲\", \"A\") }}")]);
        assert_eq!(language(&house)[0].amount, 1);
    }
}
