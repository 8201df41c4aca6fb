//! Rows of notices and objections.

kernel::statements! {
    NEXT = "insert into openness_number (series, last) values ($1, 1) \
        on conflict (series) do update set last = openness_number.last + 1";
    LAST = "select n.last from openness_number n where n.series = $1";
    ADD = "insert into notice (id, number, kind, unit_id, title, body, lasting_title, lasting_body, personal, subject_kind, \
        subject_id, state, public, posted_on, closes_on, shorter, conclusion, objections, open_objections, case_id, by_person, \
        decision, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft', 0, null, $12, $16, '', 0, 0, \
        $13, $14, null, $15, $15)";
    POST = "update notice set state = 'posted', public = 1, posted_on = $2, closes_on = $3, decision = $4, updated_at = $5 \
        where id = $1 and state = 'draft'";
    DROP_DRAFT = "delete from notice where id = $1 and state = 'draft'";
    CLOSE = "update notice set state = 'closed', conclusion = $2, updated_at = $3 where id = $1 and state = 'posted'";
    COUNT_UP = "insert into notice_count (kind, unit_id, notices) values ($1, $2, 1) \
        on conflict (kind, unit_id) do update set notices = notice_count.notices + 1";
    COUNTS = "select c.kind, c.unit_id, u.short_name, c.notices from notice_count c join unit u on u.id = c.unit_id \
        order by u.sort, u.id, c.kind";
    /// A public notice by its number: one indexed read.
    BY_NUMBER = "select n.id, n.number, n.kind, n.unit_id, u.name, n.title, n.body, n.state, n.posted_on, n.closes_on, \
        n.conclusion, n.objections, n.open_objections, n.case_id, n.by_person, n.decision, n.updated_at, n.personal, \
        n.lasting_title, n.lasting_body, n.shorter, n.subject_kind, n.subject_id from notice n join unit u on u.id = n.unit_id where n.number = $1 and n.public = 1";
    ONE = "select n.id, n.number, n.kind, n.unit_id, u.name, n.title, n.body, n.state, n.posted_on, n.closes_on, \
        n.conclusion, n.objections, n.open_objections, n.case_id, n.by_person, n.decision, n.updated_at, n.personal, \
        n.lasting_title, n.lasting_body, n.shorter, n.subject_kind, n.subject_id from notice n join unit u on u.id = n.unit_id where n.id = $1 and $scope(n.unit_id, n.by_person)";
    BY_SUBJECT = "select n.id, n.number, n.kind, n.unit_id, u.name, n.title, n.body, n.state, n.posted_on, n.closes_on, \
        n.conclusion, n.objections, n.open_objections, n.case_id, n.by_person, n.decision, n.updated_at, n.personal, \
        n.lasting_title, n.lasting_body, n.shorter, n.subject_kind, n.subject_id from notice n join unit u on u.id = n.unit_id \
        where n.subject_kind = $1 and n.subject_id = $2 and $scope(n.unit_id, n.by_person) order by n.id desc limit 1";
    LIST_ALL = "select n.id, n.number, n.kind, u.short_name, n.title, n.state, n.posted_on, n.closes_on, n.objections, \
        n.open_objections, n.lasting_title, n.lasting_body, n.updated_at, n.unit_id, n.personal, n.shorter from notice n join unit u on u.id = n.unit_id \
        where n.public = 1 order by n.id desc limit $1 offset $2";
    LIST_KIND = "select n.id, n.number, n.kind, u.short_name, n.title, n.state, n.posted_on, n.closes_on, n.objections, \
        n.open_objections, n.lasting_title, n.lasting_body, n.updated_at, n.unit_id, n.personal, n.shorter from notice n join unit u on u.id = n.unit_id \
        where n.public = 1 and n.kind = $3 order by n.id desc limit $1 offset $2";
    LIST_UNIT = "select n.id, n.number, n.kind, u.short_name, n.title, n.state, n.posted_on, n.closes_on, n.objections, \
        n.open_objections, n.lasting_title, n.lasting_body, n.updated_at, n.unit_id, n.personal, n.shorter from notice n join unit u on u.id = n.unit_id \
        where n.public = 1 and n.unit_id = $3 order by n.id desc limit $1 offset $2";
    LIST_BOTH = "select n.id, n.number, n.kind, u.short_name, n.title, n.state, n.posted_on, n.closes_on, n.objections, \
        n.open_objections, n.lasting_title, n.lasting_body, n.updated_at, n.unit_id, n.personal, n.shorter from notice n join unit u on u.id = n.unit_id \
        where n.public = 1 and n.kind = $3 and n.unit_id = $4 order by n.id desc limit $1 offset $2";
    INSIDE = "select n.id, n.number, n.kind, u.short_name, n.title, n.state, n.posted_on, n.closes_on, n.objections, \
        n.open_objections, n.lasting_title, n.lasting_body, n.updated_at, n.unit_id, n.personal, n.shorter from notice n join unit u on u.id = n.unit_id \
        where $scope(n.unit_id, n.by_person) order by n.id desc limit $1 offset $2";
    LATEST = "select max(n.updated_at) from notice n where n.public = 1";
    /// Notices whose period is over and that still show what may be shown only within it.
    EXPIRED = "select n.id, n.unit_id from notice n where n.personal = 1 and n.closes_on < $1 and n.public = 1 order by n.id limit 500";
    ERASE = "update notice set title = lasting_title, body = lasting_body, personal = 2, updated_at = $2 where id = $1 and personal = 1";
    /// A person of the county whose name stands in both texts, or in the one if they are the same text.
    NAMED = "select p.name from person p where length(p.name) >= 2 and $1 like '%' || p.name || '%' \
        and $2 like '%' || p.name || '%' order by p.name limit 1";
    UNITS = "select u.id, u.name from unit u where u.closed_on is null and $scope(u.id, -) order by u.sort, u.id limit 400";
    UNIT = "select u.name, u.short_name, u.kind from unit u where u.id = $1";

    ADD_OBJECTION = "insert into objection (id, notice_id, number, secret, body, state, upheld, answer, received_at, answered_at, case_id, answered_by) \
        values ($1, $2, $3, $4, $5, 'open', null, '', $6, null, $7, null)";
    OBJECTED = "update notice set objections = objections + 1, open_objections = open_objections + 1 where id = $1";
    ANSWERED = "update notice set open_objections = open_objections - 1 where id = $1";
    OBJECTIONS = "select o.id, o.number, o.body, o.state, o.upheld, o.answer, o.received_at, o.answered_at, o.case_id, o.notice_id, o.secret, \
        o.answered_by from objection o where o.notice_id = $1 order by o.state desc, o.id limit $2 offset $3";
    OBJECTION = "select o.id, o.number, o.body, o.state, o.upheld, o.answer, o.received_at, o.answered_at, o.case_id, o.notice_id, o.secret \
        from objection o where o.id = $1";
    OBJECTION_BY = "select o.id, o.number, o.body, o.state, o.upheld, o.answer, o.received_at, o.answered_at, o.case_id, o.notice_id, o.secret \
        from objection o where o.number = $1";
    ANSWER = "update objection set state = 'answered', upheld = $2, answer = $3, answered_at = $4, answered_by = $5 where id = $1 and state = 'open'";
}
