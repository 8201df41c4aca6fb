//! What somebody asks, as a form or a program sends it: what is lacking, and what makes the same form the same request. Not
//! here: taking it (`submission`).

use jiff::civil::Date;
use kernel::files::Stored;
use kernel::{Actor, Fault, Refusal};

use crate::code::{is_drawn, of_form};
use crate::coded::{Channel, ReplyBy};
use crate::permission::wanted;
use crate::sealing::Identity;

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// What happened, what is wanted.
    pub body: String,
    /// Town or village.
    pub place: String,
    /// Where exactly.
    pub address: String,
    /// Item of the catalogue.
    pub item: String,
    /// Category, where a program told it.
    pub category: String,
    /// Name; empty: anonymous.
    pub name: String,
    /// Phone; may be empty.
    pub phone: String,
    /// Where an answer by post goes; kept only where it is wanted by post.
    pub post_address: String,
    /// Its postcode; may be empty.
    pub postcode: String,
    /// How they wish to be answered.
    pub reply_by: Option<ReplyBy>,
    /// How it came.
    pub channel: Option<Channel>,
    /// The official it is about; where given it is a complaint.
    pub accused: String,
    /// The office of that official; may be empty.
    pub accused_unit: String,
    /// Latitude and longitude.
    pub at: Option<(f64, f64)>,
    /// Key of the program it came with.
    pub key: Option<String>,
    /// How many came together.
    pub people: i64,
    /// What the form was drawn with: the same form with the same words, sent again, is the same request. May be empty.
    pub drawn: String,
}

impl Asked {
    pub(crate) fn by_post(&self) -> bool {
        self.reply_by == Some(ReplyBy::Post)
    }

    /// Who asks, as a complaint seals it.
    pub(crate) fn identity(&self) -> Identity {
        let post = [self.post_address.trim(), self.postcode.trim()].join(" ");
        let post = if self.by_post() { post.trim().to_owned() } else { String::new() };
        Identity { name: self.name.trim().to_owned(), phone: self.phone.trim().to_owned(), post }
    }

    /// Number and secret of the form it came with, on a day; none where it came without.
    pub(crate) fn codes(
        &self,
        actor: &Actor,
        stored: &[(Stored, String)],
        day: Date,
    ) -> Option<(String, String)> {
        if !is_drawn(&self.drawn) {
            return None;
        }
        let people = self.people.to_string();
        let mut words = vec![
            actor.account.as_str(),
            self.channel.unwrap_or(Channel::Online).code(),
            self.reply_by.unwrap_or(ReplyBy::Online).code(),
            people.as_str(),
        ];
        let typed = [
            &self.body,
            &self.place,
            &self.address,
            &self.item,
            &self.name,
            &self.phone,
            &self.post_address,
            &self.postcode,
            &self.accused,
            &self.accused_unit,
        ];
        words.extend(typed.map(|text| text.trim()));
        words.extend(stored.iter().map(|(file, _)| file.hash.as_str()));
        Some(of_form(day, &self.drawn, &words))
    }
}

pub(crate) fn checked(asked: &Asked) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    if let Err(refusal) = wanted(
        &asked.body,
        "body",
        "请写明发生了什么、希望怎样解决。",
        "Say what happened and what you would like.",
    ) {
        wrong.push(refusal);
    }
    for (text, field, most) in [
        (&asked.address, "address", 200),
        (&asked.name, "name", 60),
        (&asked.phone, "phone", 40),
        (&asked.post_address, "post_address", 200),
        (&asked.accused, "accused", 120),
    ] {
        if text.chars().count() > most {
            wrong.push(
                Refusal::new(format!("不超过 {most} 字。"), format!("At most {most} characters.")).at(field),
            );
        }
    }
    wrong.extend(reached(asked));
    if wrong.is_empty() { Ok(()) } else { Err(Fault::Refused(wrong)) }
}

/// What is lacking to answer as it is wished: a phone for a call, name and address for a letter.
fn reached(asked: &Asked) -> Vec<Refusal> {
    let mut wrong = Vec::new();
    if asked.reply_by == Some(ReplyBy::Phone) && asked.phone.trim().is_empty() {
        wrong.push(
            Refusal::new(
                "选择电话答复的，请留下电话；不留电话的可以凭查询编号看答复。",
                "To be answered by phone leave a phone number; without one, read the answer with your number.",
            )
            .at("phone"),
        );
    }
    if !asked.by_post() {
        return wrong;
    }
    if asked.name.trim().is_empty() {
        let (zh, en) =
            ("选择邮寄答复的，请写明收件人姓名。", "To be answered by post write the name for the envelope.");
        wrong.push(Refusal::new(zh, en).at("name"));
    }
    if asked.post_address.trim().is_empty() {
        let (zh, en) = (
            "选择邮寄答复的，请写明收件地址；不便留地址的可以凭查询编号看答复。",
            "To be answered by post write the address; without one, read the answer with your number.",
        );
        wrong.push(Refusal::new(zh, en).at("post_address"));
    }
    let code = asked.postcode.trim();
    if !code.is_empty() && (code.len() != 6 || !code.bytes().all(|sign| sign.is_ascii_digit())) {
        wrong.push(Refusal::new("邮政编码是六位数字。", "A postcode is six digits.").at("postcode"));
    }
    wrong
}
