//! What residents say about a decision: comments with number and secret, grouped by what they say, each group answered
//! with what is adopted and why. Not here: objections to notices.

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::preparing::led;
use super::{Decision, find, find_public};
use crate::notice::record;
use crate::permission::{short, wanted};
use crate::store::voice as sql;
use crate::ticket::{self, Slip};

/// A comment, for whoever sorts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// What was said.
    pub body: String,
    /// When.
    pub received_at: Timestamp,
}

/// A group of comments that say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Id.
    pub id: String,
    /// What they say.
    pub title: String,
    /// `open`, `yes`, `partly` or `no`.
    pub adopted: String,
    /// Why.
    pub reason: String,
    /// How many.
    pub comments: i64,
}

/// A comment as its writer follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// Number.
    pub number: String,
    /// What was said.
    pub body: String,
    /// When.
    pub received_at: Timestamp,
    /// Title of the decision.
    pub decision: String,
    /// The group it was put in, what was adopted, and why.
    pub group: Option<(String, String, String)>,
}

/// Whether comments are taken on a day.
#[must_use]
pub fn takes_comments(of: &Decision, today: jiff::civil::Date) -> bool {
    of.state == "preparing"
        && of.facts.comment_from.is_some_and(|from| from <= today)
        && of.facts.comment_to.is_some_and(|to| today <= to)
}

/// Takes a comment on a decision.
///
/// # Errors
/// A refusal without words or outside the time; [`Fault::NotFound`] if there is no such decision.
pub fn comment(tx: &mut Tx<'_>, number: &str, words: &str) -> Result<Slip, Fault> {
    let of = find_public(tx, number)?;
    if !takes_comments(&of, tx.today()) {
        return Err(Refusal::new(
            "这项决策现在不在征求意见的时间里。",
            "Comment on this decision is not open now.",
        )
        .into());
    }
    let words = wanted(words, "body", "请写您的意见。", "Say what you think.")?;
    let words = short(&words, "body", 2_000)?;
    let (id, now) = (tx.id(), tx.now());
    let slip = Slip { number: format!("Y{}-{:04}", of.number, of.comments + 1), secret: ticket::secret(tx) };
    let hash = ticket::hash(&slip.number, &slip.secret);
    tx.execute(sql::ADD, params![&id, &of.id, &slip.number, hash, &words, now])?;
    tx.execute(sql::COUNT, params![&of.id])?;
    let facts = json!({ "decision": of.number });
    let act = ("decision.commented", ("decision-comment", id.as_str()));
    record(tx, &Actor::code_holder(), act, &of.unit, facts, None)?;
    Ok(slip)
}

/// A comment as its writer follows it.
///
/// # Errors
/// A refusal where number and secret do not fit.
pub fn follow(tx: &mut Tx<'_>, number: &str, secret: &str) -> Result<Followed, Fault> {
    let scope = Scope::county("whoever holds the secret reads what they wrote");
    let number = number.trim().to_uppercase();
    if let Some(row) = tx.row(&scope, sql::BY_NUMBER, params![&number])?
        && row.text(1)? == ticket::hash(&number, secret)
    {
        let title: Option<String> = row.get(5)?;
        let group = match title {
            Some(title) => Some((title, row.text(6)?, row.text(7)?)),
            None => None,
        };
        return Ok(Followed {
            number: row.text(0)?,
            body: row.text(2)?,
            received_at: row.get(3)?,
            decision: row.text(4)?,
            group,
        });
    }
    Err(Refusal::new(
        "编号和密码对不上，请照回执核对。",
        "Number and secret do not fit; compare them with your slip.",
    )
    .at("number")
    .into())
}

fn a_comment(row: &Row) -> Result<Comment, DbError> {
    Ok(Comment { id: row.text(0)?, number: row.text(1)?, body: row.text(2)?, received_at: row.get(3)? })
}

