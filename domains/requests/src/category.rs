//! What is compiled in: categories of service requests, rows of the yearly report, words to begin an answer with. Not
//! here: limits in days (rulebook).

use std::sync::OnceLock;

use law::Text;
use law::rules::disclosure_request::Answer;
use law::rules::hotline_ticket::Tier;
use serde::Deserialize;

/// A category of service requests.
#[derive(Debug, Clone, Deserialize)]
pub struct Category {
    /// Code, also the service code of Open311.
    pub code: String,
    zh: String,
    en: String,
    /// What it belongs to.
    pub group: Text,
    /// Tier of its tickets.
    pub tier: Tier,
    /// What it is about.
    pub about: Text,
    /// English words, separated by commas.
    pub keywords: String,
    /// One more thing other programs may tell.
    pub attribute: Option<Attribute>,
}

/// One more thing that may be told of a category.
#[derive(Debug, Clone, Deserialize)]
pub struct Attribute {
    /// Its code.
    pub code: String,
    zh: String,
    en: String,
    /// Code, Chinese and English of each value; none: free text.
    pub values: Vec<(String, String, String)>,
}

impl Category {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> Text {
        Text::new(self.zh.as_str(), self.en.as_str())
    }
}

impl Attribute {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> Text {
        Text::new(self.zh.as_str(), self.en.as_str())
    }
}

/// A row of the yearly report.
#[derive(Debug, Clone, Deserialize)]
pub struct Line {
    /// Code.
    pub code: String,
    answer: String,
    #[serde(default)]
    row: String,
    zh: String,
    en: String,
}

impl Line {
    /// What it says.
    #[must_use]
    pub fn name(&self) -> Text {
        Text::new(self.zh.as_str(), self.en.as_str())
    }

    /// Whether the yearly form has a row of its own for it.
    #[must_use]
    pub fn has_row(&self) -> bool {
        self.row.is_empty()
    }

    /// The code of the row of the yearly form that counts it.
    #[must_use]
    pub fn row(&self) -> &str {
        if self.row.is_empty() { &self.code } else { &self.row }
    }

    /// The outcome by law; none for what ends otherwise.
    #[must_use]
    pub fn answer(&self) -> Option<Answer> {
        Answer::ALL.into_iter().find(|answer| answer.code() == self.answer)
    }
}

#[derive(Debug, Deserialize)]
struct Template {
    kind: String,
    zh: String,
    en: String,
}

#[derive(Debug, Default, Deserialize)]
struct Files {
    #[serde(default)]
    category: Vec<Category>,
    #[serde(default)]
    line: Vec<Line>,
    #[serde(default)]
    template: Vec<Template>,
}

fn files() -> &'static Files {
    static READ: OnceLock<Files> = OnceLock::new();
    READ.get_or_init(|| {
        // A file that cannot be read leaves its list empty; a test reads each.
        let read = |text| toml::from_str::<Files>(text).unwrap_or_default();
        let (mut all, lines, templates) = (
            read(include_str!("../data/categories.toml")),
            read(include_str!("../data/lines.toml")),
            read(include_str!("../data/templates.toml")),
        );
        (all.line, all.template) = (lines.line, templates.template);
        all
    })
}

/// Every category, in the order of forms.
#[must_use]
pub fn categories() -> &'static [Category] {
    &files().category
}

/// The category of a code.
#[must_use]
pub fn category(code: &str) -> Option<&'static Category> {
    categories().iter().find(|one| one.code == code)
}

/// Every row of the yearly report, in the order of the form.
#[must_use]
pub fn lines() -> &'static [Line] {
    &files().line
}

/// The row of a code.
#[must_use]
pub fn line(code: &str) -> Option<&'static Line> {
    lines().iter().find(|one| one.code == code)
}

/// Words to begin an answer of a kind with; empty if there are none.
#[must_use]
pub fn template(kind: &str) -> Text {
    let found = files().template.iter().find(|one| one.kind == kind);
    found.map_or_else(|| Text::new("", ""), |one| Text::new(one.zh.as_str(), one.en.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_nothing_in_it_is_twice() {
        assert!(categories().len() >= 20 && lines().len() >= 18);
        for (list, what) in [
            (categories().iter().map(|one| one.code.clone()).collect::<Vec<_>>(), "category"),
            (lines().iter().map(|one| one.code.clone()).collect(), "line"),
        ] {
            let mut unique = list.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), list.len(), "a {what} is there twice");
        }
        for kind in ["service", "granted", "refused", "petition-facts", "petition-basis", "complaint"] {
            assert!(!template(kind).zh.is_empty(), "{kind}");
        }
    }

    #[test]
    fn every_row_of_the_yearly_form_is_there_and_can_be_reached() {
        let rows: Vec<&str> =
            lines().iter().filter(|line| line.has_row()).map(|line| line.code.as_str()).collect();
        let form = [
            "granted",
            "partly",
            "secret",
            "forbidden",
            "danger",
            "third-party",
            "internal",
            "process",
            "enforcement",
            "inquiry",
            "not-held",
            "to-be-made",
            "unclear",
            "petition",
            "repeat",
            "publication",
            "abnormal",
            "reissue",
            "withdrawn",
            "unpaid",
            "other",
        ];
        assert_eq!(rows, form, "the rows of the form, in its order");
        for line in lines() {
            // What is not corrected in time ends by itself; every other row is an answer somebody can choose.
            assert!(line.answer().is_some() || line.code == "withdrawn", "{} cannot be reached", line.code);
            assert!(rows.contains(&line.row()), "{} counts in no row", line.code);
        }
    }

    #[test]
    fn every_outcome_by_law_has_a_row_in_the_report() {
        for answer in Answer::ALL {
            assert!(lines().iter().any(|line| line.answer() == Some(answer)), "{answer:?}");
        }
    }
}
