//! What one resident asks and what happens to it, on which day: decided by chance before anything is lived. Not here:
//! doing it (`acting`).

use jiff::civil::Date;
use law::rules::petition::Route;
use requests::coded::Kind;

use super::{Matter, Told};
use crate::dice::Throws;
use crate::invention::Invention;
use crate::roles::first_town;

/// One thing that happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Ask,
    Sort,
    Merge,
    Return,
    Dispatch,
    Write,
    Answer,
    Publish,
    Rate,
    Reopen,
    AskCorrection,
    Correct,
    Consult,
    Hear,
    AskMore,
    Agree,
    Inform,
    Accept,
    Object,
    Settle,
    Opine,
    Review,
    Decide,
    Pass,
    Close,
}

/// A request to be lived.
#[derive(Debug, Clone)]
pub(super) struct Script {
    /// What it turns out to be.
    pub(super) kind: Kind,
    /// Which matter of its kind.
    pub(super) matter: usize,
    /// The town, the village.
    pub(super) place: (usize, usize),
    /// Unit that answers.
    pub(super) unit: usize,
    /// Unit it first went to by mistake.
    pub(super) astray: Option<usize>,
    /// Words.
    pub(super) body: String,
    /// Subject.
    pub(super) title: String,
    /// Who asks; empty: anonymous.
    pub(super) name: String,
    /// Whether by phone.
    pub(super) called: bool,
    /// Row of the answer to a request for information.
    pub(super) line: &'static str,
    /// Route of a petition.
    pub(super) route: Route,
    /// Whether it is resolved at first.
    pub(super) resolved: bool,
    /// A throw for whatever else varies.
    pub(super) salt: usize,
    /// Day by position, and what happens.
    pub(super) acts: Vec<(usize, Act)>,
}

/// Days on which things happen, one after another.
struct Days<'a> {
    days: &'a [Date],
    at: Date,
    acts: Vec<(usize, Act)>,
}

impl Days<'_> {
    /// Some days later, on a weekday; what lies beyond today does not happen.
    fn then(&mut self, later: i32, act: Act) -> bool {
        let wanted = self.at.checked_add(jiff::Span::new().days(later)).unwrap_or(self.at);
        let Some(place) = self.days.iter().position(|day| *day >= wanted) else { return false };
        self.at = self.days.get(place).copied().unwrap_or(wanted);
        self.acts.push((place, act));
        true
    }
}

const LINES: [&str; 12] = [
    "granted", "granted", "granted", "partly", "partly", "public", "public", "not-held", "internal",
    "process", "repeat", "petition",
];

fn route(throws: &mut Throws) -> Route {
    match throws.below(100) {
        0..60 => Route::Petition,
        60..80 => Route::Duty,
        80..90 => Route::Administrative,
        90..94 => Route::Arbitration,
        94..97 => Route::Courts,
        _ => Route::PartyAppeal,
    }
}

fn kind(throws: &mut Throws) -> Kind {
    match throws.below(1000) {
        0..700 => Kind::Service,
        700..840 => Kind::Petition,
        840..945 => Kind::Information,
        945..985 => Kind::Rating,
        _ => Kind::Complaint,
    }
}

fn matters(told: &Told, kind: Kind) -> &[Matter] {
    match kind {
        Kind::Petition => &told.petition,
        Kind::Information => &told.information,
        Kind::Rating => &told.rating,
        _ => &told.service,
    }
}

