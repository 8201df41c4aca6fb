//! Pinyin of names for search and sorting, with the readings surnames take. Not here: the search itself.

use ::pinyin::{ToPinyin, ToPinyinMulti};
use serde::Serialize;

/// How a name is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct NamePinyin {
    /// Syllables with tone marks, `Shàn Xiǎomíng`: surname and given name each in one word.
    pub toned: String,
    /// Syllables without tones, joined: `shanxiaoming`.
    pub full: String,
    /// First letters: `sxm`.
    pub initials: String,
    /// Length of the surname in characters; 0 where the name is not Chinese.
    pub surname_length: usize,
}

/// Surnames of two characters, with their readings where these are special.
const COMPOUND: [(&str, [&str; 2]); 36] = [
    ("欧阳", ["ōu", "yáng"]),
    ("司马", ["sī", "mǎ"]),
    ("上官", ["shàng", "guān"]),
    ("诸葛", ["zhū", "gě"]),
    ("夏侯", ["xià", "hóu"]),
    ("东方", ["dōng", "fāng"]),
    ("皇甫", ["huáng", "fǔ"]),
    ("尉迟", ["yù", "chí"]),
    ("公孙", ["gōng", "sūn"]),
    ("慕容", ["mù", "róng"]),
    ("长孙", ["zhǎng", "sūn"]),
    ("宇文", ["yǔ", "wén"]),
    ("司徒", ["sī", "tú"]),
    ("司空", ["sī", "kōng"]),
    ("令狐", ["líng", "hú"]),
    ("万俟", ["mò", "qí"]),
    ("独孤", ["dú", "gū"]),
    ("南宫", ["nán", "gōng"]),
    ("端木", ["duān", "mù"]),
    ("轩辕", ["xuān", "yuán"]),
    ("澹台", ["tán", "tái"]),
    ("淳于", ["chún", "yú"]),
    ("单于", ["chán", "yú"]),
    ("太史", ["tài", "shǐ"]),
    ("申屠", ["shēn", "tú"]),
    ("呼延", ["hū", "yán"]),
    ("闻人", ["wén", "rén"]),
    ("钟离", ["zhōng", "lí"]),
    ("鲜于", ["xiān", "yú"]),
    ("拓跋", ["tuò", "bá"]),
    ("赫连", ["hè", "lián"]),
    ("西门", ["xī", "mén"]),
    ("第五", ["dì", "wǔ"]),
    ("百里", ["bǎi", "lǐ"]),
    ("濮阳", ["pú", "yáng"]),
    ("宗政", ["zōng", "zhèng"]),
];

/// Surnames of one character read otherwise than the character usually is.
const SURNAMES: [(char, &str); 44] = [
    ('单', "shàn"),
    ('曾', "zēng"),
    ('解', "xiè"),
    ('仇', "qiú"),
    ('区', "ōu"),
    ('查', "zhā"),
    ('任', "rén"),
    ('华', "huà"),
    ('朴', "piáo"),
    ('盖', "gě"),
    ('乐', "yuè"),
    ('员', "yùn"),
    ('繁', "pó"),
    ('折', "shé"),
    ('召', "shào"),
    ('洗', "xiǎn"),
    ('冼', "xiǎn"),
    ('缪', "miào"),
    ('宓', "mì"),
    ('逄', "páng"),
    ('种', "chóng"),
    ('黑', "hè"),
    ('覃', "qín"),
    ('翟', "zhái"),
    ('葛', "gě"),
    ('祭', "zhài"),
    ('尉', "wèi"),
    ('燕', "yān"),
    ('应', "yīng"),
    ('卜', "bǔ"),
    ('隗', "wěi"),
    ('能', "nài"),
    ('佴', "nài"),
    ('谌', "chén"),
    ('晟', "chéng"),
    ('纪', "jǐ"),
    ('哈', "hǎ"),
    ('郗', "xī"),
    ('柏', "bǎi"),
    ('车', "chē"),
    ('贾', "jiǎ"),
    ('都', "dū"),
    ('那', "nā"),
    ('褚', "chǔ"),
];

/// Other readings surnames are known by in some families: found by search too.
const SURNAME_ALSO: [(char, &str); 10] = [
    ('覃', "tán"),
    ('翟', "dí"),
    ('葛', "gé"),
    ('尉', "yù"),
    ('谌', "shèn"),
    ('乐', "lè"),
    ('查', "chá"),
    ('隗', "kuí"),
    ('盖', "gài"),
    ('郗', "chī"),
];

