//! Closing a wave: its answers become counts of cells large enough to be told; after the second wave codes and key are
//! destroyed. Not here: when a wave closes (`due`), what counts say (`analysis`).

use std::collections::BTreeMap;

use kernel::case;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::answer::read_signs;
use crate::bank::{SCALES, Wave};
use crate::counts::{Counts, Layout, Pairs};
use crate::disclosure::{Cell, Crossed, fold, pairs_may_be_told};
use crate::procedure::ASKED;
use crate::slip;
use crate::store::answer as answers;
use crate::store::count as sql;
use crate::store::study as studies;
use crate::study::{self, Study, known};

/// One person's answers, nameless.
struct Given {
    group: String,
    waves: [Option<Patterns>; 2],
}

type Patterns = ([u32; SCALES], Option<u32>);

fn only_counted() -> Scope {
    Scope::county("answers are only counted here, and kept by cells large enough to be told")
}

fn given(tx: &mut Tx<'_>, study: &str, layouts: &[Layout; 2]) -> Result<Vec<Given>, DbError> {
    let mut people: BTreeMap<String, Given> = BTreeMap::new();
    for row in tx.rows(&only_counted(), answers::OF_STUDY, params![study])? {
        let (wave, group) = (row.int(0)?, row.text(2)?);
        let one = people.entry(row.text(1)?).or_insert_with(|| Given { group, waves: [None, None] });
        let layout = &layouts[usize::from(wave == 2)];
        let patterns = layout.patterns(&read_signs(&row.text(3)?));
        let seen = row.get::<Option<String>>(4)?.map(|seen| layout.seen_pattern(&read_signs(&seen)));
        one.waves[usize::from(wave == 2)] = Some((patterns, seen));
    }
    Ok(people.into_values().collect())
}

/// A cell of a wave while it is made.
#[derive(Default)]
struct Made {
    unit: Option<String>,
    counts: Counts,
    paired: u64,
}

/// The cells of a wave; nothing where the class is too small.
fn cells(
    groups: &[slip::Group],
    people: &[Given],
    layout: &Layout,
    wave: Wave,
    least: u64,
) -> (Option<Vec<Made>>, Counts) {
    let at = usize::from(wave == Wave::Later);
    let answered = |one: &&Given| one.waves[at].is_some();
    let sizes: Vec<(bool, u64)> = groups
        .iter()
        .map(|group| {
            let n = people.iter().filter(answered).filter(|one| one.group == group.id).count();
            (group.unit.is_some(), n as u64)
        })
        .collect();
    let folded = fold(&sizes, least);
    let mut made: BTreeMap<Cell, Made> = BTreeMap::new();
    let mut whole = Counts::default();
    for one in people.iter().filter(answered) {
        let Some((patterns, seen)) = &one.waves[at] else { continue };
        whole.add(layout, patterns, *seen);
        let Some(folded) = &folded else { continue };
        let Some(group) = groups.iter().position(|group| group.id == one.group) else { continue };
        let cell = made.entry(folded[group]).or_default();
        if folded[group] == Cell::Own(group) {
            cell.unit.clone_from(&groups[group].unit);
        }
        cell.counts.add(layout, patterns, *seen);
        cell.paired += u64::from(one.waves[1 - at].is_some());
    }
    (folded.map(|_| made.into_values().collect()), whole)
}

