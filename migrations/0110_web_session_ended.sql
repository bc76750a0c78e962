-- Sessions that ended are removed a month later, by the time of their end.
create index web_session_ended on web_session (ended_at);
