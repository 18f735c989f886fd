SELECT publisher, count(*) AS quotes, count(DISTINCT article_id) AS articles,
  count(*) FILTER (WHERE type = 'direct') AS direct,
  min(batch_date) AS first, max(batch_date) AS last
FROM speaker_quotes
GROUP BY publisher
ORDER BY quotes DESC, publisher
LIMIT $limit
