//! A class as everybody who serves sees it, with what each may do there. Not here: the pages of what is done.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::files::{self, Attachment};
use kernel::{Actor, Fault, Tx};
use law::Rulebook;
use web::components::{Cell, FactList, FileList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::materials::file_item;
use super::plan::for_whom;
use super::{Asker, act, any_class, class_tag, said, span, standing_tag, time};
use crate::announcement::{self, Detail, Invitation};
use crate::class::Class;
use crate::enrolment;
use crate::form::{ClassState, Standing};
use crate::programme::{self, Draft};
use crate::session::{self, Part, Session};
use crate::{permission, reaction, report, seat, team, test};
use web::sheet::{Form, Sheet};

pub(crate) struct Found {
    pub class: Class,
    pub detail: Detail,
    pub sessions: Vec<Session>,
    pub parts: Vec<(Part, Vec<Attachment>)>,
    pub files: Vec<Attachment>,
    pub invitations: Vec<Invitation>,
    pub taken: usize,
    pub own: Option<Standing>,
    pub team: Option<String>,
    pub has_test: bool,
    pub reaction: bool,
    pub report: bool,
    pub asked: bool,
    pub heads: Vec<String>,
    pub names: (String, String),
    pub today: Date,
    pub draft: Draft,
    pub fits: bool,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let class = any_class(tx, actor, id)?;
    let everybody = enrolment::everybody(tx, id)?;
    let person = actor.person.as_deref().unwrap_or("-");
    let own = everybody.iter().find(|one| one.person == person);
    let teams = team::of_class(tx, id)?;
    let number = own.and_then(|one| one.team);
    let mut parts = Vec::new();
    for part in session::parts(tx, id)? {
        let found = files::of_subject(tx, &seat::directory(), ("class-part", &part.id))?;
        parts.push((part, found));
    }
    let name = |tx: &mut Tx<'_>, person: &Option<String>| match person {
        Some(person) => seat::person(tx, person).map(|(name, ..)| name),
        None => Ok(String::new()),
    };
    let names = (name(tx, &class.trainer)?, name(tx, &class.leader)?);
    let invitations = announcement::invitations(tx, id)?;
    let mut heads = Vec::new();
    for one in &invitations {
        if actor.holds(tx, kernel::Role::Head, &one.unit)? {
            heads.push(one.unit.clone());
        }
    }
    let draft = programme::find(tx, &class.programme)?.draft;
    let fits = fits(tx, actor, &draft)?;
    Ok(Found {
        draft,
        fits,
        detail: announcement::detail(tx, id)?,
        sessions: session::of_class(tx, id)?,
        parts,
        files: files::of_subject(tx, &seat::directory(), ("training-class", id))?,
        invitations,
        taken: everybody.iter().filter(|one| one.standing.takes_part()).count(),
        own: own.map(|one| one.standing).filter(|standing| *standing != Standing::Withdrawn),
        team: teams.into_iter().find(|one| Some(one.number) == number).map(|one| one.name),
        has_test: test::of_class(tx, id)?.is_some(),
        reaction: reaction::waits_for(tx, person, id)?,
        report: report::own(tx, person, id)?.is_some(),
        asked: enrolment::open_place(tx, id, person)?.is_some(),
        heads,
        names,
        today: tx.today(),
        class,
    })
}

/// Whether the class is for the one who reads.
fn fits(tx: &mut Tx<'_>, actor: &Actor, draft: &Draft) -> Result<bool, Fault> {
    let Some(person) = actor.person.as_deref() else { return Ok(false) };
    let Some(unit) = seat::unit_of(tx, person)? else { return Ok(false) };
    let staff = seat::staff(tx, &seat::directory(), &unit)?;
    let today = tx.today();
    Ok(staff.iter().find(|one| one.person == person).is_none_or(|one| seat::is_for(draft, one, today)))
}

