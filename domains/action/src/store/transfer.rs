//! Rows of intended applications and of attempts at work.

kernel::statements! {
    /// Per learner of a class: what was intended, tried, and seen by another; the sum of what witnesses rated.
    CONFIRMED = "select i.person_id, count(distinct i.id), count(a.id), \
            coalesce(cast(sum(case when a.seen = 'confirmed' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.seen = 'confirmed' and a.as_intended = 1 then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.seen = 'confirmed' then a.rating else 0 end) as bigint), 0) \
        from intention i left join attempt a on a.intention_id = i.id \
        where i.source = 'class' and i.source_id = $1 and i.withdrawn_at is null and $scope(i.unit_id, i.person_id) \
        group by i.person_id order by i.person_id";
    /// A class in which somebody takes or took part.
    CLASS_OF = "select c.title, c.unit_id from class c join enrolment e on e.class_id = c.id \
        where c.id = $1 and e.person_id = $2 and e.state in ('enrolled', 'finished') \
        and c.state in ('running', 'finished') and $scope(-, e.person_id)";
    SET_OF = "select s.title, s.unit_id from action_set s join action_member m on m.set_id = s.id \
        where s.id = $1 and m.person_id = $2 and m.role = 'member' and s.state in ('running', 'closed') \
        and $scope(-, m.person_id)";
    /// The classes and sets somebody learned in, that have ended, and how many applications they wrote for each.
    OCCASIONS = "select 'class', c.id, c.title, c.ends_on, (select count(*) from intention i where i.source = 'class' \
            and i.source_id = c.id and i.person_id = e.person_id) from class c join enrolment e on e.class_id = c.id \
        where e.person_id = $1 and e.state in ('enrolled', 'finished') and c.state = 'finished' and $scope(-, e.person_id) \
        union all select 'set', s.id, s.title, s.ends_on, (select count(*) from intention i where i.source = 'set' \
            and i.source_id = s.id and i.person_id = m.person_id) from action_set s join action_member m on m.set_id = s.id \
        where m.person_id = $1 and m.role = 'member' and s.state = 'closed' and $scope(-, m.person_id) order by 4 desc, 2";
    CLASS = "select c.title, c.unit_id, c.state from class c where c.id = $1 and $scope(c.unit_id, -)";
    LEARNERS = "select e.person_id from enrolment e where e.class_id = $1 and e.state in ('enrolled', 'finished') \
        order by e.person_id";
    /// Classes that have ended with learners nobody asked yet.
    ENDED = "select c.id from class c where c.state = 'finished' and c.ends_on >= $1 \
        and exists (select 1 from enrolment e where e.class_id = c.id and e.state in ('enrolled', 'finished')) \
        and not exists (select 1 from case_file f where f.subject_kind = 'class' and f.subject_id = c.id \
            and f.procedure = $2) order by c.ends_on, c.id";
    /// Those who were asked already.
    INVITED = "select c.person_id from case_file c where c.subject_kind = $1 and c.subject_id = $2 and c.procedure = $3 \
        order by c.id";
    OPEN_CASE = "select c.id from case_file c where c.subject_kind = $1 and c.subject_id = $2 and c.procedure = $3 \
        and c.person_id = $4 and c.closed_at is null order by c.id";
    /// What a learner wrote after a class about using it, for themselves alone.
    REPORTED = "select r.use_what, r.use_when, r.use_with from class_report r where r.class_id = $1 and r.person_id = $2 \
        and r.use_what <> '' and $scope(-, r.person_id)";
    COUNT = "select count(*) from intention i where i.person_id = $1 and i.source = $2 and i.source_id = $3 \
        and $scope(-, i.person_id)";
    ADD = "insert into intention (id, person_id, unit_id, name, source, source_id, source_title, place, what, when_on, setting, \
        with_whom, witness_id, help, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    CHANGE = "update intention set what = $2, when_on = $3, setting = $4, with_whom = $5, witness_id = $6 where id = $1";
    /// What somebody did at work as they meant to, and somebody else saw.
    TRANSFERRED_OF = "select a.id, i.what, i.source_title, coalesce(a.witness_name, ''), a.outcome, a.happened_on from attempt a \
        join intention i on i.id = a.intention_id where i.person_id = $1 and i.withdrawn_at is null and a.seen = 'confirmed' \
        and a.as_intended = 1 and $scope(i.unit_id, i.person_id) order by a.happened_on, a.id";
    WITHDRAW = "update intention set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    ASK_HELP = "update intention set help = $2, help_answer = null, help_by = null, help_at = null where id = $1";
    ANSWER_HELP = "update intention set help_answer = $2, help_by = $3, help_at = $4 where id = $1";
    FIND = "select i.id, i.person_id, i.unit_id, i.name, i.source, i.source_id, i.source_title, i.place, i.what, i.when_on, \
        i.setting, i.with_whom, i.witness_id, i.help, i.help_answer, i.help_by, i.withdrawn_at from intention i \
        where i.id = $1 and $scope(i.unit_id, i.person_id)";
    OF_PERSON = "select i.id, i.person_id, i.unit_id, i.name, i.source, i.source_id, i.source_title, i.place, i.what, i.when_on, \
        i.setting, i.with_whom, i.witness_id, i.help, i.help_answer, i.help_by, i.withdrawn_at from intention i \
        where i.person_id = $1 and $scope(i.unit_id, i.person_id) order by i.when_on desc, i.id desc";
    /// What the people of a unit and beneath it mean to use, by the day; withdrawn ones left out.
    OF_UNIT = "select i.id, i.person_id, i.unit_id, i.name, i.source, i.source_id, i.source_title, i.place, i.what, i.when_on, \
        i.setting, i.with_whom, i.witness_id, i.help, i.help_answer, i.help_by, i.withdrawn_at from intention i \
        where i.withdrawn_at is null and i.when_on >= $2 \
        and exists (select 1 from unit_tree x where x.unit_id = i.unit_id and x.ancestor_id = $1) \
        and $scope(i.unit_id, i.person_id) order by case when i.help <> '' and i.help_answer is null then 0 else 1 end, \
        i.when_on, i.id limit 500";
    TRY = "insert into attempt (id, intention_id, happened_on, what, as_intended, alike, thought, principle, road, outcome, \
        witness_id, witness_name, seen, client_key, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
        on conflict (intention_id, client_key) do nothing";
    BY_KEY = "select a.id from attempt a where a.intention_id = $1 and a.client_key = $2";
    ATTEMPT = "select a.id, a.intention_id, a.happened_on, a.what, a.as_intended, a.alike, a.thought, a.principle, a.road, \
        a.outcome, a.witness_id, a.witness_name, a.seen, a.rating, a.seen_note, i.person_id, i.name, i.what, i.unit_id \
        from attempt a join intention i on i.id = a.intention_id where a.id = $1 \
        and ($scope(i.unit_id, i.person_id) or $scope(-, a.witness_id))";
    ATTEMPTS_OF = "select a.id, a.intention_id, a.happened_on, a.what, a.as_intended, a.alike, a.thought, a.principle, a.road, \
        a.outcome, a.witness_id, a.witness_name, a.seen, a.rating, a.seen_note, i.person_id, i.name, i.what, i.unit_id \
        from attempt a join intention i on i.id = a.intention_id where i.id = $1 and $scope(i.unit_id, i.person_id) \
        order by a.happened_on, a.id";
    ATTEMPTS_OF_PERSON = "select a.id, a.intention_id, a.happened_on, a.what, a.as_intended, a.alike, a.thought, a.principle, \
        a.road, a.outcome, a.witness_id, a.witness_name, a.seen, a.rating, a.seen_note, i.person_id, i.name, i.what, i.unit_id \
        from attempt a join intention i on i.id = a.intention_id where i.person_id = $1 and $scope(i.unit_id, i.person_id) \
        order by a.happened_on, a.id";
    SEE = "update attempt set seen = $2, rating = $3, seen_note = $4, seen_at = $5 where id = $1 and seen = 'asked'";
    /// What stands at each intended application of the units: how many attempts, how many seen, whether transferred.
    STANDING = "select a.intention_id, count(*), cast(sum(case when a.seen = 'confirmed' then 1 else 0 end) as bigint), \
        cast(sum(case when a.seen = 'confirmed' and a.as_intended = 1 then 1 else 0 end) as bigint) \
        from attempt a join intention i on i.id = a.intention_id where i.withdrawn_at is null and i.when_on >= $2 \
        and exists (select 1 from unit_tree x where x.unit_id = i.unit_id and x.ancestor_id = $1) \
        and $scope(i.unit_id, i.person_id) group by a.intention_id";
    /// What arrives, per class and set: counts only. Those who learned are counted where they were enrolled.
    ARRIVALS_OF_CLASSES = "select 'class', c.id, c.title, c.ends_on, (select count(*) from enrolment e where e.class_id = c.id \
            and e.state in ('enrolled', 'finished')), count(distinct i.person_id), count(distinct i.id), \
            count(distinct a.intention_id), \
            count(distinct case when a.seen = 'confirmed' and a.as_intended = 1 then i.id end), count(a.id), \
            coalesce(cast(sum(case when a.road = 'low' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.road = 'forward' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.road = 'backward' then 1 else 0 end) as bigint), 0) \
        from class c left join intention i on i.source = 'class' and i.source_id = c.id and i.withdrawn_at is null \
        left join attempt a on a.intention_id = i.id where c.state in ('running', 'finished') and $scope(c.unit_id, -) \
        group by c.id, c.title, c.ends_on order by c.ends_on desc, c.id";
    ARRIVALS_OF_SETS = "select 'set', s.id, s.title, s.ends_on, (select count(*) from action_member m where m.set_id = s.id \
            and m.role = 'member'), count(distinct i.person_id), count(distinct i.id), count(distinct a.intention_id), \
            count(distinct case when a.seen = 'confirmed' and a.as_intended = 1 then i.id end), count(a.id), \
            coalesce(cast(sum(case when a.road = 'low' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.road = 'forward' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.road = 'backward' then 1 else 0 end) as bigint), 0) \
        from action_set s left join intention i on i.source = 'set' and i.source_id = s.id and i.withdrawn_at is null \
        left join attempt a on a.intention_id = i.id where s.state in ('running', 'closed') and $scope(s.unit_id, -) \
        group by s.id, s.title, s.ends_on order by s.ends_on desc, s.id";
}
