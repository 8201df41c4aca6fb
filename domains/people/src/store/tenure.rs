//! Statements on tenures.

use kernel::{DbError, Row};

use super::person::in_reach;
use crate::tenure::Tenure;

/// The columns of a tenure with the names of what it joins.
macro_rules! tenures {
    ($rest:expr) => {
        concat!(
            "select t.id, t.person_id, t.unit_id, t.post_id, t.kind, t.from_on, t.to_on, t.document, \
            t.ended_document, t.grant_id, p.name, u.short_name, o.title from tenure t join person p on p.id = t.person_id \
            join unit u on u.id = t.unit_id left join post o on o.id = t.post_id ",
            $rest
        )
    };
}

/// Which of several tenures counts as the main one.
macro_rules! main_first {
    ($t:literal) => {
        concat!(
            "case ",
            $t,
            ".kind when 'holds' then 0 when 'acts' then 1 when 'attached' then 2 else 3 end, ",
            $t,
            ".from_on, ",
            $t,
            ".id"
        )
    };
}

kernel::statements! {
    INSERT = "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document, grant_id) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    FINISH = "update tenure set to_on = $2, ended_document = $3 where id = $1";
    CORRECT = "update tenure set from_on = $2, document = $3 where id = $1";
    GRANTED = "update tenure set grant_id = $2 where id = $1";
    FIND = tenures!("where t.id = $1 and $scope(t.unit_id, t.person_id)");
    OF_PERSON = concat!(tenures!("where t.person_id = $1 and "), in_reach!("t.person_id"), " order by t.from_on desc, t.id desc");
    IN_UNIT = tenures!("where t.unit_id = $1 and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) \
        and $scope(t.unit_id, t.person_id) order by case when o.is_head = 1 then 0 else 1 end, p.search, t.id");
    BENEATH = tenures!("join unit_tree w on w.unit_id = t.unit_id where w.ancestor_id = $1 and t.from_on <= $2 \
        and (t.to_on is null or t.to_on >= $2) and $scope(t.unit_id, t.person_id) order by t.unit_id, p.search, t.id");
    CURRENT = tenures!("where t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        and $scope(t.unit_id, t.person_id) order by t.person_id, t.unit_id, t.id");
    OF_POST = tenures!("where t.post_id = $1 and $scope(t.unit_id, t.person_id) order by t.from_on desc, t.id");
    MAIN = concat!(tenures!("where t.person_id = $1 and t.kind <> 'oversees' and t.from_on <= $2 \
        and (t.to_on is null or t.to_on >= $2) and "), in_reach!("t.person_id"), " order by ", main_first!("t"), " limit 1");
    ALL_MAIN = concat!(tenures!("where t.id in (select x.id from (select y.id, row_number() over \
        (partition by y.person_id order by "), main_first!("y"), ") as place from tenure y where y.kind <> 'oversees' \
        and y.from_on <= $1 and (y.to_on is null or y.to_on >= $1)) x where x.place = 1) \
        and $scope(t.unit_id, t.person_id) order by t.unit_id, p.search, t.id");
    IN_REACH = "select 1 from tenure t where t.person_id = $1 and $scope(t.unit_id, -) and (t.to_on is null \
        or t.to_on >= $2 or not exists (select 1 from tenure x where x.person_id = $1 \
        and (x.to_on is null or x.to_on >= $2)))";
    SAME = "select t.from_on from tenure t where t.person_id = $1 and t.unit_id = $2 \
        and t.post_id is not distinct from $3 and t.kind = $4 and (t.to_on is null or t.to_on >= $5)";
    TAKEN_SEATS = "select count(distinct t.person_id) from tenure t where t.post_id = $1 and t.kind in ('holds', 'acts') \
        and t.person_id <> $2 and (t.to_on is null or t.to_on >= $3)";
    ATTACHED = "select t.from_on, t.to_on from tenure t where t.person_id = $1 and t.kind = 'attached' \
        and t.from_on <= $2 and (t.to_on is null or t.to_on >= $3) order by t.from_on";
    UNGRANTED = tenures!("where t.person_id = $1 and t.grant_id is null and (t.to_on is null or t.to_on >= $2) \
        and (t.kind = 'oversees' or o.is_head = 1) order by t.from_on");
    CARRIED_BESIDES = "select 1 from tenure t left join post o on o.id = t.post_id where t.person_id = $1 \
        and t.unit_id = $2 and t.id <> $3 and (t.to_on is null or t.to_on > $4) \
        and (($5 = 1 and t.kind = 'oversees') or ($5 = 0 and t.kind <> 'oversees' and o.is_head = 1))";
    OPEN_OF_ALL = "select t.person_id, t.unit_id, t.post_id, t.kind from tenure t where t.to_on is null";
}

/// A tenure from a row.
pub(crate) fn tenure(row: &Row) -> Result<Tenure, DbError> {
    Ok(Tenure {
        id: row.text(0)?,
        person: row.text(1)?,
        unit: row.text(2)?,
        post: row.get(3)?,
        kind: row.get(4)?,
        from_on: row.get(5)?,
        to_on: row.get(6)?,
        document: row.text(7)?,
        ended_document: row.get(8)?,
        grant: row.get(9)?,
        person_name: row.text(10)?,
        unit_name: row.text(11)?,
        post_title: row.get(12)?,
    })
}
