//! The form that proves who one is by a passkey, or registers one. The house's script asks the browser and sends it; without
//! the script it stays hidden, and the one-time code remains. Not here: checking the answer (kernel).

use askama::Template;
use kernel::account::passkey::{self, Passkey};

use crate::page::Page;

/// A form that the script sends once the browser has asked the authenticator.
#[derive(Debug, Clone, Template)]
#[template(path = "components/passkey.html")]
pub struct PasskeyForm {
    action: String,
    creates: bool,
    challenge: String,
    user: String,
    login: String,
    house: String,
    ids: String,
    hidden: Vec<(String, String)>,
    label: String,
    button: String,
    failed: String,
}

impl PasskeyForm {
    /// Asks for one of these passkeys; `id` is the hash of the token of the session or the entry.
    #[must_use]
    pub fn asking(page: &Page, action: &str, id: &str, keys: &[Passkey]) -> PasskeyForm {
        PasskeyForm {
            action: action.to_owned(),
            creates: false,
            challenge: passkey::written(&passkey::challenge(id, "get")),
            user: String::new(),
            login: String::new(),
            house: String::new(),
            ids: keys.iter().map(|key| key.id.as_str()).collect::<Vec<_>>().join(" "),
            hidden: Vec::new(),
            label: String::new(),
            button: page.t.of("web-passkey-use").to_owned(),
            failed: page.t.of("web-passkey-failed").to_owned(),
        }
    }

    /// Registers one besides these, for an account and its sign-in name.
    #[must_use]
    pub fn creating(page: &Page, action: &str, id: &str, keys: &[Passkey], who: (&str, &str)) -> PasskeyForm {
        PasskeyForm {
            creates: true,
            challenge: passkey::written(&passkey::challenge(id, "create")),
            user: passkey::written(who.0.as_bytes()),
            login: who.1.to_owned(),
            house: page.county().to_owned(),
            label: page.t.of("web-passkey-name").to_owned(),
            button: page.t.of("web-passkey-add").to_owned(),
            ..PasskeyForm::asking(page, action, id, keys)
        }
    }

    /// Sends a value along.
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> PasskeyForm {
        self.hidden.push((name.into(), value.into()));
        self
    }
}

impl askama::filters::HtmlSafe for PasskeyForm {}
