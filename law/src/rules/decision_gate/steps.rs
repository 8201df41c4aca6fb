//! The steps of the gate, each against its clause. Not here: the facts and the fields of the rule.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Facts, Fair, Gate, Missing, Open, Review};
use crate::calendar::Period;
use crate::inquiry::{Inquiry, Stop};
use crate::rules::count;

/// What every file holds; the fair-competition conclusion comes with market activity.
const ALWAYS: [&str; 5] = ["draft", "explanation", "basis", "comments", "review"];

struct Look<'i, 'b> {
    inquiry: &'i mut Inquiry<'b>,
    missing: Vec<Missing>,
}

pub(super) fn look(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Open, Stop> {
    let mut look = Look { inquiry, missing: Vec::new() };
    match facts.gate {
        Gate::Table => look.table(facts)?,
        Gate::Publish => look.publish(facts)?,
        Gate::Close => {
            // What by law is not open to the public is filed without ever being published.
            let shown = facts.published || facts.not_public;
            look.need(
                ("publish", "DEC-13"),
                facts.reported && shown && facts.archived,
                vec![
                    ("reported", json!(facts.reported)),
                    ("published", json!(facts.published)),
                    ("not_public", json!(facts.not_public)),
                    ("archived", json!(facts.archived)),
                ],
            )?;
        }
        Gate::Evaluate => {
            let own = json!(facts.assessor_same);
            look.need(("evaluate", "DEC-14"), !facts.assessor_same, vec![("assessor_same", own)])?;
        }
        Gate::Suspend => {
            let facts_used = vec![("emergency", json!(facts.emergency)), ("by_head", json!(facts.by_head))];
            look.need(("suspend", "DEC-16"), facts.emergency && facts.by_head, facts_used)?;
        }
    }
    Ok(Open { open: look.missing.is_empty(), missing: look.missing })
}

impl Look<'_, '_> {
    /// Notes a clause; a step that does not hold is missing.
    fn need(
        &mut self,
        (step, clause): (&str, &str),
        held: bool,
        facts: Vec<(&str, Value)>,
    ) -> Result<(), Stop> {
        self.inquiry.note(clause, held, facts)?;
        if !held {
            self.missing.push(Missing { step: step.to_owned(), clause: clause.to_owned() });
        }
        Ok(())
    }

    fn table(&mut self, facts: &Facts) -> Result<(), Stop> {
        self.need(
            ("start", "DEC-01"),
            facts.studied && facts.lead_named,
            vec![("studied", json!(facts.studied)), ("lead_named", json!(facts.lead_named))],
        )?;
        let enough = !facts.wide_disagreement || facts.options >= 2;
        self.need(
            ("draft", "DEC-02"),
            facts.basis_combed && enough,
            vec![
                ("basis_combed", json!(facts.basis_combed)),
                ("wide_disagreement", json!(facts.wide_disagreement)),
                ("options", json!(facts.options)),
            ],
        )?;
        if !facts.not_public {
            self.comment(facts)?;
            self.hearing(facts)?;
        }
        self.experts(facts)?;
        self.risk(facts)?;
        self.review(facts)?;
        self.fair(facts)?;
        self.pack(facts)
    }

    fn comment(&mut self, facts: &Facts) -> Result<(), Stop> {
        let clauses: &[&str] = if facts.business { &["DEC-03", "NDOC-07"] } else { &["DEC-03"] };
        for clause in clauses {
            let Some(from) = facts.comment_from else {
                self.need(("comment", clause), false, Vec::new())?;
                continue;
            };
            let period: Period = self.inquiry.take(clause, "comment")?;
            let due = self
                .inquiry
                .book
                .calendar()
                .due(from, period)
                .map_err(|error| Stop::period("comment_from", error))?;
            let long = facts.comment_to.is_some_and(|to| to >= due.date);
            // Both clauses say "in general": a shorter time is lawful where it was explained.
            let excused = facts.shorter_explained && facts.comment_to.is_some();
            let mut used = vec![
                ("comment_from", json!(from)),
                ("closes_on", json!(facts.comment_to)),
                ("shorter_explained", json!(facts.shorter_explained)),
            ];
            // Comment still running has not been heard yet, however long it will be.
            let running = facts.comment_to.is_some_and(|to| to >= self.inquiry.on);
            if !running {
                used.push(("earliest_close", json!(due.date)));
            }
            self.need(("comment", clause), (long || excused) && !running, used)?;
            count::end(self.inquiry, from, period, "comment_from")?;
        }
        Ok(())
    }

    fn hearing(&mut self, facts: &Facts) -> Result<(), Stop> {
        if !facts.hearing {
            return Ok(());
        }
        let period: Period = self.inquiry.take("DEC-04", "notice")?;
        // The days are those in which the participants have the papers; announcing it does not replace that.
        let earliest = match facts.papers_sent_on {
            Some(day) => Some(
                self.inquiry
                    .book
                    .calendar()
                    .due(day, period)
                    .map_err(|error| Stop::period("papers_sent_on", error))?
                    .date,
            ),
            None => None,
        };
        let announced = facts.hearing_announced.zip(facts.hearing_on).is_some_and(|(day, on)| day < on);
        let in_time = earliest.zip(facts.hearing_on).is_some_and(|(earliest, on)| on >= earliest);
        let over = facts.hearing_on.is_some_and(|on| on <= self.inquiry.on);
        let used = vec![
            ("hearing_announced", json!(facts.hearing_announced)),
            ("papers_sent_on", json!(facts.papers_sent_on)),
            ("hearing_on", json!(facts.hearing_on)),
            ("closes_on", json!(facts.hearing_on)),
            ("earliest_close", json!(earliest)),
        ];
        self.need(("hearing", "DEC-04"), announced && in_time && over, used)
    }

    fn experts(&mut self, facts: &Facts) -> Result<(), Stop> {
        if !facts.professional {
            return Ok(());
        }
        let held = facts.experts > 0 && facts.experts_interested == 0 && facts.experts_signed;
        let used = vec![
            ("experts", json!(facts.experts)),
            ("experts_interested", json!(facts.experts_interested)),
            ("experts_signed", json!(facts.experts_signed)),
        ];
        self.need(("experts", "DEC-05"), held, used)
    }

    fn risk(&mut self, facts: &Facts) -> Result<(), Stop> {
        if !facts.risk {
            return Ok(());
        }
        let assessed = vec![("risk_assessed", json!(facts.risk_assessed))];
        self.need(("risk", "DEC-06"), facts.risk_assessed, assessed)?;
        if !facts.risk_assessed {
            return Ok(());
        }
        let used = vec![
            ("risk_controllable", json!(facts.risk_controllable)),
            ("risk_measures", json!(facts.risk_measures)),
        ];
        self.need(("risk", "DEC-07"), facts.risk_controllable || facts.risk_measures, used)
    }

    fn review(&mut self, facts: &Facts) -> Result<(), Stop> {
        let passed = facts.review == Review::Passed;
        let used = vec![("review", json!(facts.review))];
        if facts.exploratory && !passed {
            self.inquiry.note("DEC-08", false, used)?;
            let reviewed = facts.review == Review::Failed;
            let stated = vec![
                ("exploratory", json!(true)),
                ("exploratory_confirmed", json!(facts.exploratory_confirmed)),
                ("legal_risk_stated", json!(facts.legal_risk_stated)),
            ];
            let held = reviewed && facts.exploratory_confirmed && facts.legal_risk_stated;
            self.need(("review", "DEC-09"), held, stated)?;
        } else {
            self.need(("review", "DEC-08"), passed, used)?;
        }
        if let (Some(sent), Some(due)) = (facts.review_sent, facts.review_due) {
            self.review_time(facts, sent, due)?;
        }
        Ok(())
    }

    fn review_time(&mut self, facts: &Facts, sent: Date, due: Date) -> Result<(), Stop> {
        let mut periods = vec![("DEC-10", "review")];
        if facts.normative {
            periods.push(("NDOC-05", "least"));
        }
        for (clause, name) in periods {
            let period: Period = match self.inquiry.take(clause, name) {
                Ok(period) => period,
                Err(Stop::Unconfirmed(_)) => {
                    self.inquiry.note_unconfirmed(clause, &format!("{clause}.{name}"))?;
                    continue;
                }
                Err(other) => return Err(other),
            };
            let least = self
                .inquiry
                .book
                .calendar()
                .due(sent, period)
                .map_err(|error| Stop::period("review_sent", error))?;
            // Both clauses say "in general": a shorter time stands where its reason was given.
            let excused = facts.review_shorter_explained && due > sent;
            let used = vec![
                ("review_sent", json!(sent)),
                ("review_due", json!(due)),
                ("review_shorter_explained", json!(facts.review_shorter_explained)),
                ("earliest_close", json!(least.date)),
            ];
            self.need(("review", clause), due >= least.date || excused, used)?;
        }
        Ok(())
    }

    fn fair(&mut self, facts: &Facts) -> Result<(), Stop> {
        if !facts.market {
            return Ok(());
        }
        let reviewed = facts.fair != Fair::None;
        let used = vec![("fair", json!(facts.fair)), ("fair_heard", json!(facts.fair_heard))];
        self.need(("fair", "FC-04"), reviewed && facts.fair_heard, used)?;
        if !reviewed {
            return Ok(());
        }
        let by = vec![("fair_by_regulator", json!(facts.fair_by_regulator))];
        self.need(("fair", "FC-03"), facts.fair_by_regulator, by)?;
        if facts.fair == Fair::Exception {
            self.inquiry.note("FC-01", false, vec![("fair", json!(facts.fair))])?;
            let used = vec![
                ("no_milder_option", json!(facts.no_milder_option)),
                ("exception_ends", json!(facts.exception_ends)),
            ];
            let held = facts.no_milder_option && facts.exception_ends.is_some();
            return self.need(("fair", "FC-02"), held, used);
        }
        let used = vec![("fair", json!(facts.fair))];
        self.need(("fair", "FC-01"), facts.fair == Fair::Passed, used)
    }

    fn pack(&mut self, facts: &Facts) -> Result<(), Stop> {
        let wanted = ALWAYS.into_iter().chain(facts.market.then_some("fair"));
        let lacking: Vec<&str> = wanted.filter(|item| !facts.pack.iter().any(|has| has == item)).collect();
        self.need(("pack", "DEC-11"), lacking.is_empty(), vec![("lacking", json!(lacking))])
    }

    fn publish(&mut self, facts: &Facts) -> Result<(), Stop> {
        let explained = !facts.against_majority || facts.departure_explained;
        let used = vec![
            ("met", json!(facts.met)),
            ("head_last", json!(facts.head_last)),
            ("views_recorded", json!(facts.views_recorded)),
            ("against_majority", json!(facts.against_majority)),
            ("departure_explained", json!(facts.departure_explained)),
        ];
        let held = facts.met && facts.head_last && facts.views_recorded && explained;
        self.need(("meeting", "DEC-12"), held, used)?;
        if facts.normative {
            match self.inquiry.book.stands("NDOC-06", self.inquiry.on) {
                Ok(_) => self.need(("meeting", "NDOC-06"), facts.met, vec![("met", json!(facts.met))])?,
                Err(_) => self.inquiry.note_unconfirmed("NDOC-06", "NDOC-06.text")?,
            }
        }
        let reported = vec![("reported", json!(facts.reported))];
        self.need(("report", "DEC-13"), facts.reported, reported)?;
        if facts.dissents > 0 {
            self.inquiry.note("DEC-15", true, vec![("dissents", json!(facts.dissents))])?;
        }
        Ok(())
    }
}
