//! Brings a county's schema up to date, room by room, one statement a step. Migrations are written in the
//! house's portable SQL; the four column types are spelled out per engine here and nowhere else.

use sha2::{Digest, Sha256};

use super::{DbError, Engine, Tx};
use crate::scope::Scope;

/// One room's schema: its numbered migrations, in order.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// The room.
    pub room: &'static str,
    /// The migrations, from number 1 on.
    pub migrations: &'static [&'static str],
    /// Every statement of the room, so that a test can prepare each on both engines.
    pub statements: &'static [&'static [(&'static str, &'static str)]],
}

const TABLE: &str = "create table if not exists migration (\
    room text not null, number bigint not null, applied_at text not null, digest text not null, \
    primary key (room, number))";

/// Applies what is missing. Answers the migrations applied, as `room/number`.
///
/// # Errors
/// [`DbError::Schema`] if the county is newer than the program or a migration was changed after it was applied.
pub(crate) fn migrate(tx: &mut Tx<'_>, schemas: &[Schema]) -> Result<Vec<String>, DbError> {
    let scope = Scope::county("the program's own schema");
    tx.execute(&spelled(TABLE, tx.engine()), &[])?;
    let mut applied = Vec::new();
    for schema in schemas {
        let rows = tx.rows(
            &scope,
            "select number, digest from migration where room = $1 order by number",
            crate::params![schema.room],
        )?;
        if rows.len() > schema.migrations.len() {
            let said =
                format!("the county's “{}” is newer than this program; install the newer one", schema.room);
            return Err(DbError::Schema(said));
        }
        for (index, sql) in schema.migrations.iter().enumerate() {
            let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
            let digest = hex::encode(Sha256::digest(sql.as_bytes()));
            if let Some(row) = rows.get(index) {
                if row.text(1)? != digest {
                    let said = format!("migration {}/{number} was changed after it was applied", schema.room);
                    return Err(DbError::Schema(said));
                }
                continue;
            }
            for statement in statements_of(sql) {
                tx.execute(&spelled(&statement, tx.engine()), &[])?;
            }
            let now = tx.now();
            tx.execute(
                "insert into migration (room, number, applied_at, digest) values ($1, $2, $3, $4)",
                crate::params![schema.room, number, now, digest],
            )?;
            applied.push(format!("{}/{number}", schema.room));
        }
    }
    Ok(applied)
}

/// Splits a migration at the semicolons that end a line; `--` comments are dropped.
fn statements_of(sql: &str) -> Vec<String> {
    let bare: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap_or("").trim_end()).collect();
    let mut statements = Vec::new();
    let mut open = String::new();
    for line in bare {
        open.push_str(line);
        open.push('\n');
        if line.ends_with(';') {
            statements.push(open.trim().trim_end_matches(';').to_owned());
            open.clear();
        }
    }
    if !open.trim().is_empty() {
        statements.push(open.trim().to_owned());
    }
    statements
}

fn spelled(statement: &str, engine: Engine) -> String {
    if engine == Engine::Postgres {
        return statement.to_owned();
    }
    let plain = statement
        .replace(" bigint", " integer")
        .replace(" double precision", " real")
        .replace(" bytea", " blob");
    if !plain.trim_start().starts_with("create table") {
        return plain;
    }
    // A key named at the end of a table is what its rows lie in order of: one tree to search, not two.
    let ordered = if plain.contains("primary key (") { ", without rowid" } else { "" };
    format!("{plain} strict{ordered}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_split_at_line_ends_and_comments_are_dropped() {
        let parts = statements_of("-- why\ncreate table a (x text); \n\ncreate index i\n on a (x);\n");
        assert_eq!(parts, ["create table a (x text)", "create index i\n on a (x)"]);
    }

    #[test]
    fn the_embedded_engine_gets_strict_tables() {
        let sql = spelled("create table a (n bigint, r double precision, b bytea)", Engine::Sqlite);
        assert_eq!(sql, "create table a (n integer, r real, b blob) strict");
        let keyed = spelled("create table a (n bigint, m bigint, primary key (n, m))", Engine::Sqlite);
        assert_eq!(keyed, "create table a (n integer, m integer, primary key (n, m)) strict, without rowid");
    }
}
