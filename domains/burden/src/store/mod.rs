//! All SQL of the room, by noun. It reads `unit`, `unit_tree`, `tenure` and `post` of room people, `training_record` of
//! training, `appraisal` and `village_review` of assessment, `power_item` of oversight, `request_count` of requests and
//! `notice_count` of openness for what the program can answer itself, and writes only its own. Not here: what is allowed.

pub mod entry;
pub mod fact;
pub mod own;
pub mod request;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] =
    &[entry::STATEMENTS, fact::STATEMENTS, own::STATEMENTS, request::STATEMENTS];
