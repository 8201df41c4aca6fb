//! The appointment form (干部任免审批表) as a value, whichever of its two files it came from. All fields are text as
//! on the form; reading sense into them (dates, party, results) is offered beside them and never replaces them.

mod checks;

use jiff::civil::Date;
use serde::Serialize;

use super::appraisals::{self, YearResult};
use super::dates::PartialDate;
use super::party::{self, Party};
use super::photo::Photo;
use super::resume::Resume;
use super::text::{tidy_block, tidy_line, tidy_name};
use super::xml::Element;

pub use checks::check;

/// The form. Field by field in the order of the file; dates are `yyyyMM` or `yyyyMMdd` where they could be read,
/// otherwise as written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[expect(missing_docs, reason = "the fields are named as the form names them; FIELDS gives both languages")]
pub struct Appointment {
    pub name: String,
    pub sex: String,
    pub birth: String,
    pub nation: String,
    pub native_place: String,
    pub birthplace: String,
    pub party_joined: String,
    pub work_started: String,
    pub health: String,
    pub professional_title: String,
    pub speciality: String,
    pub full_time_education: String,
    pub full_time_degree: String,
    pub full_time_education_school: String,
    pub full_time_degree_school: String,
    pub in_service_education: String,
    pub in_service_degree: String,
    pub in_service_education_school: String,
    pub in_service_degree_school: String,
    pub present_post: String,
    pub proposed_post: String,
    pub removed_post: String,
    pub resume: Resume,
    pub rewards: String,
    pub appraisals: String,
    pub reason: String,
    pub family: Vec<FamilyMember>,
    pub submitting_unit: String,
    pub age_date: String,
    pub form_date: String,
    pub filled_by: String,
    pub id_number: String,
    pub photo: Option<Photo>,
    /// Version of the form editor as read; what is written is always [`VERSION`].
    pub version: String,
    /// Elements the form does not have, kept for the way back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Element>,
}

/// Version of the form editor whose file is written.
pub const VERSION: &str = "3.2.1.6";
/// Most family members read.
pub const MOST_FAMILY: usize = 200;

/// A family member or important relation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FamilyMember {
    /// Kinship as written.
    pub kinship: String,
    /// Name.
    pub name: String,
    /// Birth, `yyyyMM` where it could be read.
    pub birth: String,
    /// Political status as written.
    pub political_status: String,
    /// Unit and post as written.
    pub post: String,
    /// Elements the form does not have, kept for the way back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Element>,
}

/// How a field is tidied and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name: no blanks inside.
    Name,
    /// One line.
    Line,
    /// One line holding a date.
    Date,
    /// Many lines.
    Block,
    /// The résumé.
    Resume,
    /// The family.
    Family,
    /// The photo.
    Photo,
    /// The version.
    Version,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Element of the form's file.
    pub element: &'static str,
    /// Name in [`Appointment`].
    pub name: &'static str,
    /// Label on paper.
    pub zh: &'static str,
    /// Label in English.
    pub en: &'static str,
    /// How it is tidied and written.
    pub kind: Kind,
}

const fn field(
    element: &'static str,
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: Kind,
) -> Field {
    Field { element, name, zh, en, kind }
}

