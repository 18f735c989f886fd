SELECT speaker_title AS title, speaker_organisation AS organisation, count(*) AS quotes, min(batch_date) AS first,
  max(batch_date) AS last
FROM speaker_quotes
WHERE speaker_title IS NOT NULL OR speaker_organisation IS NOT NULL
GROUP BY ALL
ORDER BY last DESC, quotes DESC, title, organisation
LIMIT $limit
