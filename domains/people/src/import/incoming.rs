//! The people of a file, whatever its format: rows of one person brought together, forms read for what the roster
//! keeps. Not here: whether the roster knows them.

use std::collections::HashMap;

use super::Form;
use crate::formats::bundle::Bundle;
use crate::formats::citizen_id::CitizenId;
use crate::formats::codes::{self, Coded};
use crate::formats::read::{Content, ReadFile};
use crate::formats::sheet::{Roster, RosterRow};
use crate::formats::{Appointment, PartialDate, Place, lrmx};

/// A person of the file, with what it says of them; empty where it says nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Incoming {
    /// Where they stand first.
    pub place: Place,
    /// Every row or form of theirs.
    pub places: Vec<Place>,
    pub name: String,
    pub sex: Option<Coded>,
    pub birth: Option<PartialDate>,
    pub id_number: Option<CitizenId>,
    pub kind: Option<Coded>,
    pub nation: Option<String>,
    pub native_place: Option<String>,
    pub birthplace: Option<String>,
    pub politics: Option<String>,
    pub joined_party: Option<PartialDate>,
    pub started_work: Option<PartialDate>,
    pub education: Option<String>,
    pub degree: Option<String>,
    pub school: Option<String>,
    pub phone: Option<String>,
    pub rank: Option<String>,
    pub seats: Vec<Seat>,
    pub form: Option<Box<Appointment>>,
}

/// A post in the file.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    pub place: Place,
    pub unit: String,
    pub post: String,
    pub category: Option<Coded>,
    pub level: Option<String>,
    pub kind: Option<Coded>,
    pub from: Option<PartialDate>,
    pub to: Option<PartialDate>,
    /// Unit and post stand in one text, as on an appointment form.
    pub in_one_text: bool,
}

/// The people of a file, in its order.
pub(super) fn of_file(file: &ReadFile) -> Vec<Incoming> {
    match &file.content {
        Content::Lrmx(reading) | Content::Lrm(reading) => vec![of_form(&reading.value, None)],
        Content::Xlsx(reading) | Content::Csv(reading) => of_roster(&reading.value, None),
        Content::Bundle(reading) => of_bundle(&reading.value),
        Content::Picture(_) => Vec::new(),
    }
}

fn of_bundle(bundle: &Bundle) -> Vec<Incoming> {
    let mut people: Vec<Incoming> = Vec::new();
    for bundled in &bundle.rosters {
        people.extend(of_roster(&bundled.roster, Some(&bundled.file)));
    }
    for bundled in &bundle.forms {
        people.push(of_form(&bundled.form, Some(&bundled.file)));
    }
    joined(people)
}

fn of_roster(roster: &Roster, file: Option<&str>) -> Vec<Incoming> {
    joined(roster.rows.iter().filter(|row| !row.name.is_empty()).map(|row| of_row(row, file)).collect())
}

