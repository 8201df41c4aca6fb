//! What is counted as it happens agrees with what is there.

use jiff::civil::date;
use kernel::Scope;
use oversight::count::{self, What};
use oversight::document::{self, State as DocumentState};
use oversight::item;
use oversight::town::task::{self, Move, NewTask};

use crate::ground::{County, book, law, on, publish, register};
use crate::towns;

fn live(county: &County) {
    let document = register(county);
    publish(county, "M-51", vec![law(), on(&document, false)]);
    let gone = publish(county, "M-52", vec![law()]);
    let of = gone.clone();
    county.write("m", move |tx, actor| item::ask_withdrawal(tx, actor, &book(), &of)).expect("asked");
    county
        .write("j", move |tx, actor| item::settle_withdrawal(tx, actor, &gone, (true, "")))
        .expect("agreed");
    let [basic, _, taken] = towns::set(county);
    for duty in [basic, taken] {
        let task = county
            .write("m", move |tx, actor| {
                let new = NewTask {
                    office: "civil".into(),
                    town: "town".into(),
                    title: "核查".into(),
                    what: "逐户核实。".into(),
                    due_on: date(2026, 4, 30),
                    duty: Some(duty.clone()),
                };
                task::send(tx, actor, &book(), &new)
            })
            .expect("sent or refused");
        if task.1 == task::State::Sent {
            county
                .write("z", move |tx, actor| task::take(tx, actor, &book(), &task.0, (Move::Accept, "")))
                .expect("accepted");
        }
    }
}

#[test]
fn kept_counts_are_what_counting_would_find_for_everybody() {
    for county in County::all() {
        live(&county);
        for who in ["j", "m", "z", "o"] {
            let found = county.read(who, move |tx, scope: &Scope| {
                let (items, tasks) =
                    (count::read(tx, scope, What::Item)?, count::read(tx, scope, What::Task)?);
                let documents = count::read(tx, scope, What::Document)?;
                for state in item::State::ALL {
                    let filter = item::Filter { state: state.code().to_owned(), ..item::Filter::default() };
                    assert_eq!(items.of(state.code()), item::list(tx, scope, &filter, (0, 0))?.1, "{who}");
                }
                for state in task::State::ALL {
                    let filter = task::Filter { state: state.code().to_owned(), ..task::Filter::default() };
                    assert_eq!(tasks.of(state.code()), task::list(tx, scope, &filter, (0, 0))?.1, "{who}");
                }
                let filter = document::Filter {
                    state: DocumentState::Issued.code().to_owned(),
                    ..document::Filter::default()
                };
                assert_eq!(documents.of("issued"), document::list(tx, scope, &filter, (0, 0))?.1, "{who}");
                Ok((items.all(), tasks.all()))
            });
            let (items, tasks) = found.expect("read");
            let expected = if who == "z" { (0, 2) } else { (2, 2) };
            assert_eq!((items, tasks), expected, "{who}");
        }
    }
}
