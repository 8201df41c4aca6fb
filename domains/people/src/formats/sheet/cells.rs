//! One cell of a roster read into what its column holds, or the sentence that says what is wrong with it.

use law::decision::Text;

use super::super::citizen_id::{self, CitizenId};
use super::super::codes::{Coded, Table};
use super::super::dates::{DateFault, PartialDate};
use super::super::finding::{Finding, Place, quoted};
use super::super::text::tidy_line;
use super::columns::{Column, Heading};
use super::grid::Raw;

/// A row being read.
pub struct Cells<'a> {
    /// Its number.
    pub row: u32,
    /// Its cells.
    pub cells: &'a [Raw],
    /// Where each column stands.
    pub places: &'a [Option<usize>],
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Cells<'_> {
    /// The cell of a column.
    pub fn raw(&self, column: Column) -> &Raw {
        let at = self.places.get(column as usize).copied().flatten();
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Raw::Empty)
    }

    /// The cell as text.
    pub fn text(&mut self, column: Column) -> String {
        let raw = self.raw(column);
        if let Raw::Fault(fault) = raw {
            let fault = fault.clone();
            self.spreadsheet_fault(column.heading(), &fault);
            return String::new();
        }
        tidy_line(&raw.words())
    }

    /// The cell as a line of a code table.
    pub fn code(&mut self, column: Column, table: &'static Table) -> Option<Coded> {
        let written = self.text(column);
        if written.is_empty() {
            return None;
        }
        let found = table.find(&written);
        if found.is_none() {
            self.not_in_table(column.heading(), &written, table);
        }
        found
    }

    /// The cell as a date; a fault is for the caller to report, because another cell may settle it.
    pub fn date(&self, column: Column) -> Result<Option<PartialDate>, DateFault> {
        match self.raw(column) {
            Raw::Empty => Ok(None),
            Raw::Date(date) => Ok(Some(*date)),
            Raw::Number(number, epoch_1904) => PartialDate::from_number(*number, *epoch_1904).map(Some),
            Raw::Text(text) if is_no_date(text) => Ok(None),
            Raw::Text(text) => PartialDate::parse(text).map(Some),
            Raw::Fault(_) => Err(DateFault::Form),
        }
    }

    /// The cell as a date, its fault reported.
    pub fn date_or_finding(&mut self, column: Column) -> Option<PartialDate> {
        match self.date(column) {
            Ok(date) => date,
            Err(fault) => {
                self.bad_date(column, &fault);
                None
            }
        }
    }

    /// The identity number, its faults reported.
    pub fn identity(&mut self) -> Option<CitizenId> {
        let heading = Column::IdNumber.heading();
        let written = match self.raw(Column::IdNumber) {
            // A number has 15 digits in a spreadsheet; the rest of an identity number is gone.
            Raw::Number(number, _) if *number >= 1e15 => {
                self.number_lost(heading);
                return None;
            }
            Raw::Number(number, _) => format!("{number:.0}"),
            other => other.words(),
        };
        if written.is_empty() {
            return None;
        }
        if written.contains("E+") || written.contains("e+") {
            self.number_lost(heading);
            return None;
        }
        match CitizenId::parse(&written) {
            Ok(id) => Some(id),
            Err(fault) => {
                let problem = fault.problem();
                let shown = citizen_id::masked(&written);
                self.error(
                    heading,
                    Text::new(
                        format!("写的是 {shown}，{}。", problem.zh),
                        format!("says {shown}; {}.", problem.en),
                    ),
                    Text::new(
                        "请按居民身份证逐位核对，并把该列设为文本格式。",
                        "Check it digit by digit, in a column formatted as text.",
                    ),
                );
                None
            }
        }
    }

    /// Reports an error: `第 14 行“出生年月”` and the rest of the sentence.
    pub fn error(&mut self, heading: &Heading, rest: Text, mending: Text) {
        let problem = self.sentence(heading, &rest);
        self.findings.push(Finding::error(Place::row(self.row), heading.field, problem, mending));
    }

    /// Reports something to look at.
    pub fn warning(&mut self, heading: &Heading, rest: Text, mending: Text) {
        let problem = self.sentence(heading, &rest);
        self.findings.push(Finding::warning(Place::row(self.row), heading.field, problem, mending));
    }

    fn sentence(&self, heading: &Heading, rest: &Text) -> Text {
        Text::new(
            format!("第 {} 行“{}”{}", self.row, heading.zh, rest.zh),
            format!("Row {}, {}: {}", self.row, heading.en, rest.en),
        )
    }

    /// Reports a bad date.
    pub fn bad_date(&mut self, column: Column, fault: &DateFault) {
        let shown = quoted(&self.raw(column).words());
        let problem = fault.problem();
        self.error(
            column.heading(),
            Text::new(format!("写的是 {shown}，{}。", problem.zh), format!("says {shown}, {}.", problem.en)),
            fault.mending(),
        );
    }

    fn not_in_table(&mut self, heading: &Heading, written: &str, table: &Table) {
        const SHOWN: usize = 6;
        let names: Vec<&str> = table.names().filter(|name| *name != "未知").take(SHOWN).collect();
        let more = if table.entries.len() > SHOWN { "等" } else { "" };
        let shown = quoted(written);
        self.error(
            heading,
            Text::new(
                format!("写的是“{shown}”，不在可选项中。"),
                format!("says “{shown}”, which is not among the choices."),
            ),
            Text::new(
                format!("请从下拉列表中选，如{}{more}。", names.join("、")),
                format!("Choose from the list, such as {}.", names.join(", ")),
            ),
        );
    }

    fn spreadsheet_fault(&mut self, heading: &Heading, fault: &str) {
        self.error(
            heading,
            Text::new(format!("是表格公式错误 {fault}。"), format!("is the spreadsheet error {fault}.")),
            Text::new("请改填实际内容。", "Write the value itself."),
        );
    }

    fn number_lost(&mut self, heading: &Heading) {
        self.error(
            heading,
            Text::new(
                "被表格软件存成了数字，末几位已经丢失。",
                "was kept as a number by the spreadsheet, and its last digits are lost.",
            ),
            Text::new("请把该列设为文本格式后重新填写。", "Format the column as text and type it again."),
        );
    }
}

/// Words people write where there is no date to write.
fn is_no_date(text: &str) -> bool {
    matches!(text, "-" | "--" | "—" | "——" | "/" | "\\" | "无" | "至今" | "今" | "未入党" | "群众")
}
