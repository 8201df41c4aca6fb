//! Any bytes as the body of a form: read or refused, and every getter answers without stopping. Not here: files.
#![no_main]

use libfuzzer_sys::fuzz_target;
use web::FormState;

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut form) = FormState::parse(bytes) else { return };
    let names: Vec<String> = form.pairs().map(|(name, _)| name.to_owned()).collect();
    for name in names.iter().take(20) {
        let _ = form.text(name, 200);
        let _ = form.integer(name, -1_000..=1_000);
        let _ = form.date(name);
        let _ = form.values(name).count();
    }
    let _ = form.is_ok();
});
