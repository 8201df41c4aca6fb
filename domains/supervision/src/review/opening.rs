//! Opening a review, the word of the office reviewed, and the draw: first both hashes are published, then the word is
//! given, then the secret is told. So neither side can steer what is drawn. Until then the secret lies locked. Whoever has
//! an interest in a drawn file leaves it to another, so that the published list says nothing of anybody's interests. Not
//! here: the recipe (`draw`).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::seal::column::{self, Locked};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use law::rules::recusal::Matter;
use serde_json::json;

use super::draw::{self, list_hash, sha256};
use super::{Kind, Review, State, candidates, find, record};
use crate::permission::{inspector, person, wanted, within};
use crate::procedure::PEER_REVIEW;
use crate::recusal;
use crate::store::review as sql;

/// The smallest and the largest draw.
pub const SIZES: std::ops::RangeInclusive<i64> = 1..=100;

/// What is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// What it is called.
    pub title: String,
    /// Year of the files.
    pub year: i64,
    /// The unit looked at.
    pub reviewed: String,
    /// The unit that looks.
    pub reviewer: String,
    /// Kinds of files.
    pub kinds: Vec<Kind>,
    /// How many are drawn.
    pub size: i64,
    /// People of the reviewing unit who look.
    pub reviewers: Vec<String>,
    /// Last day for findings.
    pub review_by: Date,
}

struct Listed {
    file: String,
    kind: Kind,
    number: String,
}

/// What the secret of a draw is locked for.
const SECRET: &str = "peer-review-secret";

/// Opens a review: freezes the list, binds the secret, publishes both hashes; answers its id.
///
/// # Errors
/// Refusals by field: `title`, `reviewed`, `reviewer`, `kinds`, `size`, `reviewers`, `review_by`; not an inspector.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewReview) -> Result<String, Fault> {
    inspector(actor)?;
    let opener = person(actor)?.to_owned();
    let title = wanted(&new.title, "title", ("请写明名称。", "Give it a name."), 60)?;
    peers(tx, new)?;
    let people = named(tx, new)?;
    let listed = list(tx, new)?;
    enough(&listed, new.size)?;
    let secret = hex::encode(tx.random::<32>());
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    let link = format!("/supervision/reviews/{id}");
    let about = About {
        subject: ("peer-review", &id),
        unit: Some(&new.reviewed),
        person: None,
        title: Text::new(title.clone(), title.clone()),
        link: &link,
    };
    let head = within(book, Assigned::role(Role::Head, Some(&new.reviewed)), today, 3);
    let case = case::open(tx, &PEER_REVIEW, &about, &head)?;
    let kinds = new.kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join(" ");
    let hash = list_hash(listed.iter().map(|one| one.number.as_str()));
    let (commitment, number) = (sha256(&secret), listed.len());
    let locked = column::lock(tx, SECRET, &id, secret.as_bytes())?;
    tx.execute(
        sql::OPEN,
        params![
            &id,
            new.year,
            &title,
            &new.reviewed,
            &new.reviewer,
            &kinds,
            new.size,
            &locked.key,
            locked.body,
            &commitment,
            &hash,
            i64::try_from(number).unwrap_or(i64::MAX),
            now,
            &opener,
            new.review_by,
            &case
        ],
    )?;
    for one in &listed {
        let kind = one.kind.code();
        tx.insert(sql::ADD_CANDIDATE, params![&id, &one.number, &one.file, kind])?;
    }
    for (who, name) in &people {
        tx.execute(sql::ADD_REVIEWER, params![&id, who, name])?;
    }
    let facts = json!({"commitment": commitment, "list": hash, "candidates": number, "size": new.size,
        "reviewer": new.reviewer});
    record(tx, actor, "peer-review.committed", (&id, &new.reviewed), facts)?;
    Ok(id)
}

/// There are as many files that can be drawn as are wanted.
fn enough(listed: &[Listed], size: i64) -> Result<(), Refusal> {
    let free = listed.len();
    if usize::try_from(size).unwrap_or(usize::MAX) <= free {
        return Ok(());
    }
    let (zh, en) = (
        format!("可抽取的案卷只有 {free} 件，少于拟抽取的 {size} 件。"),
        format!("Only {free} files can be drawn, fewer than the {size} wanted."),
    );
    Err(Refusal::new(zh, en).at("size"))
}

