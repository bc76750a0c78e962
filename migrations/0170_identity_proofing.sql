-- Raising the level of an account, and what staff did with accounts.

-- What a person typed for a check by the registers, and how the check goes.
create table identity_proofing (
  account_id text not null,
  purpose text not null, -- level, inn
  rev int8 not null, -- grows with each change; a check of an older one counts for nothing
  state text not null, -- typing, checking, waiting, refused
  draft bytea not null, -- everything as typed, sealed
  outcome bytea, -- why it was refused, sealed
  reference text not null, -- the number to quote at the desk
  sent_at int8,
  updated_at int8 not null,
  primary key (account_id, purpose)
);
create unique index identity_proofing_reference on identity_proofing (reference);

-- The number that a person brings to a service centre, one for each account.
create table identity_confirmation (
  account_id text primary key,
  hash bytea not null,
  number bytea not null, -- sealed
  created_at int8 not null,
  expires_at int8 not null,
  used_at int8
);
create unique index identity_confirmation_hash on identity_confirmation (hash);

-- Which member of staff sees which record in full, until when and why.
create table identity_view (
  staff_id text not null,
  account_id text not null,
  reason bytea not null, -- sealed
  opened_at int8 not null,
  expires_at int8 not null,
  primary key (staff_id, account_id)
);

-- When the owner typed the password again in a session, to change how the account is protected.
create table identity_fresh (
  session text primary key,
  at int8 not null
);

-- A new phone or e-mail address that waits for its code.
create table identity_change (
  id text primary key,
  account_id text not null,
  channel text not null, -- sms, email
  value bytea not null, -- sealed
  second_at int8, -- when the second factor was shown
  created_at int8 not null,
  expires_at int8 not null,
  used_at int8
);
create index identity_change_account on identity_change (account_id, channel);
