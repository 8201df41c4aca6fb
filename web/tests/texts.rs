//! The texts: complete in both languages, checked when they are not, and written as the house writes.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use jiff::civil::{date, datetime};
use rust_decimal::Decimal;
use web::i18n::{Language, Source, TextError, Texts, WEB, check, keys_used};

fn lookup(language: Language) -> web::Lookup {
    Texts::build(&[WEB]).unwrap().lookup(language)
}

fn source(zh: &'static str, en: &'static str) -> Source {
    Source { room: "room", zh, en }
}

#[test]
fn the_texts_of_the_house_are_complete_in_both_languages() {
    assert_eq!(check(&[WEB]), []);
}

#[test]
fn every_key_a_template_or_a_source_file_asks_for_exists() {
    let t = lookup(Language::ZhCn);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut asked = 0;
    for folder in
        ["templates", "templates/parts", "templates/components", "src", "src/components", "src/charts"]
    {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for key in
                keys_used(&text).into_iter().filter(|key| key.starts_with("web-") && !key.contains('{'))
            {
                asked += 1;
                let plain = t.get(key).is_some();
                assert!(plain || t.with(key, &[]) != key, "{} asks for {key}", path.display());
            }
        }
    }
    assert!(asked > 70, "the search found only {asked} keys");
}

#[test]
fn a_key_missing_in_one_language_is_found() {
    let found = check(&[source("a = 甲\nb = 乙\n", "a = A\n")]);
    assert_eq!(found, [TextError::Missing { room: "room", language: "en", key: "b".into() }]);
    let found = check(&[source("a = 甲\n", "a = A\nb = B\n")]);
    assert_eq!(found, [TextError::Missing { room: "room", language: "zh-CN", key: "b".into() }]);
}

#[test]
fn a_key_taken_by_two_rooms_is_found() {
    let twice = [source("a = 甲\n", "a = A\n"), source("a = 乙\n", "a = B\n")];
    assert!(check(&twice).contains(&TextError::Duplicate { room: "room", language: "en", key: "a".into() }));
}

#[test]
fn arguments_that_differ_between_the_languages_are_found() {
    let found = check(&[source("a = 共 { $n } 条\n", "a = { $count } in all\n")]);
    assert!(matches!(&found[..], [TextError::Arguments { key, .. }] if key == "a"));
}

#[test]
fn a_file_that_is_not_fluent_and_a_reference_to_nothing_are_found() {
    let found = check(&[source("a = { $n\n", "a = { $n }\n")]);
    assert!(found.iter().any(|error| matches!(error, TextError::Syntax { language: "zh-CN", .. })));
    let found = check(&[source("a = { -none }\n", "a = A\n")]);
    assert!(matches!(&found[..], [TextError::Reference { key, .. }] if key == "a"));
}

#[test]
fn a_key_that_does_not_exist_shows_as_itself() {
    let t = lookup(Language::En);
    assert_eq!((t.of("no-such-key"), t.with("no-such-key", &[]).as_str()), ("no-such-key", "no-such-key"));
}

#[test]
fn the_language_follows_the_header_and_falls_back_to_chinese() {
    for (header, language) in [
        ("", Language::ZhCn),
        ("fr-FR,fr;q=0.9", Language::ZhCn),
        ("en-US,en;q=0.9,zh;q=0.8", Language::En),
        ("zh-TW,en;q=0.9", Language::ZhCn),
        ("en;q=0.2, zh;q=0.7", Language::ZhCn),
        ("fr, en;q=0.1", Language::En),
    ] {
        assert_eq!(Language::from_accept(header), language, "{header}");
    }
}

#[test]
fn dates_numbers_and_money_are_written_as_each_language_writes_them() {
    let (zh, en) = (lookup(Language::ZhCn), lookup(Language::En));
    let day = date(2026, 3, 2);
    assert_eq!(zh.date(day), "2026年3月2日（周一）");
    assert_eq!(en.date(day), "Monday 2 March 2026");
    assert_eq!((zh.day(day), en.day(day)), ("2026-03-02".into(), "2026-03-02".into()));
    assert_eq!(zh.moment(datetime(2026, 3, 2, 9, 5, 7, 0)), "2026-03-02 09:05");
    assert_eq!(zh.number(-1_234_567_i64), "-1,234,567");
    assert_eq!(zh.number(999_u64), "999");
    assert_eq!(zh.decimal(Decimal::new(1_234_500, 3)), "1,234.5");
    assert_eq!(zh.fixed(Decimal::new(86_445, 3), 2), "86.45");
    assert_eq!(zh.money(Decimal::new(12_345_605, 3)), "12,345.61 元");
    assert_eq!(en.money(Decimal::from(3)), "CNY 3.00");
    assert_eq!(zh.percent(Decimal::new(375, 3)), "37.5%");
    assert_eq!(
        (zh.size(999), zh.size(340_001), zh.size(1_250_000)),
        ("999 B".into(), "341 KB".into(), "1.2 MB".into())
    );
}

#[test]
fn numbers_in_messages_get_separators_and_choose_the_plural() {
    let (zh, en) = (lookup(Language::ZhCn), lookup(Language::En));
    assert_eq!(zh.with("web-page-total", &[("n", &12_345)]), "共 12,345 条");
    assert_eq!(en.with("web-page-total", &[("n", &1)]), "One entry");
    assert_eq!(en.with("web-page-total", &[("n", &1_200_usize)]), "1,200 entries");
}
