//! Any text as a regulation of the rulebook, and as a county's notice of working days: read or refused.
//! Not here: what follows from it.
#![no_main]

use law::Rulebook;
use law::calendar::YearNotice;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(regulation) = Rulebook::read_regulation("fuzz", text) {
        let _ = Rulebook::from_regulations(vec![regulation]).map(|book| book.faults());
    }
    if let Ok(notice) = YearNotice::parse(text) {
        let again = YearNotice::parse(&notice.to_toml()).map(|again| again.to_toml()).ok();
        assert_eq!(again, Some(notice.to_toml()), "what we write we read");
    }
});
