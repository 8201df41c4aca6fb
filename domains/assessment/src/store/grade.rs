//! Rows of places, publicity, objections and appeals.

kernel::statements! {
    /// By organ: how many are due to take part and how many were graded excellent, but for one appraisal.
    COUNTS = "select a.organ_id, u.name, count(*), \
        cast(sum(case when a.grade = 'excellent' and a.id <> $4 then 1 else 0 end) as bigint) \
        from appraisal a join unit u on u.id = a.organ_id where a.cycle_id = $1 and a.kind = $2 and (a.organ_id = $3 \
        or a.organ_id in (select q.unit_id from quota_pool_unit q where q.cycle_id = $1 and q.pool_id = \
            (select o.pool_id from quota_pool_unit o where o.cycle_id = $1 and o.unit_id = $3))) \
        group by a.organ_id, u.name, u.sort order by u.sort, a.organ_id";
    ORGANS = "select a.organ_id, u.name, a.kind, count(*) from appraisal a join unit u on u.id = a.organ_id \
        where a.cycle_id = $1 and $scope(a.unit_id, a.person_id) group by a.organ_id, u.name, u.sort, a.kind \
        order by u.sort, a.organ_id, a.kind";
    APPROVAL = "select q.document, q.approved_on from quota_approval q where q.cycle_id = $1 and q.unit_id = $2";
    ADD_APPROVAL = "insert into quota_approval (cycle_id, unit_id, document, approved_on) values ($1, $2, $3, $4) \
        on conflict (cycle_id, unit_id) do update set document = excluded.document, approved_on = excluded.approved_on";
    POOL_OF = "select p.id, p.name, p.method from quota_pool p join quota_pool_unit u on u.pool_id = p.id \
        where u.cycle_id = $1 and u.unit_id = $2";
    ADD_POOL = "insert into quota_pool (id, cycle_id, name, method) values ($1, $2, $3, $4)";
    ADD_TO_POOL = "insert into quota_pool_unit (cycle_id, unit_id, pool_id) values ($1, $2, $3)";
    POOLS = "select p.id, p.name, p.method, u.name from quota_pool p join quota_pool_unit x on x.pool_id = p.id \
        join unit u on u.id = x.unit_id where p.cycle_id = $1 order by p.name, p.id, u.sort";

    ADD_PUBLICITY = "insert into grade_publicity (id, cycle_id, unit_id, posted_on, closes_on, provisional, state, case_id, opened_at) \
        values ($1, $2, $3, $4, $5, $6, 'open', $7, $8)";
    ADD_NAME = "insert into grade_publicity_name (publicity_id, appraisal_id) values ($1, $2)";
    PUBLICITY = "select g.id, g.cycle_id, g.unit_id, u.name, g.posted_on, g.closes_on, g.provisional, g.state, g.case_id \
        from grade_publicity g join unit u on u.id = g.unit_id where g.id = $1";
    PUBLICITIES = "select g.id, g.cycle_id, g.unit_id, u.name, g.posted_on, g.closes_on, g.provisional, g.state, g.case_id \
        from grade_publicity g join unit u on u.id = g.unit_id where g.cycle_id = $1 and g.state = $2 order by g.closes_on, u.sort";
    NAMES = "select n.appraisal_id, p.name, u.name from grade_publicity_name n join appraisal a on a.id = n.appraisal_id \
        join person p on p.id = a.person_id join unit u on u.id = a.unit_id where n.publicity_id = $1 \
        order by u.sort, p.name, n.appraisal_id";
    WAITING = "select a.id from appraisal a where a.cycle_id = $1 and a.organ_id = $2 and a.state = 'publicity' \
        and not exists (select 1 from grade_publicity_name n join grade_publicity g on g.id = n.publicity_id \
            where n.appraisal_id = a.id and g.state = 'open') order by a.id";
    CLOSE_PUBLICITY = "update grade_publicity set state = 'closed', closed_at = $2 where id = $1 and state = 'open'";
    ADD_OBJECTION = "insert into grade_objection (id, publicity_id, appraisal_id, unit_id, person_id, body, filed_at, state, answer) \
        values ($1, $2, $3, $4, $5, $6, $7, 'open', '')";
    OBJECTIONS = "select o.id, o.appraisal_id, s.name, o.person_id, w.name, o.body, o.filed_at, o.state, o.answer, o.answered_name \
        from grade_objection o join appraisal a on a.id = o.appraisal_id join person s on s.id = a.person_id \
        left join person w on w.id = o.person_id where o.publicity_id = $1 and $scope(o.unit_id, -) order by o.filed_at, o.id";
    OBJECTION = "select o.publicity_id, o.appraisal_id, o.state, o.unit_id from grade_objection o where o.id = $1 and $scope(o.unit_id, -)";
    ANSWER_OBJECTION = "update grade_objection set state = $2, answer = $3, answered_name = $4, answered_at = $5 \
        where id = $1 and state = 'open'";

    ADD_APPEAL = "insert into grade_appeal (id, appraisal_id, person_id, unit_id, route, known_on, filed_on, grounds, decide_by, \
        provisional, extended, state, contested_grade, contested_by, answer, case_id, decision) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 'open', $11, $12, '', $13, $14)";
    APPEALS = "select g.id, g.appraisal_id, g.person_id, p.name, g.unit_id, g.route, g.known_on, g.filed_on, g.grounds, g.decide_by, \
        g.provisional, g.extended, g.state, g.contested_grade, g.contested_by, g.new_grade, g.answer, g.decided_name, g.decided_on, \
        g.case_id, g.decision from grade_appeal g join person p on p.id = g.person_id \
        where g.appraisal_id = $1 and $scope(g.unit_id, g.person_id) order by g.filed_on, g.id";
    APPEAL = "select g.id, g.appraisal_id, g.person_id, p.name, g.unit_id, g.route, g.known_on, g.filed_on, g.grounds, g.decide_by, \
        g.provisional, g.extended, g.state, g.contested_grade, g.contested_by, g.new_grade, g.answer, g.decided_name, g.decided_on, \
        g.case_id, g.decision from grade_appeal g join person p on p.id = g.person_id \
        where g.id = $1 and $scope(g.unit_id, g.person_id)";
    OPEN_APPEALS = "select g.id, g.appraisal_id, g.person_id, p.name, g.unit_id, g.route, g.known_on, g.filed_on, g.grounds, g.decide_by, \
        g.provisional, g.extended, g.state, g.contested_grade, g.contested_by, g.new_grade, g.answer, g.decided_name, g.decided_on, \
        g.case_id, g.decision from grade_appeal g join person p on p.id = g.person_id \
        where g.state = 'open' and $scope(g.unit_id, g.person_id) order by g.decide_by, g.id";
    EXTEND_APPEAL = "update grade_appeal set extended = 1, decide_by = $2, provisional = $3, decision = $4 where id = $1";
    SETTLE_APPEAL = "update grade_appeal set state = $2, new_grade = $3, answer = $4, decided_name = $5, decided_on = $6 \
        where id = $1 and state = 'open'";
}
