//! A roll that says who came late or left early: minutes within the session, and hours that follow them.

use std::collections::BTreeMap;

use kernel::Scope;
use training::class;
use training::form::Presence;
use training::roll::{self, Mark};

use crate::ground::{County, book, refused};

/// The first roll corrected: b2 came late and b3 left early; what is no part of the session is refused by field.
pub fn partly(county: &County, class: &str, session: &str) {
    let mark = |presence, minutes| Mark { presence, minutes };
    let kept = |b2: Mark, b3: Mark| {
        let (class, session) = (class.to_owned(), session.to_owned());
        county.write("a1", move |tx, actor| {
            let mut entries: BTreeMap<String, Mark> = class::learners(tx, &Scope::county("a test"), &class)?
                .into_iter()
                .map(|one| (one.person, Mark::from(Presence::Present)))
                .collect();
            entries.insert("b2".into(), b2);
            entries.insert("b3".into(), b3);
            roll::keep(tx, actor, &book(), (&class, &session), &entries)
        })
    };
    let there = Mark::from(Presence::Present);
    for wrong in [None, Some(0), Some(360), Some(361)] {
        let refusal = refused(kept(mark(Presence::Late, wrong), there));
        assert!(refusal.contains("b2示例迟到或早退") && refusal.contains("1–359"), "{refusal}");
    }
    assert!(refused(kept(mark(Presence::Absent, Some(30)), there)).contains("不填分钟"));
    kept(mark(Presence::Late, Some(300)), mark(Presence::Early, Some(359))).expect("corrected");
    let which = class.to_owned();
    let rolls =
        county.read("t", move |tx, _, _| Ok(roll::attendance(&roll::of_class(tx, &which)?))).expect("read");
    assert_eq!((rolls["b2"].minutes, rolls["b3"].minutes), (300, 359));
    assert_eq!(rolls["b2"].sessions[&Presence::Late], 1);
    assert_eq!(rolls["a1"].sessions[&Presence::Present], 1);
}