/// Comments of a decision that are in no group yet, the oldest first.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn ungrouped(tx: &mut Tx<'_>, actor: &Actor, id: &str, most: i64) -> Result<Vec<Comment>, Fault> {
    let of = find(tx, actor, id)?;
    let loaded = Scope::county("comments of a decision loaded in scope");
    let rows = tx.rows(&loaded, sql::UNGROUPED, params![&of.id, most])?;
    Ok(rows.iter().map(a_comment).collect::<Result<_, _>>()?)
}

/// Comments of a group.
///
/// # Errors
/// If they cannot be read.
pub fn of_group(tx: &mut Tx<'_>, decision: &str, group: &str) -> Result<Vec<Comment>, DbError> {
    let loaded = Scope::county("comments of a decision loaded in scope");
    tx.rows(&loaded, sql::IN_GROUP, params![decision, group])?.iter().map(a_comment).collect()
}

/// The groups of a decision: open to everybody, they name nobody.
///
/// # Errors
/// If they cannot be read.
pub fn groups(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Group>, DbError> {
    let scope = Scope::county("how comments were used is open to everybody");
    let rows = tx.rows(&scope, sql::GROUPS, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(Group {
                id: row.text(0)?,
                title: row.text(1)?,
                adopted: row.text(2)?,
                reason: row.text(3)?,
                comments: row.int(4)?,
            })
        })
        .collect()
}

/// Puts comments into a group, a new one if `group` is none.
///
/// # Errors
/// Refusals: no comment chosen, no title; or where it is not theirs.
pub fn put(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (comments, group, title): (&[String], Option<&str>, &str),
) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    if comments.is_empty() {
        return Err(Refusal::new("请至少选一条意见。", "Choose at least one comment.").at("comment").into());
    }
    let group = match group {
        Some(group) => {
            let known = groups(tx, id)?.into_iter().any(|one| one.id == group);
            if !known {
                return Err(Fault::NotFound);
            }
            group.to_owned()
        }
        None => {
            let title = wanted(title, "title", "请写这组意见说什么。", "Say what the group says.")?;
            let title = short(&title, "title", 200)?;
            let new = tx.id();
            tx.execute(sql::ADD_GROUP, params![&new, id, &title])?;
            new
        }
    };
    let mut taken = 0_i64;
    for one in comments {
        taken += i64::try_from(tx.execute(sql::PUT, params![one, id, &group])?).unwrap_or(0);
    }
    tx.execute(sql::GROW, params![&group, taken])?;
    tx.execute(sql::TAKEN, params![id, taken])?;
    let facts = json!({ "comments": taken });
    record(tx, actor, ("decision.comments-grouped", ("decision", id)), &of.unit, facts, None)?;
    Ok(())
}

/// Answers a group: what is adopted, and why.
///
/// # Errors
/// Refusals without words; or where it is not theirs.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (group, adopted, reason): (&str, &str, &str),
) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    if !matches!(adopted, "yes" | "partly" | "no") {
        return Err(Refusal::new("请选择是否采纳。", "Choose whether it is adopted.").at("adopted").into());
    }
    let reason = wanted(reason, "reason", "请写采纳情况和理由。", "Say what is adopted and why.")?;
    let now = tx.now();
    if tx.execute(sql::ANSWER, params![group, adopted, &reason, now, id])? == 0 {
        return Err(Fault::NotFound);
    }
    let facts = json!({ "adopted": adopted });
    record(tx, actor, ("decision.comments-answered", ("decision", id)), &of.unit, facts, None)?;
    Ok(())
}

/// The use of comments in words, for the file, and how many groups await an answer.
pub(crate) fn summary(tx: &mut Tx<'_>, of: &Decision) -> Result<(String, usize), DbError> {
    let all = groups(tx, &of.id)?;
    let open = all.iter().filter(|group| group.adopted == "open").count();
    let mut words = format!("共收到意见 {} 条，归为 {} 组。", of.comments, all.len());
    for group in &all {
        let adopted = match group.adopted.as_str() {
            "yes" => "采纳",
            "partly" => "部分采纳",
            _ => "未采纳",
        };
        words.push_str(&format!("\n{}（{} 条）：{adopted}。{}", group.title, group.comments, group.reason));
    }
    Ok((words, open))
}
