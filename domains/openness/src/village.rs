//! Village affairs 村务公开: what each village posts, how often, and which periods passed without. A list by name, never
//! an order of who is best. Not here: the rhythm itself (rulebook).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kernel::procedure::Words;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::rules::village_affairs_due::{self, Calendar, Facts, Posting, Rhythm};
use serde_json::json;

use crate::notice::{NewNotice, Posted, posting, record};
use crate::permission::poster;
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
}

/// The items of every village.
pub const ITEMS: [Item; 4] = [
    Item { code: "finance", name: Words::new("财务收支", "Finances"), finance: true },
    Item {
        code: "meetings",
        name: Words::new("村民会议决定及落实", "Decisions of the village"),
        finance: false,
    },
    Item {
        code: "subsidies", name: Words::new("救助补贴发放", "Relief and subsidies"), finance: false
    },
    Item {
        code: "assets",
        name: Words::new("集体资产和承包", "Collective assets and contracts"),
        finance: false,
    },
];

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

/// Villages in scope with their year up to today, by name.
///
/// # Errors
/// A refusal where the law of the year does not know village affairs; or if they cannot be read.
pub fn year(tx: &mut Tx<'_>, scope: &Scope, book: &Rulebook, year: i16) -> Result<Vec<Village>, Fault> {
    let villages = tx.rows(scope, sql::VILLAGES, &[])?;
    let mut busy: Vec<(String, String)> = Vec::new();
    for row in tx.rows(scope, sql::RHYTHMS, &[])? {
        if row.text(2)? == "busy" {
            busy.push((row.text(0)?, row.text(1)?));
        }
    }
    let mut postings: BTreeMap<(String, String), Vec<Posting>> = BTreeMap::new();
    for row in tx.rows(scope, sql::POSTINGS, params![date(year, 1, 1), date(year, 12, 31)])? {
        let of = postings.entry((row.text(0)?, row.text(1)?)).or_default();
        of.push(Posting { posted_on: row.get(2)? });
    }
    let today = tx.today();
    let as_of = today.min(date(year, 12, 31));
    let mut out = Vec::new();
    for row in &villages {
        let (unit, name) = (row.text(0)?, row.text(1)?);
        let mut items = Vec::new();
        for item in &ITEMS {
            let key = (unit.clone(), item.code.to_owned());
            let is_busy = busy.contains(&key);
            let posted = postings.remove(&key).unwrap_or_default();
            let calendar = judge(is_busy, year, as_of, posted, book)?;
            items.push((item, is_busy, calendar));
        }
        out.push(Village { unit, name, items });
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(out)
}

fn judge(
    busy: bool,
    year: i16,
    as_of: Date,
    posted: Vec<Posting>,
    book: &Rulebook,
) -> Result<Calendar, Fault> {
    let rhythm = if busy { Rhythm::Busy } else { Rhythm::Ordinary };
    let facts = Facts { rhythm, year: Some(year), as_of: Some(as_of), posted, approved_on: None };
    let decision = village_affairs_due::decide(&facts, book, as_of);
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
    let rows = tx.rows(scope, sql::POSTINGS, params![date(year, 1, 1), date(year, 12, 31)])?;
    let mut posted = Vec::new();
    for row in &rows {
        if row.text(0)? == unit && row.text(1)? == code {
            posted.push(json!({ "posted_on": row.get::<Date>(2)? }));
        }
    }
    let as_of = tx.today().min(date(year, 12, 31));
    let rhythm = if busy { "busy" } else { "ordinary" };
    let facts = json!({ "rhythm": rhythm, "year": year, "as_of": as_of, "posted": posted });
    Ok((village_affairs_due::RULE.decide)(&facts, book, as_of))
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
    rows.iter().map(|row| Ok((row.text(0)?, row.get(1)?, row.text(2)?, row.text(3)?))).collect()
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
    let villages = tx.rows(&actor.scope(Area::Power), sql::VILLAGES, &[])?;
    let mut reached = false;
    for row in &villages {
        reached |= row.text(0)? == unit;
    }
    if !reached {
        return Err(Fault::NotFound);
    }
    poster(tx, actor, unit)?;
    let rhythm = if busy { "busy" } else { "ordinary" };
    for item in ITEMS.iter().filter(|item| item.finance) {
        tx.execute(sql::SET_RHYTHM, params![unit, item.code, rhythm])?;
    }
    record(tx, actor, ("village.rhythm-set", ("unit", unit)), unit, json!({ "rhythm": rhythm }), None)?;
    Ok(())
}
