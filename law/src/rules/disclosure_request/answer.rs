//! How a request for information is answered, in the words of the law and of the yearly form, and the clause each answer
//! rests on. What is deliberately not here: its clocks (`super`).

use serde::{Deserialize, Serialize};

use crate::facts::Choice;

pub(super) const OUTCOMES: &[Choice] = &[
    Choice::also("granted", "予以公开", "released", &[]),
    Choice::also("partly", "部分公开", "released in part", &[]),
    Choice::also("already-public", "已主动公开", "public already", &[]),
    Choice::also("not-held", "信息不存在或者不属本机关掌握", "not held", &["不存在"]),
    Choice::also("refused-secret", "不予公开（绝对）", "never disclosed", &[]),
    Choice::also("refused-third-party", "不予公开（第三方权益）", "withheld for a third party", &[]),
    Choice::also(
        "refused-internal",
        "不予公开（内部、过程、案卷）",
        "internal, process, enforcement file",
        &[],
    ),
    Choice::also("repeat", "重复申请不再处理", "repeat request", &[]),
    Choice::also("petition-disguised", "以申请公开代替信访", "petition in disguise", &[]),
    Choice::also("elsewhere", "另有规定的查询事项", "to be looked up under another law", &["行政查询"]),
    Choice::also("publication", "要求提供公开出版物", "asks for a publication", &["出版物"]),
    Choice::also(
        "reissue",
        "要求确认或者重新出具已获取信息",
        "asks for what was given to be given again",
        &[],
    ),
    Choice::also("unpaid", "逾期未缴纳信息处理费", "the fee was not paid in time", &[]),
    Choice::also("other", "其他处理", "processed otherwise", &[]),
];

/// The answer given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Released.
    Granted,
    /// Released in part; the rest withheld.
    Partly,
    /// Public already: where and how to get it.
    AlreadyPublic,
    /// Not held.
    NotHeld,
    /// Never disclosed.
    RefusedSecret,
    /// Withheld for a third party.
    RefusedThirdParty,
    /// Internal, process, enforcement files.
    RefusedInternal,
    /// Answered before.
    Repeat,
    /// A petition in the dress of a request.
    PetitionDisguised,
    /// To be looked up under another law, such as registers of firms and of land.
    Elsewhere,
    /// Asks for gazettes, papers, books: where to get them.
    Publication,
    /// Asks that what was given before be confirmed or given again.
    Reissue,
    /// The fee was not paid in time: taken as given up.
    Unpaid,
    /// Processed otherwise.
    Other,
}

impl Answer {
    /// Every answer, in the order of forms.
    pub const ALL: [Answer; 14] = [
        Answer::Granted,
        Answer::Partly,
        Answer::AlreadyPublic,
        Answer::NotHeld,
        Answer::RefusedSecret,
        Answer::RefusedThirdParty,
        Answer::RefusedInternal,
        Answer::Repeat,
        Answer::PetitionDisguised,
        Answer::Elsewhere,
        Answer::Publication,
        Answer::Reissue,
        Answer::Unpaid,
        Answer::Other,
    ];

    /// The word stored.
    pub fn code(self) -> &'static str {
        match self {
            Answer::Granted => "granted",
            Answer::Partly => "partly",
            Answer::AlreadyPublic => "already-public",
            Answer::NotHeld => "not-held",
            Answer::RefusedSecret => "refused-secret",
            Answer::RefusedThirdParty => "refused-third-party",
            Answer::RefusedInternal => "refused-internal",
            Answer::Repeat => "repeat",
            Answer::PetitionDisguised => "petition-disguised",
            Answer::Elsewhere => "elsewhere",
            Answer::Publication => "publication",
            Answer::Reissue => "reissue",
            Answer::Unpaid => "unpaid",
            Answer::Other => "other",
        }
    }

    /// The clause it rests on.
    pub fn clause(self) -> &'static str {
        match self {
            Answer::Granted | Answer::AlreadyPublic | Answer::NotHeld | Answer::Other => "INF-05",
            Answer::Partly => "INF-12",
            Answer::RefusedSecret => "INF-09",
            Answer::RefusedThirdParty => "INF-10",
            Answer::RefusedInternal => "INF-11",
            Answer::Repeat | Answer::Reissue => "INF-13",
            Answer::PetitionDisguised => "INF-14",
            Answer::Elsewhere => "INF-17",
            Answer::Publication => "INF-18",
            Answer::Unpaid => "INF-19",
        }
    }
}
