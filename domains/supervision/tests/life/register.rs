//! Declarations: who sees them and who does not, what is amended, and what they lead to when a counterpart is named.

use jiff::civil::date;
use kernel::ledger;
use kernel::{Fault, Scope};
use law::rules::recusal::Matter;
use supervision::recusal::{self, Asked, Counterpart};
use supervision::register::contact::{self, Gifts, NewContact, Occasion};
use supervision::register::{self, Holder, Kind, NewInterest, reading};

use crate::assert_intact;
use crate::ground::{Town, book, refused};

fn interest(firm: &str, holder: Holder) -> NewInterest {
    NewInterest {
        kind: Kind::Role,
        holder,
        firm: firm.into(),
        code: String::new(),
        what: "任监事".into(),
        from_on: Some(date(2020, 1, 1)),
        to_on: None,
    }
}

/// `a` declares what a relative does, and a contact.
pub fn declared(town: &Town) -> (String, String) {
    let one = town.write("a", |tx, actor| {
        register::declare(tx, actor, &interest("凤县大明建材有限公司", Holder::Sibling))
    });
    let other = town.write("a", |tx, actor| {
        let new = NewContact {
            firm: "凤县大明建材有限公司".into(),
            on: date(2026, 2, 27),
            occasion: Occasion::Visit,
            said: "了解复工情况".into(),
            gifts: Gifts::Refused,
            gift_note: String::new(),
        };
        contact::declare(tx, actor, &new)
    });
    (one.expect("an interest"), other.expect("a contact"))
}

#[test]
fn nobody_but_the_owner_and_an_inspector_who_says_why_sees_a_declaration() {
    for town in Town::all() {
        let (id, contact) = declared(&town);
        for who in ["h", "k", "s", "o", "w", "i", "b"] {
            let (one, other) = (id.clone(), contact.clone());
            let found = town.read(who, move |tx, actor, scope| {
                assert!(matches!(register::interest(tx, actor, &one), Err(Fault::NotFound)));
                assert!(matches!(contact::contact(tx, actor, &other), Err(Fault::NotFound)));
                // Even the scope of a role, were it used, would find nothing of anybody else.
                if scope.is_county() { Ok(Vec::new()) } else { Ok(register::interests(tx, scope, "a")?) }
            });
            assert_eq!(found.expect("read"), Vec::new(), "{who}");
            let read = town.read(who, |tx, actor, _| reading::read(tx, actor, "a"));
            match who {
                "i" => assert!(matches!(read, Err(Fault::NotFound)), "no reading without its reason"),
                _ => assert!(refused(read).contains("纪检监察"), "{who}"),
            }
            let acts = town.read(who, move |tx, actor, _| {
                Ok(ledger::history(tx, &actor.scope(kernel::Area::Power), "register", "a")?)
            });
            assert!(acts.expect("acts").is_empty() || who == "i", "{who}");
        }
        let own = town.read("a", |tx, _, _| Ok(register::interests(tx, &register::own("a"), "a")?));
        assert_eq!(own.expect("own").len(), 1);
    }
}

#[test]
fn a_stolen_database_does_not_tell_what_was_declared() {
    for town in Town::all() {
        declared(&town);
        let stored = town.read("a", |tx, _, _| {
            let scope = Scope::county("a test looks at what is stored");
            let mut all = Vec::new();
            for sql in ["select i.body from interest i", "select c.body from business_contact c"] {
                for row in tx.rows(&scope, sql, &[])? {
                    all.extend(row.get::<Option<Vec<u8>>>(0)?.unwrap_or_default());
                }
            }
            Ok(all)
        });
        let stored = stored.expect("stored");
        assert!(stored.len() > 200);
        for word in ["大明", "监事", "sibling", "了解复工情况"] {
            assert!(!stored.windows(word.len()).any(|part| part == word.as_bytes()), "{word} can be read");
        }
    }
}

/// `i` asks to read the declarations of `a`.
fn asked(town: &Town, why: &'static str) -> Result<String, Fault> {
    town.write("i", move |tx, actor| reading::ask(tx, actor, &book(), "a", why))
}

