//! Keys, and service requests as everybody may see them.

kernel::statements! {
    ADD_KEY = "insert into open311_key (id, hash, name, contact, issued_at) values ($1, $2, $3, $4, $5)";
    KEYS = "select k.id, k.name, k.contact, k.issued_at, k.withdrawn_at from open311_key k order by k.issued_at desc limit 200";
    KEY = "select k.id from open311_key k where k.hash = $1 and k.withdrawn_at is null";
    WITHDRAW_KEY = "update open311_key set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    LIST = "select r.number, r.open, r.state, r.category, r.published, r.public_words, u.name, r.received_at, r.updated_at, r.due_on, \
        p.name, r.place_id, r.lat, r.long, r.facts from request r left join unit u on u.id = r.unit_id left join unit p on p.id = r.place_id \
        where r.kind in ('service', 'unsorted') and r.category <> '' and r.sealed = 0 and r.received_at >= $1 and r.received_at <= $2 \
        and ($3 = '' or $3 like '%,' || r.category || ',%') and ($4 = -1 or r.open = $4) order by r.received_at desc limit $5 offset $6";
    ONE = "select r.number, r.open, r.state, r.category, r.published, r.public_words, u.name, r.received_at, r.updated_at, r.due_on, \
        p.name, r.place_id, r.lat, r.long, r.facts from request r left join unit u on u.id = r.unit_id left join unit p on p.id = r.place_id \
        where r.number = $1 and r.sealed = 0 and r.kind in ('service', 'unsorted') and r.category <> ''";
    TOKEN = "select r.number from request r where r.number = $1 and r.sealed = 0 and r.key_id is not null";
}
