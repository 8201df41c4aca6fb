//! What is posted in two years, when, and what becomes of it: objections, answers, conclusions, names erased. Not here:
//! decisions.

use jiff::civil::Date;
use kernel::{Fault, Role, Scope, Tx};
use openness::notice::{self as notices, NewNotice, closing, kind, objection, posting};
use openness::village::{self, ITEMS, Period};

use super::{Told, after, answers_for, head};
use crate::living::course::World;
use crate::living::day;

/// Something that happens with a notice.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// It is posted: key, kind, place in the data.
    Post(String, Kind),
    /// Somebody objects, by the place of the objection in the data.
    Object(String, usize),
    /// The objection is answered.
    Answer(String, usize),
    /// It is concluded.
    Conclude(String, bool),
    /// A village posts an item for a period.
    Village(usize, usize, Period, u32),
    /// Finances of a village are posted monthly from now on.
    Busy(usize),
}

/// What is posted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Appointment(usize),
    Rank(usize),
    Grade(usize, i16),
    Honour(usize),
    Project(usize),
    List(usize),
    Report(usize),
    Statistics(i16),
}

fn add(script: &mut Vec<(Date, Event)>, on: Date, key: String, kind: Kind, concluded: bool) {
    script.push((on, Event::Post(key.clone(), kind)));
    if concluded {
        // Five working days end within three weeks of any day of the year.
        script.push((after(on, 24), Event::Conclude(key, false)));
    }
}

/// The days and what happens on them.
pub(super) fn script(told: &Told, world: &World, (closed, running): (i16, i16)) -> Vec<(Date, Event)> {
    let mut script = Vec::new();
    let years = [closed, running];
    for (at, year) in years.into_iter().enumerate() {
        for (n, month) in [2_i8, 4, 6, 8, 10].into_iter().enumerate() {
            let on = day(year, month, 18);
            let key = |what: &str| format!("{what}-{year}-{n}");
            for person in 0..2 {
                let which = (at * 5 + n) * 2 + person;
                add(
                    &mut script,
                    on,
                    format!("{}-{person}", key("appointment")),
                    Kind::Appointment(which),
                    true,
                );
            }
            if n % 2 == 0 {
                add(&mut script, day(year, month, 11), key("rank"), Kind::Rank(at * 5 + n), true);
            }
        }
        for (n, _) in told.honour.iter().enumerate() {
            let month = [5_i8, 6, 9][n % 3];
            add(&mut script, day(year, month, 20), format!("honour-{year}-{n}"), Kind::Honour(n), true);
        }
        for (n, _) in told.project.iter().enumerate() {
            let month = i8::try_from(3 + n).unwrap_or(3);
            add(
                &mut script,
                day(year, month.min(10), 6),
                format!("project-{year}-{n}"),
                Kind::Project(n),
                true,
            );
        }
        for (n, _) in told.list.iter().enumerate() {
            let month = [4_i8, 7, 10][n % 3];
            add(&mut script, day(year, month, 14), format!("list-{year}-{n}"), Kind::List(n), true);
        }
        for (n, _) in told.report.iter().enumerate() {
            let month = [5_i8, 9][n % 2];
            add(&mut script, day(year, month, 26), format!("report-{year}-{n}"), Kind::Report(n), false);
        }
        add(&mut script, day(year, 11, 3), format!("statistics-{year}"), Kind::Statistics(year), false);
    }
    for n in 0..6 {
        add(&mut script, day(running, 2, 3), format!("grade-{n}"), Kind::Grade(n, closed), true);
    }
    add(&mut script, day(running, 11, 16), "appointment-now".to_owned(), Kind::Appointment(7), false);
    object(&mut script, closed, running);
    villages(&mut script, world, running);
    script
}

fn object(script: &mut Vec<(Date, Event)>, closed: i16, running: i16) {
    let of = [
        (format!("appointment-{closed}-1-0"), day(closed, 4, 21), 0),
        (format!("project-{closed}-3"), day(closed, 6, 9), 1),
        (format!("appointment-{running}-2-1"), day(running, 6, 22), 2),
        (format!("project-{running}-4"), day(running, 7, 9), 1),
    ];
    for (key, on, which) in of {
        script.push((on, Event::Object(key.clone(), which)));
        script.push((after(on, 7), Event::Answer(key.clone(), which)));
        // The plain conclusion of this notice says that there was an objection.
        for (_, event) in script.iter_mut() {
            if let Event::Conclude(of, objected) = event
                && *of == key
            {
                *objected = true;
            }
        }
    }
    script.push((day(running, 11, 17), Event::Object("appointment-now".to_owned(), 0)));
}

