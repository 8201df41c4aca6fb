//! A state, always as word and icon; and the notice that stands on a page. Not here: which states a thing
//! has; the rooms say that.

use askama::Template;

use super::icon::{Icon, icon};

/// The kind of a state: chooses icon and colour. The word comes from the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Being written; nobody else sees it.
    Draft,
    /// Lies with somebody.
    Waiting,
    /// Under way or in force.
    Active,
    /// Finished as meant.
    Done,
    /// Overdue, or binding and broken: the only red.
    Late,
    /// Sent back to be mended.
    Returned,
    /// Ended before its end.
    Stopped,
    /// Open to everybody.
    Public,
    /// Sealed.
    Sealed,
    /// Put away for keeping.
    Archived,
    /// Worth knowing.
    Info,
}

impl Tone {
    /// Class of the tone in the style sheet; also the name of its icon.
    pub fn code(self) -> &'static str {
        match self {
            Tone::Draft => "draft",
            Tone::Waiting => "waiting",
            Tone::Active => "active",
            Tone::Done => "done",
            Tone::Late => "late",
            Tone::Returned => "returned",
            Tone::Stopped => "stopped",
            Tone::Public => "public",
            Tone::Sealed => "sealed",
            Tone::Archived => "archived",
            Tone::Info => "info",
        }
    }

    /// The icon of the tone.
    pub fn icon(self) -> Icon {
        icon(self.code())
    }
}

/// The state of a thing: icon and word.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/state.html")]
pub struct StateTag {
    tone: Tone,
    label: String,
}

impl StateTag {
    /// A state with its word.
    pub fn new(tone: Tone, label: impl Into<String>) -> StateTag {
        StateTag { tone, label: label.into() }
    }
}

impl askama::filters::HtmlSafe for StateTag {}

/// A notice that stays on the page: something to know before reading on.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/notice.html")]
pub struct Notice {
    tone: Tone,
    text: String,
}

impl Notice {
    /// A notice of a tone.
    pub fn new(tone: Tone, text: impl Into<String>) -> Notice {
        Notice { tone, text: text.into() }
    }
}

impl askama::filters::HtmlSafe for Notice {}
