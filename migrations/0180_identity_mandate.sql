-- The entry that a mandate came from: it ends with it when its code or refresh token was stolen.
alter table identity_mandate add column grant_id text;
create index identity_mandate_grant on identity_mandate (grant_id);

-- Browsers and networks that an account was not used from for a year are forgotten.
create index identity_known_last on identity_known (last_at);
