//! From a column of numbers to category codes: which values there are, and which of them each row holds.
//! Not here: packing the codes into bytes (see `packed`).

use crate::numeric::wide::{Kernel, widest};
use crate::{Error, Result};

/// The most categories an ordinal item may have.
pub const MOST_CATEGORIES: usize = 16;

/// The code that stands for a missing answer while a column is not yet packed.
pub(crate) const MISSING: u8 = u8::MAX;

/// Adding this to a whole number below 2^51 leaves the number in the low bits of the sum.
pub(super) const SHIFT: f64 = 6_755_399_441_055_744.0;

/// One coded column: `codes[row]` is the place of the row's answer in `values`, or [`MISSING`].
pub(crate) struct Coded {
    /// The values that occur, rising.
    pub values: Vec<f64>,
    /// A code per row.
    pub codes: Vec<u8>,
    /// Whether an answer is missing.
    pub gaps: bool,
}

/// What one pass over a column shows.
struct Scan {
    least: f64,
    most: f64,
    gaps: bool,
    whole: bool,
}

/// Columns that are read side by side: memory brings several streams faster than one after the other.
pub(crate) const TOGETHER: usize = 4;

/// Codes a column of whole numbers, NaN where the answer is missing.
///
/// `scratch` becomes the codes: one list may serve column after column.
///
/// # Errors
/// [`Error::Value`] for a number that is not whole, [`Error::TooManyCategories`].
pub(crate) fn code(item: &str, column: &[f64], scratch: Vec<u8>) -> Result<Coded> {
    let mut codes = [scratch];
    codes[0].resize(column.len(), 0);
    let [found, ..] = widest(Numbers { columns: &[column], codes: &mut codes });
    let [codes] = codes;
    finish(item, column, codes, found)
}

/// Codes up to [`TOGETHER`] columns of one length.
///
/// # Errors
/// As [`code`], of the first column that is refused.
pub(super) fn code_together(
    items: &[String],
    columns: &[&[f64]],
    scratch: &mut Vec<Vec<u8>>,
) -> Result<Vec<Coded>> {
    let list = |column: &&[f64]| {
        let mut codes = scratch.pop().unwrap_or_default();
        codes.resize(column.len(), 0);
        codes
    };
    let mut codes: Vec<Vec<u8>> = columns.iter().map(list).collect();
    let found = widest(Numbers { columns, codes: &mut codes });
    let coded = items.iter().zip(columns).zip(codes).zip(found);
    coded.map(|(((item, column), codes), found)| finish(item, column, codes, found)).collect()
}

/// From the low bytes of a column to its codes.
fn finish(item: &str, column: &[f64], mut codes: Vec<u8>, found: Option<Small>) -> Result<Coded> {
    if let Some(found) = found {
        return within_64(item, codes, found);
    }
    let scan = scan(column, &mut codes);
    if !scan.whole {
        return Err(not_whole(item, column));
    }
    if scan.least > scan.most {
        codes.fill(MISSING);
        return Ok(Coded { values: Vec::new(), codes, gaps: !column.is_empty() });
    }
    // The sum in `scan` keeps only the low byte, which tells values apart as long as they lie close together.
    if scan.most - scan.least < 64.0 && scan.least.abs() < 1e9 {
        return near(item, column, codes, &scan);
    }
    spread(item, column, codes)
}

/// Least, most, gaps and wholeness of a column; writes the low byte of each number into `bytes`.
fn scan(column: &[f64], bytes: &mut [u8]) -> Scan {
    const LANES: usize = 8;
    let mut least = [f64::INFINITY; LANES];
    let mut most = [f64::NEG_INFINITY; LANES];
    let mut gaps = [false; LANES];
    let mut odd = [false; LANES];
    let mut step = |lane: usize, value: f64, byte: &mut u8| {
        let moved = value + SHIFT;
        *byte = moved.to_bits() as u8;
        least[lane] = if value < least[lane] { value } else { least[lane] };
        most[lane] = if value > most[lane] { value } else { most[lane] };
        let absent = value.is_nan();
        gaps[lane] |= absent;
        odd[lane] |= (moved - SHIFT != value) & !absent;
    };
    let mut values = column.chunks_exact(LANES);
    let mut outs = bytes.chunks_exact_mut(LANES);
    for (value, out) in (&mut values).zip(&mut outs) {
        for lane in 0..LANES {
            step(lane, value[lane], &mut out[lane]);
        }
    }
    for (value, out) in values.remainder().iter().zip(outs.into_remainder()) {
        step(0, *value, out);
    }
    Scan {
        least: least.iter().copied().fold(f64::INFINITY, f64::min),
        most: most.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        gaps: gaps.contains(&true),
        whole: !odd.contains(&true) && !least.contains(&f64::NEG_INFINITY) && !most.contains(&f64::INFINITY),
    }
}

