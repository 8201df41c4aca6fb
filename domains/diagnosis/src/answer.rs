//! Answering with a code, without an account: what a code opens, and giving the answers once in each wave. Answers go
//! into a place made beforehand; nothing joins it to the code, a person or a time. Not here: making codes (`slip`).

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use serde_json::json;

use crate::admission::spoken;
use crate::bank::{Bank, Wave};
use crate::code::{hash_of, mask, pseudonym_of};
use crate::store::answer as sql;
use crate::store::study as studies;
use crate::study::{self, Study, WaveRow};

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opens {
    /// Title of the class or set.
    pub title: String,
    /// Which wave.
    pub wave: Wave,
    /// Last day.
    pub closes_on: Date,
    /// Asked of somebody who sees the learner's work.
    pub seen: bool,
    /// Smallest group told.
    pub least: u64,
    /// The questions: code and words.
    pub questions: Vec<(String, Text)>,
}

struct Found {
    study: Study,
    bank: Bank,
    asked: Vec<usize>,
    opens: Opens,
    mask: String,
}

fn by_code() -> Scope {
    Scope::county("whoever holds a code may see its questions; nothing about persons is read")
}

fn refuse<T>(zh: &str, en: &str) -> Result<T, Fault> {
    Err(Refusal::new(zh, en).at("code").into())
}

fn which(wave: Wave) -> (&'static str, &'static str) {
    match wave {
        Wave::Pulse => ("第一次问卷", "first questionnaire"),
        Wave::Later => ("第二次问卷", "second questionnaire"),
    }
}

/// The wave a code is for today: the one open, else what to say.
fn open_wave(waves: &[WaveRow], today: Date, seen: bool) -> Result<&WaveRow, Fault> {
    let open =
        |one: &&WaveRow| one.state == "open" && today <= one.closes_on && (!seen || one.wave == Wave::Later);
    if let Some(found) = waves.iter().find(open) {
        return Ok(found);
    }
    let next = waves.iter().find(|one| one.state == "planned" && (!seen || one.wave == Wave::Later));
    let ended = waves.iter().rfind(|one| one.state != "planned").filter(|_| !seen);
    let (zh, en) = match ended {
        Some(ended) => (
            format!("第一次问卷已于{}结束。", spoken(ended.closes_on.min(today))),
            format!("The first questionnaire ended on {}. ", ended.closes_on.min(today)),
        ),
        None => Default::default(),
    };
    match next {
        Some(next) => Err(Refusal::new(
            format!(
                "{zh}{}开始填写{}，请到时再凭这个码填写，码不要丢。",
                spoken(next.opens_on),
                which(next.wave).0
            ),
            format!("{en}The {} opens on {}; keep the code until then.", which(next.wave).1, next.opens_on),
        )
        .at("code")
        .into()),
        None => refuse("这次问卷已经结束，谢谢。", "This questionnaire is over; thank you."),
    }
}

fn look_up(tx: &mut Tx<'_>, code: &str) -> Result<Found, Fault> {
    let Some(row) = tx.row(&by_code(), sql::CODE, params![hash_of(code)])? else {
        return refuse(
            "没有这个问卷码，或者问卷已全部结束。请核对纸条上的 12 位码。",
            "There is no such code, or the questionnaire is over. Check the twelve signs on the slip.",
        );
    };
    let (study_id, seen) = (row.text(0)?, row.text(1)? == "seen");
    let used = [row.get::<bool>(2)?, row.get::<bool>(3)?];
    let study = study::one(tx, &study_id)?;
    let waves = study::waves(tx, &study_id)?;
    let wave = open_wave(&waves, tx.today(), seen)?;
    if used[usize::from(wave.wave == Wave::Later)] {
        return refuse(
            "这个码本次已经填过，答案已收下，不用再填。",
            "This code has answered this time; the answers are in, nothing more is needed.",
        );
    }
    let bank = crate::licensed::bank(tx, &study.bank)?;
    let asked = if seen { bank.outcome() } else { bank.asked(study.form, wave.wave) };
    let words = |place: &usize| {
        let item = &bank.items[*place];
        let text = match (seen, wave.wave) {
            (true, _) => &item.seen,
            (false, Wave::Pulse) => &item.pulse,
            (false, Wave::Later) => &item.later,
        };
        (item.code.clone(), text.clone())
    };
    let opens = Opens {
        title: study.title.clone(),
        wave: wave.wave,
        closes_on: wave.closes_on,
        seen,
        least: study.least,
        questions: asked.iter().map(words).collect(),
    };
    Ok(Found { study, asked, opens, mask: row.text(4)?, bank })
}

