//! The first steps of a new county on its organiser's first screen, until there are people and a responsibility year.
//! Not here: the steps themselves, each on the page of its room.

use kernel::{Actor, DbError, Role, Tx};
use web::components::{StateTag, Tone};
use web::i18n::Lookup;

/// Which of the first steps are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    units: bool,
    people: bool,
    accounts: bool,
    year: bool,
    keeps_accounts: bool,
}

/// The first steps, for whoever organises the whole county while there is somebody or some year to be entered.
///
/// # Errors
/// If it cannot be read.
pub fn steps(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Steps>, DbError> {
    if !actor.is_county(Role::Organiser) {
        return Ok(None);
    }
    let (reached, year) = (people::beginning::reached(tx)?, duty::cycle::current(tx)?.is_some());
    if reached.people && year {
        return Ok(None);
    }
    Ok(Some(Steps {
        units: reached.units,
        people: reached.people,
        accounts: access::keeping::anybody_of_roster(tx)?,
        year,
        keeps_accounts: actor.is_county(Role::SecurityAdmin),
    }))
}

/// One step as it is shown.
pub struct Step {
    /// What is to be done.
    pub title: String,
    /// How, or by whom.
    pub about: String,
    /// Whether it is done.
    pub state: StateTag,
    /// Where it is done, by words; none if it is for somebody else.
    pub link: Option<(&'static str, String)>,
}

impl Steps {
    /// The steps in their order.
    #[must_use]
    pub fn shown(&self, t: &Lookup) -> Vec<Step> {
        let accounts = self.keeps_accounts.then_some("/accounts/roster");
        let step = |done: bool, [title, about, go]: [&str; 3], href: Option<&'static str>| Step {
            title: t.of(title).to_owned(),
            about: t.of(about).to_owned(),
            state: match done {
                true => StateTag::new(Tone::Done, t.of("server-begin-done")),
                false => StateTag::new(Tone::Waiting, t.of("server-begin-open")),
            },
            link: href.map(|href| (href, t.of(go).to_owned())),
        };
        let units = ["server-begin-units", "server-begin-units-about", "server-begin-units-go"];
        let people = ["server-begin-people", "server-begin-people-about", "server-begin-people-go"];
        let open = ["server-begin-accounts", "server-begin-accounts-about", "server-begin-accounts-go"];
        let year = ["server-begin-year", "server-begin-year-about", "server-begin-year-go"];
        vec![
            step(self.units, units, Some("/units/import")),
            step(self.people, people, Some("/people/import")),
            step(self.accounts, open, accounts),
            step(self.year, year, Some("/duty/cycles/new")),
        ]
    }
}