/// The 34 fields in the order of the file.
pub const FIELDS: [Field; 34] = [
    field("XingMing", "name", "姓名", "name", Kind::Name),
    field("XingBie", "sex", "性别", "sex", Kind::Line),
    field("ChuShengNianYue", "birth", "出生年月", "birth", Kind::Date),
    field("MinZu", "nation", "民族", "nation", Kind::Line),
    field("JiGuan", "native_place", "籍贯", "native place", Kind::Line),
    field("ChuShengDi", "birthplace", "出生地", "birthplace", Kind::Line),
    field("RuDangShiJian", "party_joined", "入党时间", "joined the Party", Kind::Date),
    field("CanJiaGongZuoShiJian", "work_started", "参加工作时间", "started work", Kind::Date),
    field("JianKangZhuangKuang", "health", "健康状况", "health", Kind::Line),
    field("ZhuanYeJiShuZhiWu", "professional_title", "专业技术职务", "professional title", Kind::Line),
    field("ShuXiZhuanYeYouHeZhuanChang", "speciality", "熟悉专业有何专长", "speciality", Kind::Line),
    field(
        "QuanRiZhiJiaoYu_XueLi",
        "full_time_education",
        "全日制教育学历",
        "full-time education",
        Kind::Line,
    ),
    field("QuanRiZhiJiaoYu_XueWei", "full_time_degree", "全日制教育学位", "full-time degree", Kind::Line),
    field(
        "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
        "full_time_education_school",
        "全日制学历毕业院校系及专业",
        "school of full-time education",
        Kind::Line,
    ),
    field(
        "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
        "full_time_degree_school",
        "全日制学位毕业院校系及专业",
        "school of full-time degree",
        Kind::Line,
    ),
    field("ZaiZhiJiaoYu_XueLi", "in_service_education", "在职教育学历", "in-service education", Kind::Line),
    field("ZaiZhiJiaoYu_XueWei", "in_service_degree", "在职教育学位", "in-service degree", Kind::Line),
    field(
        "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
        "in_service_education_school",
        "在职学历毕业院校系及专业",
        "school of in-service education",
        Kind::Line,
    ),
    field(
        "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
        "in_service_degree_school",
        "在职学位毕业院校系及专业",
        "school of in-service degree",
        Kind::Line,
    ),
    field("XianRenZhiWu", "present_post", "现任职务", "present post", Kind::Line),
    field("NiRenZhiWu", "proposed_post", "拟任职务", "proposed post", Kind::Line),
    field("NiMianZhiWu", "removed_post", "拟免职务", "post to be removed", Kind::Line),
    field("JianLi", "resume", "简历", "résumé", Kind::Resume),
    field("JiangChengQingKuang", "rewards", "奖惩情况", "rewards and punishments", Kind::Block),
    field("NianDuKaoHeJieGuo", "appraisals", "年度考核结果", "appraisals", Kind::Block),
    field("RenMianLiYou", "reason", "任免理由", "reason", Kind::Block),
    field("JiaTingChengYuan", "family", "家庭主要成员", "family", Kind::Family),
    field("ChengBaoDanWei", "submitting_unit", "呈报单位", "submitting unit", Kind::Line),
    field("JiSuanNianLingShiJian", "age_date", "计算年龄时间", "age computed at", Kind::Date),
    field("TianBiaoShiJian", "form_date", "填表时间", "form date", Kind::Date),
    field("TianBiaoRen", "filled_by", "填表人", "filled by", Kind::Name),
    field("ShenFenZheng", "id_number", "身份证号", "identity number", Kind::Line),
    field("ZhaoPian", "photo", "照片", "photo", Kind::Photo),
    field("Version", "version", "版本", "version", Kind::Version),
];

impl Appointment {
    /// The text of a field by its element name; none for the résumé, the family and the photo.
    pub fn text(&self, element: &str) -> Option<&str> {
        let names = FIELDS.iter().filter(|field| is_text(field.kind));
        names.zip(self.texts()).find(|(field, _)| field.element == element).map(|(_, text)| text.as_str())
    }

    fn texts(&self) -> [&String; 31] {
        [
            &self.name,
            &self.sex,
            &self.birth,
            &self.nation,
            &self.native_place,
            &self.birthplace,
            &self.party_joined,
            &self.work_started,
            &self.health,
            &self.professional_title,
            &self.speciality,
            &self.full_time_education,
            &self.full_time_degree,
            &self.full_time_education_school,
            &self.full_time_degree_school,
            &self.in_service_education,
            &self.in_service_degree,
            &self.in_service_education_school,
            &self.in_service_degree_school,
            &self.present_post,
            &self.proposed_post,
            &self.removed_post,
            &self.rewards,
            &self.appraisals,
            &self.reason,
            &self.submitting_unit,
            &self.age_date,
            &self.form_date,
            &self.filled_by,
            &self.id_number,
            &self.version,
        ]
    }

