//! Rows of reports, of reaction, of the question bank and of tests.

kernel::statements! {
    REPORT_ASK = "insert into class_report (class_id, person_id, unit_id, use_what, use_when, use_with, obstacle, learned, shared, case_id, changed_at) \
        values ($1, $2, $3, '', '', '', '', '', 'none', $4, $5) on conflict (class_id, person_id) do nothing";
    REPORT_PUT = "update class_report set use_what = $3, use_when = $4, use_with = $5, obstacle = $6, learned = $7, shared = $8, \
        changed_at = $9, handed_in_at = $10 where class_id = $1 and person_id = $2";
    /// One's own report; nobody else's is read by this.
    REPORT_OWN = "select r.use_what, r.use_when, r.use_with, r.obstacle, r.learned, r.shared, r.case_id, r.handed_in_at, r.unit_id \
        from class_report r where r.class_id = $1 and r.person_id = $2 and $scope(-, r.person_id)";
    REPORTS_SHARED = "select r.use_what, r.use_when, r.use_with, r.obstacle, r.learned, r.shared, p.name, u.name, r.unit_id from class_report r \
        join person p on p.id = r.person_id join unit u on u.id = r.unit_id where r.class_id = $1 and r.shared <> 'none' \
        and r.handed_in_at is not null and $scope(r.unit_id, r.person_id) order by r.handed_in_at, r.person_id";
    REPORT_COUNT = "select count(*), count(r.handed_in_at) from class_report r where r.class_id = $1";
    REACTION_OPEN = "insert into reaction (class_id, given, counts, helpful, better) values ($1, 0, '{}', '[]', '[]') on conflict (class_id) do nothing";
    REACTION_ASK = "insert into reaction_asked (class_id, person_id, given) values ($1, $2, 0) on conflict (class_id, person_id) do nothing";
    REACTION_GIVEN = "update reaction_asked set given = 1 where class_id = $1 and person_id = $2 and given = 0";
    REACTION_WAITS = "select a.given from reaction_asked a where a.class_id = $1 and a.person_id = $2 and $scope(-, a.person_id)";
    REACTION_ASKED = "select count(*) from reaction_asked a where a.class_id = $1";
    REACTION = "select r.given, r.counts, r.helpful, r.better from reaction r where r.class_id = $1";
    REACTION_PUT = "update reaction set given = $2, counts = $3, helpful = $4, better = $5 where class_id = $1";
    QUESTION_ADD = "insert into question (id, topic, kind, stem, options, answer, explanation, state, created_at, created_by) \
        values ($1, $2, $3, $4, $5, $6, $7, 'in-use', $8, $9)";
    QUESTIONS = "select q.id, q.topic, q.kind, q.stem, q.options, q.answer, q.explanation, q.state from question q order by q.topic, q.created_at, q.id";
    QUESTION_RETIRE = "update question set state = 'retired' where id = $1 and state = 'in-use'";
    TEST_OPEN = "insert into class_test (class_id, opens_on, closes_on) values ($1, $2, $3) \
        on conflict (class_id) do update set opens_on = excluded.opens_on, closes_on = excluded.closes_on";
    TEST_CLEAR = "delete from class_question where class_id = $1";
    TEST_QUESTION = "insert into class_question (class_id, question_id, sort) values ($1, $2, $3)";
    TEST = "select t.opens_on, t.closes_on from class_test t where t.class_id = $1";
    TEST_QUESTIONS = "select q.id, q.topic, q.kind, q.stem, q.options, q.answer, q.explanation, q.state from class_question k \
        join question q on q.id = k.question_id where k.class_id = $1 order by k.sort, q.id";
    TEST_ANSWER = "insert into test_answer (class_id, person_id, question_id, answer, correct, answered_at) values ($1, $2, $3, $4, $5, $6)";
    TEST_OWN = "select a.question_id, a.answer, a.correct from test_answer a where a.class_id = $1 and a.person_id = $2 and $scope(-, a.person_id)";
    /// Answers by question, counted; words of short answers are not read here.
    TEST_COUNTS = "select a.question_id, count(*), cast(coalesce(sum(a.correct), 0) as bigint) from test_answer a where a.class_id = $1 group by a.question_id";
    TEST_STARTED = "select count(*) from test_answer a where a.class_id = $1";
    /// Counts of what the learners of a class use at work, from room action.
    TRANSFER_OF = "select count(distinct i.person_id), count(distinct i.id), count(distinct a.intention_id), \
        count(distinct case when a.seen = 'confirmed' then i.id end), \
        count(distinct case when a.seen = 'confirmed' and a.as_intended = 1 then i.id end) \
        from intention i left join attempt a on a.intention_id = i.id \
        where i.source = 'class' and i.source_id = $1 and i.withdrawn_at is null";
    /// The diagnosis of a class, from room diagnosis.
    STUDY_OF = "select s.id from diagnosis_study s where s.kind = 'class' and s.subject_id = $1 and s.state <> 'dropped'";
}
