//! Posts with the four parts of their descriptions, and which of their seats are filled. Seats are filled in the order
//! of need: heads first, then deputies, then sections; what is left over is vacant.

use super::unit::UnitPlan;
use super::{fill, kind_of};
use crate::DemoError;
use crate::data::{Data, Office};

/// A post to be opened.
#[derive(Debug, Clone)]
pub struct PostPlan {
    /// Position of its unit.
    pub unit: usize,
    /// What it is in the demo: leader key, `head`, `deputy`, `section`, `staff`, or the key of a kind.
    pub role: String,
    /// Section, if it belongs to one.
    pub section: Option<String>,
    /// Title.
    pub title: String,
    /// general, enforcement, technical, village, institution.
    pub category: &'static str,
    /// Level.
    pub level: Option<String>,
    /// Heads the unit.
    pub is_head: bool,
    /// Seats.
    pub seats: i64,
    /// Duties, powers, qualifications, way up.
    pub parts: [String; 4],
}

/// A seat that somebody holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// Position of the post.
    pub post: usize,
}

struct Wanted {
    unit: usize,
    /// Posts in the order in which their seats are filled.
    seats: Vec<usize>,
    /// Where the unit stands when there are too few people for all.
    turn: usize,
    least: usize,
}

/// All posts, and the seats filled with `people` people, by unit.
///
/// # Errors
/// A kind of post that the data do not have.
pub fn invent(data: &Data, units: &[UnitPlan], people: u32) -> Result<(Vec<PostPlan>, Vec<Seat>), DemoError> {
    let mut posts = Vec::new();
    let mut wanted = Vec::new();
    for (unit, plan) in units.iter().enumerate() {
        let before = posts.len();
        let (least, turn) = match plan.kind {
            "county" => (leaders(data, unit, &mut posts)?, 0),
            "office" | "institution" => {
                let office = data.offices.iter().find(|office| office.key == plan.key);
                (4, office.map_or(Ok(9), |office| office_posts(data, (unit, office), people, &mut posts))?)
            }
            "township" => (12, town_posts(data, (unit, plan), units, people, &mut posts)?),
            "community" => (3, village_posts(data, (unit, plan), "community", &mut posts)?),
            _ => (3, village_posts(data, (unit, plan), "village", &mut posts)?),
        };
        let seats = seats_in_order(&posts, before);
        wanted.push(Wanted { unit, seats, turn, least });
    }
    let seats = fill_seats(&wanted, people as usize);
    Ok((posts, seats))
}

fn push(data: &Data, posts: &mut Vec<PostPlan>, key: &str, given: &Given<'_>) -> Result<(), DemoError> {
    let kind = kind_of(data, key)?;
    let category = match (kind.category.as_str(), given.class) {
        ("{class}", "e") | ("enforcement", _) => "enforcement",
        ("{class}", "t") | ("technical", _) => "technical",
        ("{class}", "i") | ("institution", _) => "institution",
        ("village", _) => "village",
        _ => "general",
    };
    let text = |text: &str| fill(text, given.unit, given.section.unwrap_or("有关"), given.duty, given.title);
    posts.push(PostPlan {
        unit: given.at,
        role: given.role.to_owned(),
        section: given.section.map(str::to_owned),
        title: text(&kind.title),
        category,
        level: given.level.map(str::to_owned).or_else(|| kind.level.clone()),
        is_head: given.head || kind.head,
        seats: given.seats,
        parts: [
            lines(&text(&kind.duties)),
            text(&kind.powers),
            text(&kind.qualifications),
            text(&kind.way_up),
        ],
    });
    Ok(())
}

/// Duties stand one a line, each ending as a sentence.
fn lines(duties: &str) -> String {
    let each = duties.split('；').map(|duty| duty.trim_end_matches('。'));
    each.map(|duty| format!("{duty}。")).collect::<Vec<_>>().join("\n")
}

