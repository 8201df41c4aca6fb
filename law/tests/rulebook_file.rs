//! A file of the rulebook: what can be read, and what makes a rulebook sound. Not here: the law itself and what a
//! county changes in it (rulebook.rs).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use law::Rulebook;
use law::rulebook::{Kind, Regulation, RulebookError};

const SMALL: &str = r#"
id = "small"
title = { zh = "小规定", en = "Small rules" }
from = "2020-01-01"

[[clause]]
id = "S-01"
article = "1"
verified = "read"
source = "全文"
zh = "期限为{reply}。"
en = "The time is {reply}."
parameters = [{ name = "reply", kind = "int", zh = "期限", en = "time", values = [{ value = 1, to = "2020-12-31" }, { value = 2, from = "2021-01-01" }] }]
"#;

fn faults_of(text: &str) -> String {
    let regulation = Rulebook::read_regulation("small", text).unwrap();
    Rulebook::from_regulations(vec![regulation]).unwrap().faults().join("; ")
}

#[test]
fn gaps_overlaps_and_missing_texts_are_found() {
    assert_eq!(faults_of(SMALL), "");
    for (good, bad, fault) in [
        ("from = \"2021-01-01\"", "from = \"2021-01-02\"", "gap or overlap"),
        ("from = \"2021-01-01\"", "from = \"2020-12-31\"", "gap or overlap"),
        ("to = \"2020-12-31\"", "from = \"2020-02-01\", to = \"2020-12-31\"", "does not cover"),
        ("{ value = 2, from", "{ value = 2, to = \"2024-01-01\", from", "does not cover"),
        ("to = \"2020-12-31\"", "to = \"2019-12-31\"", "ends before it begins"),
        ("zh = \"小规定\"", "zh = \" \"", "missing in one language"),
        ("zh = \"期限\"", "zh = \"time\"", "look exchanged"),
        ("en = \"The time is {reply}.\"", "en = \"The time is {answer}.\"", "unknown parameter answer"),
        ("en = \"The time is {reply}.\"", "en = \"The time is set.\"", "name different facts"),
        ("name = \"reply\"", "name = \"text\"", "the name is taken"),
        ("source = \"全文\"", "source = \"\"", "no source"),
        ("verified = \"read\"", "verified = \"read\"\nfrom = \"2019-01-01\"", "outside its regulation"),
    ] {
        assert!(SMALL.contains(good));
        let found = faults_of(&SMALL.replacen(good, bad, 1));
        assert!(found.contains(fault), "{bad}: {found}");
    }
    let ended = SMALL.replacen("from = \"2020-01-01\"\n", "from = \"2020-01-01\"\nto = \"2023-01-01\"\n", 1);
    assert_eq!(faults_of(&ended), "", "what a clause does not say of its end it has from its regulation");
    let one_day = SMALL.replace("2020-12-31", "2020-01-01").replace("2021-01-01", "2020-01-02");
    assert_eq!(faults_of(&one_day), "", "a value may hold for a single day");
}

#[test]
fn a_file_that_cannot_be_read_says_where() {
    for (good, bad, problem) in [
        ("id = \"small\"", "id = \"other\"", "not the name of the file"),
        ("article = \"1\"", "", "give `article`"),
        (
            "article = \"1\"",
            "article = \"1\"\narticles = [{ article = \"2\", from = \"2020-01-01\" }]",
            "give `article`",
        ),
        ("kind = \"int\"", "kind = \"number\"", "kind `number` is unknown"),
        ("kind = \"int\"", "kind = \"period\"", "a period has `unit` and `roll`"),
        ("kind = \"int\"", "kind = \"int\", roll = true", "keys of another kind"),
        ("value = 1,", "value = 1.5,", "does not fit"),
        ("from = \"2020-01-01\"", "from = \"2020-13-01\"", "not a date"),
        ("source", "sauce", "unknown field"),
    ] {
        let error =
            Rulebook::read_regulation("small", &SMALL.replacen(good, bad, 1)).unwrap_err().to_string();
        assert!(error.contains(problem) && error.contains("small"), "{bad}: {error}");
    }
}

