//! The form by which something is asked: one for residents and for officers who write down a call, a visit or a letter, so that
//! both are asked the same. Not here: what becomes of it (`entry` for residents, `queue` for officers).

use askama::Template;
use askama::filters::HtmlSafe;
use kernel::{Fault, Tx, params};
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Page};

use crate::code::is_drawn;
use crate::coded::{Channel, ReplyBy};
use crate::request::known;
use crate::store::request as sql;
use crate::submission::Asked;

/// Who fills it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The resident.
    Resident,
    /// Somebody of an office; whether complaints about a person may be told them.
    Officer { accuses: bool },
}

/// What the form offers.
pub(super) struct Ground {
    places: Vec<Choice>,
    item: Option<(String, String)>,
}

/// The places people know, and the item it is about.
pub(super) fn ground(tx: &mut Tx<'_>, item: &str) -> Result<Ground, Fault> {
    let mut found = Vec::new();
    for row in tx.rows(&known(), sql::PLACES, &[])? {
        let (name, kind, town) = (row.text(1)?, row.text(2)?, row.get::<Option<String>>(3)?);
        let label = if kind == "township" { name } else { format!("{} · {name}", town.unwrap_or_default()) };
        found.push(Choice::new(row.text(0)?, label));
    }
    let item = match item {
        "" => None,
        id => tx
            .row(&known(), sql::ITEM, params![id])?
            .map(|row| Ok::<_, kernel::DbError>((row.text(0)?, row.text(1)?)))
            .transpose()?,
    };
    Ok(Ground { places: found, item })
}

/// The name of what the form was drawn with.
pub(super) const DRAWN: &str = "drawn";

/// What a form is drawn with: the one it was sent with, or a new one.
pub(super) fn drawn_with(house: &House, form: &FormState) -> String {
    let sent = form.value(DRAWN);
    if is_drawn(sent) { sent.to_owned() } else { fresh(house) }
}

/// Something nobody can guess.
pub(super) fn fresh(house: &House) -> String {
    hex::encode(house.county().entropy().bytes::<16>())
}

/// Fields folded away within a form.
#[derive(Template)]
#[template(path = "requests/within.html")]
struct Within<'a> {
    title: &'a str,
    fields: Vec<Markup>,
    open: bool,
}
impl HtmlSafe for Within<'_> {}

fn path(by: By) -> &'static str {
    match by {
        By::Resident => "/open/requests/new",
        By::Officer { .. } => "/requests/new",
    }
}

/// The form, drawn with something of its own.
pub(super) fn fill(sheet: &mut Sheet<'_>, ground: &Ground, by: By, drawn: &str) {
    let t = sheet.page.t.clone();
    let mut whole = Form::to(path(by)).with_files().hidden(DRAWN, drawn);
    if let Some((id, name)) = &ground.item {
        sheet.text(&t.with("requests-ask-item", &[("item", name)]));
        whole = whole.hidden("item", id.as_str());
    }
    let mut parts = Vec::new();
    if by != By::Resident {
        parts.extend(told(sheet));
    }
    parts.extend(matter(sheet, ground));
    parts.extend(contact(sheet));
    if by != (By::Officer { accuses: false }) {
        parts.push(sheet.drawn_heading("requests-person"));
        parts.push(sheet.drawn_hint("requests-person-hint"));
        parts.push(sheet.field("accused", "requests-accused", |field| field.max(120).optional()));
        parts.push(sheet.field("accused_unit", "requests-accused-unit", |field| field.max(120).optional()));
    }
    let label = if by == By::Resident { "requests-send" } else { "requests-new-send" };
    let whole = parts.into_iter().fold(whole, Form::part).part(sheet.drawn_hint("requests-send-hint"));
    sheet.add(&whole.button(t.of(label)));
}

/// What only whoever writes it down knows: how it came, and how many came.
fn told(sheet: &mut Sheet<'_>) -> [Markup; 2] {
    let channels = Choice::list(
        &sheet.page.t,
        &[
            ("phone", "requests-channel-phone"),
            ("visit", "requests-channel-visit"),
            ("post", "requests-channel-post"),
        ],
    );
    [
        sheet.field("channel", "requests-channel", |field| field.radios(&channels)),
        sheet.field("people", "requests-people", |field| {
            field.number().optional().hint("requests-people-hint")
        }),
    ]
}

