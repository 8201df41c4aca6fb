//! Doing what a script says, as whoever may: residents with their request, desks and heads with their step. What does not
//! fit any more (an office without a head, a request that ended otherwise) is left undone. Not here: what is to be done.

use jiff::ToSpan;
use kernel::{Actor, Fault, Role, Scope, Tx, account};
use requests::accused::{self, Identified};
use requests::coded::{Applicant, Channel, Kind, Level, ReplyBy, State};
use requests::complaint::{self, Passing};
use requests::facts::Limit;
use requests::information::{self, Party};
use requests::opinion::Opinion;
use requests::petition;
use requests::rating::{self, Given};
use requests::request::{self, Request};
use requests::sorting::{self, Sorted};
use requests::submission::{self, Asked};
use requests::{due, listing, message, review, ticket};

use super::Told;
use super::script::{Act, Script};
use crate::living::course::World;

/// What happens by itself on a day.
pub(super) fn pass_day(tx: &mut Tx<'_>, world: &World) -> Result<(), Fault> {
    due::due(tx, &world.book)?.iter().try_for_each(|one| skip(due::take(tx, &world.book, one)))
}

/// One request on one day.
pub(super) struct Scene<'a> {
    pub(super) world: &'a World,
    pub(super) told: &'a Told,
    pub(super) script: &'a Script,
    pub(super) id: Option<String>,
}

fn pick(from: &[String], salt: usize) -> String {
    from.get(salt % from.len().max(1)).cloned().unwrap_or_default()
}

/// Whoever heads a unit today.
fn head(tx: &mut Tx<'_>, unit: &str) -> Result<Option<Actor>, Fault> {
    let holder = account::holders(tx, Role::Head, Some(unit))?.into_iter().next();
    match holder {
        Some(holder) => Ok(account::actor(tx, &holder.account)?),
        None => Ok(None),
    }
}

