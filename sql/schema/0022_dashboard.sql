-- What the console's first page counts. Indexes of few values are small, and users and gems are counted by them alone.
CREATE INDEX app_user_by_status ON app_user (status);
CREATE INDEX vault_item_open_by_status ON vault_item (status) WHERE closed_at IS NULL;
CREATE INDEX buyback_bought ON buyback (decided_at) WHERE status IN ('APPROVED', 'COMPLETED', 'FAILED');
CREATE INDEX treasury_check_newest ON treasury_check (asset, id DESC);
CREATE INDEX treasury_check_by_time ON treasury_check USING brin (checked_at);
