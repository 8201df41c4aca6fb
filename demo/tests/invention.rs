//! What is invented agrees with itself and with the published lists.

use demo::Plan;
use demo::invention::{Invention, citizen};

fn plan(people: u32) -> Plan {
    Plan { people, ..Plan::default() }
}

#[test]
fn the_county_has_the_towns_villages_and_communities_it_has_in_reality() {
    let county = Invention::of(plan(1200)).expect("an invention");
    let count = |kind: &str| county.units.iter().filter(|unit| unit.kind == kind).count();
    assert_eq!((count("township"), count("village"), count("community")), (9, 66, 4));
    assert_eq!(count("office") + count("institution"), 36);
    let moved = county.units.iter().find(|unit| unit.short == "留凤关镇").expect("the town");
    let code = |system: &str| moved.codes.iter().find(|code| code.0 == system).map(|code| code.2.clone());
    assert_eq!(code("NBS").as_deref(), Some("610330110000"));
    assert_eq!(code("MCA").as_deref(), Some("610330111000"));
}

#[test]
fn there_are_as_many_people_as_asked_for_and_every_staffed_unit_has_a_head() {
    for people in [48, 120, 700, 1200, 3000] {
        let county = Invention::of(plan(people)).expect("an invention");
        assert_eq!(county.people.len(), people as usize, "{people}");
        for unit in 0..county.units.len() {
            let staffed = county.in_unit(unit).count() > 0;
            assert_eq!(county.head_of(unit).is_some(), staffed, "{people}: {}", county.units[unit].name);
        }
    }
    let refused = Invention::of(plan(10)).expect_err("too few");
    assert!(refused.to_string().contains("not 10"));
}

#[test]
fn identity_numbers_are_all_in_the_reserved_sequence_valid_and_different() {
    let county = Invention::of(plan(3000)).expect("an invention");
    let mut seen = std::collections::HashSet::new();
    for person in &county.people {
        let number = &person.id_number;
        assert!(number.starts_with("610330"), "{number}");
        assert_eq!(&number[6..14], person.born.strftime("%Y%m%d").to_string());
        assert_eq!(&number[14..15], "9", "{number}");
        assert_eq!(citizen::check_character(&number[..17]), number.chars().last());
        assert_eq!(number.as_bytes()[16] % 2 == 1, person.male);
        assert!(seen.insert(number.clone()), "{number} twice");
    }
}

#[test]
fn the_weights_of_every_unit_sum_to_a_hundred_and_superior_targets_come_first() {
    let county = Invention::of(plan(1200)).expect("an invention");
    for unit in 0..county.units.len() {
        let weights: i64 =
            county.targets.iter().filter(|target| target.unit == unit).map(|target| target.weight).sum();
        assert_eq!(weights, 10_000, "{}", county.units[unit].name);
    }
    for (position, target) in county.targets.iter().enumerate() {
        assert!(target.parent.is_none_or(|parent| parent < position));
        assert!(!target.notes.is_empty() || target.unit == 0, "{}", target.title);
    }
}

#[test]
fn the_same_seed_invents_the_same_people_and_another_seed_others() {
    let names = |seed| {
        let plan = Plan { seed, ..plan(200) };
        let county = Invention::of(plan).expect("an invention");
        county.people.into_iter().map(|person| (person.name, person.id_number)).collect::<Vec<_>>()
    };
    assert_eq!(names(1), names(1));
    assert_ne!(names(1), names(2));
}

#[test]
fn posts_are_described_without_gaps_left_in_the_text() {
    let county = Invention::of(plan(1200)).expect("an invention");
    for post in &county.posts {
        for part in post.parts.iter().chain([&post.title]) {
            assert!(!part.is_empty() && !part.contains('{'), "{part}");
        }
    }
    assert!(county.posts.iter().any(|post| post.category == "enforcement"));
    assert!(county.posts.iter().any(|post| post.category == "technical"));
}

#[test]
fn what_befell_people_reaches_every_kind_and_nobody_twice() {
    let county = Invention::of(plan(1200)).expect("an invention");
    assert!(county.fates.len() >= 15, "{}", county.fates.len());
}
