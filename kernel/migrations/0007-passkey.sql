-- Passkeys: public keys only; what signs stays on the holder's device.
create table passkey (
  id text primary key,
  account_id text not null,
  name text not null,
  party text not null,
  algorithm bigint not null,
  public_key bytea not null,
  counter bigint not null,
  made_at text not null,
  used_at text,
  ended_at text
);
create index passkey_account on passkey (account_id, made_at);
