-- Sources that are no longer configured.
DELETE FROM price WHERE source <> ALL ($1::text[])
