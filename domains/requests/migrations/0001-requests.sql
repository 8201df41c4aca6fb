-- What residents ask for 群众诉求. One row each; the texts of sealed ones are shown to nobody but who handles them.
create table request (
  id text primary key,
  number text not null,           -- tracking number
  secret text not null,           -- hash of the secret; the secret is kept nowhere
  kind text not null,             -- unsorted, information 信息公开申请, petition 信访, service 服务诉求, complaint 检举控告, rating 评价建议
  category text not null,         -- of a service request; may be empty
  title text not null,            -- subject as the desk wrote it; the first words until then
  body text not null,             -- what was asked
  state text not null,            -- received, handling, correcting, consulting, extending, accepting, disputed, returned, reviewing, answered, routed, withdrawn, refused, merged, recorded
  open bigint not null,
  sealed bigint not null,         -- 1: a complaint about a person, outside every common list
  unit_id text,                   -- the office that answers for it; null: the county's desk
  place_id text,                  -- town or village it is about
  address text not null,
  lat double precision,
  long double precision,
  item_id text,                   -- item of the catalogue
  channel text not null,          -- online, phone, visit, post, open311
  name text not null,             -- empty: anonymous
  phone text not null,
  reply_by text not null,         -- online, phone, post, visit
  applicant text not null,        -- person, business, research, welfare, legal, other
  people bigint not null,         -- how many came, where they came together
  received_at text not null,
  received_on text not null,
  month text not null,            -- YYYY-MM of receipt
  due_on text,
  due_provisional bigint not null,
  facts text not null,            -- JSON: what its clocks rest on, by kind
  case_id text,
  answered_on text,               -- the last answer
  closed_on text,
  outcome text not null,
  in_time bigint,
  reopened bigint not null,
  merged_into text,
  published bigint not null,      -- the desk found its words fit for everybody
  public_words text not null,
  key_id text,                    -- api key it came with
  entered_by text,                -- account that wrote it down for a caller
  updated_at text not null
);
create unique index request_number on request (number);
create index request_open on request (open, sealed, id);
create index request_open_kind on request (open, sealed, kind, id);
create index request_open_due on request (open, sealed, due_on, id, unit_id, kind);
create index request_open_kind_due on request (open, sealed, kind, due_on, id);
create index request_unit on request (unit_id, sealed, id);
create index request_unit_kind on request (unit_id, kind, sealed, id);
create index request_unit_open on request (unit_id, open, sealed, id);
create index request_unit_due on request (unit_id, open, sealed, due_on, id);
create index request_all on request (sealed, id);
create index request_state on request (state, id) where open = 1;
create index request_kind on request (kind, sealed, id);
create index request_public on request (received_at, kind);
create index request_merged on request (merged_into);

-- Every date a rule gave, with the decision it follows from.
create table request_date (
  request_id text not null,
  seq bigint not null,
  what text not null,             -- register, notice, objection, reply, correct, corrected, third, partner, resolve, review, file-review, ticket
  clause text not null,
  starts_on text not null,
  due_on text,
  provisional bigint not null,
  met_on text,                    -- the day it was done; null while it runs
  dropped bigint not null,        -- 1: replaced by another or no longer needed
  decision text not null,         -- JSON
  primary key (request_id, seq)
);

-- What was said on either side, and the answers.
create table request_message (
  id text primary key,
  request_id text not null,
  at text not null,
  by_resident bigint not null,
  kind text not null,             -- message, correction, supplement, notice, answer, opinion, review, reopening
  unit_name text not null,        -- office that wrote; empty for the resident
  body text not null,
  account text                    -- who of the office wrote; never shown to the public
);
create index request_message_of on request_message (request_id, id);

create table request_rating (
  request_id text not null,
  round bigint not null,
  responded bigint not null,
  resolved bigint not null,
  satisfied bigint not null,
  level text not null,            -- satisfied, fair, dissatisfied
  words text not null,
  rated_on text not null,
  excluded text not null,         -- why it does not count; empty: it counts
  primary key (request_id, round)
);

-- Words of titles, for finding: pairs of signs and whole Latin words.
create table request_word (
  word text not null,
  request_id text not null,
  primary key (word, request_id)
);

-- Counts, kept with each change.
create table request_count (
  month text not null,            -- of receipt
  unit_id text not null,          -- '': the county's desk
  kind text not null,
  received bigint not null,
  closed bigint not null,
  in_time bigint not null,
  late bigint not null,
  rated bigint not null,
  excluded bigint not null,
  responded bigint not null,
  resolved bigint not null,
  satisfied bigint not null,
  unresolved bigint not null,     -- closed, and said not to be resolved
  reopened bigint not null,
  primary key (month, unit_id, kind)
);
create index request_count_unit on request_count (unit_id, month);
-- Rows of the yearly report on information requests.
create table request_disclosure (
  year bigint not null,
  unit_id text not null,
  line text not null,             -- received, or how it was answered
  applicant text not null,
  n bigint not null,
  primary key (year, unit_id, line, applicant)
);

-- Complaints about a person: who handles them, whom they concern, and the identity behind them, sealed.
create table request_complaint (
  request_id text primary key,
  handler text not null,          -- inspector, committee, head
  unit_id text,                   -- unit whose head handles it
  accused_words text not null,    -- name and office as the complainant wrote them
  identified text not null,       -- known: whoever examines it said who it is; outside: no official of this county; empty: not yet
  sealed_id text                  -- identity of the complainant; null: anonymous
);
create table request_accused (
  request_id text not null,
  person_id text not null,
  guessed bigint not null,        -- 1: bears the name that was written, nobody said yet that it is this person
  primary key (request_id, person_id)
);
create index request_accused_person on request_accused (person_id);
create table request_recusal (
  request_id text not null,
  person_id text not null,
  reason text not null,
  on_date text not null,
  primary key (request_id, person_id)
);

-- Keys of programs that send service requests (Open311).
create table open311_key (
  id text primary key,
  hash text not null,
  name text not null,
  contact text not null,
  issued_at text not null,
  withdrawn_at text
);
create unique index open311_key_hash on open311_key (hash);
