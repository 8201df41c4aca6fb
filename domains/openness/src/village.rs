//! Village affairs 村务公开: what each village posts, how often, and which periods passed without. A list by name, never
//! an order of who is best. Not here: the rhythm itself (rulebook).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kernel::procedure::Words;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::rules::village_affairs_due::{self, Calendar, Facts, Posting, Rhythm};
use serde_json::json;

use crate::notice::{NewNotice, Posted, is_over, kind, posting, record};
use crate::permission::poster_of;
use crate::store::village as sql;

/// An item a village posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Code.
    pub code: &'static str,
    /// Name.
    pub name: Words,
    /// Whether it is finances, which much coming and going makes monthly.
    pub finance: bool,
    /// Whether it names people while it is posted: who was helped is not shown for longer.
    pub personal: bool,
}

/// The items of every village.
pub const ITEMS: [Item; 4] = [
    Item { finance: true, ..item_of("finance", "财务收支", "Finances") },
    item_of("meetings", "村民会议决定及落实", "Decisions of the village"),
    Item { personal: true, ..item_of("subsidies", "救助补贴发放", "Relief and subsidies") },
    item_of("assets", "集体资产和承包", "Collective assets and contracts"),
];

const fn item_of(code: &'static str, zh: &'static str, en: &'static str) -> Item {
    Item { code, name: Words::new(zh, en), finance: false, personal: false }
}

/// The item of that code.
#[must_use]
pub fn item(code: &str) -> Option<&'static Item> {
    ITEMS.iter().find(|item| item.code == code)
}