    /// The text fields with their descriptions, for reading and tidying.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = (&'static Field, &mut String)> {
        let texts: [&mut String; 31] = [
            &mut self.name,
            &mut self.sex,
            &mut self.birth,
            &mut self.nation,
            &mut self.native_place,
            &mut self.birthplace,
            &mut self.party_joined,
            &mut self.work_started,
            &mut self.health,
            &mut self.professional_title,
            &mut self.speciality,
            &mut self.full_time_education,
            &mut self.full_time_degree,
            &mut self.full_time_education_school,
            &mut self.full_time_degree_school,
            &mut self.in_service_education,
            &mut self.in_service_degree,
            &mut self.in_service_education_school,
            &mut self.in_service_degree_school,
            &mut self.present_post,
            &mut self.proposed_post,
            &mut self.removed_post,
            &mut self.rewards,
            &mut self.appraisals,
            &mut self.reason,
            &mut self.submitting_unit,
            &mut self.age_date,
            &mut self.form_date,
            &mut self.filled_by,
            &mut self.id_number,
            &mut self.version,
        ];
        FIELDS.iter().filter(|field| is_text(field.kind)).zip(texts)
    }

    /// The form as it is after being written and read: every field tidied as its kind wants.
    pub fn tidied(&self) -> Appointment {
        let mut form = self.clone();
        for (field, text) in form.texts_mut() {
            *text = tidy(field.kind, text);
        }
        VERSION.clone_into(&mut form.version);
        form.resume = self.resume.settled();
        form.family =
            self.family.iter().map(FamilyMember::tidied).filter(|member| !member.is_empty()).collect();
        form.unknown = self.unknown.iter().map(Element::tidied).collect();
        form
    }

    /// Birth, where it could be read.
    pub fn birth_date(&self) -> Option<PartialDate> {
        PartialDate::parse(&self.birth).ok()
    }

    /// What the party field says.
    pub fn party(&self) -> Party {
        party::read(&self.party_joined)
    }

    /// Years and results in the appraisal field.
    pub fn year_results(&self) -> Vec<YearResult> {
        appraisals::read(&self.appraisals)
    }

    /// Age at the form's own date for it (计算年龄时间), never today; none if either is missing.
    pub fn age(&self) -> Option<i16> {
        age_at(self.birth_date()?, PartialDate::parse(&self.age_date).ok()?.first_day()?)
    }
}

impl FamilyMember {
    /// Age on a day: none without a birth, and none for those whose unit says they have died.
    pub fn age_on(&self, day: Date) -> Option<i16> {
        let died = ["去世", "已故", "病故", "死亡"].iter().any(|word| self.post.contains(word));
        if died { None } else { age_at(PartialDate::parse(&self.birth).ok()?, day) }
    }

    /// Whether every field is empty: forms are padded with such lines.
    pub fn is_empty(&self) -> bool {
        [&self.kinship, &self.name, &self.birth, &self.political_status, &self.post]
            .iter()
            .all(|text| text.is_empty())
            && self.unknown.is_empty()
    }

    /// As it is after being written and read.
    pub fn tidied(&self) -> FamilyMember {
        FamilyMember {
            kinship: tidy(Kind::Name, &self.kinship),
            name: tidy(Kind::Name, &self.name),
            birth: tidy(Kind::Date, &self.birth),
            political_status: tidy(Kind::Line, &self.political_status),
            post: tidy(Kind::Line, &self.post),
            unknown: self.unknown.iter().map(Element::tidied).collect(),
        }
    }
}

fn is_text(kind: Kind) -> bool {
    !matches!(kind, Kind::Resume | Kind::Family | Kind::Photo)
}

/// A field's text as kept.
pub fn tidy(kind: Kind, written: &str) -> String {
    match kind {
        Kind::Name => tidy_name(written),
        Kind::Block => tidy_block(written),
        Kind::Date => {
            let line = tidy_line(written);
            PartialDate::parse(&line).map_or(line, |date| date.compact())
        }
        _ => tidy_line(written),
    }
}

/// Full years between birth and a day; a month without a day counts from its first.
fn age_at(birth: PartialDate, day: Date) -> Option<i16> {
    let born = birth.first_day()?;
    let before_birthday = (day.month(), day.day()) < (born.month(), born.day());
    let years = day.year() - born.year() - i16::from(before_birthday);
    (years >= 0).then_some(years)
}
