-- Village affairs by the period they are for 所属期. What was posted before named none: it counts for the one it was posted
-- in. Two periods may be made up on one day, so the day is no longer part of the key.
create table village_publication (
  notice_id text primary key,
  unit_id text not null,
  item text not null,
  period_from text not null,
  period_to text not null,
  posted_on text not null,
  late bigint not null          -- 1: made up after its time
);
create index village_publication_unit on village_publication (unit_id, period_from);
insert into village_publication (notice_id, unit_id, item, period_from, period_to, posted_on, late)
  select p.notice_id, p.unit_id, p.item, p.posted_on, p.posted_on, p.posted_on, 0 from village_posting p;
drop table village_posting;
