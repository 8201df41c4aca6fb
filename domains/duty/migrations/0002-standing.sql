-- Where an item stands by its evidence, kept with every entry and never counted again by a reader. One row for all
-- versions of an item. A key named at the end of a table is what its rows lie in order of.
create table item_standing (
  root_id text not null,        -- the item in the first version of its letter
  entries bigint not null,      -- that support it and were not withdrawn
  quantity double precision,    -- their amounts together
  latest double precision,      -- the newest amount
  latest_on text,               -- its day
  reached_on text,              -- the newest day given as reached
  last_on text,                 -- the newest day of work
  confirmations bigint not null,
  primary key (root_id)
);
insert into item_standing (root_id, entries, quantity, latest, latest_on, reached_on, last_on, confirmations)
with supported as (
  select k.root_id, e.id as evidence_id, e.happened_on, s.quantity, s.reached_on,
    row_number() over (partition by k.root_id order by case when s.quantity is null then 1 else 0 end,
      e.happened_on desc, e.id desc) as place
  from letter_item k join evidence_item s on s.item_id = k.id join evidence e on e.id = s.evidence_id
  where e.withdrawn_at is null)
select z.root_id, count(*), sum(z.quantity), max(case when z.place = 1 then z.quantity end),
  max(case when z.place = 1 and z.quantity is not null then z.happened_on end), max(z.reached_on), max(z.happened_on),
  coalesce(cast(sum((select count(*) from evidence_partner a where a.evidence_id = z.evidence_id
    and a.state = 'confirmed')) as bigint), 0)
from supported z group by z.root_id;
