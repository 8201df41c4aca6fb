//! Sealed values on both engines: who opens, who sees that it was opened, what cannot be opened. Not here: the
//! algorithms (beside them).

use jiff::civil::date;
use kernel::county::{County, Opening};
use kernel::ids::Entropy;
use kernel::ledger::{self, Act, Finding};
use kernel::procedure::Words;
use kernel::seal::{self, Keyring, Purpose, Sealing};
use kernel::testing::{Ground, actor, grounds};
use kernel::{Actor, DbError, Fault, Scope, Tx, params};
use serde_json::json;

const COMPLAINANT: Purpose =
    Purpose { id: "complainant", title: Words::new("投诉人身份", "Who complained"), two_people: true };
const NOTE: Purpose =
    Purpose { id: "notebook", title: Words::new("修身笔记", "Private notebook"), two_people: false };

fn note(tx: &mut Tx<'_>, kind: &'static str) -> Result<(), DbError> {
    let act =
        Act { kind, subject: ("request", "r1"), unit: None, person: None, facts: json!({}), decision: None };
    ledger::record(tx, &Actor::program(), &act).map(drop)
}

fn seal_one(ground: &Ground, purpose: &'static Purpose) -> String {
    let sealing = Sealing {
        purpose,
        subject: ("request", "r1"),
        owner: Some("p1"),
        opens_until: Some(date(2026, 3, 31)),
    };
    let sealed = ground.county.write_now(move |tx| {
        let id = seal::seal(tx, &sealing, "王某，139…".as_bytes())?;
        note(tx, "request.received")?;
        Ok::<_, DbError>(id)
    });
    sealed.expect("sealed")
}

