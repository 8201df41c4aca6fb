//! Village affairs 村务公开: what each village posts, how often, for which period 所属期, which periods passed without, and
//! making one up 补公开. A list by name, never an order of who is best. Not here: the rhythm itself (rulebook).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kernel::db::Row;
use kernel::procedure::Words;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::rules::village_affairs_due::{self, Calendar, Facts, Posting, Rhythm, Slot};
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

    /// The periods of a year in which one or the other item is posted, each once: quarters, then months.
    #[must_use]
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for slot in self.items.iter().flat_map(|(_, _, calendar)| &calendar.slots) {
            let period = Period::of(slot);
            if !periods.contains(&period) {
                periods.push(period);
            }
        }
        periods.sort_by_key(|period| (period.is_month(), period.from));
        periods
    }
}

/// The period a posting is for 所属期.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl Period {
    /// The period of a slot of the calendar.
    #[must_use]
    pub fn of(slot: &Slot) -> Period {
        Period { from: slot.from, to: slot.to }
    }

    /// As an address and a form carry it, `2026-01-01_2026-03-31`.
    #[must_use]
    pub fn code(&self) -> String {
        format!("{}_{}", self.from, self.to)
    }

    /// The period of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Period> {
        let (from, to) = code.split_once('_')?;
        Some(Period { from: from.parse().ok()?, to: to.parse().ok()? })
    }

    /// Whether it is one month.
    #[must_use]
    pub fn is_month(&self) -> bool {
        self.from.day() == 1 && self.to == self.from.last_of_month()
    }

    /// The quarter it is, from 1, if it is one.
    #[must_use]
    pub fn quarter(&self) -> Option<i8> {
        let (first, last) = (self.from.month(), self.to.month());
        let whole =
            self.from.day() == 1 && self.to == self.to.last_of_month() && self.from.year() == self.to.year();
        (whole && first % 3 == 1 && last == first + 2).then_some((first + 2) / 3)
    }
}

