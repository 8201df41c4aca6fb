//! Rows of where items stand by their evidence: one for all versions of an item, kept with every entry.

kernel::statements! {
    /// Counts one more entry for an item: its amount, the day of the work, the day it was reached.
    ADD = "insert into item_standing (root_id, entries, quantity, latest, latest_on, reached_on, last_on, confirmations) \
        select i.root_id, 1, cast($2 as double precision), cast($2 as double precision), \
            case when cast($2 as double precision) is null then null else cast($3 as text) end, \
            cast($4 as text), cast($3 as text), 0 from letter_item i where i.id = $1 \
        on conflict (root_id) do update set entries = item_standing.entries + 1, \
            quantity = case when excluded.quantity is null then item_standing.quantity \
                else coalesce(item_standing.quantity, 0) + excluded.quantity end, \
            latest = case when excluded.latest_on >= coalesce(item_standing.latest_on, '') then excluded.latest \
                else item_standing.latest end, \
            latest_on = case when excluded.latest_on >= coalesce(item_standing.latest_on, '') then excluded.latest_on \
                else item_standing.latest_on end, \
            reached_on = case when excluded.reached_on >= coalesce(item_standing.reached_on, '') then excluded.reached_on \
                else item_standing.reached_on end, \
            last_on = case when excluded.last_on >= coalesce(item_standing.last_on, '') then excluded.last_on \
                else item_standing.last_on end";
    /// Counts an item's entries anew, after one was withdrawn or confirmed.
    RECOUNT = "insert into item_standing (root_id, entries, quantity, latest, latest_on, reached_on, last_on, confirmations) \
        with supported as (select k.root_id, e.id as evidence_id, e.happened_on, s.quantity, s.reached_on, \
            row_number() over (order by case when s.quantity is null then 1 else 0 end, e.happened_on desc, e.id desc) as place \
            from letter_item i join letter_item k on k.root_id = i.root_id join evidence_item s on s.item_id = k.id \
            join evidence e on e.id = s.evidence_id where i.id = $1 and e.withdrawn_at is null) \
        select i.root_id, count(z.evidence_id), sum(z.quantity), max(case when z.place = 1 then z.quantity end), \
            max(case when z.place = 1 and z.quantity is not null then z.happened_on end), max(z.reached_on), \
            max(z.happened_on), coalesce(cast(sum((select count(*) from evidence_partner a \
                where a.evidence_id = z.evidence_id and a.state = 'confirmed')) as bigint), 0) \
            from letter_item i left join supported z on z.root_id = i.root_id where i.id = $1 group by i.root_id \
        on conflict (root_id) do update set entries = excluded.entries, quantity = excluded.quantity, \
            latest = excluded.latest, latest_on = excluded.latest_on, reached_on = excluded.reached_on, \
            last_on = excluded.last_on, confirmations = excluded.confirmations";
    /// The items an entry supports.
    SUPPORTED_BY = "select s.item_id from evidence_item s where s.evidence_id = $1 order by s.item_id";
    /// Where the items of a letter stand; those without evidence are not there.
    OF_LETTER = "select i.id, s.entries, s.quantity, s.latest, s.reached_on, s.last_on, s.confirmations from letter l \
        join letter_item i on i.letter_id = l.id join item_standing s on s.root_id = i.root_id \
        where l.id = $1 and s.entries > 0 and $scope(l.unit_id, l.person_id)";
    /// What every item of every letter that counts for a cycle is scored by. In no order: a year is read in one pass.
    OF_CYCLE = "select i.letter_id, i.weight, i.measure, i.measure_unit, i.method, i.baseline, i.goal, s.quantity, s.latest, \
        s.reached_on from letter l join letter_item i on i.letter_id = l.id \
        left join item_standing s on s.root_id = i.root_id \
        where l.cycle_id = $1 and l.state in ('in-force', 'closed') and $scope(l.unit_id, l.person_id)";
}