/// Both units are there, are not one, and are of one tier.
fn peers(tx: &mut Tx<'_>, new: &NewReview) -> Result<(), Fault> {
    let wide = Scope::county("units are in the directory");
    let mut tiers = Vec::new();
    for (field, unit) in [("reviewed", &new.reviewed), ("reviewer", &new.reviewer)] {
        let row = tx
            .row(&wide, sql::UNIT, params![unit])?
            .ok_or_else(|| Refusal::new("请选择单位。", "Choose a unit.").at(field))?;
        tiers.push(row.text(2)?);
    }
    if new.reviewed == new.reviewer {
        return Err(Refusal::new("不能查看本单位的案卷。", "An office does not review its own files.")
            .at("reviewer")
            .into());
    }
    if tiers.first() != tiers.last() {
        return Err(Refusal::new(
            "同级监督在同一层级、同一类别的单位之间进行。",
            "Peers are units of one tier and kind.",
        )
        .at("reviewer")
        .into());
    }
    let today = tx.today();
    let wrong = if new.kinds.is_empty() {
        Some(("kinds", "请选择案卷类别。", "Choose the kinds of files."))
    } else if !SIZES.contains(&new.size) {
        Some(("size", "抽取数量应在 1 至 100 之间。", "From 1 to 100 files."))
    } else if new.review_by <= today {
        Some(("review_by", "查看截止日应在今天之后。", "The last day is after today."))
    } else {
        None
    };
    match wrong {
        Some((field, zh, en)) => Err(Refusal::new(zh, en).at(field).into()),
        None => Ok(()),
    }
}

/// The reviewers by name: they sit in the reviewing unit today.
fn named(tx: &mut Tx<'_>, new: &NewReview) -> Result<Vec<(String, String)>, Fault> {
    let today = tx.today();
    let scope = Scope::county("names and seats are in the directory");
    let mut found = Vec::new();
    for one in &new.reviewers {
        let seat = duty::seat::of_person(tx, &scope, one, today)?;
        match seat.filter(|seat| seat.unit == new.reviewer) {
            Some(seat) => found.push((seat.person, seat.name)),
            None => {
                return Err(Refusal::new(
                    "查看人员应当是查看单位的在职人员。",
                    "Whoever looks sits in the reviewing unit.",
                )
                .at("reviewers")
                .into());
            }
        }
    }
    if found.is_empty() {
        return Err(Refusal::new("请选择查看人员。", "Choose who looks.").at("reviewers").into());
    }
    Ok(found)
}

/// The files of the year.
fn list(tx: &mut Tx<'_>, new: &NewReview) -> Result<Vec<Listed>, Fault> {
    let scope = Scope::county("the numbers of files are listed for the draw");
    let rows = tx.rows(&scope, sql::OF_YEAR, params![&new.reviewed, new.year])?;
    let mut listed = Vec::new();
    for row in &rows {
        let kind = Kind::read(row, 1)?;
        if new.kinds.contains(&kind) {
            listed.push(Listed { file: row.text(0)?, kind, number: row.text(2)? });
        }
    }
    listed.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(listed)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// The head of the office reviewed gives the word.
///
/// # Errors
/// Refusals: not theirs, given already; field `word`.
pub fn give_word(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, word: &str) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    let word = wanted(word, "word", ("请写下一个词或者一句话。", "Write a word or a line."), 60)?;
    // Anybody pastes the word into a command to draw again.
    if !word.chars().all(|c| c.is_ascii_alphanumeric() || is_han(c)) {
        return Err(Refusal::new(
            "只能用汉字、字母和数字，不加空格和标点。",
            "Only letters, digits and Chinese characters, without blanks and punctuation.",
        )
        .at("word")
        .into());
    }
    let (now, today) = (tx.now(), tx.today());
    tx.execute(sql::WORD, params![id, &word, &actor.name, now])?;
    let next = within(book, Assigned::person(&review.opened_by), today, 3);
    case::advance(tx, &PEER_REVIEW, &review.case, ("word", "given"), actor, "", Some(next))?;
    record(tx, actor, "peer-review.word-given", (id, &review.reviewed.0), json!({"word": word}))
}

