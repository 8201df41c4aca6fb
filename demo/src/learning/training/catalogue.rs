//! The programmes and classes of the demo year, as data: eight classes of different forms that are held, and one that
//! is open today. Not here: living them.

use jiff::civil::{Date, Time, time};
use training::form::{Category, Content, Form, Kind, Stage};

use crate::living::day;

/// A programme of the year.
#[derive(Debug, Clone, Copy)]
pub struct Programme {
    /// Title.
    pub title: &'static str,
    /// What should be different at work.
    pub purpose: &'static str,
    /// A word of the target it serves; empty: none.
    pub target: &'static str,
    /// Form.
    pub form: Form,
    /// Kinds of persons.
    pub kinds: &'static [Kind],
    /// Categories of post.
    pub categories: &'static [Category],
    /// Stages.
    pub stages: &'static [Stage],
    /// What is done differently.
    pub differs: &'static str,
    /// Minutes.
    pub minutes: i64,
}

const fn programme(title: &'static str, purpose: &'static str, form: Form, minutes: i64) -> Programme {
    Programme {
        title,
        purpose,
        target: "",
        form,
        kinds: &[],
        categories: &[],
        stages: &[],
        differs: "",
        minutes,
    }
}

/// The programmes; the first four answer the needs that units proposed.
pub const PROGRAMMES: [Programme; 8] = [
    Programme {
        stages: &[Stage::New, Stage::Early],
        differs: "先跟班一天看一件事怎么办完，再上课；每人配一名同岗位的带教人",
        ..programme("新进人员上岗引导", "一个月内能独立接待来访、走完一件事的程序", Form::OffPost, 720)
    },
    Programme {
        target: "低收入人口",
        ..programme("基层治理能力春季班", "能按程序主持一次民主评议，先定口径再评议", Form::OffPost, 1_800)
    },
    Programme {
        target: "人民调解",
        ..programme("矛盾调解远程课堂", "能做一次当面调解，写出能执行的协议", Form::Online, 480)
    },
    Programme {
        categories: &[Category::Enforcement, Category::General],
        differs: "执法岗位练现场处置和文书，综合岗位练信息报告",
        ..programme("汛期值守在岗练兵", "接到险情二十分钟内报告，口径不乱", Form::OnTheJob, 720)
    },
    programme("集体经济专题调研", "带回一个本村能用的做法，写成一页纸", Form::FieldResearch, 1_080),
    Programme {
        stages: &[Stage::Early, Stage::Middle],
        differs: "到县直部门跟岗，回乡镇后对接同一业务",
        ..programme("县乡双向挂职", "熟悉一条业务线从县到村怎么走完", Form::Secondment, 2_400)
    },
    Programme {
        kinds: &[Kind::VillageCadre, Kind::CommunityWorker],
        differs: "周六上课，作业就是本村（社区）正在办的一件事",
        ..programme("村（社区）干部学历提升", "能写清一份村级事务方案并在会上讲明白", Form::Degree, 960)
    },
    Programme {
        target: "一次性化解",
        ..programme("基层治理能力秋季班", "回到岗位后一个月内用上一条所学，并有人看到", Form::OffPost, 1_800)
    },
];

/// A class to be held.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Key of its phases.
    pub key: &'static str,
    /// Position of its programme.
    pub programme: usize,
    /// Title.
    pub title: &'static str,
    /// What one can do afterwards.
    pub about: &'static str,
    /// Place.
    pub place: &'static str,
    /// Link; empty unless it is remote.
    pub link: &'static str,
    /// People taken per thousand of the county, and at least.
    pub share: (usize, usize),
    /// Whether people may enrol themselves.
    pub own: bool,
    /// Sessions: day, minutes, content, title.
    pub sessions: Vec<(Date, i64, Content, &'static str)>,
    /// Units of a remote class: title and task.
    pub parts: &'static [(&'static str, &'static str)],
    /// Announced on.
    pub announced: Date,
    /// Filled on.
    pub filled: Date,
}

impl Planned {
    /// Day of the last session.
    #[must_use]
    pub fn last(&self) -> Date {
        self.sessions.iter().map(|one| one.0).max().unwrap_or(self.filled)
    }

    /// Whether it is one of the two large classes, which have a test.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.share.0 >= 100
    }

    /// When sessions begin.
    #[must_use]
    pub fn starts(&self) -> Time {
        time(9, 0, 0, 0)
    }

    /// Places in a county of so many people.
    #[must_use]
    pub fn capacity(&self, people: usize) -> usize {
        (people * self.share.0 / 1_000).max(self.share.1)
    }
}

/// Material of the remote class, by unit.
pub const MATERIALS: [&str; 4] = [
    "第一单元材料：听清楚。先把双方的话各复述一遍，复述得到对方点头再往下走。",
    "第二单元材料：分清楚。哪些是事实，哪些是判断，哪些是气话，分三栏写下来。",
    "第三单元材料：谈得拢。先谈双方都要的，再谈谁让一步、换什么、几时兑现。",
    "第四单元材料：写得实。协议写明谁、几时、做什么、做不到怎么办，当场念一遍再签。",
];

const PARTS: &[(&str, &str)] = &[
    ("听清楚", "看录像二十分钟，两人一组练复述，组长记下一个难处"),
    ("分清楚", "用本单位一件真事，分三栏写下事实、判断和气话"),
    ("谈得拢", "三人一组轮流当调解人，各练一次"),
    ("写得实", "写一份调解协议，读给没参加的人听，看能不能照做"),
];

