//! The texts: the two languages have the same keys and arguments, every key asked for exists, and the words
//! are an office's own. Not here: whether a text is a good one.

use std::collections::BTreeSet;

use crate::Offence;
use crate::house::{File, House};
use crate::markup::{KEY_METHODS, keys_asked, messages};

const ZH: &str = "/text/zh-CN.ftl";
const EN: &str = "/text/en.ftl";
/// Words of software, which officials do not use.
const NEVER: [&str; 8] =
    ["用户", "数据录入", "操作成功", "提交成功", "系统异常", "该功能", "操作失败", "加载中"];
const NEVER_ALONE: [&str; 4] = ["确定", "取消", "提交", "OK"];

/// Pairs that differ.
#[must_use]
pub fn pairs(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for (file, twin) in house
        .ending(ZH)
        .map(|f| (f, f.path.replace(ZH, EN)))
        .chain(house.ending(EN).map(|f| (f, f.path.replace(EN, ZH))))
    {
        let Some(other) = house.text(&twin) else {
            found.push(Offence::new(&file.path, 1, format!("has no twin {twin}.")));
            continue;
        };
        let other = messages(other);
        for (key, arguments) in messages(&file.text) {
            let place = || format!("{}::{key}", file.path);
            match other.get(&key) {
                None => found.push(Offence::new(place(), 1, format!("is missing in {twin}."))),
                Some(theirs) if *theirs != arguments => {
                    found.push(Offence::new(
                        place(),
                        1,
                        format!("takes {arguments:?}, and {theirs:?} in {twin}."),
                    ));
                }
                Some(_) => {}
            }
        }
    }
    found
}

/// Keys asked for by a template or by code that no text has.
#[must_use]
pub fn asked(house: &House) -> Vec<Offence> {
    let known: BTreeSet<String> =
        house.ending(ZH).flat_map(|file| messages(&file.text).into_keys()).collect();
    let mut found = Vec::new();
    for file in house.files.iter().filter(|file| !file.is_test()) {
        let keys = if file.ends(".html") {
            keys_asked(&file.text)
        } else if file.ends(".rs") && ["web", "domains", "server", "demo"].contains(&file.wing()) {
            keys_in_code(file)
        } else {
            continue;
        };
        for key in keys.into_iter().filter(|key| !known.contains(key)) {
            found.push(Offence::new(
                format!("{}::{key}", file.path),
                1,
                "asks for a text that nobody wrote.",
            ));
        }
    }
    found
}

fn keys_in_code(file: &File) -> Vec<String> {
    let literals = file.reading().map(|reading| reading.literals.as_slice()).unwrap_or_default();
    literals
        .iter()
        .filter(|literal| !literal.in_test && literal.value.contains('-'))
        .filter(|literal| literal.method.as_deref().is_some_and(|method| KEY_METHODS.contains(&method)))
        .filter(|literal| {
            literal.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
        .map(|literal| literal.value.clone())
        .collect()
}

/// Words no official would use.
#[must_use]
pub fn words(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.files.iter().filter(|file| file.ends(".ftl")) {
        for line in file.text.lines().filter(|line| !line.starts_with('#')) {
            let (key, value) =
                line.split_once('=').map_or(("", line), |(key, value)| (key.trim(), value.trim()));
            let never = NEVER.iter().find(|word| value.contains(**word));
            let alone = NEVER_ALONE.iter().find(|word| value == **word);
            if let Some(word) = never.or(alone) {
                let why =
                    format!("says “{word}”: say what happens, to whom, by when; a button carries its verb.");
                found.push(Offence::new(format!("{}::{key}", file.path), 1, why));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(zh: &'static str, en: &'static str) -> House {
        House::of(&[
            ("domains/duty/text/zh-CN.ftl", zh),
            ("domains/duty/text/en.ftl", en),
            ("domains/duty/templates/a.html", "{{ t.of(\"duty-a\") }}"),
            ("domains/duty/src/a.rs", "fn a() { t.with(\"duty-b\", &[]); x.of(\"plain\"); }"),
        ])
    }

    #[test]
    fn a_key_in_one_language_only_and_arguments_that_differ_are_found() {
        assert_eq!(pairs(&texts("duty-a = 甲 { $n }\n", "duty-a = A { $m }\nduty-b = B\n")).len(), 3);
        assert_eq!(pairs(&texts("duty-a = 甲 { $n }\n", "duty-a = A { $n }\n")), []);
        assert_eq!(pairs(&House::of(&[("web/text/en.ftl", "a = b")])).len(), 1);
    }

    #[test]
    fn a_key_asked_for_by_template_or_code_must_exist() {
        let found = asked(&texts("duty-c = 丙\n", "duty-c = C\n"));
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(asked(&texts("duty-a = 甲\nduty-b = 乙\n", "")), []);
    }

    #[test]
    fn words_of_software_and_bare_buttons_are_found() {
        assert_eq!(words(&texts("duty-a = 提交成功\nduty-b = 确定\nduty-c = 确定等次\n", "")).len(), 2);
    }
}
