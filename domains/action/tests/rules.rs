//! The rules of the room, case by case from `rules/*.toml`: levels of sets and roads of transfer.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use action::level::{Element, Facts, Wanted, design};
use action::transfer::road::{Answers, Road, Thought, classify};
use serde::Deserialize;

#[derive(Deserialize)]
struct Levels {
    case: Vec<LevelCase>,
}

#[derive(Deserialize)]
struct LevelCase {
    name: String,
    wanted: Option<Vec<Wanted>>,
    members: Option<u32>,
    goals: Option<u32>,
    months: Option<u32>,
    owner: Option<bool>,
    sponsor: Option<bool>,
    experts: Option<bool>,
    presentation: Option<bool>,
    implementation: Option<bool>,
    diagnosis: Option<bool>,
    coach: Option<bool>,
    agreed: Option<Vec<Element>>,
    level: u8,
    missing: Vec<Element>,
    barred: Option<Vec<Element>>,
}

impl LevelCase {
    fn facts(&self) -> Facts {
        let all = Element::ALL.iter().copied().filter(|one| one.is_agreed_by_word()).collect();
        Facts {
            wanted: self.wanted.clone().unwrap_or_else(|| vec![Wanted::Renewal]),
            members: self.members.unwrap_or(8),
            owner: self.owner.unwrap_or(true),
            sponsor: self.sponsor.unwrap_or(true),
            experts: self.experts.unwrap_or(true),
            presentation: self.presentation.unwrap_or(true),
            implementation: self.implementation.unwrap_or(true),
            diagnosis: self.diagnosis.unwrap_or(true),
            coach: self.coach.unwrap_or(true),
            goals: self.goals.unwrap_or(8),
            months: self.months.unwrap_or(6),
            agreed: self.agreed.clone().unwrap_or(all),
        }
    }
}

#[test]
fn a_level_names_the_elements_it_lacks() {
    let all: Levels = toml::from_str(include_str!("rules/level.toml")).expect("cases");
    assert!(all.case.len() >= 15);
    for case in all.case {
        let said = design(&case.facts());
        let missing: Vec<Element> = said.missing().map(|needed| needed.element).collect();
        assert_eq!((said.level, missing), (case.level, case.missing), "{}", case.name);
        if let Some(barred) = case.barred {
            let said: Vec<Element> = said.barred().map(|needed| needed.element).collect();
            assert_eq!(said, barred, "{}", case.name);
        }
    }
}

#[test]
fn every_element_is_asked_for_from_its_level_on() {
    for element in Element::ALL {
        for wanted in Wanted::ALL {
            let facts = Facts { wanted: vec![*wanted], ..Facts::default() };
            let asked = design(&facts).needed.iter().any(|needed| needed.element == *element);
            assert_eq!(asked, wanted.level() >= element.level(), "{element:?} {wanted:?}");
        }
    }
}

#[derive(Deserialize)]
struct Roads {
    case: Vec<RoadCase>,
}

#[derive(Deserialize)]
struct RoadCase {
    name: String,
    alike: bool,
    thought: Thought,
    principle: bool,
    road: Road,
    why: String,
    next: Option<String>,
}

#[test]
fn an_attempt_is_classified_by_its_three_answers() {
    let all: Roads = toml::from_str(include_str!("rules/road.toml")).expect("cases");
    assert!(all.case.len() >= 8);
    for case in all.case {
        let said = classify(&Answers { alike: case.alike, thought: case.thought, principle: case.principle });
        assert_eq!(said.road, case.road, "{}", case.name);
        assert!(said.why.zh.contains(&case.why), "{}: {}", case.name, said.why.zh);
        match case.next {
            Some(next) => {
                assert!(
                    said.next.as_ref().is_some_and(|said| said.zh.contains(&next)),
                    "{}: {:?}",
                    case.name,
                    said.next
                );
            }
            None => assert_eq!(said.next, None, "{}", case.name),
        }
    }
}
