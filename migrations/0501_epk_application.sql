-- Applications for the qualification passport.
create table epk_application (
  id text primary key,
  account text not null,
  open_for text, -- the account while it is not decided: nobody has two open ones
  state text not null,
  number text, -- given with the first signature
  round int8 not null, -- how many times it has been signed
  created_at int8 not null,
  saved_at int8 not null,
  submitted_at int8, -- the latest signature
  due_at int8, -- a decision is promised until then
  decided_at int8,
  overdue_at int8, -- the promise was broken then
  waits_for text, -- registers that gave no answer at the latest try
  tries int8 not null,
  next_try_at int8
);
create unique index epk_application_open on epk_application (open_for);
create unique index epk_application_number on epk_application (number);
create index epk_application_account on epk_application (account);
create index epk_application_state on epk_application (state, due_at);

-- What was answered, a row for each thing that is saved by itself; sealed.
create table epk_answer (
  application text not null,
  part text not null,
  revision int8 not null,
  content bytea not null,
  saved_at int8 not null,
  primary key (application, part)
);

-- Who accepted which text about signing by a code.
create table epk_agreement (
  account text not null,
  version text not null,
  lang text not null,
  sha256 bytea not null,
  accepted_at int8 not null,
  primary key (account, version)
);

-- The signatures, one for each round.
create table epk_signature (
  application text not null,
  round int8 not null,
  content bytea not null, -- the digest of all answers as they were stored
  agreement text not null,
  agreement_sha256 bytea not null,
  phone bytea not null, -- sealed
  code int8 not null, -- which code of this round it was
  signed_at int8 not null,
  primary key (application, round)
);

-- Permissions to ask registers after the person has signed out; sealed.
create table epk_mandate (
  application text not null,
  audience text not null,
  mandate bytea not null,
  ends_at int8 not null,
  primary key (application, audience)
);

-- What the rules found.
create table epk_finding (
  application text not null,
  round int8 not null,
  rule text not null,
  outcome text not null,
  evidence bytea not null, -- sealed
  checked_at int8 not null,
  primary key (application, round, rule)
);

-- What was decided, once for each round.
create table epk_decision (
  application text not null,
  round int8 not null,
  verdict text not null,
  reason bytea not null, -- sealed
  staff text, -- nobody when the rules decided
  staff_name bytea,
  decided_at int8 not null,
  primary key (application, round)
);

-- What an examiner asks to be corrected.
create table epk_remark (
  application text not null,
  round int8 not null,
  target text not null, -- a part of the answers, or a field of one
  words bytea not null, -- sealed
  answered_at int8,
  primary key (application, round, target)
);

-- What happened to an application, for the person who made it.
create table epk_event (
  id text primary key,
  application text not null,
  event text not null,
  mark text not null, -- the same thing is told once
  at int8 not null
);
create unique index epk_event_mark on epk_event (application, event, mark);

-- Diplomas of signed applications by keyed hash: the same one must not serve two people.
create table epk_diploma (
  application text not null,
  lookup bytea not null,
  primary key (application, lookup)
);
create index epk_diploma_lookup on epk_diploma (lookup);
