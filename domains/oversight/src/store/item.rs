//! Items of the catalogue, their versions, and the registered documents these rest on.

kernel::statements! {
    FIND = "select i.id, i.unit_id, u.name, i.code, i.name, i.kind, i.state, i.version from power_item i \
        join unit u on u.id = i.unit_id where i.id = $1 and $scope(i.unit_id, -)";
    BY_CODE = "select i.id, i.unit_id, u.name, i.code, i.name, i.kind, i.state, i.version from power_item i \
        join unit u on u.id = i.unit_id where i.code = $1 and $scope(i.unit_id, -)";
    /// A page of the catalogue: unit, kind and state narrow it where they are not empty, a word where it is not `%`.
    LIST = "select i.id, i.unit_id, u.name, i.code, i.name, i.kind, i.state, i.version from power_item i \
        join unit u on u.id = i.unit_id where ($1 = '' or i.unit_id = $1) and ($2 = '' or i.kind = $2) \
        and ($3 = '' or i.state = $3) and (i.name like $4 or i.code like $4) and $scope(i.unit_id, -) \
        order by i.code limit $5 offset $6";
    COUNT = "select count(*) from power_item i where ($1 = '' or i.unit_id = $1) and ($2 = '' or i.kind = $2) \
        and ($3 = '' or i.state = $3) and (i.name like $4 or i.code like $4) and $scope(i.unit_id, -)";
    /// What the search of the portal is made from.
    PUBLISHED = "select i.id, i.unit_id, u.name, i.code, i.name, i.kind, v.body from power_item i \
        join unit u on u.id = i.unit_id join power_version v on v.item_id = i.id and v.version = i.version \
        where i.state = 'published' and $scope(i.unit_id, -) order by i.code";
    /// Everything that is in force, with what it says: for the export.
    IN_FORCE = "select i.id, i.code, u.name, v.body, v.from_on from power_item i join unit u on u.id = i.unit_id \
        join power_version v on v.item_id = i.id and v.version = i.version \
        where i.state = 'published' and ($1 = '' or i.unit_id = $1) and $scope(i.unit_id, -) order by i.code";
    ADD = "insert into power_item (id, unit_id, code, name, kind, state, version, created_at) \
        values ($1, $2, $3, $4, $5, 'draft', 0, $6)";
    RENAME_DRAFT = "update power_item set name = $2, kind = $3 where id = $1 and version = 0";
    PUBLISH = "update power_item set name = $2, kind = $3, state = 'published', version = $4 where id = $1";
    WITHDRAW = "update power_item set state = 'withdrawn' where id = $1 and state = 'published'";
    VERSION = "select v.item_id, v.version, v.state, v.body, v.from_on, v.to_on, v.drafted_at, v.reviewed_at, v.unit_id \
        from power_version v join power_item i on i.id = v.item_id \
        where v.item_id = $1 and v.version = $2 and $scope(i.unit_id, -)";
    VERSIONS = "select v.item_id, v.version, v.state, v.body, v.from_on, v.to_on, v.drafted_at, v.reviewed_at, v.unit_id \
        from power_version v join power_item i on i.id = v.item_id \
        where v.item_id = $1 and $scope(i.unit_id, -) order by v.version desc";
    /// The version of an item that is being made.
    OPEN_VERSION = "select v.version from power_version v where v.item_id = $1 and v.state in ('draft', 'review', 'approved')";
    LAST_VERSION = "select coalesce(max(v.version), 0) from power_version v where v.item_id = $1";
    ADD_VERSION = "insert into power_version (item_id, version, state, body, from_on, to_on, drafted_by, drafted_at) \
        values ($1, $2, 'draft', $3, $4, null, $5, $6)";
    SAY = "update power_version set body = $3, from_on = $4, drafted_by = $5, drafted_at = $6 \
        where item_id = $1 and version = $2 and state = 'draft'";
    VERSION_STATE = "update power_version set state = $3 where item_id = $1 and version = $2";
    REVIEWED = "update power_version set state = $3, reviewed_at = $4 where item_id = $1 and version = $2";
    FORCE = "update power_version set state = 'in-force', from_on = $3 where item_id = $1 and version = $2";
    REPLACE = "update power_version set state = $3, to_on = $4 where item_id = $1 and version = $2";
    /// The office an item goes to with a version.
    MOVE_WITH = "update power_version set unit_id = $3 where item_id = $1 and version = $2";
    MOVE = "update power_item set unit_id = $2 where id = $1";
    /// A passed version whose day has not come goes with its item.
    FORGET_PASSED = "update power_version set state = 'withdrawn' where item_id = $1 and state = 'approved'";
    DUE = "select v.item_id, v.version from power_version v where v.state = 'approved' and v.from_on <= $1 order by v.from_on, v.item_id";
    FORGET_BASIS = "delete from power_basis where item_id = $1 and version = $2";
    ADD_BASIS = "insert into power_basis (item_id, version, sort, document_id) values ($1, $2, $3, $4)";
    /// The registered documents a version rests on.
    BASES = "select d.id, d.title, d.number, d.kind, d.issued_on, d.effective_on, d.valid_until, d.ended_on, d.market, \
        d.published_at, d.state, d.renewed_from from power_basis b join normative_document d on d.id = b.document_id \
        where b.item_id = $1 and b.version = $2 order by b.sort";
    /// Items in force that rest on a document.
    RESTING = "select i.id, i.unit_id, u.name, i.code, i.name, i.kind, i.state, i.version from power_basis b \
        join power_item i on i.id = b.item_id and i.version = b.version join unit u on u.id = i.unit_id \
        where b.document_id = $1 and i.state = 'published' and $scope(i.unit_id, -) order by i.code limit 200";
    BY_UNIT = "select i.unit_id, u.name, count(*) from power_item i join unit u on u.id = i.unit_id \
        where i.state = 'published' and $scope(i.unit_id, -) group by i.unit_id, u.name, u.sort order by u.sort, u.name";
    OFFICES = "select u.id, u.name from unit u where u.kind in ('office', 'township', 'institution', 'county') \
        and u.closed_on is null and $scope(u.id, -) order by u.sort, u.name limit 400";
    UNIT = "select u.id, u.name, u.kind from unit u where u.id = $1 and $scope(u.id, -)";
    UNIT_NAMED = "select u.id, u.name from unit u where (u.name = $1 or u.short_name = $1) and u.closed_on is null \
        and $scope(u.id, -) order by u.id";
    TOWNS = "select u.id, u.name from unit u where u.kind = 'township' and u.closed_on is null and $scope(u.id, -) \
        order by u.sort, u.name limit 400";
    UPLOAD_FORGET_ALL = "delete from power_upload where account = $1";
    UPLOAD_ADD = "insert into power_upload (id, account, purpose, of_id, name, hash, bytes, kept_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    UPLOAD = "select p.name, p.hash, p.bytes, p.of_id from power_upload p where p.id = $1 and p.account = $2 and p.purpose = $3";
    UPLOAD_FORGET = "delete from power_upload where id = $1";
}
