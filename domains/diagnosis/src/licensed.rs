//! A licensed set of questions, brought in as a csv file with the columns construct, text and direction; and any set by
//! its id. Not here: the house's own questions (`bank`).

use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Scope, Tx, params};
use law::Text;
use serde_json::json;

use crate::bank::{Bank, Better, CONSTRUCTS, Item, OUTCOME, OWN, construct, constructs, own};
use crate::permission::{keeper, wanted};
use crate::store::bank as sql;

/// Most questions of one construct.
const MOST: usize = 6;

/// One row of a file that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Code made for it, e.g. `SS2`.
    pub code: String,
    /// Construct, or `OUT`.
    pub construct: String,
    /// Its words.
    pub words: String,
    /// Agreeing speaks against the construct.
    pub against: bool,
}

/// What is wrong with a file: line and message.
pub type Wrong = (usize, Text);

/// Reads a file.
///
/// # Errors
/// Every line that does not fit, with how to mend it.
pub fn read(bytes: &[u8]) -> Result<Vec<Row>, Vec<Wrong>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let heads = reader.headers().map(|heads| heads.iter().map(str::to_lowercase).collect::<Vec<_>>());
    let at = |name: &str| heads.as_ref().ok().and_then(|heads| heads.iter().position(|head| head == name));
    let (Some(construct_at), Some(text_at), Some(direction_at)) =
        (at("construct"), at("text"), at("direction"))
    else {
        return Err(vec![(
            1,
            Text::new(
                "第一行要有 construct、text、direction 三个列名。",
                "The first line must name the columns construct, text and direction.",
            ),
        )]);
    };
    let (mut rows, mut wrong): (Vec<Row>, Vec<Wrong>) = (Vec::new(), Vec::new());
    for (place, record) in reader.records().enumerate() {
        let line = place + 2;
        let Ok(record) = record else {
            wrong.push((
                line,
                Text::new("这一行不是 UTF-8 编码的 csv，请另存为 UTF-8。", "This line is not csv in UTF-8."),
            ));
            continue;
        };
        let cell = |at: usize| record.get(at).unwrap_or_default();
        match row(cell(construct_at), cell(text_at), cell(direction_at), &rows) {
            Ok(row) => rows.push(row),
            Err(text) => wrong.push((line, text)),
        }
    }
    wrong.extend(lacking(&rows));
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

fn row(construct_is: &str, words: &str, direction: &str, before: &[Row]) -> Result<Row, Text> {
    let code = construct_is.to_uppercase();
    if code != "OUT" && construct(&code).is_none() {
        return Err(Text::new(
            format!("没有“{construct_is}”这个维度；应为 LR、PSE、MT 等十六个代码之一，成效题写 OUT。"),
            format!(
                "There is no construct “{construct_is}”; write one of the sixteen codes (LR, PSE, MT …), or OUT."
            ),
        ));
    }
    let against = match direction {
        "+" | "1" | "正" | "positive" => false,
        "-" | "-1" | "反" | "negative" => true,
        other => {
            return Err(Text::new(
                format!("direction 写的是“{other}”，应为 + 或 -。"),
                format!("direction says “{other}”; write + or -."),
            ));
        }
    };
    if words.is_empty() || words.chars().count() > 300 {
        return Err(Text::new(
            "题目不能空着，也不能超过 300 字。",
            "The text is empty or longer than 300 characters.",
        ));
    }
    if before.iter().any(|one| one.words == words) {
        return Err(Text::new("这道题与前面的重复。", "This question stands further up already."));
    }
    let number = before.iter().filter(|one| one.construct == code).count() + 1;
    if number > MOST {
        return Err(Text::new(
            format!("{code} 的题目超过 {MOST} 道。"),
            format!("{code} has more than {MOST} questions."),
        ));
    }
    Ok(Row { code: format!("{code}{number}"), construct: code, words: words.to_owned(), against })
}

fn lacking(rows: &[Row]) -> Option<Wrong> {
    let missing: Vec<&str> = constructs()
        .iter()
        .map(|one| one.code.as_str())
        .filter(|code| !rows.iter().any(|row| row.construct == *code))
        .collect();
    (!missing.is_empty()).then(|| {
        let missing = missing.join(" ");
        (0, Text::new(format!("这些维度没有题目：{missing}。"), format!("No question for: {missing}.")))
    })
}

/// Takes a file in.
///
/// # Errors
/// A refusal without a name or a licence, or for anybody but its keepers.
pub fn take_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    name: &str,
    licence: &str,
    rows: &[Row],
) -> Result<String, Fault> {
    keeper(actor)?;
    let name = wanted(name, "name", "请写这套题的名称。", "Name the set.")?;
    let licence = wanted(
        licence,
        "licence",
        "请写明谁许可使用、依据哪份文件；没有许可的题目不能用。",
        "Say who allows its use, and by what document; without leave it cannot be used.",
    )?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(sql::ADD, params![&id, &name, &licence, now])?;
    for (sort, row) in (0_i64..).zip(rows) {
        let keyed = if row.against { "-" } else { "+" };
        tx.execute(sql::ADD_ITEM, params![&id, sort, &row.code, &row.construct, &row.words, keyed])?;
    }
    let facts = json!({ "name": name, "licence": licence, "questions": rows.len() });
    let subject = ("diagnosis-bank", id.as_str());
    let act = Act { kind: "diagnosis.bank-added", subject, unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(id)
}

fn open_to_all() -> Scope {
    Scope::county("questions concern nobody in particular")
}

/// A set as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who allows its use.
    pub licence: String,
    /// Whether new studies may use it.
    pub open: bool,
}

