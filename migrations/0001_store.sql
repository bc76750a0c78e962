-- What every fact shares. Times are microseconds since 1970 (UTC).

create table store_setting (
  name text primary key,
  value text not null
);

-- The outcome of a form that was sent, under its one-use key, for a day.
create table store_outcome (
  key bytea primary key,
  name text not null,
  outcome bytea,
  at int8 not null
);
create index store_outcome_at on store_outcome (at);

-- How often something was tried within a window.
create table store_count (
  key text not null,
  window_start int8 not null,
  count int8 not null,
  expires_at int8 not null,
  primary key (key, window_start)
);
create index store_count_expires on store_count (expires_at);

create table store_job (
  id text primary key,
  kind text not null,
  key text unique,
  payload bytea not null,
  state text not null, -- ready, dead
  due_at int8 not null,
  claimed_until int8 not null,
  attempts int8 not null,
  error text,
  created_at int8 not null
);
create index store_job_due on store_job (state, due_at);

-- The journal. Rows stay for ever; erasure blanks the payload and is itself an entry.
create table store_journal (
  id text primary key,
  at int8 not null,
  site text not null,
  event text not null,
  actor text not null,
  subject text,
  payload bytea,
  commitment bytea not null,
  position int8
);
create unique index store_journal_position on store_journal (position);
create index store_journal_subject on store_journal (subject, at);
create index store_journal_staff on store_journal (actor, at) where actor like 'staff:%';
create index store_journal_unsealed on store_journal (id) where position is null;

-- Signed heads of the Merkle tree over the journal.
create table store_head (
  number int8 primary key,
  size int8 not null,
  root bytea not null,
  leaves bytea not null,
  edge bytea not null,
  previous bytea not null,
  at int8 not null,
  signature bytea not null
);
