SELECT publisher, count(*) AS quotes,
  count(*) FILTER (WHERE speaker_label = 'person') AS person,
  count(*) FILTER (WHERE speaker_label = 'group') AS "group",
  count(*) FILTER (WHERE speaker_label = 'organisation') AS organisation,
  count(*) FILTER (WHERE speaker_label = 'place') AS place,
  count(*) FILTER (WHERE speaker_label = 'document') AS document,
  count(*) FILTER (WHERE speaker_label = 'unknown') AS unknown
FROM newest_quotes
WHERE {where}
GROUP BY publisher
ORDER BY quotes DESC, publisher
LIMIT $limit
