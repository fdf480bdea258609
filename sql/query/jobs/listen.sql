-- Wakes the worker when a job is added. Said again every second, because a new connection does not listen yet.
LISTEN job;
