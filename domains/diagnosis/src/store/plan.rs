//! Rows of plans and their measures.

kernel::statements! {
    ADD = "insert into diagnosis_plan (id, about, about_id, unit_id, construct, title, meeting, before_mean, before_rows, review_on, state, finding, case_id, created_at, before_sd) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'running', '', $11, $12, $13)";
    ONE = "select p.id, p.about, p.about_id, p.unit_id, u.name, p.construct, p.title, p.meeting, p.before_mean, p.before_rows, p.review_on, p.state, \
        p.finding, p.case_id, p.before_sd, p.created_at from diagnosis_plan p join unit u on u.id = p.unit_id where p.id = $1 and $scope(p.unit_id, -)";
    LIST = "select p.id, p.about, p.about_id, p.unit_id, u.name, p.construct, p.title, p.meeting, p.before_mean, p.before_rows, p.review_on, p.state, \
        p.finding, p.case_id, p.before_sd, p.created_at from diagnosis_plan p join unit u on u.id = p.unit_id where $scope(p.unit_id, -) \
        order by p.state desc, p.review_on, p.id limit 200";
    REVIEWED = "update diagnosis_plan set state = 'reviewed', finding = $2 where id = $1 and state = 'running'";
    ADD_STEP = "insert into diagnosis_step (id, plan_id, sort, words, owner_id, owner_name, due_on, done_on, note, case_id) \
        values ($1, $2, $3, $4, $5, $6, $7, null, '', $8)";
    STEPS = "select s.id, s.words, s.owner_id, s.owner_name, s.due_on, s.done_on, s.note, s.case_id from diagnosis_step s \
        where s.plan_id = $1 order by s.sort";
    /// A measure as its owner reaches it, wherever the plan was made.
    STEP_OF = "select s.id, s.plan_id, s.words, p.title, s.due_on, s.case_id, p.unit_id from diagnosis_step s join diagnosis_plan p on p.id = s.plan_id \
        where s.id = $1 and $scope(-, s.owner_id)";
    DONE = "update diagnosis_step set done_on = $2, note = $3 where id = $1 and done_on is null";
}
