SELECT publisher, count(*) AS articles, sum(quote_count)::BIGINT AS quotes, min(batch_date) AS first,
  max(batch_date) AS last
FROM articles
GROUP BY publisher
ORDER BY quotes DESC, publisher
LIMIT $limit
