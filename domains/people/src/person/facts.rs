//! The facts of a person: fields with their labels, tidying, what differs between two states of them.

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::{Kind, Person, Sex};
use crate::formats::citizen_id;
use crate::formats::dates::PartialDate;

/// What is known of a person when they are added, and everything a change may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birth, `YYYY-MM` or `YYYY-MM-DD`.
    pub born: Option<String>,
    /// Identity number, 18 characters.
    pub id_number: Option<String>,
    /// Nation 民族.
    pub nation: Option<String>,
    /// Native place 籍贯.
    pub native_place: Option<String>,
    /// Birthplace 出生地.
    pub birthplace: Option<String>,
    /// Political status 政治面貌.
    pub politics: Option<String>,
    /// Month of joining the Party, `YYYY-MM`.
    pub joined_party: Option<String>,
    /// Month of starting work, `YYYY-MM`.
    pub started_work: Option<String>,
    /// Highest education.
    pub education: Option<String>,
    /// Highest degree.
    pub degree: Option<String>,
    /// School, department and major of it.
    pub school: Option<String>,
    /// Telephone at work.
    pub phone: Option<String>,
    /// Personnel kind.
    pub kind: Kind,
    /// First recruited on; not for people transferred in.
    pub hired_on: Option<Date>,
    /// Last day of probation, where it differs from a year after recruitment.
    pub probation_ends: Option<Date>,
    /// Rank 职级, as text.
    pub rank: Option<String>,
}

impl NewPerson {
    /// A person of whom only this is known.
    #[must_use]
    pub fn named(name: &str, sex: Sex, kind: Kind) -> NewPerson {
        NewPerson {
            name: name.to_owned(),
            sex,
            born: None,
            id_number: None,
            nation: None,
            native_place: None,
            birthplace: None,
            politics: None,
            joined_party: None,
            started_work: None,
            education: None,
            degree: None,
            school: None,
            phone: None,
            kind,
            hired_on: None,
            probation_ends: None,
            rank: None,
        }
    }
}

impl Person {
    /// What a change would start from.
    #[must_use]
    pub fn known(&self) -> NewPerson {
        NewPerson {
            name: self.name.clone(),
            sex: self.sex,
            born: self.born.clone(),
            id_number: self.id_number.clone(),
            nation: self.nation.clone(),
            native_place: self.native_place.clone(),
            birthplace: self.birthplace.clone(),
            politics: self.politics.clone(),
            joined_party: self.joined_party.clone(),
            started_work: self.started_work.clone(),
            education: self.education.clone(),
            degree: self.degree.clone(),
            school: self.school.clone(),
            phone: self.phone.clone(),
            kind: self.kind,
            hired_on: self.hired_on,
            probation_ends: self.probation_ends,
            rank: self.rank.clone(),
        }
    }

    /// The identity number with its middle hidden.
    #[must_use]
    pub fn masked_id(&self) -> Option<String> {
        self.id_number.as_deref().map(citizen_id::masked)
    }
}

/// A field of a person: its name in forms, its label, how it is read from a [`NewPerson`].
pub type FieldOf = (&'static str, (&'static str, &'static str), fn(&NewPerson) -> Option<String>);

/// The fields of a person in the order of the form.
pub const FIELDS: [FieldOf; 18] = [
    ("name", ("姓名", "name"), |p| Some(p.name.clone())),
    ("sex", ("性别", "sex"), |p| Some(p.sex.code().to_owned())),
    ("born", ("出生年月", "birth"), |p| p.born.clone()),
    ("id_number", ("身份证号", "identity number"), |p| p.id_number.clone()),
    ("nation", ("民族", "nation"), |p| p.nation.clone()),
    ("native_place", ("籍贯", "native place"), |p| p.native_place.clone()),
    ("birthplace", ("出生地", "birthplace"), |p| p.birthplace.clone()),
    ("politics", ("政治面貌", "political status"), |p| p.politics.clone()),
    ("joined_party", ("入党时间", "joined the Party"), |p| p.joined_party.clone()),
    ("started_work", ("参加工作时间", "started work"), |p| p.started_work.clone()),
    ("education", ("学历", "education"), |p| p.education.clone()),
    ("degree", ("学位", "degree"), |p| p.degree.clone()),
    ("school", ("毕业院校及专业", "school and major"), |p| p.school.clone()),
    ("phone", ("联系电话", "telephone"), |p| p.phone.clone()),
    ("kind", ("人员类别", "personnel kind"), |p| Some(p.kind.code().to_owned())),
    ("hired_on", ("录用日期", "recruited on"), |p| p.hired_on.map(|on| on.to_string())),
    ("probation_ends", ("试用期满日", "end of probation"), |p| {
        p.probation_ends.map(|on| on.to_string())
    }),
    ("rank", ("职级", "rank"), |p| p.rank.clone()),
];

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field, as in [`FIELDS`].
    pub field: &'static str,
    /// Its label.
    pub label: (&'static str, &'static str),
    /// What it was.
    pub before: Option<String>,
    /// What it becomes.
    pub after: Option<String>,
}

/// The fields in which two states of a person differ.
#[must_use]
pub fn differences(before: &NewPerson, after: &NewPerson) -> Vec<Change> {
    let differing = FIELDS.iter().filter_map(|(field, label, read)| {
        let (before, after) = (read(before), read(after));
        (before != after).then_some(Change { field, label: *label, before, after })
    });
    differing.collect()
}

/// The ledger keeps what changed, but never an identity number or a telephone in clear.
pub(crate) fn changes_for_ledger(changes: &[Change]) -> Json {
    let shown = |change: &Change, value: &Option<String>| match (change.field, value) {
        (_, None) => Json::Null,
        ("id_number" | "phone", Some(number)) => json!(citizen_id::masked(number)),
        (_, Some(value)) => json!(value),
    };
    let list = changes
        .iter()
        .map(|change| json!({"field": change.field, "from": shown(change, &change.before), "to": shown(change, &change.after)}));
    Json::Array(list.collect())
}

fn tidy(value: &Option<String>) -> Option<String> {
    value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The same with blanks gone, dates in the stored form and the identity number in capitals.
#[must_use]
pub fn tidied(new: &NewPerson) -> NewPerson {
    let date = |value: &Option<String>| {
        tidy(value).map(|text| PartialDate::parse(&text).map_or(text, |date| date.to_string()))
    };
    NewPerson {
        name: crate::formats::text::tidy_name(&new.name),
        sex: new.sex,
        born: date(&new.born),
        id_number: tidy(&new.id_number).map(|number| citizen_id::tidy(&number)),
        nation: tidy(&new.nation),
        native_place: tidy(&new.native_place),
        birthplace: tidy(&new.birthplace),
        politics: tidy(&new.politics),
        joined_party: date(&new.joined_party),
        started_work: date(&new.started_work),
        education: tidy(&new.education),
        degree: tidy(&new.degree),
        school: tidy(&new.school),
        phone: tidy(&new.phone),
        kind: new.kind,
        hired_on: new.hired_on,
        probation_ends: new.probation_ends,
        rank: tidy(&new.rank),
    }
}
