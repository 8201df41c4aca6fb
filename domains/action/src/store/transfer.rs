//! Rows of intended applications and of attempts at work.

kernel::statements! {
    /// Per learner of a class: what was intended, tried, and seen by another; the sum of what witnesses rated.
    CONFIRMED = "select i.person_id, count(distinct i.id), count(a.id), \
            coalesce(cast(sum(case when a.seen = 'confirmed' then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.seen = 'confirmed' and a.as_intended = 1 then 1 else 0 end) as bigint), 0), \
            coalesce(cast(sum(case when a.seen = 'confirmed' then a.rating else 0 end) as bigint), 0) \
        from intention i left join attempt a on a.intention_id = i.id \
        where i.source = 'class' and i.source_id = $1 and i.withdrawn_at is null and $scope(i.unit_id, i.person_id) \
        group by i.person_id order by i.person_id";
}