#[test]
fn declarations_are_opened_by_two_inspectors_for_a_day_and_the_owner_sees_each() {
    for town in Town::all() {
        declared(&town);
        assert!(refused(asked(&town, "  ")).contains("因何事"));
        let id = asked(&town, "核查砂场许可承办人的回避").expect("asked");
        let read = |who: &str| town.read(who, |tx, actor, _| reading::read(tx, actor, "a"));
        let open = |who: &str| {
            let of = id.clone();
            town.write(who, move |tx, actor| reading::open(tx, actor, &of))
        };
        let answer = |who: &str| {
            let of = id.clone();
            town.write(who, move |tx, actor| reading::answer(tx, actor, &book(), &of, (true, "")))
        };
        assert!(matches!(read("i"), Err(Fault::NotFound)), "asking alone opens nothing");
        assert!(refused(open("i")).contains("两人"));
        assert!(refused(answer("i")).contains("不能由申请人自己同意"));
        assert!(refused(answer("h")).contains("纪检监察"));
        assert_eq!(town.waits("j", "register-reading").len(), 1);
        assert!(town.waits("j", "register-reading").iter().all(|todo| !todo.title.zh.contains("东镇甲")));
        answer("j").expect("agreed");
        assert!(matches!(read("i"), Err(Fault::NotFound)), "it is not opened yet");
        assert!(refused(open("j")).contains("申请人"));
        open("i").expect("opened");
        let found = read("i").expect("read");
        assert_eq!((found.interests.len(), found.contacts.len()), (1, 1));
        assert!(matches!(read("j"), Err(Fault::NotFound)), "whoever agreed reads nothing");
        let seen = town.read("a", |tx, _, _| {
            let own = register::own("a");
            Ok((reading::readings(tx, &own, "a")?, kernel::seal::openings_of_owner(tx, &own, "a")?))
        });
        let (seen, openings) = seen.expect("readings");
        assert_eq!((seen.len(), openings.len()), (1, 1));
        assert_eq!(
            (seen[0].reader.as_str(), seen[0].purpose.as_str()),
            ("纪检示例", "核查砂场许可承办人的回避")
        );
        assert_eq!(seen[0].second, Some(("纪检第二人示例".to_owned(), true)));
        assert!(openings[0].opened_at.is_some() && openings[0].purpose == reading::SEAL.id);
        let head = town.write("h", |tx, actor| reading::ask(tx, actor, &book(), "a", "想看看"));
        assert!(refused(head).contains("纪检监察"));
        town.on(date(2026, 3, 3));
        assert!(matches!(read("i"), Err(Fault::NotFound)), "the day is over");
        refused(open("i"));
        assert_intact(&town);
    }
}

#[test]
fn a_declined_reading_stays_closed_and_nobody_agrees_to_reading_their_own() {
    for town in Town::all() {
        declared(&town);
        let id = asked(&town, "核查线索").expect("asked");
        let decline = |why: &'static str| {
            let of = id.clone();
            town.write("j", move |tx, actor| reading::answer(tx, actor, &book(), &of, (false, why)))
        };
        assert!(refused(decline("")).contains("理由"));
        decline("事由与本人职务无关").expect("declined");
        let of = id.clone();
        refused(town.write("i", move |tx, actor| reading::open(tx, actor, &of)));
        let about_j =
            town.write("i", |tx, actor| reading::ask(tx, actor, &book(), "j", "核查")).expect("asked");
        let own = town.write("j", move |tx, actor| reading::answer(tx, actor, &book(), &about_j, (true, "")));
        assert!(matches!(own, Err(Fault::NotFound)));
        assert_intact(&town);
    }
}

#[test]
fn whoever_declared_something_is_asked_to_confirm_it_before_the_year_ends() {
    for town in Town::all() {
        declared(&town);
        let look = || supervision::due::run(&town.ground.county, &book()).expect("a look");
        town.on(date(2026, 11, 29));
        assert_eq!(look(), 0, "its time has not come");
        town.on(date(2026, 12, 1));
        assert_eq!(look(), 1, "only one person declared anything");
        assert_eq!(look(), 0);
        let todo = town.waits("a", "register-confirmation").pop().expect("a to-do");
        assert_eq!(todo.due, Some(date(2026, 12, 31)));
        town.write("a", register::confirm).expect("confirmed");
        assert!(town.waits("a", "register-confirmation").is_empty());
        assert_eq!(look(), 0, "it is confirmed for this year");
        let plain = law::Rulebook::built_in().expect("the rulebook is sound");
        town.on(date(2027, 12, 10));
        assert_eq!(
            supervision::due::run(&town.ground.county, &plain).expect("a look"),
            0,
            "not confirmed by the county"
        );
        assert_intact(&town);
    }
}

