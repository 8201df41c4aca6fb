//! People: names, births, schooling, service and ranks that fit the seat they hold. All of it invented.

use std::collections::HashSet;

use jiff::civil::{Date, date};

use super::citizen::Numbers;
use super::post::{PostPlan, Seat};
use crate::Plan;
use crate::data::Data;
use crate::dice::{Dice, Throws};

/// Somebody to be put on the roster.
#[derive(Debug, Clone)]
pub struct PersonPlan {
    /// Name.
    pub name: String,
    /// 男 or 女.
    pub male: bool,
    /// Birth.
    pub born: Date,
    /// Identity number in the reserved sequence.
    pub id_number: String,
    /// 民族.
    pub nation: &'static str,
    /// 籍贯.
    pub native_place: &'static str,
    /// 政治面貌.
    pub politics: &'static str,
    /// Joined the party, YYYY-MM.
    pub joined_party: Option<String>,
    /// Started work, YYYY-MM.
    pub started_work: String,
    /// Education.
    pub education: String,
    /// Degree.
    pub degree: Option<String>,
    /// School and subject.
    pub school: Option<String>,
    /// civil-servant, institution-staff, village-cadre, community-worker.
    pub kind: &'static str,
    /// Entered this kind of service.
    pub hired_on: Date,
    /// End of probation, if hired recently.
    pub probation_ends: Option<Date>,
    /// 职级.
    pub rank: Option<&'static str>,
    /// Position of the unit.
    pub unit: usize,
    /// Position of the post.
    pub post: usize,
    /// In this post since.
    pub since: Date,
}

/// One person for each seat.
#[must_use]
pub fn invent(data: &Data, plan: &Plan, dice: &Dice, posts: &[PostPlan], seats: &[Seat]) -> Vec<PersonPlan> {
    let mut numbers = Numbers::default();
    let mut names = Namer::new(data);
    seats
        .iter()
        .enumerate()
        .filter_map(|(index, seat)| {
            let post = posts.get(seat.post)?;
            let mut throws = dice.throws("person", index);
            Some(one(data, plan, (seat.post, post), &mut throws, (&mut names, &mut numbers)))
        })
        .collect()
}

struct Namer {
    surnames: Vec<char>,
    given: Vec<String>,
    taken: HashSet<String>,
}

impl Namer {
    fn new(data: &Data) -> Namer {
        Namer {
            surnames: data.names.surnames.chars().collect(),
            given: data.names.given.clone(),
            taken: HashSet::new(),
        }
    }

    /// A name nobody has yet; after a few tries one that somebody has, as happens in any county.
    fn next(&mut self, throws: &mut Throws) -> String {
        let mut name = String::new();
        for _ in 0..8 {
            let surname = throws.pick(&self.surnames).copied().unwrap_or('王');
            let given = throws.pick(&self.given).cloned().unwrap_or_default();
            name = format!("{surname}{given}");
            if self.taken.insert(name.clone()) {
                break;
            }
        }
        name
    }
}

fn age_of(post: &PostPlan, throws: &mut Throws) -> i32 {
    match (post.level.as_deref(), post.category) {
        (Some("县处级正职"), _) => throws.between(48, 56),
        (Some("县处级副职"), _) => throws.between(42, 55),
        (Some("乡科级正职"), _) => throws.between(38, 56),
        (Some(_), _) => throws.between(32, 54),
        (None, "village") if post.is_head => throws.between(34, 58),
        (None, "village") => throws.between(27, 57),
        (None, _) if post.role == "section" => throws.between(30, 55),
        (None, _) => throws.between(24, 57),
    }
}

fn kind_for(post: &PostPlan, throws: &mut Throws) -> &'static str {
    match post.category {
        "village" if post.role == "community-worker" => "community-worker",
        "village" => "village-cadre",
        "institution" | "technical" => "institution-staff",
        "enforcement" if throws.chance(25) => "institution-staff",
        _ if post.level.is_none() && throws.chance(20) => "institution-staff",
        _ => "civil-servant",
    }
}

