//! Any JSON as statements of a learning platform: read or refused with the field at fault.
//! Not here: keeping them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use training::xapi;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = serde_json::from_slice(bytes) else { return };
    if let Err(fault) = xapi::read(&value) {
        assert!(!fault.field.is_empty() && !fault.why.is_empty());
    }
});
