//! The names nobody should put into their password, because they are guessed first: the sign-in name, the person, the
//! county and the house, each as written and in pinyin. Not here: looking for them in a password (kernel).

use kernel::{DbError, Fault, Tx, settings};
use pinyin::ToPinyin;

/// What people call the house.
const HOUSE: [&str; 2] = ["shanzhi", "善治"];
/// How names of counties end; the name without it is guessed as well.
const ENDINGS: [&str; 4] = ["自治县", "县", "区", "市"];
/// A part of a name with fewer letters than this stands in too many other words.
const LEAST: usize = 5;

/// A name and its pinyin.
fn with_pinyin(name: &str) -> Vec<String> {
    let spoken: String = name.to_pinyin().flatten().map(pinyin::Pinyin::plain).collect();
    let mut all = vec![name.to_owned()];
    if spoken.len() >= LEAST {
        all.push(spoken);
    }
    all
}

/// The names of the county and of the house.
///
/// # Errors
/// If they cannot be read.
pub fn of_county(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    let mut all: Vec<String> = HOUSE.map(str::to_owned).to_vec();
    if let Some(name) = settings::get(tx, "county.name")? {
        all.extend(with_pinyin(&name));
        let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
        all.extend(stem.filter(|stem| stem.chars().count() > 1).map(with_pinyin).unwrap_or_default());
    }
    let english = settings::get(tx, "county.name-en")?.unwrap_or_default();
    all.extend(english.split_whitespace().filter(|word| word.len() >= LEAST).map(str::to_lowercase));
    Ok(all)
}

/// The names that belong to somebody, by sign-in name and name.
#[must_use]
pub fn of_somebody(login: &str, name: &str) -> Vec<String> {
    [vec![login.to_owned()], with_pinyin(name)].concat()
}

/// All of them for an account.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such account.
pub fn of_account(tx: &mut Tx<'_>, account: &str, name: &str) -> Result<Vec<String>, Fault> {
    let login = crate::keeping::login_of(tx, account)?;
    Ok([of_somebody(&login, name), of_county(tx)?].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_guessed_as_it_is_written_and_as_it_is_spoken() {
        assert_eq!(of_somebody("zw", "张卫国"), ["zw", "张卫国", "zhangweiguo"]);
        assert_eq!(with_pinyin("凤"), ["凤"], "four letters stand in too much");
    }
}