/// Something a village posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Code of the item.
    pub item: String,
    /// When.
    pub posted_on: Date,
    /// For which period; one day only where the notice named none.
    pub period: Period,
    /// Whether it was made up after its time.
    pub late: bool,
    /// Number of the notice; empty where it is asked for by its notice.
    pub number: String,
    /// Title, as it may be shown now.
    pub title: String,
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
    for row in tx.rows(scope, sql::OF_PERIODS, params![&unit, date(year, 1, 1), date(year, 12, 31)])? {
        postings.entry(row.text(0)?).or_default().push(posting_of(&row)?);
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

fn posting_of(row: &Row) -> Result<Posting, DbError> {
    Ok(Posting { posted_on: row.get(1)?, period_from: row.get(2)?, period_to: row.get(3)? })
}

/// The facts of the rule for one item, up to today, and the day whose law is applied: the last one of the year at the
/// latest.
fn facts(busy: bool, (year, today): (i16, Date), posted: Vec<Posting>) -> (Facts, Date) {
    let rhythm = if busy { Rhythm::Busy } else { Rhythm::Ordinary };
    let facts = Facts { rhythm, year: Some(year), as_of: Some(today), posted, approved_on: None };
    (facts, today.min(date(year, 12, 31)))
}

fn judge(
    busy: bool,
    (year, today): (i16, Date),
    posted: Vec<Posting>,
    book: &Rulebook,
) -> Result<Calendar, Fault> {
    let (facts, law_of) = facts(busy, (year, today), posted);
    let decision = village_affairs_due::decide(&facts, book, law_of);
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
    let rows = tx.rows(scope, sql::OF_PERIODS, params![unit, date(year, 1, 1), date(year, 12, 31)])?;
    let mut posted = Vec::new();
    for row in &rows {
        if row.text(0)? == code {
            posted.push(posting_of(row)?);
        }
    }
    let (facts, law_of) = facts(busy, (year, tx.today()), posted);
    let record = village_affairs_due::decide(&facts, book, law_of).record();
    Ok(record.map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?)
}

/// What a village posted for the periods of a year, the latest period first.
///
/// # Errors
/// If it cannot be read.
pub fn postings(tx: &mut Tx<'_>, unit: &str, year: i16) -> Result<Vec<Publication>, DbError> {
    let scope = Scope::county("village affairs are posted for everybody");
    let rows = tx.rows(&scope, sql::OF_ONE, params![unit, date(year, 1, 1), date(year, 12, 31)])?;
    let today = tx.today();
    rows.iter()
        .map(|row| {
            let over = is_over(row.int(8)?, true, row.get(9)?, today);
            let title = row.text(if over { 7 } else { 6 })?;
            Ok(Publication { number: row.text(5)?, title, ..publication(row)? })
        })
        .collect()
}

fn publication(row: &Row) -> Result<Publication, DbError> {
    Ok(Publication {
        item: row.text(0)?,
        posted_on: row.get(1)?,
        period: Period { from: row.get(2)?, to: row.get(3)? },
        late: row.get(4)?,
        number: String::new(),
        title: String::new(),
    })
}

/// Which item and period a notice posts; none where it is about something else.
///
/// # Errors
/// If it cannot be read.
pub fn of_notice(tx: &mut Tx<'_>, notice: &str) -> Result<Option<Publication>, DbError> {
    let scope = Scope::county("the notice was found in scope");
    tx.row(&scope, sql::OF_NOTICE, params![notice])?.as_ref().map(publication).transpose()
}

/// The slot of an item for a period.
fn slot(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (unit, item): (&str, &'static Item),
    period: Period,
) -> Result<Slot, Fault> {
    let scope = Scope::county("the periods of a village whoever posts for it was checked against");
    let row = tx.row(&scope, sql::VILLAGE, params![unit])?.ok_or(Fault::NotFound)?;
    let today = tx.today();
    if period.from > today {
        return Err(Refusal::new(
            "这一期还没有开始，不能公布；请选择已经开始的所属期。",
            "This period has not begun; choose one that has.",
        )
        .at("period")
        .into());
    }
    let village = of_year(tx, &scope, book, (row.text(0)?, row.text(1)?), period.from.year())?;
    let calendar = village.items.into_iter().find(|one| one.0 == item).map(|one| (one.1, one.2));
    let Some((busy, calendar)) = calendar else { return Err(Fault::NotFound) };
    if let Some(slot) = calendar.slots.into_iter().find(|slot| Period::of(slot) == period) {
        return Ok(slot);
    }
    let (zh, en) = if busy { ("每月", "month by month") } else { ("每季度", "quarter by quarter") };
    Err(Refusal::new(
        format!("“{}”{zh}公布，请选择相应的所属期。", item.name.zh),
        format!("“{}” is posted {en}; choose such a period.", item.name.en),
    )
    .at("period")
    .into())
}

/// Posts an item of a village's affairs for a period; answers whether it was made up after its
/// time. A period that has a posting may have another.
///
/// # Errors
/// A refusal where the item is not posted for such a period, or it has not begun; otherwise as [`posting::publish`].
pub fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (unit, code, period): (&str, &str, Period),
    new: &NewNotice,
) -> Result<(Posted, bool), Fault> {
    let Some(item) = item(code) else {
        return Err(Refusal::new("请选择公开事项。", "Choose an item.").at("item").into());
    };
    let whole = NewNotice {
        kind: "village-affairs".to_owned(),
        unit: unit.to_owned(),
        subject: Some(("village-item".to_owned(), item.code.to_owned())),
        ..new.clone()
    };
    if let Some(kind) = kind::find("village-affairs") {
        poster_of(tx, actor, kind, unit)?;
    }
    let slot = slot(tx, book, (unit, item), period)?;
    let today = tx.today();
    // A further posting for a period that was posted in time is not late.
    let late = today > slot.due && (!slot.posted || slot.late);
    let posted = posting::publish(tx, actor, book, &whole)?;
    tx.execute(sql::ADD_POSTING, params![&posted.id, unit, item.code, slot.from, slot.to, today, late])?;
    let facts = json!({ "item": item.code, "from": slot.from, "to": slot.to, "due": slot.due, "late": late });
    let of_year = Scope::county("the year of the village that posts");
    let of = decision(tx, &of_year, book, (unit, item.code, period.is_month()), period.from.year())?;
    record(tx, actor, ("village.posted", ("notice", &posted.id)), unit, facts, Some(&of))?;
    Ok((posted, late))
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
