//! Names of firms, made comparable: width, blanks, brackets and the legal form do not tell two firms apart. Pure. Not
//! here: looking anything up.

/// Legal forms at the end of a name, longest first.
const FORMS: [&str; 8] =
    ["股份有限公司", "有限责任公司", "个体工商户", "有限公司", "合伙企业", "合作社", "公司", "厂"];

/// Shortest core by which a name within another name makes two alike.
const CORE: usize = 3;

/// The name without what does not count: `凤县　大明（建材）有限公司` and `凤县大明(建材)有限公司` are one.
#[must_use]
pub fn key(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    name.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn core(key: &str) -> &str {
    FORMS.iter().find_map(|form| key.strip_suffix(form)).filter(|core| !core.is_empty()).unwrap_or(key)
}

/// How two names stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// One firm, as far as names can tell.
    Same,
    /// Perhaps one: somebody has to say.
    Perhaps,
    /// Two.
    Different,
}

/// Compares two keys.
#[must_use]
pub fn compare(a: &str, b: &str) -> Alike {
    if a.is_empty() || b.is_empty() {
        return Alike::Different;
    }
    if a == b {
        return Alike::Same;
    }
    let (a, b) = (core(a), core(b));
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    if short.chars().count() >= CORE && long.contains(short) { Alike::Perhaps } else { Alike::Different }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_blanks_and_brackets_do_not_tell_two_firms_apart() {
        let full = key("凤县　大明（建材）有限公司");
        assert_eq!(compare(&full, &key("凤县大明(建材) 有限公司")), Alike::Same);
    }

    #[test]
    fn another_legal_form_is_a_question_and_another_name_is_not() {
        let firm = key("大明建材有限公司");
        assert_eq!(compare(&firm, &key("大明建材厂")), Alike::Perhaps);
        assert_eq!(compare(&firm, &key("凤县大明建材股份有限公司")), Alike::Perhaps);
        assert_eq!(compare(&firm, &key("光明建材有限公司")), Alike::Different);
        assert_eq!(compare(&firm, ""), Alike::Different);
        assert_eq!(compare(&key("有限公司"), &firm), Alike::Different);
    }
}
