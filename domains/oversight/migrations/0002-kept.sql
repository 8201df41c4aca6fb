-- An item that moves to another office does so with the version that says it.
alter table power_version add column unit_id text;             -- the office that answers from its day on; null: as it stands
-- A document kept in force after its evaluation counts anew from the first day of its new term.
alter table normative_document add column renewed_from text;
-- An exception to fair competition: nothing restricts competition less.
alter table document_review add column no_milder bigint not null default 0;

-- How many items, documents and tasks an office has in each state, kept in the transaction of the change.
create table power_count (
  what text not null,           -- item, document, task
  unit_id text not null,
  other_id text not null,       -- task: the town; empty otherwise
  state text not null,
  n bigint not null,
  primary key (what, unit_id, other_id, state)
);
insert into power_count (what, unit_id, other_id, state, n)
  select 'item', i.unit_id, '', i.state, count(*) from power_item i group by i.unit_id, i.state;
insert into power_count (what, unit_id, other_id, state, n)
  select 'document', d.unit_id, '', d.state, count(*) from normative_document d group by d.unit_id, d.state;
insert into power_count (what, unit_id, other_id, state, n)
  select 'task', t.office_id, t.town_id, t.state, count(*) from town_task t group by t.office_id, t.town_id, t.state;
