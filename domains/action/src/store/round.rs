//! Rows of rounds: what the set wrote, questions, assumptions, commitments, principles, and private notes.

kernel::statements! {
    OPEN = "insert into action_round (id, set_id, number, meets_on, state, opened_at) values ($1, $2, $3, $4, 'open', $5)";
    FINISH = "update action_round set state = 'finished', finished_at = $2 where id = $1 and state = 'open'";
    OF_SET = "select r.id, r.set_id, r.number, r.meets_on, r.state from action_round r where r.set_id = $1 order by r.number";
    FIND = "select r.id, r.set_id, r.number, r.meets_on, r.state from action_round r join action_set s on s.id = r.set_id \
        where r.id = $1 and ($scope(s.unit_id, -) \
        or exists (select 1 from action_member m where m.set_id = s.id and $scope(-, m.person_id)))";
    WRITE = "insert into action_text (round_id, step, body, by_name, written_at) values ($1, $2, $3, $4, $5) \
        on conflict (round_id, step) do update set body = excluded.body, by_name = excluded.by_name, \
        written_at = excluded.written_at";
    TEXTS = "select x.step, x.body, x.by_name from action_text x where x.round_id = $1 order by x.step";
    ASK = "insert into action_question (id, round_id, person_id, name, body, open, asked_at) values ($1, $2, $3, $4, $5, 1, $6)";
    KEEP_QUESTION = "update action_question set open = $3 where id = $1 and round_id = $2";
    QUESTIONS = "select q.id, q.name, q.body, q.open, r.number from action_question q join action_round r on r.id = q.round_id \
        where r.set_id = $1 order by r.number, q.asked_at, q.id";
    ASSUME = "insert into action_assumption (id, round_id, body, test, found, written_at) values ($1, $2, $3, $4, 'untested', $5)";
    FOUND = "update action_assumption set found = $3 where id = $1 and round_id = $2";
    ASSUMPTIONS = "select a.id, a.body, a.test, a.found, r.number from action_assumption a join action_round r on r.id = a.round_id \
        where r.set_id = $1 order by r.number, a.written_at, a.id";
    COMMIT = "insert into action_commitment (id, round_id, person_id, name, what, by_on, state, happened, created_at) \
        values ($1, $2, $3, $4, $5, $6, 'open', '', $7)";
    COMMITMENTS = "select k.id, k.round_id, r.number, r.set_id, k.person_id, k.name, k.what, k.by_on, k.state, k.happened_on, \
        k.happened, k.evidence_id from action_commitment k join action_round r on r.id = k.round_id \
        where r.set_id = $1 order by r.number, k.by_on, k.id";
    COMMITMENT = "select k.id, k.round_id, r.number, r.set_id, k.person_id, k.name, k.what, k.by_on, k.state, k.happened_on, \
        k.happened, k.evidence_id from action_commitment k join action_round r on r.id = k.round_id \
        join action_set s on s.id = r.set_id where k.id = $1 and ($scope(s.unit_id, k.person_id) \
        or exists (select 1 from action_member m where m.set_id = s.id and $scope(-, m.person_id)))";
    REPORT = "update action_commitment set state = $2, happened_on = $3, happened = $4, evidence_id = $5, answered_at = $6 \
        where id = $1 and state = 'open'";
    PRINCIPLE = "insert into action_principle (round_id, person_id, name, body, written_at) values ($1, $2, $3, $4, $5) \
        on conflict (round_id, person_id) do update set body = excluded.body, written_at = excluded.written_at";
    PRINCIPLES = "select p.person_id, p.name, p.body, r.number from action_principle p join action_round r on r.id = p.round_id \
        where r.set_id = $1 order by r.number, p.written_at, p.person_id";
    NOTE = "insert into action_private (round_id, person_id, body, written_at) values ($1, $2, $3, $4) \
        on conflict (round_id, person_id) do update set body = excluded.body, written_at = excluded.written_at";
    /// The note of one person. Whatever the scope, the person is part of the key.
    NOTE_OF = "select n.body from action_private n where n.round_id = $1 and n.person_id = $2 and $scope(-, n.person_id)";
}
