//! The base every page of the house stands on: texts in two languages, the page and its navigation, the
//! components, forms, notices, errors, charts, documents, and the headers of every answer.
//!
//! Deliberately not here: who somebody is and what they may do (kernel and `access`), any rule (law), any
//! page of a room. `README.md` shows how a room writes a page.

pub mod address;
pub mod argument;
pub mod assets;
pub mod charts;
pub mod components;
pub mod cover;
pub mod crowd;
pub mod csp;
pub mod csrf;
pub mod document;
pub mod download;
pub mod errors;
pub mod forms;
pub mod house;
pub mod i18n;
pub mod navigation;
pub mod notices;
pub mod page;
pub mod preferences;
pub mod sheet;
pub mod site;
pub mod spreadsheet;
pub mod stepping;
#[cfg(feature = "testing")]
pub mod testing;
pub mod writing;

pub use components::Markup;
pub use crowd::Crowd;
pub use document::Document;
pub use errors::Problem;
pub use forms::FormState;
pub use forms::body::{SentFile, Upload};
pub use house::{Acting, House};
pub use i18n::{Lookup, Source, Texts};
pub use navigation::Room;
pub use notices::see_other;
pub use page::{Page, Signed, show, show_again};
pub use site::{Site, dress};
pub use stepping::Proven;
