//! `decision-gate`: which steps of a major administrative decision are still missing before it may be tabled,
//! published, closed, evaluated or suspended. What is deliberately not here: whether a decision is a wise one, and
//! who takes a step (the procedure of the room).

mod steps;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::Inquiry;
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "重大行政决策程序审查", en: "Gate of a major decision" },
    about: Words {
        zh: "按决策已经办理的程序，判断能否提交讨论、公布、办结、开展后评估或者中止执行；缺哪一步，逐条列出依据。",
        en: "From the steps already taken, whether a major decision may be tabled, published, closed, evaluated or \
             suspended; each step that is missing is named with its clause.",
    },
    clauses: &[
        "DEC-01", "DEC-02", "DEC-03", "DEC-04", "DEC-05", "DEC-06", "DEC-07", "DEC-08", "DEC-09", "DEC-10",
        "DEC-11", "DEC-12", "DEC-13", "DEC-14", "DEC-15", "DEC-16", "NDOC-05", "NDOC-06", "NDOC-07", "FC-01",
        "FC-02", "FC-03", "FC-04", "T-01",
    ],
    fields: FIELDS,
    example: r#"{"gate": "table", "studied": true, "lead_named": true, "basis_combed": true,
        "comment_from": "2026-03-02", "comment_to": "2026-04-01", "review": "passed", "review_sent": "2026-04-02",
        "review_due": "2026-04-14", "pack": ["draft", "explanation", "basis", "comments", "review"]}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "decision-gate";

const GATES: &[Choice] = &[
    Choice::also("table", "提交讨论", "table it", &["提交"]),
    Choice::also("publish", "公布", "publish it", &[]),
    Choice::also("close", "办结归档", "close it", &["归档"]),
    Choice::also("evaluate", "后评估", "evaluate it", &[]),
    Choice::also("suspend", "中止执行", "suspend it", &["中止"]),
];

const REVIEWS: &[Choice] = &[
    Choice::also("none", "未审查", "not reviewed", &[]),
    Choice::also("passed", "合法", "lawful", &["通过"]),
    Choice::also("failed", "不合法", "not lawful", &["未通过"]),
];

const FAIR: &[Choice] = &[
    Choice::also("none", "未审查", "not reviewed", &[]),
    Choice::also("passed", "不排除、限制竞争", "no limit on competition", &["通过"]),
    Choice::also("exception", "适用例外规定", "under an exception", &["例外"]),
    Choice::also("failed", "排除、限制竞争", "limits competition", &["未通过"]),
];

const PACK: &[Choice] = &[
    Choice::also("draft", "决策草案", "draft", &["草案"]),
    Choice::also("explanation", "起草说明", "explanation", &["说明"]),
    Choice::also("basis", "依据材料", "legal basis", &["依据"]),
    Choice::also("comments", "意见采纳情况", "use of comments", &["意见"]),
    Choice::also("review", "合法性审查意见", "legality opinion", &["审查意见"]),
    Choice::also("fair", "公平竞争审查结论", "fair-competition conclusion", &["公平竞争"]),
];

const fn flag(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::optional(name, FieldKind::Flag, zh, en)
}

const fn day(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::optional(name, FieldKind::Date, zh, en)
}

const fn count(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::optional(name, FieldKind::Int { min: 0, max: 1_000 }, zh, en)
}