fn matter(sheet: &mut Sheet<'_>, ground: &Ground) -> [Markup; 4] {
    [
        sheet.field("body", "requests-body", |field| field.textarea(8).max(4000).hint("requests-body-hint")),
        sheet.field("place", "requests-place", |field| field.select(&ground.places).optional()),
        sheet.field("address", "requests-address", |field| {
            field.max(200).optional().hint("requests-address-hint")
        }),
        sheet.field("files", "requests-files", |field| {
            field.files("image/*,application/pdf").optional().hint("requests-files-hint")
        }),
    ]
}

/// How to reach them; a post address is asked only where the answer is wanted by post.
fn contact(sheet: &mut Sheet<'_>) -> Vec<Markup> {
    let t = sheet.page.t.clone();
    let replies = Choice::list(
        &t,
        &[
            ("online", "requests-reply-online"),
            ("phone", "requests-reply-phone"),
            ("post", "requests-reply-post"),
            ("visit", "requests-reply-visit"),
        ],
    );
    let mut parts = vec![
        sheet.drawn_heading("requests-you"),
        sheet.drawn_hint("requests-you-hint"),
        sheet.field("name", "requests-name", |field| field.max(60).optional().autocomplete("name")),
        sheet.field("phone", "requests-phone", |field| field.max(40).optional().autocomplete("tel")),
        sheet.field("reply_by", "requests-reply", |field| field.radios(&replies).optional()),
    ];
    let fields = vec![
        sheet.field("post_address", "requests-post-address", |field| {
            field.max(200).optional().autocomplete("street-address").hint("requests-post-address-hint")
        }),
        sheet.field("postcode", "requests-postcode", |field| {
            field.max(6).optional().short().autocomplete("postal-code")
        }),
    ];
    let open = sheet.form.value("reply_by") == ReplyBy::Post.code();
    parts.push(Markup::of(&Within { title: t.of("requests-post-title"), fields, open }));
    parts
}

/// What a form says.
pub(super) fn asked(form: &mut FormState, by: By) -> Asked {
    let (channel, people) = match by {
        By::Resident => (Some(Channel::Online), 1),
        By::Officer { .. } => (
            form.required_coded("channel", Channel::ALL, Channel::code),
            form.integer("people", 1..=500).unwrap_or(1),
        ),
    };
    let text = |name: &str| form.value(name).trim().to_owned();
    let reply_by = ReplyBy::from_code(form.value("reply_by"));
    let posted = |name: &str| if reply_by == Some(ReplyBy::Post) { text(name) } else { String::new() };
    Asked {
        body: text("body"),
        place: text("place"),
        address: text("address"),
        item: text("item"),
        name: text("name"),
        phone: text("phone"),
        post_address: posted("post_address"),
        postcode: posted("postcode"),
        reply_by,
        channel,
        accused: text("accused"),
        accused_unit: text("accused_unit"),
        people,
        drawn: text(DRAWN),
        ..Asked::default()
    }
}

/// The form kept as drawn, cut where what it was drawn with stands: each time it is put together anew.
pub(super) struct Blank {
    before: String,
    after: String,
}

/// What stands in a kept form in place of what it is drawn with.
const PLACE: &str = "ffffffffffffffffffffffffffffffff";

impl Blank {
    /// The empty form of a page.
    pub(super) fn draw(page: &Page, ground: &Ground, by: By) -> Blank {
        let form = FormState::default();
        let mut sheet = Sheet::new(page, &form);
        fill(&mut sheet, ground, by, PLACE);
        let whole: String = sheet.parts().iter().map(ToString::to_string).collect();
        match whole.split_once(PLACE) {
            Some((before, after)) => Blank { before: before.to_owned(), after: after.to_owned() },
            None => Blank { before: whole, after: String::new() },
        }
    }

    /// The form with something of its own.
    pub(super) fn with<'a>(&'a self, drawn: &'a str) -> impl HtmlSafe + 'a {
        Filled([&self.before, drawn, &self.after])
    }
}

/// A kept form with what it is drawn with.
struct Filled<'a>([&'a str; 3]);
impl HtmlSafe for Filled<'_> {}

impl std::fmt::Display for Filled<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| f.write_str(part))
    }
}