/// Villages post period by period; some leave gaps, and some of these are made up late. The village a
/// visitor stands for has missed the finances of its second quarter.
fn villages(script: &mut Vec<(Date, Event)>, world: &World, year: i16) {
    let county = &world.invention;
    let of = |at: &usize| matches!(county.units[*at].kind, "village" | "community");
    let all: Vec<usize> = (0..county.units.len()).filter(of).collect();
    let visited = crate::roles::first_village(county);
    for (n, unit) in all.iter().enumerate() {
        let mut throws = county.dice.throws("village-affairs", n);
        let (mine, busy) = (visited == Some(*unit), n % 6 == 4 && visited != Some(*unit));
        if busy {
            script.push((day(year, 1, 9), Event::Busy(*unit)));
        }
        for (item, is) in ITEMS.iter().enumerate() {
            for period in periods(year, busy && is.finance) {
                let roll = u32::try_from(throws.below(1_000)).unwrap_or(0);
                let of_month = i8::try_from(throws.between(18, 26)).unwrap_or(18);
                let (missed, made_up) = (throws.chance(12), throws.chance(50));
                let event = Event::Village(*unit, item, period, roll);
                match (mine && is.finance && period.from.month() == 4, missed, made_up) {
                    (true, _, _) | (false, true, false) => {}
                    (false, true, true) => script.push((after(period.to, 12), event)),
                    (false, false, _) => script.push((day(year, period.to.month(), of_month), event)),
                }
            }
        }
    }
}

/// The quarters or months of a year that are over before a visitor comes.
fn periods(year: i16, months: bool) -> Vec<Period> {
    let (length, last) = if months { (1, 10) } else { (3, 9) };
    let starts = (1..=last).step_by(length);
    let period = |month: i8| {
        let end = month - 1 + i8::try_from(length).unwrap_or(1);
        Period { from: day(year, month, 1), to: day(year, end, 1).last_of_month() }
    };
    starts.map(period).collect()
}

/// Lives one of them.
pub(super) fn live(tx: &mut Tx<'_>, world: &World, told: &Told, event: &Event) -> Result<(), Fault> {
    match event {
        Event::Post(key, kind) => post(tx, world, told, (key, *kind)),
        Event::Object(key, which) => {
            let Some(found) = of_key(tx, key)? else { return Ok(()) };
            objection::object(tx, &world.book, &found.number, &told.objection[*which].words)?;
            Ok(())
        }
        Event::Answer(key, which) => {
            let Some(found) = of_key(tx, key)? else { return Ok(()) };
            answer(tx, world, &found, &told.objection[*which])
        }
        Event::Conclude(key, objected) => {
            closing::erase_expired(tx)?;
            let Some(found) = of_key(tx, key)? else { return Ok(()) };
            let words = if *objected { &told.objected } else { &told.conclusion };
            let Some(actor) = poster(tx, world, &found)? else { return Ok(()) };
            closing::conclude(tx, &actor, &found.id, words)
        }
        Event::Village(unit, item, period, roll) => {
            post_village(tx, world, told, (*unit, *item, *period, *roll))
        }
        Event::Busy(unit) => {
            let Some(actor) = answers_for(tx, world, *unit)? else { return Ok(()) };
            village::set_rhythm(tx, &actor, &world.id("units", *unit)?, true)
        }
    }
}

fn of_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<notices::Notice>, Fault> {
    let scope = Scope::county("the demo finds its own notice");
    Ok(notices::of_subject(tx, &scope, ("demo", key))?)
}

/// Whoever posted it.
fn poster(tx: &mut Tx<'_>, world: &World, found: &notices::Notice) -> Result<Option<kernel::Actor>, Fault> {
    let Some(position) = found.by_person.as_deref().and_then(|person| world.position(person)) else {
        return Ok(None);
    };
    Ok(Some(world.somebody(tx, position)?))
}

fn answer(
    tx: &mut Tx<'_>,
    world: &World,
    found: &notices::Notice,
    with: &super::Objection,
) -> Result<(), Fault> {
    let actor = match found.kind.answered_by {
        Role::Organiser => world.organiser(tx)?,
        _ => match poster(tx, world, found)? {
            Some(actor) => actor,
            None => return Ok(()),
        },
    };
    let all = objection::of_notice(tx, &actor, &found.id, (20, 0))?;
    let Some(seen) = all.into_iter().find(|seen| seen.waits) else { return Ok(()) };
    objection::answer(tx, &actor, &seen.objection.id, (with.upheld, &with.answer))?;
    Ok(())
}

