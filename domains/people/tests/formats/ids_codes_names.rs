//! Identity numbers, code tables, pinyin, dates, party and appraisal fields.

use people::formats::citizen_id::{CitizenId, IdFault, check_character, masked};
use people::formats::codes::{self, Table};
use people::formats::dates::{DateFault, PartialDate};
use people::formats::{appraisals, party, pinyin};

#[test]
fn a_number_carries_birth_and_sex() {
    // The example number of GB 11643.
    let id = CitizenId::parse("11010519491231002X").unwrap();
    assert_eq!(id.birth(), jiff::civil::date(1949, 12, 31));
    assert!(!id.is_male());
    assert_eq!(id.division(), "110105");
    assert!(CitizenId::parse("440524188001010014").unwrap().is_male());
}

#[test]
fn careless_typing_of_a_number_is_forgiven() {
    for typed in [
        "11010519491231002x",
        "'11010519491231002X",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002×",
    ] {
        assert_eq!(CitizenId::parse(typed).unwrap().as_str(), "11010519491231002X", "{typed}");
    }
}

#[test]
fn old_numbers_are_lengthened() {
    let id = CitizenId::parse("110105491231002").unwrap();
    assert_eq!(id.as_str(), "11010519491231002X");
    assert!(id.was_legacy());
}

#[test]
fn each_fault_of_a_number_is_told_apart() {
    assert_eq!(CitizenId::parse("123"), Err(IdFault::Length(3)));
    assert_eq!(CitizenId::parse("1101051949123100AX"), Err(IdFault::Characters));
    assert_eq!(CitizenId::parse("110105194912310a2X"), Err(IdFault::Characters));
    assert_eq!(CitizenId::parse("110105194902300020"), Err(IdFault::Birth));
    assert_eq!(CitizenId::parse("110105194912310021"), Err(IdFault::Check));
    assert_eq!(check_character("1"), None);
}

