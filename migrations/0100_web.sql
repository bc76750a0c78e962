-- Sign-in state of every site. A cookie is kept as its hash only.

create table web_session (
  id text primary key,
  site text not null,
  cookie_hash bytea not null,
  subject text not null,
  facts bytea not null, -- address and browser of the sign-in, sealed
  data bytea not null, -- what the site keeps with it, sealed
  external text, -- sid of the provider session it came from
  external_subject text, -- sub at that provider
  opened_at int8 not null,
  seen_at int8 not null,
  idle int8 not null, -- microseconds without a request after which it ends
  expires_at int8 not null,
  ended_at int8,
  end_why text
);
create unique index web_session_cookie on web_session (cookie_hash);
create index web_session_subject on web_session (site, subject);
create index web_session_external on web_session (site, external);
create index web_session_external_subject on web_session (site, external_subject);
create index web_session_expires on web_session (expires_at);

-- A form that came after its session had ended, for the same person in the same browser.
create table web_kept (
  key bytea primary key,
  form bytea not null, -- sealed
  expires_at int8 not null
);
create index web_kept_expires on web_kept (expires_at);
