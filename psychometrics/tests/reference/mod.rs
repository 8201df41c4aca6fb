//! The data and the reference results that the tests of this crate carry, and those they may read from outside.
//!
//! Carried in `tests/data`: a synthetic set of 2,000 (48 items of 16 factors, complete or with 3 % missing),
//! Holzinger-Swineford, sleepstudy, LSAT-6, and reference results `<dataset>__<method>.json` with 13 digits.
//! Outside, in the directory named by `PSYCHOMETRICS_REFERENCE`: `data/*.csv` and `ref/*.json`.
//! Not here: any test.
#![allow(dead_code)]

use psychometrics::answers::{Column, Frame, Limits};
use serde_json::Value;

/// The factors of the synthetic set, three items each (`LR1`, `LR2`, `LR3`, ...).
pub const FACTORS: [&str; 16] =
    ["LR", "MT", "POP", "PON", "PCT", "PS", "SS", "SAN", "CV", "TD", "OU", "TEPE", "POE", "OC", "PSE", "PC"];

/// The three items of a factor of the synthetic set.
pub fn items_of(factor: &str) -> Vec<String> {
    (1..=3).map(|place| format!("{factor}{place}")).collect()
}

/// The 48 items of the synthetic set.
pub fn items() -> Vec<String> {
    FACTORS.iter().flat_map(|factor| items_of(factor)).collect()
}

/// Names as the crate takes them.
pub fn names(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// The nine tests of Holzinger and Swineford.
pub fn tests_of_holzinger() -> Vec<String> {
    (1..=9).map(|place| format!("x{place}")).collect()
}

/// The synthetic set without a gap: `dept`, `cohort` (text), `age`, the 48 items, `transfer`.
pub fn synthetic_complete() -> Frame {
    synthetic(|letter| letter.to_digit(10).unwrap_or_else(|| letter as u32 - 'a' as u32 + 1).into())
}

/// The synthetic set with 3 % of its answers missing.
pub fn synthetic_missing() -> Frame {
    synthetic(|letter| letter.to_digit(10).map_or(f64::NAN, f64::from))
}

/// One row a line: 48 answers (a letter where the answer is missing in the set with gaps), then the other columns.
fn synthetic(answer: impl Fn(char) -> f64) -> Frame {
    let mut lines = include_str!("../data/synthetic.txt").lines();
    let items: Vec<&str> = lines.next().unwrap().split(' ').collect();
    let mut numbers: Vec<Vec<f64>> = vec![Vec::new(); items.len() + 3];
    let mut cohorts = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split(' ').collect();
        for (column, letter) in numbers.iter_mut().zip(cells[0].chars()) {
            column.push(answer(letter));
        }
        for (place, cell) in [cells[1], cells[3], cells[4]].iter().enumerate() {
            numbers[items.len() + place].push(cell.parse().unwrap());
        }
        cohorts.push(Some(cells[2].to_owned()));
    }
    let mut all = names(&items);
    all.extend(names(&["dept", "age", "transfer", "cohort"]));
    let mut columns: Vec<Column> = numbers.into_iter().map(Column::Numbers).collect();
    columns.push(Column::Texts { cells: cohorts, row: 1, line: 0 });
    Frame::from_mixed(&all, columns).unwrap()
}

/// Holzinger and Swineford 1939: `id sex ageyr agemo school grade x1 ... x9`, `school` a text.
pub fn holzinger() -> Frame {
    csv(include_str!("../data/holzinger_swineford.csv"))
}

/// `Reaction`, `Days`, `Subject`.
pub fn sleepstudy() -> Frame {
    csv(include_str!("../data/sleepstudy.csv"))
}

