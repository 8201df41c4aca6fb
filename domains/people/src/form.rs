//! The appointment form 任免审批表 of a person: as kept from an import, or made of what the roster knows, for export.
//! What the form says and the roster does not know (family, unknown elements) goes out as it came in.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{Fault, Scope, Tx, params};

use crate::formats::photo::Photo;
use crate::formats::resume::{Resume, ResumeRow};
use crate::formats::{Appointment, PartialDate, lrmx};
use crate::person::Person;
use crate::store::person as store;
use crate::tenure::{Tenure, TenureKind};

/// A form as kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The form without its photo.
    pub form: Appointment,
    /// Hash of the photo in the file store.
    pub photo: Option<String>,
    /// When it was imported.
    pub at: Timestamp,
}

/// The form kept of a person in scope, if there is one.
///
/// # Errors
/// If it cannot be read.
pub fn kept(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Option<Kept>, Fault> {
    let today = tx.today();
    let Some(row) = tx.row(scope, store::FORM, params![person, today])? else { return Ok(None) };
    let body = row.text(0)?;
    let form = lrmx::read(body.as_bytes())
        .map_err(|error| kernel::DbError::Stored { what: "an appointment form", why: error.to_string() })?;
    Ok(Some(Kept { form: form.value, photo: row.get(1)?, at: row.get(2)? }))
}

/// The form of a person for export: the one kept with the roster's facts laid over it, or one made of the roster
/// alone. The same roster gives the same form.
#[must_use]
pub fn of(
    person: &Person,
    tenures: &[Tenure],
    kept: Option<&Kept>,
    photo: Option<Photo>,
    today: Date,
) -> Appointment {
    let mut form = kept.map(|kept| kept.form.clone()).unwrap_or_default();
    lay_facts(&mut form, person);
    let since = kept.map(|kept| kernel::clock::date_at(kept.at));
    lay_tenures(&mut form, tenures, since);
    if kept.is_none() {
        form.form_date = PartialDate::of(today).map(|day| day.compact()).unwrap_or_default();
        form.age_date.clone_from(&form.form_date);
        lay_learning(&mut form, person);
    }
    form.photo = photo;
    form.tidied()
}

/// Sets a field unless it says the same already in another spelling.
fn lay(field: &mut String, value: Option<&str>) {
    if let Some(value) = value.filter(|value| *value != field.as_str()) {
        value.clone_into(field);
    }
}

fn lay_date(field: &mut String, value: Option<&str>) {
    let Some(known) = value.and_then(|value| PartialDate::parse(value).ok()) else { return };
    if PartialDate::parse(field).ok().is_none_or(|there| !there.agrees_with(&known)) {
        *field = known.compact();
    }
}

fn lay_facts(form: &mut Appointment, person: &Person) {
    lay(&mut form.name, Some(&person.name));
    lay(&mut form.sex, Some(person.sex.code()));
    lay_date(&mut form.birth, person.born.as_deref());
    lay(&mut form.nation, person.nation.as_deref());
    lay(&mut form.native_place, person.native_place.as_deref());
    lay(&mut form.birthplace, person.birthplace.as_deref());
    lay_date(&mut form.work_started, person.started_work.as_deref());
    lay(&mut form.id_number, person.id_number.as_deref());
    let known = person.joined_party.as_deref().and_then(|joined| PartialDate::parse(joined).ok());
    let party = form.party();
    match known {
        Some(known) if party.joined.is_none_or(|there| !there.agrees_with(&known)) => {
            form.party_joined = known.compact();
        }
        None if form.party_joined.is_empty() => {
            lay(&mut form.party_joined, person.politics.as_deref().filter(|p| *p != "群众"))
        }
        _ => {}
    }
}

fn lay_learning(form: &mut Appointment, person: &Person) {
    lay(&mut form.full_time_education, person.education.as_deref());
    lay(&mut form.full_time_degree, person.degree.as_deref());
    lay(&mut form.full_time_education_school, person.school.as_deref());
}

fn words(tenure: &Tenure) -> String {
    let title = tenure.post_title.as_deref().unwrap_or_default();
    match tenure.kind {
        TenureKind::Holds => format!("{}{title}", tenure.unit_name),
        kind => format!("{}{title}（{}）", tenure.unit_name, kind.words().zh),
    }
}

fn month(day: Date) -> Option<PartialDate> {
    PartialDate::new(day.year(), Some(day.month()), None).ok()
}

fn row(tenure: &Tenure) -> ResumeRow {
    ResumeRow {
        from: month(tenure.from_on),
        to: tenure.to_on.and_then(month),
        open: tenure.to_on.is_none(),
        text: words(tenure),
        ..ResumeRow::default()
    }
}

/// Without a form the tenures are the résumé. With one, only what has begun since it was imported is added, and the
/// line that ran till then is closed.
fn lay_tenures(form: &mut Appointment, tenures: &[Tenure], since: Option<Date>) {
    let mut of_resume: Vec<&Tenure> = tenures
        .iter()
        .filter(|tenure| tenure.kind != TenureKind::Oversees)
        .filter(|tenure| since.is_none_or(|since| tenure.from_on > since))
        .collect();
    of_resume.sort_by_key(|tenure| (tenure.from_on, tenure.id.clone()));
    if of_resume.is_empty() {
        return;
    }
    let mut rows = form.resume.rows.clone();
    if let (Some(first), Some(open)) = (of_resume.first(), rows.iter_mut().rev().find(|row| row.open))
        && first.kind == TenureKind::Holds
    {
        open.open = false;
        open.to = month(first.from_on);
    }
    rows.extend(of_resume.iter().map(|tenure| row(tenure)));
    let remarks = form.resume.remarks.clone();
    form.resume = Resume::of_rows(rows, &remarks);
    let present: Vec<String> = tenures
        .iter()
        .rev()
        .filter(|tenure| tenure.to_on.is_none() && tenure.kind != TenureKind::Oversees)
        .map(words)
        .collect();
    if !present.is_empty() {
        form.present_post = present.join("，");
    }
}
