//! Sums of what the program's own forms ask, and the forms flagged.

kernel::statements! {
    ADD = "insert into own_burden (month, role, form, posts, fields, timed, seconds) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict (month, role, form) do update set posts = own_burden.posts + excluded.posts, \
        fields = own_burden.fields + excluded.fields, timed = own_burden.timed + excluded.timed, \
        seconds = own_burden.seconds + excluded.seconds";
    OF_FORM = "select cast(coalesce(sum(o.posts), 0) as bigint), cast(coalesce(sum(o.fields), 0) as bigint) from own_burden o \
        where o.month = $1 and o.form = $2";
    MONTHS = "select distinct o.month from own_burden o order by o.month desc limit 24";
    ROLES = "select o.month, o.role, cast(sum(o.posts) as bigint), cast(sum(o.fields) as bigint), cast(sum(o.timed) as bigint), \
        cast(sum(o.seconds) as bigint) from own_burden o where o.month >= $1 group by o.month, o.role order by o.month desc, o.role";
    FORMS = "select o.form, cast(sum(o.posts) as bigint), cast(sum(o.fields) as bigint), cast(sum(o.timed) as bigint), \
        cast(sum(o.seconds) as bigint) from own_burden o where o.month = $1 group by o.form order by 3 desc, o.form limit 60";
    /// A form is flagged once a month, and not again while it waits for whoever keeps it.
    FLAG_OF = "select f.id from own_flag f where f.form = $1 and (f.month = $2 or f.state = 'open')";
    FLAG = "insert into own_flag (id, form, month, fields, state, words, case_id) values ($1, $2, $3, $4, 'open', '', $5)";
    FLAGS = "select f.id, f.form, f.month, f.fields, f.state, f.words, f.case_id from own_flag f order by f.id desc limit 60";
    FLAG_BY_ID = "select f.id, f.form, f.month, f.fields, f.state, f.words, f.case_id from own_flag f where f.id = $1";
    SETTLE = "update own_flag set state = $2, words = $3 where id = $1 and state = 'open'";
}
