//! Where the people of a file serve: units by any of their names, posts by title, tenures that would begin. A unit
//! nobody knows is an error with the names that come near; a post nobody knows would be set up and is listed.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::{DbError, Fault, Scope, Tx};

use super::incoming::{Incoming, Seat};
use super::units::{OFFICES, Units, normal};
use super::{PlannedPost, PlannedTenure, PostRef, finding};
use crate::formats::codes::Coded;
use crate::formats::{Finding, Place, Severity};
use crate::post::Category;
use crate::store::{post as posts, tenure as tenures};
use crate::tenure::TenureKind;
use crate::unit::UnitKind;

struct KnownPost {
    id: String,
    title: String,
    seats: i64,
    filled: i64,
    joining: i64,
}

struct Serves {
    unit: String,
    post: Option<String>,
    kind: TenureKind,
}

/// Units, posts and running tenures as the roster has them, and the posts the file adds.
pub(super) struct Places {
    units: Units,
    posts: HashMap<(String, String), KnownPost>,
    serving: HashMap<String, Vec<Serves>>,
    planned: Vec<PlannedPost>,
    planned_at: HashMap<(String, String), usize>,
    undated: Vec<Place>,
    unnamed: usize,
}

/// Title of whoever is in a unit without a post being named.
const UNNAMED: (&str, &str) = ("工作人员", "staff");

impl Places {
    pub(super) fn load(tx: &mut Tx<'_>, scope: &Scope) -> Result<Places, Fault> {
        let whole = Scope::county("who serves where decides whether a tenure of the file is new");
        let mut filled: HashMap<String, i64> = HashMap::new();
        let mut serving: HashMap<String, Vec<Serves>> = HashMap::new();
        tx.each(&whole, tenures::OPEN_OF_ALL, &[], |row| {
            let serves = Serves { unit: row.text(1)?, post: row.get(2)?, kind: row.get(3)? };
            if let (Some(post), TenureKind::Holds | TenureKind::Acts) = (&serves.post, serves.kind) {
                *filled.entry(post.clone()).or_default() += 1;
            }
            serving.entry(row.text(0)?).or_default().push(serves);
            Ok::<(), DbError>(())
        })?;
        let mut by_title = HashMap::new();
        for row in tx.rows(scope, posts::TITLES, &[])? {
            let (id, unit, title): (String, String, String) = (row.text(0)?, row.text(1)?, row.text(2)?);
            let filled = filled.get(&id).copied().unwrap_or_default();
            let post = KnownPost { id, title: title.clone(), seats: row.int(3)?, filled, joining: 0 };
            by_title.insert((unit, normal(&title)), post);
        }
        Ok(Places {
            units: Units::load(tx, scope)?,
            posts: by_title,
            serving,
            planned: Vec::new(),
            planned_at: HashMap::new(),
            undated: Vec::new(),
            unnamed: 0,
        })
    }

    /// The tenures a person of the file would begin. `of` is who they are in the roster, if they are in it.
    pub(super) fn tenures(
        &mut self,
        person: &Incoming,
        of: Option<&str>,
        today: Date,
        findings: &mut Vec<Finding>,
    ) -> Vec<PlannedTenure> {
        let mut begun: Vec<PlannedTenure> = Vec::new();
        for seat in &person.seats {
            let found = if seat.in_one_text {
                self.of_text(seat, of, findings)
            } else {
                self.of_columns(seat, findings)
            };
            for (unit, title) in found {
                let Some(tenure) = self.tenure(seat, unit, &title, of, today, findings) else { continue };
                let repeated = begun.iter().any(|other| {
                    (&other.unit, &other.post, other.kind) == (&tenure.unit, &tenure.post, tenure.kind)
                        && other.to == tenure.to
                });
                if !repeated {
                    begun.push(tenure);
                }
            }
        }
        begun
    }

    fn of_columns(&mut self, seat: &Seat, findings: &mut Vec<Finding>) -> Vec<(usize, String)> {
        let Some(unit) = self.units.of_seat(seat, findings) else { return Vec::new() };
        let overseeing = seat.kind.is_some_and(|kind| kind.code == "oversees");
        if seat.post.is_empty() && !overseeing {
            self.unnamed += 1;
            return vec![(unit, UNNAMED.0.to_owned())];
        }
        vec![(unit, if overseeing { String::new() } else { seat.post.clone() })]
    }

