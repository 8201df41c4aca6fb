//! Statements on persons, their forms and the imports that brought them.

use kernel::{DbError, Row};

use crate::person::{Identity, Listed, Person};

/// Whether the person `$p` is in reach on the day `$2`: their own, or serving in a unit in scope. Overseeing a unit
/// does not put a person into it.
macro_rules! in_reach {
    ($p:literal) => {
        concat!(
            "($scope(-, ",
            $p,
            ") or exists (select 1 from tenure r where r.person_id = ",
            $p,
            " and r.kind <> 'oversees' and (r.to_on is null or r.to_on >= $2) and $scope(r.unit_id, -)))"
        )
    };
}
pub(crate) use in_reach;

/// Who a list shows: words $3–$6, unit $7, kind $8, state $9, identity number $10.
macro_rules! wanted {
    () => {
        concat!(
            wanted!("$3"), " and ", wanted!("$4"), " and ", wanted!("$5"), " and ", wanted!("$6"),
            " and ($7 = '' or exists (select 1 from tenure r join unit_tree w on w.unit_id = r.unit_id \
            where r.person_id = p.id and r.kind <> 'oversees' and (r.to_on is null or r.to_on >= $2) \
            and w.ancestor_id = $7)) and ($8 = '' or p.kind = $8) \
            and ($9 = '' or ($9 = 'serving' and p.left_on is null) or ($9 = 'left' and p.left_on is not null)) \
            and ($10 = '' or p.id_number = $10)"
        )
    };
    ($word:literal) => {
        // Units and posts are few: which of them the word finds is worked out once, not for every person.
        concat!(
            "(",
            $word,
            " = '%' or p.search like ",
            $word,
            " escape '\\' or p.id in (select r.person_id from tenure r where (r.to_on is null or r.to_on >= $2) \
            and (r.unit_id in (select v.id from unit v where v.search like ",
            $word,
            " escape '\\') or r.post_id in (select q.id from post q where q.title like ",
            $word,
            " escape '\\'))))"
        )
    };
}

kernel::statements! {
    INSERT = "insert into person (id, name, sex, born, id_number, nation, native_place, birthplace, politics, \
        joined_party, started_work, education, degree, school, phone, kind, hired_on, probation_ends, rank, search, \
        created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";
    CHANGE = "update person set name = $2, sex = $3, born = $4, id_number = $5, nation = $6, native_place = $7, \
        birthplace = $8, politics = $9, joined_party = $10, started_work = $11, education = $12, degree = $13, \
        school = $14, phone = $15, kind = $16, hired_on = $17, probation_ends = $18, rank = $19, search = $20 \
        where id = $1";
    LEAVE = "update person set left_on = $2, left_how = $3 where id = $1 and left_on is null";
    RETURN = "update person set left_on = null, left_how = null where id = $1";
    FIND = concat!("select p.id, p.name, p.sex, p.born, p.id_number, p.nation, p.native_place, p.birthplace, p.politics, \
        p.joined_party, p.started_work, p.education, p.degree, p.school, p.phone, p.kind, p.hired_on, p.probation_ends, \
        p.rank, p.left_on, p.left_how from person p where p.id = $1 and ", in_reach!("p.id"));
    ALL = concat!("select p.id, p.name, p.sex, p.born, p.id_number, p.nation, p.native_place, p.birthplace, p.politics, \
        p.joined_party, p.started_work, p.education, p.degree, p.school, p.phone, p.kind, p.hired_on, p.probation_ends, \
        p.rank, p.left_on, p.left_how from person p where $1 = '' and ", in_reach!("p.id"), " order by p.search, p.id");
    ANY = "select 1 from person p limit 1";
    BY_ID_NUMBER = "select p.id, p.name from person p where p.id_number = $1";
    IDENTITIES = "select p.id, p.name, p.born, p.id_number from person p order by p.id";
    PAGE = concat!("select p.id, p.name, p.sex, p.kind, p.left_on, t.unit_id, u.short_name, o.title, t.kind \
        from (select p.id, p.name, p.sex, p.kind, p.left_on, p.search from person p where $1 = '' and ", in_reach!("p.id"),
        " and ", wanted!(), " order by p.search, p.id limit $11 offset $12) p \
        left join tenure t on t.id = (select x.id from tenure x where x.person_id = p.id and x.kind <> 'oversees' \
        and x.from_on <= $2 and (x.to_on is null or x.to_on >= $2) order by case x.kind when 'holds' then 0 \
        when 'acts' then 1 when 'attached' then 2 else 3 end, x.from_on, x.id limit 1) \
        left join unit u on u.id = t.unit_id left join post o on o.id = t.post_id order by p.search, p.id");
    COUNT = concat!("select count(*) from person p where $1 = '' and ", in_reach!("p.id"), " and ", wanted!());
    FORM_PUT = "insert into person_form (person_id, body, photo_hash, imported_at) values ($1, $2, $3, $4) \
        on conflict (person_id) do update set body = excluded.body, photo_hash = excluded.photo_hash, \
        imported_at = excluded.imported_at";
    FORM = concat!("select f.body, f.photo_hash, f.imported_at from person_form f where f.person_id = $1 and ",
        in_reach!("f.person_id"));
}

/// A person from a row of [`FIND`].
pub(crate) fn person(row: &Row) -> Result<Person, DbError> {
    Ok(Person {
        id: row.text(0)?,
        name: row.text(1)?,
        sex: row.get(2)?,
        born: row.get(3)?,
        id_number: row.get(4)?,
        nation: row.get(5)?,
        native_place: row.get(6)?,
        birthplace: row.get(7)?,
        politics: row.get(8)?,
        joined_party: row.get(9)?,
        started_work: row.get(10)?,
        education: row.get(11)?,
        degree: row.get(12)?,
        school: row.get(13)?,
        phone: row.get(14)?,
        kind: row.get(15)?,
        hired_on: row.get(16)?,
        probation_ends: row.get(17)?,
        rank: row.get(18)?,
        left_on: row.get(19)?,
        left_how: row.get(20)?,
    })
}

/// A line of a list from a row of [`PAGE`].
pub(crate) fn listed(row: &Row) -> Result<Listed, DbError> {
    Ok(Listed {
        id: row.text(0)?,
        name: row.text(1)?,
        sex: row.get(2)?,
        kind: row.get(3)?,
        left_on: row.get(4)?,
        unit: row.get(5)?,
        unit_name: row.get(6)?,
        post_title: row.get(7)?,
        tenure_kind: row.get(8)?,
    })
}

/// What tells a person from others.
pub(crate) fn identity(row: &Row) -> Result<Identity, DbError> {
    Ok(Identity { id: row.text(0)?, name: row.text(1)?, born: row.get(2)?, id_number: row.get(3)? })
}
