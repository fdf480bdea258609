-- All that a user ($1) has asked for and that is not decided: the gems are free again, and the limits of the days get their share back.
WITH withdrawn AS (
    UPDATE buyback SET status = 'CANCELLED', decided_at = gem_now() WHERE user_id = $1::uuid AND status = 'PENDING'
    RETURNING user_id, vault_item_id, price, date_trunc('day', created_at, 'UTC') AS day
), item AS (
    UPDATE vault_item SET status = 'VAULTED' FROM withdrawn WHERE vault_item.id = withdrawn.vault_item_id AND vault_item.status = 'BUYBACK'
)
UPDATE daily_use SET used = daily_use.used - given.back
FROM (SELECT user_id, day, sum(price) AS back FROM withdrawn GROUP BY user_id, day) AS given
WHERE daily_use.purpose = 'buyback' AND daily_use.day = given.day AND (daily_use.owner_id = given.user_id OR daily_use.owner_id IS NULL)
