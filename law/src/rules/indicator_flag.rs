//! `indicator-flag`: words in an indicator that judge work by its traces, by check-in, learning time or use of an
//! app. The words are data of the rulebook. What is deliberately not here: refusing the indicator (people decide).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::decision::{Decision, Text};
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;
use crate::rules::burden_check::characters;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "指标减负审查", en: "Burden check of an indicator" },
    about: Words {
        zh: "查出考核指标中以留痕、开会发文、打卡签到、积分排名、学习时长、软件使用等论成效的措辞，并注明所违反的\
             减负规定。写明“不得以……”的不算；安全、应急场景另行标注。",
        en: "Finds words in an indicator that judge by traces, meetings and documents, check-ins, points, learning \
             time or app use, with the clause against each. A prohibition is not flagged; safety and emergency \
             scenes are marked as possible exceptions.",
    },
    clauses: CLAUSES,
    fields: FIELDS,
    example: r#"{"text": "每月走访打卡不少于20次，上传照片留痕；学习时长全县排名前列。"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "indicator-flag";

/// The clauses with word lists, in the order they are reported.
const CLAUSES: &[&str] = &["LD-07", "LD-09", "APP-02", "APP-03", "APP-04", "APP-05", "APP-06"];

/// The clause that holds the words which take a match back or mark an exception.
const READING: &str = "LD-07";

const FIELDS: &[Field] =
    &[Field::needed("text", FieldKind::Text, "指标的文字", "the words of the indicator")];

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The words of the indicator.
    pub text: String,
}

/// A word found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// The clause it runs against.
    pub clause: String,
    /// The word, as the rulebook lists it.
    pub word: String,
    /// The part of the indicator it stands in.
    pub passage: String,
    /// Whether the passage speaks of safety or emergency, where the clause may allow it.
    pub exception: bool,
    /// What the clause says.
    pub text: Text,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// The words found, by clause.
    pub flags: Vec<Flag>,
}

/// Which words of an indicator judge by traces.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Flags> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Flags, Stop> {
    let text = facts.text.to_lowercase();
    let examined = characters(&facts.text);
    let unless: Vec<String> = inquiry.take(READING, "unless")?;
    let exceptions: Vec<String> = inquiry.take(READING, "exceptions")?;
    let mut flags: Vec<Flag> = Vec::new();
    for id in CLAUSES {
        let Some(clause) = inquiry.book.clause(id, inquiry.on) else { continue };
        let words: Vec<String> = inquiry.take(id, "words")?;
        let mut found: Vec<Flag> = Vec::new();
        for passage in passages(&text).filter(|passage| !has_any(passage, &unless)) {
            for word in words.iter().filter(|word| passage.contains(word.to_lowercase().as_str())) {
                found.push(Flag {
                    clause: clause.id.clone(),
                    word: word.clone(),
                    passage: passage.trim().to_owned(),
                    exception: has_any(passage, &exceptions),
                    text: clause.text.clone(),
                });
            }
        }
        let said: Vec<&str> = found.iter().map(|flag| flag.word.as_str()).collect();
        inquiry.note(id, found.is_empty(), vec![("examined", json!(examined)), ("words", json!(said))])?;
        flags.append(&mut found);
    }
    Ok(Flags { flags })
}

/// The text cut at the marks that end a thought, so that a "not" reaches only its own part.
pub(super) fn passages(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '；', ';', '，', ',', '！', '!', '\n']).filter(|part| !part.trim().is_empty())
}

pub(super) fn has_any(passage: &str, words: &[String]) -> bool {
    words.iter().any(|word| passage.contains(word.to_lowercase().as_str()))
}
