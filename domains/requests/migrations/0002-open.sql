-- How many are open now, kept with each change like the other counts.
alter table request_count add column open bigint not null default 0;
update request_count set open = (select count(*) from request r where r.open = 1 and r.month = request_count.month
  and coalesce(r.unit_id, '') = request_count.unit_id and r.kind = request_count.kind);
