//! The demo county as it is invented before it is lived: units, posts, people, targets, fates. Pure: the same
//! plan gives the same county. Not here: any operation or database.

pub mod citizen;
pub mod fate;
pub mod person;
pub mod post;
pub mod target;
pub mod unit;

use std::collections::{BTreeMap, HashMap};

use crate::data::{self, Data};
use crate::dice::Dice;
use crate::{DemoError, Plan};

pub use fate::Fate;
pub use person::PersonPlan;
pub use post::{PostPlan, Seat};
pub use target::TargetPlan;
pub use unit::UnitPlan;

/// The fewest people a demo county works with.
pub const FEWEST: u32 = 48;
/// The most: beyond it the reserved identity numbers of a birth date could run out.
pub const MOST: u32 = 20_000;

/// Everything invented.
#[derive(Debug)]
pub struct Invention {
    /// The plan it follows.
    pub plan: Plan,
    /// Units, parents before children; the county first.
    pub units: Vec<UnitPlan>,
    /// Posts.
    pub posts: Vec<PostPlan>,
    /// People; each has a seat.
    pub people: Vec<PersonPlan>,
    /// What befell some of them.
    pub fates: Vec<Fate>,
    /// Targets of units in one year, superior targets first.
    pub targets: Vec<TargetPlan>,
    /// Chance.
    pub dice: Dice,
    newcomers_from: usize,
    by_unit: Vec<Vec<usize>>,
    by_title: HashMap<String, usize>,
    everyday: BTreeMap<String, Vec<String>>,
}

impl Invention {
    /// Invents a county.
    ///
    /// # Errors
    /// A data file that cannot be read; a number of people out of bounds.
    pub fn of(plan: Plan) -> Result<Invention, DemoError> {
        if !(FEWEST..=MOST).contains(&plan.people) {
            return Err(DemoError::People { given: plan.people });
        }
        let data = data::load()?;
        let dice = Dice::new(plan.seed);
        let units = unit::invent(&data, plan.people);
        let (posts, seats) = post::invent(&data, &units, plan.people)?;
        let mut people = person::invent(&data, &plan, &dice, &posts, &seats);
        // Those hired during the closed year come last: they join the roster when they are hired.
        people.sort_by_key(|person| is_newcomer(&plan, person));
        let targets = target::invent(&data, &units, &dice);
        let fates = fate::invent(&units, &posts, &people);
        let newcomers_from = people.iter().filter(|person| !is_newcomer(&plan, person)).count();
        let mut by_unit = vec![Vec::new(); units.len()];
        for (at, person) in people.iter().enumerate() {
            by_unit[person.unit].push(at);
        }
        let noted = targets.iter().enumerate().rev().filter(|(_, target)| !target.notes.is_empty());
        let by_title = noted.map(|(at, target)| (target.title.clone(), at)).collect();
        Ok(Invention {
            plan,
            units,
            posts,
            people,
            fates,
            targets,
            dice,
            newcomers_from,
            by_unit,
            by_title,
            everyday: data.everyday,
        })
    }

    /// How many people are on the roster from the start; those after them are hired during the closed year.
    #[must_use]
    pub fn from_the_start(&self) -> usize {
        self.newcomers_from
    }

    /// The unit of a key.
    #[must_use]
    pub fn unit(&self, key: &str) -> Option<usize> {
        self.units.iter().position(|unit| unit.key == key)
    }

    /// People whose seat is in a unit.
    pub fn in_unit(&self, unit: usize) -> impl Iterator<Item = usize> + '_ {
        self.by_unit.get(unit).into_iter().flatten().copied()
    }

    /// The person who heads a unit.
    #[must_use]
    pub fn head_of(&self, unit: usize) -> Option<usize> {
        self.in_unit(unit).find(|person| self.posts[self.people[*person].post].is_head)
    }

    /// What people write about work on a target of that title.
    #[must_use]
    pub fn notes(&self, title: &str) -> Option<&[String]> {
        self.by_title.get(title).map(|at| self.targets[*at].notes.as_slice())
    }

    /// What people write about the standing duties of a post.
    #[must_use]
    pub fn everyday(&self, person: usize) -> &[String] {
        let category = self.posts[self.people[person].post].category;
        self.everyday.get(category).map_or(&[], Vec::as_slice)
    }

    /// Who holds the first seat of a post of that role in a unit.
    #[must_use]
    pub fn holder(&self, unit: &str, role: &str) -> Option<usize> {
        let unit = self.unit(unit)?;
        self.in_unit(unit).find(|person| self.posts[self.people[*person].post].role == role)
    }
}

fn is_newcomer(plan: &Plan, person: &PersonPlan) -> bool {
    person.hired_on >= jiff::civil::date(plan.year_closed, 1, 1)
}

pub(crate) fn fill(text: &str, unit: &str, section: &str, duty: &str, title: &str) -> String {
    text.replace("{unit}", unit)
        .replace("{section}", section)
        .replace("{duty}", duty)
        .replace("{title}", title)
}

pub(crate) fn kind_of<'a>(data: &'a Data, key: &str) -> Result<&'a data::PostKind, DemoError> {
    let missing = || DemoError::Data { file: "posts.toml", why: format!("no kind of post {key}") };
    data.posts.iter().find(|kind| kind.key == key).ok_or_else(missing)
}
