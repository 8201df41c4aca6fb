//! The procedures of this room, as data: rights are proposed by one and approved by another, and looked through once a
//! year. Not here: what the steps change (`proposal`, `review`).

use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};

const fn way(outcome: &'static str, zh: &'static str, en: &'static str) -> Way {
    Way { outcome, title: Words::new(zh, en), to: None, reason: false }
}

/// A right proposed by the security administrator.
pub const GRANT: Procedure = Procedure {
    id: "grant",
    version: 1,
    title: Words::new("授权审批", "Approving a grant"),
    about: Words::new(
        "安全管理员提出授权，由另一名有权人员审批后生效；任何人不得审批本人提出或授予本人的权限。",
        "The security administrator proposes a right, another person approves it; nobody approves what they proposed or what is for themselves.",
    ),
    basis: &[],
    steps: &[Step {
        id: "approval",
        title: Words::new("审批授权", "Approve the grant"),
        by: By::Named,
        limit: Limit::Open,
        ways: &[
            way("approved", "同意授权", "Approve the grant"),
            way("declined", "不同意授权", "Decline the grant"),
        ],
        not_by: &[],
        public: false,
    }],
};

/// The yearly review.
pub const REVIEW: Procedure = Procedure {
    id: "grant-review",
    version: 1,
    title: Words::new("年度权限复核", "The yearly review of grants"),
    about: Words::new(
        "每年12月由安全管理员逐项复核全部权限：仍有必要的保留，已无必要的即时终止。",
        "Each December the security administrator looks through all rights: what is still needed stays, the rest ends at once.",
    ),
    basis: &[],
    steps: &[Step {
        id: "review",
        title: Words::new("逐项复核权限", "Look through the grants"),
        by: By::Role(Role::SecurityAdmin),
        limit: Limit::CycleDate,
        ways: &[way("reviewed", "复核完毕", "All looked through")],
        not_by: &[],
        public: false,
    }],
};

#[cfg(test)]
mod tests {
    use super::{GRANT, REVIEW};

    #[test]
    fn the_procedures_are_sound() {
        assert_eq!([GRANT.defects(), REVIEW.defects()].concat(), Vec::<String>::new());
    }
}