/// Codes values that lie within 64 of each other, from their low bytes.
fn near(item: &str, column: &[f64], mut codes: Vec<u8>, scan: &Scan) -> Result<Coded> {
    let low = (scan.least + SHIFT).to_bits() as u8;
    for (code, value) in codes.iter_mut().zip(column) {
        *code = if value.is_nan() { MISSING } else { code.wrapping_sub(low) };
    }
    let span = (scan.most - scan.least) as u8;
    within_64(item, codes, Small { least: scan.least, span, gaps: scan.gaps })
}

/// What is known of a column whose codes are still the distances from its least value, or [`MISSING`].
struct Small {
    /// The value with distance zero, whether it occurs or not.
    least: f64,
    /// No distance is larger.
    span: u8,
    gaps: bool,
}

/// Columns of one length, and where their codes go.
struct Numbers<'a> {
    columns: &'a [&'a [f64]],
    codes: &'a mut [Vec<u8>],
}

impl Kernel for Numbers<'_> {
    type Output = [Option<Small>; TOGETHER];

    #[inline(always)]
    fn run(self) -> Self::Output {
        /// Rows of a column before those of the next: 64 numbers are an eighth of a page.
        const ROWS: usize = 64;
        let mut seen = [Bits::default(); TOGETHER];
        let rows = self.columns.first().map_or(0, |column| column.len());
        for from in (0..rows).step_by(ROWS) {
            let to = (from + ROWS).min(rows);
            for ((column, codes), bits) in self.columns.iter().zip(&mut *self.codes).zip(&mut seen) {
                bits.see(&column[from..to], &mut codes[from..to]);
            }
        }
        let mut found = [const { None }; TOGETHER];
        for ((bits, codes), found) in seen.iter().zip(self.codes).zip(&mut found) {
            *found = bits.small(codes);
        }
        found
    }
}

/// The common case in one pass: whole numbers from 0 to 59, and NaN as Rust writes it.
///
/// Nothing is decided per number: what is wrong shows in bits gathered over all of them, and then there is no result.
#[derive(Clone, Copy, Default)]
struct Bits {
    /// Of the numbers.
    seen: u64,
    /// Of what is left of them when they are made whole.
    odd: u64,
}

impl Bits {
    const SHIFT: u64 = SHIFT.to_bits();
    /// What NaN leaves when the bits of the shift are taken off: above all else, and 60 in its top byte.
    const GAP: u64 = f64::NAN.to_bits() ^ Self::SHIFT;

    /// Gathers the bits of some numbers and writes their low bytes, 60 and more for NaN.
    #[inline(always)]
    fn see(&mut self, column: &[f64], codes: &mut [u8]) {
        let (mut seen, mut odd) = (0, 0);
        for (value, code) in column.iter().zip(codes) {
            let moved = value + SHIFT;
            let bits = moved.to_bits() ^ Self::SHIFT;
            seen |= bits;
            odd |= (moved - SHIFT).to_bits() ^ value.to_bits();
            *code = (bits | bits >> 56) as u8;
        }
        self.seen |= seen;
        self.odd |= odd;
    }

    /// None where something else than small whole numbers and gaps was seen.
    #[inline(always)]
    fn small(self, codes: &mut [u8]) -> Option<Small> {
        let gaps = self.seen & Self::GAP != 0;
        let most = (self.seen & 63) as u8;
        if self.odd != 0 || self.seen & !(Self::GAP | 63) != 0 || (gaps && most >= 60) {
            return None;
        }
        if gaps {
            for code in codes {
                *code = if *code >= 60 { MISSING } else { *code };
            }
        }
        Some(Small { least: 0.0, span: most, gaps })
    }
}

/// From distances to places among the values that occur.
fn within_64(item: &str, mut codes: Vec<u8>, found: Small) -> Result<Coded> {
    // The ends first, or the search for a value outside them would run through the whole column.
    let (least, most) = widest(Ends(&codes));
    let used: Vec<u8> = (least..=most.min(found.span)).filter(|offset| codes.contains(offset)).collect();
    if used.len() > MOST_CATEGORIES {
        return Err(too_many(item, used.len()));
    }
    let first = used.first().copied().unwrap_or(0);
    if used.iter().zip(first..).all(|(offset, place)| *offset == place) {
        if first > 0 {
            widest(Lower { codes: &mut codes, by: first });
        }
    } else {
        let mut places = [MISSING; 256];
        for (place, &offset) in (0u8..).zip(&used) {
            places[usize::from(offset)] = place;
        }
        for code in &mut codes {
            *code = places[usize::from(*code)];
        }
    }
    let values = used.iter().map(|&offset| found.least + f64::from(offset)).collect();
    Ok(Coded { values, codes, gaps: found.gaps })
}

/// The least and the most code that are there.
struct Ends<'a>(&'a [u8]);

impl Kernel for Ends<'_> {
    type Output = (u8, u8);

    #[inline(always)]
    fn run(self) -> (u8, u8) {
        let least = self.0.iter().fold(MISSING, |least, code| least.min(*code));
        // One up, what is missing comes to nought.
        let most = self.0.iter().fold(0, |most: u8, code| most.max(code.wrapping_add(1)));
        (least, most.saturating_sub(1))
    }
}

