SELECT family_id, count(*) AS quotes, count(DISTINCT publisher) AS publishers, min(batch_date) AS first,
  max(batch_date) AS last, arg_min(quote_text, (batch_date, quote_id)) AS quote_text,
  arg_min(speaker_name, (batch_date, quote_id)) AS speaker_name,
  arg_min(speaker_mention, (batch_date, quote_id)) AS speaker_mention
FROM quote_families
JOIN quotes USING (batch_date, quote_id)
WHERE {where}
GROUP BY family_id
ORDER BY publishers DESC, quotes DESC, family_id
LIMIT $limit OFFSET $skip
