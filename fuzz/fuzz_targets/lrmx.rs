//! Any bytes as an appointment form in LRMX: read or refused, and what was read is written and read again as the same.
//! Not here: what a county makes of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use people::formats::lrmx;

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = lrmx::read(bytes) else { return };
    let tidy = first.value.tidied();
    let again = lrmx::read(&lrmx::write(&tidy)).map(|again| again.value.tidied()).ok();
    assert_eq!(again, Some(tidy), "what we write we read");
});
