-- Stored files: what is known of each. The bytes lie sealed in the folder of the files under the
-- id. They are on the disk before the row is, and go a day after the row says so.
create table store_file (
  id text primary key,
  site text not null, -- the owner is a person on a site
  subject text not null,
  noun text not null, -- what the file belongs to
  name bytea not null, -- what its owner called it, sealed
  media text not null, -- by its content
  size int8 not null, -- bytes
  sha256 bytea not null, -- of the content, not of what lies on the disk
  state text not null, -- kept, removed
  kept_at int8 not null,
  removed_at int8
);
create index store_file_owner on store_file (site, subject, noun);
create index store_file_removed on store_file (removed_at);
