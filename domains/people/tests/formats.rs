//! The file formats of the people room, from bytes to values and back. Every file here is invented.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod formats {
    mod bundles;
    mod ids_codes_names;
    mod lrm_files;
    mod lrmx_files;
    mod properties;
    mod resumes;
    mod rosters;
    mod tables;
    mod unit_lists;
}
