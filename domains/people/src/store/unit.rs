//! Statements on units, their versions, codes and the kernel's tree.

use kernel::{DbError, Row};

use crate::unit::{Code, Unit, Version};

kernel::statements! {
    INSERT = "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, \
        opened_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    RENAME = "update unit set name = $2, short_name = $3, search = $4 where id = $1";
    PLACE = "update unit set parent_id = $2 where id = $1";
    ORDER = "update unit set sort = $2 where id = $1";
    ESTABLISH = "update unit set posts_admin = $2, posts_institution = $3 where id = $1";
    CORRECT = "update unit set short_name = $2, kind = $3, opened_on = $4, search = $5 where id = $1";
    CLOSE = "update unit set closed_on = $2 where id = $1 and closed_on is null";
    FIND = "select u.id, u.parent_id, u.name, u.short_name, u.kind, u.sort, u.posts_admin, u.posts_institution, \
        u.opened_on, u.closed_on from unit u where u.id = $1 and $scope(u.id, -)";
    CHILDREN = "select u.id, u.parent_id, u.name, u.short_name, u.kind, u.sort, u.posts_admin, u.posts_institution, \
        u.opened_on, u.closed_on from unit u where u.parent_id is not distinct from $1 \
        and (u.closed_on is null or u.closed_on > $2) and $scope(u.id, -) order by u.sort, u.name, u.id";
    OPEN = "select u.id, u.parent_id, u.name, u.short_name, u.kind, u.sort, u.posts_admin, u.posts_institution, \
        u.opened_on, u.closed_on from unit u where (u.closed_on is null or u.closed_on > $1) and $scope(u.id, -) \
        order by u.sort, u.name, u.id";
    PATH = "select u.id, u.parent_id, u.name, u.short_name, u.kind, u.sort, u.posts_admin, u.posts_institution, \
        u.opened_on, u.closed_on from unit_tree w join unit u on u.id = w.ancestor_id \
        where w.unit_id = $1 and $scope(w.unit_id, -) order by w.depth desc";
    SAME_NAME = "select u.id from unit u where u.parent_id is not distinct from $1 and u.name = $2 \
        and u.closed_on is null";
    IN_USE = "select (select count(*) from unit c where c.parent_id = $1 and c.closed_on is null), \
        (select count(*) from tenure t where t.unit_id = $1 and (t.to_on is null or t.to_on >= $2))";
    CLOSE_POSTS = "update post set closed_on = $2 where unit_id = $1 and closed_on is null";
    TREE_SELF = "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $1, 0)";
    TREE_ABOVE = "insert into unit_tree (unit_id, ancestor_id, depth) \
        select $1, w.ancestor_id, w.depth + 1 from unit_tree w where w.unit_id = $2";
    TREE_CUT = "delete from unit_tree where unit_id in (select d.unit_id from unit_tree d where d.ancestor_id = $1) \
        and ancestor_id not in (select d.unit_id from unit_tree d where d.ancestor_id = $1)";
    TREE_JOIN = "insert into unit_tree (unit_id, ancestor_id, depth) \
        select d.unit_id, a.ancestor_id, d.depth + a.depth + 1 from unit_tree d cross join unit_tree a \
        where d.ancestor_id = $1 and a.unit_id = $2";
    IS_BENEATH = "select 1 from unit_tree w where w.unit_id = $1 and w.ancestor_id = $2";
    VERSION_ADD = "insert into unit_version (unit_id, valid_from, parent_id, name, document) \
        values ($1, $2, $3, $4, $5) on conflict (unit_id, valid_from) do update \
        set parent_id = excluded.parent_id, name = excluded.name, document = excluded.document, valid_to = null";
    VERSION_END = "update unit_version set valid_to = $2 where unit_id = $1 and valid_to is null and valid_from <= $2";
    VERSIONS = "select v.valid_from, v.valid_to, v.parent_id, v.name, v.document, p.name from unit_version v \
        left join unit p on p.id = v.parent_id where v.unit_id = $1 and $scope(v.unit_id, -) order by v.valid_from";
    VERSION_CORRECT = "update unit_version set valid_from = $2, document = $3 where unit_id = $1 \
        and valid_from = (select min(v.valid_from) from unit_version v where v.unit_id = $1)";
    VERSIONS_OPEN = "select v.unit_id, v.valid_from, v.document from unit_version v join unit u on u.id = v.unit_id \
        where u.closed_on is null and $scope(v.unit_id, -) order by v.unit_id, v.valid_from";
    CODE_PUT = "insert into unit_code (unit_id, system, as_of, code) values ($1, $2, $3, $4) \
        on conflict (unit_id, system, as_of) do update set code = excluded.code";
    CODES = "select c.system, c.as_of, c.code from unit_code c where c.unit_id = $1 and $scope(c.unit_id, -) \
        order by c.system, c.as_of desc";
    CODES_ALL = "select c.system, c.as_of, c.code, c.unit_id from unit_code c where $scope(c.unit_id, -) \
        order by c.unit_id, c.system, c.as_of desc";
    BY_CODE = "select c.unit_id from unit_code c where c.system = $1 and c.code = $2 and $scope(c.unit_id, -) \
        order by c.as_of desc";
    STRENGTH = "select t.unit_id, p.kind, count(distinct t.person_id) from tenure t join person p on p.id = t.person_id \
        where t.kind in ('holds', 'acts') and t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        and $scope(t.unit_id, -) group by t.unit_id, p.kind";
    SEATS = "select o.unit_id, cast(sum(o.seats) as bigint) from post o \
        where (o.closed_on is null or o.closed_on > $1) and $scope(o.unit_id, -) group by o.unit_id";
    ANY_BENEATH = "select 1 from unit u where u.parent_id is not null and u.closed_on is null and $scope(u.id, -) limit 1";
    OF_NAMES = "select u.id, u.name, u.short_name, u.parent_id, u.kind from unit u where u.closed_on is null \
        and $scope(u.id, -) order by u.id";
}

/// A unit from a row.
pub(crate) fn unit(row: &Row) -> Result<Unit, DbError> {
    Ok(Unit {
        id: row.text(0)?,
        parent: row.get(1)?,
        name: row.text(2)?,
        short_name: row.text(3)?,
        kind: row.get(4)?,
        sort: row.int(5)?,
        posts_admin: row.int(6)?,
        posts_institution: row.int(7)?,
        opened_on: row.get(8)?,
        closed_on: row.get(9)?,
    })
}

/// A version from a row.
pub(crate) fn version(row: &Row) -> Result<Version, DbError> {
    Ok(Version {
        from: row.get(0)?,
        to: row.get(1)?,
        parent: row.get(2)?,
        name: row.text(3)?,
        document: row.text(4)?,
        parent_name: row.get(5)?,
    })
}

/// A code from a row.
pub(crate) fn code(row: &Row) -> Result<Code, DbError> {
    Ok(Code { system: row.get(0)?, as_of: row.get(1)?, code: row.text(2)? })
}