    /// Unit and posts out of one text such as 凤县双石铺镇党委副书记、镇长: the longest unit it begins with, then posts of that unit.
    fn of_text(&self, seat: &Seat, of: Option<&str>, findings: &mut Vec<Finding>) -> Vec<(usize, String)> {
        let text: Vec<char> = normal(&seat.post).chars().collect();
        let longest = self.units.starting(&text);
        if let Some((unit, end)) = longest
            && let Some(known) = self.units.get(unit)
        {
            let rest: String = text.iter().skip(end).collect();
            let parts = std::iter::once(rest.as_str())
                .chain(rest.split(['、', '，', ',']))
                .map(|part| OFFICES.iter().find_map(|office| part.strip_prefix(office)).unwrap_or(part));
            let mut titles: Vec<String> = Vec::new();
            for part in parts.chain(rest.split(['、', '，', ','])) {
                if let Some(post) = self.posts.get(&(known.id.clone(), part.to_owned()))
                    && !titles.contains(&post.title)
                {
                    titles.push(post.title.clone());
                }
            }
            if !titles.is_empty() {
                return titles.into_iter().map(|title| (unit, title)).collect();
            }
        }
        if of.is_none_or(|of| !self.serving.contains_key(of)) {
            findings.push(finding(
                Severity::Note,
                &seat.place,
                "post",
                (
                    format!("“现任职务”写的是{}，与现有单位、岗位对不上，不登记任职。", seat.post),
                    format!(
                        "the present post is {}, which matches no unit and post; no tenure begins.",
                        seat.post
                    ),
                ),
                ("导入后请在本人档案中登记任职。", "Begin the tenure on the person's page after the import."),
            ));
        }
        Vec::new()
    }

    fn tenure(
        &mut self,
        seat: &Seat,
        unit: usize,
        title: &str,
        of: Option<&str>,
        today: Date,
        findings: &mut Vec<Finding>,
    ) -> Option<PlannedTenure> {
        let known = self.units.get(unit)?;
        let (id, unit_name, unit_kind) = (known.id.clone(), known.name.clone(), known.kind);
        let kind = seat.kind.and_then(|kind| TenureKind::from_code(kind.code)).unwrap_or(TenureKind::Holds);
        let key = (id.clone(), normal(title));
        let existing = self.posts.get(&key).map(|post| post.id.clone());
        if self.already(of, &id, existing.as_deref(), title, kind) {
            return None;
        }
        let from = seat.from.and_then(|from| from.first_day());
        if from.is_some_and(|from| from > today) {
            findings.push(finding(
                Severity::Error,
                &seat.place,
                "tenure_from",
                ("“任职时间”晚于今天。".to_owned(), "the tenure would begin after today.".to_owned()),
                (
                    "请核对任职时间；尚未到任的，到任后再登记。",
                    "Check it; tenures to come are recorded when they come.",
                ),
            ));
            return None;
        }
        if from.is_none() && kind != TenureKind::Oversees {
            self.undated.push(seat.place.clone());
        }
        let to = seat.to.and_then(|to| to.first_day());
        if to.is_none() {
            self.concurrent(seat, of, kind, findings);
        }
        let post = match (title.is_empty(), existing) {
            (true, _) => PostRef::None,
            (false, Some(post)) => PostRef::Known(post),
            (false, None) => {
                PostRef::Planned(self.plan_post(key.clone(), seat, &unit_name, unit_kind, title))
            }
        };
        if to.is_none() && matches!(kind, TenureKind::Holds | TenureKind::Acts) {
            self.join(&key, &post);
        }
        let from = from.unwrap_or(to.unwrap_or(today));
        Some(PlannedTenure { unit: id, unit_name, post, post_title: title.to_owned(), kind, from, to })
    }

    fn already(
        &self,
        of: Option<&str>,
        unit: &str,
        post: Option<&str>,
        title: &str,
        kind: TenureKind,
    ) -> bool {
        let serving = of.and_then(|of| self.serving.get(of)).map_or(&[][..], Vec::as_slice);
        serving.iter().any(|serves| {
            // Somebody in the unit whose post the file does not name is not put into a second one.
            serves.unit == unit
                && serves.kind == kind
                && (serves.post.as_deref() == post || title == UNNAMED.0)
        })
    }

