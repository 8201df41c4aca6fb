//! Petitions: accepted or objected to, resolved with an opinion, reviewed twice, final.

use jiff::civil::date;
use law::rules::petition::Route;
use requests::coded::{Kind, State};
use requests::facts::Limit;
use requests::opinion::Opinion;
use requests::petition;
use requests::submission::Submitted;
use requests::{review, sorting};

use crate::ground::{Place, asked, book, refused, sorted};

fn opinion() -> Opinion {
    Opinion {
        request: "要求补发 2024 年粮食直补".into(),
        facts: "经查，补贴卡号登记有误，款项退回财政专户。".into(),
        opinion: "予以支持，3 月底前补发到位。".into(),
        basis: "《农业支持保护补贴资金管理办法》第十条。".into(),
    }
}

fn accept(
    place: &Place,
    taken: &Submitted,
    name: &'static str,
    route: Route,
) -> Result<Option<jiff::civil::Date>, kernel::Fault> {
    let id = taken.id.clone();
    place.write(name, move |tx, actor| {
        let limit = Limit { days: 30, working: true, basis: "某法第十条".into() };
        petition::accept(tx, actor, &book(), &id, (route, "您反映的事项已受理，由我镇办理。", Some(&limit)))
    })
}

fn answer(
    place: &Place,
    taken: &Submitted,
    name: &'static str,
    letter: Opinion,
) -> Result<(), kernel::Fault> {
    let id = taken.id.clone();
    place.write(name, move |tx, actor| petition::answer(tx, actor, &book(), &id, &letter))
}

#[test]
fn only_the_petition_procedure_starts_the_sixty_days() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "town");
        assert_eq!(place.now(&taken.id).due, Some(date(2026, 3, 17)));
        let due = accept(&place, &taken, "town-head", Route::Petition).expect("accepted");
        assert_eq!(due, Some(date(2026, 5, 1)));
        let duty = place.sorted(Kind::Petition, "town");
        assert_eq!(
            accept(&place, &duty, "town-head", Route::Duty).expect("accepted"),
            Some(date(2026, 4, 14))
        );
        assert_eq!(place.now(&duty.id).state, State::Handling);
        let courts = place.sorted(Kind::Petition, "town");
        accept(&place, &courts, "town-head", Route::Courts).expect("routed");
        assert_eq!(place.now(&courts.id).state, State::Routed);
    }
}

#[test]
fn an_objection_is_in_time_or_the_matter_counts_as_accepted() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "town");
        let late = place.sorted(Kind::Petition, "town");
        let object = |taken: &Submitted| {
            let id = taken.id.clone();
            place.write("town-head", move |tx, actor| {
                petition::object(tx, actor, &book(), &id, "属水务局职权")
            })
        };
        place.on(date(2026, 3, 9));
        object(&taken).expect("objected");
        let settle = taken.id.clone();
        place
            .write("desk", move |tx, actor| petition::settle(tx, actor, &book(), &settle, ("water", "")))
            .expect("settled");
        let now = place.now(&taken.id);
        assert_eq!((now.unit.as_deref(), now.due), (Some("water"), Some(date(2026, 3, 24))));
        place.on(date(2026, 3, 10));
        assert!(refused(object(&late)).contains("2026-03-09"));
    }
}

#[test]
fn an_opinion_without_its_basis_is_refused_and_with_all_four_goes_out_with_the_remedy() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "town");
        accept(&place, &taken, "town-head", Route::Petition).expect("accepted");
        let without = Opinion { basis: String::new(), ..opinion() };
        assert!(refused(answer(&place, &taken, "town-head", without)).contains("legal basis"));
        answer(&place, &taken, "town-head", opinion()).expect("answered");
        let letter = place
            .resident(&taken, |tx, found| Ok(requests::request::said(tx, &found.id)?))
            .expect("said")
            .into_iter()
            .find(|one| one.kind == "opinion")
            .expect("a letter");
        assert!(
            letter.body.contains("四、法律法规依据")
                && letter.body.contains("30日内（2026年4月1日（含当日）前）")
        );
    }
}

