//! What the clocks of a request rest on, kept with it: by kind. Not here: the clocks (crate `law`).

use jiff::civil::{Date, DateTime};
use kernel::DbError;
use law::rules::deadline::Start;
use law::rules::hotline_ticket::{self, ItemUnit, Tier};
use law::rules::{disclosure_request, petition};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::request::Request;

/// Of a service request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// When it was first dispatched: a ticket that goes round keeps its clock.
    pub received: Start,
    /// How pressing it is.
    pub tier: Tier,
    /// Limit of its item.
    #[serde(default)]
    pub item_days: Option<u32>,
    /// How the days of that limit are counted.
    #[serde(default)]
    pub item_unit: ItemUnit,
    /// The last moment, where the limit is in hours.
    #[serde(default)]
    pub due_at: Option<DateTime>,
    /// The day the office asks for, while more time is being decided.
    #[serde(default)]
    pub wanted: Option<Date>,
    /// Why it asks.
    #[serde(default)]
    pub why: String,
    /// More time was agreed to: once.
    #[serde(default)]
    pub extended: bool,
}

impl Ticket {
    /// A ticket dispatched at a moment, with no limit of an item.
    pub(crate) fn of(received: Start, tier: Tier) -> Ticket {
        Ticket {
            received,
            tier,
            item_days: None,
            item_unit: ItemUnit::WorkingDays,
            due_at: None,
            wanted: None,
            why: String::new(),
            extended: false,
        }
    }

    /// The facts of the rule.
    pub(crate) fn asked(&self) -> hotline_ticket::Facts {
        hotline_ticket::Facts {
            received: self.received,
            tier: self.tier,
            item_days: self.item_days,
            item_unit: self.item_unit,
            closed_on: None,
            closed_at: None,
            answered: false,
            merged: false,
        }
    }
}

/// Of a request for information.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Information {
    /// The facts of the rule.
    pub law: disclosure_request::Facts,
    /// Until when the resident may correct it.
    #[serde(default)]
    pub correct_until: Option<Date>,
    /// `third` or `partner`, while one is asked.
    #[serde(default)]
    pub asking: String,
    /// What the third party said: `agreed`, `objected`, `silent`.
    #[serde(default)]
    pub third_said: String,
    /// What the co-producing office said.
    #[serde(default)]
    pub partner_said: String,
    /// The public interest for which something was released against an objection.
    #[serde(default)]
    pub interest: String,
}

/// A limit that another law sets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Its length.
    pub days: u32,
    /// In working days.
    pub working: bool,
    /// The clause that sets it.
    pub basis: String,
}

/// Of a petition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Day it was assigned.
    #[serde(default)]
    pub assigned_on: Option<Date>,
    /// Day it was accepted.
    #[serde(default)]
    pub accepted_on: Option<Date>,
    /// The route.
    #[serde(default)]
    pub route: Option<petition::Route>,
    /// Statutory limit of an administrative procedure or a duty.
    #[serde(default)]
    pub limit: Option<Limit>,
    /// Day the last opinion reached the resident; none: not known yet.
    #[serde(default)]
    pub delivered_on: Option<Date>,
    /// The review asked for is decided by an organ above the county.
    #[serde(default)]
    pub outside: bool,
    /// Account that decided the review.
    #[serde(default)]
    pub decided_by: String,
    /// Whether it was extended.
    #[serde(default)]
    pub extended: bool,
    /// 0 none, 1 review, 2 re-review asked or given.
    #[serde(default)]
    pub level: u8,
    /// Office that decides the review, none: the county's desk.
    #[serde(default)]
    pub reviewer: Option<String>,
    /// Whether the opinion was met by its day, kept while reviews go on.
    #[serde(default)]
    pub in_time: Option<bool>,
}

/// Facts as they are stored.
pub(crate) fn write<T: Serialize>(facts: &T) -> Result<String, DbError> {
    serde_json::to_string(facts)
        .map_err(|error| DbError::Stored { what: "facts of a request", why: error.to_string() })
}

/// The facts of a request.
pub(crate) fn read<T: DeserializeOwned>(request: &Request) -> Result<T, DbError> {
    serde_json::from_str(&request.facts)
        .map_err(|error| DbError::Stored { what: "facts of a request", why: error.to_string() })
}
