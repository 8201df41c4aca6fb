//! The units: the county, its departments, and its real towns, villages and communities.

use jiff::civil::{Date, date};

use super::post::scaled;
use crate::data::{COUNTY_CODE, Data, MCA_AS_OF, NBS_AS_OF};

/// A unit to be opened.
#[derive(Debug, Clone)]
pub struct UnitPlan {
    /// Key inside the demo.
    pub key: String,
    /// Position of its parent.
    pub parent: Option<usize>,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short: String,
    /// county, office, institution, township, village, community.
    pub kind: &'static str,
    /// Place among its siblings.
    pub sort: i64,
    /// Administrative establishment.
    pub admin: i64,
    /// Institution establishment.
    pub institution: i64,
    /// System, as of, code.
    pub codes: Vec<(&'static str, &'static str, String)>,
    /// Since when.
    pub opened_on: Date,
    /// Key of the county leader who oversees it.
    pub overseer: Option<String>,
}

/// All units, parents first.
#[must_use]
pub fn invent(data: &Data, people: u32) -> Vec<UnitPlan> {
    let grown = |establishment: i64| scaled(usize::try_from(establishment).unwrap_or(0), people) as i64;
    let code = format!("{COUNTY_CODE}000000");
    let mut units = vec![UnitPlan {
        key: "county".into(),
        parent: None,
        name: "凤县".into(),
        short: "凤县".into(),
        kind: "county",
        sort: 0,
        admin: 40,
        institution: 0,
        codes: vec![("MCA", MCA_AS_OF, code.clone()), ("NBS", NBS_AS_OF, code)],
        opened_on: date(2019, 3, 1),
        overseer: None,
    }];
    for (position, office) in data.offices.iter().enumerate() {
        units.push(UnitPlan {
            key: office.key.clone(),
            parent: Some(0),
            name: office.name.clone(),
            short: office.short.clone(),
            kind: if office.kind == "institution" { "institution" } else { "office" },
            sort: 10 + position as i64,
            admin: grown(office.admin),
            institution: grown(office.institution),
            codes: Vec::new(),
            opened_on: date(2019, 3, 1),
            overseer: Some(office.overseer.clone()),
        });
    }
    let mut town = 0;
    for (position, place) in data.places.iter().enumerate() {
        let (kind, parent) = match place.kind.as_str() {
            "town" => {
                town = units.len();
                ("township", 0)
            }
            "community" => ("community", town),
            _ => ("village", town),
        };
        let mut codes = vec![("NBS", NBS_AS_OF, place.nbs.clone())];
        codes.extend(place.mca.clone().map(|code| ("MCA", MCA_AS_OF, code)));
        units.push(UnitPlan {
            key: place.nbs.clone(),
            parent: Some(parent),
            name: if kind == "township" { format!("凤县{}", place.name) } else { place.name.clone() },
            short: place.short.clone(),
            kind,
            sort: 100 + position as i64,
            admin: if kind == "township" { grown(26 + villages_after(data, position)) } else { 0 },
            institution: if kind == "township" { grown(18 + villages_after(data, position)) } else { 0 },
            codes,
            opened_on: date(2019, 3, 1),
            overseer: None,
        });
    }
    units
}

/// Villages and communities listed after a town, up to the next.
#[must_use]
pub fn villages_after(data: &Data, town: usize) -> i64 {
    data.places.iter().skip(town + 1).take_while(|place| place.kind != "town").count() as i64
}
