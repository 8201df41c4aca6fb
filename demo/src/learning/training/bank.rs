//! The question bank of the demo county and the test of its large classes. Most answers are right; the one most get
//! wrong is the one to teach again. Not here: what a test is (room training).

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, Fault, Role, Scope, Tx};
use training::class;
use training::form::{QuestionKind, Topic};
use training::question::{self, Question};
use training::test::{self, Given};

use super::announced;
use crate::living::course::World;

/// The phase that leaves the ids of the questions.
pub const BANK: &str = "training-bank";

struct Asked {
    topic: Topic,
    kind: QuestionKind,
    stem: &'static str,
    options: &'static [&'static str],
    answer: &'static [usize],
    explanation: &'static str,
    /// How many of a hundred answer it rightly.
    right: u32,
}

const ASKED: [Asked; 5] = [
    Asked {
        topic: Topic::Law,
        kind: QuestionKind::Judgement,
        stem: "民主评议之前先定收入口径，再逐户评议。",
        options: &[],
        answer: &[1],
        explanation: "口径不先定，评到后面前面的就要重来。",
        right: 92,
    },
    Asked {
        topic: Topic::Residents,
        kind: QuestionKind::Single,
        stem: "来访人情绪激动，第一步做什么？",
        options: &["先讲政策", "复述一遍对方的诉求", "请对方回去等消息"],
        answer: &[1],
        explanation: "先让对方知道听清楚了，政策才听得进去。",
        right: 84,
    },
    Asked {
        topic: Topic::Mediation,
        kind: QuestionKind::Multiple,
        stem: "调解协议里哪几项不能少？",
        options: &["谁", "几时", "做什么", "双方的评价"],
        answer: &[0, 1, 2],
        explanation: "谁、几时、做什么写清楚才能执行；评价不写进协议。",
        right: 66,
    },
    Asked {
        topic: Topic::Emergency,
        kind: QuestionKind::Single,
        stem: "接到险情，先核实清楚再报告，还是先报告再续报？",
        options: &["核实清楚再报告", "先报告已知情况，边核实边续报"],
        answer: &[1],
        explanation: "先报已知的时间、地点、情况，核实的内容续报。",
        right: 58,
    },
    Asked {
        topic: Topic::Law,
        kind: QuestionKind::Short,
        stem: "说一件你手头正在办的事，它的程序分几步？",
        options: &[],
        answer: &[],
        explanation: "好的回答写得出每一步由谁办、几天内办、办完给谁。",
        right: 100,
    },
];

/// Fills the bank; leaves the ids.
pub(super) fn fill(tx: &mut Tx<'_>, world: &World) -> Result<Vec<String>, Fault> {
    let trainer = world.appointed(tx, Role::Trainer)?;
    let mut left = Vec::new();
    for one in &ASKED {
        let new = Question {
            id: String::new(),
            topic: one.topic,
            kind: one.kind,
            stem: one.stem.into(),
            options: one.options.iter().map(|text| (*text).to_owned()).collect(),
            answer: one.answer.to_vec(),
            explanation: one.explanation.into(),
            in_use: true,
        };
        left.push(question::add(tx, &trainer, &new)?);
    }
    Ok(left)
}

/// Sets the test of a class on its last day.
pub(super) fn set(
    tx: &mut Tx<'_>,
    world: &World,
    trainer: &Actor,
    class: &str,
    on: Date,
) -> Result<(), Fault> {
    test::set(tx, trainer, class, (on, on), &world.ids(BANK)?)
}

/// Nine in ten of a class take its test.
pub(super) fn take(tx: &mut Tx<'_>, world: &World, key: &str) -> Result<(), Fault> {
    let class = world.id(&announced(key), 0)?;
    let ids = world.ids(BANK)?;
    let chance = format!("test-{key}");
    for one in class::learners(tx, &Scope::county("the demo reads what it lives"), &class)? {
        let Some(person) = world.position(&one.person) else { continue };
        let mut throws = world.invention.dice.throws(&chance, person);
        if !throws.chance(90) {
            continue;
        }
        let mut answers = BTreeMap::new();
        for (id, asked) in ids.iter().zip(&ASKED) {
            let right = throws.chance(asked.right);
            let given = match asked.kind {
                QuestionKind::Short => Given::Said("受理、核实、会商、答复四步".into()),
                QuestionKind::Judgement => Given::Chosen(vec![usize::from(right)]),
                QuestionKind::Single | QuestionKind::Multiple if right => {
                    Given::Chosen(asked.answer.to_vec())
                }
                QuestionKind::Single | QuestionKind::Multiple => Given::Chosen(vec![0]),
            };
            answers.insert(id.clone(), given);
        }
        let actor = world.somebody(tx, person)?;
        test::take(tx, &actor, &class, &answers)?;
    }
    Ok(())
}
