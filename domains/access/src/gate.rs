//! Guessing passwords of many accounts from one address is slowed down. An office shares one address: wrong passwords on
//! a few accounts slow nobody (each account slows itself), and whoever has signed in from there before is never kept
//! waiting by the guesses of another. Kept in memory; no address is stored. Not here: wrong passwords on one account
//! (kernel), codes of ballots (server).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use kernel::account;
use sha2::{Digest, Sha256};
use web::address::Address;

/// Accounts that may be wrong from one address within [`WINDOW`] before it is slowed.
const ACCOUNTS: usize = 10;
/// For how long a wrong password counts, in seconds.
const WINDOW: i64 = 30 * 60;
/// What each further account costs, in seconds.
const EACH: i64 = 5;
/// Whoever would wait longer is asked to come again, in seconds.
const LONGEST: i64 = 12;
/// The longest an address is slowed after its last guess, in seconds.
const GUILT: i64 = 300;
/// For how long a sign-in from an address is remembered, in seconds.
const KNOWN: i64 = 30 * 24 * 60 * 60;
/// Addresses remembered.
const MOST: usize = 20_000;
/// Accounts of one address remembered.
const MOST_OF_ONE: usize = 5_000;

/// Who was wrong and who was right from where, and which names that nobody has were tried.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    seen: Arc<Mutex<HashMap<Address, Seen>>>,
    unknown: Arc<Mutex<HashMap<[u8; 8], Tried>>>,
}

/// How often a name that nobody has was tried, and until when it rests.
#[derive(Debug, Clone, Copy, Default)]
struct Tried {
    failed: i64,
    rests_until: i64,
    last: i64,
}

#[derive(Debug, Default)]
struct Seen {
    wrong: HashMap<[u8; 8], i64>,
    right: HashMap<[u8; 8], i64>,
    back: i64,
}

impl Seen {
    fn is_over(&self, now: i64) -> bool {
        self.back <= now
            && self.wrong.values().all(|at| now - at >= WINDOW)
            && self.right.values().all(|at| now - at >= KNOWN)
    }
}

/// What an attempt is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Go on after so many seconds, mostly none.
    After(u32),
    /// Too many guesses came from there; come again after so many seconds.
    Later(u32),
}

/// A sign-in name as it is remembered.
fn mark(login: &str) -> [u8; 8] {
    let hash = Sha256::digest(login.trim().to_lowercase().as_bytes());
    std::array::from_fn(|at| hash[at])
}

impl Gate {
    /// Whether somebody may try that name from there now.
    #[must_use]
    pub fn turn(&self, from: Address, login: &str, now: Timestamp) -> Turn {
        let kept = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now.as_second();
        let Some(seen) = kept.get(&from) else { return Turn::After(0) };
        if seen.right.get(&mark(login)).is_some_and(|at| now - at < KNOWN) {
            return Turn::After(0);
        }
        let wait = u32::try_from((seen.back - now).max(0)).unwrap_or(u32::MAX);
        if i64::from(wait) > LONGEST { Turn::Later(wait) } else { Turn::After(wait) }
    }

    /// The password of that name was wrong. A name that was wrong already costs nothing more here.
    pub fn wrong(&self, from: Address, login: &str, now: Timestamp) {
        let now = now.as_second();
        self.with(from, now, |seen| {
            seen.wrong.retain(|_, at| now - *at < WINDOW);
            let counted = seen.wrong.contains_key(&mark(login));
            if counted || seen.wrong.len() < MOST_OF_ONE {
                seen.wrong.insert(mark(login), now);
            }
            if !counted && seen.wrong.len() > ACCOUNTS {
                seen.back = (seen.back.max(now) + EACH).min(now + GUILT);
            }
        });
    }

    /// Somebody signed in from there.
    pub fn right(&self, from: Address, login: &str, now: Timestamp) {
        let now = now.as_second();
        self.with(from, now, |seen| {
            seen.wrong.remove(&mark(login));
            seen.right.retain(|_, at| now - *at < KNOWN);
            if seen.right.len() < MOST_OF_ONE {
                seen.right.insert(mark(login), now);
            }
        });
    }

    /// For how many minutes a name that nobody has rests, exactly as one that somebody has would.
    #[must_use]
    pub fn unknown_rests(&self, login: &str, now: Timestamp) -> Option<i64> {
        let kept = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        let left = kept.get(&mark(login))?.rests_until - now.as_second();
        (left > 0).then(|| (left + 59).div_euclid(60))
    }

