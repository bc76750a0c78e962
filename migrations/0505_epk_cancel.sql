-- A sending that its holder cancels: she and the attempt that hands it over are told apart by one
-- statement each.
-- An attempt is under way until then.
alter table epk_sending add column handing_until int8;
-- An attempt may have reached the service.
alter table epk_sending add column handed_at int8;

-- Calls to programs of organisations are removed a while after their end.
create index epk_delivery_ended on epk_delivery (ended_at);
