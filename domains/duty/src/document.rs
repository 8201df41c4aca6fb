//! The letter as a document: parties, items, terms, in the wording of its form, and its canonical text, which is
//! what is hashed and signed. Official language only. Not here: how it is drawn (pages), who signs when (`letter`).

use law::decision::Text;
use sha2::{Digest, Sha256};

use crate::balance::points;
use crate::letter::{Item, Letter};
use crate::measure::Measure;
use crate::method::plain;

/// The wording new letters are written in. A change of any word below is a new form; old letters keep theirs.
pub const FORM: i64 = 1;

/// A letter as it is printed and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Title.
    pub title: String,
    /// The unit's side: unit and who signs for it.
    pub unit_side: String,
    /// The holder's side: name, unit and post.
    pub holder_side: String,
    /// What it rests on, as the opening sentence.
    pub opening: String,
    /// The items, each as its printed cells.
    pub items: Vec<Line>,
    /// The numbered terms.
    pub terms: Vec<String>,
    /// Edition, e.g. `第2版`.
    pub edition: String,
}

/// An item as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Place, from 1.
    pub number: usize,
    /// What is asked.
    pub title: String,
    /// Goal and day in words.
    pub goal: String,
    /// Weight, e.g. `12.5`.
    pub weight: String,
    /// How it is scored.
    pub method: String,
    /// What it rests on.
    pub source: String,
}

/// The head of the columns of the items, in order.
pub const COLUMNS: [&str; 6] = ["序号", "工作目标", "目标值与期限", "分值", "计分方法", "依据"];

/// The document of a letter of a year.
#[must_use]
pub fn of(letter: &Letter, items: &[Item], year: i16) -> Document {
    let post = if letter.post_title.is_empty() { String::new() } else { format!("{}　", letter.post_title) };
    Document {
        title: format!("{}{year}年度工作目标责任书", letter.unit_name),
        unit_side: format!("甲方：{}（签订人：{}）", letter.unit_name, blank(&letter.head_name)),
        holder_side: format!("乙方：{post}{}", letter.holder_name),
        opening: format!(
            "为落实{year}年度工作任务，明确岗位责任，依据《中华人民共和国公务员法》关于考核的规定和本县{year}年度考核方案，甲乙双方商定如下。"
        ),
        items: items.iter().enumerate().map(|(at, item)| line(at + 1, item)).collect(),
        terms: terms(year),
        edition: format!("第{}版", letter.version),
    }
}

fn blank(name: &str) -> &str {
    if name.is_empty() { "待定" } else { name }
}

fn terms(year: i16) -> Vec<String> {
    [
        "甲方为乙方完成目标提供必要的权限、人员和经费，及时答复乙方提出的困难；目标确需调整的，由双方重新签订，原版存档。",
        "乙方按照目标依法履职，如实记录工作。工作纪实以履职中自然形成的材料为准，不以开会发文、拍照留痕、打卡签到、学习时长、使用软件的次数评价工作。",
        "年末按本责任书逐条计分，计分方法和所用数据对乙方公开。考核结果由有权机关依法定程序确定，乙方对结果有异议的，依法申请复核、申诉。",
        "因不可抗力、政策调整或者职责变动不能完成目标的，乙方应当及时说明，甲方据实调整。",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([format!("本责任书自双方签订之日起生效，至{year}年度考核结束时终止。")])
    .collect()
}

fn line(number: usize, item: &Item) -> Line {
    Line {
        number,
        title: item.title.clone(),
        goal: goal_words(item).zh,
        weight: points(item.weight),
        method: item.method.words().zh,
        source: item.source.clone(),
    }
}

/// The goal of an item: in official words, which the letter carries, and in English.
#[must_use]
pub fn goal_words(item: &Item) -> Text {
    let unit = &item.measure_unit;
    let mut said = match (item.measure, item.goal) {
        (Measure::Quantity, Some(goal)) => match item.baseline {
            Some(base) if !base.is_zero() => Text::new(
                format!("由{}{unit}到{}{unit}", plain(base), plain(goal)),
                format!("from {}{unit} to {}{unit}", plain(base), plain(goal)),
            ),
            _ => Text::new(format!("{}{unit}", plain(goal)), format!("{}{unit}", plain(goal))),
        },
        (Measure::Milestone, _) => Text::new("按期完成", "done in time"),
        (Measure::Rating, Some(goal)) => {
            Text::new(format!("评价不低于{}分", plain(goal)), format!("rated at least {}", plain(goal)))
        }
        (Measure::Rating, None) => Text::new("以评价为准", "as rated"),
        (Measure::Standard | Measure::Quantity, _) => Text::new("规范履职", "kept to the standard"),
    };
    if let Some(due) = item.due_on {
        let day = crate::method::day(due);
        said.zh.push_str(&format!("，{}前", day.zh));
        said.en.push_str(&format!(", by {}", day.en));
    }
    said
}

impl Document {
    /// The text that is hashed and signed: every word of the document, one field a line, in a fixed order.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut lines = vec![format!("shanzhi-letter-{FORM}"), self.title.clone(), self.edition.clone()];
        lines.extend([self.unit_side.clone(), self.holder_side.clone(), self.opening.clone()]);
        for item in &self.items {
            let cells = [&item.title, &item.goal, &item.weight, &item.method, &item.source];
            // A tab cannot be typed into a field, so no two different items give the same line.
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace(['\t', '\n'], " ")).collect();
            lines.push(format!("{}\t{}", item.number, cells.join("\t")));
        }
        lines.extend(self.terms.iter().enumerate().map(|(at, term)| format!("{}.{term}", at + 1)));
        lines.join("\n")
    }

    /// SHA-256 of the canonical text, in hex.
    #[must_use]
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.canonical().as_bytes()))
    }
}
