-- An intended application: at most three for each learner and each class or set.
create table intention (
  id text primary key,
  person_id text not null,
  unit_id text not null,        -- unit of the learner when written
  name text not null,
  source text not null,         -- class, set
  source_id text not null,
  source_title text not null,
  place bigint not null,        -- 1 to 3
  what text not null,           -- what is to be done differently
  when_on text not null,        -- by when it will have been tried
  setting text not null,        -- where
  with_whom text not null,      -- with whom
  witness_id text,              -- who is likely to see it
  help text not null,           -- what help is wanted; empty: none
  help_answer text,             -- what the head does about it
  help_by text,
  help_at text,
  created_at text not null,
  withdrawn_at text,
  unique (person_id, source, source_id, place)
);
create index intention_unit on intention (unit_id, when_on);
create index intention_source on intention (source, source_id);

-- An attempt at work, and what somebody who saw it says.
create table attempt (
  id text primary key,
  intention_id text not null,
  happened_on text not null,
  what text not null,
  as_intended bigint not null,  -- 1 done as intended, 0 otherwise
  alike bigint not null,        -- 1 the situation was like the one practised in
  thought text not null,        -- none, ahead, back: whether and when one thought of what had been learned
  principle text not null,      -- in own words; empty: none named
  road text not null,           -- low, forward, backward
  outcome text not null,        -- worked, partly, not
  witness_id text,              -- who is asked whether they saw it
  witness_name text,
  seen text not null,           -- nobody, asked, confirmed, declined
  rating bigint,                -- 1 to 5: how far it worked, as the witness saw it
  seen_note text,
  seen_at text,
  client_key text not null,     -- the same attempt sent twice is one
  created_at text not null,
  unique (intention_id, client_key)
);
create index attempt_intention on attempt (intention_id, happened_on);
create index attempt_witness on attempt (witness_id, seen);
