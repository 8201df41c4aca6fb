//! One-time codes by time (RFC 6238) over HMAC-SHA-1, as every code generator on a phone makes them. Pure: the time is
//! a parameter. Not here: secrets and which steps were used (`super::factor`).

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;

/// How long a code holds, in seconds.
pub const PERIOD: i64 = 30;
/// Digits of a code.
pub const DIGITS: u32 = 6;
/// Steps the clock of a phone may be off, either way.
pub const DRIFT: i64 = 1;
/// Bytes of a secret, as RFC 4226 recommends.
pub const SECRET: usize = 20;

/// The step a time lies in.
#[must_use]
pub fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(PERIOD)
}

/// The code of a step.
#[must_use]
pub fn code(secret: &[u8], step: i64, digits: u32) -> String {
    // HMAC takes keys of any length; there is no other failure.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 0x0f);
    let four = [hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]];
    let number = u64::from(u32::from_be_bytes(four)) % 10_u64.pow(digits);
    format!("{number:0width$}", width = digits as usize)
}

/// The step whose code was typed, among those the clocks may disagree about and after the last one used.
#[must_use]
pub fn matching_step(secret: &[u8], typed: &str, now: Timestamp, last_used: i64) -> Option<i64> {
    let here = step_at(now);
    (here - DRIFT..=here + DRIFT)
        .filter(|step| *step > last_used)
        .find(|step| same(&code(secret, *step, DIGITS), typed))
}

/// Whether two codes are the same, taking as long for any difference.
fn same(one: &str, other: &str) -> bool {
    let differs = one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    one.len() == other.len() && differs == 0
}

/// A secret as it is typed into a code generator: base 32, in groups of four.
#[must_use]
pub fn typed_secret(secret: &[u8]) -> String {
    let plain = data_encoding::BASE32_NOPAD.encode(secret);
    let groups = plain.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join(" ")
}

/// The address in the picture a code generator photographs.
#[must_use]
pub fn address(house: &str, login: &str, secret: &[u8]) -> String {
    let coded = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    out.push(char::from(byte));
                }
                other => out.push_str(&format!("%{other:02X}")),
            }
        }
        out
    };
    let (house, login) = (coded(house), coded(login));
    let secret = data_encoding::BASE32_NOPAD.encode(secret);
    format!(
        "otpauth://totp/{house}:{login}?secret={secret}&issuer={house}&algorithm=SHA1&digits={DIGITS}&period={PERIOD}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// RFC 6238, appendix B, the rows of SHA-1.
    #[test]
    fn the_codes_of_the_standard_come_out() {
        let rows = [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ];
        for (second, expected) in rows {
            let at = Timestamp::from_second(second).expect("a time");
            assert_eq!(code(SECRET, step_at(at), 8), expected, "at {second}");
            assert_eq!(code(SECRET, step_at(at), 6), expected[2..], "at {second}");
        }
    }

    /// RFC 4226, appendix D.
    #[test]
    fn the_counted_codes_it_rests_on_come_out() {
        let counted = ["755224", "287082", "359152", "969429", "338314", "254676", "287922"];
        for (step, expected) in counted.iter().enumerate() {
            assert_eq!(code(SECRET, i64::try_from(step).expect("small"), 6), *expected);
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_not_two_and_no_step_works_again() {
        let now = Timestamp::from_second(1_234_567_890).expect("a time");
        let here = step_at(now);
        for (off, works) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let typed = code(SECRET, here + off, DIGITS);
            assert_eq!(matching_step(SECRET, &typed, now, 0), works.then_some(here + off), "{off}");
        }
        let typed = code(SECRET, here, DIGITS);
        assert_eq!(matching_step(SECRET, &typed, now, here), None, "a step works twice");
        assert_eq!(matching_step(SECRET, &typed[1..], now, 0), None, "five digits do");
    }

    #[test]
    fn a_secret_is_shown_as_generators_take_it() {
        assert_eq!(typed_secret(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = address("示例县", "zhang.wei", SECRET);
        assert!(
            address.starts_with("otpauth://totp/%E7%A4%BA%E4%BE%8B%E5%8E%BF:zhang.wei?secret=GEZDGNBV"),
            "{address}"
        );
    }
}