/// Closes a wave.
///
/// # Errors
/// A refusal if it is not open; [`Fault::NotFound`] for somebody who does not run it (the program does).
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: &str, wave: Wave) -> Result<(), Fault> {
    let found = if actor.account == "program" { study::one(tx, id)? } else { study::find(tx, actor, id)? };
    if tx.execute(studies::MOVE_WAVE, params![id, wave.number(), "closed", "open"])? == 0 {
        return Err(Refusal::new("这次问卷没有开放，或者已经结束。", "This wave is not open.").into());
    }
    for row in tx.rows(&known(), studies::ASKED, params![id, wave.number()])? {
        let case = row.text(0)?;
        if let Some(open) = case::open_step_of(tx, &case)? {
            case::advance(tx, &ASKED, &case, (&open.step, "over"), &Actor::program(), "", None)?;
        }
    }
    let bank = crate::licensed::bank(tx, &found.bank)?;
    let layouts = [Wave::Pulse, Wave::Later].map(|wave| Layout::asked(&bank, found.form, wave));
    let layout = &layouts[usize::from(wave == Wave::Later)];
    let people = given(tx, id, &layouts)?;
    let groups = slip::groups(tx, id)?;
    let (made, whole) = cells(&groups, &people, layout, wave, found.least);
    tx.execute(studies::SET_ANSWERED, params![id, wave.number(), i64::try_from(whole.rows).unwrap_or(0)])?;
    write(tx, &found, wave, made.as_deref(), &whole)?;
    if wave == Wave::Later {
        pair(tx, &found, &groups, &people, layout)?;
        finish(tx, id, "closed")?;
    }
    let facts = json!({ "wave": wave.number(), "answers": whole.rows });
    study::record(tx, actor, (id, &found.unit), "diagnosis.wave-closed", facts)?;
    Ok(())
}

/// Ends a study: from now on nobody can make a pseudonym again.
pub(crate) fn finish(tx: &mut Tx<'_>, id: &str, state: &str) -> Result<(), DbError> {
    tx.execute(studies::FINISH, params![id, state])?;
    tx.execute(answers::DROP_CODES, params![id])?;
    Ok(())
}

fn write(
    tx: &mut Tx<'_>,
    study: &Study,
    wave: Wave,
    made: Option<&[Made]>,
    whole: &Counts,
) -> Result<(), DbError> {
    match made {
        Some(made) => {
            for one in made.iter().filter(|one| one.counts.rows > 0) {
                add(tx, study, wave, one, None)?;
            }
        }
        None if whole.rows > 0 => {
            let batch = batch(tx, study, wave)?;
            let one = Made { unit: None, counts: whole.clone(), paired: 0 };
            add(tx, study, wave, &one, Some(&batch))?;
            tell_if_enough(tx, &batch, study.least)?;
        }
        None => {}
    }
    Ok(())
}

fn add(tx: &mut Tx<'_>, study: &Study, wave: Wave, one: &Made, batch: Option<&str>) -> Result<(), DbError> {
    // Ids that say nothing of the order in which cells were made.
    let id = hex::encode(tx.random::<16>());
    let (rows, paired) = (one.counts.rows, one.paired);
    tx.execute(
        sql::ADD,
        params![
            &id,
            &study.id,
            wave.number(),
            one.unit.as_deref(),
            i64::try_from(rows).unwrap_or(0),
            i64::try_from(paired).unwrap_or(0),
            batch,
            one.counts.to_bytes()
        ],
    )?;
    Ok(())
}

/// The batch of small classes being filled: by questions, year and wave, as reports are asked for.
fn batch(tx: &mut Tx<'_>, study: &Study, wave: Wave) -> Result<String, DbError> {
    let values = params![&study.bank, study.year, wave.number()];
    if let Some(row) = tx.row(&known(), sql::FILLING, values)? {
        return row.text(0);
    }
    let (id, now) = (tx.id(), tx.now());
    tx.execute(sql::ADD_BATCH, params![&id, &study.bank, study.year, wave.number(), now])?;
    Ok(id)
}

/// A batch is told once there are enough in it, and then nothing more goes into it: the next class does not show by
/// what it adds.
fn tell_if_enough(tx: &mut Tx<'_>, batch: &str, least: u64) -> Result<(), DbError> {
    let Some(row) = tx.row(&known(), sql::IN_BATCH, params![batch])? else { return Ok(()) };
    let rows = row.get::<Option<i64>>(0)?.unwrap_or(0);
    if u64::try_from(rows).unwrap_or(0) >= least {
        tx.execute(sql::TELL, params![batch])?;
    }
    Ok(())
}

