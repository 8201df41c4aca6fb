//! Any bytes as a csv file: it is read or refused, and reading it whole and counting it in blocks say the same.
//! Not here: files too large for memory.
#![no_main]

use libfuzzer_sys::fuzz_target;
use psychometrics::answers::{Column, Frame, Limits, OrdinalFile};

fuzz_target!(|bytes: &[u8]| {
    let whole = Frame::read(bytes, &Limits::default());
    let counted = OrdinalFile::open(bytes, Limits::default()).and_then(|file| {
        let names = file.names().to_vec();
        file.tables(&names, |_, _| true)
    });
    let Ok(frame) = whole else { return };
    let numbers = frame.names().iter().all(|name| matches!(frame.column(name), Ok(Column::Numbers(_))));
    if let (true, Ok(tables)) = (numbers, counted) {
        assert_eq!(frame.answers(frame.names()).map(|answers| answers.tables()), Ok(tables));
    }
});
