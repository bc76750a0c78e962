-- Who entered a cabinet: the name of the provider in our configuration and its name for the person.
-- The issuer is not part of it, because its address may change.
create table cabinet_account (
  id text primary key,
  site text not null,
  provider text not null,
  sub text not null,
  profile bytea not null, -- what the provider said of the person, sealed
  created_at int8 not null,
  entered_at int8 not null
);
create unique index cabinet_account_person on cabinet_account (site, provider, sub);

-- The tokens behind a session, sealed. They never reach the browser.
create table cabinet_token (
  session text primary key,
  sub text not null,
  auth_time int8, -- seconds, as the provider said it
  id_token bytea not null,
  access bytea not null,
  access_ends_at int8 not null,
  refresh bytea,
  refreshing_until_at int8 not null, -- somebody is refreshing until then
  ends_at int8 not null -- when the session ends at the latest
);
create index cabinet_token_ends on cabinet_token (ends_at);

-- Access tokens of one audience each, exchanged for a session, sealed.
create table cabinet_exchanged (
  session text not null,
  audience text not null,
  token bytea not null,
  ends_at int8 not null,
  primary key (session, audience)
);
create index cabinet_exchanged_ends on cabinet_exchanged (ends_at);

-- Names that count once: states of answered sign-ins and the jti of logout tokens, hashed.
create table cabinet_once (
  name bytea primary key,
  ends_at int8 not null
);
create index cabinet_once_ends on cabinet_once (ends_at);

-- The last good answer of a register about an account, sealed.
create table cabinet_record (
  account text not null,
  register text not null,
  record bytea not null,
  as_of_at int8 not null, -- the state of which moment the register told
  asked_at int8 not null,
  primary key (account, register)
);
