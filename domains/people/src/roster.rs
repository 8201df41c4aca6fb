//! Reading persons: one, lists with a filter, quick search. Found as functions of [`crate::person`] too.
//! A search looks in name, pinyin, initials, unit and post; the scope decides who can be found.

use jiff::civil::Date;
use kernel::{DbError, Fault, Scope, Tx, Value, params};

use crate::coded::coded;
use crate::person::{Kind, Person, Sex};
use crate::store::{self, person as statements};
use crate::tenure::TenureKind;

coded! {
    /// Whether people still serve.
    State {
        /// In service.
        Serving = "serving", "在职", "Serving";
        /// Left.
        Left = "left", "已离任", "Left";
    }
}

/// Who a list shows. The default is everybody in scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Up to four words, each found in name, pinyin, initials, unit or post.
    pub text: String,
    /// In this unit or beneath it.
    pub unit: Option<String>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Still serving or not.
    pub state: Option<State>,
    /// With exactly this identity number. Only for whoever may see identity numbers.
    pub id_number: Option<String>,
}

/// A line of a list: what the county's directory shows of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Kind.
    pub kind: Kind,
    /// Left on.
    pub left_on: Option<Date>,
    /// The unit of the main tenure.
    pub unit: Option<String>,
    /// Its short name.
    pub unit_name: Option<String>,
    /// The post of the main tenure.
    pub post_title: Option<String>,
    /// How it is held.
    pub tenure_kind: Option<TenureKind>,
}

/// What tells a person from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Birth.
    pub born: Option<String>,
    /// Identity number.
    pub id_number: Option<String>,
}

/// Part of a list, and how long the whole is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf<T> {
    /// The lines.
    pub rows: Vec<T>,
    /// Number of lines in all.
    pub total: i64,
}

/// A person in scope: their own, or one who serves in a unit in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Person, Fault> {
    let today = tx.today();
    let row = tx.row(scope, statements::FIND, params![id, today])?.ok_or(Fault::NotFound)?;
    Ok(statements::person(&row)?)
}

/// Everybody in scope with all their facts, by pinyin. `take` gets them one by one.
///
/// # Errors
/// If they cannot be read, and whatever `take` returns.
pub fn all(
    tx: &mut Tx<'_>,
    scope: &Scope,
    mut take: impl FnMut(Person) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let today = tx.today();
    tx.each(scope, statements::ALL, params!["", today], |row| take(statements::person(row)?))
}

fn values(filter: &Filter, today: Date) -> Vec<Value> {
    let mut values = params!["", today].to_vec();
    values.extend(store::words(&filter.text).into_iter().map(Value::from));
    values.push(Value::from(filter.unit.as_deref().unwrap_or("")));
    values.push(Value::from(filter.kind.map_or("", Kind::code)));
    values.push(Value::from(filter.state.map_or("", State::code)));
    values.push(Value::from(filter.id_number.as_deref().unwrap_or("")));
    values
}

/// Part of the list of people in scope, sorted by pinyin.
///
/// # Errors
/// If it cannot be read.
pub fn page(
    tx: &mut Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    from: u32,
    most: u32,
) -> Result<PageOf<Listed>, DbError> {
    let today = tx.today();
    let mut values = values(filter, today);
    let total = tx.row(scope, statements::COUNT, &values)?.map_or(Ok(0), |row| row.int(0))?;
    values.push(Value::from(most));
    values.push(Value::from(from));
    let rows = tx.rows(scope, statements::PAGE, &values)?;
    Ok(PageOf { rows: rows.iter().map(statements::listed).collect::<Result<_, _>>()?, total })
}

/// The first people in scope that a text finds, for pick lists and quick search.
///
/// # Errors
/// If they cannot be read.
pub fn search(tx: &mut Tx<'_>, scope: &Scope, text: &str, most: u32) -> Result<Vec<Listed>, DbError> {
    let today = tx.today();
    let filter = Filter { text: text.to_owned(), state: Some(State::Serving), ..Filter::default() };
    let mut values = values(&filter, today);
    values.push(Value::from(most));
    values.push(Value::from(0));
    tx.rows(scope, statements::PAGE, &values)?.iter().map(statements::listed).collect()
}
