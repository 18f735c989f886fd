SELECT publisher, count(*) AS quotes,
  count(*) FILTER (WHERE speaker_name IS NOT NULL AND speaker_pronoun = 'she') AS women,
  count(*) FILTER (WHERE speaker_name IS NOT NULL AND speaker_pronoun = 'he') AS men,
  count(*) FILTER (WHERE speaker_name IS NOT NULL AND speaker_pronoun = 'they') AS they,
  count(*) FILTER (WHERE speaker_name IS NOT NULL AND speaker_pronoun IS NULL) AS unsaid,
  count(*) FILTER (WHERE speaker_name IS NULL) AS unnamed
FROM newest_quotes
WHERE speaker_label IN ('person', 'group') AND is_speech AND {where}
GROUP BY publisher
ORDER BY quotes DESC, publisher
LIMIT $limit
