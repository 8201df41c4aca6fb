//! Township duty lists, tasks sent down, and changes of the lists.

kernel::statements! {
    /// The duties of a town on a day, in the order of the lists.
    ON_DAY = "select d.id, d.town_id, d.list, d.class, d.sort, d.name, d.lead, d.lead_id, d.lead_part, d.town_part, d.document, \
        d.from_on, d.to_on from town_duty d where d.town_id = $1 and d.from_on <= $2 and (d.to_on is null or d.to_on >= $2) \
        and $scope(d.town_id, -) order by d.list, d.sort, d.id";
    DUTY = "select d.id, d.town_id, d.list, d.class, d.sort, d.name, d.lead, d.lead_id, d.lead_part, d.town_part, d.document, \
        d.from_on, d.to_on from town_duty d where d.id = $1 and $scope(d.town_id, -)";
    ADD_DUTY = "insert into town_duty (id, town_id, list, class, sort, name, lead, lead_id, lead_part, town_part, document, from_on, \
        to_on, change_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, null, $13)";
    END_DUTY = "update town_duty set to_on = $2 where id = $1";
    NEXT_SORT = "select coalesce(max(d.sort), 0) + 1 from town_duty d where d.town_id = $1 and d.list = $2";
    COUNTS = "select u.id, u.name, \
            coalesce(cast(sum(case when d.list = 'basic' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when d.list = 'cooperating' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when d.list = 'taken-back' then 1 else 0 end) as bigint), 0) \
        from unit u left join town_duty d on d.town_id = u.id and d.from_on <= $1 and (d.to_on is null or d.to_on >= $1) \
        where u.kind = 'township' and u.closed_on is null and $scope(u.id, -) group by u.id, u.name, u.sort order by u.sort, u.name";
    ADD_TASK = "insert into town_task (id, office_id, town_id, title, what, due_on, duty_id, list, state, decision, sent_by, sent_at, \
        answer, answered_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', null)";
    TASK = "select t.id, t.office_id, o.name, t.town_id, w.name, t.title, t.what, t.due_on, t.duty_id, t.list, t.state, t.decision, \
        t.sent_at, t.answer, t.answered_at from town_task t join unit o on o.id = t.office_id join unit w on w.id = t.town_id \
        where t.id = $1 and ($scope(t.office_id, -) or $scope(t.town_id, -))";
    /// Tasks a reader may see, newest first; office, town and state narrow them where they are not empty.
    TASKS = "select t.id, t.office_id, o.name, t.town_id, w.name, t.title, t.what, t.due_on, t.duty_id, t.list, t.state, t.decision, \
        t.sent_at, t.answer, t.answered_at from town_task t join unit o on o.id = t.office_id join unit w on w.id = t.town_id \
        where ($1 = '' or t.office_id = $1) and ($2 = '' or t.town_id = $2) and ($3 = '' or t.state = $3) \
        and ($scope(t.office_id, -) or $scope(t.town_id, -)) order by t.sent_at desc, t.id desc limit $4 offset $5";
    COUNT_TASKS = "select count(*) from town_task t where ($1 = '' or t.office_id = $1) and ($2 = '' or t.town_id = $2) \
        and ($3 = '' or t.state = $3) and ($scope(t.office_id, -) or $scope(t.town_id, -))";
    TASK_STATE = "update town_task set state = $2 where id = $1";
    ANSWER_TASK = "update town_task set state = $2, answer = $3, answered_at = $4 where id = $1";
    ADD_CHANGE = "insert into town_change (id, kind, town_id, office_id, task_id, duty_id, name, class, wanted, basis, resources, \
        reason, town_opinion, office_opinion, legality, result, result_document, result_note, state, begun_on) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', '', '', '', 'open', $13)";
    CHANGE = "select c.id, c.kind, c.town_id, w.name, c.office_id, o.name, c.task_id, c.duty_id, c.name, c.class, c.wanted, c.basis, \
        c.resources, c.reason, c.town_opinion, c.office_opinion, c.legality, c.result, c.result_document, c.result_note, c.state, \
        c.begun_on, c.decided_on, c.reported_on from town_change c join unit w on w.id = c.town_id join unit o on o.id = c.office_id \
        where c.id = $1 and ($scope(c.office_id, -) or $scope(c.town_id, -))";
    CHANGES = "select c.id, c.kind, c.town_id, w.name, c.office_id, o.name, c.task_id, c.duty_id, c.name, c.class, c.wanted, c.basis, \
        c.resources, c.reason, c.town_opinion, c.office_opinion, c.legality, c.result, c.result_document, c.result_note, c.state, \
        c.begun_on, c.decided_on, c.reported_on from town_change c join unit w on w.id = c.town_id join unit o on o.id = c.office_id \
        where ($1 = '' or c.town_id = $1) and ($scope(c.office_id, -) or $scope(c.town_id, -)) \
        order by c.begun_on desc, c.id desc limit $2";
    OPINION_OF_TOWN = "update town_change set town_opinion = $2 where id = $1";
    OPINION_OF_OFFICE = "update town_change set office_opinion = $2 where id = $1";
    LEGALITY = "update town_change set legality = $2 where id = $1";
    DECIDE_CHANGE = "update town_change set result = $2, result_document = $3, result_note = $4, decided_on = $5, state = 'decided' \
        where id = $1";
    REPORT_CHANGE = "update town_change set reported_on = $2, state = 'reported' where id = $1";
}
