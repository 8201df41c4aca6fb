//! The catalogue as a sheet: one row an item. Not here: what an item may say (`item`), reading cells (`sheet`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::decision::Text;
use people::formats::Finding;

pub use super::exported::rows;
use super::sheet::{Column, Row, Sheet};
use super::{finding, lacking, worded};
use crate::item::{self, Fresh};
use crate::lines;
use crate::says::{Basis, Kind, Limit, Says};
use crate::store::item as sql;

const KINDS: &[&str] = &["行政许可", "行政确认", "公共服务", "行政给付", "行政执法", "行政决策", "内部管理"];

/// The columns.
pub static COLUMNS: [Column; 20] = [
    Column::new(
        "事项编码",
        "Code",
        true,
        ("县级目录编码，不得重复", "code of the county's catalogue, never twice"),
    ),
    Column::new("事项名称", "Item", true, ("2–80 字", "2 to 80 characters")),
    Column::new("类型", "Kind", true, ("从下拉列表选", "from the list")).of(KINDS),
    Column::new("实施单位", "Office", true, ("单位全称或简称", "full or short name of the unit")),
    Column::new("服务对象", "For whom", false, ("谁可以申请", "who may ask")),
    Column::new(
        "检索词",
        "Other words",
        false,
        ("群众常用的说法，用空格分开", "words people use, separated by spaces"),
    ),
    Column::new(
        "设定依据",
        "Basis of the power",
        true,
        (
            "一行一项：名称｜文号｜条款｜印发日期｜有效期至",
            "one a line: title｜number｜article｜issued on｜valid until",
        ),
    ),
    Column::new("实施依据", "Basis of its use", false, ("同上", "the same")),
    Column::new("办理条件", "Conditions", false, ("一行一条", "one a line")),
    Column::new(
        "申请材料",
        "Materials",
        false,
        (
            "一行一项：名称｜原件或复印件｜已由哪个单位掌握",
            "one a line: name｜original or copy｜office that holds it",
        ),
    ),
    Column::new("办理环节", "Steps", false, ("一行一步：名称｜办理人｜时限", "one a line: name｜who｜limit")),
    Column::new("法定时限", "Limit of the law", false, ("如 20个工作日", "e.g. 20 working days")),
    Column::new(
        "承诺时限",
        "Limit promised",
        false,
        ("不得长于法定时限", "not longer than the limit of the law"),
    ),
    Column::new("收费", "Fee", false, ("不收费的不填", "leave empty if there is none")),
    Column::new("收费依据", "Basis of the fee", false, ("收费的必填", "needed with a fee")),
    Column::new("办理地点", "Place", true, ("2–200 字", "2 to 200 characters")),
    Column::new("办理时间", "Hours", true, ("2–200 字", "2 to 200 characters")),
    Column::new("咨询电话", "Telephone", true, ("2–60 字", "2 to 60 characters")),
    Column::new("救济途径", "Remedy", true, ("对办理结果不服怎么办", "what to do against the outcome")),
    Column::new("施行日期", "In force from", false, ("不填为导入当日", "the day of the import if empty")),
];

/// What a file would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Rows read.
    pub rows: usize,
    /// Items to be published: whether each is new.
    pub items: Vec<(Fresh, bool)>,
    /// Items that say the same already.
    pub same: usize,
    /// What is wrong, by row and field. With anything here nothing is written.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// Whether it can be carried out.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && !self.items.is_empty()
    }
}

fn open() -> Scope {
    Scope::county("units are in the directory, published items are open")
}

/// Works out what a sheet would do now.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn plan(tx: &mut Tx<'_>, book: &Rulebook, read: &Sheet) -> Result<Plan, Fault> {
    let mut plan = Plan { rows: read.rows.len(), findings: lacking(&read.missing), ..Plan::default() };
    if !plan.findings.is_empty() {
        return Ok(plan);
    }
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for row in &read.rows {
        let mut wrong = Vec::new();
        let fresh = of_row(tx, row, &mut wrong)?;
        plan.findings.append(&mut wrong);
        let Some(fresh) = fresh else { continue };
        if let Some(first) = seen.insert(fresh.code.clone(), row.number) {
            let problem =
                Text::new(format!("与第{first}行的编码相同。"), format!("The same code as row {first}."));
            plan.findings.push(finding(
                row,
                &COLUMNS[0],
                problem,
                ("请改用别的编码。", "Take another code."),
            ));
            continue;
        }
        let known = item::by_code(tx, &open(), &fresh.code)?;
        if let Some(known) = &known
            && known.version > 0
            && known.unit == fresh.unit
            && item::version(tx, &open(), &known.id, known.version)?.says == fresh.says
        {
            plan.same += 1;
            continue;
        }
        let forbidden = forbidden(tx, book, row, (&fresh, known.as_ref()))?;
        if !forbidden.is_empty() {
            plan.findings.extend(forbidden);
            continue;
        }
        plan.items.push((fresh, known.is_none()));
    }
    Ok(plan)
}

