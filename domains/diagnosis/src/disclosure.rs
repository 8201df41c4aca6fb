//! What may be told of small groups. Counts are kept only of cells of at least `least` people: small cells of a class
//! are put together, with the smallest of the others if need be. Whatever is then shown, and whatever is subtracted
//! from whatever, is a union of such cells. Pure. Not here: counts themselves (`counts`).

/// Which cell each group's answers go to: the place of the group that gives the cell its name, `Rest` for those put
/// together, or nothing at all where the whole class is too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// A group large enough to stand for itself.
    Own(usize),
    /// Together with the others that are too small.
    Rest,
}

/// Puts groups into cells of at least `least`; nothing if all of them together are fewer. A group without a name
/// (`named` false) is always part of the rest.
#[must_use]
pub fn fold(groups: &[(bool, u64)], least: u64) -> Option<Vec<Cell>> {
    let total: u64 = groups.iter().map(|(_, n)| n).sum();
    if total < least {
        return None;
    }
    let mut cells: Vec<Cell> = groups
        .iter()
        .enumerate()
        .map(|(place, (named, n))| if *named && *n >= least { Cell::Own(place) } else { Cell::Rest })
        .collect();
    loop {
        let rest: u64 = sum(groups, &cells, |cell| *cell == Cell::Rest);
        if rest == 0 || rest >= least {
            return Some(cells);
        }
        // The rest is told nowhere, but it is what remains when the others are subtracted from the class.
        let smallest =
            (0..groups.len()).filter(|place| cells[*place] != Cell::Rest).min_by_key(|p| groups[*p].1);
        match smallest {
            Some(place) => cells[place] = Cell::Rest,
            None => return None,
        }
    }
}

fn sum(groups: &[(bool, u64)], cells: &[Cell], which: impl Fn(&Cell) -> bool) -> u64 {
    groups.iter().zip(cells).filter(|(_, cell)| which(cell)).map(|((_, n), _)| n).sum()
}

/// One cell of one wave: how many answered, and how many of them answered both waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossed {
    /// Answers.
    pub rows: u64,
    /// Of them in both waves.
    pub paired: u64,
}

