//! Rows of complaints about persons. Every reading names whom they may not reach.

kernel::statements! {
    ADD = "insert into request_complaint (request_id, handler, unit_id, accused_words, identified, sealed_id) values ($1, $2, $3, $4, '', $5)";
    PASS = "update request_complaint set handler = $2, unit_id = $3 where request_id = $1";
    ONE = "select c.handler, c.unit_id, c.accused_words, c.sealed_id, u.name, c.identified from request_complaint c \
        left join unit u on u.id = c.unit_id where c.request_id = $1";
    /// For inspectors and the leading body: what lies with them and does not concern them.
    LIST = "select r.id, r.number, r.state, r.open, r.received_on, r.due_on, c.handler, u.short_name \
        from request r join request_complaint c on c.request_id = r.id left join unit u on u.id = c.unit_id \
        where r.kind = 'complaint' and r.sealed = 1 and r.id < $1 \
        and (($2 = 1 and c.handler in ('inspector', 'head')) or ($3 = 1 and c.handler = 'committee') or c.unit_id = $4) \
        and not exists (select 1 from request_accused a where a.request_id = r.id and a.person_id = $5) \
        and not exists (select 1 from request_recusal s where s.request_id = r.id and s.person_id = $5) \
        order by r.id desc limit $6";
    GUESS = "insert into request_accused (request_id, person_id, guessed) values ($1, $2, 1) on conflict (request_id, person_id) do nothing";
    ACCUSE = "insert into request_accused (request_id, person_id, guessed) values ($1, $2, 0) \
        on conflict (request_id, person_id) do update set guessed = 0";
    /// Others of the same name are free again once somebody said who it is.
    DROP_GUESSES = "delete from request_accused where request_id = $1 and guessed = 1";
    IDENTIFY = "update request_complaint set identified = $2 where request_id = $1";
    /// The people somebody may mean by a part of a name, with where they serve.
    MEANT = "select p.id, p.name, coalesce(u.name, '') from person p \
        left join tenure t on t.person_id = p.id and (t.to_on is null or t.to_on >= $2) left join unit u on u.id = t.unit_id \
        where p.name like $1 escape '!' and p.left_on is null order by p.name, p.id limit 30";
    PERSON = "select p.id from person p where p.id = $1";
    IS_BARRED = "select 1 from request_accused a where a.request_id = $1 and a.person_id = $2 union all \
        select 1 from request_recusal s where s.request_id = $1 and s.person_id = $2";
    ACCUSED = "select a.person_id, p.name from request_accused a join person p on p.id = a.person_id where a.request_id = $1 order by a.person_id";
    RECUSE = "insert into request_recusal (request_id, person_id, reason, on_date) values ($1, $2, $3, $4) \
        on conflict (request_id, person_id) do nothing";
    /// People of that name, serving now; within a unit and beneath it where one is given.
    NAMED = "select p.id, t.unit_id from person p join tenure t on t.person_id = p.id and (t.to_on is null or t.to_on >= $3) \
        where p.name = $1 and ($2 = '' or exists (select 1 from unit_tree x where x.unit_id = t.unit_id and x.ancestor_id = $2)) \
        and p.left_on is null order by p.id limit 20";
    /// Seats of a person that a unit lies in or beneath.
    BENEATH_SEAT = "select t.unit_id from tenure t join unit_tree x on x.ancestor_id = t.unit_id and x.unit_id = $2 \
        where t.person_id = $1 and (t.to_on is null or t.to_on >= $3)";
    /// Whether the person behind an account that holds a role is among the accused.
    HOLDS = "select 1 from request_accused a join account k on k.person_id = a.person_id \
        join account_grant g on g.account_id = k.id where a.request_id = $1 and g.role = $2 \
        and g.unit_id is not distinct from $3 and g.from_on <= $4 and (g.to_on is null or g.to_on >= $4)";
    /// Cases a request ran through before it turned out to be a complaint: nothing of them tells what it was about.
    COVER_CASES = "update case_file set title_zh = $2, title_en = $3, link = $4, unit_id = null, person_id = null \
        where subject_kind = 'request' and subject_id = $1";
    COVER_STEPS = "update case_step set note = null, office = null where case_id in \
        (select c.id from case_file c where c.subject_kind = 'request' and c.subject_id = $1)";
    END_STEPS = "update case_step set done_at = $2, done_by = $3, done_name = $4, outcome = 'sealed' where done_at is null \
        and case_id in (select c.id from case_file c where c.subject_kind = 'request' and c.subject_id = $1)";
    END_CASES = "update case_file set closed_at = $2, outcome = 'sealed' where closed_at is null \
        and subject_kind = 'request' and subject_id = $1";
}
