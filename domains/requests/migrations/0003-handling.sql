-- Where an answer by post goes: asked only where it is wanted by post, erased with name and phone.
alter table request add column post_address text not null default '';
alter table request add column postcode text not null default '';
create index request_contact on request (closed_on) where open = 0 and (name <> '' or phone <> '' or post_address <> '');
-- Figures are of what came in within some months: what is late is counted by them too.
drop index request_open_due;
create index request_open_due on request (open, sealed, due_on, id, unit_id, kind, month);
-- The first handling, or the second after it was taken up again.
alter table request_date add column handling bigint not null default 1;
update request_date set handling = 2 where exists (select 1 from request_message m where m.request_id = request_date.request_id
  and m.kind = 'reopening' and substr(m.at, 1, 10) <= request_date.starts_on);
-- The day something came in that an officer adds.
alter table request_message add column dated_on text;
