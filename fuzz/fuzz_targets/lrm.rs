//! Any bytes as an appointment form in the older LRM, in whatever encoding: read or refused.
//! Not here: its photo, which is a file beside it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use people::formats::lrm;

fuzz_target!(|bytes: &[u8]| {
    let Ok(first) = lrm::read(bytes, None) else { return };
    let (written, _) = lrm::write(&first.value.tidied());
    assert!(lrm::read(&written, None).is_ok(), "what we write we read");
});
