//! What can be done about a construct, and who can do it. Data stand in `data/library.toml`. Not here: a plan (`plan`).

use std::sync::LazyLock;

use law::Text;
use serde::Deserialize;

/// Who can do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The unit head.
    Head,
    /// Whoever holds the class.
    Trainer,
    /// The organisation department.
    Organiser,
    /// Colleagues.
    Colleagues,
    /// The learner.
    Learner,
}

impl By {
    /// In words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            By::Head => Text::new("单位负责人", "unit head"),
            By::Trainer => Text::new("办班人", "trainer"),
            By::Organiser => Text::new("组织部门", "organisation department"),
            By::Colleagues => Text::new("同事", "colleagues"),
            By::Learner => Text::new("学员本人", "learner"),
        }
    }
}

/// One thing that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Code of the construct.
    pub construct: String,
    /// Who can do it.
    pub by: By,
    /// Days until it can usually be seen.
    pub days: u16,
    /// What.
    pub text: Text,
}

#[derive(Deserialize)]
struct File {
    way: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    construct: String,
    by: By,
    days: u16,
    zh: String,
    en: String,
}

static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/library.toml")).unwrap_or(File { way: Vec::new() });
    let way = |row: Row| Way {
        construct: row.construct,
        by: row.by,
        days: row.days,
        text: Text::new(row.zh, row.en),
    };
    file.way.into_iter().map(way).collect()
});

/// Everything in the library.
#[must_use]
pub fn ways() -> &'static [Way] {
    &WAYS
}

/// What can be done about a construct.
pub fn about(construct: &str) -> impl Iterator<Item = &'static Way> {
    WAYS.iter().filter(move |way| way.construct == construct)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::constructs;

    #[test]
    fn there_is_something_to_do_about_every_construct_and_nothing_about_others() {
        for one in constructs() {
            assert!(about(&one.code).count() > 0, "nothing about {}", one.code);
        }
        assert!(ways().iter().all(|way| constructs().iter().any(|one| one.code == way.construct)));
    }
}
