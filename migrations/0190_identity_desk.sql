-- When a member of staff last had a record before her eyes: one entry of the journal stands for
-- half an hour.
create table identity_look (
  staff_id text not null,
  account_id text not null,
  at int8 not null,
  primary key (staff_id, account_id)
);
create index identity_look_at on identity_look (at);

-- Phones and e-mail addresses that the desk took from one account for somebody else.
create table identity_handover (
  id text primary key,
  kind text not null, -- phone, email
  hash bytea not null, -- keyed hash of the value
  from_account text not null,
  to_account text, -- an account that was named at once, or that took it
  registration_id text, -- where the newcomer had no account yet
  staff_id text not null,
  grounds bytea not null, -- the document that was seen and the reason, sealed
  at int8 not null,
  received_at int8
);
create index identity_handover_hash on identity_handover (kind, hash);

-- One-use passwords that support sends by e-mail, one for each account.
create table identity_temporary (
  account_id text primary key,
  hash bytea not null, -- keyed hash
  created_at int8 not null,
  expires_at int8 not null,
  used_at int8
);
create index identity_temporary_expires on identity_temporary (expires_at);
