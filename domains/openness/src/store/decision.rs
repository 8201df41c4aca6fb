//! Rows of major decisions, their steps, papers, views and evaluations.

kernel::statements! {
    ADD = "insert into decision (id, number, year, title, unit_id, proposal, question, state, facts, public, comments, ungrouped, \
        comment_notice, result_notice, outcome, pilot, legal_risk, assessor, case_id, review_case, suspended_on, created_at, updated_at) \
        values ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, 0, 0, 0, null, null, '', '', '', null, $9, null, null, $10, $10)";
    ONE = "select d.id, d.number, d.year, d.title, d.unit_id, u.name, d.proposal, d.question, d.state, d.facts, d.public, d.comments, \
        d.ungrouped, d.comment_notice, d.result_notice, d.outcome, d.pilot, d.legal_risk, d.assessor, d.case_id, d.review_case, \
        d.suspended_on from decision d join unit u on u.id = d.unit_id where d.id = $1 and $scope(d.unit_id, -)";
    BY_NUMBER = "select d.id, d.number, d.year, d.title, d.unit_id, u.name, d.proposal, d.question, d.state, d.facts, d.public, d.comments, \
        d.ungrouped, d.comment_notice, d.result_notice, d.outcome, d.pilot, d.legal_risk, d.assessor, d.case_id, d.review_case, \
        d.suspended_on from decision d join unit u on u.id = d.unit_id where d.number = $1 and d.public = 1";
    LIST = "select d.id, d.number, d.year, d.title, d.unit_id, u.short_name, d.proposal, d.question, d.state, d.facts, d.public, d.comments, \
        d.ungrouped, d.comment_notice, d.result_notice, d.outcome, d.pilot, d.legal_risk, d.assessor, d.case_id, d.review_case, \
        d.suspended_on from decision d join unit u on u.id = d.unit_id where $scope(d.unit_id, -) order by d.id desc limit 200";
    LIST_PUBLIC = "select d.id, d.number, d.year, d.title, d.unit_id, u.short_name, d.proposal, d.question, d.state, d.facts, d.public, d.comments, \
        d.ungrouped, d.comment_notice, d.result_notice, d.outcome, d.pilot, d.legal_risk, d.assessor, d.case_id, d.review_case, \
        d.suspended_on from decision d join unit u on u.id = d.unit_id where d.public = 1 order by d.id desc limit 200";
    SET_FACTS = "update decision set facts = $2, updated_at = $3 where id = $1";
    SET_STATE = "update decision set state = $2, outcome = $3, updated_at = $4 where id = $1";
    START = "update decision set unit_id = $2, public = $3, state = 'preparing', updated_at = $4 where id = $1";
    SET_COMMENT_NOTICE = "update decision set comment_notice = $2 where id = $1";
    SET_RESULT_NOTICE = "update decision set result_notice = $2 where id = $1";
    SET_REVIEW_CASE = "update decision set review_case = $2 where id = $1";
    SET_PILOT = "update decision set pilot = $2, legal_risk = $3 where id = $1";
    SET_ASSESSOR = "update decision set assessor = $2 where id = $1";
    SUSPEND = "update decision set suspended_on = $2, updated_at = $3 where id = $1";
    ADD_STEP = "insert into decision_step (id, decision_id, step, done_on, shown, shown_en, inner_words, by_name, by_account) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    STEPS = "select s.step, s.done_on, s.shown, s.shown_en, s.inner_words, s.by_name, s.by_account from decision_step s where s.decision_id = $1 order by s.id";
    SET_PAPER = "insert into decision_paper (decision_id, item, words, at) values ($1, $2, $3, $4) \
        on conflict (decision_id, item) do update set words = excluded.words, at = excluded.at";
    PAPERS = "select p.item, p.words, p.at from decision_paper p where p.decision_id = $1";
    DROP_PAPER = "delete from decision_paper where decision_id = $1 and item = $2";
    ADD_VIEW = "insert into decision_view (id, decision_id, meeting, sort, name, stance, words) values ($1, $2, $3, $4, $5, $6, $7)";
    MEETINGS = "select cast(coalesce(max(v.meeting), 0) as bigint) from decision_view v where v.decision_id = $1";
    VIEWS = "select v.meeting, v.name, v.stance, v.words from decision_view v join decision d on d.id = v.decision_id \
        where v.decision_id = $1 and $scope(d.unit_id, -) order by v.meeting, v.sort";
    ADD_EVALUATION = "insert into decision_evaluation (id, decision_id, unit_id, why, words, state, case_id, opened_on, done_on) \
        values ($1, $2, $3, $4, '', 'open', $5, $6, null)";
    EVALUATIONS = "select e.id, e.unit_id, u.name, e.why, e.words, e.state, e.case_id, e.opened_on, e.done_on from decision_evaluation e \
        join unit u on u.id = e.unit_id where e.decision_id = $1 order by e.id";
    EVALUATED = "update decision_evaluation set state = 'done', words = $2, done_on = $3 where id = $1 and state = 'open'";
}
