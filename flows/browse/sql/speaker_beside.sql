WITH beside AS (
  SELECT batch_date, article_id, speaker_cluster_id AS cluster_id, speaker_name AS name
  FROM quotes
  SEMI JOIN speaker_quotes USING (batch_date, article_id)
  WHERE speaker_name IS NOT NULL
  AND speaker_name NOT IN (SELECT speaker_name FROM speaker_quotes WHERE speaker_name IS NOT NULL)
)
SELECT name, min(actor_id) AS actor_id, count(DISTINCT article_id) AS articles
FROM beside
LEFT JOIN actor_links USING (batch_date, article_id, cluster_id)
GROUP BY name
ORDER BY articles DESC, name
LIMIT $limit