/// The script of one request.
pub(super) fn write(county: &Invention, told: &Told, (at, all): (usize, usize), days: &[Date]) -> Script {
    let mut throws = county.dice.throws("request", at);
    let (kind, matter, place) = what(county, told, &mut throws);
    let of_kind = matters(told, kind);
    let (town, village) = (short(county, place.0), short(county, place.1));
    let fill = |text: &str, n: usize| {
        text.replace("{place}", &village).replace("{town}", &town).replace("{n}", &n.to_string())
    };
    let n = 2 + throws.below(9);
    let (body, title, unit) = match (kind, of_kind.get(matter)) {
        (Kind::Complaint, _) | (_, None) => {
            let words = told.complaint.first().and_then(|one| throws.pick(&one.bodies)).cloned();
            (words.unwrap_or_default(), String::new(), place.0)
        }
        (_, Some(one)) => {
            let picked =
                |throws: &mut Throws, from: &[String]| throws.pick(from).cloned().unwrap_or_default();
            let opening = picked(&mut throws, &told.openings);
            let body = picked(&mut throws, &one.bodies);
            let wish = picked(&mut throws, &told.wishes);
            let unit =
                if one.office == "town" { place.0 } else { county.unit(&one.office).unwrap_or(place.0) };
            (fill(&format!("{opening}{body}{wish}"), n), fill(&one.title, n), unit)
        }
    };
    let unit = staffed(county, unit, place.0);
    let astray = (kind == Kind::Service && throws.chance(6)).then(|| county.unit("zhujian")).flatten();
    let astray = astray.filter(|wrong| county.head_of(*wrong).is_some());
    let mut script = Script {
        kind,
        matter,
        place,
        unit,
        astray: astray.filter(|wrong| *wrong != unit),
        body,
        title,
        name: name(told, &mut throws, kind),
        called: throws.chance(35),
        line: throws.pick(&LINES).copied().unwrap_or("granted"),
        route: route(&mut throws),
        resolved: throws.chance(84),
        salt: throws.below(1_000),
        acts: Vec::new(),
    };
    // Spread over the two years with a little chance, so that numbers grow with the days.
    let spread = at * days.len() / all.max(1) + throws.below(4);
    let first = days.get(spread.min(days.len().saturating_sub(1))).copied().unwrap_or(Date::MIN);
    let mut course = Days { days, at: first, acts: Vec::new() };
    live(&mut course, &mut throws, &script);
    script.acts = course.acts;
    script
}

/// What is asked, which matter of its kind, and where. A complaint is about somebody: where the village has no head it is a
/// remark instead.
fn what(county: &Invention, told: &Told, throws: &mut Throws) -> (Kind, usize, (usize, usize)) {
    let kind = kind(throws);
    let matter = throws.below(matters(told, kind).len());
    let place = place(county, throws);
    match kind {
        Kind::Complaint if county.head_of(place.1).is_none() => {
            (Kind::Rating, matter % told.rating.len().max(1), place)
        }
        other => (other, matter, place),
    }
}

/// Who answers: the unit meant, where it has a head to answer; else the town, else the first town that has one. A small county
/// has many units without anybody, and nothing is passed on to them.
fn staffed(county: &Invention, unit: usize, town: usize) -> usize {
    let headed = |unit: &usize| county.head_of(*unit).is_some();
    let found = [unit, town].into_iter().find(headed).or_else(|| first_town(county));
    found.unwrap_or(unit)
}

fn short(county: &Invention, unit: usize) -> String {
    county.units.get(unit).map(|unit| unit.short.clone()).unwrap_or_default()
}

/// A village and its town.
fn place(county: &Invention, throws: &mut Throws) -> (usize, usize) {
    let villages: Vec<usize> = (0..county.units.len())
        .filter(|unit| matches!(county.units[*unit].kind, "village" | "community"))
        .collect();
    let village = throws.pick(&villages).copied().unwrap_or(0);
    (county.units.get(village).and_then(|unit| unit.parent).unwrap_or(0), village)
}

/// Petitions and requests for information come with a name; of the others a third does not.
fn name(told: &Told, throws: &mut Throws, kind: Kind) -> String {
    let surnames: Vec<char> = told.words.surnames.chars().collect();
    let (first, given) = (throws.pick(&surnames).copied(), throws.pick(&told.words.given).cloned());
    let named = matches!(kind, Kind::Petition | Kind::Information) || throws.chance(66);
    match (first, given, named) {
        (Some(first), Some(given), true) => format!("{first}{given}"),
        _ => String::new(),
    }
}