#[test]
fn a_declaration_is_amended_and_the_wording_before_stays() {
    for town in Town::all() {
        let (id, talk) = declared(&town);
        let mut ended = interest("凤县大明建材有限公司", Holder::Sibling);
        ended.to_on = Some(date(2026, 2, 28));
        let (before, new) = (id.clone(), ended.clone());
        let next = town.write("a", move |tx, actor| register::amend(tx, actor, &before, &new));
        next.expect("amended");
        let twice = town.write("a", move |tx, actor| register::amend(tx, actor, &id, &ended));
        assert!(refused(twice).contains("已经更正过"));
        let all = town.read("a", |tx, _, _| Ok(register::interests(tx, &register::own("a"), "a")?));
        let all = all.expect("own");
        assert_eq!(all.len(), 2);
        assert_eq!(all.iter().filter(|one| one.replaced_at.is_none()).count(), 1);
        let handed = town.write("a", move |tx, actor| {
            let mut new = contact::contact(tx, actor, &talk)?.says;
            new.gifts = Gifts::HandedIn;
            contact::amend(tx, actor, &talk, &new)
        });
        assert!(refused(handed).contains("上交了什么"));
        let year = town.write("a", register::confirm).expect("confirmed");
        assert_eq!(year, 2026);
        let years = town.read("a", |tx, _, _| Ok(register::confirmed(tx, &register::own("a"), "a")?));
        assert_eq!(years.expect("years").first().map(|one| (one.0, one.1)), Some((2026, 2)));
    }
}

fn ask(town: &Town, who: &str, counterpart: &str) -> Result<String, Fault> {
    let asked = Asked {
        unit: "east".into(),
        counterpart: Counterpart { name: counterpart.into(), code: String::new() },
        matter: Matter::Administrative,
        about: "采砂许可申请".into(),
    };
    town.write(who, move |tx, actor| recusal::ask(tx, actor, &book(), &asked))
}

#[test]
fn whoever_asks_learns_yes_or_no_the_head_learns_who_the_person_learns_why() {
    for town in Town::all() {
        declared(&town);
        let clear = ask(&town, "h", "光明建材有限公司").expect("checked");
        let state = town.read("h", move |tx, actor, _| Ok(recusal::find(tx, actor, &clear)?.state));
        assert_eq!(state.expect("a check"), "clear");
        assert!(refused(ask(&town, "w", "凤县大明建材有限公司")).contains("本单位"));
        let id = ask(&town, "a", "凤县大明建材(有限公司)").expect("checked");
        let which = id.clone();
        for other in ["i", "k", "s", "o", "w", "b"] {
            let which = which.clone();
            let found = town.read(other, move |tx, actor, _| {
                assert_eq!(recusal::list(tx, actor, (0, 10))?.1, 0);
                recusal::find(tx, actor, &which)
            });
            assert!(matches!(found, Err(Fault::NotFound)), "{other} neither asked nor arranges");
        }
        let which = id.clone();
        let head = town.read("h", move |tx, actor, _| {
            let check = recusal::find(tx, actor, &which)?;
            recusal::who(tx, actor, &check)
        });
        let names: Vec<String> = head.expect("hits").into_iter().map(|hit| hit.name).collect();
        assert_eq!(names, ["东镇甲"]);
        assert_eq!(town.waits("h", "recusal").len(), 1);
        let mine = town.read("a", |tx, _, _| Ok(recusal::mine(tx, &Scope::own("a"), "a")?));
        let mine = mine.expect("mine");
        assert_eq!(mine.len(), 1);
        assert!(mine[0].decision.contains("REC-01") && !mine[0].ask);
        let which = id.clone();
        let other = town.write("w", move |tx, actor| recusal::arrange(tx, actor, &which, "由乙接办"));
        assert!(matches!(other, Err(Fault::NotFound)));
        town.write("h", move |tx, actor| recusal::arrange(tx, actor, &id, "由丙接办")).expect("arranged");
        assert!(town.waits("h", "recusal").is_empty());
        assert_intact(&town);
    }
}

