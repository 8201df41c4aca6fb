//! The SQL of this room: who on the roster has no account, and what their posts entitle them to. Not here: accounts and
//! grants themselves, which the kernel keeps.

kernel::statements! {
    WITHOUT = "select p.id, p.name, p.search, u.name from person p \
        join tenure t on t.person_id = p.id and t.kind = 'holds' and t.from_on <= $1 and (t.to_on is null or t.to_on >= $1) \
        join unit u on u.id = t.unit_id \
        where p.left_on is null and t.unit_id in (select unit_id from unit_tree where ancestor_id = $2) \
        and not exists (select 1 from account a where a.person_id = p.id and a.closed_at is null) \
        and $scope(t.unit_id, p.id) order by u.sort, u.name, p.name limit $3";
    HEADED = "select t.unit_id, t.id from tenure t join post o on o.id = t.post_id \
        where t.person_id = $1 and o.is_head = 1 and t.kind in ('holds', 'acts') \
        and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) and $scope(t.unit_id, t.person_id)";
    OVERSEEN = "select t.unit_id, t.id from tenure t where t.person_id = $1 and t.kind = 'oversees' \
        and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2) and $scope(t.unit_id, t.person_id)";
    UNITS = "select u.id, u.name from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.name";
    UNIT_NAME = "select u.name from unit u where u.id = $1";
    LOGIN_OF = "select login from account where id = $1";
    ANY_OF_ROSTER = "select 1 from account a where a.person_id is not null and a.closed_at is null limit 1";
    LOGIN_TAKEN = "select 1 from account where login = $1";
    TENURE_IN = "select t.id from tenure t join account a on a.person_id = t.person_id where a.id = $1 and t.unit_id = $2 \
        and t.from_on <= $3 and (t.to_on is null or t.to_on >= $3) order by t.from_on desc limit 1";
    TENURE_OVER = "select g.id, g.account_id, t.to_on from account_grant g join tenure t on t.id = g.tenure_id \
        where t.to_on is not null and (g.to_on is null or g.to_on > t.to_on) order by g.id limit 500";
    ADD_PROPOSAL = "insert into grant_proposal (id, account_id, role, unit_id, to_on, reason, tenure_id, proposed_by, \
        proposed_name, proposed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    PROPOSAL = "select p.id, p.account_id, a.name, a.login, p.role, p.unit_id, u.name, p.to_on, p.reason, p.tenure_id, p.proposed_by, \
        p.proposed_name, p.proposed_at, p.answered_name, p.answered_at, p.grant_id \
        from grant_proposal p join account a on a.id = p.account_id left join unit u on u.id = p.unit_id where p.id = $1";
    PROPOSALS = "select p.id, p.account_id, a.name, a.login, p.role, p.unit_id, u.name, p.to_on, p.reason, p.tenure_id, p.proposed_by, \
        p.proposed_name, p.proposed_at, p.answered_name, p.answered_at, p.grant_id \
        from grant_proposal p join account a on a.id = p.account_id left join unit u on u.id = p.unit_id \
        where p.answered_at is null order by p.proposed_at limit 200";
    SAME_PROPOSAL = "select 1 from grant_proposal where account_id = $1 and role = $2 and unit_id is not distinct from $3 \
        and answered_at is null";
    ANSWER = "update grant_proposal set answered_by = $2, answered_name = $3, answered_at = $4, grant_id = $5 \
        where id = $1 and answered_at is null";
    REVIEW_OF = "select id, year, due_on, left_over, closed_at from grant_review where year = $1";
    REVIEW_LAST = "select id, year, due_on, left_over, closed_at from grant_review order by year desc limit 1";
    ADD_REVIEW = "insert into grant_review (id, year, opened_at, due_on, left_over) values ($1, $2, $3, $4, $5)";
    ADD_LINES = "insert into grant_review_line (review_id, grant_id, account_id, login) \
        select $1, g.id, a.id, a.login from account_grant g join account a on a.id = g.account_id \
        where g.role <> 'cadre' and g.from_on <= $2 and (g.to_on is null or g.to_on >= $2) and a.closed_at is null";
    LINES_LEFT = "select l.grant_id, l.account_id, a.name, l.login, g.role, g.unit_id, u.name, g.from_on, g.to_on, g.reason \
        from grant_review_line l join account a on a.id = l.account_id join account_grant g on g.id = l.grant_id \
        left join unit u on u.id = g.unit_id where l.review_id = $1 and l.said is null order by l.login, l.grant_id limit $2";
    LINE = "select account_id from grant_review_line where review_id = $1 and grant_id = $2 and said is null";
    SAY = "update grant_review_line set said = $3, said_by = $4, said_name = $5, said_at = $6 \
        where review_id = $1 and grant_id = $2 and said is null";
    ONE_LESS = "update grant_review set left_over = left_over - 1 where id = $1";
    DROP_GONE = "update grant_review_line set said = 'over', said_at = $3 where review_id = $1 and said is null and \
        (grant_id in (select g.id from account_grant g where g.to_on < $2) \
        or account_id in (select a.id from account a where a.closed_at is not null))";
    LESS = "update grant_review set left_over = left_over - $2 where id = $1";
    CLOSE_REVIEW = "update grant_review set closed_at = $2 where id = $1 and closed_at is null";
}
