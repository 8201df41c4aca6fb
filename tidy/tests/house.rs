//! The house against its own style: one test per rule. What each rule says stands in `src/rules/`.

use std::sync::LazyLock;

use tidy::house::House;
use tidy::ratchet::Ratchet;
use tidy::rules;

static HOUSE: LazyLock<House> = LazyLock::new(|| House::read().unwrap());
static RATCHET: LazyLock<Ratchet> = LazyLock::new(|| Ratchet::read().unwrap());

fn keeps(rule: &str) {
    let found = rules::named(rule).unwrap()(&HOUSE);
    let said = RATCHET.judge(rule, &found);
    assert!(said.is_empty(), "\n[{rule}]\n{}\n", said.join("\n"));
}

macro_rules! rules {
    ($($sentence:ident: $rule:literal;)*) => {
        $(#[test] fn $sentence() { keeps($rule); })*
        const TESTED: &[&str] = &[$($rule),*];
    };
}

rules! {
    no_file_is_longer_than_four_hundred_lines: "file-length";
    no_function_is_longer_than_sixty_lines: "function-length";
    every_file_says_what_it_is_for: "head";
    no_name_says_nothing_at_all: "name";
    nothing_stops_the_program_outside_tests: "stop";
    both_languages_have_the_same_texts: "text-pair";
    every_text_asked_for_exists: "text-asked";
    texts_use_the_words_of_an_office: "text-word";
    no_file_knows_the_machine_it_was_written_on: "machine-path";
    no_file_names_the_host_of_a_registry: "registry-host";
    templates_have_nothing_inline: "inline-style-or-script";
    templates_speak_no_language_of_their_own: "template-language";
    sql_stands_only_in_the_stores: "sql";
    every_clause_cited_stands_in_the_rulebook: "clause";
    the_glossary_has_every_word_of_the_house: "glossary";
    decisions_are_numbered_and_one_page_long: "decision";
    dependencies_point_one_way_only: "dependency";
    every_room_says_whom_it_uses: "room";
    foreign_crates_stay_out_of_the_inner_layers: "foreign-crate";
    every_test_is_named_by_a_sentence: "test-name";
    no_test_is_ignored_without_a_reason: "test-ignored";
    no_unfinished_work_is_left_in_the_files: "leftover";
}

#[test]
fn every_rule_has_its_test_here() {
    let named: Vec<&str> = rules::RULES.iter().map(|(name, _)| *name).collect();
    assert_eq!(named, TESTED);
}

#[test]
fn the_whole_house_was_read() {
    assert!(HOUSE.files.len() > 100, "only {} files", HOUSE.files.len());
    assert!(HOUSE.text("Cargo.toml").is_some());
}
