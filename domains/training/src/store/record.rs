//! Rows of training records, of the files they are brought in by, and of statements from other systems.

kernel::statements! {
    ADD = "insert into training_record (id, person_id, unit_id, title, form, minutes, half_days, started_on, ended_on, held_by, source, \
        source_ref, recognised, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
        on conflict (person_id, source, source_ref) do nothing";
    OF_PERSON = "select r.id, r.person_id, r.unit_id, r.title, r.form, r.minutes, r.half_days, r.started_on, r.ended_on, r.held_by, \
        r.source, r.source_ref, r.recognised from training_record r where r.person_id = $1 and r.withdrawn_at is null \
        and $scope(r.unit_id, r.person_id) order by r.ended_on desc, r.id desc";
    /// Those that can count for people of a unit and those beneath it, from a day on.
    SINCE = "select r.id, r.person_id, r.unit_id, r.title, r.form, r.minutes, r.half_days, r.started_on, r.ended_on, r.held_by, \
        r.source, r.source_ref, r.recognised from training_record r join tenure t on t.person_id = r.person_id \
        join unit_tree x on x.unit_id = t.unit_id where x.ancestor_id = $1 and r.ended_on >= $2 and r.withdrawn_at is null \
        and t.kind = 'holds' and t.from_on <= $3 and (t.to_on is null or t.to_on >= $3) and $scope(t.unit_id, t.person_id) \
        order by r.person_id, r.ended_on, r.id";
    KNOWN = "select r.id from training_record r where r.person_id = $1 and r.title = $2 and r.ended_on = $3 and r.minutes = $4 \
        and r.withdrawn_at is null and $scope(r.unit_id, r.person_id) limit 1";
    FIND = "select r.id, r.person_id, r.unit_id, r.title, r.form, r.minutes, r.half_days, r.started_on, r.ended_on, r.held_by, \
        r.source, r.source_ref, r.recognised from training_record r where r.id = $1 and r.withdrawn_at is null \
        and $scope(r.unit_id, r.person_id)";
    WITHDRAW = "update training_record set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    UPLOAD_FORGET_ALL = "delete from record_upload where account_id = $1";
    UPLOAD_ADD = "insert into record_upload (id, account_id, name, hash, bytes, at) values ($1, $2, $3, $4, $5, $6)";
    UPLOAD = "select u.name, u.hash, u.bytes from record_upload u where u.id = $1 and u.account_id = $2";
    UPLOAD_FORGET = "delete from record_upload where id = $1";
    SOURCE_ADD = "insert into xapi_source (id, name, key_hash, minutes, created_at, created_by) values ($1, $2, $3, $4, $5, $6)";
    SOURCES = "select s.id, s.name, s.minutes, s.created_at, s.created_by, s.withdrawn_at, \
        (select count(*) from xapi_statement x where x.source_id = s.id), \
        (select count(*) from xapi_statement x where x.source_id = s.id and x.why = 'counted') \
        from xapi_source s order by s.created_at, s.id";
    SOURCE = "select s.id, s.name, s.key_hash, s.minutes from xapi_source s where s.id = $1 and s.withdrawn_at is null";
    SOURCE_WITHDRAW = "update xapi_source set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    STATEMENT = "select x.hash from xapi_statement x where x.id = $1";
    STATEMENT_ADD = "insert into xapi_statement (id, source_id, verb, actor, object, person_id, unit_id, record_id, why, hash, body, stored_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    STATEMENTS_KEPT = "select x.id, s.name, x.verb, x.actor, x.object, x.why, x.stored_at, coalesce(p.name, '') from xapi_statement x \
        join xapi_source s on s.id = x.source_id left join person p on p.id = x.person_id \
        order by x.stored_at desc, x.id desc limit $1";
    /// Whether the same activity of somebody was counted from a source before.
    COUNTED_BEFORE = "select 1 from xapi_statement x where x.source_id = $1 and x.person_id = $2 and x.object = $3 and x.why = 'counted' \
        and $scope(x.unit_id, x.person_id) limit 1";
    /// The record a statement of a source became.
    RECORD_OF = "select x.record_id from xapi_statement x where x.id = $1 and x.source_id = $2 and x.record_id is not null";
}
