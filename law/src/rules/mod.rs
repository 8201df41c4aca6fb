//! The rules: one file each, a pure function `(facts, rulebook, date) -> Decision` with its typed facts, its
//! entry in the registry, and nothing else. What is deliberately not here: numbers of the law (rulebook).

pub mod appeal;
pub mod burden_check;
mod count;
pub mod deadline;
pub mod decision_gate;
pub mod disclosure_request;
pub mod document_issue;
pub mod document_validity;
pub mod duty_admission;
pub mod excellent_quota;
pub mod grade;
pub mod grade_eligibility;
pub mod grade_results;
pub mod hotline_ticket;
pub mod indicator_flag;
pub mod petition;
pub mod pooled_quota;
pub mod promised_limit;
pub mod publicity;
mod quota;
pub mod recusal;
pub mod sanction;
pub mod standing_still;
pub mod three_rates;
pub mod training_after_promotion;
pub mod training_curriculum;
pub mod training_hours;
pub mod training_leave;
pub mod training_record;
pub mod village_affairs_due;
pub mod village_review;
pub mod working_days;

pub use count::Counted;
pub use grade::Grade;
pub use sanction::SanctionKind;
