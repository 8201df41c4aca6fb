//! The data files of the demo county, read into their own shapes. Not here: anything decided by chance.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::DemoError;

/// A county department or institution.
#[derive(Debug, Clone, Deserialize)]
pub struct Office {
    /// Key used between the data files.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Name in daily use.
    pub short: String,
    /// `office` or `institution`.
    pub kind: String,
    /// Title of its head.
    pub head: String,
    /// Level of its head, if not 乡科级正职.
    pub head_level: Option<String>,
    /// Title of its deputies.
    pub deputy: String,
    /// Key of the county leader who oversees it.
    pub overseer: String,
    /// People at a county of 1,200.
    pub people: usize,
    /// Administrative establishment.
    pub admin: i64,
    /// Institution establishment.
    pub institution: i64,
    /// Its lines of business.
    pub lines: Vec<Line>,
}

/// A line of business of an office: a section and the target it carries.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    /// Section.
    pub section: String,
    /// Class of its posts: g, e, t, i.
    pub class: String,
    /// What it answers for.
    pub duty: String,
    /// Title of the target.
    pub target: String,
    /// Key of the county's target it carries.
    pub up: Option<String>,
    /// The rest of the target.
    #[serde(flatten)]
    pub goal: Goal,
}

/// What a target asks for.
#[derive(Debug, Clone, Deserialize)]
pub struct Goal {
    /// q quantity, m milestone, r rating, s standard kept.
    pub m: String,
    /// Unit of a quantity.
    #[serde(default)]
    pub unit: String,
    /// Where it stood.
    pub base: Option<f64>,
    /// Where it is to stand.
    pub goal: Option<f64>,
    /// Last day in the year, MM-DD; the year's end if not given.
    pub due: Option<String>,
    /// Where the target comes from: plan, superior, duty-list, local.
    #[serde(default)]
    pub src: String,
    /// What is cited.
    #[serde(default, rename = "ref")]
    pub cited: String,
    /// Evidence wanted.
    pub want: String,
    /// What people wrote about work on it.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// A target common to a kind of unit.
#[derive(Debug, Clone, Deserialize)]
pub struct Common {
    /// Key used between the data files.
    pub key: String,
    /// Title.
    pub title: String,
    /// In hundredths of the unit's 100; the county's own share it evenly.
    #[serde(default)]
    pub weight: i64,
    /// Key of the superior target it carries.
    pub up: Option<String>,
    /// Section that carries it; empty: everybody.
    #[serde(default)]
    pub by: String,
    /// Office that leads on it (county targets).
    pub office: Option<String>,
    /// The rest.
    #[serde(flatten)]
    pub goal: Goal,
}

/// A section of a town.
#[derive(Debug, Clone, Deserialize)]
pub struct TownSection {
    /// Name.
    pub section: String,
    /// Class of its posts.
    pub class: String,
    /// What it answers for.
    pub duty: String,
}

/// Everything in `towns.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Towns {
    /// The county's own targets.
    pub county: Vec<Common>,
    /// Targets every office has.
    pub common: Vec<Common>,
    /// Sections of a town.
    pub town_section: Vec<TownSection>,
    /// Targets of a town.
    pub town: Vec<Common>,
    /// What sections that enforce or give technical advice are judged by besides their line.
    pub by_class: Vec<Common>,
    /// Targets of a village.
    pub village: Vec<Common>,
    /// Targets of a community.
    pub community: Vec<Common>,
}

/// A kind of post with the four parts of its description.
#[derive(Debug, Clone, Deserialize)]
pub struct PostKind {
    /// Key used between the data files.
    pub key: String,
    /// Title, with places to fill in.
    pub title: String,
    /// Category.
    pub category: String,
    /// Level.
    pub level: Option<String>,
    /// Heads the unit.
    #[serde(default)]
    pub head: bool,
    /// Duties.
    pub duties: String,
    /// Powers.
    pub powers: String,
    /// Qualifications.
    pub qualifications: String,
    /// The way up.
    pub way_up: String,
}

/// A leader of the county.
#[derive(Debug, Clone, Deserialize)]
pub struct Leader {
    /// Key used between the data files.
    pub key: String,
    /// Title.
    pub title: String,
    /// Level.
    pub level: String,
    /// Heads the county.
    #[serde(default)]
    pub head: bool,
    /// What they answer for.
    pub duty: String,
}

/// Everything in `people.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Names {
    /// Surnames, one character each.
    pub surnames: String,
    /// Given names.
    pub given: Vec<String>,
    /// School with subject, education, degree.
    pub schools: Vec<(String, String, String)>,
    /// The county's leading group.
    pub leader: Vec<Leader>,
}

/// A town, village or community as published.
#[derive(Debug, Clone)]
pub struct Place {
    /// town, village, community.
    pub kind: String,
    /// Short name.
    pub short: String,
    /// Full name.
    pub name: String,
    /// Code in the statistical list.
    pub nbs: String,
    /// Code in the civil-affairs list, if it has one there.
    pub mca: Option<String>,
}

/// All data files.
#[derive(Debug, Clone)]
pub struct Data {
    /// Departments and institutions, party offices first.
    pub offices: Vec<Office>,
    /// Towns, villages and what they and the county answer for.
    pub towns: Towns,
    /// Kinds of posts.
    pub posts: Vec<PostKind>,
    /// Material for inventing people.
    pub names: Names,
    /// What people write about their post's standing duties, by category of post.
    pub everyday: BTreeMap<String, Vec<String>>,
    /// Towns each followed by its communities and villages.
    pub places: Vec<Place>,
}

/// Six-digit code of the county.
pub const COUNTY_CODE: &str = "610330";
/// The day of the statistical list.
pub const NBS_AS_OF: &str = "2023-06-30";
/// The day of the civil-affairs list.
pub const MCA_AS_OF: &str = "2026-09-11";

#[derive(Deserialize)]
struct Offices {
    office: Vec<Office>,
}
#[derive(Deserialize)]
struct Posts {
    post: Vec<PostKind>,
}

fn read<T: serde::de::DeserializeOwned>(file: &'static str, text: &str) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|error| DemoError::Data { file, why: error.to_string() })
}

/// Reads the data files.
///
/// # Errors
/// [`DemoError::Data`] naming the file that cannot be read.
pub fn load() -> Result<Data, DemoError> {
    let mut offices: Vec<Office> = Vec::new();
    for (file, text) in [
        ("offices-party.toml", include_str!("../data/offices-party.toml")),
        ("offices-government-1.toml", include_str!("../data/offices-government-1.toml")),
        ("offices-government-2.toml", include_str!("../data/offices-government-2.toml")),
    ] {
        offices.extend(read::<Offices>(file, text)?.office);
    }
    Ok(Data {
        offices,
        towns: read("towns.toml", include_str!("../data/towns.toml"))?,
        posts: read::<Posts>("posts.toml", include_str!("../data/posts.toml"))?.post,
        names: read("people.toml", include_str!("../data/people.toml"))?,
        everyday: read("everyday.toml", include_str!("../data/everyday.toml"))?,
        places: places(include_str!("../data/places.csv"))?,
    })
}

fn places(text: &str) -> Result<Vec<Place>, DemoError> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut cells = line.split(',').map(str::to_owned);
        let mut cell = || {
            cells.next().ok_or_else(|| DemoError::Data {
                file: "places.csv",
                why: format!("too few columns: {line}"),
            })
        };
        let (kind, short, name, nbs, mca) = (cell()?, cell()?, cell()?, cell()?, cell()?);
        found.push(Place { kind, short, name, nbs, mca: Some(mca).filter(|code| !code.is_empty()) });
    }
    Ok(found)
}
