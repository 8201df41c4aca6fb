//! Who of the file the roster knows: by identity number first, then by name and birth. Whatever is not certain is a
//! finding that says so; nothing is guessed. Not here: units and posts.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use kernel::{Fault, Scope, Tx};

use super::incoming::Incoming;
use super::{Defaults, Step, finding};
use crate::formats::codes::Coded;
use crate::formats::{Finding, PartialDate, Severity, citizen_id};
use crate::person::{self, Kind, NewPerson, Person, Sex};
use crate::roster::Identity;
use crate::store::person as statements;

/// How many people are looked up one by one before the whole roster is read instead.
const ONE_BY_ONE: usize = 200;

/// The roster, as far as the file needs it.
pub(super) struct Known {
    identities: Vec<Identity>,
    by_number: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    in_reach: HashMap<String, Person>,
    taken: HashSet<String>,
}

enum Match {
    One(usize),
    None,
    Doubtful,
}

impl Known {
    pub(super) fn load(tx: &mut Tx<'_>, scope: &Scope, people: &[Incoming]) -> Result<Known, Fault> {
        let whole = Scope::county("a person is known once in the whole county, whoever imports them");
        let rows = tx.rows(&whole, statements::IDENTITIES, &[])?;
        let identities: Vec<Identity> = rows.iter().map(statements::identity).collect::<Result<_, _>>()?;
        let mut known = Known {
            by_number: HashMap::new(),
            by_name: HashMap::new(),
            in_reach: HashMap::new(),
            taken: HashSet::new(),
            identities: Vec::new(),
        };
        for (at, identity) in identities.iter().enumerate() {
            if let Some(number) = &identity.id_number {
                known.by_number.insert(number.clone(), at);
            }
            known.by_name.entry(identity.name.clone()).or_default().push(at);
        }
        known.identities = identities;
        let matched: Vec<&str> = people
            .iter()
            .filter_map(|person| match known.find(person) {
                Match::One(at) => known.identities.get(at).map(|identity| identity.id.as_str()),
                Match::None | Match::Doubtful => None,
            })
            .collect();
        let mut in_reach = HashMap::new();
        if matched.len() > ONE_BY_ONE {
            person::all(tx, scope, |person| {
                in_reach.insert(person.id.clone(), person);
                Ok(())
            })?;
        } else {
            for id in matched {
                match person::find(tx, scope, id) {
                    Ok(person) => drop(in_reach.insert(person.id.clone(), person)),
                    Err(Fault::NotFound) => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
        known.in_reach = in_reach;
        Ok(known)
    }

    fn find(&self, person: &Incoming) -> Match {
        let number = person.id_number.as_ref().map(|id| id.as_str());
        if let Some(at) = number.and_then(|number| self.by_number.get(number)) {
            return Match::One(*at);
        }
        let Some(namesakes) = self.by_name.get(&person.name) else { return Match::None };
        let mut certain = Vec::new();
        let mut possible = false;
        for at in namesakes {
            let Some(identity) = self.identities.get(*at) else { continue };
            if number.is_some() && identity.id_number.is_some() {
                continue;
            }
            let known = identity.born.as_deref().and_then(|born| PartialDate::parse(born).ok());
            match (person.birth, known) {
                (Some(given), Some(known)) if given.agrees_with(&known) => certain.push(*at),
                (Some(_), Some(_)) => {}
                _ => possible = true,
            }
        }
        match certain.as_slice() {
            [one] => Match::One(*one),
            [] if !possible => Match::None,
            _ => Match::Doubtful,
        }
    }

    /// What would happen to the person's facts.
    pub(super) fn step(
        &mut self,
        person: &Incoming,
        defaults: Defaults,
        today: Date,
        findings: &mut Vec<Finding>,
    ) -> Step {
        let at = match self.find(person) {
            Match::One(at) => at,
            Match::None => return added(person, defaults, today, findings),
            Match::Doubtful => {
                findings.push(doubtful(person));
                return Step::Blocked;
            }
        };
        let Some(identity) = self.identities.get(at) else { return Step::Blocked };
        if !self.taken.insert(identity.id.clone()) {
            findings.push(twice(person));
            return Step::Blocked;
        }
        let Some(known) = self.in_reach.get(&identity.id) else {
            findings.push(out_of_reach(person));
            return Step::Blocked;
        };
        if known.name != person.name {
            findings.push(renamed(person, &known.name));
        }
        let before = known.known();
        let mut after = merged(&before, person);
        if !kind_of(person.kind, &mut after.kind) {
            findings.push(no_such_kind(person));
            return Step::Blocked;
        }
        let changes = person::differences(&before, &after);
        if changes.is_empty() {
            return Step::Leave { id: identity.id.clone() };
        }
        Step::Change { id: identity.id.clone(), before: Box::new(before), after: Box::new(after), changes }
    }
}

/// Sets the kind a file gives; says whether it is one the roster keeps.
fn kind_of(given: Option<Coded>, kind: &mut Kind) -> bool {
    match given.map(|given| given.code) {
        None => {}
        Some("civil_servant" | "quasi_civil_servant") => *kind = Kind::CivilServant,
        Some("institution_staff") => *kind = Kind::InstitutionStaff,
        Some("village_cadre" | "community_cadre") => *kind = Kind::VillageCadre,
        Some("community_worker") => *kind = Kind::CommunityWorker,
        Some(_) => return false,
    }
    true
}

/// A date of the file, unless the roster has the same one more exactly.
fn date(given: Option<PartialDate>, known: &Option<String>) -> Option<String> {
    let Some(given) = given else { return known.clone() };
    let exact = known.as_deref().and_then(|known| PartialDate::parse(known).ok()).filter(|known| {
        known.agrees_with(&given)
            && (known.day().is_some(), known.month().is_some())
                >= (given.day().is_some(), given.month().is_some())
    });
    match exact {
        Some(_) => known.clone(),
        None => Some(given.to_string()),
    }
}

/// What the roster knows with what the file says laid over it; what the file leaves empty stays.
fn merged(known: &NewPerson, person: &Incoming) -> NewPerson {
    let text = |given: &Option<String>, known: &Option<String>| given.clone().or_else(|| known.clone());
    NewPerson {
        name: person.name.clone(),
        sex: sex(person).unwrap_or(known.sex),
        born: if birth_is_from_number(person) && known.born.is_some() {
            known.born.clone()
        } else {
            date(person.birth, &known.born)
        },
        id_number: person
            .id_number
            .as_ref()
            .map(|id| id.as_str().to_owned())
            .or_else(|| known.id_number.clone()),
        nation: text(&person.nation, &known.nation),
        native_place: text(&person.native_place, &known.native_place),
        birthplace: text(&person.birthplace, &known.birthplace),
        politics: text(&person.politics, &known.politics),
        joined_party: date(person.joined_party, &known.joined_party),
        started_work: date(person.started_work, &known.started_work),
        education: text(&person.education, &known.education),
        degree: text(&person.degree, &known.degree),
        school: text(&person.school, &known.school),
        phone: text(&person.phone, &known.phone),
        kind: known.kind,
        hired_on: known.hired_on,
        probation_ends: known.probation_ends,
        rank: text(&person.rank, &known.rank),
    }
}

/// Readers fill an empty birth in from the identity number; that never overrides a birth the personnel file settled.
fn birth_is_from_number(person: &Incoming) -> bool {
    let carried = person.id_number.as_ref().and_then(|id| PartialDate::of(id.birth()).ok());
    carried.is_some() && carried == person.birth
}

fn sex(person: &Incoming) -> Option<Sex> {
    match person.sex.map(|sex| sex.code) {
        Some("1") => Some(Sex::Male),
        Some("2") => Some(Sex::Female),
        _ => person.id_number.as_ref().map(|id| if id.is_male() { Sex::Male } else { Sex::Female }),
    }
}

fn added(person: &Incoming, defaults: Defaults, today: Date, findings: &mut Vec<Finding>) -> Step {
    let worst = findings.len();
    let error = |field: &str, problem: (&str, &str), mending: (&str, &str)| {
        finding(Severity::Error, &person.place, field, (problem.0.to_owned(), problem.1.to_owned()), mending)
    };
    if person.name.chars().count() > 50 {
        findings.push(error(
            "name",
            ("“姓名”超过 50 字。", "the name has more than 50 characters."),
            ("请核对姓名。", "Check the name."),
        ));
    }
    let sex = sex(person);
    if sex.is_none() {
        findings.push(error(
            "sex",
            ("没有“性别”，也没有身份证号可供取得。", "neither sex nor an identity number to take it from."),
            ("新增人员须填写性别或身份证号。", "Give the sex or the identity number of people who are new."),
        ));
    }
    let mut kind = defaults.kind.unwrap_or(Kind::CivilServant);
    if !kind_of(person.kind, &mut kind) {
        findings.push(no_such_kind(person));
    } else if person.kind.is_none() && defaults.kind.is_none() {
        findings.push(error(
            "kind",
            ("没有“人员类别”。", "the personnel kind is missing."),
            (
                "请填写人员类别，或在上传时选定本文件新增人员的类别。",
                "Give it, or choose one for the whole file when uploading.",
            ),
        ));
    }
    if person.birth.and_then(|birth| birth.first_day()).is_some_and(|day| day > today) {
        findings.push(error(
            "birth",
            ("“出生年月”晚于今天。", "the birth is after today."),
            ("请核对出生年月。", "Check the birth."),
        ));
    }
    if findings.len() > worst {
        return Step::Blocked;
    }
    if person.id_number.is_none() && person.birth.is_none() {
        findings.push(nameless(person));
    }
    let blank = NewPerson::named(&person.name, sex.unwrap_or(Sex::Male), kind);
    Step::Add(Box::new(person::tidied(&NewPerson { kind, ..merged(&blank, person) })))
}

fn nameless(person: &Incoming) -> Finding {
    let name = &person.name;
    finding(
        Severity::Warning,
        &person.place,
        "id_number",
        (
            format!("“{name}”没有身份证号和出生年月，以后遇到同名人员将无法认定。"),
            format!("{name} has neither identity number nor birth; namesakes cannot be told apart later."),
        ),
        ("请尽量补上身份证号。", "Add the identity number if you can."),
    )
}

fn doubtful(person: &Incoming) -> Finding {
    let name = &person.name;
    finding(
        Severity::Error,
        &person.place,
        "name",
        (
            format!("“{name}”：名册中有同名人员，凭现有内容无法认定是否同一人。"),
            format!(
                "{name}: the roster has people of that name and nothing here tells whether this is one of them."
            ),
        ),
        (
            "请补填身份证号，或补填出生年月；名册中的那一位也应补全。",
            "Add the identity number or the birth, here and in the roster.",
        ),
    )
}

fn twice(person: &Incoming) -> Finding {
    finding(
        Severity::Error,
        &person.place,
        "id_number",
        (
            format!("“{}”与本文件中另一处是名册上的同一人。", person.name),
            format!("{} is the same person of the roster as another of this file.", person.name),
        ),
        ("请只保留一处，或核对身份证号。", "Keep one of the two, or check the identity numbers."),
    )
}

fn out_of_reach(person: &Incoming) -> Finding {
    finding(
        Severity::Error,
        &person.place,
        "name",
        (
            format!("“{}”已在名册中，但不在您管理的单位任职。", person.name),
            format!("{} is in the roster but does not serve in a unit you keep.", person.name),
        ),
        (
            "请由县委组织部办理调动后再导入，或从文件中删去。",
            "Ask the county's organisation department to transfer them, or leave them out.",
        ),
    )
}

fn renamed(person: &Incoming, known: &str) -> Finding {
    let number = person.id_number.as_ref().map(|id| citizen_id::masked(id.as_str())).unwrap_or_default();
    finding(
        Severity::Warning,
        &person.place,
        "name",
        (
            format!("身份证号 {number} 在名册中是“{known}”，文件中写的是“{}”，导入后将更名。", person.name),
            format!(
                "identity number {number} is {known} in the roster and {} here; the name will change.",
                person.name
            ),
        ),
        (
            "确属更名的可以导入，否则请核对身份证号。",
            "Import it if the name did change; otherwise check the number.",
        ),
    )
}

fn no_such_kind(person: &Incoming) -> Finding {
    let written = person.kind.map_or("", |kind| kind.zh);
    finding(
        Severity::Error,
        &person.place,
        "kind",
        (
            format!("“人员类别”写的是{written}，本名册不收这一类人员。"),
            format!(
                "the personnel kind is {}, which this roster does not keep.",
                person.kind.map_or("", |kind| kind.en)
            ),
        ),
        (
            "可填公务员、参公人员、事业人员、村干部、社区干部、社区工作者；其他人员请从文件中删去。",
            "Use civil servant, institution staff, village or community cadre, community worker; leave others out.",
        ),
    )
}
