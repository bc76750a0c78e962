-- The protocol side of the provider. Times are microseconds since 1970 (UTC).

create table identity_client (
  id text primary key,
  secret bytea not null, -- keyed hash of the secret
  settings text not null, -- names, addresses, scopes: JSON that only the program reads
  created_at int8 not null,
  updated_at int8 not null,
  disabled_at int8
);

-- Keys that tokens are signed with: the highest number with a begin is in use, a number without
-- one is published ahead, lower numbers verify what was signed before.
create table identity_key (
  number int8 primary key,
  kid text not null,
  public text not null, -- JWK
  private bytea not null, -- PKCS 8, sealed
  created_at int8 not null,
  active_at int8,
  retired_at int8,
  withdrawn_at int8
);

-- A request to the authorization endpoint that waits for the person.
create table identity_flow (
  id text primary key,
  request bytea not null, -- sealed: it may carry a phone as a hint
  visitor bytea not null, -- hash of the browser it belongs to
  session text, -- the session whose person was asked for consent
  arrived_at int8 not null,
  expires_at int8 not null
);
create index identity_flow_expires on identity_flow (expires_at);

-- One entry of a person into a service: its code, its refresh tokens, its access tokens.
create table identity_grant (
  id text primary key,
  account text not null,
  client text not null,
  session text not null,
  scope text not null,
  code bytea not null, -- SHA-256 of the code
  bound text not null, -- what the code is bound to and what tokens will say: JSON
  created_at int8 not null,
  used_at int8, -- when the code was redeemed
  generation int8 not null, -- number of the valid refresh token
  refreshed_at int8 not null,
  expires_at int8 not null,
  ended_at int8,
  end_why text,
  left_at int8 -- when the client was put on the list of those to be told
);
create index identity_grant_account on identity_grant (account);
create index identity_grant_session on identity_grant (session);
create index identity_grant_expires on identity_grant (expires_at);

create table identity_consent (
  account text not null,
  client text not null,
  scope text not null,
  version text not null,
  text_hash bytea not null,
  since int8 not null, -- the first consent of an unbroken row
  given_at int8 not null,
  used_at int8 not null,
  withdrawn_at int8,
  primary key (account, client)
);

-- Each text that was ever agreed to, under its SHA-256.
create table identity_consent_text (
  hash bytea primary key,
  version text not null,
  text text not null,
  at int8 not null
);

create table identity_mandate (
  id text primary key,
  account text not null,
  client text not null,
  audience text not null,
  scope text not null,
  purpose bytea not null, -- sealed
  reference text not null,
  secret bytea not null, -- SHA-256 of the mandate
  created_at int8 not null,
  expires_at int8 not null,
  used_at int8,
  ended_at int8,
  end_why text
);
create index identity_mandate_account on identity_mandate (account);
create index identity_mandate_expires on identity_mandate (expires_at);

-- Services that have still to be told that a session ended.
create table identity_logout (
  id text primary key,
  client text not null,
  account text not null,
  session text, -- none: all sessions of the person
  created_at int8 not null
);
