-- Accounts and the flows that lead to them: registration, sign-in, recovery.

create table identity_account (
  id text primary key,
  rev int8 not null,
  level text not null, -- simple, standard, confirmed
  status text not null, -- active, locked, restricted, closed
  status_why text,
  status_until int8,
  status_at int8 not null,
  person bytea not null, -- names, birth date, contacts, numbers and documents, sealed
  second text not null, -- the usual second factor: sms, totp
  lang text not null,
  created_at int8 not null,
  updated_at int8 not null
);
create index identity_account_status on identity_account (status, status_at);

-- What an account is found by. The key is the judge when two people claim the same.
create table identity_handle (
  kind text not null, -- phone, email, snils, inn, passport
  hash bytea not null,
  account_id text not null,
  claimed_at int8 not null,
  primary key (kind, hash)
);
create index identity_handle_account on identity_handle (account_id);

create table identity_password (
  account_id text primary key,
  hash bytea not null, -- Argon2id, sealed
  set_at int8 not null
);

-- Wrong passwords of one account or of one unknown identifier.
create table identity_attempt (
  key bytea primary key,
  count int8 not null,
  last_at int8 not null,
  locked_at int8
);
create index identity_attempt_last on identity_attempt (last_at);

-- Uses of what is limited within any hour.
create table identity_use (
  id text primary key,
  key text not null, -- keyed hash
  at int8 not null
);
create index identity_use_key on identity_use (key, at);
create index identity_use_at on identity_use (at);

-- The one valid code of each flow and channel, and how it goes with it.
create table identity_code (
  flow text not null,
  channel text not null, -- sms, email
  number int8 not null, -- which message of this flow and channel, from 1
  mac bytea not null,
  wrong int8 not null, -- wrong attempts at this code
  wrong_total int8 not null, -- wrong attempts in this flow and channel
  sent_at int8 not null,
  expires_at int8 not null,
  used_at int8,
  primary key (flow, channel)
);
create index identity_code_expires on identity_code (expires_at);

create table identity_registration (
  id text primary key,
  rev int8 not null,
  handle bytea not null, -- hash of what the browser holds
  reference text not null, -- the number to quote at the desk
  draft bytea not null, -- everything typed and proved so far, sealed
  account_id text,
  created_at int8 not null,
  expires_at int8 not null
);
create unique index identity_registration_handle on identity_registration (handle);
create unique index identity_registration_reference on identity_registration (reference);
create index identity_registration_expires on identity_registration (expires_at);

create table identity_login (
  id text primary key,
  handle bytea not null,
  account_id text not null,
  step text not null, -- second, done, dead
  next bytea not null, -- where to go afterwards, sealed
  totp_wrong int8 not null,
  password_at int8 not null,
  created_at int8 not null,
  expires_at int8 not null
);
create unique index identity_login_handle on identity_login (handle);
create index identity_login_account on identity_login (account_id);
create index identity_login_expires on identity_login (expires_at);

create table identity_recovery (
  id text primary key,
  handle bytea not null,
  reference text not null,
  account_id text, -- nobody, when the identifier is unknown
  whose text not null, -- whose hourly limits it counts against
  step text not null, -- email, second, password, done, dead
  totp_wrong int8 not null,
  email_at int8,
  second_at int8,
  second text,
  created_at int8 not null,
  expires_at int8 not null
);
create unique index identity_recovery_handle on identity_recovery (handle);
create unique index identity_recovery_reference on identity_recovery (reference);
create index identity_recovery_account on identity_recovery (account_id);
create index identity_recovery_expires on identity_recovery (expires_at);

create table identity_totp (
  id text primary key,
  account_id text not null,
  secret bytea not null,
  last_step int8 not null, -- the newest time step that was accepted
  created_at int8 not null,
  confirmed_at int8
);
create index identity_totp_account on identity_totp (account_id);

-- Browsers and networks that an account was used from.
create table identity_known (
  account_id text not null,
  hash bytea not null,
  first_at int8 not null,
  last_at int8 not null,
  primary key (account_id, hash)
);

-- What was agreed to: which text, in which version, when.
create table identity_acceptance (
  account_id text not null,
  document text not null, -- agreement, personal-data
  version text not null,
  sha256 text not null,
  accepted_at int8 not null,
  facts bytea not null, -- address and browser, sealed
  primary key (account_id, document, version)
);