fn live(course: &mut Days<'_>, throws: &mut Throws, script: &Script) {
    if !course.then(0, Act::Ask) {
        return;
    }
    if script.kind == Kind::Complaint {
        if course.then(throws.between(2, 9), Act::Pass) {
            course.then(throws.between(10, 45), Act::Close);
        }
        return;
    }
    if script.kind == Kind::Service && throws.chance(4) {
        course.then(throws.between(0, 1), Act::Merge);
    }
    if !course.then(throws.between(0, 2), Act::Sort) {
        return;
    }
    match script.kind {
        Kind::Service => service(course, throws, script),
        Kind::Information => information(course, throws),
        Kind::Petition => petition(course, throws, script),
        _ => {}
    }
}

fn service(course: &mut Days<'_>, throws: &mut Throws, script: &Script) {
    if script.astray.is_some()
        && !(course.then(throws.between(0, 1), Act::Return) && course.then(1, Act::Dispatch))
    {
        return;
    }
    if throws.chance(8) {
        course.then(throws.between(0, 2), Act::Write);
    }
    let late = throws.chance(9);
    let days = if late { throws.between(9, 25) } else { throws.between(1, 5) };
    if !course.then(days, Act::Answer) {
        return;
    }
    if throws.chance(30) {
        course.then(0, Act::Publish);
    }
    if !throws.chance(58) || !course.then(throws.between(1, 5), Act::Rate) {
        return;
    }
    if !script.resolved && throws.chance(55) && course.then(throws.between(0, 4), Act::Reopen) {
        let more = course.then(throws.between(2, 6), Act::Answer);
        if more && throws.chance(80) {
            course.then(throws.between(1, 4), Act::Rate);
        }
    }
}

fn information(course: &mut Days<'_>, throws: &mut Throws) {
    match throws.below(100) {
        0..12 => {
            if !course.then(throws.between(1, 3), Act::AskCorrection) {
                return;
            }
            // One in four keeps silent: the request is then taken as given up.
            if throws.chance(25) || !course.then(throws.between(2, 10), Act::Correct) {
                return;
            }
        }
        12..26 => {
            let asked = course.then(throws.between(2, 5), Act::Consult);
            if asked && throws.chance(70) {
                course.then(throws.between(4, 14), Act::Hear);
            } else {
                course.then(26, Act::Hear);
            }
        }
        26..34 if course.then(throws.between(14, 20), Act::AskMore) => {
            course.then(1, Act::Agree);
        }
        _ => {}
    }
    let days = if throws.chance(94) { throws.between(4, 18) } else { throws.between(30, 40) };
    course.then(days, Act::Inform);
}

fn petition(course: &mut Days<'_>, throws: &mut Throws, script: &Script) {
    if throws.chance(7)
        && !(course.then(throws.between(1, 3), Act::Object) && course.then(throws.between(1, 3), Act::Settle))
    {
        return;
    }
    let accepting = if throws.chance(95) { throws.between(2, 11) } else { throws.between(17, 24) };
    if !course.then(accepting, Act::Accept) {
        return;
    }
    if matches!(script.route, Route::Arbitration | Route::Courts | Route::PartyAppeal) {
        course.then(throws.between(1, 6), Act::Rate);
        return;
    }
    if script.route == Route::Petition
        && throws.chance(10)
        && !(course.then(throws.between(48, 54), Act::AskMore) && course.then(1, Act::Agree))
    {
        return;
    }
    let days = if throws.chance(93) { throws.between(12, 48) } else { throws.between(62, 75) };
    if !course.then(days, Act::Opine) {
        return;
    }
    if throws.chance(40) {
        course.then(throws.between(1, 4), Act::Rate);
    }
    if throws.chance(14) && course.then(throws.between(5, 22), Act::Review) {
        let decided = course.then(throws.between(12, 26), Act::Decide);
        if decided && throws.chance(35) && course.then(throws.between(5, 22), Act::Review) {
            course.then(throws.between(14, 26), Act::Decide);
        }
    }
}
