//! Citizen identity numbers (GB 11643): the 18-digit form with its check character and the 15-digit form of old
//! files. A number that disagrees with the file's birth or sex is a warning: the file (三龄两历) has precedence and
//! is never overwritten from the number.

use std::fmt;

use jiff::civil::Date;
use law::decision::Text;
use serde::{Serialize, Serializer};

use super::dates::PartialDate;
use super::finding::{Finding, Place};
use super::text::fold_char;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A number whose form, birth date and check character hold. Always 18 characters.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CitizenId {
    number: String,
    birth: Date,
    legacy: bool,
}

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdFault {
    /// Neither 18 nor 15 characters.
    Length(usize),
    /// Something other than digits and a final X.
    Characters,
    /// Digits 7–14 (7–12 in the old form) are no date.
    Birth,
    /// The last character does not fit the others.
    Check,
}

impl CitizenId {
    /// Reads a number as typed: full-width digits, a small x, blanks and a leading apostrophe are accepted; 15
    /// digits are brought to 18.
    ///
    /// # Errors
    /// Why it is not an identity number.
    pub fn parse(written: &str) -> Result<CitizenId, IdFault> {
        let typed = tidy(written);
        let legacy = typed.chars().count() == 15;
        let number = match typed.chars().count() {
            18 => typed,
            15 => lengthen(&typed)?,
            other => return Err(IdFault::Length(other)),
        };
        let check = check_character(&number).ok_or(IdFault::Characters)?;
        let last = number.chars().last().ok_or(IdFault::Characters)?;
        if !(last.is_ascii_digit() || last == 'X') {
            return Err(IdFault::Characters);
        }
        let birth = birth_of(&number).ok_or(IdFault::Birth)?;
        if check != last {
            return Err(IdFault::Check);
        }
        Ok(CitizenId { number, birth, legacy })
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// The date of birth the number carries.
    pub fn birth(&self) -> Date {
        self.birth
    }

    /// Whether the 17th digit says male.
    pub fn is_male(&self) -> bool {
        self.number.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1)
    }

    /// Code of the sex the number carries: `1` or `2`.
    pub fn sex_code(&self) -> &'static str {
        if self.is_male() { "1" } else { "2" }
    }

    /// The six-digit division code the number was given out in.
    pub fn division(&self) -> &str {
        self.number.get(..6).unwrap_or_default()
    }

    /// Whether it was written in the 15-digit form.
    pub fn was_legacy(&self) -> bool {
        self.legacy
    }

    /// For display: see [`masked`].
    pub fn masked(&self) -> String {
        masked(&self.number)
    }
}

/// The number with only the division and the last character shown. A roster shows birth and sex beside it, so
/// showing the usual last four would give the whole number away.
pub fn masked(number: &str) -> String {
    let typed = tidy(number);
    let length = typed.chars().count();
    let shown = |at: usize| (length == 18 || length == 15) && (at < 6 || at + 1 == length);
    typed.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

/// The check character of the first 17 digits; none if they are not digits.
pub fn check_character(number: &str) -> Option<char> {
    let mut sum = 0;
    let mut chars = number.chars();
    for weight in WEIGHTS {
        sum += chars.next()?.to_digit(10)? * weight;
    }
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

/// The number as typed, folded to plain capitals without blanks.
pub fn tidy(written: &str) -> String {
    written
        .trim()
        .trim_start_matches(['\'', '’', '‘', '`'])
        .chars()
        .map(fold_char)
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| if matches!(c, '×' | '✕' | 'х' | 'Х') { 'X' } else { c.to_ascii_uppercase() })
        .collect()
}

fn lengthen(old: &str) -> Result<String, IdFault> {
    if !old.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdFault::Characters);
    }
    let (division, rest) = old.split_at_checked(6).ok_or(IdFault::Characters)?;
    let mut number = format!("{division}19{rest}");
    number.push(check_character(&number).ok_or(IdFault::Characters)?);
    Ok(number)
}