/// What a code opens. Looking uses nothing up.
///
/// # Errors
/// A refusal bound to `code`: unknown, used, not yet or no longer open.
pub fn opens(tx: &mut Tx<'_>, code: &str) -> Result<Opens, Fault> {
    Ok(look_up(tx, code)?.opens)
}

/// The signs under which answers are kept: one for each question of the set, `-` where there is none.
fn signs(bank: &Bank, asked: &[usize], given: &[Option<u8>], seen: bool) -> String {
    let length = if seen { asked.len() } else { bank.items.len() };
    let mut signs = vec![b'-'; length];
    for (place, (asked, answer)) in asked.iter().zip(given).enumerate() {
        if let Some(answer @ 1..=5) = answer {
            signs[if seen { place } else { *asked }] = b'0' + answer;
        }
    }
    signs.into_iter().map(char::from).collect()
}

/// The answers of kept signs.
#[must_use]
pub fn read_signs(signs: &str) -> Vec<Option<u8>> {
    signs.bytes().map(|sign| matches!(sign, b'1'..=b'5').then(|| sign - b'0')).collect()
}

/// Gives the answers of a code, once in each wave; `given` in the order of the questions shown.
///
/// # Errors
/// A refusal if the code may not answer now, or fewer than half of the questions are answered.
pub fn give(tx: &mut Tx<'_>, code: &str, given: &[Option<u8>]) -> Result<(), Fault> {
    let found = look_up(tx, code)?;
    let answered =
        given.iter().take(found.asked.len()).flatten().filter(|one| (1..=5).contains(*one)).count();
    if answered * 2 < found.asked.len() {
        return Err(Refusal::new(
            format!("共 {} 题，只答了 {answered} 题，请至少答一半；不清楚的可以空着。", found.asked.len()),
            format!("{answered} of {} questions are answered; answer at least half, leave out what you cannot say.", found.asked.len()),
        )
        .at("answers")
        .into());
    }
    let later = found.opens.wave == Wave::Later;
    let used = tx.execute(if later { sql::USE_2 } else { sql::USE_1 }, params![hash_of(code)])?;
    if used == 0 {
        return refuse(
            "这个码本次已经填过，答案已收下。",
            "This code has answered this time; the answers are in.",
        );
    }
    let signs = signs(&found.bank, &found.asked, given, found.opens.seen);
    let filled = if found.opens.seen {
        let pseudonym = mask(&found.mask, code).unwrap_or_default();
        tx.execute(sql::FILL_SEEN, params![&found.study.id, &pseudonym, &signs])?
    } else {
        let secret: Option<Vec<u8>> = tx
            .row(&by_code(), studies::SECRET, params![&found.study.id])?
            .map(|row| row.get(0))
            .transpose()?
            .flatten();
        let pseudonym = pseudonym_of(&secret.unwrap_or_default(), code);
        let wave = found.opens.wave.number();
        tx.execute(studies::ONE_ANSWERED, params![&found.study.id, wave])?;
        tx.execute(sql::FILL, params![&found.study.id, wave, &pseudonym, &signs])?
    };
    if filled != 1 {
        // A code that is known has its place; anything else is a broken database.
        return Err(Fault::Db(DbError::Stored {
            what: "places for answers",
            why: "none is empty".to_owned(),
        }));
    }
    let subject = ("diagnosis", found.study.id.as_str());
    let act = Act {
        kind: "diagnosis.answered",
        subject,
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, &Actor::code_holder(), &act)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{Form, own};

    #[test]
    fn answers_are_kept_by_question_and_read_as_given() {
        let asked = own().asked(Form::Short, Wave::Pulse);
        let given: Vec<Option<u8>> = (0..16).map(|n| (n % 4 != 0).then_some(n % 5 + 1)).collect();
        let kept = signs(own(), &asked, &given, false);
        assert_eq!(kept.len(), 53);
        let read = read_signs(&kept);
        assert!(asked.iter().zip(&given).all(|(place, answer)| read[*place] == *answer));
        assert_eq!(signs(own(), &own().outcome(), &[Some(5), None, Some(9)], true), "5----");
    }
}
