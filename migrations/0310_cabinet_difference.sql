-- What the provider says of a person beside what a register says, where the two differ. A row is
-- one difference: the same values on both sides, from the reading that found it to the one that
-- no longer did.
create table cabinet_difference (
  id text primary key,
  account text not null,
  register text not null,
  line text not null, -- which of her data: the key of its words
  ours bytea not null, -- sealed
  theirs bytea not null, -- sealed
  hash bytea not null, -- keyed hash over both values
  found_at int8 not null,
  seen_at int8 not null,
  resolved_at int8
);
create unique index cabinet_difference_open on cabinet_difference (account, register, line)
  where resolved_at is null;

-- Sessions and people whose sign-in a provider has ended: a sign-in that was under way by then
-- opens nothing.
create table cabinet_ended (
  name bytea primary key, -- keyed hash of site, provider and sid or sub
  told_until int8 not null, -- tokens made until then are of the sign-in that ended, in seconds
  ended_at int8 not null,
  forget_at int8 not null
);
create index cabinet_ended_forget on cabinet_ended (forget_at);