#[test]
fn more_time_is_thirty_days_by_the_head_with_a_reason_told() {
    let place = Place::one();
    let taken = place.sorted(Kind::Petition, "works");
    accept(&place, &taken, "works", Route::Petition).expect("accepted");
    let (a, b, c) = (taken.id.clone(), taken.id.clone(), taken.id.clone());
    place.write("works", move |tx, actor| petition::ask_extension(tx, actor, &a, "需要鉴定")).expect("asked");
    let silent = place
        .write("works-head", move |tx, actor| petition::decide_extension(tx, actor, &book(), &b, (true, "")));
    assert!(refused(silent).contains("told the reason"));
    let due = place
        .write("works-head", move |tx, actor| {
            petition::decide_extension(tx, actor, &book(), &c, (true, "等待鉴定"))
        })
        .expect("agreed");
    assert_eq!(due, Some(date(2026, 5, 31)));
}

#[test]
fn a_review_goes_to_the_office_above_and_the_re_review_is_final() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "village");
        accept(&place, &taken, "village-head", Route::Petition).expect("accepted");
        answer(&place, &taken, "village-head", opinion()).expect("answered");
        let ask = || place.resident(&taken, |tx, found| review::ask(tx, &book(), &found, "事实没有查清"));
        place.on(date(2026, 3, 20));
        assert_eq!(ask().expect("asked"), date(2026, 4, 19));
        assert_eq!(place.todos("town-head"), [("request-review".to_owned(), "review".to_owned())]);
        let decide = |name: &'static str, days: u32| {
            let id = taken.id.clone();
            place.write(name, move |tx, actor| review::decide(tx, actor, &book(), &id, (&opinion(), days)))
        };
        assert!(refused(decide("village-head", 0)).contains("not yours"));
        assert!(refused(decide("town-head", 3)).contains("re-review"));
        decide("town-head", 0).expect("decided");
        place.on(date(2026, 4, 10));
        ask().expect("asked again");
        decide("desk", 5).expect("decided by the county");
        assert!(refused(ask()).contains("article 36"));
        let again = place.sorted(Kind::Petition, "village");
        let (id, earlier) = (again.id.clone(), taken.number.clone());
        place
            .write("village-head", move |tx, actor| {
                petition::refuse_again(tx, actor, &book(), &id, (&earlier, "同一事实和理由"))
            })
            .expect("refused by its clause");
        assert_eq!(place.now(&again.id).state, State::Refused);
        let fresh = place.sorted(Kind::Petition, "village");
        let (id, earlier) = (fresh.id, again.number.clone());
        assert!(
            refused(place.write("village-head", move |tx, actor| {
                petition::refuse_again(tx, actor, &book(), &id, (&earlier, "同一事实和理由"))
            }))
            .contains("was not re-reviewed")
        );
    }
}

#[test]
fn a_review_asked_for_after_thirty_days_is_too_late() {
    let place = Place::one();
    let taken = place.sorted(Kind::Petition, "town");
    accept(&place, &taken, "town-head", Route::Petition).expect("accepted");
    answer(&place, &taken, "town-head", opinion()).expect("answered");
    place.on(date(2026, 4, 2));
    let late = place.resident(&taken, |tx, found| review::ask(tx, &book(), &found, "不服"));
    assert!(refused(late).contains("2026-04-01"));
}

#[test]
fn more_than_five_do_not_come_together() {
    let place = Place::one();
    let taken = place.ask(asked("征地补偿"));
    let id = taken.id;
    let six = place.write("desk", move |tx, actor| {
        let how = sorting::Sorted { people: 6, ..sorted(Kind::Petition, "town") };
        sorting::sort(tx, actor, &book(), &id, &how).map(drop)
    });
    assert!(refused(six).contains("representatives"));
}

#[test]
fn a_duty_has_the_limit_of_its_law_and_no_review() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "town");
        let id = taken.id.clone();
        let without = place.write("town-head", move |tx, actor| {
            petition::accept(tx, actor, &book(), &id, (Route::Duty, "依法履行", None))
        });
        assert!(refused(without).contains("needs it"));
        accept(&place, &taken, "town-head", Route::Duty).expect("accepted");
        answer(&place, &taken, "town-head", opinion()).expect("answered");
        let ask = place.resident(&taken, |tx, found| review::ask(tx, &book(), &found, "不服"));
        assert!(refused(ask).contains("go to court"));
        let said =
            place.resident(&taken, |tx, found| Ok(requests::request::said(tx, &found.id)?)).expect("said");
        let letter = said.iter().find(|one| one.kind == "opinion").expect("a letter");
        assert!(letter.body.contains("行政诉讼") && !letter.body.contains("复查"), "{}", letter.body);
    }
}