#[test]
fn a_clause_may_end_with_its_regulation_but_not_later() {
    let read = |own: &str| {
        let text = SMALL
            .replacen("from = \"2020-01-01\"\n", "from = \"2020-01-01\"\nto = \"2023-06-30\"\n", 1)
            .replacen("verified = \"read\"", &format!("verified = \"read\"\nto = \"{own}\""), 1);
        Rulebook::read_regulation("small", &text).unwrap()
    };
    let faults = |regulation| Rulebook::from_regulations(vec![regulation]).unwrap().faults().join("; ");
    assert_eq!(faults(read("2023-06-30")), "");
    assert_eq!(faults(read("2022-12-31")), "");
    assert!(faults(read("2023-07-01")).contains("S-01: in force outside its regulation"));
    let mut endless = read("2023-06-30");
    endless.clauses[0].to = None;
    assert!(faults(endless).contains("S-01: in force outside its regulation"));
}

#[test]
fn a_regulation_without_clauses_or_written_twice_is_found() {
    let small = Rulebook::read_regulation("small", SMALL).unwrap();
    let empty = Regulation { clauses: Vec::new(), ..small.clone() };
    let faults = Rulebook::from_regulations(vec![small, empty]).unwrap().faults();
    assert_eq!(faults, ["regulation small is written twice", "regulation small has no clauses"]);
}

#[test]
fn a_clause_written_twice_is_an_error() {
    let small = Rulebook::read_regulation("small", SMALL).unwrap();
    let twice = Rulebook::from_regulations(vec![small.clone(), small]);
    assert!(matches!(twice, Err(RulebookError::Twice { clause }) if clause == "S-01"));
}

fn with_parameter(kind: &str, value: &str, more: &str) -> Result<Regulation, RulebookError> {
    let (before, _) = SMALL.split_once("parameters").unwrap();
    let one = format!(
        "{before}parameters = [{{ name = \"reply\", kind = \"{kind}\", zh = \"期限\", en = \"time\", value = {value}{more} }}]"
    );
    Rulebook::read_regulation("small", &one)
}

#[test]
fn each_kind_of_parameter_is_read_and_takes_no_keys_of_another() {
    let words = || vec!["a".to_owned(), "b".to_owned()];
    for (kind, value, options, wanted) in [
        ("int", "1", "", Kind::Int),
        ("decimal", "0.5", "", Kind::Decimal),
        ("share", "\"0.20\"", "", Kind::Share),
        ("annual", "\"01-31\"", "", Kind::Annual),
        ("date", "\"2026-03-02\"", "", Kind::Date),
        ("text", "\"a\"", "", Kind::Text),
        ("bool", "true", "", Kind::Bool),
        ("words", "[\"a\"]", "", Kind::Words),
        ("enum", "\"a\"", ", options = [\"a\", \"b\"]", Kind::Enum { options: words() }),
    ] {
        let read = with_parameter(kind, value, options).unwrap();
        assert_eq!(read.clauses[0].parameters[0].kind, wanted);
        for foreign in [", roll = false", ", unit = \"months\"", ", unit = \"months\", roll = false"] {
            let error = with_parameter(kind, value, &format!("{options}{foreign}")).unwrap_err().to_string();
            assert!(error.contains("keys of another kind"), "{kind}{foreign}: {error}");
        }
        let other = if options.is_empty() { ", options = [\"a\"]" } else { "" };
        assert!(with_parameter(kind, value, other).is_err(), "{kind}");
    }
    assert!(with_parameter("period", "5", ", unit = \"months\", roll = false").is_ok());
    for half in [", unit = \"months\"", ", roll = false"] {
        let error = with_parameter("period", "5", half).unwrap_err().to_string();
        assert!(error.contains("a period has `unit` and `roll`"), "{half}: {error}");
    }
}