/// The licensed sets.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Listed>, DbError> {
    let rows = tx.rows(&open_to_all(), sql::LIST, &[])?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.text(0)?,
                name: row.text(1)?,
                licence: row.text(2)?,
                open: row.text(3)? == "open",
            })
        })
        .collect()
}

/// A set is no longer offered; studies that use it go on.
///
/// # Errors
/// [`Fault::NotFound`] if there is none that is offered.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    keeper(actor)?;
    if tx.execute(sql::WITHDRAW, params![id])? == 0 {
        return Err(Fault::NotFound);
    }
    let subject = ("diagnosis-bank", id);
    let act = Act {
        kind: "diagnosis.bank-withdrawn",
        subject,
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// A set of questions by its id.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn bank(tx: &mut Tx<'_>, id: &str) -> Result<Bank, Fault> {
    if id == OWN {
        return Ok(own().clone());
    }
    let name = tx.row(&open_to_all(), sql::NAME, params![id])?.ok_or(Fault::NotFound)?.text(0)?;
    let mut rows = Vec::new();
    for row in tx.rows(&open_to_all(), sql::ITEMS, params![id])? {
        let against = row.text(3)? == "-";
        rows.push(Row { code: row.text(0)?, construct: row.text(1)?, words: row.text(2)?, against });
    }
    Ok(made_of(id, &name, &rows))
}

/// The set of a file's rows: asked like the house's own, whose outcome it takes where it has none.
#[must_use]
pub fn made_of(id: &str, name: &str, rows: &[Row]) -> Bank {
    let mut placed: Vec<(usize, usize, Item)> = Vec::new();
    let mut so_far = [0_usize; CONSTRUCTS + 1];
    for row in rows {
        let (scale, better) =
            construct(&row.construct).map_or((OUTCOME, Better::High), |(scale, one)| (scale, one.better));
        let words = Text::new(row.words.as_str(), row.words.as_str());
        let item = Item {
            code: row.code.clone(),
            scale,
            against: row.against,
            turned: row.against != (better == Better::Low),
            short: so_far[scale] == 0 && scale < CONSTRUCTS,
            pulse: words.clone(),
            later: words.clone(),
            seen: words,
        };
        placed.push((so_far[scale], scale, item));
        so_far[scale] += 1;
    }
    placed.sort_by_key(|(place, scale, _)| (*scale == OUTCOME, *place, *scale));
    let mut items: Vec<Item> = placed.into_iter().map(|(_, _, item)| item).collect();
    if so_far[OUTCOME] == 0 {
        items.extend(own().items.iter().filter(|item| item.scale == OUTCOME).cloned());
    }
    Bank { id: id.to_owned(), name: Text::new(name, name), items }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> String {
        let mut file = "construct,text,direction\n".to_owned();
        for one in constructs() {
            for n in 1..=2 {
                file.push_str(&format!(
                    "{},Statement {} {n},{}\n",
                    one.code,
                    one.code,
                    if n == 2 { "-" } else { "+" }
                ));
            }
        }
        file
    }

    #[test]
    fn a_set_of_the_sixteen_constructs_is_taken_and_asked_one_of_each_first() {
        let rows = read(file().as_bytes()).unwrap();
        assert_eq!(rows.len(), 32);
        let bank = made_of("x", "Licensed", &rows);
        assert_eq!(bank.items.len(), 37);
        let first: Vec<usize> = bank.items.iter().take(16).map(|item| item.scale).collect();
        assert_eq!(first, (0..16).collect::<Vec<_>>());
        let san = bank.items.iter().filter(|item| item.code.starts_with("SAN")).map(|item| item.turned);
        assert_eq!(san.collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn every_line_that_does_not_fit_is_named_with_how_to_mend_it() {
        let broken = file()
            .replace("SS,Statement SS 1,+", "SSS,Statement SS 1,+")
            .replace("MT,Statement MT 2,-", "MT,Statement MT 2,maybe");
        let wrong = read(broken.as_bytes()).unwrap_err();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].1.en.contains("maybe") && wrong[1].1.en.contains("SSS"));
        assert!(read(b"name,words\n").unwrap_err()[0].1.zh.contains("construct"));
        assert!(read(&[b'c', 0xff]).is_err());
        let lacking = file().lines().filter(|line| !line.starts_with("PC,")).collect::<Vec<_>>().join("\n");
        assert_eq!(read(lacking.as_bytes()).unwrap_err()[0].1.en, "No question for: PC.");
    }
}
