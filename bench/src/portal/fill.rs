//! Rows for the measurements, written straight into a copy of the demo county: many items alike to those it has, a million
//! requests with their words, counts and cases. Not here: measuring. Nothing of this goes through the rooms' operations,
//! which are measured beside.

use rusqlite::{Connection, params};

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// An item everybody can read.
pub fn published(county: &Connection) -> Done<String> {
    let sql = "select id from power_item where state = 'published' and version > 0 order by code limit 1";
    county
        .query_row(sql, [], |row| row.get(0))
        .map_err(|_| "the demo county has no catalogue of items".into())
}

/// Grows the catalogue to so many items; answers words to search by.
pub fn items(county: &Connection, most: u32) -> Done<Vec<String>> {
    published(county)?;
    county.execute_batch("begin")?;
    county.execute(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1), \
         t as (select id, unit_id, name, kind, version, row_number() over (order by code) as at from power_item \
         where state = 'published' and version > 0), m as (select count(*) as all_of from t) \
         insert into power_item (id, unit_id, code, name, kind, state, version, created_at) \
         select printf('bench%031d', n.i), t.unit_id, printf('B%06d', n.i), t.name || printf('（第%d类）', n.i), t.kind, \
         'published', t.version, '2026-01-01T00:00:00.000000Z' from n, m join t on t.at = n.i % m.all_of + 1",
        params![most],
    )?;
    county.execute(
        "insert into power_version (item_id, version, state, body, from_on, drafted_by, drafted_at) \
         select i.id, i.version, 'in-force', v.body, v.from_on, v.drafted_by, v.drafted_at from power_item i \
         join (select id, unit_id, name, version, row_number() over (order by code) as at from power_item \
         where state = 'published' and version > 0 and id not like 'bench%') t \
         on t.at = cast(substr(i.id, 6) as integer) % (select count(*) from power_item where state = 'published' \
         and version > 0 and id not like 'bench%') + 1 \
         join power_version v on v.item_id = t.id and v.version = t.version where i.id like 'bench%'",
        [],
    )?;
    county.execute_batch("commit")?;
    let mut names =
        county.prepare("select name from power_item where id not like 'bench%' order by code limit 20")?;
    let names: Vec<String> = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let words = names.iter().map(|name| name.chars().take(4).collect()).collect();
    Ok(words)
}

/// What the measurement needs of a county with many requests.
pub struct Ground {
    /// Sign-in names by role.
    pub logins: Vec<(String, String)>,
    /// An office with many requests.
    pub office: String,
    /// A word to search by.
    pub word: String,
    /// A number to search by.
    pub number: String,
}

/// Subjects of requests.
const SUBJECTS: [&str; 8] = [
    "路灯不亮请维修",
    "自来水浑浊",
    "村道塌陷影响通行",
    "垃圾清运不及时",
    "供暖温度不够",
    "井盖缺失",
    "施工噪声扰民",
    "公交班次太少",
];

/// Stores so many requests: one in fifty open, the rest closed, each with its case, its words and its place in the counts.
pub fn requests(county: &mut Connection, most: u32) -> Done<Ground> {
    county.execute_batch(
        "pragma synchronous = off; pragma cache_size = -400000; pragma temp_store = memory;",
    )?;
    county.execute_batch(
        "create temp table office as select u.id, row_number() over (order by u.sort, u.id) - 1 as at from unit u \
         where u.closed_on is null and u.kind in ('office', 'township'); \
         create temp table subject (at integer primary key, words text);",
    )?;
    for (at, words) in (0_i64..).zip(SUBJECTS) {
        county.execute("insert into subject values (?1, ?2)", params![at, words])?;
    }
    let today: String =
        county.query_row("select substr(max(at), 1, 10) from ledger", [], |row| row.get(0))?;
    let turn = county.transaction()?;
    turn.execute(ROWS, params![most, today])?;
    turn.execute_batch(WORDS)?;
    turn.execute_batch(COUNTS)?;
    turn.execute_batch(CASES)?;
    turn.commit()?;
    county.execute_batch("analyze; pragma wal_checkpoint(truncate);")?;
    Ok(Ground {
        logins: logins(county)?,
        office: county.query_row("select id from office where at = 3", [], |row| row.get(0))?,
        word: "路灯不亮".to_owned(),
        number: county
            .query_row("select number from request where id like '01ben%' limit 1", [], |row| row.get(0))?,
    })
}