/// Takes something off the codes that are there.
struct Lower<'a> {
    codes: &'a mut [u8],
    by: u8,
}

impl Kernel for Lower<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for code in self.codes {
            *code = if *code == MISSING { MISSING } else { code.wrapping_sub(self.by) };
        }
    }
}

/// Codes values that lie far apart, by search.
fn spread(item: &str, column: &[f64], mut codes: Vec<u8>) -> Result<Coded> {
    let mut values: Vec<f64> = Vec::new();
    for &value in column.iter().filter(|value| !value.is_nan()) {
        if let Err(place) = values.binary_search_by(|known| known.total_cmp(&(value + 0.0))) {
            values.insert(place, value + 0.0);
            if values.len() > 4096 {
                break;
            }
        }
    }
    if values.len() > MOST_CATEGORIES {
        return Err(too_many(item, values.len()));
    }
    let mut gaps = false;
    for (code, value) in codes.iter_mut().zip(column) {
        match values.iter().position(|known| known == value) {
            Some(place) => *code = place as u8,
            None => {
                gaps = true;
                *code = MISSING;
            }
        }
    }
    Ok(Coded { values, codes, gaps })
}

/// The refusal of an item with too many values.
pub(super) fn too_many(item: &str, found: usize) -> Error {
    Error::TooManyCategories { item: item.to_owned(), found, most: MOST_CATEGORIES }
}

/// The refusal of the first number that is not whole.
fn not_whole(item: &str, column: &[f64]) -> Error {
    let row = column.iter().position(|value| !value.is_nan() && value.fract() != 0.0).unwrap_or(0);
    Error::Value {
        item: item.to_owned(),
        row: row + 1,
        value: column[row].to_string(),
        why: "is not a whole number, so the item is not ordinal".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(item: &str, column: &[f64]) -> Result<Coded> {
        super::code(item, column, vec![9; 2])
    }

    #[test]
    fn unused_values_between_the_used_ones_take_no_category() {
        let coded = code("q", &[5.0, 1.0, f64::NAN, -2.0, 5.0]).unwrap();
        assert_eq!(coded.values, [-2.0, 1.0, 5.0]);
        assert_eq!(coded.codes, [2, 1, MISSING, 0, 2]);
        assert!(coded.gaps);
    }

    #[test]
    fn values_far_apart_are_coded_by_search() {
        let coded = code("q", &[1000.0, -1e12, f64::NAN, 0.0, -0.0]).unwrap();
        assert_eq!(coded.values, [-1e12, 0.0, 1000.0]);
        assert_eq!(coded.codes, [2, 0, MISSING, 1, 1]);
    }

    #[test]
    fn halves_infinities_and_seventeen_values_are_refused() {
        assert!(matches!(code("q", &[1.0, 1.5]), Err(Error::Value { row: 2, .. })));
        assert!(code("q", &[1.0, f64::INFINITY]).is_err());
        let many: Vec<f64> = (0..17).map(f64::from).collect();
        assert!(matches!(code("q", &many), Err(Error::TooManyCategories { found: 17, .. })));
        let wide: Vec<f64> = (0..17).map(|step| f64::from(step) * 1e4).collect();
        assert!(code("q", &wide).is_err());
        assert!(code("q", &many[..16]).is_ok());
    }

    #[test]
    fn nothing_but_gaps_is_an_item_without_values() {
        let coded = code("q", &[f64::NAN; 3]).unwrap();
        assert!(coded.values.is_empty() && coded.gaps && coded.codes == [MISSING; 3]);
        assert!(code("q", &[]).unwrap().values.is_empty());
    }

    #[test]
    fn columns_coded_side_by_side_are_what_each_is_alone() {
        let made = |of: fn(usize) -> f64| -> Vec<f64> { (0..200).map(of).collect() };
        let columns = [
            made(|row| (1 + row * row % 5) as f64),
            made(|row| if row % 9 == 0 { f64::NAN } else { (row % 3) as f64 }),
            made(|row| (row % 2) as f64 * 1000.0 - 3.0),
            made(|_| f64::NAN),
        ];
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        let slices = columns.each_ref().map(Vec::as_slice);
        for some in 0..=TOGETHER {
            let mut scratch = vec![vec![7; 900]];
            let coded = code_together(&names[..some], &slices[..some], &mut scratch).unwrap();
            assert_eq!(coded.len(), some);
            for (coded, column) in coded.iter().zip(&columns) {
                let alone = code("q", column).unwrap();
                assert_eq!((&coded.values, &coded.codes), (&alone.values, &alone.codes));
                assert_eq!(coded.gaps, alone.gaps);
            }
        }
        let halves = [slices[0], &[0.5; 200]];
        assert!(matches!(
            code_together(&names[..2], &halves, &mut Vec::new()),
            Err(Error::Value { item, row: 1, .. }) if item == "b"
        ));
    }
}
