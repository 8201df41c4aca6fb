//! Rows of targets and of who carries them.

kernel::statements! {
    ADD = "insert into target (id, cycle_id, unit_id, parent_id, title, source, source_ref, emphasis, measure, \
        measure_unit, baseline, goal, due_on, weight, method, evidence_wanted, state, sort, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    CHANGE = "update target set title = $2, source = $3, source_ref = $4, emphasis = $5, measure = $6, measure_unit = $7, \
        baseline = $8, goal = $9, due_on = $10, weight = $11, method = $12, evidence_wanted = $13 where id = $1";
    SET_STATE = "update target set state = $2 where id = $1";
    LAST_SORT = "select coalesce(max(t.sort), 0) from target t where t.cycle_id = $1 and t.unit_id = $2";
    FIND = "select t.id, t.cycle_id, t.unit_id, u.name, t.parent_id, t.title, t.source, t.source_ref, t.emphasis, t.measure, \
        t.measure_unit, t.baseline, t.goal, t.due_on, t.weight, t.method, t.evidence_wanted, t.state, t.sort \
        from target t join unit u on u.id = t.unit_id where t.id = $1 and $scope(t.unit_id, -)";
    OF_UNIT = "select t.id, t.cycle_id, t.unit_id, u.name, t.parent_id, t.title, t.source, t.source_ref, t.emphasis, t.measure, \
        t.measure_unit, t.baseline, t.goal, t.due_on, t.weight, t.method, t.evidence_wanted, t.state, t.sort \
        from target t join unit u on u.id = t.unit_id where t.cycle_id = $1 and t.unit_id = $2 and $scope(t.unit_id, -) \
        order by t.sort, t.id";
    OF_CYCLE = "select t.id, t.cycle_id, t.unit_id, u.name, t.parent_id, t.title, t.source, t.source_ref, t.emphasis, t.measure, \
        t.measure_unit, t.baseline, t.goal, t.due_on, t.weight, t.method, t.evidence_wanted, t.state, t.sort \
        from target t join unit u on u.id = t.unit_id where t.cycle_id = $1 and t.state <> 'withdrawn' \
        and $scope(t.unit_id, -) order by u.sort, t.unit_id, t.sort, t.id";
    CHILDREN = "select t.id, t.cycle_id, t.unit_id, u.name, t.parent_id, t.title, t.source, t.source_ref, t.emphasis, t.measure, \
        t.measure_unit, t.baseline, t.goal, t.due_on, t.weight, t.method, t.evidence_wanted, t.state, t.sort \
        from target t join unit u on u.id = t.unit_id where t.parent_id = $1 and t.state <> 'withdrawn' \
        and $scope(t.unit_id, -) order by u.sort, t.id";
    OF_PERSON = "select t.id, t.cycle_id, t.unit_id, u.name, t.parent_id, t.title, t.source, t.source_ref, t.emphasis, t.measure, \
        t.measure_unit, t.baseline, t.goal, t.due_on, t.weight, t.method, t.evidence_wanted, t.state, t.sort, s.part, s.role \
        from share s join target t on t.id = s.target_id join unit u on u.id = t.unit_id \
        where s.person_id = $1 and t.cycle_id = $2 and t.state = 'adopted' and $scope(t.unit_id, s.person_id) \
        order by t.unit_id, t.sort, t.id";
    SHARES_OF_UNIT = "select s.id, s.target_id, s.person_id, s.child_unit_id, coalesce(p.name, u.name), s.part, s.role \
        from share s join target t on t.id = s.target_id left join person p on p.id = s.person_id \
        left join unit u on u.id = s.child_unit_id \
        where t.cycle_id = $1 and t.unit_id = $2 and t.state <> 'withdrawn' and $scope(t.unit_id, s.person_id) \
        order by t.sort, s.part desc, s.id";
    SHARES_OF_CYCLE = "select s.id, s.target_id, s.person_id, s.child_unit_id, coalesce(p.name, u.name), s.part, s.role \
        from share s join target t on t.id = s.target_id left join person p on p.id = s.person_id \
        left join unit u on u.id = s.child_unit_id \
        where t.cycle_id = $1 and t.state <> 'withdrawn' and $scope(t.unit_id, s.person_id) order by t.sort, s.part desc, s.id";
    SHARES_OF_TARGET = "select s.id, s.target_id, s.person_id, s.child_unit_id, coalesce(p.name, u.name), s.part, s.role \
        from share s join target t on t.id = s.target_id left join person p on p.id = s.person_id \
        left join unit u on u.id = s.child_unit_id \
        where s.target_id = $1 and $scope(t.unit_id, s.person_id) order by s.part desc, s.id";
    CLEAR_SHARES = "delete from share where target_id = $1";
    ADD_SHARE = "insert into share (id, target_id, person_id, child_unit_id, part, role) values ($1, $2, $3, $4, $5, $6)";
    /// Whether a person sits in a unit or anywhere beneath it on a day.
    SITS_UNDER = "select 1 from tenure t join unit_tree x on x.unit_id = t.unit_id \
        where t.person_id = $1 and x.ancestor_id = $2 and t.from_on <= $3 and (t.to_on is null or t.to_on >= $3) limit 1";
    /// Whether one unit lies beneath another.
    LIES_UNDER = "select 1 from unit_tree x where x.unit_id = $1 and x.ancestor_id = $2 and x.depth > 0";
}
