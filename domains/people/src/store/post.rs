//! Statements on posts and their descriptions.

use kernel::{DbError, Row};

use crate::post::{Description, Post, Wording};

kernel::statements! {
    INSERT = "insert into post (id, unit_id, title, category, level, is_head, seats, duties, powers, qualifications, \
        way_up, opened_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    CHANGE = "update post set title = $2, category = $3, level = $4, is_head = $5, seats = $6 where id = $1";
    DESCRIBE = "update post set duties = $2, powers = $3, qualifications = $4, way_up = $5 where id = $1";
    WORDING_ADD = "insert into post_description (post_id, described_at, described_by, duties, powers, qualifications, \
        way_up) values ($1, $2, $3, $4, $5, $6, $7) on conflict (post_id, described_at) do update \
        set duties = excluded.duties, powers = excluded.powers, qualifications = excluded.qualifications, \
        way_up = excluded.way_up";
    WORDINGS = "select d.described_at, d.described_by, d.duties, d.powers, d.qualifications, d.way_up \
        from post_description d join post o on o.id = d.post_id where d.post_id = $1 and $scope(o.unit_id, -) \
        order by d.described_at desc";
    CLOSE = "update post set closed_on = $2 where id = $1 and closed_on is null";
    FIND = "select o.id, o.unit_id, o.title, o.category, o.level, o.is_head, o.seats, o.duties, o.powers, \
        o.qualifications, o.way_up, o.opened_on, o.closed_on from post o where o.id = $1 and $scope(o.unit_id, -)";
    OF_UNIT = "select o.id, o.unit_id, o.title, o.category, o.level, o.is_head, o.seats, o.duties, o.powers, \
        o.qualifications, o.way_up, o.opened_on, o.closed_on from post o where o.unit_id = $1 \
        and (o.closed_on is null or o.closed_on > $2) and $scope(o.unit_id, -) order by o.is_head desc, o.opened_on, o.id";
    OPEN = "select o.id, o.unit_id, o.title, o.category, o.level, o.is_head, o.seats, o.duties, o.powers, \
        o.qualifications, o.way_up, o.opened_on, o.closed_on from post o \
        where (o.closed_on is null or o.closed_on > $1) and $scope(o.unit_id, -) \
        order by o.unit_id, o.is_head desc, o.opened_on, o.id";
    FILLED = "select t.post_id, count(distinct t.person_id) from tenure t where t.post_id is not null \
        and t.kind in ('holds', 'acts') and t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        and $scope(t.unit_id, -) group by t.post_id";
    SERVING = "select count(*) from tenure t where t.post_id = $1 and (t.to_on is null or t.to_on >= $2)";
    OTHER_HEAD = "select o.title from post o where o.unit_id = $1 and o.is_head = 1 and o.id <> $2 and o.closed_on is null";
    SAME_TITLE = "select o.id from post o where o.unit_id = $1 and o.title = $2 and o.id <> $3 and o.closed_on is null";
    TITLES = "select o.id, o.unit_id, o.title, o.seats from post o where o.closed_on is null and $scope(o.unit_id, -) \
        order by o.id";
}

/// A post from a row.
pub(crate) fn post(row: &Row) -> Result<Post, DbError> {
    Ok(Post {
        id: row.text(0)?,
        unit: row.text(1)?,
        title: row.text(2)?,
        category: row.get(3)?,
        level: row.get(4)?,
        is_head: row.get(5)?,
        seats: row.int(6)?,
        description: Description {
            duties: row.text(7)?,
            powers: row.text(8)?,
            qualifications: row.text(9)?,
            way_up: row.text(10)?,
        },
        opened_on: row.get(11)?,
        closed_on: row.get(12)?,
    })
}

/// A wording of a description from a row.
pub(crate) fn wording(row: &Row) -> Result<Wording, DbError> {
    Ok(Wording {
        at: row.get(0)?,
        by: row.text(1)?,
        description: Description {
            duties: row.text(2)?,
            powers: row.text(3)?,
            qualifications: row.text(4)?,
            way_up: row.text(5)?,
        },
    })
}
