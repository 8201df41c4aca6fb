-- A cycle: one responsibility year of the county.
create table cycle (
  id text primary key,
  year bigint not null unique,
  state text not null,          -- planning, agreed, running, assessing, publicity, closed, reopened
  scheme text not null,         -- JSON: weights by post category, sources, limits, minimum group size, trims
  letters_by text not null,     -- dates the cycle names
  assessment_by text not null,
  publicity_from text,
  created_at text not null,
  closed_at text
);

-- A target of a unit.
create table target (
  id text primary key,
  cycle_id text not null,
  unit_id text not null,
  parent_id text,               -- the superior unit's target it carries
  title text not null,
  source text not null,         -- plan, superior, duty-list, local
  source_ref text not null,     -- document or item cited
  emphasis text not null,       -- general, enforcement, technical: which emphasis it is judged with
  measure text not null,        -- quantity, milestone, rating, standard
  measure_unit text not null,   -- 件, 户, %, …; empty for milestones
  baseline double precision,
  goal double precision,
  due_on text,
  weight bigint not null,       -- in hundredths of the unit's 100
  method text not null,         -- JSON: scoring method with its parameters
  evidence_wanted text not null,
  state text not null,          -- draft, adopted, withdrawn
  sort bigint not null,
  created_at text not null
);
create index target_unit on target (cycle_id, unit_id, sort);
create index target_parent on target (parent_id);

-- Who carries a target: parts in hundredths of a percent, 10000 = the whole.
create table share (
  id text primary key,
  target_id text not null,
  person_id text,
  child_unit_id text,
  part bigint not null,
  role text not null            -- lead 牵头, carry 承担, assist 协助
);
create index share_target on share (target_id);
create index share_person on share (person_id);
create index share_child on share (child_unit_id);

-- Letters 目标责任书: one per person and cycle; revisions are further versions.
create table letter (
  id text primary key,
  cycle_id text not null,
  person_id text not null,      -- the holder
  unit_id text not null,
  post_id text,
  head_person_id text,          -- who signs for the unit
  holder_name text not null,    -- names as they stand in the document, so that a later renaming changes no letter
  unit_name text not null,
  post_title text not null,
  head_name text not null,
  category text not null,       -- of the post
  version bigint not null,
  form bigint not null,         -- which wording of the document it is written in
  state text not null,          -- draft, offered, contested, signed-by-holder, in-force, revised, closed, dropped
  body_hash text,               -- SHA-256 of the canonical text once offered
  offered_at text,
  in_force_on text,
  closed_at text,
  replaces text,
  created_at text not null
);
create index letter_person on letter (person_id, cycle_id);
create index letter_unit on letter (cycle_id, unit_id, state);
create table letter_item (
  id text primary key,
  root_id text not null,        -- the same item in the first version of the letter; evidence follows it
  letter_id text not null,
  target_id text,               -- null for duties of the post itself
  source text not null,         -- the basis as printed
  title text not null,
  measure text not null,
  measure_unit text not null,
  baseline double precision,
  goal double precision,
  due_on text,
  weight bigint not null,       -- hundredths; a letter's items sum to 10000
  method text not null,
  evidence_wanted text not null,
  sort bigint not null
);
create index letter_item_letter on letter_item (letter_id, sort);
create index letter_item_target on letter_item (target_id);
create index letter_item_root on letter_item (root_id);
create table letter_signature (
  id text primary key,
  letter_id text not null,
  side text not null,           -- holder, head
  person_id text not null,
  account_id text not null,
  signed_at text not null,
  body_hash text not null
);
create index letter_signature_letter on letter_signature (letter_id);
create table letter_comment (
  id text primary key,
  letter_id text not null,
  person_id text not null,
  item_id text,
  body text not null,
  at text not null
);
create index letter_comment_letter on letter_comment (letter_id, at);

-- Evidence 工作纪实: one entry supports several items.
create table evidence (
  id text primary key,
  cycle_id text not null,
  person_id text not null,
  unit_id text not null,
  happened_on text not null,
  title text not null,
  body text not null,
  client_key text not null,     -- idempotency: the same entry sent twice is one
  created_at text not null,
  withdrawn_at text,
  unique (person_id, client_key)
);
create index evidence_person on evidence (person_id, cycle_id, happened_on);
create index evidence_unit on evidence (cycle_id, unit_id, happened_on);
create table evidence_item (
  evidence_id text not null,
  item_id text not null,
  quantity double precision,
  reached_on text,
  primary key (evidence_id, item_id)
);
create index evidence_item_item on evidence_item (item_id);
create table evidence_partner ( -- co-workers confirm instead of retyping
  evidence_id text not null,
  person_id text not null,
  state text not null,          -- asked, confirmed, declined
  answered_at text,
  item_id text,                 -- the partner's own item it then supports
  note text,
  primary key (evidence_id, person_id)
);
create index evidence_partner_person on evidence_partner (person_id, state);
