//! What is refused, and what is not even there: other people's letters and entries.

use duty::letter::{self, NewComment};
use duty::{cycle, evidence, share, target};
use kernel::Fault;

use crate::ground::{Town, book, refused};
use crate::{letters, targets};

fn absent<T: std::fmt::Debug>(result: Result<T, Fault>) {
    assert!(matches!(result, Err(Fault::NotFound)), "{result:?}");
}

#[test]
fn only_the_organisation_department_opens_and_moves_a_year() {
    for town in Town::all() {
        for who in ["a", "h", "k"] {
            let id = town.cycle();
            let moved =
                town.write(who, move |tx, actor| cycle::advance(tx, actor, &id, cycle::State::Agreed, ""));
            assert!(refused(moved).contains("组织部门"));
        }
        let id = town.cycle();
        let jumped =
            town.write("o", move |tx, actor| cycle::advance(tx, actor, &id, cycle::State::Closed, "快"));
        assert!(refused(jumped).contains("不能转入"));
    }
}

#[test]
fn a_years_number_dates_and_scheme_are_checked_by_field() {
    for town in Town::all() {
        let opened = town.write("o", |tx, actor| {
            let dates = cycle::Dates {
                letters_by: jiff::civil::date(2026, 3, 31),
                assessment_by: jiff::civil::date(2026, 3, 1),
                publicity_from: None,
            };
            let scheme = duty::scheme::Scheme { min_group: 1, ..duty::scheme::Scheme::default() };
            cycle::open(tx, actor, 2027, dates, &scheme)
        });
        let Err(Fault::Refused(refusals)) = opened else { panic!("opened") };
        let fields: Vec<&str> = refusals.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["min_group", "letters_by", "assessment_by"]);
        let twice = town.write("o", |tx, actor| {
            let dates = cycle::Dates {
                letters_by: jiff::civil::date(2026, 3, 31),
                assessment_by: jiff::civil::date(2026, 12, 31),
                publicity_from: None,
            };
            cycle::open(tx, actor, 2026, dates, &duty::scheme::Scheme::default())
        });
        assert!(refused(twice).contains("已经建立"));
    }
}

#[test]
fn other_peoples_letters_and_entries_are_not_there() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        letters::agree_all(&town);
        let mine = town.letter_of("a");
        for who in ["b", "v"] {
            let id = mine.clone();
            absent(town.read(who, move |tx, scope| letter::find(tx, scope, &id)));
            let id = mine.clone();
            let comments = vec![NewComment { item: None, body: "不同意".into() }];
            absent(town.write(who, move |tx, actor| letter::contest(tx, actor, &book(), &id, &comments)));
        }
        absent(town.sign("b", &mine));
        let item = town.items(&mine)[0].id.clone();
        let new = town.entry("phone-0009", &[(&item, 3)]);
        let entry = town.write("a", move |tx, actor| evidence::enter(tx, actor, &new)).expect("entered").id;
        let id = entry.clone();
        absent(town.read("b", move |tx, scope| evidence::find(tx, scope, &id)));
        let id = entry.clone();
        absent(town.write("b", move |tx, actor| evidence::withdraw(tx, actor, &id, "x")));
        for who in ["h", "k", "o"] {
            let id = entry.clone();
            town.read(who, move |tx, scope| evidence::find(tx, scope, &id))
                .expect("whoever answers for the unit sees it");
        }
        let supported =
            town.read("b", move |tx, scope| Ok(evidence::of_item(tx, scope, &item)?)).expect("read");
        assert_eq!(supported, Vec::new(), "an item out of reach has no evidence");
    }
}

#[test]
fn a_village_does_not_see_or_touch_the_towns_targets() {
    for town in Town::all() {
        let id = targets::draft(&town, targets::households("完成低保对象入户核查", 120, 10_000));
        let of_town = id.clone();
        absent(town.read("v", move |tx, scope| target::find(tx, scope, &of_town)));
        let of_town = id.clone();
        absent(town.write("v", move |tx, actor| share::divide(tx, actor, &of_town, &[])));
        let cycle = town.cycle();
        let new = targets::households("别人的目标", 1, 100);
        absent(town.write("v", move |tx, actor| target::add(tx, actor, (&cycle, "town"), None, &new)));
        let cycle = town.cycle();
        let new = targets::households("自己给自己定", 1, 100);
        absent(town.write("a", move |tx, actor| target::add(tx, actor, (&cycle, "town"), None, &new)));
    }
}

#[test]
fn letters_are_generated_by_the_unit_or_the_organisation_department_once_targets_are_adopted() {
    for town in Town::all() {
        let cycle = town.cycle();
        let early =
            town.write("h", move |tx, actor| letter::generate(tx, actor, &book(), &cycle, Some("town")));
        assert!(refused(early).contains("目标审定之后"));
        targets::divide_and_agree(&town);
        let cycle = town.cycle();
        let all = town.write("h", move |tx, actor| letter::generate(tx, actor, &book(), &cycle, None));
        assert!(refused(all).contains("组织部门"));
        let cycle = town.cycle();
        let by_cadre =
            town.write("a", move |tx, actor| letter::generate(tx, actor, &book(), &cycle, Some("town")));
        assert!(refused(by_cadre).contains("负责人"));
        let cycle = town.cycle();
        let own =
            town.write("h", move |tx, actor| letter::generate(tx, actor, &book(), &cycle, Some("town")));
        assert_eq!(own.expect("drafted").made.len(), 3);
        let cycle = town.cycle();
        let offered = town
            .write("h", move |tx, actor| letter::offer_all(tx, actor, &book(), &cycle, "town", "按方案执行"));
        assert_eq!(offered.expect("offered"), 2, "all but the head's own");
    }
}
