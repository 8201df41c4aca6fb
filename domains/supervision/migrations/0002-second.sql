-- Reading declarations takes two inspectors: one asks, another agrees, the first opens. The seal keeps the asking, so that the
-- owner sees it among what was opened about them.
alter table register_reading add column opening text;        -- the asking of the seal; null: read before there were two
alter table register_reading add column asker text;          -- person of who asks
alter table register_reading add column second text;         -- name of who agreed or declined
alter table register_reading add column agreed bigint;       -- 1 agreed, 0 declined; null: not answered
alter table register_reading add column opened_on text;      -- the day it may be read
create table register_seal (
  person_id text primary key,
  sealed_id text not null
);

-- Steps of a head's post that nobody holds lie with the unit above until somebody holds it again.
create table handed_step (
  step_id text primary key,
  unit_id text not null,          -- whose head the step waited for
  above_id text not null          -- whose head it waits for now
);
