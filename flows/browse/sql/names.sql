SELECT speaker_name AS name, min(speaker_label) AS label, count(*) AS quote_count,
  count(DISTINCT article_id) AS article_count, count(DISTINCT publisher) AS publisher_count,
  min(batch_date) AS first_seen, max(batch_date) AS last_seen
FROM newest_quotes
WHERE speaker_name IS NOT NULL AND ($name IS NULL OR contains(lower(speaker_name), lower($name))) AND {where}
GROUP BY speaker_name
ORDER BY quote_count DESC, name
LIMIT $limit OFFSET $skip
