//! Posts of heads that nobody holds, and what waits for them.

kernel::statements! {
    /// Open steps that wait for the head of a unit which has none, while some unit above has one.
    VACANT = "select s.id, s.by_unit, s.due_on from case_step s join case_file c on c.id = s.case_id \
        where s.done_at is null and s.by_role = $2 and s.by_unit is not null and c.procedure <> 'request-complaint' \
        and not exists (select 1 from account_grant g join account a on a.id = g.account_id where g.role = $2 \
            and g.unit_id = s.by_unit and g.from_on <= $1 and (g.to_on is null or g.to_on >= $1) and a.closed_at is null) \
        and exists (select 1 from unit_tree t join account_grant g on g.unit_id = t.ancestor_id \
            join account a on a.id = g.account_id where t.unit_id = s.by_unit and t.depth > 0 and g.role = $2 \
            and g.from_on <= $1 and (g.to_on is null or g.to_on >= $1) and a.closed_at is null) \
        order by s.id limit $3";
    /// The nearest unit above that has a head.
    ABOVE = "select t.ancestor_id from unit_tree t where t.unit_id = $1 and t.depth > 0 \
        and exists (select 1 from account_grant g join account a on a.id = g.account_id where g.role = $3 \
            and g.unit_id = t.ancestor_id and g.from_on <= $2 and (g.to_on is null or g.to_on >= $2) and a.closed_at is null) \
        order by t.depth limit 1";
    HANDED = "insert into handed_step (step_id, unit_id, above_id) values ($1, $2, $3) \
        on conflict (step_id) do update set above_id = excluded.above_id";
    /// Open steps that lie above while their own unit has a head again.
    HELD_AGAIN = "select h.step_id, h.unit_id, h.above_id, s.due_on from handed_step h join case_step s on s.id = h.step_id \
        where s.done_at is null and s.by_role = $2 and s.by_unit = h.above_id \
        and exists (select 1 from account_grant g join account a on a.id = g.account_id where g.role = $2 \
            and g.unit_id = h.unit_id and g.from_on <= $1 and (g.to_on is null or g.to_on >= $1) and a.closed_at is null) \
        order by h.step_id limit $3";
    FORGET = "delete from handed_step where step_id = $1";
}
