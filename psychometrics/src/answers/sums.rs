//! Sums of products of ordinal items straight from the packed answers, for when covariances are all that is wanted.
//!
//! For each code of a block the answers of all later items are summed over the rows with that code, four items to a word of
//! 64 bits (two where answers are missing, as then those answered are counted beside them). One addition of four words so
//! serves a block and 16 items; a code's sums then count for each item of the block by the level it stands for.
//! Not here: means and covariances made of the sums (see `moments`).

use rayon::prelude::*;

use super::Answers;
use super::packed::Block;
use crate::numeric::wide::{Kernel, widest};

/// Rows whose answers are laid out at a time.
const CHUNK: usize = 256;

/// Words added at a time.
const QUAD: usize = 4;

/// Answers laid out side by side, so that no addition reaches over two lines of the cache.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Words([u64; QUAD]);

impl Words {
    const NONE: Self = Self([0; QUAD]);
}

/// Sums over the rows that answered both of a pair `i <= j`, at `i * items + j`; values counted from the least of their
/// item.
#[derive(Clone)]
pub(super) struct PairSums {
    /// Rows that answered both.
    pub n: Vec<u64>,
    /// Sum of the values of `i`.
    pub x: Vec<u64>,
    /// Sum of the values of `j`.
    pub y: Vec<u64>,
    /// Sum of products.
    pub xy: Vec<u64>,
}

impl PairSums {
    fn zeros(items: usize) -> Self {
        let zeros = || vec![0; items * items];
        Self { n: zeros(), x: zeros(), y: zeros(), xy: zeros() }
    }

    fn add(mut self, other: &Self) -> Self {
        let lists = [
            (&mut self.n, &other.n),
            (&mut self.x, &other.x),
            (&mut self.y, &other.y),
            (&mut self.xy, &other.xy),
        ];
        for (mine, theirs) in lists {
            for (sum, more) in mine.iter_mut().zip(theirs) {
                *sum += more;
            }
        }
        self
    }
}

/// How the answers are laid out: each word belongs to one block and holds some of its items.
struct Layout {
    words: Vec<Word>,
    /// Items a word holds: four lanes of 16 bits, or two of 32 whose upper half counts those who answered.
    lanes: usize,
    /// For each block its first word.
    firsts: Vec<usize>,
    /// For each item the value of each of its levels.
    values: Vec<Vec<u64>>,
    /// Rows after which a lane could overflow.
    rows: usize,
}

/// What a word is for each code of its block, and the first of its items.
struct Word {
    block: usize,
    first: usize,
    items: usize,
    of: Box<[u64; 256]>,
}

impl Layout {
    /// None where the values of an item lie too far apart.
    fn new(answers: &Answers) -> Option<Self> {
        let mut values = Vec::with_capacity(answers.items());
        for item in 0..answers.items() {
            let own = answers.values(item);
            let span = own.last().zip(own.first()).map_or(0.0, |(last, first)| last - first);
            if span > 255.0 {
                return None;
            }
            values.push(own.iter().map(|value| (value - own[0]) as u64).collect::<Vec<_>>());
        }
        let gaps = answers.blocks.iter().any(|block| {
            block.levels.iter().zip(block.first..).any(|(levels, item)| *levels > values[item].len())
        });
        let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
        let lanes = if gaps { 2 } else { 4 };
        let (mut words, mut firsts) = (Vec::new(), Vec::new());
        for (place, block) in answers.blocks.iter().enumerate() {
            firsts.push(words.len());
            for start in (0..block.levels.len()).step_by(lanes) {
                words.push(Word::new(place, block, start, lanes, &values));
            }
        }
        Some(Self { words, lanes, firsts, values, rows: (65_535 / most) as usize })
    }
}

impl Word {
    /// The word of the items of `block` from place `start` on.
    fn new(place: usize, block: &Block, start: usize, lanes: usize, values: &[Vec<u64>]) -> Self {
        let items = lanes.min(block.levels.len() - start);
        let mut of = Box::new([0; 256]);
        for lane in 0..items {
            let own = &values[block.first + start + lane];
            for (word, level) in of.iter_mut().zip(block.levels_of(start + lane)) {
                if let Some(value) = own.get(usize::from(level)) {
                    let answered = if lanes == 2 { 1 << 16 } else { 0 };
                    *word |= (value | answered) << (lane * 64 / lanes);
                }
            }
        }
        Self { block: place, first: block.first + start, items, of }
    }
}

/// The sums of all pairs; none where values of an item lie more than 255 apart.
pub(super) fn pair_sums(answers: &Answers) -> Option<PairSums> {
    let layout = Layout::new(answers)?;
    let items = answers.items();
    let starts: Vec<usize> = (0..answers.rows()).step_by(layout.rows).collect();
    let parts = starts.into_par_iter().map(|start| {
        let end = (start + layout.rows).min(answers.rows());
        segment(answers, &layout, start, end)
    });
    let mut found = parts.reduce(|| PairSums::zeros(items), |a, b| a.add(&b));
    if layout.lanes == 4 {
        let own: Vec<u64> = (0..items).map(|i| found.y[i * items + i]).collect();
        for (pair, n) in found.n.iter_mut().enumerate() {
            *n = answers.rows() as u64;
            found.x[pair] = own[pair / items];
        }
    }
    Some(found)
}