fn text(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn coded(code: Option<Coded>) -> Option<String> {
    code.map(|code| code.zh.to_owned())
}

/// Leading levels (乡科级正职 and the like) belong to the post, all else in that table to the person.
fn is_level(code: Coded) -> bool {
    matches!(code.code.get(..3), Some("010" | "011" | "012" | "013" | "014"))
}

fn of_row(row: &RosterRow, file: Option<&str>) -> Incoming {
    let place = Place { file: file.map(str::to_owned), ..Place::row(row.row) };
    let level = row.rank.filter(|code| is_level(code)).map(|code| code.zh.to_owned());
    let seat = Seat {
        place: place.clone(),
        unit: row.unit.clone(),
        post: row.post.trim().to_owned(),
        category: row.post_category,
        level,
        kind: row.tenure_kind,
        from: row.tenure_from,
        to: row.tenure_to,
        in_one_text: false,
    };
    Incoming {
        places: vec![place.clone()],
        place,
        name: row.name.clone(),
        sex: row.sex,
        birth: row.birth,
        id_number: row.id_number.clone(),
        kind: row.personnel_kind,
        nation: coded(row.nation),
        native_place: text(&row.native_place),
        birthplace: None,
        politics: coded(row.political_status),
        joined_party: row.party_joined,
        started_work: row.work_started,
        education: coded(row.education),
        degree: coded(row.degree),
        school: text(&row.school),
        phone: text(&row.phone),
        rank: row.rank.filter(|code| !is_level(code)).map(|code| code.zh.to_owned()),
        seats: vec![seat],
        form: None,
    }
}

/// The higher of full-time and in-service learning: the one that stands first in the table.
fn higher<'a>(table: &codes::Table, one: &'a str, other: &'a str) -> &'a str {
    let rank = |written: &str| {
        let found = table.find(written)?;
        table.entries.iter().position(|entry| std::ptr::eq(entry, found))
    };
    match (rank(one), rank(other)) {
        (Some(a), Some(b)) if b < a => other,
        (None, Some(_)) => other,
        (None, None) if one.is_empty() => other,
        _ => one,
    }
}

fn of_form(form: &Appointment, file: Option<&str>) -> Incoming {
    let place = Place { file: file.map(str::to_owned), ..Place::default() };
    let party = form.party();
    let education = higher(&codes::EDUCATION, &form.full_time_education, &form.in_service_education);
    let in_service = std::ptr::eq(education, form.in_service_education.as_str());
    let school =
        if in_service { &form.in_service_education_school } else { &form.full_time_education_school };
    let since = form.resume.rows.iter().rev().find(|row| row.open).and_then(|row| row.from);
    let seats = text(&form.present_post).map(|post| Seat {
        place: place.clone(),
        unit: String::new(),
        post,
        category: None,
        level: None,
        kind: None,
        from: since,
        to: None,
        in_one_text: true,
    });
    Incoming {
        places: vec![place.clone()],
        place,
        name: form.name.clone(),
        sex: codes::SEX.find(&form.sex),
        birth: form.birth_date(),
        id_number: CitizenId::parse(&form.id_number).ok(),
        kind: None,
        nation: text(&form.nation),
        native_place: text(&form.native_place),
        birthplace: text(&form.birthplace),
        politics: party.status.first().map(|status| status.zh.to_owned()),
        joined_party: party.joined,
        started_work: PartialDate::parse(&form.work_started).ok(),
        education: text(education),
        degree: text(higher(&codes::DEGREE, &form.full_time_degree, &form.in_service_degree)),
        school: text(school),
        phone: None,
        rank: None,
        seats: seats.into_iter().collect(),
        form: Some(Box::new(form.clone())),
    }
}

/// The form as it is kept: everything, unknown elements too, but the photo, which goes to the file store.
pub(super) fn kept_form(form: &Appointment) -> Form {
    let mut bare = form.clone();
    let photo = bare.photo.take();
    Form { body: String::from_utf8_lossy(&lrmx::write(&bare)).into_owned(), photo }
}

/// Brings the rows of one person together: by identity number, else by name and birth.
fn joined(people: Vec<Incoming>) -> Vec<Incoming> {
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut by_birth: HashMap<(String, String), usize> = HashMap::new();
    let mut out: Vec<Incoming> = Vec::with_capacity(people.len());
    for person in people {
        let id = person.id_number.as_ref().map(|id| id.as_str().to_owned());
        let birth =
            person.birth.map(|birth| (person.name.clone(), birth.compact().chars().take(6).collect()));
        let found = match (&id, &birth) {
            (Some(id), _) if by_id.contains_key(id) => by_id.get(id),
            (_, Some(birth)) => by_birth.get(birth).filter(|at| {
                // Two numbers are two people, however alike.
                out.get(**at).is_some_and(|other| id.is_none() || other.id_number.is_none())
            }),
            _ => None,
        };
        let at = match found.copied() {
            Some(at) => {
                if let Some(first) = out.get_mut(at) {
                    first.take(person);
                }
                at
            }
            None => {
                out.push(person);
                out.len() - 1
            }
        };
        if let Some(id) = id {
            by_id.insert(id, at);
        }
        if let Some(birth) = birth {
            by_birth.entry(birth).or_insert(at);
        }
    }
    out
}

impl Incoming {
    /// What a further row or form says that the first did not.
    fn take(&mut self, other: Incoming) {
        self.places.extend(other.places);
        self.sex = self.sex.or(other.sex);
        self.birth = self.birth.or(other.birth);
        self.id_number = self.id_number.take().or(other.id_number);
        self.kind = self.kind.or(other.kind);
        self.joined_party = self.joined_party.or(other.joined_party);
        self.started_work = self.started_work.or(other.started_work);
        let texts = [
            (&mut self.nation, other.nation),
            (&mut self.native_place, other.native_place),
            (&mut self.birthplace, other.birthplace),
            (&mut self.politics, other.politics),
            (&mut self.education, other.education),
            (&mut self.degree, other.degree),
            (&mut self.school, other.school),
            (&mut self.phone, other.phone),
            (&mut self.rank, other.rank),
        ];
        for (mine, theirs) in texts {
            if mine.is_none() {
                *mine = theirs;
            }
        }
        // A roster names unit and post apart; what a form says in one text adds nothing then.
        let apart = self.seats.iter().any(|seat| !seat.in_one_text);
        self.seats.extend(other.seats.into_iter().filter(|seat| !(apart && seat.in_one_text)));
        self.form = self.form.take().or(other.form);
    }
}
