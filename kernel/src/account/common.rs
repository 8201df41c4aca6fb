//! Whether a password is a common one: made of common words, names, keyboard walks, runs and digits and nothing else. The
//! words stand in `common-words.txt`; their endings are told by rule, so that a short list refuses many thousand passwords.
//! Not here: sets of passwords that leaked somewhere (the program asks nobody), how long a password has to be (`password`).

use std::collections::HashSet;

use crate::fault::Refusal;

const WORDS: &str = include_str!("common-words.txt");
/// Fingers going along the keyboard or the alphabet, forwards; backwards is told from them.
const WALKS: [&str; 16] = [
    "12345678901234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "!@#$%^&*()_+",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!qaz@wsx#edc$rfv%tgb^yhn&ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j",
    "qweasdzxc",
    "qawsedrftgyhujikolp",
    "147258369",
];
/// More words than these are a sentence, and a sentence is what people are asked for.
const MOST_WORDS: usize = 2;
/// So many letters beside common words make it no better.
const LOOSE: usize = 3;
/// A piece repeated is no longer than this.
const PIECE: usize = 6;

fn words() -> impl Iterator<Item = &'static str> {
    WORDS.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Whether somebody who types a letter of a word may have typed this sign for it.
fn stands_for(sign: char, letter: char) -> bool {
    sign == letter
        || matches!(
            (sign, letter),
            ('@' | '4', 'a')
                | ('3', 'e')
                | ('1' | '!', 'i' | 'l')
                | ('0', 'o')
                | ('$' | '5', 's')
                | ('7', 't')
                | ('9', 'g' | 'q')
        )
}

/// The words by their length in letters.
struct Known(Vec<(usize, Vec<char>)>);

impl Known {
    fn read() -> Known {
        let all: HashSet<&str> = words().collect();
        let mut all: Vec<(usize, Vec<char>)> = all
            .into_iter()
            .map(|word| {
                let letters: Vec<char> = word.chars().collect();
                (letters.len(), letters)
            })
            .collect();
        all.sort_unstable();
        Known(all)
    }

    /// How long the common words are that begin here.
    fn lengths_at(&self, rest: &[char]) -> Vec<usize> {
        let fits = |word: &[char]| {
            rest.len() >= word.len() && word.iter().zip(rest).all(|(letter, sign)| stands_for(*sign, *letter))
        };
        let mut lengths: Vec<usize> =
            self.0.iter().filter(|(_, word)| fits(word)).map(|(length, _)| *length).collect();
        lengths.dedup();
        lengths
    }
}

/// The longest walk or run that begins here, of three signs and more.
fn walk_at(rest: &[char]) -> usize {
    let run = rest.iter().take_while(|sign| rest.first() == Some(sign)).count();
    let along = |walk: &str| {
        let keys: Vec<char> = walk.chars().collect();
        let starts = 0..keys.len();
        starts
            .map(|at| keys[at..].iter().zip(rest).take_while(|(key, sign)| key == sign).count())
            .max()
            .unwrap_or(0)
    };
    let walked = WALKS.iter().map(|walk| {
        let back: String = walk.chars().rev().collect();
        along(walk).max(along(&back))
    });
    walked.chain([run]).max().filter(|longest| *longest >= 3).unwrap_or(0)
}

/// Whether all of it is common: for each place the fewest words and loose letters that lead there are kept.
fn is_made_of_common(signs: &[char]) -> bool {
    let known = Known::read();
    let mut reached: Vec<HashSet<(usize, usize)>> = vec![HashSet::new(); signs.len() + 1];
    reached[0].insert((0, 0));
    for at in 0..signs.len() {
        if reached[at].is_empty() {
            continue;
        }
        let here: Vec<(usize, usize)> = reached[at].iter().copied().collect();
        let sign = signs[at];
        let free = sign.is_ascii_digit() || (!sign.is_alphanumeric());
        let lengths = known.lengths_at(&signs[at..]);
        let walk = walk_at(&signs[at..]);
        for (used, loose) in here {
            if free {
                reached[at + 1].insert((used, loose));
            } else if loose < LOOSE {
                reached[at + 1].insert((used, loose + 1));
            }
            if walk > 0 {
                (3..=walk).for_each(|long| {
                    reached[at + long].insert((used, loose));
                });
            }
            if used < MOST_WORDS {
                for long in &lengths {
                    reached[at + long].insert((used + 1, loose));
                }
            }
        }
    }
    !reached[signs.len()].is_empty()
}

fn is_repeated(signs: &[char]) -> bool {
    (1..=PIECE.min(signs.len() / 2)).any(|long| signs.iter().zip(&signs[long..]).all(|(a, b)| a == b))
}