struct Given<'a> {
    at: usize,
    unit: &'a str,
    role: &'a str,
    section: Option<&'a str>,
    duty: &'a str,
    title: &'a str,
    class: &'a str,
    level: Option<&'a str>,
    head: bool,
    seats: i64,
}

impl<'a> Given<'a> {
    fn new(at: usize, unit: &'a str, role: &'a str) -> Given<'a> {
        Given {
            at,
            unit,
            role,
            section: None,
            duty: "",
            title: "",
            class: "g",
            level: None,
            head: false,
            seats: 1,
        }
    }
}

fn leaders(data: &Data, unit: usize, posts: &mut Vec<PostPlan>) -> Result<usize, DemoError> {
    for leader in &data.names.leader {
        let given = Given {
            title: &leader.title,
            duty: &leader.duty,
            level: Some(&leader.level),
            head: leader.head,
            ..Given::new(unit, "凤县", &leader.key)
        };
        push(data, posts, "leader", &given)?;
    }
    Ok(data.names.leader.len())
}

/// The size of an office or town in a county of more than 1,200: villages do not grow, so the others grow faster.
#[must_use]
pub fn scaled(count: usize, people: u32) -> usize {
    const VILLAGES: usize = 350;
    if people <= 1200 { count } else { (count * (people as usize - VILLAGES)).div_ceil(1200 - VILLAGES) + 1 }
}

/// Answers the unit's turn: which units are staffed first when there are few people.
fn office_posts(
    data: &Data,
    (unit, office): (usize, &Office),
    people: u32,
    posts: &mut Vec<PostPlan>,
) -> Result<usize, DemoError> {
    let size = scaled(office.people, people);
    let deputies = if size >= 14 {
        3
    } else if size >= 9 {
        2
    } else {
        1
    };
    let base = Given { seats: 1, ..Given::new(unit, &office.short, "head") };
    let level = office.head_level.as_deref().unwrap_or("乡科级正职");
    push(data, posts, "office-head", &Given { title: &office.head, level: Some(level), head: true, ..base })?;
    let sections = office.lines.iter().map(|line| line.section.as_str()).collect::<Vec<_>>().join("、");
    let deputy = Given {
        role: "deputy",
        title: &office.deputy,
        section: Some(&sections),
        level: Some("乡科级副职"),
        seats: deputies,
        ..Given::new(unit, &office.short, "deputy")
    };
    push(data, posts, "office-deputy", &deputy)?;
    if let Some(post) = posts.last_mut() {
        post.section = None;
    }
    let staff = size.saturating_sub(4 + deputies as usize);
    for (position, line) in office.lines.iter().enumerate() {
        let here = staff / 3 + usize::from(position < staff % 3);
        section_posts(data, (unit, &office.short), (&line.section, &line.class, &line.duty), here, posts)?;
    }
    Ok(match office.key.as_str() {
        "zuzhibu" => 1,
        "jiwei" | "dangxiao" | "yingji" => 2,
        "renshe" | "nongye" | "shuili" => 5,
        _ => 9,
    })
}

fn section_posts(
    data: &Data,
    (unit, name): (usize, &str),
    (section, class, duty): (&str, &str, &str),
    staff: usize,
    posts: &mut Vec<PostPlan>,
) -> Result<(), DemoError> {
    let base = Given { section: Some(section), duty, class, ..Given::new(unit, name, "section") };
    push(data, posts, "section-head", &base)?;
    let kind = match class {
        "e" => "staff-enforcement",
        "t" => "staff-technical",
        "i" => "staff-institution",
        _ => "staff-general",
    };
    // One seat more than is wanted in every other section: establishment is never quite full.
    let seats = staff as i64 + i64::from(section.len() % 2 == 0);
    if seats > 0 {
        push(data, posts, kind, &Given { role: "staff", seats, ..base })?;
    }
    Ok(())
}