    /// A further post beside one already held is possible, but more often a move whose end was not recorded.
    fn concurrent(&self, seat: &Seat, of: Option<&str>, kind: TenureKind, findings: &mut Vec<Finding>) {
        let Some(serving) = of.and_then(|of| self.serving.get(of)) else { return };
        if kind != TenureKind::Holds || !serving.iter().any(|serves| serves.kind == TenureKind::Holds) {
            return;
        }
        findings.push(finding(
            Severity::Warning,
            &seat.place,
            "post",
            (
                "此人在名册中已另有任职，导入后两职并存。".to_owned(),
                "the person already holds a post; after the import they hold both.".to_owned(),
            ),
            (
                "确属兼任的可以导入；属于调任的，请先登记免去原职。",
                "Import it if they hold both; if they moved, end the earlier tenure first.",
            ),
        ));
    }

    fn plan_post(
        &mut self,
        key: (String, String),
        seat: &Seat,
        unit_name: &str,
        kind: UnitKind,
        title: &str,
    ) -> usize {
        if let Some(at) = self.planned_at.get(&key) {
            return *at;
        }
        self.planned.push(PlannedPost {
            unit: key.0.clone(),
            unit_name: unit_name.to_owned(),
            title: title.to_owned(),
            category: category(seat.category, kind),
            level: seat.level.clone(),
            seats: 0,
        });
        self.planned_at.insert(key, self.planned.len() - 1);
        self.planned.len() - 1
    }

    fn join(&mut self, key: &(String, String), post: &PostRef) {
        match post {
            PostRef::Planned(at) => {
                if let Some(post) = self.planned.get_mut(*at) {
                    post.seats += 1;
                }
            }
            PostRef::Known(_) => {
                if let Some(post) = self.posts.get_mut(key) {
                    post.joining += 1;
                }
            }
            PostRef::None => {}
        }
    }

    /// The posts that would be set up, and what is to be said about posts and dates as a whole.
    pub(super) fn finish(mut self, findings: &mut Vec<Finding>) -> Vec<PlannedPost> {
        for ((unit, _), post) in &self.posts {
            if post.joining > 0 && post.filled + post.joining > post.seats {
                let unit = self.units.name(unit);
                findings.push(overfull(unit, post));
            }
        }
        if let Some(first) = self.undated.first() {
            findings.push(undated(first, self.undated.len()));
        }
        if self.unnamed > 0 {
            findings.push(unnamed(self.unnamed));
        }
        for post in &mut self.planned {
            post.seats = post.seats.clamp(1, 999);
        }
        self.planned
    }
}

fn category(given: Option<Coded>, kind: UnitKind) -> Category {
    match given.map(|given| given.code) {
        Some("enforcement") => Category::Enforcement,
        Some("technical") => Category::Technical,
        Some("institution") => Category::Institution,
        Some("village_community") => Category::Village,
        Some("general") => Category::General,
        _ => match kind {
            UnitKind::Village | UnitKind::Community => Category::Village,
            UnitKind::Institution => Category::Institution,
            _ => Category::General,
        },
    }
}

fn overfull(unit: &str, post: &KnownPost) -> Finding {
    finding(
        Severity::Warning,
        &Place::whole(),
        "post",
        (
            format!(
                "：{unit}“{}”职数 {}，导入后有 {} 人。",
                post.title,
                post.seats,
                post.filled + post.joining
            ),
            format!(
                "{unit}, {}: {} seats, {} people after the import.",
                post.title,
                post.seats,
                post.filled + post.joining
            ),
        ),
        (
            "确属超职数的可以导入；否则请先登记免职或增加职数。",
            "Import it if that is so; otherwise end tenures or add seats first.",
        ),
    )
}

fn undated(first: &Place, count: usize) -> Finding {
    finding(
        Severity::Warning,
        first,
        "tenure_from",
        (
            format!("等 {count} 处没有写“任职时间”，将按导入当天登记。"),
            format!(
                "here and in {} further places the tenure has no first day; the day of the import is taken.",
                count - 1
            ),
        ),
        (
            "请尽量补上任职时间；导入后也可在本人档案中更正。",
            "Add it if you can; it can be corrected on the person's page later.",
        ),
    )
}

fn unnamed(count: usize) -> Finding {
    finding(
        Severity::Note,
        &Place::whole(),
        "post",
        (
            format!("有 {count} 处没有写“职务”，将登记为“{}”。", UNNAMED.0),
            format!("{count} rows name no post; they are recorded as {} ({}).", UNNAMED.0, UNNAMED.1),
        ),
        ("请尽量写明职务，以便编写岗位说明书。", "Name the post if you can, so that it can be described."),
    )
}
