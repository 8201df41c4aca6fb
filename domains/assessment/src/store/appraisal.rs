//! Rows of appraisals and their items, and what is read from letters and evidence for them.

macro_rules! appraisal {
    ($rest:literal) => {
        concat!(
            "select a.id, a.cycle_id, a.year, a.person_id, p.name, a.unit_id, u.name, a.sending_unit_id, a.organ_id, a.kind, ",
            "a.category, a.leads, a.letter_id, a.procedure, a.case_id, a.state, a.refused, a.summary, a.summary_at, a.heard, ",
            "a.comment, a.marks, a.form, a.proposed, a.proposed_by, a.proposed_name, a.proposed_at, a.grade, a.sheet, ",
            "a.eligibility, a.decided_by, a.decided_name, a.decided_at, a.decided_note, a.noticed_at, a.noticed_name, ",
            "a.opinion, a.opinion_text, a.opinion_at, a.opened_at, a.closed_at ",
            "from appraisal a join person p on p.id = a.person_id join unit u on u.id = a.unit_id ",
            $rest
        )
    };
}

kernel::statements! {
    ADD = "insert into appraisal (id, cycle_id, year, person_id, unit_id, sending_unit_id, organ_id, kind, category, leads, \
        letter_id, procedure, case_id, state, refused, summary, heard, comment, marks, decided_note, opinion_text, opened_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, '', '', '', '[]', '', '', $15)";
    FIND = appraisal!("where a.id = $1 and $scope(a.unit_id, a.person_id)");
    OF_PERSON = appraisal!("where a.person_id = $1 and $scope(a.unit_id, a.person_id) order by a.year desc");
    OF_YEAR = appraisal!("where a.cycle_id = $1 and a.person_id = $2 and $scope(a.unit_id, a.person_id)");
    IN_UNIT = appraisal!("where a.cycle_id = $1 and a.unit_id = $2 and $scope(a.unit_id, a.person_id) \
        order by a.leads desc, p.name, a.id");
    IN_ORGAN = appraisal!("where a.cycle_id = $1 and a.organ_id = $2 and $scope(a.unit_id, a.person_id) \
        order by u.sort, a.leads desc, p.name, a.id");
    IN_STATE = appraisal!("where a.cycle_id = $1 and a.state = $2 and $scope(a.unit_id, a.person_id) \
        order by u.sort, u.id, a.leads desc, p.name, a.id");
    GRADED_EXCELLENT = appraisal!("where a.cycle_id = $1 and a.grade = 'excellent' and a.state in ('notice', 'opinion', 'closed') \
        and $scope(a.unit_id, a.person_id) order by u.sort, u.id, p.name, a.id");
    /// Everybody due to take part: in service with a main seat on the day, of the kinds assessed, not yet opened.
    /// Posts of 县处级 are left out: the city's party committee assesses whoever holds them (公务员法 art. 37, leading members).
    DUE = "with ranked as (select t.person_id, t.unit_id, t.post_id, row_number() over (partition by t.person_id \
            order by case t.kind when 'holds' then 0 else 1 end, t.from_on, t.id) as place \
            from tenure t where t.kind in ('holds', 'acts') and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2)) \
        select r.person_id, p.name, p.kind, r.unit_id, o.category, coalesce(o.is_head, 0), \
            (select l.id from letter l where l.person_id = r.person_id and l.cycle_id = $1 \
                and l.state in ('in-force', 'closed') order by l.version desc limit 1) \
        from ranked r join person p on p.id = r.person_id join unit u on u.id = r.unit_id \
        left join post o on o.id = r.post_id \
        where r.place = 1 and p.left_on is null and p.kind in ('civil-servant', 'institution-staff') \
        and coalesce(o.level, '') not like '县处级%' \
        and not exists (select 1 from appraisal a where a.cycle_id = $1 and a.person_id = r.person_id) \
        order by u.sort, u.id, p.name, r.person_id";
    /// Attachments that touch a year.
    ATTACHED = "select t.unit_id, t.from_on, t.to_on from tenure t where t.person_id = $1 and t.kind = 'attached' \
        and t.from_on <= $3 and (t.to_on is null or t.to_on >= $2) order by t.from_on, t.id";
    /// The organ of a unit: the unit itself or the one above it that stands right beneath the county.
    ORGAN = "select u.id from unit_tree x join unit u on u.id = x.ancestor_id left join unit above on above.id = u.parent_id \
        where x.unit_id = $1 and (u.parent_id is null or above.parent_id is null) order by x.depth limit 1";
    SET_STATE = "update appraisal set state = $2, closed_at = $3 where id = $1";
    SET_CASE = "update appraisal set procedure = $2, case_id = $3, state = $4, closed_at = null where id = $1";
    SET_SUMMARY = "update appraisal set summary = $2, summary_at = $3 where id = $1";
    SET_REFUSED = "update appraisal set refused = $2 where id = $1";
    SET_PROPOSAL = "update appraisal set heard = $2, comment = $3, marks = $4, form = $5, proposed = $6, proposed_by = $7, \
        proposed_name = $8, proposed_at = $9, sheet = $10, eligibility = $11, letter_id = $12 where id = $1";
    SET_GRADE = "update appraisal set form = $2, grade = $3, eligibility = $4, decided_by = $5, decided_name = $6, \
        decided_at = $7, decided_note = $8 where id = $1";
    SET_NOTICE = "update appraisal set noticed_at = $2, noticed_name = $3, opinion = null, opinion_text = '', opinion_at = null \
        where id = $1";
    SET_OPINION = "update appraisal set opinion = $2, opinion_text = $3, opinion_at = $4 where id = $1";
    ITEMS = "select i.item_id, i.title, i.weight, i.actual, i.computed, i.working_zh, i.working_en, i.adjusted, i.reason \
        from appraisal_item i join appraisal a on a.id = i.appraisal_id \
        where i.appraisal_id = $1 and $scope(a.unit_id, a.person_id) order by i.sort, i.item_id";
    CLEAR_ITEMS = "delete from appraisal_item where appraisal_id = $1";
    ADD_ITEM = "insert into appraisal_item (appraisal_id, item_id, title, weight, actual, computed, working_zh, working_en, \
        adjusted, reason, sort) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// Work recorded by somebody between two days, for pre-filling a summary.
    WORK = "select e.happened_on, e.title, e.body from evidence e where e.cycle_id = $1 and e.person_id = $2 \
        and e.happened_on >= $3 and e.happened_on <= $4 and e.withdrawn_at is null and $scope(e.unit_id, e.person_id) \
        order by e.happened_on, e.id";
    /// Where a cycle stands, by organ and state: counts, no names.
    PROGRESS = "select a.organ_id, u.name, a.state, count(*) from appraisal a join unit u on u.id = a.organ_id \
        where a.cycle_id = $1 and $scope(a.unit_id, a.person_id) group by a.organ_id, u.name, u.sort, a.state \
        order by u.sort, a.organ_id, a.state";
    /// Grades in force by organ: counts, no names.
    GRADES = "select a.organ_id, a.grade, count(*) from appraisal a where a.cycle_id = $1 and a.state in ('notice', 'opinion', 'closed') \
        and $scope(a.unit_id, a.person_id) group by a.organ_id, a.grade order by a.organ_id, a.grade";
    OPEN_COUNT = "select count(*) from (select 1 as one from appraisal a where a.cycle_id = $1 and a.state <> 'closed' \
        and a.state <> 'later') still_open";
    UNIT_NAME = "select u.name from unit u where u.id = $1";
    PERSON_NAME = "select p.name from person p where p.id = $1";
    /// Grades of earlier and later years of somebody, for what follows from a grade.
    GRADES_OF = "select a.year, a.form, a.grade from appraisal a where a.person_id = $1 \
        and a.state in ('notice', 'opinion', 'closed') and $scope(a.unit_id, a.person_id) order by a.year";
}
