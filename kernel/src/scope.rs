//! Who is asking, turned into a condition on rows. Every query takes a [`Scope`]; a scope that is not the
//! whole county must appear in the statement as `$scope(unit column, person column)`, or the query is refused.
//!
//! ```compile_fail
//! // A query without a scope does not compile.
//! fn everybody(tx: &mut kernel::Tx<'_>) -> Result<Vec<kernel::Row>, kernel::DbError> {
//!     tx.rows("select id, name from person", kernel::params![])
//! }
//! ```
//!
//! ```
//! fn everybody(scope: &kernel::Scope, tx: &mut kernel::Tx<'_>) -> Result<Vec<kernel::Row>, kernel::DbError> {
//!     tx.rows(scope, "select id, name from person p where $scope(-, p.id)", kernel::params![])
//! }
//! ```

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::db::{DbError, Value};

/// What a query is about; roles reach differently far in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Names, units and posts: the county's own telephone book.
    Directory,
    /// Records about persons: forms, tenures.
    People,
    /// Leave, sanctions and investigations of persons.
    Standing,
    /// Targets, letters, evidence, assessments, grades.
    Duty,
    /// Training, action learning, transfer.
    Learning,
    /// Powers, notices, decisions, steps standing still, burden: what offices answer for.
    Power,
    /// What residents ask for.
    Requests,
    /// Accounts and grants.
    Accounts,
    /// The ledger as the auditor reads it.
    Ledger,
}

/// The rows an actor may see in an area. Made from an [`crate::Actor`] or, for the program's own
/// work and for what is public, by [`Scope::county`] with the reason in the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    reach: Reach,
    person: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reach {
    County,
    Units(Vec<String>),
}

impl Scope {
    /// The whole county. `why` says in the code what entitles the caller; it is not stored.
    #[must_use]
    pub fn county(why: &'static str) -> Scope {
        debug_assert!(!why.is_empty(), "a county-wide scope gives its reason");
        Scope { reach: Reach::County, person: None }
    }

    /// Only rows about one person.
    #[must_use]
    pub fn own(person: &str) -> Scope {
        Scope { reach: Reach::Units(Vec::new()), person: Some(person.to_owned()) }
    }

    /// Nothing at all.
    #[must_use]
    pub fn nothing() -> Scope {
        Scope { reach: Reach::Units(Vec::new()), person: None }
    }

    /// Units with everything beneath them, and, if given, rows about one person.
    #[must_use]
    pub fn units(roots: Vec<String>, person: Option<String>) -> Scope {
        Scope { reach: Reach::Units(roots), person }
    }

    /// Whether this is the whole county.
    #[must_use]
    pub fn is_county(&self) -> bool {
        self.reach == Reach::County
    }

    /// The roots of the unit trees in reach; empty for the whole county and for own-person scopes.
    #[must_use]
    pub fn roots(&self) -> &[String] {
        match &self.reach {
            Reach::County => &[],
            Reach::Units(roots) => roots,
        }
    }

    /// Puts the condition in place of each `$scope(unit, person)` and appends what it binds.
    /// `-` stands for a column the statement does not have; a condition with nothing to hold on is false.
    ///
    /// # Errors
    /// [`DbError::Unscoped`] if the scope narrows and the statement has no place for it.
    pub(crate) fn write_into<'s>(
        &self,
        sql: &'s str,
        values: &mut Cow<'_, [Value]>,
    ) -> Result<Cow<'s, str>, DbError> {
        const MARK: &str = "$scope(";
        if !sql.contains(MARK) {
            return match self.reach {
                Reach::County => Ok(Cow::Borrowed(sql)),
                Reach::Units(_) => Err(DbError::Unscoped { sql: sql.to_owned() }),
            };
        }
        let mut out = String::with_capacity(sql.len() + 160);
        let mut rest = sql;
        while let Some(at) = rest.find(MARK) {
            let (before, after) = rest.split_at(at);
            let inside = &after[MARK.len()..];
            let end = inside.find(')').ok_or_else(|| DbError::Unscoped { sql: sql.to_owned() })?;
            let (unit, person) =
                inside[..end].split_once(',').ok_or_else(|| DbError::Unscoped { sql: sql.to_owned() })?;
            out.push_str(before);
            self.write_condition(unit.trim(), person.trim(), &mut out, values);
            rest = &inside[end + 1..];
        }
        out.push_str(rest);
        Ok(Cow::Owned(out))
    }

    fn write_condition(&self, unit: &str, person: &str, out: &mut String, values: &mut Cow<'_, [Value]>) {
        let Reach::Units(roots) = &self.reach else {
            out.push_str("(1 = 1)");
            return;
        };
        let mut parts = 0;
        out.push('(');
        if unit != "-" && !roots.is_empty() {
            let _ = write!(
                out,
                "exists (select 1 from unit_tree scope_t where scope_t.unit_id = {unit} and scope_t.ancestor_id in ("
            );
            for (position, root) in roots.iter().enumerate() {
                values.to_mut().push(Value::Text(root.clone()));
                let comma = if position == 0 { "" } else { ", " };
                let _ = write!(out, "{comma}${}", values.len());
            }
            out.push_str("))");
            parts += 1;
        }
        if let (Some(own), true) = (&self.person, person != "-") {
            values.to_mut().push(Value::Text(own.clone()));
            let or = if parts > 0 { " or " } else { "" };
            let _ = write!(out, "{or}{person} = ${}", values.len());
            parts += 1;
        }
        if parts == 0 {
            out.push_str("1 = 0");
        }
        out.push(')');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_scope_refuses_a_statement_with_no_place_for_it() {
        let refused = Scope::own("p1").write_into("select 1 from person", &mut Cow::default());
        assert!(matches!(refused, Err(DbError::Unscoped { .. })));
    }

    #[test]
    fn nothing_in_reach_is_false_not_true() {
        let mut values = Cow::default();
        let sql = Scope::nothing().write_into("select 1 from x where $scope(x.u, x.p)", &mut values);
        assert_eq!(sql.ok().as_deref(), Some("select 1 from x where (1 = 0)"));
        let own = Scope::own("p").write_into("select 1 from x where $scope(x.u, -)", &mut values);
        assert_eq!(own.ok().as_deref(), Some("select 1 from x where (1 = 0)"));
    }

    #[test]
    fn units_and_own_person_are_joined_with_or_and_bound_after_the_callers_values() {
        let mut values = Cow::Owned(vec![Value::Int(1)]);
        let scope = Scope::units(vec!["a".into(), "b".into()], Some("me".into()));
        let sql = scope.write_into("select 1 from x where n = $1 and $scope(x.u, x.p)", &mut values);
        let sql = sql.unwrap_or_default();
        assert!(sql.contains("in ($2, $3))") && sql.contains(" or x.p = $4)"), "{sql}");
        assert_eq!(values.len(), 4);
    }
}
