//! What every office of the house needs: one county's database, who may do what, and what was done.
//!
//! Not here: any rule of law (crate `law`), any page (crate `web`), any noun of a domain.

pub mod account;
pub mod actor;
pub mod case;
pub mod checkpoint;
pub mod clock;
pub mod copy;
pub mod county;
pub mod db;
pub mod entering;
pub mod fault;
pub mod files;
pub mod ids;
pub mod ledger;
pub mod procedure;
pub mod scope;
pub mod seal;
pub mod session;
pub mod settings;
#[cfg(feature = "testing")]
pub mod testing;

pub use actor::{Actor, Grant, Role};
pub use county::{County, CountyError, Place};
pub use db::{DbError, Row, Tx, Value};
pub use fault::{Fault, Refusal};
pub use scope::{Area, Scope};

/// The kernel's own schema; every county has it.
#[must_use]
pub fn schema() -> db::migrate::Schema {
    db::migrate::Schema {
        room: "kernel",
        migrations: &[
            include_str!("../migrations/0001-kernel.sql"),
            include_str!("../migrations/0002-seal.sql"),
            include_str!("../migrations/0003-standing.sql"),
            include_str!("../migrations/0004-entry.sql"),
            include_str!("../migrations/0005-checkpoint.sql"),
            include_str!("../migrations/0006-grants.sql"),
            include_str!("../migrations/0007-passkey.sql"),
            include_str!("../migrations/0008-open-cases.sql"),
            include_str!("../migrations/0009-step-procedure.sql"),
            include_str!("../migrations/0010-given-passwords.sql"),
        ],
        statements: &[
            account::STATEMENTS,
            account::factor::STATEMENTS,
            account::notice::STATEMENTS,
            account::passkey::STATEMENTS,
            case::STATEMENTS,
            entering::STATEMENTS,
            checkpoint::STATEMENTS,
            files::STATEMENTS,
            seal::STATEMENTS,
            session::STATEMENTS,
            settings::STATEMENTS,
        ],
    }
}
