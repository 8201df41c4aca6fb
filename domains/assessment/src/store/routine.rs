//! Rows of routine reviews.

kernel::statements! {
    /// Everybody in service on a day, of the kinds reviewed, without a review of that quarter.
    DUE = "with ranked as (select t.person_id, t.unit_id, t.post_id, row_number() over (partition by t.person_id \
            order by case t.kind when 'holds' then 0 else 1 end, t.from_on, t.id) as place \
            from tenure t where t.kind in ('holds', 'acts') and t.from_on <= $3 and (t.to_on is null or t.to_on >= $3)) \
        select r.person_id, p.name, r.unit_id from ranked r join person p on p.id = r.person_id join unit u on u.id = r.unit_id \
        left join post o on o.id = r.post_id \
        where r.place = 1 and p.left_on is null and p.kind in ('civil-servant', 'institution-staff') \
        and coalesce(o.level, '') not like '县处级%' \
        and not exists (select 1 from routine_review v where v.cycle_id = $1 and v.person_id = r.person_id and v.quarter = $2) \
        order by u.sort, u.id, p.name, r.person_id";
    ADD = "insert into routine_review (id, cycle_id, person_id, unit_id, quarter, state, due_on, summary, remark, case_id) \
        values ($1, $2, $3, $4, $5, 'summary', $6, '', '', $7)";
    FIND = "select v.id, v.cycle_id, v.person_id, p.name, v.unit_id, u.name, v.quarter, v.state, v.due_on, v.summary, \
        v.summary_at, v.remark, v.grade, v.remarked_name, v.remarked_at, v.case_id from routine_review v \
        join person p on p.id = v.person_id join unit u on u.id = v.unit_id where v.id = $1 and $scope(v.unit_id, v.person_id)";
    OF_PERSON = "select v.id, v.cycle_id, v.person_id, p.name, v.unit_id, u.name, v.quarter, v.state, v.due_on, v.summary, \
        v.summary_at, v.remark, v.grade, v.remarked_name, v.remarked_at, v.case_id from routine_review v \
        join person p on p.id = v.person_id join unit u on u.id = v.unit_id \
        where v.cycle_id = $1 and v.person_id = $2 and $scope(v.unit_id, v.person_id) order by v.quarter";
    IN_UNIT = "select v.id, v.cycle_id, v.person_id, p.name, v.unit_id, u.name, v.quarter, v.state, v.due_on, v.summary, \
        v.summary_at, v.remark, v.grade, v.remarked_name, v.remarked_at, v.case_id from routine_review v \
        join person p on p.id = v.person_id join unit u on u.id = v.unit_id \
        where v.cycle_id = $1 and v.unit_id = $2 and $scope(v.unit_id, v.person_id) order by v.quarter desc, p.name, v.id";
    SUBMIT = "update routine_review set summary = $2, summary_at = $3, state = $4 where id = $1";
    REMARK = "update routine_review set remark = $2, grade = $3, remarked_name = $4, remarked_at = $5, state = $6 where id = $1";
    SET_STATE = "update routine_review set state = $2 where id = $1";
    GRADED = "select v.grade, count(*) from routine_review v where v.cycle_id = $1 and v.person_id = $2 and v.state = 'closed' \
        and v.grade is not null and $scope(v.unit_id, v.person_id) group by v.grade";
    /// In the organ of a unit, in a quarter: how many are reviewed and how many were graded 好.
    GOOD = "select count(*), cast(coalesce(sum(case when v.grade = 0 and v.id <> $4 then 1 else 0 end), 0) as bigint) \
        from routine_review v join unit_tree x on x.unit_id = v.unit_id \
        where v.cycle_id = $1 and v.quarter = $2 and x.ancestor_id = $3";
    PROGRESS = "select v.quarter, v.state, count(*) from routine_review v where v.cycle_id = $1 and $scope(v.unit_id, v.person_id) \
        group by v.quarter, v.state order by v.quarter, v.state";
}