fn town_posts(
    data: &Data,
    (unit, plan): (usize, &UnitPlan),
    units: &[UnitPlan],
    people: u32,
    posts: &mut Vec<PostPlan>,
) -> Result<usize, DemoError> {
    let villages = units.iter().filter(|other| other.parent == Some(unit)).count();
    for key in [
        "town-secretary",
        "town-mayor",
        "town-congress",
        "town-deputy-secretary",
        "town-discipline",
        "town-organisation",
        "town-armed",
    ] {
        push(data, posts, key, &Given::new(unit, &plan.short, key))?;
    }
    push(data, posts, "town-vice", &Given { seats: 2, ..Given::new(unit, &plan.short, "town-vice") })?;
    let size = scaled(31 + villages * 8 / 5, people);
    let sections = &data.towns.town_section;
    let staff = size.saturating_sub(9 + sections.len());
    for (position, section) in sections.iter().enumerate() {
        let here = staff / sections.len() + usize::from(position < staff % sections.len());
        section_posts(
            data,
            (unit, &plan.short),
            (&section.section, &section.class, &section.duty),
            here,
            posts,
        )?;
    }
    Ok(if plan.key.starts_with("610330100") { 3 } else { 7 })
}

fn village_posts(
    data: &Data,
    (unit, plan): (usize, &UnitPlan),
    kind: &str,
    posts: &mut Vec<PostPlan>,
) -> Result<usize, DemoError> {
    if kind == "community" {
        push(data, posts, "community-secretary", &Given::new(unit, &plan.short, "head"))?;
        push(data, posts, "community-deputy", &Given::new(unit, &plan.short, "community-deputy"))?;
        push(
            data,
            posts,
            "community-worker",
            &Given { seats: 6, ..Given::new(unit, &plan.short, "community-worker") },
        )?;
    } else {
        push(data, posts, "village-secretary", &Given::new(unit, &plan.short, "head"))?;
        for key in ["village-supervision", "village-clerk", "village-deputy", "village-women"] {
            push(data, posts, key, &Given::new(unit, &plan.short, key))?;
        }
    }
    let early = plan.key.starts_with("610330100") && ["0", "1"].iter().any(|end| plan.key.ends_with(end));
    Ok(if early { 4 } else { 8 })
}

fn seats_in_order(posts: &[PostPlan], from: usize) -> Vec<usize> {
    let mut rounds: Vec<(i64, usize)> = Vec::new();
    for (position, post) in posts.iter().enumerate().skip(from) {
        // Posts of a section fill round by round, so that no section stays empty while another is full.
        let first = if post.role == "staff" { 2 } else { 0 };
        rounds.extend((0..post.seats).map(|seat| (first + seat, position)));
    }
    rounds.sort_unstable();
    rounds.into_iter().map(|(_, position)| position).collect()
}

fn fill_seats(wanted: &[Wanted], people: usize) -> Vec<Seat> {
    let mut order: Vec<&Wanted> = wanted.iter().collect();
    order.sort_by_key(|unit| (unit.turn, unit.unit));
    let mut left = people;
    let mut staffed = Vec::new();
    for unit in order {
        let least = unit.least.min(unit.seats.len());
        if least > left {
            break;
        }
        left -= least;
        staffed.push((unit, least));
    }
    let mut seats: Vec<Seat> = Vec::with_capacity(people);
    let mut rest: Vec<(usize, usize)> = Vec::new();
    for (unit, least) in staffed {
        seats.extend(unit.seats.iter().take(least).map(|post| Seat { post: *post }));
        // By how full the unit would be: all units fill at one pace.
        let full = unit.seats.len().max(1);
        rest.extend(unit.seats.iter().enumerate().skip(least).map(|(at, post)| (at * 10_000 / full, *post)));
    }
    rest.sort_unstable();
    seats.extend(rest.into_iter().take(left).map(|(_, post)| Seat { post }));
    seats.sort_unstable_by_key(|seat| seat.post);
    seats
}
