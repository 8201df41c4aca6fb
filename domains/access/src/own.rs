//! One's own sessions: on what kind of device, ending one or all others. Not here: addresses, which nobody stores.

use kernel::account::notice::{self, Notice};
use kernel::{Actor, Fault, Tx, clock, ledger, session};
use serde_json::json;
use web::i18n::Lookup;

use crate::entry::act;

/// The kind of device a browser says it runs on, coarsely; a word that ends the key of its text.
#[must_use]
pub fn device(agent: &str) -> &'static str {
    let has = |word: &str| agent.contains(word);
    match () {
        () if has("OpenHarmony") || has("HarmonyOS") => "harmony",
        () if has("iPhone") || has("iPad") => "ios",
        () if has("Android") => "android",
        () if has("Windows") => "windows",
        () if has("Mac OS X") || has("Macintosh") => "mac",
        () if has("Linux") || has("X11") => "linux",
        () => "other",
    }
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Fault::NotFound`] if it is not one's own or has ended.
pub fn end(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    if !session::end_one(tx, &actor.account, id)? {
        return Err(Fault::NotFound);
    }
    ledger::record(tx, actor, &act("session.ended", &actor.account, json!({"by": "holder"})))?;
    Ok(())
}

/// Ends all of one's own sessions but this; answers how many.
///
/// # Errors
/// If it cannot be written.
pub fn end_others(tx: &mut Tx<'_>, actor: &Actor, token: &str) -> Result<u64, Fault> {
    let ended = session::end_others(tx, &actor.account, token)?;
    ledger::record(tx, actor, &act("session.others-ended", &actor.account, json!({"ended": ended})))?;
    Ok(ended)
}

/// What was done to one's account, by whom and when, as a sentence.
#[must_use]
pub fn told(t: &Lookup, one: &Notice) -> String {
    let key = match one.kind.as_str() {
        "password" => "access-told-password",
        "factor" => "access-told-factor",
        _ => "access-told-sessions",
    };
    let when = t.moment(clock::china().to_datetime(one.at));
    t.with(key, &[("by", &one.by), ("when", &when)])
}

/// Notes that the holder has read what was done to their account.
///
/// # Errors
/// If it cannot be written.
pub fn read_notices(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Fault> {
    let read = notice::read(tx, &actor.account)?;
    ledger::record(tx, actor, &act("account.notices-read", &actor.account, json!({"read": read})))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_browser_is_told_by_what_it_runs_on_and_nothing_finer() {
        let said = [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "windows"),
            ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36", "android"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15", "ios"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15", "mac"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "linux"),
            ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36", "harmony"),
            ("", "other"),
        ];
        for (agent, kind) in said {
            assert_eq!(device(agent), kind, "{agent}");
        }
    }
}