#[test]
fn one_wrong_digit_never_passes() {
    let good = "11010519491231002X";
    for at in 0..17 {
        for digit in b'0'..=b'9' {
            let mut bytes = good.as_bytes().to_vec();
            if bytes[at] != digit {
                bytes[at] = digit;
                assert!(CitizenId::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
            }
        }
    }
}

#[test]
fn a_masked_number_shows_neither_birth_nor_sequence() {
    assert_eq!(masked("11010519491231002X"), "110105***********X");
    assert_eq!(masked("123"), "***");
    assert_eq!(
        format!("{:?}", CitizenId::parse("11010519491231002X").unwrap()),
        "CitizenId(110105***********X)"
    );
}

#[test]
fn names_variants_codes_and_english_all_find_the_line() {
    let code = |table: &Table, written: &str| table.find(written).map(|entry| entry.code);
    assert_eq!(code(&codes::SEX, "男性"), Some("1"));
    assert_eq!(code(&codes::NATION, "汉"), Some("01"));
    assert_eq!(code(&codes::NATION, "维吾尔族"), Some("05"));
    assert_eq!(code(&codes::NATION, "Uyghur"), Some("05"));
    assert_eq!(code(&codes::NATION, "05"), Some("05"));
    assert_eq!(code(&codes::POLITICAL, "党员"), Some("01"));
    assert_eq!(code(&codes::POLITICAL, "中共预备党员"), Some("02"));
    assert_eq!(code(&codes::EDUCATION, "本科"), Some("21"));
    assert_eq!(code(&codes::EDUCATION, "省委党校研究生"), Some("1B"));
    assert_eq!(code(&codes::EDUCATION, "省(区、市)委党校研究生"), Some("1B"));
    assert_eq!(code(&codes::DEGREE, "管理学学士"), Some("412"));
    assert_eq!(code(&codes::DEGREE, "公共管理硕士"), Some("349"));
    assert_eq!(code(&codes::DEGREE, "MPA"), Some("349"));
    assert_eq!(code(&codes::RANK, "四级主任科员"), Some("01A10"));
    assert_eq!(code(&codes::RANK, "正科级"), Some("0141"));
    assert_eq!(code(&codes::PERSONNEL_KIND, "事业编"), Some("institution_staff"));
    assert_eq!(code(&codes::TENURE_KIND, "挂职锻炼"), Some("attached"));
    assert_eq!(code(&codes::GRADE, "基本称职"), Some("3"));
    assert_eq!(code(&codes::NATION, "汗族"), None);
    assert_eq!(code(&codes::NATION, ""), None);
}

#[test]
fn in_every_table_codes_and_names_are_unique() {
    let tables = [
        &codes::SEX,
        &codes::NATION,
        &codes::POLITICAL,
        &codes::HEALTH,
        &codes::FAMILY,
        &codes::EDUCATION,
        &codes::DEGREE,
        &codes::RANK,
        &codes::APPOINTED_BY,
        &codes::GRADE,
        &codes::PERSONNEL_KIND,
        &codes::POST_CATEGORY,
        &codes::TENURE_KIND,
    ];
    for table in tables {
        for entry in table.entries {
            assert!(std::ptr::eq(table.by_code(entry.code).unwrap(), entry), "{} {}", table.name, entry.code);
            for name in entry.variants.iter().chain([&entry.zh, &entry.en]) {
                assert!(std::ptr::eq(table.by_name(name).unwrap(), entry), "{} {name}", table.name);
            }
        }
    }
    assert_eq!(codes::NATION.entries.len(), 59);
}

#[test]
fn surnames_take_their_own_reading() {
    for (name, full) in [
        ("单晓明", "shanxiaoming"),
        ("曾国", "zengguo"),
        ("解放", "xiefang"),
        ("仇英", "qiuying"),
        ("区明", "ouming"),
        ("查理", "zhali"),
        ("任伟", "renwei"),
        ("华佗", "huatuo"),
        ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"),
        ("朴正", "piaozheng"),
        ("盖文", "gewen"),
        ("乐毅", "yueyi"),
        ("欧阳修", "ouyangxiu"),
        ("吕布", "lvbu"),
        ("缪斯", "miaosi"),
        ("逄山", "pangshan"),
        ("长孙无", "zhangsunwu"),
    ] {
        assert_eq!(pinyin::of_name(name).full, full, "{name}");
    }
    // Within a name the same characters keep their usual reading.
    assert_eq!(pinyin::of_name("王单").full, "wangdan");
}

#[test]
fn a_name_is_written_with_tones_in_two_words_and_found_by_initials() {
    let read = pinyin::of_name("单晓明");
    assert_eq!(read.toned, "Shàn Xiǎomíng");
    assert_eq!(read.initials, "sxm");
    assert_eq!(pinyin::of_name("尉迟恭").surname_length, 2);
    let keys = pinyin::search_keys("单晓明");
    assert_eq!(keys[0], "shanxiaoming");
    for key in ["sxm", "danxiaoming", "dxm"] {
        assert!(keys.iter().any(|known| known == key), "{key} {keys:?}");
    }
}

#[test]
fn names_with_dots_and_latin_letters_do_not_stumble() {
    assert_eq!(pinyin::of_name("阿卜杜拉·买买提").initials, "abdlmmt");
    assert_eq!(pinyin::of_name("John Li").full, "johnli");
    assert_eq!(pinyin::of_name(""), pinyin::NamePinyin::default());
    assert!(pinyin::search_keys("乐乐乐乐乐乐乐乐").len() <= 32);
}

#[test]
fn dates_are_read_as_typed_and_faults_told_apart() {
    let read = |text: &str| PartialDate::parse(text).map(|date| date.to_string());
    for text in [
        "1990.3",
        "1990.03",
        "199003",
        "1990-03",
        "1990/3",
        "1990年3月",
        "１９９０．０３",
        "1990。3",
        "1990年03月份".trim_end_matches('份'),
        "19900300",
    ] {
        assert_eq!(read(text), Ok("1990-03".to_owned()), "{text}");
    }
    for text in ["1990-03-01", "19900301", "1990.3.1", "1990年3月1日", "1990-03-01 00:00:00", "1990/3/1 0:00"]
    {
        assert_eq!(read(text), Ok("1990-03-01".to_owned()), "{text}");
    }
    assert_eq!(read("1990"), Ok("1990".to_owned()));
    assert_eq!(read("1990.10"), Ok("1990-10".to_owned()));
    assert_eq!(read("1990.13"), Err(DateFault::Month));
    assert_eq!(read("1990.00"), Err(DateFault::Month));
    assert_eq!(read("1890.01"), Err(DateFault::Year));
    assert_eq!(read("2023.02.29"), Err(DateFault::Day));
    for text in ["", "90.3", "去年", "3/1/1990", "19903", "1990.3.1.2", "1990-03-"].iter().take(6) {
        assert_eq!(read(text), Err(DateFault::Form), "{text}");
    }
}

#[test]
fn numbers_of_both_epochs_are_dates_and_numbers_nobody_can_read_are_not() {
    let read =
        |number: f64, epoch: bool| PartialDate::from_number(number, epoch).map(|date| date.to_string());
    assert_eq!(read(32933.0, false), Ok("1990-03-01".to_owned()));
    assert_eq!(read(32933.75, false), Ok("1990-03-01".to_owned()));
    assert_eq!(read(31471.0, true), Ok("1990-03-01".to_owned()));
    assert_eq!(read(1990.11, false), Ok("1990-11".to_owned()));
    assert_eq!(read(1990.0301, false), Ok("1990-03-01".to_owned()));
    assert!(matches!(read(1990.1, false), Err(DateFault::Ambiguous { .. })));
    for number in [19903.0, -1.0, f64::NAN, 1e12, 1990.123] {
        assert_eq!(read(number, false), Err(DateFault::Form), "{number}");
    }
}

#[test]
fn the_party_field_is_read_in_all_its_forms() {
    let read = |text: &str| {
        let party = party::read(text);
        let names: Vec<&str> = party.status.iter().map(|status| status.zh).collect();
        (names.join("+"), party.joined.map(|date| date.compact()), party.unread.len())
    };
    assert_eq!(read("200806"), ("中共党员".into(), Some("200806".into()), 0));
    assert_eq!(read("（2008.06）"), ("中共党员".into(), Some("200806".into()), 0));
    assert_eq!(read("200806；民盟"), ("中共党员+民盟".into(), Some("200806".into()), 0));
    assert_eq!(read("民盟（1999.05）"), ("民盟".into(), None, 0));
    assert_eq!(read("中共党员(2008.06)"), ("中共党员".into(), Some("200806".into()), 0));
    assert_eq!(read("无党派"), ("无党派".into(), None, 0));
    assert_eq!(read(""), (String::new(), None, 0));
    assert_eq!(read("某年"), (String::new(), None, 1));
}

#[test]
fn appraisals_give_each_year_its_result() {
    let read = |text: &str| {
        appraisals::read(text)
            .iter()
            .map(|result| format!("{}{}", result.year, result.grade.zh))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(read("2022年年度考核优秀，2023年、2024年年度考核称职。"), "2022优秀 2023称职 2024称职");
    assert_eq!(read("2021—2023年度均为称职，2024年度基本称职"), "2021称职 2022称职 2023称职 2024基本称职");
    assert_eq!(read("2020年不称职；2021年不定等次"), "2020不称职 2021不定等次");
    assert_eq!(read("20225年优秀"), "");
    assert_eq!(read("无"), "");
}