impl Scene<'_> {
    fn unit(&self, at: usize) -> Result<String, Fault> {
        self.world.id("units", at)
    }

    /// The request, if it stands where the act needs it.
    fn at(&self, tx: &mut Tx<'_>, states: &[State]) -> Result<Option<Request>, Fault> {
        let Some(id) = &self.id else { return Ok(None) };
        match request::find(tx, &Scope::county("the demo lives every request"), id) {
            Ok(found) if states.contains(&found.state) => Ok(Some(found)),
            Ok(_) | Err(Fault::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The request with the head of its office.
    fn with_head(&self, tx: &mut Tx<'_>, states: &[State]) -> Result<Option<(Request, Actor)>, Fault> {
        let Some(found) = self.at(tx, states)? else { return Ok(None) };
        let unit = found.unit.clone().unwrap_or_default();
        Ok(head(tx, &unit)?.map(|head| (found, head)))
    }

    /// Does one thing; answers the id of a request that was asked for.
    pub(super) fn play(&mut self, tx: &mut Tx<'_>, act: Act) -> Result<Option<String>, Fault> {
        match act {
            Act::Ask => return self.ask(tx).map(Some),
            Act::Sort => self.sort(tx)?,
            Act::Merge => self.merge(tx)?,
            Act::Rate | Act::Reopen | Act::Correct | Act::Review => self.resident(tx, act)?,
            Act::Return | Act::Dispatch | Act::Write | Act::Answer | Act::Publish => self.service(tx, act)?,
            Act::AskCorrection | Act::Consult | Act::Hear | Act::Inform => self.information(tx, act)?,
            Act::AskMore | Act::Agree => self.more_time(tx, act)?,
            Act::Accept | Act::Object | Act::Settle | Act::Opine | Act::Decide => self.petition(tx, act)?,
            Act::Pass | Act::Close => self.complaint(tx, act)?,
        }
        Ok(None)
    }

    fn ask(&self, tx: &mut Tx<'_>) -> Result<String, Fault> {
        let script = self.script;
        let county = &self.world.invention;
        let accused = if script.kind == Kind::Complaint { county.head_of(script.place.1) } else { None };
        let phone = if script.name.is_empty() { String::new() } else { format!("1390917{:04}", script.salt) };
        let asked = Asked {
            body: script.body.clone(),
            place: self.unit(script.place.1)?,
            name: script.name.clone(),
            reply_by: Some(if phone.is_empty() { ReplyBy::Online } else { ReplyBy::Phone }),
            phone,
            channel: Some(if script.called { Channel::Phone } else { Channel::Online }),
            accused: accused.map(|person| county.people[person].name.clone()).unwrap_or_default(),
            accused_unit: county.units[script.place.1].name.clone(),
            ..Asked::default()
        };
        if script.called && script.kind != Kind::Complaint {
            let desk = self.world.appointed(tx, Role::Desk)?;
            return Ok(submission::submit_for_caller(tx, &desk, &self.world.book, &asked, &[])?.id);
        }
        Ok(submission::submit(tx, &self.world.book, &asked, &[])?.id)
    }

    fn sort(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let Some(found) = self.at(tx, &[State::Received])? else { return Ok(()) };
        let script = self.script;
        let desk = self.world.appointed(tx, Role::Desk)?;
        let applicant = match script.salt % 20 {
            0 | 1 => Applicant::Business,
            2 => Applicant::Legal,
            _ => Applicant::Person,
        };
        let matter = self.told.service.get(script.matter);
        // A complaint that named nobody known is a service matter of the town.
        let kind = if script.kind == Kind::Complaint { Kind::Rating } else { script.kind };
        let title = if script.title.is_empty() {
            "群众反映村务事项".to_owned()
        } else {
            script.title.clone()
        };
        let sorted = Sorted {
            kind: Some(kind),
            title,
            unit: self.unit(script.astray.unwrap_or(script.unit))?,
            category: matter.map(|matter| matter.category.clone()).unwrap_or_default(),
            applicant: Some(applicant),
            people: 1,
            ..Sorted::default()
        };
        sorting::sort(tx, &desk, &self.world.book, &found.id, &sorted).map(drop)
    }

    /// Joins another of the same subject that is under way, if there is one.
    fn merge(&self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let Some(found) = self.at(tx, &[State::Received])? else { return Ok(()) };
        let desk = self.world.appointed(tx, Role::Desk)?;
        let same = listing::search(tx, &desk, &self.script.title, "", 20)?;
        let under_way = same.into_iter().find(|one| one.open && one.kind == Kind::Service);
        match under_way {
            Some(one) => sorting::merge(tx, &desk, &self.world.book, &found.id, &one.number).map(drop),
            None => Ok(()),
        }
    }

    fn resident(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let (book, words, salt) = (&self.world.book, &self.told.words, self.script.salt);
        match act {
            Act::Correct => match self.at(tx, &[State::Correcting])? {
                Some(found) => information::correct(tx, book, found, &pick(&words.corrected, salt)).map(drop),
                None => Ok(()),
            },
            Act::Reopen => match self.at(tx, &[State::Answered])? {
                Some(found) if rating::may_reopen(&found) => {
                    rating::reopen(tx, book, &found, &pick(&words.reopens, salt)).map(drop)
                }
                _ => Ok(()),
            },
            Act::Review => match self.at(tx, &[State::Answered])? {
                Some(found) => {
                    // Only the petition procedure knows a review.
                    let today = tx.today();
                    match review::open_to(book, &found, today)?.filter(|(_, by)| today <= *by) {
                        Some(_) => review::ask(tx, book, &found, &pick(&words.reviews, salt)).map(drop),
                        None => Ok(()),
                    }
                }
                None => Ok(()),
            },
            _ => match self.at(tx, &[State::Answered, State::Routed])? {
                Some(found) => self.rate(tx, &found),
                None => Ok(()),
            },
        }
    }

    fn rate(&self, tx: &mut Tx<'_>, found: &Request) -> Result<(), Fault> {
        let before = rating::of(tx, &found.id)?;
        if !rating::is_open_to(found, &before) {
            return Ok(());
        }
        let (words, salt) = (&self.told.words, self.script.salt);
        let resolved = self.script.resolved || (found.reopened && salt % 3 != 0);
        let level = match (resolved, salt % 4) {
            (true, 0) => Level::Fair,
            (true, _) => Level::Satisfied,
            (false, 0 | 1) => Level::Fair,
            (false, _) => Level::Dissatisfied,
        };
        let said = if resolved { &words.praise } else { &words.blame };
        let given = Given { responded: salt % 25 != 0, resolved, level, words: pick(said, salt) };
        rating::rate(tx, found, &given)
    }

    fn service(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let (book, salt) = (&self.world.book, self.script.salt);
        match act {
            Act::Dispatch => {
                let Some(found) = self.at(tx, &[State::Returned])? else { return Ok(()) };
                let (desk, unit) = (self.world.appointed(tx, Role::Desk)?, self.unit(self.script.unit)?);
                ticket::dispatch(tx, &desk, &found.id, &unit, "").map(drop)
            }
            Act::Publish => {
                let Some(found) = self.at(tx, &[State::Answered])? else { return Ok(()) };
                let desk = self.world.appointed(tx, Role::Desk)?;
                ticket::publish(tx, &desk, &found.id, &self.script.title)
            }
            _ => {
                let Some((found, head)) = self.with_head(tx, &[State::Handling])? else { return Ok(()) };
                match act {
                    Act::Return => {
                        ticket::send_back(tx, &head, &found.id, &pick(&self.told.words.returns, salt))
                    }
                    Act::Write => {
                        let words = "已收到您的诉求，正在核实，最迟本周内答复您。";
                        message::write(tx, &head, &found.id, words, &[])
                    }
                    _ => {
                        let answers =
                            self.told.service.get(self.script.matter).map(|one| one.answers.as_slice());
                        let n = (2 + salt % 9).to_string();
                        let text = pick(answers.unwrap_or_default(), salt).replace("{n}", &n);
                        ticket::answer(tx, &head, book, &found.id, &text)
                    }
                }
            }
        }
    }

    fn information(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let (book, words, salt) = (&self.world.book, &self.told.words, self.script.salt);
        let states = if act == Act::Hear { [State::Consulting] } else { [State::Handling] };
        let Some((found, head)) = self.with_head(tx, &states)? else { return Ok(()) };
        let today = tx.today();
        match act {
            Act::AskCorrection => {
                let until = today.checked_add(15.days()).unwrap_or(today);
                let asked = pick(&words.corrections, salt);
                skip(information::ask_correction(tx, &head, book, &found.id, (&asked, until)))
            }
            Act::Consult => {
                let party = if salt % 3 == 0 { Party::Partner } else { Party::Third };
                let asked = "就申请公开的合同文本是否涉及商业秘密、个人隐私征求意见。";
                skip(information::consult(tx, &head, book, &found.id, (party, asked)).map(drop))
            }
            Act::Hear => {
                let said = if salt % 2 == 0 {
                    ("agreed", "")
                } else {
                    ("objected", "涉及报价和客户名单，不同意公开。")
                };
                information::hear(tx, &head, book, &found.id, said).map(drop)
            }
            _ => {
                let line =
                    if found.facts.contains("\"objected\"") { "third-party" } else { self.script.line };
                let text = self.told.lines.get(line).cloned().unwrap_or_default();
                information::answer(tx, &head, book, &found.id, (line, &text, ""))
            }
        }
    }

    fn more_time(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let states = if act == Act::Agree { [State::Extending] } else { [State::Handling] };
        let Some((found, head)) = self.with_head(tx, &states)? else { return Ok(()) };
        let (book, reason) = (&self.world.book, self.told.words.extension.as_str());
        skip(match (act, found.kind) {
            (Act::AskMore, Kind::Information) => information::ask_extension(tx, &head, &found.id, reason),
            (Act::AskMore, _) => petition::ask_extension(tx, &head, &found.id, reason),
            (_, Kind::Information) => {
                information::decide_extension(tx, &head, book, &found.id, (true, reason)).map(drop)
            }
            _ => petition::decide_extension(tx, &head, book, &found.id, (true, reason)).map(drop),
        })
    }

    fn opinion(&self) -> Opinion {
        let Some(matter) = self.told.petition.get(self.script.matter) else { return Opinion::default() };
        let county = &self.world.invention;
        let fill = |text: &str| {
            text.replace("{place}", &county.units[self.script.place.1].short)
                .replace("{town}", &county.units[self.script.place.0].short)
        };
        Opinion {
            request: self.script.body.clone(),
            facts: fill(&matter.facts),
            opinion: fill(&matter.opinion),
            basis: fill(&matter.basis),
        }
    }

    fn petition(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let book = &self.world.book;
        match act {
            Act::Settle => {
                let Some(found) = self.at(tx, &[State::Disputed])? else { return Ok(()) };
                let desk = self.world.appointed(tx, Role::Desk)?;
                let same = found.unit.clone().unwrap_or_default();
                let told = (same.as_str(), "经核实属于该单位职权范围，请按期受理。");
                petition::settle(tx, &desk, book, &found.id, told).map(drop)
            }
            Act::Decide => {
                let Some(found) = self.at(tx, &[State::Reviewing])? else { return Ok(()) };
                let desk = self.world.appointed(tx, Role::Desk)?;
                if found.facts.contains("\"outside\":true") {
                    let letter = review::Letter {
                        organ: "上一级信访工作机构".to_owned(),
                        number: format!("复核〔{}〕{}号", tx.today().year(), self.script.salt % 90 + 1),
                        on: Some(tx.today()),
                        words: "经复核，维持复查意见。".to_owned(),
                    };
                    return skip(review::record_letter(tx, &desk, book, &found.id, &letter));
                }
                skip(review::decide(tx, &desk, book, &found.id, (&self.opinion(), 0)))
            }
            _ => {
                let states = if act == Act::Opine { [State::Handling] } else { [State::Accepting] };
                let Some((found, head)) = self.with_head(tx, &states)? else { return Ok(()) };
                match act {
                    Act::Object => skip(petition::object(
                        tx,
                        &head,
                        book,
                        &found.id,
                        "该事项主管部门为行业局，请核实后改派。",
                    )),
                    Act::Opine => petition::answer(tx, &head, book, &found.id, &self.opinion()),
                    _ => {
                        let told =
                            "您反映的事项已登记受理，将按告知的途径和期限办理，办理进展可凭查询编号查看。";
                        let limit = Limit {
                            days: 60,
                            working: false,
                            basis: "《中华人民共和国行政诉讼法》第四十七条".to_owned(),
                        };
                        let route = (self.script.route, told, Some(&limit));
                        petition::accept(tx, &head, book, &found.id, route).map(drop)
                    }
                }
            }
        }
    }

    fn complaint(&self, tx: &mut Tx<'_>, act: Act) -> Result<(), Fault> {
        let Some(id) = &self.id else { return Ok(()) };
        let inspector = self.world.appointed(tx, Role::Inspector)?;
        let town = self.unit(self.script.place.0)?;
        let head = head(tx, &town)?;
        if act == Act::Pass {
            let Ok((_, known)) = complaint::find(tx, &inspector, id) else { return Ok(()) };
            let whom = known.accused.first().map(|(person, _)| Identified::Person(person.clone()));
            match accused::identify(tx, &inspector, id, &whom.unwrap_or(Identified::Outside)) {
                // About whoever examines it: the leading body has it.
                Err(Fault::Refused(_)) => return Ok(()),
                other => other?,
            }
            if complaint::find(tx, &inspector, id).is_err() {
                return Ok(());
            }
            let passed = match (&head, self.script.salt % 2) {
                (Some(_), 0) => {
                    complaint::pass(tx, &inspector, &self.world.book, id, &Passing::Head(town)).map(drop)
                }
                _ => complaint::pass(tx, &inspector, &self.world.book, id, &Passing::Keep).map(drop),
            };
            return skip(passed);
        }
        let answers = self.told.complaint.first().map(|one| one.answers.as_slice()).unwrap_or_default();
        let text = pick(answers, self.script.salt);
        for actor in head.iter().chain([&inspector]) {
            match complaint::find(tx, actor, id) {
                Ok((found, _)) if found.state == State::Handling => {
                    match complaint::answer(tx, actor, id, (true, &text)) {
                        Err(Fault::Refused(_)) => {}
                        other => return other,
                    }
                }
                Ok(_) | Err(Fault::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// What a rule refuses in somebody's case does not happen to them; the rest of the county goes on.
fn skip(result: Result<(), Fault>) -> Result<(), Fault> {
    match result {
        Err(Fault::Refused(_) | Fault::NotFound) => Ok(()),
        other => other,
    }
}
