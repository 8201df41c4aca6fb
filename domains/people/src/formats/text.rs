//! From bytes to text, and from text as typed to text as kept: encodings, line ends, stray entities, padding.
//! What a field means is not known here.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Text and the encoding it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE` or `gb18030`.
    pub encoding: &'static str,
    /// Whether some bytes meant nothing in that encoding and became U+FFFD.
    pub damaged: bool,
}

/// Decodes by what the bytes are, not by what they declare: files that say UTF-8 and hold GBK are common.
pub fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, skip) = sniff(bytes);
    let (text, damaged) = encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default());
    Decoded { text: text.into_owned(), encoding: encoding.name(), damaged }
}

fn sniff(bytes: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, length);
    }
    match bytes {
        [b'<', 0, ..] => (UTF_16LE, 0),
        [0, b'<', ..] => (UTF_16BE, 0),
        _ if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        _ => (GB18030, 0),
    }
}

/// Encodes as GB18030. The one character the code has no place for becomes 〓, the printer's missing type.
pub fn to_gb18030(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = GB18030.encode(text);
    if !lost {
        return bytes.into_owned();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut one = [0_u8; 4];
    for c in text.chars() {
        let (bytes, _, lost) = GB18030.encode(c.encode_utf8(&mut one));
        if lost {
            out.extend_from_slice(&GB18030.encode("〓").0);
        } else {
            out.extend_from_slice(&bytes);
        }
    }
    out
}

/// Full-width digits, stops, slashes and every kind of dash and space as their plain forms, one for one, so
/// that positions in the folded text are positions in the original.
pub fn fold_char(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
        'ａ'..='ｚ' | 'Ａ'..='Ｚ' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '．' | '。' | '·' | '・' | '﹒' => '.',
        '／' => '/',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '─' | '━' | '－' | '−' | '﹣' | '﹘' | '～' | '~' | '〜'
        | '∼' | 'ー' => '-',
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        other => other,
    }
}

/// A one-line field as kept: entities undone, line breaks closed up, outer blanks gone.
pub fn tidy_line(written: &str) -> String {
    // Almost every field is plain; the rest of the work is for those that are not.
    if written.chars().all(is_plain) {
        return written.trim().to_owned();
    }
    let text = undo_markup(&drop_unwritable(written));
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split(['\n', '\t']).map(str::trim).filter(|piece| !piece.is_empty());
    if let Some(first) = pieces.next() {
        out.push_str(first);
    }
    for piece in pieces {
        let latin = out.ends_with(|c: char| c.is_ascii_alphanumeric())
            && piece.starts_with(|c: char| c.is_ascii_alphanumeric());
        if latin {
            out.push(' ');
        }
        out.push_str(piece);
    }
    // Closing up a break may have joined the halves of an entity or a tag.
    if out.contains(['&', '<']) && undo_markup(&out) != out { tidy_line(&out) } else { out }
}

/// A name as kept: two-character names are padded in the middle, so every blank goes; names written in Latin
/// letters keep single blanks.
pub fn tidy_name(written: &str) -> String {
    let text = tidy_line(written);
    let latin = text.chars().all(|c| c.is_ascii() || c.is_whitespace());
    let joined = if latin {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    if joined == text { text } else { tidy_name(&joined) }
}

/// A many-line field as kept: `\n` line ends, blanks at line ends and outer blank lines gone, indents kept.
pub fn tidy_block(written: &str) -> String {
    let text = undo_markup(&drop_unwritable(written));
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

/// A character that no step of the tidying would touch.
fn is_plain(c: char) -> bool {
    match c {
        '&' | '<' => false,
        ' '..='~' => true,
        '\u{2010}'..='\u{2fff}' | '\u{3001}'..='\u{d7ff}' | '\u{ff01}'..='\u{ffef}' => true,
        _ => false,
    }
}

/// Characters no XML file may hold, and the invisible ones that only do harm.
fn drop_unwritable(text: &str) -> String {
    text.chars()
        .filter(|&c| match c {
            '\n' | '\r' | '\t' => true,
            '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{85}' => false,
            c => c >= ' ' && c != '\u{7f}',
        })
        .collect()
}

/// Undoes escaping that was applied twice, `<br>` line ends and the three ways of ending a line.
fn undo_markup(text: &str) -> String {
    let unescaped = unescape_leftovers(text);
    break_lines(&unescaped).replace("\r\n", "\n").replace('\r', "\n")
}

const LEFTOVERS: [(&str, char); 12] = [
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("nbsp;", ' '),
    ("#xD;", '\r'),
    ("#xd;", '\r'),
    ("#13;", '\r'),
    ("#xA;", '\n'),
    ("#xa;", '\n'),
    ("#10;", '\n'),
    ("#160;", ' '),
];

/// One pass that ends in text without any of the entities it knows, however often they were escaped.
fn unescape_leftovers(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        while let Some(inner) = ["amp;", "#38;", "#x26;"].iter().find_map(|name| rest.strip_prefix(name)) {
            rest = inner;
        }
        match LEFTOVERS.iter().find_map(|(name, c)| rest.strip_prefix(name).map(|after| (after, *c))) {
            Some((after, c)) => {
                out.push(c);
                rest = after;
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

/// `<br>`, `<br/>`, `<BR />` become line breaks; `</br>` vanishes.
pub fn break_lines(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        match break_tag(rest) {
            Some((length, opening)) => {
                if opening {
                    out.push('\n');
                }
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push('<');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// Length of the break tag `text` begins with, and whether it is more than the lone closing half.
fn break_tag(text: &str) -> Option<(usize, bool)> {
    const LONGEST: usize = 9;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let inner = text.get(1..end)?.to_ascii_lowercase();
    if inner.trim_end() == "/br" {
        return Some((end + 1, false));
    }
    let name = inner.strip_suffix('/').unwrap_or(&inner).trim_end();
    (name == "br").then_some((end + 1, true))
}
