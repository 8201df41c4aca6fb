//! Rows of data asked of units, their fields and answers.

kernel::statements! {
    ADD = "insert into data_request (id, unit_id, title, purpose, year, asked_on, due_on, state, asked, answered, reason, decision, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    ADD_FIELD = "insert into data_field (id, request_id, sort, label, norm, fact, earlier) values ($1, $2, $3, $4, $5, $6, $7)";
    ADD_ASK = "insert into data_ask (id, request_id, unit_id, state, case_id, answered_on) values ($1, $2, $3, $4, $5, $6)";
    ADD_ANSWER = "insert into data_answer (ask_id, field_id, words, held) values ($1, $2, $3, $4)";
    ONE = "select r.id, r.unit_id, u.name, r.title, r.purpose, r.year, r.asked_on, r.due_on, r.state, r.asked, r.answered, r.reason, \
        r.decision from data_request r join unit u on u.id = r.unit_id where r.id = $1 and $scope(r.unit_id, -)";
    LIST = "select r.id, r.unit_id, u.short_name, r.title, r.purpose, r.year, r.asked_on, r.due_on, r.state, r.asked, r.answered, r.reason, \
        r.decision from data_request r join unit u on u.id = r.unit_id where $scope(r.unit_id, -) order by r.id desc limit $1 offset $2";
    FIELDS = "select f.id, f.label, f.fact, f.earlier from data_field f where f.request_id = $1 order by f.sort";
    /// The newest request that asked for a field of this name since a day.
    BEFORE = "select r.id, r.title, r.asked_on, u.short_name from data_field f join data_request r on r.id = f.request_id \
        join unit u on u.id = r.unit_id where f.norm = $1 and r.asked_on >= $2 order by f.id desc limit 1";
    ASKS = "select a.id, a.unit_id, u.name, a.state, a.case_id, a.answered_on from data_ask a join unit u on u.id = a.unit_id \
        where a.request_id = $1 order by u.sort, u.id";
    ASK = "select a.id, a.unit_id, u.name, a.state, a.case_id, a.answered_on, a.request_id, r.title, r.purpose, r.due_on, o.name \
        from data_ask a join unit u on u.id = a.unit_id join data_request r on r.id = a.request_id join unit o on o.id = r.unit_id \
        where a.id = $1 and $scope(a.unit_id, -)";
    ASKED_OF = "select a.id, a.unit_id, u.short_name, a.state, a.case_id, a.answered_on, r.title, r.asked_on, r.due_on, o.short_name \
        from data_ask a join unit u on u.id = a.unit_id join data_request r on r.id = a.request_id join unit o on o.id = r.unit_id \
        where a.case_id is not null and $scope(a.unit_id, -) order by a.id desc limit $1 offset $2";
    ANSWERS = "select x.ask_id, x.field_id, x.words, x.held from data_answer x join data_ask a on a.id = x.ask_id where a.request_id = $1";
    ANSWERS_OF = "select x.field_id, x.words, x.held from data_answer x where x.ask_id = $1";
    EARLIER_ANSWER = "select x.words, a.answered_on from data_answer x join data_ask a on a.id = x.ask_id join data_field f on f.id = x.field_id \
        where f.norm = $1 and a.unit_id = $2 and a.state = 'answered' and a.id <> $3 order by a.id desc limit 1";
    ANSWERED = "update data_ask set state = 'answered', answered_on = $2 where id = $1 and state = 'open'";
    COUNT_ANSWER = "update data_request set answered = answered + 1 where id = $1";
    CLOSE = "update data_request set state = 'closed' where id = $1 and answered = asked";
}