/// A village with its year.
#[derive(Debug, Clone)]
pub struct Village {
    /// Unit.
    pub unit: String,
    /// Name.
    pub name: String,
    /// Item by item: whether its finances are busy, and its calendar.
    pub items: Vec<(&'static Item, bool, Calendar)>,
}

impl Village {
    /// Periods that ended without a posting.
    #[must_use]
    pub fn missing(&self) -> i64 {
        self.items.iter().map(|(_, _, calendar)| calendar.missing).sum()
    }
}

/// How many villages are in scope.
///
/// # Errors
/// If they cannot be counted.
pub fn count(tx: &mut Tx<'_>, scope: &Scope) -> Result<i64, DbError> {
    tx.row(scope, sql::VILLAGE_COUNT, &[])?.map_or(Ok(0), |row| row.int(0))
}

/// Villages in scope with their year up to today, by name: so many from a place in the list on.
///
/// # Errors
/// A refusal where the law of the year does not know village affairs; or if they cannot be read.
pub fn year(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    year: i16,
    (most, from): (i64, i64),
) -> Result<Vec<Village>, Fault> {
    let rows = tx.rows(scope, sql::VILLAGES, params![most, from])?;
    let mut out = Vec::new();
    for row in &rows {
        out.push(of_year(tx, scope, book, (row.text(0)?, row.text(1)?), year)?);
    }
    Ok(out)
}

/// A village in scope with its year up to today.
///
/// # Errors
/// [`Fault::NotFound`] out of reach; otherwise as [`year`].
pub fn one(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    (unit, year): (&str, i16),
) -> Result<Village, Fault> {
    let row = tx.row(scope, sql::VILLAGE, params![unit])?.ok_or(Fault::NotFound)?;
    of_year(tx, scope, book, (row.text(0)?, row.text(1)?), year)
}

fn of_year(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    (unit, name): (String, String),
    year: i16,
) -> Result<Village, Fault> {
    let mut busy: Vec<String> = Vec::new();
    for row in tx.rows(scope, sql::RHYTHMS, params![&unit])? {
        if row.text(1)? == "busy" {
            busy.push(row.text(0)?);
        }
    }
    let mut postings: BTreeMap<String, Vec<Posting>> = BTreeMap::new();
    for row in tx.rows(scope, sql::POSTINGS, params![&unit, date(year, 1, 1), date(year, 12, 31)])? {
        postings.entry(row.text(0)?).or_default().push(Posting { posted_on: row.get(1)? });
    }
    let today = tx.today();
    let mut items = Vec::new();
    for item in &ITEMS {
        let is_busy = busy.iter().any(|code| code == item.code);
        let posted = postings.remove(item.code).unwrap_or_default();
        items.push((item, is_busy, judge(is_busy, (year, today), posted, book)?));
    }
    Ok(Village { unit, name, items })
}

/// Up to when a year is judged: its last period has passed on the first day of the next one.
fn as_of(year: i16, today: Date) -> Date {
    let last = date(year, 12, 31);
    today.min(last.tomorrow().unwrap_or(last))
}

fn judge(
    busy: bool,
    (year, today): (i16, Date),
    posted: Vec<Posting>,
    book: &Rulebook,
) -> Result<Calendar, Fault> {
    let rhythm = if busy { Rhythm::Busy } else { Rhythm::Ordinary };
    let as_of = as_of(year, today);
    let facts = Facts { rhythm, year: Some(year), as_of: Some(as_of), posted, approved_on: None };
    let decision = village_affairs_due::decide(&facts, book, as_of.min(date(year, 12, 31)));
    match decision.value() {
        Some(calendar) => Ok(calendar.clone()),
        None => Err(Refusal::new(
            format!("{year} 年的村务公开间隔不能计算：所依据的条款当时不在施行期内。"),
            format!("The rhythm of {year} cannot be computed: its clause was not in force then."),
        )
        .into()),
    }
}

/// What the rule says of one item of a village, for its panel.
///
/// # Errors
/// If it cannot be read or written down.
pub fn decision(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    (unit, code, busy): (&str, &str, bool),
    year: i16,
) -> Result<law::Record, Fault> {
    let rows = tx.rows(scope, sql::POSTINGS, params![unit, date(year, 1, 1), date(year, 12, 31)])?;
    let mut posted = Vec::new();
    for row in &rows {
        if row.text(0)? == code {
            posted.push(json!({ "posted_on": row.get::<Date>(1)? }));
        }
    }
    let as_of = as_of(year, tx.today());
    let rhythm = if busy { "busy" } else { "ordinary" };
    let facts = json!({ "rhythm": rhythm, "year": year, "as_of": as_of, "posted": posted });
    Ok((village_affairs_due::RULE.decide)(&facts, book, as_of.min(date(year, 12, 31))))
}

/// What a village posted in a year: item, day, number and title of the notice.
///
/// # Errors
/// If it cannot be read.
pub fn postings(
    tx: &mut Tx<'_>,
    unit: &str,
    year: i16,
) -> Result<Vec<(String, Date, String, String)>, DbError> {
    let scope = Scope::county("village affairs are posted for everybody");
    let rows = tx.rows(&scope, sql::OF_ONE, params![unit, date(year, 1, 1), date(year, 12, 31)])?;
    let today = tx.today();
    rows.iter()
        .map(|row| {
            let over = is_over(row.int(5)?, true, row.get(6)?, today);
            Ok((row.text(0)?, row.get(1)?, row.text(2)?, row.text(if over { 4 } else { 3 })?))
        })
        .collect()
}

/// Posts an item of a village's affairs.
///
/// # Errors
/// As [`posting::publish`].
pub fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (unit, code): (&str, &str),
    new: &NewNotice,
) -> Result<Posted, Fault> {
    let Some(item) = item(code) else {
        return Err(Refusal::new("请选择公开事项。", "Choose an item.").at("item").into());
    };
    let whole = NewNotice {
        kind: "village-affairs".to_owned(),
        unit: unit.to_owned(),
        subject: Some(("village-item".to_owned(), item.code.to_owned())),
        ..new.clone()
    };
    let posted = posting::publish(tx, actor, book, &whole)?;
    let today = tx.today();
    tx.execute(sql::ADD_POSTING, params![unit, item.code, today, &posted.id])?;
    Ok(posted)
}

/// Says whether the finances of a village are busy: then they are posted every month.
///
/// # Errors
/// A refusal where it is not theirs to say.
pub fn set_rhythm(tx: &mut Tx<'_>, actor: &Actor, unit: &str, busy: bool) -> Result<(), Fault> {
    tx.row(&actor.scope(Area::Power), sql::VILLAGE, params![unit])?.ok_or(Fault::NotFound)?;
    if let Some(kind) = kind::find("village-affairs") {
        poster_of(tx, actor, kind, unit)?;
    }
    let rhythm = if busy { "busy" } else { "ordinary" };
    for item in ITEMS.iter().filter(|item| item.finance) {
        tx.execute(sql::SET_RHYTHM, params![unit, item.code, rhythm])?;
    }
    record(tx, actor, ("village.rhythm-set", ("unit", unit)), unit, json!({ "rhythm": rhythm }), None)?;
    Ok(())
}