fn refused<T>(result: Result<T, Fault>) -> String {
    match result {
        Err(Fault::Refused(refusals)) => refusals[0].text.en.clone(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[test]
fn two_people_open_a_complainants_name_and_the_owner_sees_who_and_why() {
    for ground in grounds(&[]) {
        let (first, second) = (actor("i1", &[]), actor("i2", &[]));
        let sealed = seal_one(&ground, &COMPLAINANT);
        let (by, of) = (first.clone(), sealed.clone());
        let opening = ground.county.write_now(move |tx| seal::ask(tx, &by, &of, "核实线索")).expect("asked");
        let with = |who: &Actor, what: fn(&mut Tx<'_>, &Actor, &str) -> Result<(), Fault>| {
            let (who, opening) = (who.clone(), opening.clone());
            ground.county.write_now(move |tx| what(tx, &who, &opening))
        };
        let try_open = |who: &Actor| {
            let (who, opening) = (who.clone(), opening.clone());
            ground.county.write_now(move |tx| seal::open(tx, &who, &COMPLAINANT, &opening))
        };
        assert!(refused(try_open(&first)).contains("Two people"));
        assert!(refused(with(&first, seal::agree)).contains("Somebody else"));
        with(&second, seal::agree).expect("agreed");
        assert!(refused(with(&second, seal::decline)).contains("answered already"));
        assert!(refused(try_open(&second)).contains("Only the one who asked"));
        assert_eq!(try_open(&first).expect("opened"), "王某，139…".as_bytes());
        assert!(refused(try_open(&first)).contains("opens once"));
        let seen = ground.county.read_now(|tx| seal::openings_of_owner(tx, &Scope::own("p1"), "p1"));
        let seen = seen.expect("read");
        assert_eq!((seen.len(), seen[0].reason.as_str()), (1, "核实线索"));
        assert_eq!(seen[0].second.as_ref().map(|one| one.1.as_str()), Some("i2"));
        assert!(seen[0].opened_at.is_some());
        let others = ground.county.read_now(|tx| seal::openings_of_owner(tx, &Scope::own("p2"), "p1"));
        assert!(others.expect("read").is_empty());
        let intact = ground.county.read_now(ledger::verify).expect("verified");
        assert!(matches!(intact, Finding::Intact { entries: 4, .. }), "{intact:?}");
    }
}

#[test]
fn what_was_agreed_to_opens_within_three_days_and_then_has_to_be_asked_again() {
    for ground in grounds(&[]) {
        let (who, other) = (actor("i1", &[]), actor("i2", &[]));
        let sealed = seal_one(&ground, &COMPLAINANT);
        let clock = ground.county.clock().clone();
        let pass = |hours: i64| clock.set(clock.now() + jiff::SignedDuration::from_hours(hours));
        let asked = || {
            let (by, of) = (who.clone(), sealed.clone());
            ground.county.write_now(move |tx| seal::ask(tx, &by, &of, "核实线索")).expect("asked")
        };
        let agreed = |opening: &str| {
            let (by, opening) = (other.clone(), opening.to_owned());
            ground.county.write_now(move |tx| seal::agree(tx, &by, &opening)).expect("agreed");
        };
        let open = |opening: &str| {
            let (by, opening) = (who.clone(), opening.to_owned());
            ground.county.write_now(move |tx| seal::open(tx, &by, &COMPLAINANT, &opening))
        };
        let late = asked();
        pass(100);
        agreed(&late);
        pass(72);
        assert!(refused(open(&late)).contains("within 72 hours"));
        let again = asked();
        agreed(&again);
        pass(71);
        assert!(open(&again).is_ok());
    }
}

#[test]
fn nothing_in_the_database_says_what_was_sealed() {
    for ground in grounds(&[]) {
        seal_one(&ground, &NOTE);
        let scope = Scope::county("a test looks at what is stored");
        let row = ground.county.read_now(move |tx| {
            tx.row(&scope, "select body, wrapped from sealed_value", params![])
                .map(|row| row.map(|row| (row.get::<Vec<u8>>(0), row.get::<Vec<u8>>(1))))
        });
        let (body, wrapped) = row.expect("read").expect("a value");
        let plain = "王某".as_bytes();
        for stored in [body.expect("its body"), wrapped.expect("its key")] {
            assert!(!stored.windows(plain.len()).any(|window| window == plain));
        }
    }
}

#[test]
fn after_its_last_day_or_its_destruction_a_value_does_not_open() {
    for ground in grounds(&[]) {
        let who = actor("i1", &[]);
        let sealed = seal_one(&ground, &NOTE);
        let (by, of) = (who.clone(), sealed.clone());
        let opening = ground.county.write_now(move |tx| seal::ask(tx, &by, &of, "查阅")).expect("asked");
        let (by, at) = (who.clone(), opening.clone());
        assert!(ground.county.write_now(move |tx| seal::open(tx, &by, &NOTE, &at)).is_ok());
        let gone = ground.county.write_now(move |tx| {
            note(tx, "request.erased")?;
            seal::destroy(tx, &sealed)
        });
        assert!(gone.expect("destroyed"));
        let after = ground.county.write_now(move |tx| seal::open(tx, &who, &NOTE, &opening));
        assert!(refused(after).contains("destroyed"));
    }
    for ground in grounds(&[]) {
        let who = actor("i1", &[]);
        let sealing =
            Sealing { purpose: &NOTE, subject: ("x", "1"), owner: None, opens_until: Some(date(2026, 3, 1)) };
        let late = ground.county.write_now(move |tx| {
            note(tx, "request.received")?;
            let sealed = seal::seal(tx, &sealing, b"late")?;
            seal::ask(tx, &who, &sealed, "查阅")
        });
        assert!(refused(late).contains("until 2026-03-01"));
    }
}

#[test]
fn a_value_moved_to_another_subject_or_opened_for_another_purpose_stays_shut() {
    for ground in grounds(&[]) {
        let who = actor("i1", &[]);
        let sealed = seal_one(&ground, &NOTE);
        let (by, of) = (who.clone(), sealed.clone());
        let opening = ground.county.write_now(move |tx| seal::ask(tx, &by, &of, "查阅")).expect("asked");
        let (by, at) = (who.clone(), opening.clone());
        let other = ground.county.write_now(move |tx| seal::open(tx, &by, &COMPLAINANT, &at));
        assert!(matches!(other, Err(Fault::NotFound)));
        let moved = ground.county.write_now(move |tx| {
            note(tx, "test.moved")?;
            tx.execute("update sealed_value set subject_id = $1", params!["r2"]).map_err(Fault::from)?;
            seal::open(tx, &who, &NOTE, &opening)
        });
        assert!(matches!(moved, Err(Fault::Db(DbError::Key(_)))));
    }
}

#[test]
fn after_a_rotation_old_values_open_and_are_moved_to_the_new_key() {
    for ground in grounds(&[]) {
        let who = actor("i1", &[]);
        let sealed: Vec<String> = (0..3).map(|_| seal_one(&ground, &NOTE)).collect();
        let moved = ground.county.write_now(|tx| {
            note(tx, "seal.rotated")?;
            seal::rotate(tx, &NOTE)?;
            Ok::<_, DbError>((
                seal::rewrap(tx, &NOTE, 2)?,
                seal::rewrap(tx, &NOTE, 2)?,
                seal::rewrap(tx, &NOTE, 2)?,
            ))
        });
        assert_eq!(moved.expect("rotated"), (2, 1, 0));
        for of in sealed {
            let by = who.clone();
            let opened = ground.county.write_now(move |tx| {
                let opening = seal::ask(tx, &by, &of, "查阅")?;
                seal::open(tx, &by, &NOTE, &opening)
            });
            assert_eq!(opened.expect("opened"), "王某，139…".as_bytes());
        }
    }
}

#[test]
fn another_master_key_opens_nothing_and_says_so() {
    for ground in grounds(&[]) {
        let who = actor("i1", &[]);
        let sealed = seal_one(&ground, &NOTE);
        let (place, clock) = (ground.place.clone(), ground.county.clock().clone());
        let Ground { county, .. } = &ground;
        let inspected = County::inspect(&Opening {
            place,
            clock,
            entropy: Entropy::seeded(8),
            keyring: Keyring::given(&"09".repeat(32)),
            readers: 1,
        });
        let asked = county.write_now(move |tx| seal::ask(tx, &who, &sealed, "查阅")).expect("asked");
        let who = actor("i1", &[]);
        // Reading threads cannot write the act of opening: it is the key that must be refused first.
        let opened = inspected.expect("inspected").read_now(move |tx| seal::open(tx, &who, &NOTE, &asked));
        assert!(matches!(opened, Err(Fault::Db(DbError::Key(_)))));
    }
}