fn fill(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Three names, not the same three each time.
fn three(told: &Told, from: usize) -> String {
    let names = &told.appointment.names;
    (0..3).map(|n| names[(from * 3 + n) % names.len()].clone()).collect::<Vec<_>>().join("、")
}

fn post(tx: &mut Tx<'_>, world: &World, told: &Told, (key, what): (&str, Kind)) -> Result<(), Fault> {
    let mut new = words(world, told, what);
    let office = match what {
        Kind::Project(n) => told.project[n].office.as_str(),
        Kind::List(n) => told.list[n].office.as_str(),
        Kind::Report(n) => told.report[n].office.as_str(),
        _ => "zuzhibu",
    };
    let Some(unit) = world.invention.unit(office) else { return Ok(()) };
    let actor = match what {
        Kind::Project(_) | Kind::List(_) | Kind::Report(_) => match head(tx, world, unit)? {
            Some(actor) => actor,
            None => return Ok(()),
        },
        _ => world.organiser(tx)?,
    };
    new.unit = world.id("units", unit)?;
    new.subject = Some(("demo".to_owned(), key.to_owned()));
    let Some(kind) = kind::find(&new.kind) else { return Ok(()) };
    let today = tx.today();
    if let Some(record) = posting::judge(kind, today, None, &world.book)? {
        new.closes_on = posting::earliest(&record);
    }
    posting::publish(tx, &actor, &world.book, &new)?;
    Ok(())
}

fn notice(kind: &str, title: String, body: String) -> NewNotice {
    NewNotice { kind: kind.to_owned(), title, body, ..NewNotice::default() }
}

/// A notice that names people while it is posted.
fn people(kind: &str, form: &super::Form, pairs: &[(&str, &str)]) -> NewNotice {
    NewNotice {
        lasting_title: Some(fill(&form.lasting_title, pairs)),
        lasting_body: Some(fill(&form.lasting_body, pairs)),
        ..notice(kind, fill(&form.title, pairs), fill(&form.body, pairs))
    }
}

fn appointment(world: &World, told: &Told, n: usize) -> NewNotice {
    let of = &told.appointment;
    let towns: Vec<&str> = world
        .invention
        .units
        .iter()
        .filter(|unit| unit.kind == "township")
        .map(|unit| unit.short.as_str())
        .collect();
    let pairs = [
        ("name", of.names[n % of.names.len()].as_str()),
        ("unit", towns.get(n % towns.len().max(1)).copied().unwrap_or_default()),
        ("post", of.posts[n % of.posts.len()].as_str()),
        ("rank", of.ranks[n % of.ranks.len()].as_str()),
    ];
    people("appointment", &of.form, &pairs)
}

fn words(world: &World, told: &Told, what: Kind) -> NewNotice {
    match what {
        Kind::Appointment(n) => appointment(world, told, n),
        Kind::Rank(n) => people("rank-promotion", &told.rank, &[("n", "3"), ("names", &three(told, n))]),
        Kind::Grade(n, year) => {
            let offices = ["caizheng", "minzheng", "jiaotong", "shuili", "weijian", "nongye"];
            let unit = world.invention.unit(offices[n % offices.len()]);
            let name = unit.map(|unit| world.invention.units[unit].short.clone()).unwrap_or_default();
            let year = year.to_string();
            let names = three(told, n + 1);
            people(
                "grade-excellent",
                &told.grade,
                &[("year", &year), ("unit", &name), ("names", &names), ("n", "3")],
            )
        }
        Kind::Honour(n) => {
            let of = &told.honour[n];
            let body = format!("拟表彰对象：{}。", three(told, n + 2));
            NewNotice {
                lasting_title: Some(of.title.clone()),
                lasting_body: Some(of.lasting.clone()),
                ..notice("honours", of.title.clone(), body)
            }
        }
        Kind::Project(n) => {
            notice("project-decision", told.project[n].title.clone(), told.project[n].body.clone())
        }
        Kind::List(n) => notice("list-change", told.list[n].title.clone(), told.list[n].body.clone()),
        Kind::Report(n) => notice("report", told.report[n].title.clone(), told.report[n].body.clone()),
        Kind::Statistics(year) => {
            let year = year.to_string();
            let title = fill(&told.statistics.title, &[("year", &year)]);
            notice("declaration-statistics", title, told.statistics.body.clone())
        }
    }
}

fn post_village(
    tx: &mut Tx<'_>,
    world: &World,
    told: &Told,
    (unit, item, period, roll): (usize, usize, Period, u32),
) -> Result<(), Fault> {
    let Some(actor) = answers_for(tx, world, unit)? else { return Ok(()) };
    let item = &ITEMS[item];
    let today = tx.today();
    let year = period.from.year();
    let season = match period.quarter() {
        Some(quarter) => {
            let names = ["一", "二", "三", "四"];
            let at = usize::try_from(quarter - 1).unwrap_or(0);
            format!("{year}年第{}季度", names.get(at).copied().unwrap_or_default())
        }
        None => format!("{year}年{}月", period.from.month()),
    };
    let (income, out) = (12_000 + roll * 37, 9_000 + roll * 31);
    let name = world.invention.units[unit].short.clone();
    let filled = |code: &str| {
        let text = told.village.get(code).map(String::as_str).unwrap_or_default();
        let pairs = [
            ("village", name.as_str()),
            ("season", &season),
            ("in", &income.to_string()),
            ("out", &out.to_string()),
            ("left", &(i64::from(income) - i64::from(out)).to_string()),
            ("a", &(3 + roll % 7).to_string()),
            ("b", &(2 + roll % 3).to_string()),
        ];
        fill(text, &pairs)
    };
    let title = format!("{name}{season}{}", item.name.zh);
    // Who was helped is shown for the time of the posting only; figures stay.
    let kept = item.personal.then(|| (title.clone(), filled("subsidies-kept")));
    let (lasting_title, lasting_body) = kept.unzip();
    let closes_on = Some(after(today, 16));
    let body = filled(item.code);
    let new = NewNotice { title, body, lasting_title, lasting_body, closes_on, ..NewNotice::default() };
    village::post(tx, &actor, &world.book, (&world.id("units", unit)?, item.code, period), &new)?;
    Ok(())
}
