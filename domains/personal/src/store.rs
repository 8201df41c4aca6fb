//! Statements of the room. Those that follow the register are put together from it: names of tables and columns come from
//! the register in the program and from nowhere else.

use crate::register::{Forgotten, Held};

kernel::statements! {
    ASK = "insert into personal_correction (id, person_id, area, wrong, right_words, evidence, state, answer, case_id, asked_at, \
        answered_name) values ($1, $2, $3, $4, $5, $6, 'open', '', $7, $8, '')";
    ONE = "select c.id, c.person_id, c.area, c.wrong, c.right_words, c.evidence, c.state, c.answer, c.case_id, c.asked_at, \
        c.answered_at, c.answered_name from personal_correction c where c.id = $1 and $scope(-, c.person_id)";
    MINE = "select c.id, c.person_id, c.area, c.wrong, c.right_words, c.evidence, c.state, c.answer, c.case_id, c.asked_at, \
        c.answered_at, c.answered_name from personal_correction c where $scope(-, c.person_id) order by c.id desc limit 100";
    SETTLE = "update personal_correction set state = $2, answer = $3, answered_at = $4, answered_name = $5 where id = $1";
    /// Files attached to what is about a person.
    FILES = "select a.name, a.hash from attachment a where $scope(-, a.person_id) order by a.id";
}

/// The rows of a table that are a person's own: `$1` is the person.
pub(crate) fn own(held: &Held) -> Option<String> {
    let whose = held.whose.as_ref()?;
    let columns: Vec<String> = held.copied().iter().map(|column| format!("t.{column}")).collect();
    let (list, table, column) = (columns.join(", "), &held.table, &whose.column);
    let mut sql = match (&whose.through, &whose.key, &whose.person) {
        (Some(through), Some(key), Some(person)) => {
            format!(
                "select {list} from {table} t join {through} o on o.{key} = t.{column} where o.{person} = $1"
            )
        }
        _ => format!("select {list} from {table} t where t.{column} = $1"),
    };
    if let Some(filled) = &held.only_if {
        let of = if whose.through.is_some() { "o" } else { "t" };
        sql.push_str(&format!(" and {of}.{filled} is not null"));
    }
    Some(sql)
}

/// Deletes what is to be forgotten: `$1` is the day or moment before which it is.
pub(crate) fn forget(held: &Held, by: &Forgotten) -> String {
    format!("delete from {} where {after} is not null and {after} < $1", held.table, after = by.after)
}

/// How many rows [`forget`] would delete.
pub(crate) fn due(held: &Held, by: &Forgotten) -> String {
    format!(
        "select count(*) from {} t where t.{after} is not null and t.{after} < $1",
        held.table,
        after = by.after
    )
}