const FIELDS: &[Field] = &[
    Field::needed("gate", FieldKind::OneOf(GATES), "要办的事", "what is to be done"),
    flag("studied", "决策建议已研究论证", "the proposal was studied"),
    flag("lead_named", "已明确承办单位", "a lead unit is named"),
    flag("basis_combed", "已梳理依据", "the legal basis is combed"),
    flag("wide_disagreement", "有关方面意见分歧较大", "opinions differ widely"),
    count("options", "方案数", "number of options"),
    flag("not_public", "依法不予公开", "by law not open to the public"),
    day("comment_from", "公开征求意见开始日", "comment opened on"),
    day("comment_to", "公开征求意见截止日", "comment closes on"),
    flag("shorter_explained", "缩短期限已说明理由", "the shorter time was explained"),
    flag("hearing", "召开听证会", "a hearing is held"),
    day("hearing_announced", "听证公告日", "hearing announced on"),
    day("hearing_on", "听证会日期", "day of the hearing"),
    day("papers_sent_on", "听证材料送达日", "papers of the hearing delivered on"),
    flag("professional", "专业性、技术性较强", "a professional matter"),
    count("experts", "参加论证的专家人数", "number of experts"),
    count("experts_interested", "有利害关系的专家人数", "experts with an interest"),
    flag("experts_signed", "专家论证意见已署名", "opinions are signed"),
    flag("risk", "可能影响社会稳定、公共安全", "stability or public safety may suffer"),
    flag("risk_assessed", "已作风险评估", "the risk was assessed"),
    flag("risk_controllable", "风险可控", "the risk is controllable"),
    flag("risk_measures", "已采取措施使风险可控", "measures made it controllable"),
    Field::optional("review", FieldKind::OneOf(REVIEWS), "合法性审查结论", "legality review"),
    day("review_sent", "送审日", "sent for review on"),
    day("review_due", "审查意见最迟日", "review due on"),
    flag("review_shorter_explained", "缩短审查时间已说明理由", "the shorter review was explained"),
    flag("exploratory", "国家尚无明确规定的探索性改革", "exploratory reform with no national rule"),
    flag(
        "exploratory_confirmed",
        "合法性审查确认属于探索性改革",
        "the review confirmed that it is exploratory",
    ),
    flag("legal_risk_stated", "已明示法律风险", "the legal risk is stated"),
    flag("normative", "属于行政规范性文件", "a normative document"),
    flag("business", "与市场主体生产经营密切相关", "affects market entities"),
    flag("market", "涉及市场主体经济活动", "touches market activity"),
    Field::optional("fair", FieldKind::OneOf(FAIR), "公平竞争审查结论", "fair-competition review"),
    flag("fair_by_regulator", "市场监管部门会同审查", "the market regulator took part"),
    flag("fair_heard", "已听取利害关系人意见", "stakeholders were heard"),
    flag("no_milder_option", "没有对公平竞争影响更小的方案", "there is no milder option"),
    day("exception_ends", "例外措施实施期限", "the exception ends on"),
    Field::optional("pack", FieldKind::ListOf(PACK), "提请讨论的材料", "papers of the file"),
    flag("met", "经常务会议或者全体会议讨论", "discussed in meeting"),
    flag("head_last", "行政首长最后发表意见", "the head spoke last"),
    flag("against_majority", "决定与多数人意见不一致", "decided against the majority"),
    flag("departure_explained", "已说明理由", "the departure is explained"),
    flag("views_recorded", "会议意见已如实记录", "views are recorded"),
    count("dissents", "不同意见数", "dissenting views"),
    flag("reported", "已向同级党委请示报告", "reported to the party committee"),
    flag("published", "已公布", "published"),
    flag("archived", "已归档", "archived"),
    flag("assessor_same", "评估机构承担过该决策主要论证评估", "the assessor did the original assessment"),
    flag("emergency", "情况紧急", "an emergency"),
    flag("by_head", "由行政首长决定", "by the administrative head"),
];

/// What is to be done with the decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Bring it before the meeting.
    #[default]
    Table,
    /// Make it public.
    Publish,
    /// Put it away.
    Close,
    /// Look back on it.
    Evaluate,
    /// Stop carrying it out.
    Suspend,
}

/// How the legality review came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// Not done.
    #[default]
    None,
    /// Lawful.
    Passed,
    /// Not lawful.
    Failed,
}

/// How the fair-competition review came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fair {
    /// Not done.
    #[default]
    None,
    /// Nothing limits competition.
    Passed,
    /// It limits competition under an exception.
    Exception,
    /// It limits competition.
    Failed,
}

/// The facts of the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is described by the schema above, in both languages")]
pub struct Facts {
    pub gate: Gate,
    pub studied: bool,
    pub lead_named: bool,
    pub basis_combed: bool,
    pub wide_disagreement: bool,
    pub options: i64,
    pub not_public: bool,
    pub comment_from: Option<Date>,
    pub comment_to: Option<Date>,
    pub shorter_explained: bool,
    pub hearing: bool,
    pub hearing_announced: Option<Date>,
    pub hearing_on: Option<Date>,
    pub papers_sent_on: Option<Date>,
    pub professional: bool,
    pub experts: i64,
    pub experts_interested: i64,
    pub experts_signed: bool,
    pub risk: bool,
    pub risk_assessed: bool,
    pub risk_controllable: bool,
    pub risk_measures: bool,
    pub review: Review,
    pub review_sent: Option<Date>,
    pub review_due: Option<Date>,
    pub review_shorter_explained: bool,
    pub exploratory: bool,
    pub exploratory_confirmed: bool,
    pub legal_risk_stated: bool,
    pub normative: bool,
    pub business: bool,
    pub market: bool,
    pub fair: Fair,
    pub fair_by_regulator: bool,
    pub fair_heard: bool,
    pub no_milder_option: bool,
    pub exception_ends: Option<Date>,
    pub pack: Vec<String>,
    pub met: bool,
    pub head_last: bool,
    pub against_majority: bool,
    pub departure_explained: bool,
    pub views_recorded: bool,
    pub dissents: i64,
    pub reported: bool,
    pub published: bool,
    pub archived: bool,
    pub assessor_same: bool,
    pub emergency: bool,
    pub by_head: bool,
}

/// A step that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Which one.
    pub step: String,
    /// By which clause.
    pub clause: String,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Whether nothing is missing.
    pub open: bool,
    /// What is missing, in the order of the procedure.
    pub missing: Vec<Missing>,
}

/// Whether the gate is open.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Open> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = steps::look(facts, &mut inquiry);
    inquiry.finish(result)
}