/// Refuses a common password, and says what is common about it.
///
/// # Errors
/// The refusal.
pub(super) fn judge(password: &str) -> Result<(), Refusal> {
    let lower = password.to_lowercase();
    let signs: Vec<char> = lower.chars().collect();
    let distinct: HashSet<char> = signs.iter().copied().collect();
    let refused = |zh: &str, en: &str| Err(Refusal::new(zh.to_owned(), en.to_owned()));
    if signs.iter().all(char::is_ascii_digit) {
        return refused(
            "密码全是数字，像电话、生日或号码，太容易被猜到，请换一个。",
            "The password is nothing but digits, like a telephone, a birthday or a number; choose another.",
        );
    }
    if distinct.len() < 5 || is_repeated(&signs) {
        return refused(
            "密码只是几个字符的重复，太容易被猜到，请换一个。",
            "The password repeats a few signs and is too easy to guess; choose another.",
        );
    }
    if lower.contains("password") || lower.contains("12345678") || is_made_of_common(&signs) {
        return refused(
            "这是常见密码（常用词、姓名、键盘顺序加数字），太容易被猜到。请换一个，例如一句只有自己会说的话。",
            "This is a common password (usual words, names, walks along the keyboard with digits) and too easy to guess. Choose \
             another, such as a sentence only you would say.",
        );
    }
    Ok(())
}

/// Whether a name stands in a password, however it is written. Names of one sign, or of two letters, stand in too much.
pub(super) fn holds(password: &str, name: &str) -> bool {
    let name: Vec<char> = name.trim().to_lowercase().chars().collect();
    let least = if name.iter().all(char::is_ascii) { 3 } else { 2 };
    let signs: Vec<char> = password.to_lowercase().chars().collect();
    name.len() >= least
        && signs
            .windows(name.len())
            .any(|piece| piece.iter().zip(&name).all(|(sign, letter)| stands_for(*sign, *letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_passwords_of_both_languages_are_refused() {
        for common in [
            "woaini1314",
            "woaini5201314",
            "5201314520",
            "qwe123456789",
            "1qaz2wsx3edc",
            "q1w2e3r4t5",
            "a123456789",
            "Password2024!",
            "P@ssw0rd2024",
            "admin@2024!!",
            "iloveyou1314",
            "zhangwei1990",
            "wang19880808",
            "asdfghjkl123",
            "qwertyuiop",
            "1234567890",
            "abcd123456",
            "aa12345678",
            "13800138000",
            "abcabcabcabc",
            "zaq12wsx34",
            "Huawei@123",
            "letmein2024",
            "beijing2008",
            "mima123456",
            "woaiwojia520",
            "!@#$%^&*()",
            "qazwsxedc123",
            "0987654321",
            "1111111111",
            "一二三四五六七八九十",
            "我爱你我爱你5201314",
        ] {
            assert!(judge(common).is_err(), "{common}");
        }
    }

    #[test]
    fn at_least_three_thousand_of_the_commonest_of_ten_signs_and_more_are_refused() {
        let endings =
            ["123", "1234", "12345", "123456", "1314", "520", "521", "888", "666", "2024", "@123", "!"];
        let all: HashSet<String> = words()
            .filter(|word| word.is_ascii())
            .flat_map(|word| endings.iter().map(move |ending| format!("{word}{ending}")))
            .filter(|whole| whole.chars().count() >= 10)
            .collect();
        assert!(all.len() >= 3_000, "{}", all.len());
        for one in all {
            assert!(judge(&one).is_err(), "{one}");
        }
    }

    #[test]
    fn a_sentence_of_ones_own_and_what_chance_draws_are_taken() {
        for good in [
            "a sentence nobody guesses",
            "correct horse battery staple",
            "门前小河秋天会涨水",
            "k7x-mqp-9dw-hzt",
            "the goat ate my umbrella",
            "Rv8$tLq2#nXz",
        ] {
            assert!(judge(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_name_is_found_in_a_password_however_it_is_written() {
        for (password, name) in [
            ("my-Zhang.San-2024x", "zhang.san"),
            ("xFengXian~~7k", "fengxian"),
            ("FENGX1AN keeps", "fengxian"),
            ("凤县的河水", "凤县"),
        ] {
            assert!(holds(password, name), "{password} {name}");
        }
        for (password, name) in
            [("a sentence nobody guesses", "a"), ("a sentence nobody guesses", "se"), ("河水", "凤县")]
        {
            assert!(!holds(password, name), "{password} {name}");
        }
    }
}
