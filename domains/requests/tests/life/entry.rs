//! The one form for residents and officers: what is sent twice is one request, a post address is asked only where it is wanted,
//! and what a resident reads carries no codes of the house.

use axum::http::StatusCode;
use jiff::civil::date;
use requests::coded::{Kind, ReplyBy};
use requests::submission::{self, Asked, Submitted};

use crate::ground::{Place, asked, book, who};
use crate::pages::{codes, open, upload};

/// What a form was drawn with.
const DRAWN: &str = "0123456789abcdef0123456789abcdef";

/// The names of the fields of a form on a page.
fn fields(page: &str, action: &str) -> Vec<String> {
    let from = page.find(&format!("action=\"{action}\"")).expect("the form");
    let form = page[from..].split("</form>").next().expect("a form");
    let mut names: Vec<String> =
        form.split(" name=\"").skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn drawn(page: &str) -> String {
    let at = page.find("name=\"drawn\" value=\"").expect("what it was drawn with");
    page[at + 20..].split('"').next().expect("a value").to_owned()
}

fn stored(place: &Place) -> i64 {
    let count = place.ground.county.read_now(|tx| {
        let scope = kernel::Scope::county("a test looks");
        let row = tx.row(&scope, "select count(*) from request", &[])?;
        row.map_or(Ok(0), |row| row.int(0))
    });
    count.expect("counted")
}

#[test]
fn a_form_sent_twice_is_one_request_and_tells_the_same_number_again() {
    let place = Place::one();
    let doors = open(&place);
    let (first, second) = (doors.get(None, "/open/requests/new"), doors.get(None, "/open/requests/new"));
    let key = drawn(&first.body);
    assert_ne!(key, drawn(&second.body), "each drawing has its own");
    let form = [("drawn", key.as_str()), ("body", "桥栏杆断了"), ("phone", "0917-1234567")];
    let photo: [(&str, &[u8]); 1] = [("a.png", b"\x89PNG\r\n\x1a\n0000")];
    let once = upload(&doors, None, "/open/requests/new", &form, &photo);
    let twice = upload(&doors, None, "/open/requests/new", &form, &photo);
    assert_eq!((once.status, twice.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(codes(&once.body), codes(&twice.body));
    assert!(twice.seen().contains("没有重复登记") && !once.seen().contains("没有重复登记"));
    assert_eq!(stored(&place), 1);
    let (number, secret) = codes(&twice.body);
    let page = doors.post(None, "/open/requests", &[("number", &number), ("secret", &secret)]);
    assert!(
        page.seen().contains("桥栏杆断了") && page.seen().matches("a.png").count() == 1,
        "{}",
        page.seen()
    );
    let other = [form[0], ("body", "桥面有坑"), form[2]];
    let other = upload(&doors, None, "/open/requests/new", &other, &[]);
    assert_ne!(codes(&other.body), codes(&once.body), "other words are another request");
    let plain = [("body", "桥栏杆断了")];
    let plain = [0, 1].map(|_| codes(&upload(&doors, None, "/open/requests/new", &plain, &[]).body));
    assert_ne!(plain[0], plain[1], "a form without what it was drawn with is always a new one");
    assert_eq!(stored(&place), 4);
}

#[test]
fn a_form_sent_again_after_midnight_is_still_the_same_and_the_next_day_a_new_one() {
    for place in Place::all() {
        let ask = |body: &str| -> Submitted { place.ask(Asked { drawn: DRAWN.into(), ..asked(body) }) };
        let first = ask("路灯不亮");
        place.on(date(2026, 3, 3));
        let again = ask("路灯不亮");
        assert_eq!((&first.number, &first.secret, first.due), (&again.number, &again.secret, again.due));
        assert!(again.again && !first.again);
        place.on(date(2026, 3, 5));
        assert_ne!(ask("路灯不亮").number, first.number);
    }
}

#[test]
fn what_one_officer_wrote_down_is_not_what_another_did() {
    for place in Place::all() {
        let ask = |name: &'static str| {
            let asked = Asked { drawn: DRAWN.into(), ..asked("井盖丢了") };
            let taken = place
                .write(name, move |tx, actor| submission::submit_for_caller(tx, actor, &book(), &asked, &[]));
            taken.expect("taken").number
        };
        assert_ne!(ask("desk"), ask("works"));
        assert_eq!(ask("desk"), ask("desk"));
    }
}

#[test]
fn officers_fill_in_the_form_that_residents_fill_in() {
    let place = Place::one();
    let doors = open(&place);
    let resident = fields(&doors.get(None, "/open/requests/new").body, "/open/requests/new");
    let mut both = resident.clone();
    both.extend(["channel".to_owned(), "people".to_owned()]);
    both.sort_unstable();
    assert_eq!(fields(&doors.get(Some(&who("desk")), "/requests/new").body, "/requests/new"), both);
    both.retain(|name| !name.starts_with("accused"));
    let works = doors.get(Some(&who("works")), "/requests/new");
    assert_eq!(fields(&works.body, "/requests/new"), both, "a complaint is not told to an office");
    assert!(resident.contains(&"post_address".to_owned()) && resident.contains(&"postcode".to_owned()));
    for page in ["/open/requests/new", "/requests/new"] {
        doors.assert_drawn(Some(&who("desk")), page);
    }
}

#[test]
fn a_post_address_is_asked_where_the_answer_goes_by_post_and_kept_for_nothing_else() {
    let place = Place::one();
    let doors = open(&place);
    let send = |form: &[(&str, &str)]| upload(&doors, None, "/open/requests/new", form, &[]);
    let lacking = send(&[("body", "要一份文件"), ("reply_by", "post"), ("postcode", "12")]);
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["收件人姓名", "收件地址", "六位数字"] {
        assert!(lacking.seen().contains(said), "{said}: {}", lacking.seen());
    }
    assert!(lacking.body.contains("<details open>"), "the fields stand open");
    let whole = [
        ("body", "要一份文件"),
        ("reply_by", "post"),
        ("name", "赵六"),
        ("post_address", "东街 8 号"),
        ("postcode", "721700"),
    ];
    assert_eq!(send(&whole).status, StatusCode::OK);
    let other = [whole[0], ("reply_by", "visit"), whole[2], whole[3], whole[4]];
    let (number, secret) = codes(&send(&other).body);
    let kept = place.ground.county.read_now(move |tx| {
        let found = requests::request::of_resident(tx, &number, &secret)?;
        Ok::<_, kernel::Fault>((found.post_address, found.postcode))
    });
    assert_eq!(
        kept.expect("found"),
        (String::new(), String::new()),
        "an address nobody asked for is not kept"
    );
    let taken = place.ask(Asked {
        name: "赵六".into(),
        reply_by: Some(ReplyBy::Post),
        post_address: "东街 8 号".into(),
        postcode: "721700".into(),
        ..asked("要一份文件")
    });
    let page = doors.get(Some(&who("desk")), &format!("/requests/{}", taken.id));
    assert!(page.seen().contains("东街 8 号") && page.seen().contains("721700"), "{}", page.seen());
}

#[test]
fn what_a_resident_reads_names_regulations_and_no_codes_and_the_day_of_sorting_by_its_name() {
    for kind in [Kind::Service, Kind::Information, Kind::Petition] {
        let place = Place::one();
        let doors = open(&place);
        let waiting = place.ask(asked("路灯不亮"));
        let sorted = place.sorted(kind, "works");
        for (taken, due) in [(&waiting, "分办期限"), (&sorted, "办理期限")] {
            let both = [("number", taken.number.as_str()), ("secret", taken.secret.as_str())];
            let page = doors.post(None, "/open/requests", &both);
            assert!(
                page.seen().contains(due) && page.seen().contains("《信访工作条例》第22条"),
                "{}",
                page.seen()
            );
            for code in ["PET-", "INF-", "HOT-", "REQ-"] {
                assert!(!page.body.contains(code), "{kind:?} shows {code}: {}", page.seen());
            }
        }
        let page = doors.get(Some(&who("desk")), &format!("/requests/{}", waiting.id));
        assert!(page.seen().contains("分办期限") && !page.seen().contains("办理期限"), "{}", page.seen());
    }
}
