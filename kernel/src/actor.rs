//! Who is asking and what they were granted. Which role reaches how far in which area is one table
//! here; whether a role may take a step of a procedure is said by the procedure.

use crate::db::{DbError, Tx};
use crate::scope::{Area, Scope};

/// What somebody may be in the county. One person may hold several, with the exceptions the
/// three separated administrators bring (checked when granted).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 干部: sees and does what is their own.
    Cadre,
    /// 单位负责人: answers for a unit.
    Head,
    /// 分管领导: oversees several units that form no tree.
    Overseer,
    /// 组织部门: keeps roster, cycles, quotas, results.
    Organiser,
    /// 考核委员会 (or the leading body): decides grades.
    Committee,
    /// 培训: classes and learning.
    Trainer,
    /// 纪检: checks and complaints.
    Inspector,
    /// 诉求受理: receives what residents ask for, for an office or (over the county) for all.
    Desk,
    /// 法制审核: legality review of documents, decisions and powers.
    Jurist,
    /// 系统管理员.
    SystemAdmin,
    /// 安全管理员: accounts and grants.
    SecurityAdmin,
    /// 审计管理员: reads the ledger.
    AuditAdmin,
}

/// All roles, in the order in which pages list them.
pub const ROLES: [Role; 12] = [
    Role::Cadre,
    Role::Head,
    Role::Overseer,
    Role::Organiser,
    Role::Committee,
    Role::Trainer,
    Role::Inspector,
    Role::Desk,
    Role::Jurist,
    Role::SystemAdmin,
    Role::SecurityAdmin,
    Role::AuditAdmin,
];

impl Role {
    /// The word stored and used in text keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Role::Cadre => "cadre",
            Role::Head => "head",
            Role::Overseer => "overseer",
            Role::Organiser => "organiser",
            Role::Committee => "committee",
            Role::Trainer => "trainer",
            Role::Inspector => "inspector",
            Role::Desk => "desk",
            Role::Jurist => "jurist",
            Role::SystemAdmin => "system-admin",
            Role::SecurityAdmin => "security-admin",
            Role::AuditAdmin => "audit-admin",
        }
    }

    /// The role of a stored word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Role> {
        ROLES.into_iter().find(|role| role.code() == code)
    }

    fn reach(self, area: Area) -> Reach {
        match (area, self) {
            (Area::Directory, _) => Reach::Granted,
            (
                Area::People | Area::Standing | Area::Duty | Area::Learning,
                Role::Head | Role::Overseer | Role::Organiser | Role::Committee,
            ) => Reach::Granted,
            (Area::Learning, Role::Trainer) => Reach::Granted,
            (Area::Standing, Role::Inspector) => Reach::Granted,
            (Area::People, Role::Inspector | Role::Trainer) => Reach::Granted,
            (
                Area::Power | Area::Requests,
                Role::Head | Role::Overseer | Role::Desk | Role::Jurist | Role::Committee,
            ) => Reach::Granted,
            (Area::Power, Role::Organiser | Role::Inspector) => Reach::Granted,
            (Area::Accounts, Role::SecurityAdmin | Role::SystemAdmin) => Reach::Granted,
            (Area::Ledger, Role::AuditAdmin) => Reach::Granted,
            _ => Reach::Own,
        }
    }
}

#[derive(PartialEq, Eq)]
enum Reach {
    /// As far as the grant goes: its unit with everything beneath, or the county.
    Granted,
    /// Only what is about the person.
    Own,
}

/// A role held over a unit and everything beneath it, or over the county (`unit: None`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit it is held over; `None` is the county.
    pub unit: Option<String>,
}

/// Somebody who is asking: an account with its person and its grants. Also the author of every act.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Actor {
    /// Account id; for the program itself and for people without an account a fixed word.
    pub account: String,
    /// The person behind the account.
    pub person: Option<String>,
    /// Name as shown.
    pub name: String,
    /// What they were granted.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The program acting by itself on a date a rule gave; never decides about anybody.
    #[must_use]
    pub fn program() -> Actor {
        Actor { account: "program".into(), person: None, name: "程序".into(), grants: Vec::new() }
    }

    /// Somebody with a one-time code and no account: nothing about them is known or stored.
    #[must_use]
    pub fn code_holder() -> Actor {
        Actor { account: "code-holder".into(), person: None, name: "—".into(), grants: Vec::new() }
    }

    /// The rows they may see in an area.
    #[must_use]
    pub fn scope(&self, area: Area) -> Scope {
        if area == Area::Directory && self.person.is_some() {
            return Scope::county("the directory is open to everybody who serves in the county");
        }
        let mut roots = Vec::new();
        for grant in self.grants.iter().filter(|grant| grant.role.reach(area) == Reach::Granted) {
            match &grant.unit {
                None => return Scope::county("granted over the whole county"),
                Some(unit) if !roots.contains(unit) => roots.push(unit.clone()),
                Some(_) => {}
            }
        }
        Scope::units(roots, self.person.clone())
    }

    /// Whether they hold a role anywhere.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether they hold a role over the county.
    #[must_use]
    pub fn is_county(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role && grant.unit.is_none())
    }

    /// The units on which a role was granted directly.
    pub fn units_as(&self, role: Role) -> impl Iterator<Item = &str> {
        self.grants.iter().filter(move |grant| grant.role == role).filter_map(|grant| grant.unit.as_deref())
    }

    /// Whether they hold a role over a unit: on it, on a unit above it, or on the county.
    ///
    /// # Errors
    /// If the tree of units cannot be read.
    pub fn holds(&self, tx: &mut Tx<'_>, role: Role, unit: &str) -> Result<bool, DbError> {
        if self.is_county(role) {
            return Ok(true);
        }
        let roots: Vec<String> = self.units_as(role).map(str::to_owned).collect();
        if roots.is_empty() {
            return Ok(false);
        }
        if roots.iter().any(|root| root == unit) {
            return Ok(true);
        }
        let scope = Scope::units(roots, None);
        let sql =
            "select 1 from unit_tree u where u.unit_id = $1 and u.ancestor_id = $1 and $scope(u.unit_id, -)";
        Ok(tx.row(&scope, sql, crate::params![unit])?.is_some())
    }
}
