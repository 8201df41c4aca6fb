//! Each kind of plan against its clauses. Not here: the facts and the fields of the rule.

use serde_json::{Value, json};

use super::{Advice, Checked, Facts, Form, Issuer, Kind, Weight, words};
use crate::inquiry::{Inquiry, Stop};

struct Look<'i, 'b> {
    inquiry: &'i mut Inquiry<'b>,
    advice: Vec<Advice>,
}

pub(super) fn look(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Checked, Stop> {
    let mut look = Look { inquiry, advice: Vec::new() };
    match facts.kind {
        Kind::Document => look.document(facts)?,
        Kind::Meeting => look.meeting(facts)?,
        Kind::Inspection => look.inspection(facts)?,
        Kind::DataRequest => look.data_request(facts)?,
        Kind::Secondment => {
            let used = vec![("from_below", json!(facts.from_below))];
            look.keep(("LD-08", Weight::General), !facts.from_below, used)?;
        }
        Kind::Pilot => {
            let used = vec![("on_list", json!(facts.on_list))];
            look.keep(("LD-12", Weight::Forbidden), facts.on_list, used)?;
        }
    }
    look.words(facts)?;
    let has = |weight| look.advice.iter().any(|advice| advice.weight == weight);
    let (forbidden, reason_asked) = (has(Weight::Forbidden), has(Weight::General) || has(Weight::Explain));
    Ok(Checked { advice: look.advice, forbidden, reason_asked })
}

impl Look<'_, '_> {
    /// Notes a clause; what runs against it is advice.
    fn keep(
        &mut self,
        (clause, weight): (&str, Weight),
        kept: bool,
        facts: Vec<(&str, Value)>,
    ) -> Result<(), Stop> {
        self.inquiry.note(clause, kept, facts)?;
        if !kept {
            self.advice.push(Advice { clause: clause.to_owned(), weight });
        }
        Ok(())
    }

    fn document(&mut self, facts: &Facts) -> Result<(), Stop> {
        if let (Some(this), Some(last)) = (facts.this_year, facts.last_year) {
            let used = vec![("this_year", json!(this + 1)), ("last_year", json!(last))];
            self.keep(("LD-01", Weight::Explain), this < last, used)?;
        }
        if let Some(characters) = facts.characters {
            // A note without letterhead is measured like the special document it stands for.
            let name = if facts.form == Some(Form::Comprehensive) { "comprehensive" } else { "special" };
            let most: i64 = self.inquiry.take("LD-02", name)?;
            let used = vec![("characters", json!(characters)), ("most", json!(most))];
            self.keep(("LD-02", Weight::General), characters <= most, used)?;
        }
        let body = facts.issuer != Some(Issuer::Committee) && facts.issuer.is_some();
        let disguised = facts.form == Some(Form::Note) && facts.orders_below;
        let used = vec![
            ("issuer", json!(facts.issuer)),
            ("form", json!(facts.form)),
            ("orders_below", json!(facts.orders_below)),
        ];
        let kept = !(disguised || facts.orders_below && body);
        self.keep(("LD-03", Weight::Forbidden), kept, used)?;
        let used =
            vec![("asks_report", json!(facts.asks_report)), ("asks_matching", json!(facts.asks_matching))];
        self.keep(("LD-04", Weight::General), !facts.asks_report && !facts.asks_matching, used)?;
        if facts.task_down {
            self.inquiry.note(
                "LD-10",
                facts.on_duty_list,
                vec![("on_duty_list", json!(facts.on_duty_list))],
            )?;
            let used = vec![("on_duty_list", json!(facts.on_duty_list))];
            self.keep(("LD-11", Weight::Forbidden), facts.on_duty_list, used)?;
        }
        Ok(())
    }

    fn meeting(&mut self, facts: &Facts) -> Result<(), Stop> {
        let meetings: i64 = self.inquiry.take("LD-05", "meetings")?;
        let minutes: i64 = self.inquiry.take("LD-05", "minutes")?;
        let often = facts.comprehensive && facts.this_year.unwrap_or(0) >= meetings;
        let long = facts.minutes.is_some_and(|given| given > minutes);
        let chiefs = facts.deputy_level && facts.calls_chiefs;
        let used = vec![
            ("comprehensive", json!(facts.comprehensive)),
            ("this_year", json!(facts.this_year)),
            ("minutes", json!(facts.minutes)),
            ("deputy_level", json!(facts.deputy_level)),
            ("calls_chiefs", json!(facts.calls_chiefs)),
        ];
        self.keep(("LD-05", Weight::General), !often && !long && !chiefs, used)
    }

    fn inspection(&mut self, facts: &Facts) -> Result<(), Stop> {
        // The one item a year of the clause is for central departments; an office of the county is held to the
        // county's own number, where the county has set one.
        let items: i64 = self.inquiry.take("LD-06", "own_items")?;
        let often = items > 0 && facts.comprehensive && facts.this_year.unwrap_or(0) >= items;
        let used = vec![
            ("planned", json!(facts.planned)),
            ("filed", json!(facts.filed)),
            ("comprehensive", json!(facts.comprehensive)),
            ("this_year", json!(facts.this_year)),
            ("most", json!(items)),
        ];
        self.keep(("LD-06", Weight::General), facts.planned && facts.filed && !often, used)?;
        if facts.calls_chiefs {
            // The words are looked for below; that chiefs must come along is said by the fact alone.
            self.inquiry.note("LD-07", false, vec![("calls_chiefs", json!(true))])?;
            self.advice.push(Advice { clause: "LD-07".to_owned(), weight: Weight::Forbidden });
        }
        Ok(())
    }

    fn data_request(&mut self, facts: &Facts) -> Result<(), Stop> {
        if self.inquiry.book.clause("DS-01", self.inquiry.on).is_some() {
            let used = vec![("held_already", json!(facts.held_already))];
            self.keep(("DS-01", Weight::Forbidden), !facts.held_already, used)?;
        }
        self.keep(
            ("LD-09", Weight::General),
            !facts.asked_before,
            vec![("asked_before", json!(facts.asked_before))],
        )
    }

    /// Words that judge by traces. In an inspection the clause forbids them; elsewhere they are pointed out.
    fn words(&mut self, facts: &Facts) -> Result<(), Stop> {
        let Some((examined, found)) = words::examine(facts, self.inquiry)? else { return Ok(()) };
        for id in words::CLAUSES {
            let Some(words) = words::of(id, self.inquiry)? else { continue };
            let said: Vec<&String> = words.iter().filter(|word| found.contains(*word)).collect();
            let none = said.is_empty();
            self.inquiry.note(id, none, vec![("examined", json!(examined)), ("words", json!(said))])?;
            if !none {
                let forbids = facts.kind == Kind::Inspection && id == "LD-07";
                let weight = if forbids { Weight::Forbidden } else { Weight::General };
                self.advice.push(Advice { clause: id.to_owned(), weight });
            }
        }
        Ok(())
    }
}