/// What would be refused when the row is carried out: said in the trial reading, at the column it is about.
fn forbidden(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    row: &Row,
    (fresh, known): (&Fresh, Option<&item::Item>),
) -> Result<Vec<Finding>, Fault> {
    let today = tx.today();
    if let Some(known) = known
        && item::is_under_way(tx, &known.id)?
    {
        let problem = Text::new("该事项有一版正在办理。", "A version of this item is under way.");
        let mending = ("请先办结那一版，再导入。", "Finish that version first.");
        return Ok(vec![finding(row, &COLUMNS[0], problem, mending)]);
    }
    let refusals = match item::check(&fresh.says, book, today) {
        Ok(_) => return Ok(Vec::new()),
        Err(Fault::Refused(refusals)) => refusals,
        Err(fault) => return Err(fault),
    };
    let found = refusals.into_iter().map(|refusal| {
        let column = match refusal.field.as_deref() {
            Some("bases") => &COLUMNS[6],
            Some("fee_basis") => &COLUMNS[14],
            Some("promised") => &COLUMNS[12],
            _ => &COLUMNS[1],
        };
        finding(row, column, refusal.text, ("请改写后重新导入。", "Mend the row and import it anew."))
    });
    Ok(found.collect())
}

fn many<T>(
    row: &Row,
    column: &Column,
    read: impl Fn(&str) -> Result<T, Text>,
    wrong: &mut Vec<Finding>,
) -> Vec<T> {
    let mut found = Vec::new();
    for line in lines::lines(row.cell(column)) {
        match read(&line) {
            Ok(one) => found.push(one),
            Err(why) => wrong.push(finding(
                row,
                column,
                why,
                ("请照模板的“填写说明”改写这一行。", "Write the line as the template explains."),
            )),
        }
    }
    found
}

fn limit(row: &Row, column: &Column, wrong: &mut Vec<Finding>) -> Option<Limit> {
    match lines::limit(row.cell(column)) {
        Ok(limit) => limit,
        Err(why) => {
            wrong.push(finding(row, column, why, ("请改写时限。", "Write the limit anew.")));
            None
        }
    }
}

/// The registered document of each basis that has one, by its number. One that is still being made is no basis.
///
/// # Errors
/// If the register cannot be read.
pub fn link(tx: &mut Tx<'_>, bases: &mut [Basis]) -> Result<(), Fault> {
    for basis in bases.iter_mut().filter(|basis| !basis.number.is_empty()) {
        let found = crate::document::by_number(tx, &open(), &basis.number)?;
        let issued = found.filter(|document| document.state == crate::document::State::Issued);
        basis.document = issued.map(|document| document.id);
    }
    Ok(())
}

fn unit(tx: &mut Tx<'_>, row: &Row, wrong: &mut Vec<Finding>) -> Result<Option<String>, Fault> {
    let Some(name) = worded(row, &COLUMNS[3], 80, wrong) else { return Ok(None) };
    let found = tx.rows(&open(), sql::UNIT_NAMED, params![&name])?;
    if let [only] = found.as_slice() {
        return Ok(Some(only.text(0)?));
    }
    let problem = if found.is_empty() {
        Text::new(format!("没有叫“{name}”的单位。"), format!("There is no unit called {name}."))
    } else {
        Text::new(
            format!("有{}个单位叫“{name}”。", found.len()),
            format!("{} units are called {name}.", found.len()),
        )
    };
    wrong.push(finding(row, &COLUMNS[3], problem, ("请填写单位全称。", "Give the full name of the unit.")));
    Ok(None)
}

fn kind(row: &Row, wrong: &mut Vec<Finding>) -> Option<Kind> {
    let kind = Kind::ALL.iter().copied().find(|kind| {
        let words = kind.words();
        [words.zh, words.en, kind.code()].contains(&row.cell(&COLUMNS[2]))
    });
    if kind.is_none() {
        let problem = Text::new(
            format!("“{}”不是事项类型。", row.cell(&COLUMNS[2])),
            format!("“{}” is no kind of item.", row.cell(&COLUMNS[2])),
        );
        let mending = format!("请从{}中选。", KINDS.join("、"));
        wrong.push(finding(
            row,
            &COLUMNS[2],
            problem,
            (&mending, "Choose one from the list of the template."),
        ));
    }
    kind
}

