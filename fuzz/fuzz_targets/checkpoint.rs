//! Any text as a signed checkpoint of a ledger, and as a key that checks one: read or refused, and written again the same.
//! Not here: making one.
#![no_main]

use kernel::checkpoint::{Note, Verifier};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let verifier = Verifier::parse(text.lines().last().unwrap_or_default());
    let Ok(note) = Note::parse(text) else { return };
    let again = Note::parse(&note.to_string()).map(|again| again.to_string()).ok();
    assert_eq!(again, Some(note.to_string()), "what we write we read");
    if let Some(verifier) = verifier {
        let _ = note.signed_by(&verifier);
    }
});
