-- The code that signs an act of a person: one place per act, bound to what is signed.
create table cabinet_code (
  act text primary key, -- site and name of the act
  number int8 not null, -- which code of this act it is
  mac bytea not null,
  content bytea not null, -- the digest of what was shown when the code was sent
  wrong int8 not null,
  sent_at int8 not null,
  expires_at int8 not null,
  used_at int8
);
create index cabinet_code_expires on cabinet_code (expires_at);