#[test]
fn a_matter_nobody_objected_to_counts_as_accepted_on_the_last_day_to_object() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "town");
        place.on(date(2026, 3, 16));
        let due = accept(&place, &taken, "town-head", Route::Petition).expect("accepted");
        assert_eq!(due, Some(date(2026, 5, 8)), "sixty days from 9 March, not from the 16th");
    }
}

#[test]
fn more_time_is_not_given_once_the_time_is_over() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "works");
        accept(&place, &taken, "works", Route::Petition).expect("accepted");
        let ask = || {
            let id = taken.id.clone();
            place.write("works", move |tx, actor| petition::ask_extension(tx, actor, &id, "需要鉴定"))
        };
        place.on(date(2026, 5, 2));
        assert!(refused(ask()).contains("ended on 2026-05-01"));
        place.on(date(2026, 5, 1));
        ask().expect("asked on the last day");
        place.on(date(2026, 5, 2));
        let id = taken.id.clone();
        let late = place.write("works-head", move |tx, actor| {
            petition::decide_extension(tx, actor, &book(), &id, (true, "等待鉴定"))
        });
        assert!(refused(late).contains("ended on 2026-05-01"));
    }
}

#[test]
fn what_the_county_reviewed_is_re_reviewed_by_the_organ_above_it() {
    for place in Place::all() {
        let taken = place.sorted(Kind::Petition, "town");
        accept(&place, &taken, "town-head", Route::Petition).expect("accepted");
        answer(&place, &taken, "town-head", opinion()).expect("answered");
        let ask = || place.resident(&taken, |tx, found| review::ask(tx, &book(), &found, "事实没有查清"));
        let decide = || {
            let id = taken.id.clone();
            place.write("desk", move |tx, actor| review::decide(tx, actor, &book(), &id, (&opinion(), 0)))
        };
        ask().expect("asked");
        decide().expect("the county decides the review of a town");
        ask().expect("asked again");
        assert!(refused(decide()).contains("organ above the county"));
        let letter = |number: &str| {
            let (id, number) = (taken.id.clone(), number.to_owned());
            place.write("desk", move |tx, actor| {
                let letter = review::Letter {
                    organ: "示例市信访局".into(),
                    number: number.clone(),
                    on: Some(date(2026, 3, 2)),
                    words: "维持复查意见。".into(),
                };
                review::record_letter(tx, actor, &book(), &id, &letter)
            })
        };
        assert!(refused(letter("")).contains("number"));
        letter("市信复核〔2026〕3号").expect("recorded");
        assert!(refused(ask()).contains("article 36"));
    }
}

#[test]
fn the_time_to_ask_for_review_runs_from_the_day_the_letter_arrived() {
    for place in Place::all() {
        let by_post = requests::submission::Asked {
            name: "王示例".into(),
            post_address: "东街 8 号".into(),
            phone: "0000".into(),
            address: "示例村 1 号".into(),
            reply_by: Some(requests::coded::ReplyBy::Post),
            ..asked("要求补发粮食直补")
        };
        let taken = place.ask(by_post);
        let id = taken.id.clone();
        place
            .write("desk", move |tx, actor| {
                sorting::sort(tx, actor, &book(), &id, &sorted(Kind::Petition, "town")).map(drop)
            })
            .expect("sorted");
        accept(&place, &taken, "town-head", Route::Petition).expect("accepted");
        answer(&place, &taken, "town-head", opinion()).expect("answered");
        let said =
            place.resident(&taken, |tx, found| Ok(requests::request::said(tx, &found.id)?)).expect("said");
        let letter = said.iter().find(|one| one.kind == "opinion").expect("a letter");
        assert!(letter.body.contains("收到之日起30日内请求"), "{}", letter.body);
        place.on(date(2026, 3, 10));
        let deliver = |day| {
            let id = taken.id.clone();
            place.write("town-head", move |tx, actor| review::deliver(tx, actor, &book(), &id, day))
        };
        assert!(refused(deliver(date(2026, 3, 1))).contains("between"));
        deliver(date(2026, 3, 9)).expect("kept");
        assert!(refused(deliver(date(2026, 3, 9))).contains("known"));
        place.on(date(2026, 4, 8));
        let open = place.resident(&taken, |tx, found| review::open_to(&book(), &found, tx.today()));
        assert_eq!(open.expect("open"), Some((1, date(2026, 4, 8))));
        place.resident(&taken, |tx, found| review::ask(tx, &book(), &found, "不服")).expect("in time");
    }
}