/// The most spellings kept of one name: beyond that every character has several readings.
const MOST_KEYS: usize = 16;

/// How the name is read. Characters that are not Chinese stay as they are, small and without punctuation.
pub fn of_name(name: &str) -> NamePinyin {
    let chars = spoken(name);
    let surname_length = surname_length(&chars);
    let syllables: Vec<String> =
        chars.iter().enumerate().map(|(at, _)| toned(&chars, at, surname_length)).collect();
    let plain: Vec<String> = syllables.iter().map(|syllable| untoned(syllable)).collect();
    let surname: String = syllables.iter().take(surname_length).map(String::as_str).collect();
    let given: String = syllables.iter().skip(surname_length).map(String::as_str).collect();
    let words = [capital(&surname), capital(&given)];
    NamePinyin {
        toned: words.iter().filter(|word| !word.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" "),
        full: plain.concat(),
        initials: plain.iter().filter_map(|syllable| syllable.chars().next()).collect(),
        surname_length,
    }
}

/// Every spelling the name may be looked for by: full and initials, of each reading of its characters, the
/// usual reading first, without repeats.
pub fn search_keys(name: &str) -> Vec<String> {
    let chars = spoken(name);
    let surname_length = surname_length(&chars);
    let mut spellings: Vec<Vec<String>> = vec![Vec::new()];
    for (at, &c) in chars.iter().enumerate() {
        let first = untoned(&toned(&chars, at, surname_length));
        let mut readings = vec![first];
        for other in other_readings(c, at < surname_length) {
            if !readings.contains(&other) {
                readings.push(other);
            }
        }
        let mut grown = Vec::new();
        for reading in &readings {
            for spelling in &spellings {
                if grown.len() < MOST_KEYS {
                    let mut longer = spelling.clone();
                    longer.push(reading.clone());
                    grown.push(longer);
                }
            }
        }
        spellings = grown;
    }
    let mut keys: Vec<String> = Vec::new();
    for spelling in spellings {
        let initials: String = spelling.iter().filter_map(|syllable| syllable.chars().next()).collect();
        for key in [spelling.concat(), initials] {
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// Letters and characters of the name; blanks and the dot of 阿卜杜拉·买买提 are not spoken.
fn spoken(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn surname_length(chars: &[char]) -> usize {
    let starts = |surname: &str| surname.chars().zip(chars).filter(|(a, b)| a == *b).count() == 2;
    match chars {
        [] => 0,
        [first, ..] if first.to_pinyin().is_none() => 0,
        [_, _, _, ..] if COMPOUND.iter().any(|(surname, _)| starts(surname)) => 2,
        _ => 1,
    }
}

fn toned(chars: &[char], at: usize, surname_length: usize) -> String {
    let Some(&c) = chars.get(at) else { return String::new() };
    if at < surname_length {
        let pair: String = chars.iter().take(2).collect();
        let special = match surname_length {
            2 => COMPOUND
                .iter()
                .find(|(surname, _)| *surname == pair)
                .and_then(|(_, read)| read.get(at))
                .copied(),
            _ => SURNAMES.iter().find(|(surname, _)| *surname == c).map(|(_, read)| *read),
        };
        if let Some(special) = special {
            return special.to_owned();
        }
    }
    c.to_pinyin().map_or_else(|| c.to_string(), |read| read.with_tone().to_owned())
}

fn other_readings(c: char, surname: bool) -> Vec<String> {
    let mut out = Vec::new();
    if surname {
        out.extend(SURNAME_ALSO.iter().filter(|(other, _)| *other == c).map(|(_, read)| untoned(read)));
    }
    if let Some(multi) = c.to_pinyin_multi() {
        out.extend(multi.into_iter().map(|read| untoned(read.with_tone())));
    }
    out
}

/// Tone marks gone; ü as v, the way it is typed.
fn untoned(syllable: &str) -> String {
    syllable
        .chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .map(|c| match c {
            'ā' | 'á' | 'ǎ' | 'à' => 'a',
            'ē' | 'é' | 'ě' | 'è' | 'ê' | 'ế' | 'ề' => 'e',
            'ī' | 'í' | 'ǐ' | 'ì' => 'i',
            'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
            'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
            'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
            'ń' | 'ň' | 'ǹ' => 'n',
            'ḿ' => 'm',
            other => other,
        })
        .collect()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