/// One in fifty is open; of these a third is past its day.
const ROWS: &str = "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?1), \
    o as (select count(*) as all_of from office) \
    insert into request (id, number, secret, kind, category, title, body, state, open, sealed, unit_id, address, channel, \
    name, phone, reply_by, applicant, people, received_at, received_on, month, due_on, due_provisional, facts, case_id, \
    answered_on, closed_on, outcome, in_time, reopened, published, public_words, updated_at) \
    select printf('01bench%029d', n.i), printf('B%011d', n.i), 'x', case n.i % 10 when 0 then 'information' when 1 then \
    'petition' else 'service' end, case n.i % 10 when 0 then '' when 1 then '' else 'light' end, \
    s.words || '第' || (n.i % 5000) || '号', '请派人查看。', \
    case when n.i % 50 = 0 then 'handling' else 'answered' end, case when n.i % 50 = 0 then 1 else 0 end, 0, \
    office.id, '', 'online', '', '', 'online', 'person', 1, \
    date(?2, '-' || (n.i % 700) || ' days') || 'T01:00:00.000000Z', date(?2, '-' || (n.i % 700) || ' days'), \
    substr(date(?2, '-' || (n.i % 700) || ' days'), 1, 7), \
    case when n.i % 50 = 0 then date(?2, (n.i / 50 % 15 - 5) || ' days') else date(?2, '-' || (n.i % 700 + 5) || ' days') end, \
    0, '{}', printf('02bench%029d', n.i), \
    case when n.i % 50 = 0 then null else date(?2, '-' || (n.i % 690) || ' days') end, \
    case when n.i % 50 = 0 then null else date(?2, '-' || (n.i % 690) || ' days') end, '', \
    case when n.i % 50 = 0 then null else 1 end, 0, 0, '', date(?2) || 'T01:00:00.000000Z' \
    from n, o join office on office.at = n.i % o.all_of join subject s on s.at = n.i % 8";

/// Two words each: the first two signs of the subject, and its number.
const WORDS: &str = "insert or ignore into request_word (word, request_id) \
    select substr(title, 1, 2), id from request where id like '01bench%'; \
    insert or ignore into request_word (word, request_id) \
    select substr(title, 2, 2), id from request where id like '01bench%'; \
    insert or ignore into request_word (word, request_id) \
    select substr(title, 3, 2), id from request where id like '01bench%';";

const COUNTS: &str = "insert into request_count (month, unit_id, kind, received, closed, in_time, late, rated, excluded, \
    responded, resolved, satisfied, unresolved, reopened, open) \
    select month, coalesce(unit_id, ''), kind, count(*), sum(1 - open), sum(coalesce(in_time, 0)), 0, sum(1 - open) / 4, 0, \
    sum(1 - open) / 4, sum(1 - open) / 5, sum(1 - open) / 5, sum(1 - open) / 4 - sum(1 - open) / 5, 0, sum(open) \
    from request where id like '01bench%' group by 1, 2, 3 \
    on conflict (month, unit_id, kind) do update set received = received + excluded.received, \
    closed = closed + excluded.closed, in_time = in_time + excluded.in_time, open = request_count.open + excluded.open;";

/// A case for each request and its one step, open or taken.
const CASES: &str = "insert into case_file (id, procedure, version, subject_kind, subject_id, unit_id, title_zh, title_en, \
    link, opened_at, closed_at, outcome) \
    select case_id, 'request-service', 1, 'request', id, unit_id, title, title, '/requests/' || id, received_at, \
    case when open = 1 then null else closed_on || 'T01:00:00.000000Z' end, case when open = 1 then null else 'answered' end \
    from request where id like '01bench%'; \
    insert into case_step (id, case_id, step, opened_at, due_on, due_provisional, by_role, by_unit, done_at, done_by, \
    done_name, outcome, office, procedure) \
    select '03' || substr(id, 3), case_id, 'handle', received_at, due_on, 0, 'desk', unit_id, \
    case when open = 1 then null else closed_on || 'T01:00:00.000000Z' end, case when open = 1 then null else 'bench' end, \
    case when open = 1 then null else 'bench' end, case when open = 1 then null else 'answered' end, unit_id, \
    'request-service' from request where id like '01bench%';";

/// Sign-in names of the demo's roles.
fn logins(county: &Connection) -> Done<Vec<(String, String)>> {
    let noted: String =
        county.query_row("select value from setting where name = 'demo.roles'", [], |row| row.get(0))?;
    let roles: serde_json::Value = serde_json::from_str(&noted)?;
    let text =
        |role: &serde_json::Value, name: &str| role.get(name).and_then(|one| one.as_str()).map(str::to_owned);
    let all = roles.as_array().into_iter().flatten();
    Ok(all.filter_map(|role| Some((text(role, "key")?, text(role, "login")?))).collect())
}
