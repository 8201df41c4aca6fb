//! Interests and contacts as declared, who read them and why, and recusal checks.

kernel::statements! {
    INTEREST_ADD = "insert into interest (id, root_id, person_id, body_key, body, declared_at) values ($1, $2, $3, $4, $5, $6)";
    INTEREST_REPLACE = "update interest set replaced_by = $2, replaced_at = $3 where id = $1 and replaced_at is null";
    INTERESTS = "select i.id, i.root_id, i.person_id, i.body_key, i.body, i.declared_at, i.replaced_at from interest i \
        where i.person_id = $1 and $scope(-, i.person_id) order by i.declared_at desc, i.id desc";
    INTEREST = "select i.id, i.root_id, i.person_id, i.body_key, i.body, i.declared_at, i.replaced_at from interest i \
        where i.id = $1 and $scope(-, i.person_id)";
    /// What may count for a recusal: the wordings that stand. Whether they have ended is locked with the rest.
    LIVE_OF = "select i.id, i.person_id, i.body_key, i.body from interest i \
        where i.person_id = $1 and i.replaced_at is null and $scope(-, i.person_id)";
    LIVE_IN = "select i.id, i.person_id, i.body_key, i.body, p.name from interest i \
        join person p on p.id = i.person_id where i.replaced_at is null \
        and i.person_id in (select t.person_id from tenure t where t.unit_id = $1 and t.from_on <= $2 \
        and (t.to_on is null or t.to_on >= $2)) and $scope(-, i.person_id) order by i.person_id, i.id";
    CONTACT_ADD = "insert into business_contact (id, root_id, person_id, body_key, body, declared_at) \
        values ($1, $2, $3, $4, $5, $6)";
    CONTACT_REPLACE = "update business_contact set replaced_by = $2, replaced_at = $3 where id = $1 and replaced_at is null";
    CONTACTS = "select c.id, c.root_id, c.person_id, c.body_key, c.body, c.declared_at, c.replaced_at from business_contact c \
        where c.person_id = $1 and $scope(-, c.person_id) order by c.declared_at desc, c.id desc";
    CONTACT = "select c.id, c.root_id, c.person_id, c.body_key, c.body, c.declared_at, c.replaced_at from business_contact c \
        where c.id = $1 and $scope(-, c.person_id)";
    ENTRIES = "select (select count(*) from interest i where i.person_id = $1 and i.replaced_at is null and $scope(-, i.person_id)) \
        + (select count(*) from business_contact c where c.person_id = $1 and c.replaced_at is null and $scope(-, c.person_id))";
    CONFIRM = "insert into register_confirmation (person_id, year, entries, at) values ($1, $2, $3, $4) \
        on conflict (person_id, year) do update set entries = excluded.entries, at = excluded.at";
    CONFIRMED = "select r.year, r.entries, r.at from register_confirmation r where r.person_id = $1 and $scope(-, r.person_id) \
        order by r.year desc";
    /// Whoever declared something, serves, has not confirmed this year ($1) and is not being asked to, most of $2.
    TO_CONFIRM = "select p.id from person p where p.left_on is null \
        and (exists (select 1 from interest i where i.person_id = p.id and i.replaced_at is null) \
            or exists (select 1 from business_contact c where c.person_id = p.id and c.replaced_at is null)) \
        and not exists (select 1 from register_confirmation r where r.person_id = p.id and r.year = $1) \
        and not exists (select 1 from case_file f where f.subject_kind = 'register' and f.subject_id = p.id \
            and f.procedure = 'register-confirmation' and f.closed_at is null) order by p.id limit $2";
    READING_ADD = "insert into register_reading (id, person_id, account, reader, purpose, at, until_on, opening, asker) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    READING = "select r.id, r.person_id, p.name, r.account, r.asker, r.reader, r.purpose, r.at, r.second, r.agreed, r.opened_on, \
        r.opening from register_reading r join person p on p.id = r.person_id where r.id = $1 and $scope(-, r.person_id)";
    READING_ANSWER = "update register_reading set second = $2, agreed = $3 where id = $1 and agreed is null";
    READING_OPENED = "update register_reading set opened_on = $2, until_on = $2 where id = $1";
    READINGS = "select r.id, r.person_id, p.name, r.account, r.asker, r.reader, r.purpose, r.at, r.second, r.agreed, r.opened_on, \
        r.opening from register_reading r join person p on p.id = r.person_id where r.person_id = $1 and $scope(-, r.person_id) \
        order by r.at desc limit 200";
    READING_OPEN = "select r.purpose from register_reading r where r.account = $1 and r.person_id = $2 \
        and r.agreed = 1 and r.opened_on = $3 order by r.at desc limit 1";
    SEAL = "select s.sealed_id from register_seal s where s.person_id = $1 and $scope(-, s.person_id)";
    SEAL_ADD = "insert into register_seal (person_id, sealed_id) values ($1, $2)";
    PERSON = "select p.id, p.name from person p where p.id = $1 and p.left_on is null and $scope(-, p.id)";
    CHECK_ADD = "insert into recusal_check (id, unit_id, counterpart, counterpart_code, matter, about, asked_by, asked_name, \
        asked_at, hits, state, arranger) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    HIT_ADD = "insert into recusal_hit (check_id, person_id, name, interest_id, ask, decision) values ($1, $2, $3, $4, $5, $6)";
    CHECK = "select k.id, k.unit_id, u.name, k.counterpart, k.matter, k.about, k.asked_by, k.asked_name, k.asked_at, k.hits, \
        k.state, k.arrangement, k.arranged_by, k.arranged_at, k.arranger, k.counterpart_code from recusal_check k \
        join unit u on u.id = k.unit_id where k.id = $1";
    HITS = "select h.person_id, h.name, h.interest_id, h.ask, h.decision, h.said from recusal_hit h where h.check_id = $1 \
        order by h.name";
    /// Asked by a person, or arranged by the head of one of some units, which stand in $2 between bars.
    CHECKS = "select k.id, k.unit_id, u.name, k.counterpart, k.matter, k.about, k.asked_by, k.asked_name, k.asked_at, k.hits, \
        k.state, k.arrangement, k.arranged_by, k.arranged_at, k.arranger, k.counterpart_code from recusal_check k \
        join unit u on u.id = k.unit_id where k.asked_by = $1 or $2 like '%|' || coalesce(k.arranger, '-') || '|%' \
        order by k.asked_at desc limit $3 offset $4";
    CHECKS_COUNT = "select count(*) from recusal_check k where k.asked_by = $1 or $2 like '%|' || coalesce(k.arranger, '-') || '|%'";
    HITS_OF = "select k.id, u.name, k.counterpart, k.about, k.asked_at, h.ask, h.decision, k.state, h.interest_id, h.said \
        from recusal_hit h join recusal_check k on k.id = h.check_id join unit u on u.id = k.unit_id \
        where h.person_id = $1 and $scope(-, h.person_id) order by k.asked_at desc limit 100";
    SAY = "update recusal_hit set said = $3, said_at = $4, decision = $5 where check_id = $1 and person_id = $2 and said is null";
    CHECK_STATE = "update recusal_check set state = $2 where id = $1";
    ARRANGE = "update recusal_check set state = 'arranged', arrangement = $2, arranged_by = $3, arranged_at = $4 where id = $1";
}
