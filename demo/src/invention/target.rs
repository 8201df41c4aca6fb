//! The targets of units, superior ones first, with which section carries them. Amounts of towns and villages vary by
//! chance around the data's. Not here: who in the section carries how much (`living::targets`).

use super::unit::UnitPlan;
use crate::data::{Common, Data, Goal};
use crate::dice::Dice;

/// A target of a unit, without its year.
#[derive(Debug, Clone)]
pub struct TargetPlan {
    /// Position of its unit.
    pub unit: usize,
    /// Key inside the demo.
    pub key: String,
    /// Position of the superior target it carries.
    pub parent: Option<usize>,
    /// Title.
    pub title: String,
    /// plan, superior, duty-list, local.
    pub source: String,
    /// What is cited.
    pub cited: String,
    /// q, m, r, s.
    pub measure: char,
    /// Unit of a quantity.
    pub unit_word: String,
    /// Where it stood.
    pub base: Option<f64>,
    /// Where it is to stand.
    pub goal: Option<f64>,
    /// Last day, MM-DD.
    pub due: String,
    /// In hundredths of the unit's 100.
    pub weight: i64,
    /// Evidence wanted.
    pub want: String,
    /// Which emphasis it is judged with: general, enforcement, technical.
    pub emphasis: &'static str,
    /// Section that carries it; `None`: everybody in the unit.
    pub section: Option<String>,
    /// Key of the office that leads on it, for the county's own.
    pub office: Option<String>,
    /// What people write about work on it.
    pub notes: Vec<String>,
}

/// All targets of one year.
#[must_use]
pub fn invent(data: &Data, units: &[UnitPlan], dice: &Dice) -> Vec<TargetPlan> {
    let mut targets: Vec<TargetPlan> = Vec::new();
    let even = 10_000 / data.towns.county.len().max(1) as i64;
    for common in &data.towns.county {
        let mut target = of_common(common, 0, None);
        target.weight = even;
        target.office = common.office.clone();
        targets.push(target);
    }
    for (unit, plan) in units.iter().enumerate() {
        match plan.kind {
            "office" | "institution" => office(data, (unit, plan), &mut targets),
            "township" => group(&data.towns.town, (unit, 0), dice, &mut targets),
            "village" => group(&data.towns.village, (unit, plan.parent.unwrap_or(0)), dice, &mut targets),
            "community" => group(&data.towns.community, (unit, plan.parent.unwrap_or(0)), dice, &mut targets),
            _ => {}
        }
    }
    targets
}

fn of_goal(goal: &Goal, (unit, key, title): (usize, &str, &str)) -> TargetPlan {
    let source = if goal.src.is_empty() { "plan" } else { &goal.src };
    let cited = if goal.cited.is_empty() { cited_by_default(source) } else { &goal.cited };
    TargetPlan {
        unit,
        key: key.to_owned(),
        parent: None,
        title: title.to_owned(),
        source: source.to_owned(),
        cited: cited.to_owned(),
        measure: goal.m.chars().next().unwrap_or('q'),
        unit_word: if goal.m == "r" { "分".to_owned() } else { goal.unit.clone() },
        base: goal.base,
        goal: goal.goal,
        due: goal.due.clone().unwrap_or_else(|| "12-31".to_owned()),
        weight: 0,
        want: goal.want.clone(),
        emphasis: "general",
        section: None,
        office: None,
        notes: goal.notes.clone(),
    }
}

fn cited_by_default(source: &str) -> &'static str {
    match source {
        "superior" => "市对县年度目标任务（演示）",
        "duty-list" => "本单位履职事项清单（演示）",
        "local" => "本单位年度工作要点（演示）",
        _ => "县委县政府年度重点工作安排（演示）",
    }
}

fn of_common(common: &Common, unit: usize, parent: Option<usize>) -> TargetPlan {
    let mut target = of_goal(&common.goal, (unit, &common.key, &common.title));
    if parent.is_some() {
        target.source = "superior".to_owned();
        target.cited = "上级目标分解（演示）".to_owned();
    }
    target.parent = parent;
    target.weight = common.weight;
    target.section = Some(common.by.clone()).filter(|section| !section.is_empty());
    target
}

fn find(targets: &[TargetPlan], unit: usize, key: &str) -> Option<usize> {
    targets.iter().position(|target| target.unit == unit && target.key == key)
}

fn office(data: &Data, (unit, plan): (usize, &UnitPlan), targets: &mut Vec<TargetPlan>) {
    let Some(office) = data.offices.iter().find(|office| office.key == plan.key) else { return };
    for (position, line) in office.lines.iter().enumerate() {
        let mut target = of_goal(&line.goal, (unit, &format!("line-{position}"), &line.target));
        target.weight = 2_500;
        target.section = Some(line.section.clone());
        target.emphasis = match line.class.as_str() {
            "e" => "enforcement",
            "t" => "technical",
            _ => "general",
        };
        target.parent = line.up.as_deref().and_then(|key| find(targets, 0, key));
        let beside =
            data.towns.by_class.iter().find(|common| common.by == line.class && target.measure == 'q');
        target.weight -= beside.map_or(0, |common| common.weight);
        let emphasis = target.emphasis;
        targets.push(target);
        if let Some(common) = beside {
            let mut target = of_common(common, unit, None);
            target.key = format!("{}-{position}", common.key);
            target.title = common.title.replace("{section}", &line.section);
            target.section = Some(line.section.clone());
            target.emphasis = emphasis;
            targets.push(target);
        }
    }
    for common in &data.towns.common {
        let parent = common.up.as_deref().and_then(|key| find(targets, 0, key));
        targets.push(of_common(common, unit, parent));
    }
}

fn group(commons: &[Common], (unit, above): (usize, usize), dice: &Dice, targets: &mut Vec<TargetPlan>) {
    for (position, common) in commons.iter().enumerate() {
        let parent = common.up.as_deref().and_then(|key| find(targets, above, key));
        let mut target = of_common(common, unit, parent);
        target.emphasis = match common.by.as_str() {
            "综合行政执法队" => "enforcement",
            "农业综合服务站" => "technical",
            _ => "general",
        };
        let mut throws = dice.throws("amount", unit * 32 + position);
        let share = f64::from(throws.between(80, 120)) / 100.0;
        if target.measure == 'q' && !target.unit_word.contains('%') {
            target.base = target.base.map(|amount| (amount * share).round());
            target.goal = target.goal.map(|amount| (amount * share).round().max(1.0));
        }
        targets.push(target);
    }
}
