SELECT publisher, count(*) AS quotes,
  count(*) FILTER (WHERE type = 'direct') AS direct,
  count(*) FILTER (WHERE type = 'mixed') AS mixed,
  count(*) FILTER (WHERE type = 'indirect') AS indirect
FROM newest_quotes
WHERE {where}
GROUP BY publisher
ORDER BY quotes DESC, publisher
LIMIT $limit
