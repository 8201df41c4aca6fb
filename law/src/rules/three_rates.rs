//! `three-rates`: response, resolution and satisfaction among those who rated, of an office, never of a person. What is
//! deliberately not here: counting, and any order of offices.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::decision::Decision;
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words {
        zh: "响应率、解决率、满意率", en: "Rates of response, resolution and satisfaction"
    },
    about: Words {
        zh: "在作出评价的诉求中，扣除经核实的异议和非实质性诉求，算出响应率、解决率和满意率；没有评价就没有比率。",
        en: "Among requests rated, less those excluded after an objection or for lack of merit: the three rates. Without \
             ratings there are none.",
    },
    clauses: &["HOT-05"],
    fields: FIELDS,
    example: r#"{"rated": 20, "excluded": 1, "responded": 19, "resolved": 14, "satisfied": 16}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "three-rates";
const MOST: i64 = 1_000_000_000;

const FIELDS: &[Field] = &[
    Field::needed("rated", FieldKind::Int { min: 0, max: MOST }, "已评价", "rated"),
    Field::needed("excluded", FieldKind::Int { min: 0, max: MOST }, "其中不计入", "of these excluded"),
    Field::needed("responded", FieldKind::Int { min: 0, max: MOST }, "评为已响应", "responded to"),
    Field::needed("resolved", FieldKind::Int { min: 0, max: MOST }, "评为已解决", "resolved"),
    Field::needed("satisfied", FieldKind::Int { min: 0, max: MOST }, "评为满意", "satisfied"),
];

/// The facts of the rule: counts of ratings; the last three without those excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Rated.
    pub rated: i64,
    /// Of these excluded.
    pub excluded: i64,
    /// Responded to.
    pub responded: i64,
    /// Resolved.
    pub resolved: i64,
    /// Satisfied.
    pub satisfied: i64,
}

/// The rates, as shares of one with four decimals; none without ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rates {
    /// Ratings counted.
    pub counted: i64,
    /// Share responded to.
    pub response: Option<Decimal>,
    /// Share resolved.
    pub resolution: Option<Decimal>,
    /// Share satisfied.
    pub satisfaction: Option<Decimal>,
}

/// The three rates of an office.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Rates> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Rates, Stop> {
    let counted = facts.rated - facts.excluded;
    if counted < 0 {
        return Stop::refuse(
            "excluded",
            "不计入的多于已评价的，请核对。",
            "more are excluded than were rated",
        );
    }
    for (fact, n) in
        [("responded", facts.responded), ("resolved", facts.resolved), ("satisfied", facts.satisfied)]
    {
        if n > counted {
            return Stop::refuse(fact, "多于计入的评价数，请核对。", "more than the ratings counted");
        }
    }
    let share =
        |n: i64| (counted > 0).then(|| (Decimal::from(n) / Decimal::from(counted)).round_dp(4).normalize());
    inquiry.note(
        "HOT-05",
        counted > 0,
        vec![("rated", json!(facts.rated)), ("excluded", json!(facts.excluded))],
    )?;
    Ok(Rates {
        counted,
        response: share(facts.responded),
        resolution: share(facts.resolved),
        satisfaction: share(facts.satisfied),
    })
}
