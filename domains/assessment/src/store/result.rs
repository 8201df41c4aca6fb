//! Rows of consequences and improvement plans.

kernel::statements! {
    /// Results of an organ without consequences drawn up.
    RESULTS = "select a.id from appraisal a where a.cycle_id = $1 and a.organ_id = $2 and a.state in ('opinion', 'closed') \
        and not exists (select 1 from consequence c where c.appraisal_id = a.id and c.state <> 'void') order by a.id";
    ADD = "insert into consequence (id, appraisal_id, cycle_id, year, person_id, unit_id, organ_id, grade, matter, clause, \
        months, yuan, from_on, text_zh, text_en, decision, state, document, reason, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'proposed', '', '', $17)";
    OF_APPRAISAL = "select c.id, c.appraisal_id, c.year, c.person_id, p.name, c.unit_id, u.name, c.organ_id, c.grade, c.matter, \
        c.clause, c.months, c.yuan, c.from_on, c.text_zh, c.text_en, c.state, c.document, c.reason, c.settled_name, c.settled_at \
        from consequence c join person p on p.id = c.person_id join unit u on u.id = c.unit_id \
        where c.appraisal_id = $1 and $scope(c.unit_id, c.person_id) order by c.state, c.id";
    OF_ORGAN = "select c.id, c.appraisal_id, c.year, c.person_id, p.name, c.unit_id, u.name, c.organ_id, c.grade, c.matter, \
        c.clause, c.months, c.yuan, c.from_on, c.text_zh, c.text_en, c.state, c.document, c.reason, c.settled_name, c.settled_at \
        from consequence c join person p on p.id = c.person_id join unit u on u.id = c.unit_id \
        where c.cycle_id = $1 and c.organ_id = $2 and c.state <> 'void' and $scope(c.unit_id, c.person_id) \
        order by c.matter, u.sort, p.name, c.id";
    OF_PERSON = "select c.id, c.appraisal_id, c.year, c.person_id, p.name, c.unit_id, u.name, c.organ_id, c.grade, c.matter, \
        c.clause, c.months, c.yuan, c.from_on, c.text_zh, c.text_en, c.state, c.document, c.reason, c.settled_name, c.settled_at \
        from consequence c join person p on p.id = c.person_id join unit u on u.id = c.unit_id \
        where c.person_id = $1 and c.state = 'confirmed' and $scope(c.unit_id, c.person_id) order by c.year desc, c.id";
    FIND = "select c.id, c.appraisal_id, c.year, c.person_id, p.name, c.unit_id, u.name, c.organ_id, c.grade, c.matter, \
        c.clause, c.months, c.yuan, c.from_on, c.text_zh, c.text_en, c.state, c.document, c.reason, c.settled_name, c.settled_at \
        from consequence c join person p on p.id = c.person_id join unit u on u.id = c.unit_id \
        where c.id = $1 and $scope(c.unit_id, c.person_id)";
    DECISION = "select c.decision from consequence c where c.id = $1 and $scope(c.unit_id, c.person_id)";
    SETTLE = "update consequence set state = $2, document = $3, reason = $4, settled_by = $5, settled_name = $6, settled_at = $7 \
        where id = $1 and state = 'proposed'";
    VOID = "update consequence set state = 'void', reason = $2, settled_at = $3 where appraisal_id = $1 and state <> 'void'";
    ADD_PLAN = "insert into improvement_plan (id, appraisal_id, person_id, unit_id, year, state, goals, closing, case_id, created_at) \
        values ($1, $2, $3, $4, $5, 'draft', '', '', $6, $7)";
    HAS_PLAN = "select i.id from improvement_plan i where i.appraisal_id = $1";
    PLAN = "select i.id, i.appraisal_id, i.person_id, p.name, i.unit_id, u.name, i.year, i.state, i.goals, i.helper_id, h.name, \
        i.until_on, i.outcome, i.closing, i.case_id from improvement_plan i join person p on p.id = i.person_id \
        join unit u on u.id = i.unit_id left join person h on h.id = i.helper_id where i.id = $1 and $scope(i.unit_id, i.person_id)";
    PLAN_OF_HELPER = "select i.id, i.appraisal_id, i.person_id, p.name, i.unit_id, u.name, i.year, i.state, i.goals, i.helper_id, h.name, \
        i.until_on, i.outcome, i.closing, i.case_id from improvement_plan i join person p on p.id = i.person_id \
        join unit u on u.id = i.unit_id left join person h on h.id = i.helper_id where i.id = $1 and i.helper_id = $2";
    PLANS = "select i.id, i.appraisal_id, i.person_id, p.name, i.unit_id, u.name, i.year, i.state, i.goals, i.helper_id, h.name, \
        i.until_on, i.outcome, i.closing, i.case_id from improvement_plan i join person p on p.id = i.person_id \
        join unit u on u.id = i.unit_id left join person h on h.id = i.helper_id \
        where $scope(i.unit_id, i.person_id) order by i.year desc, u.sort, p.name, i.id";
    DRAFT_PLAN = "update improvement_plan set goals = $2, helper_id = $3, until_on = $4, state = 'agree' where id = $1";
    SET_PLAN_STATE = "update improvement_plan set state = $2 where id = $1";
    CLOSE_PLAN = "update improvement_plan set state = 'closed', outcome = $2, closing = $3, closed_at = $4 where id = $1";
    CLEAR_CHECKS = "delete from plan_check where plan_id = $1 and done_at is null";
    ADD_CHECK = "insert into plan_check (id, plan_id, due_on, note) values ($1, $2, $3, '')";
    CHECKS = "select c.id, c.due_on, c.done_at, c.done_name, c.note from plan_check c where c.plan_id = $1 order by c.due_on, c.id";
    DO_CHECK = "update plan_check set done_at = $2, done_name = $3, note = $4 where id = $1 and done_at is null";
}
