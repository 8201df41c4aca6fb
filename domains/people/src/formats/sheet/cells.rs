//! One cell of a sheet read into what its column holds, or the sentence that says what is wrong with it.

use law::decision::Text;

use super::super::citizen_id::{self, CitizenId};
use super::super::codes::{Coded, Table};
use super::super::dates::{DateFault, PartialDate};
use super::super::finding::{Finding, Place, quoted};
use super::super::text::{fold_char, tidy_line};
use super::columns::Column;
use super::grid::Raw;
use super::headings::{Columns, Heading};

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
    pub fn raw<C: Columns>(&self, column: C) -> &Raw {
        let at = self.places.get(column.place()).copied().flatten();
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Raw::Empty)
    }

    /// The cell as text.
    pub fn text<C: Columns>(&mut self, column: C) -> String {
        let raw = self.raw(column);
        if let Raw::Fault(fault) = raw {
            let fault = fault.clone();
            self.spreadsheet_fault(column.heading(), &fault);
            return String::new();
        }
        tidy_line(&raw.words())
    }

    /// The cell as a line of a code table.
    pub fn code<C: Columns>(&mut self, column: C, table: &'static Table) -> Option<Coded> {
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
    pub fn date<C: Columns>(&self, column: C) -> Result<Option<PartialDate>, DateFault> {
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
    pub fn date_or_finding<C: Columns>(&mut self, column: C) -> Option<PartialDate> {
        match self.date(column) {
            Ok(date) => date,
            Err(fault) => {
                self.bad_date(column, &fault);
                None
            }
        }
    }

    /// The cell as a whole number, its fault reported; thousands separators and a measure word do not count.
    pub fn integer<C: Columns>(&mut self, column: C, most: i64) -> Option<i64> {
        let written = self.text(column);
        if written.is_empty() {
            return None;
        }
        let plain: String = written.chars().map(fold_char).filter(|c| !matches!(c, ',' | ' ')).collect();
        let plain = plain.trim_end_matches(['名', '人', '个']);
        let plain = plain.strip_suffix(".0").unwrap_or(plain);
        let number = plain.parse::<i64>().ok().filter(|number| (0..=most).contains(number));
        if number.is_none() {
            let shown = quoted(&written);
            self.error(
                column.heading(),
                Text::new(
                    format!("写的是“{shown}”，应为 0–{most} 的整数。"),
                    format!("says “{shown}”; give a whole number from 0 to {most}."),
                ),
                Text::new(
                    "请改填整数；没有的填 0 或不填。",
                    "Write the number; 0 or nothing if there is none.",
                ),
            );
        }
        number
    }

    /// The cell as a code of digits and letters; digits a spreadsheet has lost are reported.
    pub fn code_number<C: Columns>(&mut self, column: C) -> String {
        let lost = match self.raw(column) {
            Raw::Number(number, _) if *number >= 1e15 => true,
            Raw::Number(number, _) => return format!("{number:.0}"),
            Raw::Text(text) => text.contains("E+") || text.contains("e+"),
            _ => false,
        };
        if lost {
            self.number_lost(column.heading());
            return String::new();
        }
        let written = self.text(column);
        written.chars().map(fold_char).filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
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
    pub fn error<C: Columns>(&mut self, heading: &Heading<C>, rest: Text, mending: Text) {
        let problem = self.sentence(heading, &rest);
        self.findings.push(Finding::error(Place::row(self.row), heading.field, problem, mending));
    }

    /// Reports something to look at.
    pub fn warning<C: Columns>(&mut self, heading: &Heading<C>, rest: Text, mending: Text) {
        let problem = self.sentence(heading, &rest);
        self.findings.push(Finding::warning(Place::row(self.row), heading.field, problem, mending));
    }

    fn sentence<C: Columns>(&self, heading: &Heading<C>, rest: &Text) -> Text {
        Text::new(
            format!("第 {} 行“{}”{}", self.row, heading.zh, rest.zh),
            format!("Row {}, {}: {}", self.row, heading.en, rest.en),
        )
    }

    /// Reports a bad date.
    pub fn bad_date<C: Columns>(&mut self, column: C, fault: &DateFault) {
        let shown = quoted(&self.raw(column).words());
        let problem = fault.problem();
        self.error(
            column.heading(),
            Text::new(format!("写的是 {shown}，{}。", problem.zh), format!("says {shown}, {}.", problem.en)),
            fault.mending(),
        );
    }

    fn not_in_table<C: Columns>(&mut self, heading: &Heading<C>, written: &str, table: &Table) {
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

    fn spreadsheet_fault<C: Columns>(&mut self, heading: &Heading<C>, fault: &str) {
        self.error(
            heading,
            Text::new(format!("是表格公式错误 {fault}。"), format!("is the spreadsheet error {fault}.")),
            Text::new("请改填实际内容。", "Write the value itself."),
        );
    }

    fn number_lost<C: Columns>(&mut self, heading: &Heading<C>) {
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
