//! Rows of comments on decisions and of the groups they are answered in.

kernel::statements! {
    ADD = "insert into decision_comment (id, decision_id, number, secret, body, group_id, received_at) values ($1, $2, $3, $4, $5, null, $6)";
    COUNT = "update decision set comments = comments + 1, ungrouped = ungrouped + 1 where id = $1";
    BY_NUMBER = "select c.number, c.secret, c.body, c.received_at, d.title, g.title, g.adopted, g.reason from decision_comment c \
        join decision d on d.id = c.decision_id left join decision_group g on g.id = c.group_id where c.number = $1";
    UNGROUPED = "select c.id, c.number, c.body, c.received_at from decision_comment c where c.decision_id = $1 and c.group_id is null \
        order by c.id limit $2";
    IN_GROUP = "select c.id, c.number, c.body, c.received_at from decision_comment c where c.decision_id = $1 and c.group_id = $2 \
        order by c.id limit 200";
    PUT = "update decision_comment set group_id = $3 where id = $1 and decision_id = $2 and group_id is null";
    TAKEN = "update decision set ungrouped = ungrouped - $2 where id = $1";
    ADD_GROUP = "insert into decision_group (id, decision_id, title, adopted, reason, comments, answered_at) values ($1, $2, $3, 'open', '', 0, null)";
    GROW = "update decision_group set comments = comments + $2 where id = $1";
    GROUPS = "select g.id, g.title, g.adopted, g.reason, g.comments from decision_group g where g.decision_id = $1 order by g.id";
    ANSWER = "update decision_group set adopted = $2, reason = $3, answered_at = $4 where id = $1 and decision_id = $5";
}