/// The sums over some rows, few enough that no lane overflows.
fn segment(answers: &Answers, layout: &Layout, start: usize, end: usize) -> PairSums {
    let quads = layout.words.len().div_ceil(QUAD);
    let mut laid = vec![[Words::NONE; CHUNK]; quads];
    let mut sums = vec![[Words::NONE; 256]; answers.blocks.len() * quads];
    for from in (start..end).step_by(CHUNK) {
        let to = (from + CHUNK).min(end);
        for (words, laid) in layout.words.chunks(QUAD).zip(&mut laid) {
            lay(answers, words, (from, to), laid);
        }
        for (place, block) in answers.blocks.iter().enumerate() {
            for quad in layout.firsts[place] / QUAD..quads {
                let codes = &block.codes[from..to];
                widest(Addition { codes, laid: &laid[quad], sums: &mut sums[place * quads + quad] });
            }
        }
    }
    let mut found = PairSums::zeros(answers.items());
    for (place, block) in answers.blocks.iter().enumerate() {
        distribute(
            block,
            layout,
            (layout.firsts[place], &sums[place * quads..(place + 1) * quads]),
            &mut found,
        );
    }
    found
}

/// Lays the words of some rows side by side.
fn lay(answers: &Answers, words: &[Word], (from, to): (usize, usize), laid: &mut [Words; CHUNK]) {
    let codes = |word: &Word| &answers.blocks[word.block].codes[from..to];
    if let [a, b, c, d] = words {
        // All four at once: a row is written once.
        let rows = laid.iter_mut().zip(codes(a)).zip(codes(b)).zip(codes(c)).zip(codes(d));
        for ((((row, one), two), three), four) in rows {
            let of = |word: &Word, code: &u8| word.of[usize::from(*code)];
            row.0 = [of(a, one), of(b, two), of(c, three), of(d, four)];
        }
        return;
    }
    for (lane, word) in words.iter().enumerate() {
        for (row, code) in laid.iter_mut().zip(codes(word)) {
            row.0[lane] = word.of[usize::from(*code)];
        }
    }
}

/// Adds each row to the sums of its code.
struct Addition<'a> {
    codes: &'a [u8],
    laid: &'a [Words; CHUNK],
    sums: &'a mut [Words; 256],
}

impl Kernel for Addition<'_> {
    type Output = ();

    /// The four words are taken and put back as one, because only so the compiler adds them together.
    #[inline(always)]
    fn run(self) {
        for (code, row) in self.codes.iter().zip(self.laid) {
            let sum = &mut self.sums[usize::from(*code)];
            sum.0 = std::array::from_fn(|lane| sum.0[lane].wrapping_add(row.0[lane]));
        }
    }
}

/// Counts the sums of a block's codes for each of its items by the level the code stands for.
fn distribute(block: &Block, layout: &Layout, (first, sums): (usize, &[[Words; 256]]), found: &mut PairSums) {
    let items = layout.values.len();
    for (place, i) in (block.first..).enumerate().take(block.levels.len()) {
        let levels = block.levels_of(place);
        for (quad, sums) in sums.iter().enumerate().skip(first / QUAD) {
            let merged = merge(&sums[..block.size()], &levels);
            for (value, merged) in layout.values[i].iter().zip(&merged) {
                for (word, halves) in layout.words.iter().skip(quad * QUAD).zip(merged) {
                    for lane in 0..word.items {
                        let j = word.first + lane;
                        if j < i {
                            continue;
                        }
                        let pair = i * items + j;
                        let (sum, answered) = halves_of(*halves, lane, layout.lanes);
                        found.y[pair] += sum;
                        found.xy[pair] += value * sum;
                        found.n[pair] += answered;
                        found.x[pair] += value * answered;
                    }
                }
            }
        }
    }
}

/// Sums over the codes of each level, the lanes widened to 32 bits: of each word its even lanes and its odd lanes.
fn merge(sums: &[Words], levels: &[u8; 256]) -> [[[u64; 2]; QUAD]; 17] {
    const EVEN: u64 = 0x0000_ffff_0000_ffff;
    let mut merged = [[[0; 2]; QUAD]; 17];
    for (words, &level) in sums.iter().zip(levels) {
        for (merged, word) in merged[usize::from(level % 17)].iter_mut().zip(&words.0) {
            merged[0] += word & EVEN;
            merged[1] += word >> 16 & EVEN;
        }
    }
    merged
}

/// A lane's sum of values and count of answers (0 where everybody answered, as it is not counted then).
fn halves_of(halves: [u64; 2], lane: usize, lanes: usize) -> (u64, u64) {
    let low = |half: u64, place: usize| half >> (32 * place) & 0xffff_ffff;
    if lanes == 4 {
        (low(halves[lane % 2], lane / 2), 0)
    } else {
        (low(halves[0], lane), low(halves[1], lane))
    }
}
