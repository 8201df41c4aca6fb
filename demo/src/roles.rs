//! Who a visitor of the demo county may sign in as with one click: one person for each role, chosen so that each has
//! something to do. Noted with the county for its sign-in page.

use kernel::actor::Role;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Tx, settings};
use law::decision::Text;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::invention::Invention;
use crate::living::course::World;
use crate::living::roster;

const ROLES: &str = "demo.roles";

/// Somebody to sign in as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoRole {
    /// Key: holder, head, village, overseer, government, organiser, committee, inspector, second-inspector, trainer, desk,
    /// jurist, system-admin, security-admin, audit-admin.
    pub key: String,
    /// What the person is, in both languages.
    pub title: Text,
    /// Name.
    pub name: String,
    /// Unit and post; empty for administrators.
    pub seat: String,
    /// Account id.
    pub account: String,
    /// Sign-in name.
    pub login: String,
}

/// The roles of a demo county, in the order of its sign-in page; empty in any other county.
///
/// # Errors
/// If they cannot be read.
pub fn roles(tx: &mut Tx<'_>) -> Result<Vec<DemoRole>, DbError> {
    let Some(noted) = settings::get(tx, ROLES)? else { return Ok(Vec::new()) };
    serde_json::from_str(&noted)
        .map_err(|error| DbError::Stored { what: "the roles of the demo", why: error.to_string() })
}

/// The positions of the people who stand for a role, in the order of the sign-in page.
#[must_use]
pub fn cast(county: &Invention) -> Vec<(&'static str, Text, usize)> {
    let mut found = Vec::new();
    let mut add = |key, zh: &str, en: &str, person: Option<usize>| {
        found.extend(person.map(|person| (key, Text::new(zh, en), person)));
    };
    let appointed =
        |role| roster::appointments(county).into_iter().find(|one| one.0 == role).map(|one| one.1);
    let town = first_town(county);
    add(
        "holder",
        "镇干部（责任书签订人）",
        "Cadre of a town, who holds a letter",
        town.and_then(|town| holder(county, town)),
    );
    add("head", "镇党委书记（单位负责人）", "Head of a town", town.and_then(|town| county.head_of(town)));
    add(
        "village",
        "村党支部书记",
        "Head of a village",
        first_village(county).and_then(|unit| county.head_of(unit)),
    );
    add(
        "overseer",
        "分管副县长",
        "County leader who oversees departments",
        county.holder("county", "executive"),
    );
    add(
        "government",
        "县政府办公室主任",
        "Head of the office of the county government",
        county.unit("zhengfuban").and_then(|unit| county.head_of(unit)),
    );
    add("organiser", "组织部考核工作人员", "Organisation department", appointed(Role::Organiser));
    add("committee", "考核委员会成员", "Assessment committee", appointed(Role::Committee));
    add("inspector", "纪检监察干部", "Inspector", appointed(Role::Inspector));
    add(
        "second-inspector",
        "纪检监察干部（第二人，与前一人共同开启）",
        "Second inspector, who opens together with the first",
        inspectors(county).into_iter().nth(1),
    );
    add("trainer", "党校教务人员", "Trainer", appointed(Role::Trainer));
    add("desk", "信访局受理人员", "Requests desk of the county", appointed(Role::Desk));
    add("jurist", "司法局法制审核人员", "Legality review", appointed(Role::Jurist));
    found
}

/// Whoever inspects the county, each person once.
fn inspectors(county: &Invention) -> Vec<usize> {
    let all = roster::appointments(county).into_iter().filter(|one| one.0 == Role::Inspector);
    let mut found: Vec<usize> = Vec::new();
    for (_, person, _) in all {
        if !found.contains(&person) {
            found.push(person);
        }
    }
    found
}

/// The town of the first code.
#[must_use]
pub fn first_town(county: &Invention) -> Option<usize> {
    (0..county.units.len())
        .find(|unit| county.units[*unit].kind == "township" && county.head_of(*unit).is_some())
}

/// The first staffed village.
#[must_use]
pub fn first_village(county: &Invention) -> Option<usize> {
    (0..county.units.len())
        .find(|unit| county.units[*unit].kind == "village" && county.head_of(*unit).is_some())
}

fn holder(county: &Invention, town: usize) -> Option<usize> {
    let role = |person: &usize| county.posts[county.people[*person].post].role.clone();
    let staff = county
        .in_unit(town)
        .find(|person| role(person) == "staff" && county.people[*person].kind == "civil-servant");
    staff.or_else(|| county.in_unit(town).find(|person| role(person) == "section"))
}

/// Notes the roles with the county. The caller is a part of the demo's life.
///
/// # Errors
/// If somebody has no account.
pub(crate) fn note(tx: &mut Tx<'_>, world: &World) -> Result<(), Fault> {
    let county = &world.invention;
    let mut roles = Vec::new();
    for (key, title, person) in cast(county) {
        let plan = &county.people[person];
        let seat = format!("{} {}", county.units[plan.unit].short, county.posts[plan.post].title);
        let login = roster::login_of(county, person);
        let account = world.account(person)?;
        roles.push(DemoRole { key: key.to_owned(), title, name: plan.name.clone(), seat, account, login });
    }
    for (at, (key, zh, en, login)) in ADMINISTRATORS.into_iter().enumerate() {
        roles.push(DemoRole {
            key: key.to_owned(),
            title: Text::new(zh, en),
            name: zh.to_owned(),
            seat: String::new(),
            account: world.id("founders", at)?,
            login: login.to_owned(),
        });
    }
    settings::put(tx, ROLES, &json!(roles).to_string())?;
    let facts = json!({ "roles": roles.len() });
    let act = Act {
        kind: "demo.roles-noted",
        subject: ("demo", "roles"),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

/// In the order of the founders: key, Chinese, English, sign-in name.
const ADMINISTRATORS: [(&str, &str, &str, &str); 3] = [
    ("system-admin", "系统管理员", "System administrator", "xitong"),
    ("security-admin", "安全管理员", "Security administrator", "anquan"),
    ("audit-admin", "审计管理员", "Audit administrator", "shenji"),
];
