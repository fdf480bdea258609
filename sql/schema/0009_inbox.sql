-- What outside services tell us, stored as it came and once, before anybody acts on it. gem-hooks may add rows and do nothing else.
CREATE TYPE webhook_provider AS ENUM ('stripe', 'solana', 'shippo', 'activity');
CREATE TYPE webhook_status AS ENUM ('RECEIVED', 'QUEUED', 'DONE', 'IGNORED');

CREATE TABLE webhook_event (
    id uuid PRIMARY KEY,
    provider webhook_provider NOT NULL,
    event_id text NOT NULL, -- the provider's own name for it, or the SHA-256 of the body where it has none
    body text NOT NULL,
    status webhook_status NOT NULL DEFAULT 'RECEIVED',
    received_at timestamptz NOT NULL DEFAULT gem_now(),
    processed_at timestamptz,
    outcome text, -- for people: what it came to
    CONSTRAINT webhook_event_once UNIQUE (provider, event_id)
);
CREATE INDEX webhook_event_received ON webhook_event (received_at) WHERE status = 'RECEIVED';
CREATE INDEX webhook_event_by_age ON webhook_event (received_at);

INSERT INTO state_transition VALUES
    ('webhook_event', 'RECEIVED', 'QUEUED'), ('webhook_event', 'QUEUED', 'DONE'), ('webhook_event', 'QUEUED', 'IGNORED');
CREATE TRIGGER webhook_event_transition BEFORE UPDATE OF status ON webhook_event
    FOR EACH ROW EXECUTE FUNCTION state_transition_check();
CREATE TRIGGER webhook_event_fixed BEFORE UPDATE OF id, provider, event_id, body, received_at ON webhook_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO schedule (name, period) VALUES ('read_inbox', '1 second'), ('forget_webhooks', '1 hour');