#[test]
fn where_the_head_has_to_withdraw_the_head_above_arranges() {
    for town in Town::all() {
        let own = town.write("h", |tx, actor| {
            register::declare(tx, actor, &interest("凤县大明建材有限公司", Holder::Own))
        });
        own.expect("declared");
        let id = ask(&town, "a", "凤县大明建材有限公司").expect("checked");
        assert!(town.waits("h", "recusal").is_empty(), "nobody arranges their own withdrawal");
        assert_eq!(town.waits("k", "recusal").len(), 1);
        let which = id.clone();
        let own = town.write("h", move |tx, actor| recusal::arrange(tx, actor, &which, "由我自己办"));
        assert!(refused(own).contains("不由您办理"));
        let which = id.clone();
        town.write("k", move |tx, actor| recusal::arrange(tx, actor, &which, "由副镇长接办"))
            .expect("arranged");
        let asker = town.read("a", move |tx, actor, _| {
            let check = recusal::find(tx, actor, &id)?;
            recusal::who(tx, actor, &check)
        });
        assert_eq!(asker.expect("read"), Vec::new(), "whoever asked is not told who");
        assert_intact(&town);
    }
}

fn state_of(town: &Town, id: &str) -> String {
    let id = id.to_owned();
    town.read("a", move |tx, actor, _| Ok(recusal::find(tx, actor, &id)?.state)).expect("a check")
}

#[test]
fn nothing_is_arranged_before_the_person_has_said_whether_it_is_the_same() {
    for town in Town::all() {
        declared(&town);
        let say = |who: &str, id: &str, same: bool| {
            let id = id.to_owned();
            town.write(who, move |tx, actor| recusal::say(tx, actor, &book(), &id, same))
        };
        let id = ask(&town, "h", "大明建材厂").expect("checked");
        assert_eq!(state_of(&town, &id), "asking");
        assert!(town.waits("h", "recusal").is_empty());
        assert_eq!(town.waits("a", "recusal-statement").len(), 1);
        let which = id.clone();
        let early = town.write("h", move |tx, actor| recusal::arrange(tx, actor, &which, "由乙接办"));
        assert!(refused(early).contains("请先等本人说明"));
        assert!(matches!(say("h", &id, true), Err(Fault::NotFound)), "nobody says it for another");
        say("a", &id, true).expect("said");
        assert!(refused(say("a", &id, false)).contains("已经说明"));
        assert_eq!(state_of(&town, &id), "waiting");
        assert_eq!(town.waits("h", "recusal").len(), 1);
        let other = ask(&town, "h", "大明建材厂").expect("checked");
        say("a", &other, false).expect("said");
        assert_eq!(state_of(&town, &other), "clear");
        assert_eq!(town.waits("h", "recusal").len(), 1, "nothing to arrange");
        assert!(town.waits("a", "recusal-statement").is_empty());
        assert_intact(&town);
    }
}

#[test]
fn a_name_that_is_only_alike_is_a_question_and_what_has_ended_is_none() {
    for town in Town::all() {
        let (id, _) = declared(&town);
        let check = |name: &'static str, code: &'static str| {
            let found = town.read("a", move |tx, _, _| {
                let counterpart = Counterpart { name: name.into(), code: code.into() };
                Ok(recusal::check(tx, &book(), "a", (&counterpart, Matter::Petition))?)
            });
            let found = found.expect("a decision");
            found.value().map(|value| (value.withdraw, value.ask))
        };
        assert_eq!(check("凤县大明建材有限公司", ""), Some((true, false)));
        assert_eq!(check("大明建材厂", ""), Some((false, true)));
        assert_eq!(
            check("凤县大明建材有限公司", "91610330MA6X000001"),
            Some((true, false)),
            "no code declared"
        );
        assert_eq!(check("长青农业合作社", ""), Some((false, false)));
        let ended = town.write("a", move |tx, actor| {
            let mut new = register::interest(tx, actor, &id)?.says;
            new.to_on = Some(date(2026, 3, 1));
            new.code = "91610330MA6X000002".into();
            register::amend(tx, actor, &id, &new)
        });
        ended.expect("ended");
        assert_eq!(check("凤县大明建材有限公司", ""), Some((false, false)));
    }
}
