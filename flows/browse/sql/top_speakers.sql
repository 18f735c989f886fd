SELECT speaker_name AS name, speaker_label AS label, count(*) AS quotes, count(DISTINCT publisher) AS publishers
FROM newest_quotes
WHERE speaker_name IS NOT NULL AND is_speech AND {where}
GROUP BY ALL
ORDER BY quotes DESC, name, label
LIMIT $limit
