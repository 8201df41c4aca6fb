//! What is there when the two years begin: documents registered, the catalogue adopted, the lists of every town set. Not
//! here: what happens with them (`running`).

use std::collections::HashMap;

use jiff::Span;
use jiff::civil::Date;
use kernel::{DbError, Fault, Role, Tx};
use law::decision::Text;
use oversight::document::{self, Issuer, Kind as DocumentKind, NewDocument};
use oversight::item::{self, Fresh, Kind, Says};
use oversight::lines;
use oversight::says::{Basis, Stage};
use oversight::town::{self, List, NewDuty};

use super::{Told, ToldItem, told, towns, unit_id};
use crate::DemoError;
use crate::living::course::{Course, Named, Phase, World, on};
use crate::living::day;

const FOUNDED: Named =
    ("power-founded", "登记规范性文件、事项目录和履职清单", "Documents, catalogue and duty lists", 2);

/// Registers documents, adopts the catalogue, and sets the lists of every town.
///
/// # Errors
/// What an operation refused.
pub fn found(course: &mut Course<'_>, year: i16) -> Result<(), DemoError> {
    let told = told()?;
    course.live(Phase::named(FOUNDED), 3, on(day(year, 1, 11), 9), move |tx, world, part| match part {
        0 => documents(tx, world, &told),
        1 => items(tx, world, &told),
        _ => lists(tx, world, &told),
    })
}

fn wrong(what: &'static str) -> impl Fn(Text) -> Fault {
    move |why| Fault::Db(DbError::Stored { what, why: why.en })
}

fn date(text: &str) -> Result<Option<Date>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let unread = |_| Fault::Db(DbError::Stored { what: "a day of the demo", why: text.to_owned() });
    text.parse().map(Some).map_err(unread)
}

fn documents(tx: &mut Tx<'_>, world: &World, told: &Told) -> Result<Vec<String>, Fault> {
    let jurist = world.appointed(tx, Role::Jurist)?;
    for [key, office, title, number, issuer, kind, from, until, market] in &told.document {
        let Some(unit) = world.invention.unit(office) else { continue };
        let Some(from) = date(from)? else { continue };
        let new = NewDocument {
            unit: unit_id(world, unit)?,
            title: title.clone(),
            number: number.clone(),
            issuer: Issuer::from_code(issuer).unwrap_or(Issuer::Department),
            kind: DocumentKind::from_code(kind).unwrap_or(DocumentKind::Normal),
            issued_on: from.saturating_sub(Span::new().days(10)),
            effective_on: from,
            valid_until: date(until)?,
            market: market == "yes",
            published_at: if told.unpublished.contains(key) {
                String::new()
            } else {
                "凤县人民政府网站".to_owned()
            },
            published_on: None,
            body: String::new(),
        };
        document::register(tx, &jurist, &world.book, &new)?;
    }
    Ok(Vec::new())
}

fn basis_of(told: &Told, one: &ToldItem) -> Result<Vec<Basis>, Fault> {
    let wrong = wrong("a basis of the demo");
    let mut bases = Vec::new();
    if !one.basis.is_empty() {
        bases.push(lines::basis(&one.basis, true).map_err(&wrong)?);
    }
    if let Some(row) = told.document.iter().find(|row| row[0] == one.doc) {
        bases.push(lines::basis(&format!("{}｜{}", row[2], row[3]), one.founds).map_err(&wrong)?);
    }
    Ok(bases)
}

fn says(told: &Told, one: &ToldItem) -> Result<Says, Fault> {
    let list =
        |text: &str| text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let material = wrong("a material of the demo");
    let limit = wrong("a limit of the demo");
    let materials = list(&one.materials).iter().map(|line| lines::material(line)).collect::<Result<_, _>>();
    let town = one.office == "town";
    let steps: Vec<Stage> = ["受理｜综合窗口｜当场", "审查｜业务股室", "决定｜单位负责人", "送达｜综合窗口"]
        .iter()
        .map(|line| lines::stage(line))
        .collect::<Result<_, _>>()
        .map_err(&limit)?;
    Ok(Says {
        name: one.name.clone(),
        kind: Kind::from_code(&one.kind).unwrap_or(Kind::Service),
        words: one.words.clone(),
        who: match one.kind.as_str() {
            "internal" => "本县各单位",
            "relief" => "符合条件的城乡居民",
            _ => "自然人、法人和其他组织",
        }
        .to_owned(),
        bases: basis_of(told, one)?,
        conditions: list(&one.conditions),
        materials: materials.map_err(&material)?,
        steps,
        statutory: lines::limit(&one.law).map_err(&limit)?,
        promised: lines::limit(&one.promise).map_err(&limit)?,
        fee: one.fee.clone(),
        fee_basis: one.fee_basis.clone(),
        place: if town { told.town_place.clone() } else { told.place.clone() },
        hours: told.hours.clone(),
        phone: "0917-0000000".to_owned(),
        remedy: if one.remedy.is_empty() { told.remedy.clone() } else { one.remedy.clone() },
    })
}

fn items(tx: &mut Tx<'_>, world: &World, told: &Told) -> Result<Vec<String>, Fault> {
    let jurist = world.appointed(tx, Role::Jurist)?;
    let towns = towns(world);
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut left = Vec::new();
    for one in &told.item {
        let units = match one.office.as_str() {
            "town" => towns.clone(),
            key => world.invention.unit(key).into_iter().collect(),
        };
        for unit in units {
            let number = numbers.entry(unit).or_insert(0);
            *number += 1;
            let mut says = says(told, one)?;
            oversight::import::items::link(tx, &mut says.bases)?;
            let fresh = Fresh {
                unit: unit_id(world, unit)?,
                code: format!("610330-{unit:03}-{number:03}"),
                says,
                from_on: None,
            };
            left.push(item::adopt(tx, &jurist, &world.book, (&fresh, &told.document_of_items))?);
        }
    }
    Ok(left)
}

fn duty(world: &World, list: List, (class, name): (&str, &str), lead: &str) -> Result<NewDuty, Fault> {
    let office = world.invention.unit(lead);
    Ok(NewDuty {
        list,
        class: class.to_owned(),
        sort: None,
        name: name.to_owned(),
        lead: office.map(|at| world.invention.units[at].short.clone()).unwrap_or_default(),
        lead_id: office.map(|at| unit_id(world, at)).transpose()?,
        lead_part: String::new(),
        town_part: String::new(),
    })
}

fn lists(tx: &mut Tx<'_>, world: &World, told: &Told) -> Result<Vec<String>, Fault> {
    let jurist = world.appointed(tx, Role::Jurist)?;
    for at in towns(world) {
        let mut throws = world.invention.dice.throws("duty-lists", at);
        let mut wanted = Vec::new();
        for [class, name] in &told.duties.basic {
            if throws.chance(90) {
                wanted.push(duty(world, List::Basic, (class, name), "")?);
            }
        }
        for [class, name, lead, lead_part, town_part] in &told.duties.cooperating {
            let mut new = duty(world, List::Cooperating, (class, name), lead)?;
            if throws.chance(93) && !new.lead.is_empty() {
                new.lead_part.clone_from(lead_part);
                new.town_part.clone_from(town_part);
                wanted.push(new);
            }
        }
        for [class, name, lead, how] in &told.duties.taken {
            let mut new = duty(world, List::TakenBack, (class, name), lead)?;
            if throws.chance(90) && !new.lead.is_empty() {
                new.lead_part.clone_from(how);
                wanted.push(new);
            }
        }
        town::set(tx, &jurist, &unit_id(world, at)?, (&wanted, &told.document_of_lists))?;
    }
    Ok(Vec::new())
}
