//! What is odd about a form that could be read. Nothing is changed here; a missing name is the only thing that
//! keeps a form from being imported.

use law::decision::Text;

use super::{Appointment, FIELDS, Field, Kind};
use crate::formats::citizen_id;
use crate::formats::codes::{self, Table};
use crate::formats::dates::PartialDate;
use crate::formats::finding::{Finding, Place, quoted};

/// Checks a form; findings in the order of its fields.
pub fn check(form: &Appointment) -> Vec<Finding> {
    let mut findings = Vec::new();
    if form.name.is_empty() {
        findings.push(Finding::error(
            Place::element("XingMing"),
            "name",
            Text::new("“姓名”没有填写。", "The name is missing."),
            Text::new(
                "请在任免表编辑器中补填姓名后重新导出。",
                "Fill in the name in the form editor and export again.",
            ),
        ));
    }
    for field in FIELDS.iter().filter(|field| field.kind == Kind::Date) {
        findings.extend(date(form, field));
    }
    findings.extend(coded(form, "XingBie", &codes::SEX));
    findings.extend(coded(form, "MinZu", &codes::NATION));
    findings.extend(party(form));
    findings.extend(identity(form));
    for (number, member) in (1..).zip(&form.family) {
        findings.extend(family_birth(number, &member.name, &member.birth));
    }
    findings
}

fn date(form: &Appointment, field: &Field) -> Option<Finding> {
    let written = form.text(field.element)?;
    if written.is_empty() || field.element == "RuDangShiJian" {
        return None;
    }
    let fault = PartialDate::parse(written).err()?;
    let problem = fault.problem();
    let shown = quoted(written);
    Some(Finding::warning(
        Place::element(field.element),
        field.name,
        Text::new(
            format!("“{}”写的是 {shown}，{}。", field.zh, problem.zh),
            format!("The field “{}” says {shown}, {}.", field.en, problem.en),
        ),
        fault.mending(),
    ))
}

fn coded(form: &Appointment, element: &str, table: &Table) -> Option<Finding> {
    let field = FIELDS.iter().find(|field| field.element == element)?;
    let written = form.text(element)?;
    if written.is_empty() || table.find(written).is_some() {
        return None;
    }
    let shown = quoted(written);
    let sample: Vec<&str> = table.names().filter(|name| *name != "未知").take(3).collect();
    Some(Finding::warning(
        Place::element(element),
        field.name,
        Text::new(
            format!("“{}”写的是“{shown}”，不在代码表中。", field.zh),
            format!("The field “{}” says “{shown}”, which is not in the code table.", field.en),
        ),
        Text::new(
            format!("请按代码表填写，如{}。", sample.join("、")),
            format!("Write it as the code table does, such as {}.", sample.join(", ")),
        ),
    ))
}

fn party(form: &Appointment) -> Option<Finding> {
    let unread = form.party().unread;
    (!unread.is_empty()).then(|| {
        let shown = quoted(&unread.join("；"));
        Finding::warning(
            Place::element("RuDangShiJian"),
            "party_joined",
            Text::new(
                format!("“入党时间”中的“{shown}”认不出是年月还是党派。"),
                format!("In “joined the Party”, “{shown}” is neither a month nor a party."),
            ),
            Text::new("请写成 200806、200806；民盟 或 无党派。", "Write 200806, 200806；民盟 or 无党派."),
        )
    })
}

fn identity(form: &Appointment) -> Vec<Finding> {
    if form.id_number.is_empty() {
        return Vec::new();
    }
    let sex = codes::SEX.find(&form.sex).map(|sex| sex.code);
    let place = Place::element("ShenFenZheng");
    let label = Text::new("", "Form");
    citizen_id::compare(&place, &label, &form.id_number, form.birth_date(), sex).1
}

fn family_birth(number: u32, name: &str, birth: &str) -> Option<Finding> {
    if birth.is_empty() {
        return None;
    }
    let fault = PartialDate::parse(birth).err()?;
    let problem = fault.problem();
    let shown = quoted(birth);
    Some(Finding::warning(
        Place::line("JiaTingChengYuan", number),
        "family",
        Text::new(
            format!("第 {number} 位家庭成员（{name}）“出生年月”写的是 {shown}，{}。", problem.zh),
            format!("Family member {number}: birth says {shown}, {}.", problem.en),
        ),
        fault.mending(),
    ))
}