fn birth_of(number: &str) -> Option<Date> {
    let year = number.get(6..10)?.parse().ok()?;
    let month = number.get(10..12)?.parse().ok()?;
    let day = number.get(12..14)?.parse().ok()?;
    Date::new(year, month, day).ok().filter(|date| (1880..=2100).contains(&date.year()))
}

impl IdFault {
    /// What is wrong, as the end of a sentence.
    pub fn problem(&self) -> Text {
        match self {
            IdFault::Length(found) => Text::new(
                format!("应为 18 位，现有 {found} 位"),
                format!("it must have 18 characters, not {found}"),
            ),
            IdFault::Characters => {
                Text::new("含有数字和末位 X 以外的字符", "it holds something other than digits and a final X")
            }
            IdFault::Birth => Text::new("中间的出生日期不存在", "the date of birth inside it does not exist"),
            IdFault::Check => Text::new("校验位不符", "its check character does not fit"),
        }
    }
}

/// Checks an identity number against itself and against the birth and sex given beside it.
/// `label` names the place at the head of the sentence (`第 14 行`); `name` is for the reader's eye.
pub fn compare(
    place: &Place,
    label: &Text,
    written: &str,
    birth: Option<PartialDate>,
    sex_code: Option<&str>,
) -> (Option<CitizenId>, Vec<Finding>) {
    let mut findings = Vec::new();
    let id = match CitizenId::parse(written) {
        Ok(id) => id,
        Err(fault) => {
            findings.push(fault_finding(place, label, written, fault));
            return (None, findings);
        }
    };
    if id.was_legacy() {
        findings.push(Finding::note(
            place.clone(),
            "id_number",
            Text::new(
                format!("{}“身份证号”是 15 位旧号，已换算为 18 位。", label.zh),
                format!("{}: the 15-digit number was brought to 18.", label.en),
            ),
            Text::new("请核对证件。", "Check it against the card."),
        ));
    }
    let carried = PartialDate::of(id.birth()).ok();
    if let (Some(birth), Some(carried)) = (birth, carried)
        && !birth.agrees_with(&carried)
    {
        findings.push(disagreement(place, label, "birth", &birth.dotted(), &carried.dotted()));
    }
    if let Some(code) = sex_code
        && (code == "1" || code == "2")
        && code != id.sex_code()
    {
        let word = |code: &str| if code == "1" { "男" } else { "女" };
        findings.push(disagreement(place, label, "sex", word(code), word(id.sex_code())));
    }
    (Some(id), findings)
}

fn fault_finding(place: &Place, label: &Text, written: &str, fault: IdFault) -> Finding {
    let problem = fault.problem();
    let shown = masked(written);
    Finding::warning(
        place.clone(),
        "id_number",
        Text::new(
            format!("{}“身份证号”{shown} {}。", label.zh, problem.zh),
            format!("{}: identity number {shown}: {}.", label.en, problem.en),
        ),
        Text::new("请按居民身份证逐位核对。", "Check it digit by digit against the card."),
    )
}

fn disagreement(place: &Place, label: &Text, field: &str, file: &str, carried: &str) -> Finding {
    let (zh, en) = if field == "birth" { ("出生年月", "birth") } else { ("性别", "sex") };
    Finding::warning(
        place.clone(),
        field,
        Text::new(
            format!(
                "{}“{zh}”为 {file}，身份证号中为 {carried}，两者不一致；以所填为准，未作改动。",
                label.zh
            ),
            format!(
                "{}: {en} is {file} but the identity number says {carried}; what was filled in stands.",
                label.en
            ),
        ),
        Text::new(
            "请以干部档案认定的为准核对；确属认定不一致的可保留。",
            "Check against the personnel file; a settled difference may stay.",
        ),
    )
}

impl fmt::Debug for CitizenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CitizenId({})", self.masked())
    }
}

impl Serialize for CitizenId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.number)
    }
}
