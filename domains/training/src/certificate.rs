//! Certificates 结业证书: numbered by year from a series that only goes up, issued with the conclusion of a class to whoever finished it.

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, params};

use crate::form::Form;
use crate::store::class as sql;

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Number, e.g. `2026-0012`.
    pub number: String,
    /// Class.
    pub class: String,
    /// Its title.
    pub title: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Unit they came from.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Minutes taken part in.
    pub minutes: i64,
    /// Issued on.
    pub issued_on: Date,
    /// Who held the class.
    pub held_by: String,
    /// First day of the class.
    pub from: Date,
    /// Last day of the class.
    pub to: Date,
    /// How it was given.
    pub form: Form,
}

fn certificate(row: &Row) -> Result<Certificate, DbError> {
    Ok(Certificate {
        number: row.text(0)?,
        class: row.text(1)?,
        title: row.text(2)?,
        person: row.text(3)?,
        name: row.text(4)?,
        unit: row.text(5)?,
        unit_name: row.text(6)?,
        minutes: row.int(7)?,
        issued_on: row.get(8)?,
        held_by: row.text(9)?,
        from: row.get(10)?,
        to: row.get(11)?,
        form: Form::read(row, 12)?,
    })
}

/// One certificate, in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, number: &str) -> Result<Certificate, Fault> {
    let row = tx.row(scope, sql::CERTIFICATE, params![number])?.ok_or(Fault::NotFound)?;
    Ok(certificate(&row)?)
}

/// The certificates of a person, in scope, the latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Certificate>, DbError> {
    tx.rows(scope, sql::CERTIFICATES_OF, params![person])?.iter().map(certificate).collect()
}

/// The certificates of a class, in scope, by number.
///
/// # Errors
/// If they cannot be read.
pub fn of_class(tx: &mut Tx<'_>, scope: &Scope, class: &str) -> Result<Vec<Certificate>, DbError> {
    tx.rows(scope, sql::CERTIFICATES_IN, params![class])?.iter().map(certificate).collect()
}

/// Takes the next number of this year from the series: it is gone from then on, whatever becomes of it.
///
/// # Errors
/// If the series cannot be read or written.
pub fn next_number(tx: &mut Tx<'_>) -> Result<String, DbError> {
    let year = tx.today().year();
    tx.execute(sql::NUMBER_TAKE, params![year])?;
    let taken = tx.row(&Scope::county("numbers run through the county"), sql::NUMBER, params![year])?;
    let next = taken.map(|row| row.int(0)).transpose()?.unwrap_or(1);
    Ok(format!("{year}-{next:04}"))
}

/// Issues one; answers its number.
pub(crate) fn issue(
    tx: &mut Tx<'_>,
    class: &crate::class::Class,
    (person, unit): (&str, &str),
    minutes: i64,
) -> Result<String, DbError> {
    let (today, number) = (tx.today(), next_number(tx)?);
    tx.execute(sql::CERTIFY, params![&number, today.year(), &class.id, person, unit, minutes, today])?;
    Ok(number)
}