fn one(
    data: &Data,
    plan: &Plan,
    (at, post): (usize, &PostPlan),
    throws: &mut Throws,
    (names, numbers): (&mut Namer, &mut Numbers),
) -> PersonPlan {
    let name = names.next(throws);
    let male = throws.chance(if post.level.is_some() || post.is_head { 72 } else { 55 })
        && post.role != "village-women";
    let age = age_of(post, throws);
    let (born, id_number) = birth(plan, age, male, throws, numbers);
    let kind = kind_for(post, throws);
    let (school, education, degree) = schooling(data, kind, age, throws);
    let started_year = (born.year() + 22 + i16::from(throws.chance(30))).min(plan.year_closed - 1);
    let party = post.level.is_some() || post.is_head || throws.chance(62);
    let joined = i32::from(started_year) + throws.between(0, 3);
    let hired_on = hired(plan, post, age, started_year, throws);
    let probation =
        hired_on >= date(plan.year_closed, 1, 1) && matches!(kind, "civil-servant" | "institution-staff");
    let since = since(plan, post, hired_on, throws);
    PersonPlan {
        name,
        male,
        born,
        id_number,
        nation: if throws.chance(4) { "羌族" } else { "汉族" },
        native_place: throws.pick(&PLACES).copied().unwrap_or("陕西凤县"),
        politics: if party {
            "中共党员"
        } else if age < 28 {
            "共青团员"
        } else {
            "群众"
        },
        joined_party: party.then(|| format!("{:04}-07", joined.min(2024))),
        started_work: format!("{started_year:04}-{:02}", if throws.chance(70) { 7 } else { 10 }),
        education,
        degree,
        school,
        kind,
        hired_on,
        probation_ends: probation.then(|| hired_on.saturating_add(jiff::Span::new().years(1))),
        rank: match kind {
            "civil-servant" => rank(post, age, probation, throws),
            "institution-staff" => grade(post, age),
            _ => None,
        },
        unit: post.unit,
        post: at,
        since,
    }
}

const PLACES: [&str; 8] =
    ["陕西凤县", "陕西凤县", "陕西凤县", "陕西宝鸡", "陕西岐山", "陕西眉县", "陕西汉中", "甘肃两当"];

fn birth(plan: &Plan, age: i32, male: bool, throws: &mut Throws, numbers: &mut Numbers) -> (Date, String) {
    let year = plan.year_closed - i16::try_from(age).unwrap_or(40);
    loop {
        let month = i8::try_from(throws.between(1, 12)).unwrap_or(1);
        let day = i8::try_from(throws.between(1, 28)).unwrap_or(1);
        let born = date(year, month, day);
        if let Some(number) = numbers.next(born, male) {
            return (born, number);
        }
    }
}

fn schooling(
    data: &Data,
    kind: &str,
    age: i32,
    throws: &mut Throws,
) -> (Option<String>, String, Option<String>) {
    let plain = matches!(kind, "village-cadre") && throws.chance(60);
    if plain {
        let education = if age > 48 { "初中" } else { "高中" };
        return (None, education.to_owned(), None);
    }
    let Some((school, education, degree)) = throws.pick(&data.names.schools) else {
        return (None, "大专".to_owned(), None);
    };
    (Some(school.clone()), education.clone(), Some(degree.clone()).filter(|degree| !degree.is_empty()))
}

fn hired(plan: &Plan, post: &PostPlan, age: i32, started: i16, throws: &mut Throws) -> Date {
    let new =
        post.level.is_none() && !post.is_head && post.category != "village" && age <= 29 && throws.chance(35);
    if new {
        return date(plan.year_closed, 7, 15);
    }
    if post.category == "village" {
        return date(if throws.chance(60) { 2021 } else { 2018 }, 3, 1);
    }
    date(started.max(1988), 9, 1).min(date(plan.year_closed - 2, 9, 1))
}

fn since(plan: &Plan, post: &PostPlan, hired: Date, throws: &mut Throws) -> Date {
    let year = plan.year_closed - 1 - i16::try_from(throws.between(0, 4)).unwrap_or(0);
    let month = i8::try_from(throws.between(1, 12)).unwrap_or(1);
    let start = date(year.max(2019), month, 1).max(date(2019, 3, 1));
    if post.is_head && post.category == "village" {
        start.max(date(2021, 3, 1)).max(hired)
    } else {
        start.max(hired)
    }
}

/// The management grade of institution staff who lead nobody; professionals have grades of another kind.
fn grade(post: &PostPlan, age: i32) -> Option<&'static str> {
    match (post.level.as_deref(), post.category) {
        (Some(_), _) | (None, "technical") => None,
        _ if age > 35 => Some("管理九级"),
        _ => Some("管理十级"),
    }
}

fn rank(post: &PostPlan, age: i32, probation: bool, throws: &mut Throws) -> Option<&'static str> {
    if probation {
        return None;
    }
    Some(match post.level.as_deref() {
        Some("县处级正职") => "二级调研员",
        Some("县处级副职") => "四级调研员",
        Some("乡科级正职") if age > 50 && throws.chance(40) => "四级调研员",
        Some("乡科级正职") => "一级主任科员",
        Some(_) if age > 45 => "二级主任科员",
        Some(_) => "三级主任科员",
        None if age > 50 => "二级主任科员",
        None if age > 42 => "三级主任科员",
        None if age > 33 => "四级主任科员",
        None if age > 27 => "一级科员",
        None => "二级科员",
    })
}
