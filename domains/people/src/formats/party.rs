//! What the party date field of the form holds: a date, a party, several of both, or 无党派. Not here: the
//! person's party relations over time.

use serde::Serialize;

use super::codes::{self, Coded};
use super::dates::PartialDate;

/// Party membership as written in one field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Party {
    /// Political statuses named, the Party's own first where a bare date implies it.
    pub status: Vec<Coded>,
    /// Month of joining the Party.
    pub joined: Option<PartialDate>,
    /// Pieces that are neither date nor party.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
}

/// Most pieces read of one field; no form has more than a handful.
const MOST_PIECES: usize = 24;

/// Reads `200806`, `2008.06；民盟`, `民盟（1999.05）`, `中共党员(2008.06)`, `无党派`, with any brackets.
pub fn read(written: &str) -> Party {
    let mut party = Party::default();
    let pieces = written.split(|c: char| "；;，,、（）()[]【】〔〕 \u{3000}\n".contains(c));
    let mut named_before_date = None;
    for piece in pieces.map(str::trim).filter(|piece| !piece.is_empty()).take(MOST_PIECES) {
        if let Some(status) = codes::POLITICAL.by_name(piece) {
            push(&mut party.status, status);
            named_before_date = Some(status.code);
        } else if let Ok(date) = PartialDate::parse(piece.trim_end_matches(['入', '加'])) {
            date_found(&mut party, date, named_before_date.take());
        } else {
            party.unread.push(piece.to_owned());
        }
    }
    party
}

/// A date belongs to the party named just before it; a bare date is the Party's.
fn date_found(party: &mut Party, date: PartialDate, named: Option<&str>) {
    match named {
        Some("01" | "02") | None if party.joined.is_none() => {
            party.joined = Some(date);
            if named.is_none()
                && !party.status.iter().any(|status| status.code == "01" || status.code == "02")
                && let Some(member) = codes::POLITICAL.by_code("01")
            {
                party.status.insert(0, member);
            }
        }
        Some(_) => {}
        None => party.unread.push(date.dotted()),
    }
}

fn push(statuses: &mut Vec<Coded>, status: Coded) {
    if !statuses.contains(&status) {
        statuses.push(status);
    }
}