/// Keeps the change of those in both waves, where it may be told.
fn pair(
    tx: &mut Tx<'_>,
    study: &Study,
    groups: &[slip::Group],
    people: &[Given],
    layout: &Layout,
) -> Result<(), DbError> {
    let mut crossed: [Vec<Crossed>; 2] = Default::default();
    for (at, wave) in [Wave::Pulse, Wave::Later].into_iter().enumerate() {
        // Those of the first wave were counted before anybody knew who would come back.
        let Some(made) = cells(groups, people, layout, wave, study.least).0 else { return Ok(()) };
        crossed[at] = made.iter().map(|one| Crossed { rows: one.counts.rows, paired: one.paired }).collect();
        for (id, unit, wave_of) in kept(tx, &study.id)? {
            if wave_of == wave
                && let Some(one) = made.iter().find(|one| one.unit == unit)
            {
                tx.execute(sql::SET_PAIRED, params![id, i64::try_from(one.paired).unwrap_or(0)])?;
            }
        }
    }
    if !pairs_may_be_told([&crossed[0], &crossed[1]], study.least) {
        return Ok(());
    }
    let mut pairs = Pairs::default();
    for one in people {
        if let [Some((first, _)), Some((second, _))] = &one.waves {
            pairs.add(layout, first, second);
        }
    }
    let rows = i64::try_from(pairs.rows).unwrap_or(0);
    tx.execute(sql::ADD_PAIR, params![&study.id, rows, pairs.to_bytes()])?;
    Ok(())
}

fn kept(tx: &mut Tx<'_>, study: &str) -> Result<Vec<(String, Option<String>, Wave)>, DbError> {
    let rows = tx.rows(&known(), sql::OF_STUDY, params![study])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.get(2)?, Wave::from_number(row.int(1)?)))).collect()
}

/// Puts kept cells together so that none is smaller than a raised least.
pub(crate) fn fold_again(tx: &mut Tx<'_>, least: u64) -> Result<(), Fault> {
    let small = tx.rows(&known(), sql::SMALL, params![i64::try_from(least).unwrap_or(i64::MAX)])?;
    for row in &small {
        let (study, wave) = (study::one(tx, &row.text(0)?)?, Wave::from_number(row.int(1)?));
        fold_one(tx, &Study { least, ..study }, wave)?;
    }
    let studies: std::collections::BTreeSet<String> =
        small.iter().map(|row| row.text(0)).collect::<Result<_, DbError>>()?;
    for id in studies {
        let mut crossed: [Vec<Crossed>; 2] = Default::default();
        for row in tx.rows(&known(), sql::OF_STUDY, params![&id])? {
            let number = |at: usize| row.int(at).map(|n| u64::try_from(n).unwrap_or(0));
            crossed[usize::from(row.int(1)? == 2)].push(Crossed { rows: number(3)?, paired: number(4)? });
        }
        if !pairs_may_be_told([&crossed[0], &crossed[1]], least) {
            tx.execute(sql::DROP_PAIR, params![&id])?;
        }
    }
    Ok(())
}

fn fold_one(tx: &mut Tx<'_>, study: &Study, wave: Wave) -> Result<(), DbError> {
    let (mut sizes, mut cells) = (Vec::new(), Vec::new());
    for row in tx.rows(&known(), sql::OF_STUDY, params![&study.id])? {
        if Wave::from_number(row.int(1)?) != wave || row.get::<Option<String>>(5)?.is_some() {
            continue;
        }
        let unit: Option<String> = row.get(2)?;
        let counts = Counts::from_bytes(&row.get::<Vec<u8>>(6)?)?;
        sizes.push((unit.is_some(), counts.rows));
        cells.push(Made { unit, counts, paired: u64::try_from(row.int(4)?).unwrap_or(0) });
    }
    let folded = fold(&sizes, study.least);
    let mut made: BTreeMap<Cell, Made> = BTreeMap::new();
    let mut whole = Counts::default();
    for (place, one) in cells.into_iter().enumerate() {
        whole.merge(&one.counts);
        let Some(folded) = &folded else { continue };
        let cell = made.entry(folded[place]).or_default();
        if folded[place] == Cell::Own(place) {
            cell.unit = one.unit;
        }
        cell.counts.merge(&one.counts);
        cell.paired += one.paired;
    }
    tx.execute(sql::DROP, params![&study.id, wave.number()])?;
    let made: Option<Vec<Made>> = folded.map(|_| made.into_values().collect());
    write(tx, study, wave, made.as_deref(), &whole)
}
