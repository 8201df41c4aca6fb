//! Forms: what is read, what is refused, what is said about it.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use jiff::civil::date;
use law::decision::Text;
use rust_decimal::Decimal;
use web::forms::{FormError, MAX_BODY, MAX_FIELDS, MAX_VALUE};
use web::i18n::{Language, Texts, WEB};
use web::{FormState, Lookup};

fn form(body: &str) -> FormState {
    FormState::parse(body.as_bytes()).unwrap()
}

fn zh() -> Lookup {
    Texts::build(&[WEB]).unwrap().lookup(Language::ZhCn)
}

#[test]
fn a_body_becomes_values_in_the_order_sent() {
    let read = form("b=2&a=%E7%94%B2+%E4%B9%99&b=3&&empty=");
    assert_eq!(read.value("a"), "甲 乙");
    assert_eq!(read.values("b").collect::<Vec<_>>(), ["2", "3"]);
    assert!(read.has("empty") && !read.has("none"));
    assert_eq!(read.pairs().map(|(name, _)| name).collect::<Vec<_>>(), ["b", "a", "b", "empty"]);
    assert_eq!(
        form("share-7=20&share-9=80").pairs_of("share-").collect::<Vec<_>>(),
        [("7", "20"), ("9", "80")]
    );
}

#[test]
fn line_ends_are_made_one_and_control_characters_are_refused() {
    assert_eq!(form("a=x%0D%0Ay%0Dz%09t").value("a"), "x\ny\nz\tt");
    assert_eq!(FormState::parse(b"a=%00"), Err(FormError::NotText));
    assert_eq!(FormState::parse(b"a=%1B%5B31m"), Err(FormError::NotText));
}

#[test]
fn bytes_that_are_not_text_are_refused_rather_than_changed() {
    for body in ["a=%FF", "a=%E7%94", "a=%4", "a=%zz"] {
        assert_eq!(FormState::parse(body.as_bytes()), Err(FormError::NotText), "{body}");
    }
}

#[test]
fn too_much_of_anything_is_refused() {
    let long = format!("a={}", "x".repeat(MAX_VALUE + 1));
    assert_eq!(FormState::parse(long.as_bytes()), Err(FormError::TooLarge));
    assert!(FormState::parse(format!("a={}", "x".repeat(MAX_VALUE)).as_bytes()).is_ok());
    assert_eq!(FormState::parse("a=1&".repeat(MAX_FIELDS + 1).as_bytes()), Err(FormError::TooLarge));
    assert_eq!(FormState::parse(&vec![b'&'; MAX_BODY + 1]), Err(FormError::TooLarge));
}

#[test]
fn text_is_trimmed_and_measured_in_characters() {
    let mut read = form("a=++%E7%94%B2%E4%B9%99++&b=&c=%E7%94%B2%E4%B9%99");
    assert_eq!(read.text("a", 2).as_deref(), Some("甲乙"));
    assert_eq!(read.text("b", 2), None);
    assert!(read.is_ok());
    assert_eq!(read.text("c", 1), None);
    assert_eq!(read.error_of("c", &zh()).unwrap(), "最多 1 字，现有 2 字，请精简。");
}

#[test]
fn a_required_field_left_empty_is_named_once() {
    let mut read = form("a=+&b=x");
    assert_eq!(read.required_text("a", 9), None);
    read.error("a", "web-error-choice");
    assert_eq!(read.errors().len(), 1);
    assert_eq!(read.error_of("a", &zh()).unwrap(), "此项未填写，请填写。");
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for (typed, value) in
        [("1234", 1234), ("1,234", 1234), ("１２３４", 1234), ("-5", -5), ("－5", -5), ("8.0", 8)]
    {
        let mut read = FormState::default().prefilled("n", typed);
        assert_eq!(read.integer("n", -10..=9_999), Some(value), "{typed}");
    }
    for typed in ["一百", "12,34", "1.5", "10000", "1e3", "0x10", ",123"] {
        let mut read = FormState::default().prefilled("n", typed);
        assert_eq!(read.integer("n", -10..=9_999), None, "{typed}");
        assert!(!read.is_ok(), "{typed}");
    }
}

#[test]
fn decimals_keep_to_their_places_and_range() {
    let range = || Decimal::ZERO..=Decimal::from(100);
    let mut read = form("a=86.50&b=86.555&c=100.01&d=100");
    assert_eq!(read.decimal("a", 2, range()), Some(Decimal::new(865, 1)));
    assert_eq!((read.decimal("b", 2, range()), read.decimal("c", 2, range())), (None, None));
    assert_eq!(read.decimal("d", 0, range()), Some(Decimal::from(100)));
    assert_eq!(read.error_of("c", &zh()).unwrap(), "应在 0 至 100 之间。");
}

#[test]
fn days_are_read_as_officials_write_them() {
    for typed in
        ["2026-03-02", "2026-3-2", "2026/3/2", "2026.03.02", "2026年3月2日", "20260302", "２０２６-０３-０２"]
    {
        let mut read = FormState::default().prefilled("d", typed);
        assert_eq!(read.date("d"), Some(date(2026, 3, 2)), "{typed}");
    }
    for typed in ["2026-02-30", "26-3-2", "1899-12-31", "2026-13-01", "昨天", "2026-03"] {
        let mut read = FormState::default().prefilled("d", typed);
        assert_eq!(read.date("d"), None, "{typed}");
        assert!(read.error_of("d", &zh()).unwrap().contains(typed), "{typed}");
    }
}

#[test]
fn a_choice_outside_the_list_is_refused() {
    let mut read = form("a=x&b=&t=1&t=2&u=9");
    assert_eq!(read.choice("a", &["x", "y"]).as_deref(), Some("x"));
    assert_eq!(read.choice("b", &["x"]), None);
    assert_eq!(read.choices("t", &["1", "2"]), ["1", "2"]);
    assert!(read.is_ok());
    assert_eq!(read.choice("a", &["z"]), None);
    assert!(read.choices("u", &["1"]).is_empty());
    assert_eq!(read.required_choice("b", &["x"]), None);
    assert_eq!(read.errors().len(), 3);
}

#[test]
fn a_secret_is_taken_as_typed_and_not_kept() {
    let mut read = form("p=+pass+word+");
    assert_eq!(read.secret("p").as_deref(), Some(" pass word "));
    assert!(!read.has("p"));
}

#[test]
fn a_refused_decision_speaks_in_the_readers_language() {
    let mut read = form("");
    read.refused("start", &Text::new("日期过早。", "Too early."));
    let texts = Texts::build(&[WEB]).unwrap();
    assert_eq!(read.error_of("start", &texts.lookup(Language::ZhCn)).unwrap(), "日期过早。");
    assert_eq!(read.error_of("start", &texts.lookup(Language::En)).unwrap(), "Too early.");
}