/// Tells the secret and draws.
///
/// # Errors
/// Refusals: not theirs, no word yet.
pub fn reveal(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    let Some((word, _)) = review.word.clone() else {
        return Err(
            Refusal::new("被查单位还没有写词。", "The office reviewed has not given its word.").into()
        );
    };
    if review.state != State::Draw {
        return Err(Refusal::new("已经抽取，不能再抽。", "It has been drawn; it is not drawn again.").into());
    }
    let secret = secret(tx, id)?;
    let list: Vec<String> = candidates(tx, id)?.into_iter().map(|one| one.number).collect();
    let size = usize::try_from(review.size).unwrap_or(0);
    for placed in draw::draw(&secret, &word, &list, size) {
        tx.execute(sql::KEY, params![id, &placed.number, &placed.key, i64::from(placed.drawn)])?;
    }
    let now = tx.now();
    tx.execute(sql::DREW, params![id, now, &secret])?;
    let next = Assigned::role(Role::Head, Some(&review.reviewer.0)).by(review.review_by, false);
    case::advance(tx, &PEER_REVIEW, &review.case, ("draw", "drawn"), actor, "", Some(next))?;
    record(tx, actor, "peer-review.drawn", (id, &review.reviewed.0), json!({"secret": secret}))
}

fn secret(tx: &mut Tx<'_>, id: &str) -> Result<String, Fault> {
    let scope = Scope::county("the secret is told by the draw itself");
    let row = tx.row(&scope, sql::SECRET, params![id])?.ok_or(Fault::NotFound)?;
    let body: Option<Vec<u8>> = row.get(1)?;
    let locked = Locked { key: row.text(0)?, body: body.unwrap_or_default() };
    let plain = column::unlock(tx, SECRET, id, &locked)?;
    let stored =
        |error: std::string::FromUtf8Error| DbError::Stored { what: "secret", why: error.to_string() };
    Ok(String::from_utf8(plain).map_err(stored)?)
}

/// Whether somebody looks at the files of a review: named, or head of the reviewing unit.
///
/// # Errors
/// If it cannot be read.
pub fn looks(tx: &mut Tx<'_>, actor: &Actor, review: &Review) -> Result<bool, Fault> {
    if crate::permission::heads(actor, &review.reviewer.0) {
        return Ok(true);
    }
    let people = super::reviewers(tx, &review.id)?;
    Ok(people.iter().any(|(person, _)| Some(person) == actor.person.as_ref()))
}

/// Whether somebody looks at a file with this counterpart: without an interest in it, named or head of the reviewing unit;
/// an inspector where everybody named has to withdraw.
///
/// # Errors
/// If it cannot be read.
pub fn looks_at(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (review, counterpart): (&Review, &str),
) -> Result<bool, Fault> {
    let Some(me) = actor.person.as_deref() else { return Ok(false) };
    if !is_free(tx, book, (me, counterpart))? {
        return Ok(false);
    }
    if looks(tx, actor, review)? {
        return Ok(true);
    }
    if !crate::permission::inspects(actor) {
        return Ok(false);
    }
    for (person, _) in super::reviewers(tx, &review.id)? {
        if is_free(tx, book, (&person, counterpart))? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether nothing that a person declared touches a counterpart; a name that is only alike touches it.
fn is_free(tx: &mut Tx<'_>, book: &Rulebook, (person, counterpart): (&str, &str)) -> Result<bool, Fault> {
    if counterpart.is_empty() {
        return Ok(true);
    }
    let counterpart = recusal::Counterpart { name: counterpart.to_owned(), code: String::new() };
    let found = recusal::check(tx, book, person, (&counterpart, Matter::PeerReview))?;
    Ok(!found.value().is_some_and(|value| value.withdraw || value.ask))
}