    /// A name that nobody has was tried; says for how many minutes it now rests.
    pub fn unknown_wrong(&self, login: &str, now: Timestamp) -> Option<i64> {
        let now = now.as_second();
        let mut kept = self.unknown.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST && !kept.contains_key(&mark(login)) {
            // Half of them, those tried longest ago, make room: whoever wants to see the difference has to try them all again.
            let mut times: Vec<i64> = kept.values().map(|tried| tried.last).collect();
            times.sort_unstable();
            let middle = times.get(times.len() / 2).copied().unwrap_or(now);
            kept.retain(|_, tried| tried.last > middle);
        }
        let tried = kept.entry(mark(login)).or_default();
        let failed = tried.failed + 1;
        let rests = account::rest_after(failed);
        *tried = Tried { failed, rests_until: now + rests.unwrap_or(0) * 60, last: now };
        rests
    }

    fn with(&self, from: Address, now: i64, change: impl FnOnce(&mut Seen)) {
        let mut kept = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, seen| !seen.is_over(now));
        }
        // Full of addresses that count: a further one is not remembered, and not refused either.
        if kept.len() < MOST || kept.contains_key(&from) {
            change(kept.entry(from).or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    const OFFICE: Address = Address(IpAddr::V4(Ipv4Addr::new(10, 1, 2, 3)));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_770_000_000 + second).expect("a time")
    }

    #[test]
    fn a_whole_office_signs_in_at_the_same_moment_with_some_of_it_wrong() {
        let gate = Gate::default();
        for clerk in 0..400 {
            let login = format!("clerk{clerk}");
            assert_eq!(gate.turn(OFFICE, &login, at(0)), Turn::After(0), "{login}");
            if clerk % 50 == 0 {
                gate.wrong(OFFICE, &login, at(0));
            }
            gate.right(OFFICE, &login, at(1));
        }
    }

    #[test]
    fn guesses_across_many_accounts_slow_the_guesser_and_not_who_signed_in_there_before() {
        let gate = Gate::default();
        gate.right(OFFICE, "clerk", at(0));
        let guess = |from: usize, to: usize| {
            (from..to).for_each(|one| gate.wrong(OFFICE, &format!("guess{one}"), at(0)));
        };
        guess(0, ACCOUNTS);
        assert_eq!(gate.turn(OFFICE, "newcomer", at(0)), Turn::After(0), "a few wrong ones slow nobody");
        guess(ACCOUNTS, ACCOUNTS + 1);
        assert_eq!(gate.turn(OFFICE, "newcomer", at(0)), Turn::After(5));
        guess(ACCOUNTS + 1, 1_000);
        assert_eq!(gate.turn(OFFICE, "newcomer", at(0)), Turn::Later(300));
        assert_eq!(gate.turn(OFFICE, " Clerk", at(0)), Turn::After(0), "a colleague is kept out");
        let elsewhere = Address(IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert_eq!(gate.turn(elsewhere, "newcomer", at(0)), Turn::After(0), "one address slows another");
        assert_eq!(gate.turn(OFFICE, "newcomer", at(295)), Turn::After(5));
        assert_eq!(gate.turn(OFFICE, "newcomer", at(300)), Turn::After(0), "it is slowed for good");
    }

    #[test]
    fn names_that_nobody_has_are_remembered_within_bounds() {
        let gate = Gate::default();
        for second in 0..i64::try_from(MOST).expect("a number") + 10 {
            gate.unknown_wrong(&format!("nobody{second}"), at(second));
        }
        let kept = gate.unknown.lock().expect("kept").len();
        assert!(kept <= MOST && kept > MOST / 3, "{kept}");
    }

    #[test]
    fn one_name_typed_wrong_again_and_again_slows_itself_and_not_the_address() {
        let gate = Gate::default();
        (0..500).for_each(|second| gate.wrong(OFFICE, "forgetful", at(second)));
        assert_eq!(gate.turn(OFFICE, "newcomer", at(500)), Turn::After(0));
    }

    #[test]
    fn what_was_wrong_half_an_hour_ago_no_longer_counts() {
        let gate = Gate::default();
        (0..ACCOUNTS).for_each(|one| gate.wrong(OFFICE, &format!("guess{one}"), at(0)));
        gate.wrong(OFFICE, "one more", at(WINDOW));
        assert_eq!(gate.turn(OFFICE, "newcomer", at(WINDOW)), Turn::After(0));
    }
}
