-- The desk: who works there. A row begins with an invitation and is bound to an account at the
-- provider when that is used.
create table support_staff (
  id text primary key,
  name bytea not null,
  login bytea, -- e-mail at the provider, as of the last entry
  roles text not null,
  provider text,
  sub text,
  invitation bytea unique, -- mac of the token, until it is used
  invitation_ends_at int8 not null,
  invited_at int8 not null,
  bound_at int8,
  entered_at int8,
  suspended_at int8
);
create unique index support_staff_sub on support_staff (provider, sub) where sub is not null;
