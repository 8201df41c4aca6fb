//! Inserts nobody waits for. Over a connection each statement costs a way there and back; rows that are only needed
//! when the transaction ends are gathered by statement and sent as statements of many rows. Not here: the engines.

use super::Value;

/// Most rows in one statement: PostgreSQL binds 65,535 values at most, and a statement is kept for each size.
const ROWS: usize = 64;

/// Rows waiting to be inserted, by the statement that inserts one.
#[derive(Default)]
pub(super) struct Later {
    waiting: Vec<(String, Vec<Vec<Value>>)>,
}

/// A statement of many rows with its values, and how many rows it inserts.
pub(super) struct Many {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

impl Later {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Keeps a row for `sql`; answers whether it can: a statement `insert … values (…)` whose values stand in one group.
    pub(super) fn keep(&mut self, sql: &str, values: &[Value]) -> bool {
        match self.waiting.iter_mut().find(|(known, _)| known == sql) {
            Some((_, rows)) => rows.push(values.to_vec()),
            None if Shape::of(sql).is_some() => self.waiting.push((sql.to_owned(), vec![values.to_vec()])),
            None => return false,
        }
        true
    }

    /// Everything that waits, as statements of many rows, in the order in which their first rows came.
    pub(super) fn take(&mut self) -> Vec<Many> {
        let mut all = Vec::new();
        for (sql, rows) in std::mem::take(&mut self.waiting) {
            let Some(shape) = Shape::of(&sql) else { continue };
            let mut rows = rows.as_slice();
            while !rows.is_empty() {
                // Powers of two, so that few different statements are prepared.
                let size = ROWS.min(1 << rows.len().ilog2());
                let (now, rest) = rows.split_at(size);
                let width = now.first().map_or(0, Vec::len);
                all.push(Many { sql: shape.repeated(size, width), values: now.concat() });
                rows = rest;
            }
        }
        all
    }
}

/// `insert into t (…) values (GROUP)` and what follows.
struct Shape<'a> {
    before: &'a str,
    group: &'a str,
    after: &'a str,
}

impl<'a> Shape<'a> {
    fn of(sql: &'a str) -> Option<Shape<'a>> {
        const VALUES: &str = "values (";
        let start = sql.find(VALUES)? + VALUES.len();
        let mut depth = 1;
        let length = sql[start..].find(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth == 0
        })?;
        let (group, after) = sql[start..].split_at(length);
        let after = &after[1..];
        let plain =
            sql.trim_start().starts_with("insert") && !after.contains('$') && !after.contains("update");
        plain.then_some(Shape { before: &sql[..start - 1], group, after })
    }

    /// The statement for `rows` rows of `width` values each.
    fn repeated(&self, rows: usize, width: usize) -> String {
        let mut sql = String::with_capacity(self.before.len() + rows * (self.group.len() + width) + 64);
        sql.push_str(self.before);
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            let mut parts = self.group.split('$');
            sql.push_str(parts.next().unwrap_or_default());
            for part in parts {
                let digits = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
                let number = part[..digits].parse::<usize>().unwrap_or(0);
                sql.push('$');
                sql.push_str(&(number + row * width).to_string());
                sql.push_str(&part[digits..]);
            }
            sql.push(')');
        }
        sql.push_str(self.after);
        sql
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_statement_become_one_statement_of_many_rows() {
        let mut later = Later::default();
        let sql = "insert into t (a, b) values ($1, lower($2)) on conflict (a) do nothing";
        for number in 0..3 {
            assert!(later.keep(sql, crate::params![number, "x"]));
        }
        let many = later.take();
        assert_eq!(many.len(), 2, "two rows and one row");
        assert_eq!(
            many[0].sql,
            "insert into t (a, b) values ($1, lower($2)), ($3, lower($4)) on conflict (a) do nothing"
        );
        assert_eq!(many[0].values.len(), 4);
        assert_eq!(many[1].sql, sql);
        assert!(later.is_empty());
    }

    #[test]
    fn a_statement_that_would_change_rows_it_met_is_not_gathered() {
        let mut later = Later::default();
        let upsert = "insert into t (a) values ($1) on conflict (a) do update set a = excluded.a";
        assert!(!later.keep(upsert, crate::params![1]));
        assert!(!later.keep("insert into t (a) select $1", crate::params![1]));
        assert!(later.is_empty());
    }
}
