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
    /// Actors of platforms whose statements are in a state, with who settled nothing yet: person, reason and so on are empty.
    ACTORS = "select x.source_id, s.name, x.actor, count(*), max(x.stored_at), a.person_id, '', coalesce(a.reason, ''), max(x.id) \
        from xapi_statement x join xapi_source s on s.id = x.source_id \
        left join xapi_actor a on a.source_id = x.source_id and a.actor = x.actor where x.why = $1 \
        group by x.source_id, s.name, x.actor, a.person_id, a.reason order by max(x.stored_at) desc, x.source_id, x.actor limit $2 offset $3";
    ACTORS_COUNT = "select count(*) from (select 1 as one from xapi_statement x where x.why = $1 group by x.source_id, x.actor) q";
    ACTORS_ASSIGNED = "select x.source_id, s.name, x.actor, count(*), max(x.stored_at), a.person_id, p.name, a.reason, max(x.id) \
        from xapi_actor a join xapi_statement x on x.source_id = a.source_id and x.actor = a.actor \
        join xapi_source s on s.id = x.source_id join person p on p.id = a.person_id where a.state = $1 \
        group by x.source_id, s.name, x.actor, a.person_id, p.name, a.reason, a.settled_at \
        order by a.settled_at desc, x.source_id, x.actor limit $2 offset $3";
    ACTORS_ASSIGNED_COUNT = "select count(*) from xapi_actor a where a.state = $1";
    ACTOR_OF = "select x.source_id, s.name, x.actor, (select count(*) from xapi_statement y where y.source_id = x.source_id and y.actor = x.actor), \
        x.stored_at, a.person_id, coalesce(p.name, ''), coalesce(a.reason, ''), x.id, coalesce(a.state, ''), x.why \
        from xapi_statement x join xapi_source s on s.id = x.source_id \
        left join xapi_actor a on a.source_id = x.source_id and a.actor = x.actor left join person p on p.id = a.person_id where x.id = $1";
    ACTOR_PUT = "insert into xapi_actor (source_id, actor, state, person_id, reason, settled_at, settled_by) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (source_id, actor) do update set state = excluded.state, person_id = excluded.person_id, reason = excluded.reason, \
        settled_at = excluded.settled_at, settled_by = excluded.settled_by";
    ACTOR = "select a.state, a.person_id from xapi_actor a where a.source_id = $1 and a.actor = $2";
    STATEMENTS_OF = "select x.verb, x.object, x.why, x.stored_at, x.body from xapi_statement x where x.source_id = $1 and x.actor = $2 \
        order by x.stored_at desc, x.id desc limit $3";
    /// Every statement of an actor, the first first.
    STATEMENTS_TO_SETTLE = "select x.id, x.why, x.record_id, x.stored_at, x.body from xapi_statement x \
        where x.source_id = $1 and x.actor = $2 order by x.stored_at, x.id";
    STATEMENT_OPEN = "update xapi_statement set why = 'person', record_id = null where id = $1";
    STATEMENT_SETTLE = "update xapi_statement set person_id = $2, unit_id = $3, record_id = $4, why = $5 where id = $1";
    STATEMENTS_ASIDE = "update xapi_statement set why = 'aside' where source_id = $1 and actor = $2 and why = 'person'";
    VOIDED = "update xapi_statement set why = 'voided' where id = $1 and source_id = $2";
    SOURCE_ANY = "select s.id, s.name, s.minutes from xapi_source s where s.id = $1";
    /// A record that was withdrawn and is made of the same statement again.
    REVIVE = "update training_record set withdrawn_at = null, minutes = $4 where person_id = $1 and source = $2 and source_ref = $3 \
        and withdrawn_at is not null";
    RECORD_BY_REF = "select r.id from training_record r where r.person_id = $1 and r.source = $2 and r.source_ref = $3 \
        and $scope(r.unit_id, r.person_id)";
    STATEMENTS_KEPT = "select x.id, s.name, x.verb, x.actor, x.object, x.why, x.stored_at, coalesce(p.name, '') from xapi_statement x \
        join xapi_source s on s.id = x.source_id left join person p on p.id = x.person_id \
        order by x.stored_at desc, x.id desc limit $1";
    /// Whether the same activity of somebody was counted from a source before.
    COUNTED_BEFORE = "select 1 from xapi_statement x where x.source_id = $1 and x.person_id = $2 and x.object = $3 and x.why = 'counted' \
        and $scope(x.unit_id, x.person_id) limit 1";
    /// The record a statement of a source became.
    RECORD_OF = "select x.record_id from xapi_statement x where x.id = $1 and x.source_id = $2 and x.record_id is not null";
}