/// The timetable, with the way to each roll for whoever keeps it.
fn timetable(t: &Lookup, found: &Found, rolls: bool) -> Table {
    let mut table = Table::new(t, "timetable", t.of("training-timetable"))
        .caption_unseen()
        .column(t.of("training-day"))
        .column(t.of("training-starts-at"))
        .number_column(t.of("training-time"))
        .column(t.of("training-session"))
        .column(t.of("training-content"))
        .column(t.of("training-teacher"))
        .column(t.of("training-place"))
        .column(t.of("training-roll"));
    for one in &found.sessions {
        let plan = &one.plan;
        let begun = plan.on <= found.today;
        let roll = match (&one.roll_by, rolls && begun) {
            (by, true) => {
                let key = if by.is_some() { "training-roll-kept" } else { "training-roll-keep" };
                Cell::link(
                    format!("/training/classes/{}/sessions/{}/roll", found.class.id, one.id),
                    t.of(key),
                )
            }
            (Some(_), false) => t.of("training-roll-kept").into(),
            (None, false) => "".into(),
        };
        let part = found.parts.iter().find(|(part, _)| Some(&part.id) == plan.part.as_ref());
        let title = part
            .filter(|(part, _)| part.title != plan.title)
            .map_or_else(|| plan.title.clone(), |(part, _)| format!("{} · {}", part.title, plan.title));
        table.push(vec![
            t.date(plan.on).into(),
            plan.starts.strftime("%H:%M").to_string().into(),
            Cell::Number(time(t, plan.minutes)),
            title.into(),
            said(t, plan.content.words()).into(),
            plan.trainer.as_str().into(),
            if plan.place.is_empty() { found.class.place.as_str() } else { plan.place.as_str() }.into(),
            roll,
        ]);
    }
    table
}

fn facts(t: &Lookup, found: &Found) -> FactList {
    let (class, detail) = (&found.class, &found.detail);
    let taken = i64::try_from(found.taken).unwrap_or(0);
    FactList::new()
        .fact(t.of("training-afterwards"), &detail.about)
        .fact(t.of("training-for"), &for_whom(t, &found.draft))
        .fact(t.of("training-differs"), &found.draft.differs)
        .fact(t.of("training-form"), &said(t, class.form.words()))
        .fact(t.of("training-days"), &span(t, class))
        .fact(t.of("training-held-by"), &class.unit_name)
        .fact(t.of("training-trainer"), &found.names.0)
        .fact(t.of("training-leader"), &found.names.1)
        .fact(t.of("training-teachers"), &detail.trainers)
        .fact(t.of("training-place"), &class.place)
        .fact(
            t.of("training-places"),
            &t.with("training-places-taken", &[("taken", &taken), ("all", &class.capacity)]),
        )
        .fact(t.of("training-enrol-until"), &t.date(detail.enrol_until))
        .fact(t.of("training-team"), found.team.as_deref().unwrap_or_default())
        .fact(t.of("training-cancelled-why"), detail.cancelled_why.as_deref().unwrap_or_default())
}

/// What whoever answers for the class does from here.
fn keeping(t: &Lookup, found: &Found) -> Vec<(String, String)> {
    let to = |path: &str| format!("/training/classes/{}/{path}", found.class.id);
    let mut links = Vec::new();
    let mut link = |path: &str, key: &str| links.push((to(path), t.of(key).to_owned()));
    link("learners", "training-learners");
    if matches!(found.class.state, ClassState::Announced | ClassState::Running) {
        link("timetable", "training-timetable-change");
        link("parts", "training-parts-change");
        link("leave", "training-leave");
        link("test/questions", "training-test-set");
        link("change", "training-class-change");
        link("conclusion", "training-conclude");
    }
    link("evaluation", "training-evaluation");
    links
}

/// What somebody in the class does from here.
fn taking_part(t: &Lookup, found: &Found) -> Vec<(String, String)> {
    let to = |path: &str| format!("/training/classes/{}/{path}", found.class.id);
    let mut links = Vec::new();
    let mut link = |path: &str, key: &str| links.push((to(path), t.of(key).to_owned()));
    let Some(own) = found.own else { return links };
    let open = matches!(found.class.state, ClassState::Announced | ClassState::Running);
    if found.asked {
        link("place", "training-place-answer");
    }
    if own.takes_part() {
        link("learners", "training-learners");
        link("exercises", "training-exercises");
        if open {
            link("leave", "training-leave-ask");
        }
        if found.has_test {
            link("test", "training-test");
        }
    }
    if open {
        link("withdrawal", "training-withdraw");
    }
    if found.reaction {
        link("reaction", "training-reaction-give");
    }
    if found.report {
        link("report", "training-report");
    }
    if own.takes_part() && found.class.state == ClassState::Finished {
        link("reports", "training-reports-shared");
    }
    links
}

