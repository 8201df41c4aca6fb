//! What is stored tells nobody who answered what.

use diagnosis::analysis::Cuts;
use diagnosis::bank::Wave;
use diagnosis::code::{hash_of, pseudonym_of};
use diagnosis::terms::{self, Terms};
use kernel::{Scope, params};

use crate::ground::{LAST, Place, answers, refused};

fn all(place: &Place, sql: &'static str) -> Vec<Vec<String>> {
    let read = place.read("tr", move |tx, _| {
        let scope = Scope::county("a test looks at everything");
        let rows = tx.rows(&scope, sql, params![])?;
        Ok(rows
            .iter()
            .map(|row| (0..3).filter_map(|at| row.get::<Option<String>>(at).ok().flatten()).collect())
            .collect())
    });
    read.expect("read")
}

#[test]
fn no_row_of_an_answer_names_a_person_a_code_or_a_time() {
    for place in Place::all() {
        let (_, slips) = place.open();
        place.pass(LAST);
        for (n, slip) in slips.iter().enumerate().take(12) {
            place.give(&slip.own, answers(n, Wave::Pulse)).expect("given");
        }
        let rows = all(&place, "select a.pseudonym, a.group_id, a.items from diagnosis_answer a");
        assert_eq!(rows.len(), 60, "places are made for everybody beforehand");
        for (n, slip) in slips.iter().enumerate() {
            let (hash, plain) = (hash_of(&slip.own), slip.own.replace('-', ""));
            let traces =
                rows.iter().flatten().filter(|cell| cell.contains(&hash[..16]) || cell.contains(&plain));
            assert_eq!(traces.count(), 0, "slip {n} can be traced");
        }
        let acts = all(
            &place,
            "select l.kind, l.person, l.about_person from ledger l where l.kind = 'diagnosis.answered'",
        );
        assert!(acts.len() == 12 && acts.iter().all(|act| act.len() == 1), "{acts:?}");
        let groups = all(&place, "select g.id, g.unit_id, g.study_id from diagnosis_group g");
        assert_eq!(
            groups.iter().filter(|row| row.len() == 3).count(),
            2,
            "units of three have no group of their own"
        );
    }
}

#[test]
fn the_order_of_the_rows_is_not_the_order_of_answering() {
    let place = Place::one();
    let (_, slips) = place.open();
    place.pass(LAST);
    let order = |place: &Place| -> Vec<String> {
        all(place, "select a.pseudonym, a.pseudonym, a.pseudonym from diagnosis_answer a where a.wave = 1")
            .into_iter()
            .map(|row| row[0].clone())
            .collect()
    };
    let before = order(&place);
    let mut sorted = before.clone();
    sorted.sort();
    assert_eq!(before, sorted, "places lie in the order of what is random");
    for slip in slips.iter().rev() {
        place.give(&slip.own, answers(1, Wave::Pulse)).expect("given");
    }
    assert_eq!(order(&place), before);
}

#[test]
fn after_the_second_wave_nobody_can_make_a_pseudonym_again() {
    for place in Place::all() {
        let (id, slips) = place.open();
        let secret = |place: &Place| {
            let id = id.clone();
            let read = place.read("tr", move |tx, _| {
                let scope = Scope::county("a test looks at everything");
                let row =
                    tx.row(&scope, "select s.secret from diagnosis_study s where s.id = $1", params![&id])?;
                Ok(row.map(|row| row.get::<Option<Vec<u8>>>(0)).transpose()?.flatten())
            });
            read.expect("read")
        };
        let key = secret(&place).expect("a key while it runs");
        let known = all(&place, "select a.pseudonym, a.study_id, a.group_id from diagnosis_answer a");
        let mine = pseudonym_of(&key, &slips[0].own);
        assert!(known.iter().any(|row| row[0] == mine), "with the code itself the waves pair");
        let later = place.wave(&id, Wave::Later);
        place.pass(LAST);
        place.pass(later.opens_on);
        place.pass(later.opens_on);
        place.pass(later.closes_on.tomorrow().expect("a day"));
        assert_eq!(secret(&place), None);
        assert!(all(&place, "select c.hash, c.study_id, c.group_id from diagnosis_code c").is_empty());
    }
}

fn sizes(place: &Place) -> Vec<i64> {
    let read = place.read("tr", |tx, _| {
        let scope = Scope::county("a test looks at everything");
        let rows = tx.rows(
            &scope,
            "select c.rows_in from diagnosis_count c where c.wave = 2 order by c.rows_in",
            &[],
        )?;
        Ok(rows.iter().map(|row| row.int(0)).collect::<Result<Vec<_>, _>>()?)
    });
    read.expect("read")
}

#[test]
fn kept_counts_stand_for_enough_people_and_are_put_together_when_more_are_asked_for() {
    for place in Place::all() {
        place.lived();
        assert_eq!(sizes(&place), [6, 10, 14]);
        let lower = Terms { least: 4, ..Terms::default() };
        assert!(
            refused(place.write("tr", move |tx, actor| terms::set(tx, actor, &lower)))
                .contains("only be raised")
        );
        let higher = Terms { least: 11, cuts: Cuts::default(), ..Terms::default() };
        place.write("tr", move |tx, actor| terms::set(tx, actor, &higher)).expect("set");
        assert_eq!(sizes(&place), [14, 16], "six and ten are told together");
    }
}
