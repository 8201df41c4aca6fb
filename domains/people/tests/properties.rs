//! What must hold whatever is done: the tree of scopes is the closure of the parents, and nobody holds one post twice
//! at a time.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use std::collections::{BTreeMap, BTreeSet};

use ground::*;
use jiff::ToSpan;
use jiff::civil::date;
use kernel::testing::grounds;
use kernel::{Fault, Scope, Tx};
use people::person::{self, Kind, NewPerson, Sex};
use people::tenure::{self, TenureKind};
use people::unit::{self, UnitKind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const ALL: fn() -> Scope = || Scope::county("tests read everything");

/// The closure of the parents as it should be: unit, ancestor, depth.
fn expected(tx: &mut Tx<'_>) -> Result<BTreeSet<(String, String, i64)>, Fault> {
    let rows = tx.rows(&ALL(), "select u.id, u.parent_id from unit u order by u.id", &[])?;
    let mut parents: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in &rows {
        parents.insert(row.text(0)?, row.get(1)?);
    }
    let mut closure = BTreeSet::new();
    for unit in parents.keys() {
        let (mut at, mut depth) = (Some(unit.clone()), 0);
        while let Some(ancestor) = at {
            at = parents.get(&ancestor).cloned().flatten();
            closure.insert((unit.clone(), ancestor, depth));
            depth += 1;
        }
    }
    Ok(closure)
}

fn stored(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, Fault> {
    let rows = tx.rows(&ALL(), "select w.unit_id, w.ancestor_id, w.depth from unit_tree w", &[])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)?))).collect()
}

#[test]
fn the_tree_of_scopes_is_the_closure_of_the_parents_after_any_adds_moves_and_closings() {
    let steps = prop::collection::vec((0..4u8, 0..40usize, 0..40usize), 1..30);
    let mut runner = TestRunner::new(Config { cases: 12, ..Config::default() });
    let ran = runner.run(&steps, |steps| {
        for ground in grounds(&[people::schema()]) {
            let steps = steps.clone();
            let done: Result<(), Fault> = ground.county.write_now(move |tx| {
                let by = organiser();
                let mut units = vec![unit::add(tx, &by, &new_unit(None, "县", UnitKind::County))?];
                for (n, (what, a, b)) in steps.iter().enumerate() {
                    let (a, b) = (units[a % units.len()].clone(), units[b % units.len()].clone());
                    let done = match what {
                        0 | 1 => {
                            unit::add(tx, &by, &new_unit(Some(&a), &format!("单位{n}"), UnitKind::Office))
                                .map(|id| units.push(id))
                        }
                        2 => unit::move_under(tx, &by, &a, &b, date(2025, 1, 1), ""),
                        _ => unit::close(tx, &by, &a, date(2025, 1, 1), ""),
                    };
                    match done {
                        Ok(()) | Err(Fault::Refused(_)) => {}
                        Err(fault) => return Err(fault),
                    }
                }
                let rows = stored(tx)?;
                let distinct: BTreeSet<_> = rows.iter().cloned().collect();
                assert_eq!(rows.len(), distinct.len(), "no line twice");
                assert_eq!(distinct, expected(tx)?);
                Ok(())
            });
            done.expect("the tree holds");
        }
        Ok(())
    });
    ran.expect("every tree holds");
}

#[test]
fn nobody_holds_one_post_twice_at_a_time_and_no_post_is_overfilled() {
    let steps = prop::collection::vec((0..3u8, 0..3usize, 0..2usize, 0..400i64), 1..30);
    let mut runner = TestRunner::new(Config { cases: 12, ..Config::default() });
    let ran = runner.run(&steps, |steps| {
        for ground in grounds(&[people::schema()]) {
            let steps = steps.clone();
            let done: Result<(), Fault> = ground.county.write_now(move |tx| {
                let by = organiser();
                let small = build(tx)?;
                let third = NewPerson::named("李示例", Sex::Male, Kind::CivilServant);
                let people = [small.mayor.clone(), small.clerk.clone(), person::add(tx, &by, &third)?];
                let posts = [small.mayor_post.clone(), small.clerk_post.clone()];
                for (what, who, post, days) in steps.iter().copied() {
                    let on = date(2024, 1, 1).checked_add(days.days()).expect("a day");
                    let new =
                        new_tenure(&people[who], &small.town, Some(&posts[post]), TenureKind::Holds, on);
                    let done = match what {
                        0 | 1 => tenure::begin(tx, &by, &new).map(drop),
                        _ => match tenure::of_person(tx, &ALL(), &people[who])?.first() {
                            Some(tenure) => tenure::finish(tx, &by, &tenure.id.clone(), on, ""),
                            None => Ok(()),
                        },
                    };
                    match done {
                        Ok(()) | Err(Fault::Refused(_)) => {}
                        Err(fault) => return Err(fault),
                    }
                }
                let sql = "select count(*) from tenure a join tenure b on a.person_id = b.person_id \
                    and a.post_id = b.post_id and a.id < b.id and a.from_on <= coalesce(b.to_on, '9999') \
                    and b.from_on <= coalesce(a.to_on, '9999')";
                let twice = tx.row(&ALL(), sql, &[])?.expect("a count").int(0)?;
                assert_eq!(twice, 0, "nobody holds one post twice at a time");
                for day in 0..80 {
                    let on = date(2024, 1, 1).checked_add((day * 6).days()).expect("a day");
                    let filled = people::post::filled(tx, &ALL(), on)?;
                    assert!(filled.get(&small.mayor_post).is_none_or(|n| *n <= 1), "{on}");
                    assert!(filled.get(&small.clerk_post).is_none_or(|n| *n <= 3), "{on}");
                }
                Ok(())
            });
            done.expect("the tenures hold");
        }
        Ok(())
    });
    ran.expect("every history holds");
}