fn draw(
    page: Page,
    book: &Rulebook,
    actor: &Actor,
    found: &Found,
    form: &FormState,
) -> Result<Response, Problem> {
    let class = &found.class;
    let page = page.titled(class.title.clone()).back_to("/training", "training-room").across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let answers = permission::answers_for(actor, class);
    sheet.add(&class_tag(t, class.state));
    if let Some(own) = found.own {
        sheet.add(&standing_tag(t, own));
    }
    sheet.add(&facts(t, found));
    let open = matches!(class.state, ClassState::Announced | ClassState::Running);
    if !class.link.is_empty() && open && (answers || found.own.is_some_and(Standing::takes_part)) {
        sheet.links(vec![(class.link.clone(), t.of("training-link").to_owned())]);
    }
    sheet.links(taking_part(t, found));
    coming_in(&mut sheet, actor, found);
    if answers {
        sheet.heading("training-keeping");
        sheet.links(keeping(t, found));
    }
    sheet.heading("training-timetable");
    sheet.add(&timetable(t, found, permission::keeps_roll(actor, class) && open));
    let held: i64 = found.sessions.iter().map(|one| one.plan.minutes).sum();
    if answers && open && held != found.draft.minutes {
        let (held, planned) = (time(t, held), time(t, found.draft.minutes));
        sheet.text(&t.with("training-time-differs", &[("held", &held), ("planned", &planned)]));
    }
    materials(&mut sheet, found, answers && open);
    if answers {
        super::content::add(&mut sheet, book, found);
    }
    sheet.done()
}

/// Ways into the class: enrolling oneself, and naming people for those who head a unit that is asked.
fn coming_in(sheet: &mut Sheet<'_>, actor: &Actor, found: &Found) {
    let t = &sheet.page.t.clone();
    let class = &found.class;
    let open = matches!(class.state, ClassState::Announced | ClassState::Running);
    let in_time = found.today <= found.detail.enrol_until;
    let comes_in = found.own.is_none() && found.detail.own_enrolment && open && actor.person.is_some();
    if comes_in && !in_time {
        sheet.hint("training-enrol-ended");
    } else if comes_in && permission::answers_for(actor, class) {
        // Whoever runs the class does not sit in it.
    } else if comes_in && !found.fits {
        sheet.text(&t.with("training-enrol-others", &[("for", &for_whom(t, &found.draft))]));
    } else if comes_in {
        let full = i64::try_from(found.taken).unwrap_or(0) >= class.capacity;
        if full {
            sheet.hint("training-full");
        }
        let key = if full { "training-enrol-waiting" } else { "training-enrol" };
        sheet.add(&Form::to(format!("/training/classes/{}/enrolment", class.id)).button(t.of(key)));
    }
    let asked: Vec<_> =
        found.invitations.iter().filter(|one| found.heads.contains(&one.unit) && open).collect();
    if !asked.is_empty() {
        sheet.heading("training-nomination");
        let link = |one: &&Invitation| {
            let href = format!("/training/classes/{}/nomination?unit={}", class.id, one.unit);
            (href, t.with("training-nominate-of", &[("unit", &one.unit_name), ("n", &one.seats)]))
        };
        sheet.links(asked.iter().map(link).collect());
    }
}

fn materials(sheet: &mut Sheet<'_>, found: &Found, adds: bool) {
    let t = &sheet.page.t.clone();
    let id = &found.class.id;
    let items = |files: &[Attachment]| files.iter().map(|file| file_item(t, id, file)).collect::<Vec<_>>();
    if !found.files.is_empty() || adds {
        sheet.heading("training-materials");
        sheet.add(&FileList::new(t, items(&found.files)));
        if adds {
            sheet.links(vec![(
                format!("/training/classes/{id}/files"),
                t.of("training-material-add").to_owned(),
            )]);
        }
    }
    if !found.parts.is_empty() {
        sheet.heading("training-parts");
        for (part, files) in &found.parts {
            sheet.lesser(&t.with("training-part-n", &[("n", &part.number), ("title", &part.title)]));
            sheet.text(&part.task);
            sheet.add(&FileList::new(t, items(files)));
            if adds {
                let href = format!("/training/classes/{id}/files?part={}", part.id);
                let text = t.with("training-part-material-add", &[("title", &part.title)]);
                sheet.links(vec![(href, text)]);
            }
        }
    }
}

/// `GET /training/classes/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    again(page, &house, actor, id, FormState::default()).await
}

pub(crate) async fn again(
    page: Page,
    house: &House,
    actor: Asker,
    id: String,
    form: FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let found = house.read(move |tx| read(tx, &asker, &id)).await?;
    draw(page, &house.book(), &actor, &found, &form)
}

/// `POST /training/classes/{id}/enrolment`
pub async fn enrol(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, which) = (actor.clone(), id.clone());
    match act(&house, &mut form, move |tx| enrolment::enrol(tx, &by, &which)).await? {
        Some(came) => {
            let to = see_other(format!("/training/classes/{id}"));
            Ok(match came {
                enrolment::Came::In => to.notice("training-done-enrolled", &[]),
                enrolment::Came::Waiting(before) => to.notice("training-done-waiting", &[("n", &before)]),
            }
            .into_response())
        }
        None => again(page, &house, actor, id, form).await,
    }
}
