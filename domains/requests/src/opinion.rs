//! The opinion letter of a petition: what it states and what it lacks (PET-11). Not here: who gives it (`petition`, `review`).

use kernel::{Fault, Refusal, Tx};
use law::Rulebook;
use law::decision::Record;
use law::rules::petition::{self, Stage};

use crate::permission::wanted;
use crate::petition::judged;
use crate::ticket::unfilled;

/// What an opinion letter states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinion {
    /// The request.
    pub request: String,
    /// Facts and reasons.
    pub facts: String,
    /// The opinion.
    pub opinion: String,
    /// Its legal basis.
    pub basis: String,
}

impl Opinion {
    /// The letter in its four parts with the remedy.
    #[must_use]
    pub fn letter(&self, remedy: &str) -> String {
        format!(
            "一、投诉请求\n{}\n\n二、事实和理由\n{}\n\n三、处理意见\n{}\n\n四、法律法规依据\n{}\n\n五、救济途径\n{remedy}",
            self.request.trim(),
            self.facts.trim(),
            self.opinion.trim(),
            self.basis.trim()
        )
    }

    /// Whether the letter states all it must; the decision says what is missing.
    ///
    /// # Errors
    /// Refused where something is missing or still to be filled in.
    pub(crate) fn checked(&self, tx: &Tx<'_>, book: &Rulebook) -> Result<Record, Fault> {
        let there = |text: &str| !text.trim().is_empty();
        let of = petition::Facts {
            stage: Stage::Opinion,
            states_request: there(&self.request),
            states_facts: there(&self.facts),
            states_opinion: there(&self.opinion),
            states_basis: there(&self.basis),
            ..petition::Facts::default()
        };
        let (stood, record) = judged(tx, book, &of)?;
        if !stood.allowed {
            let parts = [
                ("request", there(&self.request), "投诉请求", "the request"),
                ("facts", there(&self.facts), "事实和理由", "facts and reasons"),
                ("opinion", there(&self.opinion), "处理意见", "the opinion"),
                ("basis", there(&self.basis), "法律法规依据", "its legal basis"),
            ];
            let missing = parts.iter().filter(|part| !part.1);
            let refusals = missing
                .map(|(field, _, zh, en)| {
                    Refusal::new(
                        format!("处理意见书应当载明{zh}（PET-11），请写明。"),
                        format!("The opinion has to state {en} (PET-11)."),
                    )
                    .at(*field)
                    .because(record.clone())
                })
                .collect();
            return Err(Fault::Refused(refusals));
        }
        for (text, field) in [
            (&self.request, "request"),
            (&self.facts, "facts"),
            (&self.opinion, "opinion"),
            (&self.basis, "basis"),
        ] {
            wanted(text, field, "请写明。", "Write it.")?;
            unfilled(text, field)?;
        }
        Ok(record)
    }
}