const COURSE: [(Content, &str); 5] = [
    (Content::Theory, "基层治理的政策与程序"),
    (Content::Spirit, "宗旨意识与群众工作"),
    (Content::Skill, "民主评议怎么主持"),
    (Content::Exercise, "模拟评议与复盘"),
    (Content::Practice, "带着本单位的事做方案"),
];

fn days(
    all: &[Date],
    minutes: i64,
    named: &[(Content, &'static str)],
) -> Vec<(Date, i64, Content, &'static str)> {
    all.iter()
        .zip(named.iter().cycle())
        .map(|(on, (content, title))| (*on, minutes, *content, *title))
        .collect()
}

fn blank(key: &'static str, programme: usize, title: &'static str, about: &'static str) -> Planned {
    Planned {
        key,
        programme,
        title,
        about,
        place: "县委党校",
        link: "",
        share: (20, 4),
        own: false,
        sessions: Vec::new(),
        parts: &[],
        announced: Date::constant(2026, 1, 1),
        filled: Date::constant(2026, 1, 1),
    }
}

/// The eight classes that are held, in the order in which they end.
#[must_use]
pub fn planned(year: i16) -> Vec<Planned> {
    let mut all = spring(year);
    all.extend(summer(year));
    all
}

fn spring(year: i16) -> Vec<Planned> {
    let of = |month, of_month| day(year, month, of_month);
    let office = [(Content::Skill, "一件事怎么办完"), (Content::Practice, "跟着带教人接待一次来访")];
    let visits = [(Content::Practice, "走访三个村集体"), (Content::Exercise, "把做法写成一页纸")];
    let remote = [
        (Content::Skill, "听清楚"),
        (Content::Skill, "分清楚"),
        (Content::Exercise, "谈得拢"),
        (Content::Exercise, "写得实"),
    ];
    vec![
        Planned {
            own: true,
            sessions: days(&[of(4, 16), of(4, 17)], 360, &office),
            announced: of(4, 7),
            filled: of(4, 10),
            ..blank("onboarding", 0, "新进人员上岗引导班", "回去就能独立接待来访、走完一件事的程序")
        },
        Planned {
            share: (100, 12),
            sessions: days(&[of(4, 20), of(4, 21), of(4, 22), of(4, 23), of(4, 24)], 360, &COURSE),
            announced: of(4, 8),
            filled: of(4, 13),
            ..blank("spring", 1, "基层治理能力春季班", "能按程序主持一次民主评议")
        },
        Planned {
            share: (30, 6),
            place: "各单位会议室",
            link: "https://class.example/mediation",
            sessions: days(&[of(4, 27), of(4, 28), of(4, 29), of(4, 30)], 120, &remote),
            parts: PARTS,
            announced: of(4, 14),
            filled: of(4, 20),
            ..blank("remote", 2, "矛盾调解远程课堂（四个单元）", "能做一次当面调解，写出能执行的协议")
        },
        Planned {
            share: (10, 4),
            place: "邻县三个村",
            sessions: days(&[of(5, 18), of(5, 19), of(5, 20)], 360, &visits),
            announced: of(5, 6),
            filled: of(5, 11),
            ..blank("research", 4, "集体经济专题调研班", "带回一个本村能用的做法")
        },
    ]
}

fn summer(year: i16) -> Vec<Planned> {
    let of = |month, of_month| day(year, month, of_month);
    let drill = [(Content::Practice, "夜间值守演练"), (Content::Exercise, "信息报告复盘")];
    let office = [(Content::Practice, "在县直部门跟岗"), (Content::Skill, "一条业务线从县到村")];
    let lessons = [(Content::Theory, "公共管理基础"), (Content::Skill, "村级事务方案写作")];
    let five = [of(9, 10), of(9, 11), of(9, 14), of(9, 15), of(9, 16)];
    vec![
        Planned {
            place: "县应急指挥中心",
            sessions: days(&[of(7, 17), of(7, 18)], 360, &drill),
            announced: of(7, 6),
            filled: of(7, 13),
            ..blank("drill", 3, "汛期值守在岗练兵", "接到险情二十分钟内报告")
        },
        Planned {
            share: (8, 4),
            place: "县直有关部门",
            sessions: days(&[of(7, 20), of(7, 22), of(7, 24), of(7, 27), of(7, 29)], 480, &office),
            announced: of(7, 7),
            filled: of(7, 14),
            ..blank("secondment", 5, "县乡双向挂职（夏季）", "熟悉一条业务线从县到村怎么走完")
        },
        Planned {
            own: true,
            share: (15, 4),
            place: "县开放教育学院",
            sessions: days(&[of(7, 18), of(7, 25), of(8, 1)], 320, &lessons),
            announced: of(7, 8),
            filled: of(7, 15),
            ..blank("degree", 6, "村（社区）干部学历提升（夏季学段）", "能写清一份村级事务方案")
        },
        Planned {
            share: (100, 12),
            sessions: days(&five, 360, &COURSE),
            announced: of(8, 24),
            filled: of(9, 2),
            ..blank("autumn", 7, "基层治理能力秋季班", "回到岗位后一个月内用上一条所学")
        },
    ]
}

/// The class that is open for enrolment at the demo's today.
#[must_use]
pub fn open(year: i16) -> Planned {
    let of = |month, of_month| day(year, month, of_month);
    let remote = [(Content::Skill, "听清楚"), (Content::Exercise, "谈得拢")];
    Planned {
        own: true,
        share: (30, 8),
        place: "各单位会议室",
        link: "https://class.example/mediation-winter",
        sessions: days(&[of(12, 8), of(12, 10)], 240, &remote),
        announced: of(11, 12),
        filled: of(12, 1),
        ..blank("winter", 2, "矛盾调解远程课堂（冬季）", "能做一次当面调解，写出能执行的协议")
    }
}
