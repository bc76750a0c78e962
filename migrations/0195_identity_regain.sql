-- A new phone, and a new mailbox where that is lost too, with which somebody who showed a document
-- at the desk may recover her account. One for each account: a newer one takes the place.
create table identity_regain (
  account_id text primary key,
  id text not null,
  phone bytea not null, -- sealed
  phone_hash bytea not null, -- keyed hash of the phone
  email bytea, -- sealed, only where the mailbox is lost too
  staff_id text not null, -- who saw the document
  approved_by text, -- the colleague who saw it again, where two are needed
  stop bytea not null, -- keyed hash of the token with which the owner stops it
  created_at int8 not null,
  usable_at int8, -- nothing while the word of a colleague is missing
  expires_at int8 not null,
  ended_at int8,
  ended_why text -- used, stopped, entered, withdrawn, closed
);
create unique index identity_regain_id on identity_regain (id);
create unique index identity_regain_stop on identity_regain (stop);
create index identity_regain_phone on identity_regain (phone_hash);
create index identity_regain_expires on identity_regain (expires_at);

-- What a recovery rests on, where it does not rest on the contacts of the account.
alter table identity_recovery add column regain_id text;

-- A contact stays with its owner until the newcomer has typed the code that went there.
alter table identity_handover add column expires_at int8;
alter table identity_handover add column taken_at int8;
alter table identity_handover add column ended_at int8;
