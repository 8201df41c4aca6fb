//! Rows of the year of training, of needs and of the yearly survey. The plans of room assessment and the targets of
//! room duty are read, never written.

kernel::statements! {
    YEAR = "select y.year, y.state, y.survey_until, y.case_id, y.document, y.adopted_at, y.added_why from training_year y where y.year = $1";
    YEARS = "select y.year, y.state, y.survey_until, y.case_id, y.document, y.adopted_at, y.added_why from training_year y order by y.year desc";
    OPEN_YEAR = "insert into training_year (year, state, survey_until, document, opened_at) values ($1, 'gathering', $2, '', $3)";
    SUBMIT = "update training_year set state = 'submitted', case_id = $2, added_why = $3 where year = $1 and state <> 'submitted'";
    ADOPT = "update training_year set state = 'adopted', document = $2, adopted_at = $3, adopted_by = $4 where year = $1";
    /// What is added later leaves the plan's own document and day as they were.
    ADOPT_ADDED = "update training_year set state = 'adopted', added_why = '' where year = $1";
    RETURN = "update training_year set state = case when adopted_at is null then 'gathering' else 'adopted' end where year = $1 and state = 'submitted'";
    ADD = "insert into need (id, year, unit_id, person_id, source, source_ref, topic, wanted, people, state, note, created_at, created_by) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', '', $10, $11)";
    KNOWN = "select 1 from need n where n.year = $1 and n.source = $2 and n.source_ref = $3 and $scope(n.unit_id, n.person_id)";
    COUNTED = "update need set people = $4 where year = $1 and source = $2 and source_ref = $3";
    OF_YEAR = "select n.id, n.year, n.unit_id, u.name, n.person_id, n.source, n.source_ref, n.topic, n.wanted, n.people, \
        n.state, n.programme_id, n.note from need n join unit u on u.id = n.unit_id where n.year = $1 \
        and $scope(n.unit_id, n.person_id) order by n.state, n.created_at, n.id";
    FIND = "select n.id, n.year, n.unit_id, u.name, n.person_id, n.source, n.source_ref, n.topic, n.wanted, n.people, \
        n.state, n.programme_id, n.note from need n join unit u on u.id = n.unit_id where n.id = $1 \
        and $scope(n.unit_id, n.person_id)";
    SETTLE = "update need set state = $2, programme_id = $3, note = $4 where id = $1";
    FREE = "update need set state = 'open', programme_id = null where programme_id = $1";
    ANSWER = "insert into need_answer (year, person_id, unit_id, topics, form, wish, answered_at) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (year, person_id) do update set unit_id = excluded.unit_id, topics = excluded.topics, form = excluded.form, \
        wish = excluded.wish, answered_at = excluded.answered_at";
    OWN_ANSWER = "select a.topics, a.form, a.wish from need_answer a where a.year = $1 and a.person_id = $2 and $scope(a.unit_id, a.person_id)";
    ANSWERS = "select a.topics, a.form, a.wish from need_answer a where a.year = $1 and $scope(a.unit_id, a.person_id) \
        order by a.wish, a.person_id";
    /// Improvement plans that run in a year or follow from the year before, with what is to improve.
    PLANS = "select i.id, i.person_id, i.unit_id, i.goals from improvement_plan i where (i.year = $1 or i.year = $1 - 1) \
        and i.state <> 'closed' and i.goals <> '' and $scope(i.unit_id, i.person_id) order by i.id";
    TOP_UNIT = "select u.id from unit u where u.parent_id is null and u.closed_on is null and $scope(u.id, -) order by u.sort, u.id limit 1";
    TARGETS_OF_UNIT = "select t.id, t.title from target t join cycle c on c.id = t.cycle_id where t.unit_id = $1 and c.year = $2 \
        and t.state = 'adopted' and $scope(t.unit_id, -) order by t.sort, t.id";
    TARGETS = "select t.id, t.title, u.name from target t join cycle c on c.id = t.cycle_id join unit u on u.id = t.unit_id \
        where c.year = $1 and t.state = 'adopted' and t.parent_id is null and $scope(t.unit_id, -) order by u.sort, u.id, t.sort, t.id";
    TARGET = "select t.id, t.title, u.name, t.measure, t.measure_unit, t.baseline, t.goal from target t join unit u on u.id = t.unit_id \
        where t.id = $1 and $scope(t.unit_id, -)";
    /// Amounts recorded for a target, by day.
    AMOUNTS = "select e.happened_on, s.quantity from letter_item i join evidence_item s on s.item_id = i.id \
        join evidence e on e.id = s.evidence_id where i.target_id = $1 and e.withdrawn_at is null and s.quantity is not null \
        and $scope(e.unit_id, e.person_id) order by e.happened_on, e.id";
}