/// Whether the change of those in both waves may be told beside the cells of a wave. Cells and the two kinds of people
/// cross; with one more number known, what can be subtracted out is exactly the sums asked for here.
#[must_use]
pub fn pairs_may_be_told(waves: [&[Crossed]; 2], least: u64) -> bool {
    let enough = |n: u64| n == 0 || n >= least;
    waves.into_iter().all(|cells| {
        let (rows, paired) = cells.iter().fold((0, 0), |(r, p), one| (r + one.rows, p + one.paired));
        let mixed = || cells.iter().filter(|one| one.paired > 0 && one.paired < one.rows);
        let both: u64 = mixed().map(|one| one.paired).sum();
        let once: u64 = mixed().map(|one| one.rows - one.paired).sum();
        paired >= least && enough(rows - paired) && enough(both) && enough(once)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes from a row what the rows before it can give; each of those has a leading column of its own.
    fn reduced(mut row: Vec<f64>, basis: &[(usize, Vec<f64>)]) -> Vec<f64> {
        for (lead, known) in basis {
            let times = row[*lead] / known[*lead];
            row.iter_mut().zip(known).for_each(|(one, other)| *one -= times * other);
        }
        row
    }

    fn numbers(set: &[bool]) -> Vec<f64> {
        set.iter().map(|inside| f64::from(u8::from(*inside))).collect()
    }

    /// Every set of people (given by which of the atoms it holds) whose sum follows from the published sums by adding
    /// and subtracting; atoms are few, so all sets are tried.
    fn derivable(atoms: usize, published: &[Vec<bool>]) -> Vec<Vec<bool>> {
        let mut basis: Vec<(usize, Vec<f64>)> = Vec::new();
        for set in published {
            let row = reduced(numbers(set), &basis);
            if let Some(lead) = row.iter().position(|one| one.abs() > 1e-9) {
                basis.push((lead, row));
            }
        }
        (1u32..1 << atoms)
            .map(|set| (0..atoms).map(|atom| set >> atom & 1 == 1).collect::<Vec<bool>>())
            .filter(|set| reduced(numbers(set), &basis).iter().all(|one| one.abs() < 1e-9))
            .collect()
    }

    fn cells_of(groups: &[(bool, u64)], least: u64) -> Option<Vec<Vec<bool>>> {
        let cells = fold(groups, least)?;
        let mut names: Vec<Cell> = cells.clone();
        names.sort_unstable();
        names.dedup();
        let mut sets: Vec<Vec<bool>> =
            names.iter().map(|name| cells.iter().map(|cell| cell == name).collect()).collect();
        sets.push(vec![true; groups.len()]);
        Some(sets)
    }

    #[test]
    fn the_one_small_group_is_not_what_remains_when_the_others_are_subtracted() {
        let groups = [(true, 9), (true, 3), (true, 6)];
        assert_eq!(fold(&groups, 5), Some(vec![Cell::Own(0), Cell::Rest, Cell::Rest]));
        assert_eq!(fold(&[(true, 3), (true, 1)], 5), None);
    }

    #[test]
    fn a_change_is_not_told_where_two_who_stayed_away_could_be_subtracted() {
        let whole = [Crossed { rows: 30, paired: 28 }];
        let later = [Crossed { rows: 28, paired: 28 }];
        assert!(!pairs_may_be_told([&whole, &later], 5));
        let whole = [Crossed { rows: 34, paired: 28 }];
        assert!(pairs_may_be_told([&whole, &later], 5));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(120))]

        #[test]
        fn nothing_smaller_than_the_least_group_follows_from_classes_units_and_county(
            table in proptest::collection::vec(proptest::collection::vec(0u64..12, 3), 1..4),
            least in 5u64..8,
        ) {
            // Rows are classes, columns units; each class is folded, then told by cell, by class, by unit and whole.
            let atoms = table.len() * 3;
            let n: Vec<u64> = table.concat();
            let mut published: Vec<Vec<bool>> = Vec::new();
            let mut units = vec![vec![false; atoms]; 3];
            let mut whole = vec![false; atoms];
            for (row, class) in table.iter().enumerate() {
                let groups: Vec<(bool, u64)> = class.iter().map(|n| (true, *n)).collect();
                let Some(cells) = fold(&groups, least) else { continue };
                for set in cells_of(&groups, least).unwrap_or_default() {
                    let mut wide = vec![false; atoms];
                    for (at, inside) in set.iter().enumerate() { wide[row * 3 + at] = *inside; }
                    published.push(wide);
                }
                for (at, cell) in cells.iter().enumerate() {
                    whole[row * 3 + at] = true;
                    if *cell == Cell::Own(at) { units[at][row * 3 + at] = true; }
                }
            }
            published.extend(units.into_iter().chain([whole]).filter(|set| set.contains(&true)));
            for set in derivable(atoms, &published) {
                let people: u64 = set.iter().zip(&n).filter(|(inside, _)| **inside).map(|(_, n)| n).sum();
                prop_assert!(people == 0 || people >= least, "{people} follow from {published:?} of {n:?}");
            }
        }

        #[test]
        fn nothing_smaller_follows_when_the_change_is_told_too(
            cells in proptest::collection::vec((0u64..9, 0u64..9), 1..4),
            least in 5u64..7,
        ) {
            // Each cell has those of both waves and those of one; groups are as folded beforehand.
            let groups: Vec<(bool, u64)> = cells.iter().map(|(both, once)| (true, both + once)).collect();
            let Some(folded) = fold(&groups, least) else { return Ok(()) };
            let mut crossed: std::collections::BTreeMap<Cell, Crossed> = Default::default();
            for ((both, once), cell) in cells.iter().zip(&folded) {
                let one = crossed.entry(*cell).or_insert(Crossed { rows: 0, paired: 0 });
                one.rows += both + once;
                one.paired += both;
            }
            let crossed: Vec<Crossed> = crossed.into_values().filter(|one| one.rows > 0).collect();
            let only: Vec<Crossed> =
                vec![Crossed { rows: crossed.iter().map(|c| c.paired).sum(), paired: crossed.iter().map(|c| c.paired).sum() }];
            if !pairs_may_be_told([&crossed, &only], least) { return Ok(()) }
            let atoms = crossed.len() * 2;
            let n: Vec<u64> = crossed.iter().flat_map(|one| [one.paired, one.rows - one.paired]).collect();
            let mut published: Vec<Vec<bool>> =
                (0..crossed.len()).map(|cell| (0..atoms).map(|atom| atom / 2 == cell).collect()).collect();
            published.push((0..atoms).map(|atom| atom % 2 == 0).collect());
            let empty: Vec<usize> = (0..atoms).filter(|atom| n[*atom] == 0).collect();
            // A kind of people that is not there joins nothing to anything.
            for atom in &empty {
                let mut alone = vec![false; atoms];
                alone[*atom] = true;
                published.push(alone);
            }
            for set in derivable(atoms, &published) {
                let people: u64 = set.iter().zip(&n).filter(|(inside, _)| **inside).map(|(_, n)| n).sum();
                prop_assert!(people == 0 || people >= least, "{people} follow from {crossed:?}");
            }
        }
    }
}