fn bases(tx: &mut Tx<'_>, row: &Row, wrong: &mut Vec<Finding>) -> Result<Vec<Basis>, Fault> {
    let mut bases = many(row, &COLUMNS[6], |line| lines::basis(line, true), wrong);
    if bases.is_empty() && row.cell(&COLUMNS[6]).is_empty() {
        let problem = Text::new("没有填写。", "It is empty.");
        wrong.push(finding(row, &COLUMNS[6], problem, ("请至少写明一项设定依据。", "Give at least one.")));
    }
    bases.extend(many(row, &COLUMNS[7], |line| lines::basis(line, false), wrong));
    link(tx, &mut bases)?;
    Ok(bases)
}

fn first_day(row: &Row, wrong: &mut Vec<Finding>) -> Option<Date> {
    match row.cell(&COLUMNS[19]) {
        "" => None,
        text => {
            let found = people::formats::PartialDate::parse(text)
                .ok()
                .filter(|date| date.day().is_some())
                .and_then(|date| date.first_day());
            if found.is_none() {
                let problem = Text::new(format!("“{text}”不是日期。"), format!("“{text}” is no day."));
                wrong.push(finding(
                    row,
                    &COLUMNS[19],
                    problem,
                    ("请写成 2026-04-17 这样。", "Write it like 2026-04-17."),
                ));
            }
            found
        }
    }
}

fn of_row(tx: &mut Tx<'_>, row: &Row, wrong: &mut Vec<Finding>) -> Result<Option<Fresh>, Fault> {
    let code = worded(row, &COLUMNS[0], 40, wrong);
    let name = worded(row, &COLUMNS[1], 80, wrong);
    let kind = kind(row, wrong);
    let unit = unit(tx, row, wrong)?;
    let bases = bases(tx, row, wrong)?;
    let plain = |at: usize| row.cell(&COLUMNS[at]).to_owned();
    let from_on = first_day(row, wrong);
    let (place, hours) = (worded(row, &COLUMNS[15], 200, wrong), worded(row, &COLUMNS[16], 200, wrong));
    let (phone, remedy) = (worded(row, &COLUMNS[17], 60, wrong), worded(row, &COLUMNS[18], 400, wrong));
    let materials = many(row, &COLUMNS[9], lines::material, wrong);
    let steps = many(row, &COLUMNS[10], lines::stage, wrong);
    let (statutory, promised) = (limit(row, &COLUMNS[11], wrong), limit(row, &COLUMNS[12], wrong));
    let (
        Some(code),
        Some(name),
        Some(kind),
        Some(unit),
        Some(place),
        Some(hours),
        Some(phone),
        Some(remedy),
        true,
    ) = (code, name, kind, unit, place, hours, phone, remedy, wrong.is_empty())
    else {
        return Ok(None);
    };
    let says = Says {
        name,
        kind,
        words: plain(5),
        who: plain(4),
        bases,
        conditions: lines::lines(row.cell(&COLUMNS[8])),
        materials,
        steps,
        statutory,
        promised,
        fee: plain(13),
        fee_basis: plain(14),
        place,
        hours,
        phone,
        remedy,
    };
    Ok(Some(Fresh { unit, code, says, from_on }))
}

/// Carries a plan out: every item published by a document of the county, or nothing.
///
/// # Errors
/// A refusal: not the legality review, anything found wrong, something the law forbids (named by its code).
pub fn carry_out(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (plan, document): (&Plan, &str),
) -> Result<usize, Fault> {
    if !plan.is_sound() {
        let (zh, en) = if plan.findings.is_empty() {
            ("文件里没有新的内容，本次未登记。", "There is nothing new in the file; nothing was done.")
        } else {
            (
                "文件还有问题没有改好，本次未登记任何事项。",
                "Something in the file is still wrong; nothing was done.",
            )
        };
        return Err(Refusal::new(zh, en).into());
    }
    for (fresh, _) in &plan.items {
        match item::adopt(tx, actor, book, (fresh, document)) {
            Ok(_) => {}
            Err(Fault::Refused(refusals)) => {
                let named = refusals.into_iter().map(|mut refusal| {
                    refusal.text.zh = format!("{}（{}）：{}", fresh.says.name, fresh.code, refusal.text.zh);
                    refusal.text.en = format!("{} ({}): {}", fresh.says.name, fresh.code, refusal.text.en);
                    refusal.field = None;
                    refusal
                });
                return Err(Fault::Refused(named.collect()));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(plan.items.len())
}