/// Five items answered 0 or 1 by 1,000, `Item_1` to `Item_5`.
pub fn lsat6() -> Frame {
    let mut lines = include_str!("../data/lsat6.txt").lines();
    let items: Vec<&str> = lines.next().unwrap().split(' ').collect();
    let mut columns = vec![Vec::new(); items.len()];
    for line in lines {
        let (pattern, times) = line.split_once(' ').unwrap();
        for (column, digit) in columns.iter_mut().zip(pattern.chars()) {
            let value = f64::from(digit.to_digit(10).unwrap());
            column.extend(std::iter::repeat_n(value, times.parse().unwrap()));
        }
    }
    Frame::from_columns(&names(&items), columns).unwrap()
}

/// Reads a csv text.
pub fn csv(text: &str) -> Frame {
    Frame::read(text.as_bytes(), &Limits::default()).unwrap()
}

/// A carried reference result, such as `synthetic_complete_all48__alpha_itemstats`.
pub fn reference(name: &str) -> Value {
    let path = format!("{}/tests/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))).unwrap()
}

/// The directory with data and references that are not carried.
fn outside() -> std::path::PathBuf {
    std::env::var_os("PSYCHOMETRICS_REFERENCE").expect("PSYCHOMETRICS_REFERENCE names a directory").into()
}

/// Data from outside, such as `bfi` or `science`.
pub fn outside_frame(name: &str) -> Frame {
    let path = outside().join("data").join(format!("{name}.csv"));
    Frame::read(std::fs::File::open(path).unwrap(), &Limits::default()).unwrap()
}

/// The 25 items of bfi, keyed: A1 C4 C5 E1 E2 O2 O5 as 7 - x.
pub fn outside_bfi_keyed() -> Frame {
    let mut frame = outside_frame("bfi");
    frame.reverse(&names(&["A1", "C4", "C5", "E1", "E2", "O2", "O5"]), Some((1.0, 6.0))).unwrap();
    frame
}

/// A reference result from outside, such as `bfi_agree__alpha_itemstats`.
pub fn outside_reference(name: &str) -> Value {
    let path = outside().join("ref").join(format!("{name}.json"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A number; null and texts are NaN, a list of one is its element.
pub fn number(value: &Value) -> f64 {
    match value {
        Value::Array(list) if list.len() == 1 => number(&list[0]),
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        other => other.as_f64().unwrap_or(f64::NAN),
    }
}

/// Numbers of a list, of an object in its order, or of a scalar.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(list) => list.iter().map(number).collect(),
        Value::Object(map) => map.values().map(number).collect(),
        other => vec![number(other)],
    }
}

/// The entry of each name in an object of numbers (objects lose their order on reading).
pub fn by_name(value: &Value, names: &[String]) -> Vec<f64> {
    names.iter().map(|name| number(&value[name])).collect()
}

/// A matrix written as `{"rows","cols","values"}` or as a list of rows.
pub fn matrix(value: &Value) -> Vec<Vec<f64>> {
    let rows = value.get("values").unwrap_or(value);
    rows.as_array().unwrap().iter().map(numbers).collect()
}

/// A column of a data frame written as `{"columns":{name:[...]}}`.
pub fn column(value: &Value, name: &str) -> Vec<f64> {
    assert!(!value["columns"][name].is_null(), "no column {name}");
    numbers(&value["columns"][name])
}

/// A column of texts of a data frame.
pub fn text_column(value: &Value, name: &str) -> Vec<String> {
    let list = value["columns"][name].as_array().unwrap();
    list.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

/// Refuses a difference larger than `tolerance` times the larger of 1 and the expected size.
pub fn near(what: &str, found: f64, expected: f64, tolerance: f64) {
    let within = (found - expected).abs() <= tolerance * expected.abs().max(1.0);
    assert!(
        within || (found.is_nan() && expected.is_nan()),
        "{what}: found {found:.15}, expected {expected:.15}"
    );
}

/// [`near`] for each of two lists of one length.
pub fn all_near(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}: lengths differ");
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        near(&format!("{what}[{place}]"), *found, *expected, tolerance);
    }
}

/// One number of each entry of a list.
pub fn each<T>(list: &[T], part: impl Fn(&T) -> f64) -> Vec<f64> {
    list.iter().map(part).collect()
}

/// A number or NaN.
pub fn or_nan(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}
